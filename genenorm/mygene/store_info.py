"""What a look-up store holds, told to a person or a program."""

from __future__ import annotations

import json
from collections.abc import Iterator

from genenorm.mygene.hits import date_of
from genenorm.mygene.store import StoreInfo


def info_lines(info: StoreInfo) -> Iterator[str]:
    """Yield a store's contents as lines for a person."""
    yield f"store    {info.path}"
    yield f"size     {info.bytes / 1_000_000:,.1f} MB"
    yield f"entries  {info.entries:,} of {info.names:,} names; {info.misses:,} of them found nothing"
    yield f"asked    {_day(info.oldest)} to {_day(info.newest)}"
    yield f"builds   {', '.join(info.builds) or '-'}"


def info_json(info: StoreInfo) -> str:
    """Return a store's contents as JSON for a program."""
    return json.dumps(
        {
            "path": str(info.path),
            "bytes": info.bytes,
            "entries": info.entries,
            "names": info.names,
            "misses": info.misses,
            "oldest": _day(info.oldest),
            "newest": _day(info.newest),
            "builds": list(info.builds),
        },
        ensure_ascii=False,
        indent=2,
    )


def _day(moment: int | None) -> str:
    return "-" if moment is None else date_of(moment)
