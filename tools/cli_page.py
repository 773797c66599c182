"""Write docs/cli.md from the help texts of the commands: ``python -m tools.cli_page``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from genenorm.cli.commands import cli

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"

_HEAD = """# Command line

Written by `python -m tools.cli_page` from the help texts of the commands; a test compares the two.

Data goes to standard output and messages to standard error. The exit code is 0 on success (an unknown or ambiguous
name is an answer, not a failure), 1 when some of the data failed, 2 for a mistake in the command line, and 130 after
Ctrl-C. A pipe that is closed early (`| head`) ends a command without an error.

`-` is standard input wherever a list of names or an input file is expected; it can be given once in a command line. The
path of a file with the name `-` is `./-`.
"""


def commands(
    command: click.Command = cli, path: str = "genenorm", parent: click.Context | None = None
) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield the path, such as ``genenorm cache info``, the object and the context of every command, groups first."""
    settings = {**command.context_settings, "max_content_width": 100, "terminal_width": 100}
    context = click.Context(command, info_name=path.split()[-1], parent=parent, **settings)
    yield path, command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from commands(child, f"{path} {name}", context)


def page() -> str:
    """Return the text of docs/cli.md."""
    parts = [_HEAD]
    for path, command, context in commands():
        parts.append(f"## {path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
