"""The size and age of a look-up store, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from genenorm.mygene.hits import date_of
from genenorm.mygene.store import StoreInfo


def info_lines(info: StoreInfo) -> Iterator[str]:
    """Yield the facts about a store as lines of text."""
    yield f"store    {info.path}"
    yield f"size     {info.bytes / 1_000_000:,.1f} MB"
    yield f"entries  {info.entries:,} of {info.names:,} names; {info.misses:,} of them found nothing"
    yield f"asked    {_date(info.oldest)} to {_date(info.newest)}"
    yield f"builds   {', '.join(info.builds) or '-'}"


def info_json(info: StoreInfo) -> str:
    """Return the facts about a store as JSON."""
    return json.dumps(
        {
            "path": str(info.path),
            "bytes": info.bytes,
            "entries": info.entries,
            "names": info.names,
            "misses": info.misses,
            "oldest": _date(info.oldest),
            "newest": _date(info.newest),
            "builds": list(info.builds),
        },
        ensure_ascii=False,
        indent=2,
    )


def _date(seconds: int | None) -> str:
    return "-" if seconds is None else date_of(seconds)
