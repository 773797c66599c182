"""Reading JSON without ``json``, whose import takes as long as an answer; CPython has the scanner that it uses in C."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Options:
    """What ``json.loads`` sets by default."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int = float, int
    parse_constant = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}.__getitem__


def read_json(text: str) -> Any:
    """Return the value of a JSON text, as ``json.loads`` does; raises ValueError for a text that is none.

    >>> read_json('{"key": [1, 2.5, null, "β"]}')
    {'key': [1, 2.5, None, 'β']}
    """
    try:
        from _json import make_scanner

        value, end = make_scanner(_Options)(text, 0)  # type: ignore[arg-type]  # as json.decoder calls it
        if not text[end:].strip(" \t\r\n"):
            return value
    # another Python; leading space; or no JSON, whose error the scanner cannot raise without ``json``
    except (ImportError, StopIteration, SystemError, ValueError):
        pass
    import json

    return json.loads(text)
