"""Run the console examples of the documentation and update their output: ``python -m tools.examples``.

An example is a ``console`` block. Each ``$ command`` is followed by its output in a terminal of 100 columns, in a
folder with a copy of the project's fixtures. The tests compare the output with the text of the page, except for scores,
which change when the weights are fitted again.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

from tests.support.commands import run_in_terminal

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_SCORE = re.compile(r"\b[01]\.\d{2,3}\b")


def run_block(text: str) -> str:
    """Return a console block with the present output of its commands."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "fixtures", Path(folder) / "fixtures")
        commands = re.findall(r"^\$ (.*)$", text, flags=re.MULTILINE)
        return "\n".join(f"$ {command}\n{run_in_terminal(command, Path(folder))}" for command in commands)


def same(shown: str, expected: str) -> bool:
    """Return whether two outputs are equal except for scores and spaces at the ends of lines."""
    return _plain(shown) == _plain(expected)


def _plain(text: str) -> list[str]:
    return [_SCORE.sub("0.##", line.rstrip()) for line in text.strip().splitlines()]


def main() -> None:
    """Update the console examples of every page."""
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        new = _BLOCK.sub(lambda block: run_block(block[0]), old)
        if new != old:
            page.write_text(new, encoding="utf-8")
            sys.stderr.write(f"{page.name}: examples updated\n")


if __name__ == "__main__":
    main()
