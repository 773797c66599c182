"""What names shared by several genes usually mean: short names and families. Data with a reason each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from genenorm.core.paths import DATA
from genenorm.text.keys import Key, fold


def usual_symbol(key: Key | None) -> Key | None:
    """Return the folded symbol of the human gene that a name means when its author says no more, or ``None``.

    >>> usual_symbol(fold("p62"))
    'sqstm1'
    """
    return _table().get(key) if key is not None else None


@cache
def _table() -> Mapping[Key, Key]:
    found: dict[Key, Key] = {}
    for line in (DATA / "usual_meanings.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            names, symbol, _ = line.split("\t")
            for name in names.split("|"):
                if (key := fold(name)) is not None and (meant := fold(symbol)) is not None:
                    found[key] = meant
    return found
