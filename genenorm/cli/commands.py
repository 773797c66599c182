"""The table of commands; a command's module is imported when that command is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

import click

COMMANDS = {
    "resolve": "genenorm.cli.resolve",
    "explain": "genenorm.cli.resolve",
    "orthologs": "genenorm.cli.resolve",
    "lock": "genenorm.cli.lock",
    "annotate": "genenorm.cli.annotate",
    "report": "genenorm.cli.report",
    "evaluate": "genenorm.cli.evaluate",
    "reference": "genenorm.cli.reference_commands",
    "cache": "genenorm.cli.cache",
    "serve": "genenorm.cli.cache",
}
"""Command name to the module that defines it, as a click command of the same name, in the order of ``--help``."""


class CommandTable(click.Group):
    """A group that loads its commands from ``COMMANDS`` and names the nearest one to a mistyped command."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands in the table's order, not the alphabet's."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the module of a command and return the command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of these arguments, or fail with the nearest known ones."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"no command {args[0]!r}{did_you_mean(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a closed pipe is told apart before click makes an exit code of its own of it."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGone from error


class ReaderGone(Exception):  # noqa: N818 - not an error: the reader has what it wanted
    """Whoever read standard output has closed it."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'resolve'?"`` for a near miss, else nothing.

    >>> did_you_mean("reslove", ["resolve", "explain"])
    "; did you mean 'resolve'?"
    """
    from difflib import get_close_matches

    near = get_close_matches(word.casefold(), list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from genenorm import __version__

        click.echo(f"genenorm {__version__}")
        ctx.exit()


@click.group(cls=CommandTable, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
def cli() -> None:
    """From gene names as people write them to gene identifiers, homology groups and species, with the reasons."""
