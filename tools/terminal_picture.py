"""Draw docs/terminal.svg, a terminal with the first example of README: ``python -m tools.terminal_picture``."""

from __future__ import annotations

import io
import re

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from tests.support.commands import run_in_terminal
from tools.examples import ROOT, workplace

PICTURE = ROOT / "docs" / "terminal.svg"
COLUMNS = 104
_FONT = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)


def first_command() -> str:
    """Return the command of the first console block of README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = text[text.index("```console\n") :]
    return block[block.index("$ ") + 2 : block.index("\n", block.index("$ "))]


def picture() -> str:
    """Return the terminal as SVG. Its letters are of the viewer's own fonts, so that nothing is fetched."""
    command = first_command()
    with workplace() as folder:
        shown = run_in_terminal(command, folder, COLUMNS, escapes=True)
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text.from_ansi(f"$ {command}\n{shown}".rstrip()))
    layout = _FONT.sub("", CONSOLE_SVG_FORMAT).replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")
    return console.export_svg(title="genenorm", code_format=layout, unique_id="terminal")


def main() -> None:
    """Draw the picture."""
    PICTURE.write_text(picture(), encoding="utf-8")


if __name__ == "__main__":
    main()
