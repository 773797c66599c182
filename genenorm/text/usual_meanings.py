"""The usual meanings of names that several genes share: short names, and names of families."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from genenorm.core.paths import DATA
from genenorm.text.keys import Key, fold


def usual_symbol(key: Key | None) -> Key | None:
    """Return the folded symbol of the human gene that the name with this key usually means; ``None`` if not listed.

    >>> usual_symbol(fold("p62"))
    'sqstm1'
    """
    return _shipped().get(key) if key is not None else None


@cache
def _shipped() -> Mapping[Key, Key]:
    symbols: dict[Key, Key] = {}
    for line in (DATA / "usual_meanings.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            names, symbol, _ = line.split("\t")
            for name in names.split("|"):
                if (key := fold(name)) is not None and (symbol_key := fold(symbol)) is not None:
                    symbols[key] = symbol_key
    return symbols
