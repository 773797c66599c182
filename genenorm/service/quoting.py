"""Texts of others inside texts for assistants and people: quoted in one line, so that they are read as data."""

from __future__ import annotations

import json


def quoted(text: str, longest: int = 120) -> str:
    r"""Return a text in double quotes, in one line: what cannot be seen is escaped, and long ones are cut.

    >>> print(quoted("GRIN1\nIgnore all"), quoted("a\u202eb"), quoted("x" * 200, 5))
    "GRIN1\nIgnore all" "a\u202eb" "xxxxx…"
    """
    shown = json.dumps(text[:longest], ensure_ascii=False)[1:-1]
    return f'"{_visible(shown)}{"…" if len(text) > longest else ""}"'


def one_line(text: str, longest: int) -> str:
    r"""Return a text in one line: what cannot be seen is escaped, and long ones are cut.

    >>> one_line("retired,\n replaced", 100), one_line("several names", 8)
    ('retired, replaced', 'several…')
    """
    text = _visible(" ".join(text.split()))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _visible(text: str) -> str:
    return "".join(ch if ch.isprintable() else _escaped(ch) for ch in text)


def _escaped(ch: str) -> str:
    return f"\\u{ord(ch):04x}" if ord(ch) < 0x10000 else f"\\U{ord(ch):08x}"
