"""Write tests/public_api.txt, the public names with their signatures: ``python -m tools.public_api``.

A test compares the file with the package, so that nothing public is changed without being seen: what is renamed, added
or removed, or takes other arguments, is a line of the difference that is reviewed, and belongs into CHANGELOG.md. The
file has the signatures of docs/api.md without its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tools.api_page import page

FILE = Path(__file__).resolve().parents[1] / "tests" / "public_api.txt"

_SECTION = re.compile(r"^###+ (\S+)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```py\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NEXT = re.compile(r"\n(?=\w)")
"""The end of a signature before another one."""
_BASES = re.compile(r"^A subclass of (.+)\.$", re.MULTILINE)
_LINK = re.compile(r"\[`(\w+)`\]")
_VALUES = re.compile(r"^(?:Fields|Members|Attributes)[^\n]*:\n\n((?:^(?:- |  ).*\n|^\n(?=- |  ))+)", re.MULTILINE)
_VALUE = re.compile(r"^- `([^`]+(?:`, `[^`]+)*)`", re.MULTILINE)


def signatures(page: str) -> Iterator[str]:
    """Yield each public name of a text of docs/api.md with its signature or type, in their order."""
    for title, text in _SECTION.findall(page):
        found = [_one_line(title, one) for block in _BLOCK.findall(text) for one in _NEXT.split(block)]
        yield from found or [title]
        for bases in _BASES.findall(text):
            yield f"{title} is a {', '.join(_LINK.findall(bases))}"
        for values in _VALUES.findall(f"{text}\n"):
            yield from (f"{title}.{value}" for several in _VALUE.findall(values) for value in several.split("`, `"))


def _one_line(title: str, signature: str) -> str:
    """Return a signature in one line, with the whole name of its function."""
    line = " ".join(signature.split()).replace("( ", "(").replace(", )", ")")
    return title + line[line.index("(") :]


if __name__ == "__main__":
    FILE.write_text("".join(f"{line}\n" for line in signatures(page())), encoding="utf-8")
