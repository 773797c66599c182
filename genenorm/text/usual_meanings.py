"""The usual meanings of names that several genes share: short names, and names of families."""

from __future__ import annotations

from functools import cache

from genenorm.core.paths import data_rows
from genenorm.text.keys import Key, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def usual_symbol(key: Key | None) -> Key | None:
    """Return the folded symbol of the human gene that the name with this key usually means; ``None`` if not listed.

    >>> usual_symbol(fold("p62"))
    'sqstm1'
    """
    return usual_symbols().get(key) if key is not None else None


@cache
def usual_symbols() -> Mapping[Key, Key]:
    """Return the folded symbol of the human gene that a name usually means, by the key of the name."""
    symbols: dict[Key, Key] = {}
    for names, symbol, _reason in data_rows("usual_meanings.tsv"):
        for name in names.split("|"):
            if (key := fold(name)) is not None and (symbol_key := fold(symbol)) is not None:
                symbols[key] = symbol_key
    return symbols
