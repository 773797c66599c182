"""Run the console examples of the documentation and update their output: ``python -m tools.examples``.

An example is a ``console`` block. Each ``$ command`` is followed by its output in a terminal of 100 columns, in a
folder with a copy of the project's fixtures: a new one for each block, and the same for all blocks of a tutorial. The
tests compare the output with the text of the page, except for scores, which change when the weights are fitted again.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.commands import run_in_terminal

ROOT = Path(__file__).resolve().parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
TUTORIALS = ROOT / "docs" / "tutorials"
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_SCORE = re.compile(r"\b[01]\.\d{2,3}\b")


@contextmanager
def workplace() -> Iterator[Path]:
    """Yield a new folder with the project's fixtures in it, where examples may write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "fixtures", folder / "fixtures")
        yield folder


def run_block(text: str, folder: Path) -> str:
    """Return a console block with the present output of its commands, which are run in a folder."""
    commands = re.findall(r"^\$ (.*)$", text, flags=re.MULTILINE)
    return "\n".join(f"$ {command}\n{run_in_terminal(command, folder)}" for command in commands)


def run_page(page: Path) -> str:
    """Return the text of a page with the present output of its console blocks."""
    text = page.read_text(encoding="utf-8")
    if page.parent != TUTORIALS:
        return _BLOCK.sub(lambda block: _run_alone(block[0]), text)
    with workplace() as folder:
        return _BLOCK.sub(lambda block: run_block(block[0], folder), text)


def _run_alone(text: str) -> str:
    with workplace() as folder:
        return run_block(text, folder)


def same(shown: str, expected: str) -> bool:
    """Return whether two outputs are equal except for scores and spaces at the ends of lines."""
    return _plain(shown) == _plain(expected)


def _plain(text: str) -> list[str]:
    return [_SCORE.sub("0.##", line.rstrip()) for line in text.strip().splitlines()]


def main() -> None:
    """Update the console examples of every page."""
    for page in PAGES:
        new = run_page(page)
        if new != page.read_text(encoding="utf-8"):
            page.write_text(new, encoding="utf-8")
            sys.stderr.write(f"{page.name}: examples updated\n")


if __name__ == "__main__":
    main()
