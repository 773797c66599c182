"""Write docs/cli.md from the help texts of the commands: ``python -m tools.cli_page``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from genenorm.cli.commands import cli
from genenorm.cli.help_texts import COMPLETION, EXIT_CODES, VARIABLES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"

_HEAD = """# Command line

Written by `python -m tools.cli_page` from the help texts of the commands; a test compares the two.

Data goes to standard output and messages to standard error. `--quiet` leaves out notes and `--verbose` adds details,
before or after the name of a command. A pipe that is closed early (`| head`) ends a command without an error.

`-` is standard input wherever a list of names or an input file is expected; it can be given once in a command line. The
path of a file with the name `-` is `./-`. As the file of `--out` it is standard output.
"""


def _tables() -> Iterator[str]:
    """Yield the sections about what all commands have in common."""
    codes = "".join(f"| {code} | {meaning} |\n" for code, meaning in EXIT_CODES.items())
    yield f"## Exit codes\n\n| code | meaning |\n| ---: | --- |\n{codes}"
    variables = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in VARIABLES.items())
    yield f"## Environment variables\n\n| variable | value |\n| --- | --- |\n{variables}"
    shells = "".join(f"| {shell} | `{file}` | `{line}` |\n" for shell, (file, line) in COMPLETION.items())
    head = "Commands, options and their values are completed with Tab after this line in the shell's file:"
    yield f"## Completion\n\n{head}\n\n| shell | file | line |\n| --- | --- | --- |\n{shells}".replace(
        "genenorm | source`", "genenorm \\| source`"
    )


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
    parts = [_HEAD, *_tables()]
    for path, command, context in commands():
        parts.append(f"## {path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
