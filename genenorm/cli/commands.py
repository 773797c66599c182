"""The table of commands, and what all groups of commands have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from time import perf_counter

import click

from genenorm.cli.help_texts import example_text, general_text
from genenorm.cli.message_options import add_message_options
from genenorm.cli.output.messages import NORMAL, choose_level, detail
from genenorm.cli.output.streams import echo, visible
from genenorm.cli.stop_signal import stopped_like_ctrl_c
from genenorm.cli.text_values import add_text_values

COMMANDS = {
    "resolve": "genenorm.cli.resolve",
    "explain": "genenorm.cli.resolve",
    "orthologs": "genenorm.cli.resolve",
    "lift": "genenorm.cli.lift",
    "lock": "genenorm.cli.lock",
    "annotate": "genenorm.cli.annotate",
    "report": "genenorm.cli.report",
    "strip": "genenorm.cli.strip",
    "check": "genenorm.cli.check",
    "harmonize": "genenorm.cli.harmonize",
    "evaluate": "genenorm.cli.evaluate",
    "reference": "genenorm.cli.reference_commands",
    "cache": "genenorm.cli.cache",
    "serve": "genenorm.cli.serve",
    "mcp": "genenorm.cli.mcp",
}
"""Command name to the module that defines it, as a click command of the same name, in the order of ``--help``.

A module is imported only when its command is run.
"""


class OutputClosedError(Exception):
    """The program that read standard output has closed it, as ``head`` does when it has enough lines."""


class CommandGroup(click.Group):
    """A group of commands whose error messages suggest a similar command and show how to get help."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, with the options that every command has, and an example in its help."""
        super().add_command(_completed(cmd, f"{self.name} {name or cmd.name}"), name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of these arguments; raises a usage error that names the most similar one."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            raise click.UsageError(f"no command {args[0]!r}{did_you_mean(args[0], known)}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command.

        A closed pipe is raised as OutputClosedError, since click would exit with its own code. A usage error without a
        command is given the one that was run, so that its message can name it.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise OutputClosedError from error
        except click.UsageError as error:
            command = self.get_command(ctx, ctx.invoked_subcommand or "")
            if error.ctx is None and command is not None:
                error.ctx = click.Context(command, parent=ctx, info_name=ctx.invoked_subcommand)
            raise


class CommandTable(CommandGroup):
    """The group of the commands in ``COMMANDS``, each imported when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Return a command after importing its module; ``None`` for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        return _completed(getattr(import_module(COMMANDS[cmd_name]), cmd_name), cmd_name)


def _completed(command: click.Command, path: str) -> click.Command:
    """Return a command with what all have in common: ``--quiet``, ``--verbose``, texts as values, and examples."""
    command.epilog = command.epilog or example_text(path)
    return add_message_options(add_text_values(command))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a question that ends an error message when a known word is similar, else an empty text.

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
    """Turn gene names as people write them into gene identifiers, homology groups and species, with the reasons.

    'genenorm COMMAND --help' explains each command.
    """


add_message_options(cli)
cli.epilog = general_text()


def run_with_click(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code, after printing the message for a mistake in it.

    Raises BrokenPipeError when the reader of standard output has closed it, and KeyboardInterrupt, with the command's
    note if it has one.
    """
    start = perf_counter()
    try:
        with stopped_like_ctrl_c():
            code = cli.main(args=arguments, prog_name="genenorm", standalone_mode=False)
        detail(f"genenorm: done in {perf_counter() - start:,.2f} s")
    except click.ClickException as error:
        echo(visible(_message_of(error)), err=True)
        return error.exit_code
    except OutputClosedError as error:
        raise BrokenPipeError from error
    except click.Abort as error:
        interrupt = error.__cause__  # click raises one from the other
        raise KeyboardInterrupt(*interrupt.args if isinstance(interrupt, KeyboardInterrupt) else ()) from error
    finally:
        choose_level(NORMAL)  # a process may run several command lines
    return code if isinstance(code, int) else 0


def _near_choice(error: click.ClickException) -> str:
    """Return a question that ends the message for a value that is none of an option's choices, if one is similar."""
    choice = error.param.type if isinstance(error, click.BadParameter) and error.param is not None else None
    given = re.search(r"'([^']*)' is not one of", error.message)
    if given is None or not isinstance(choice, click.Choice):
        return ""
    return did_you_mean(given[1], map(str, choice.choices))


def _message_of(error: click.ClickException) -> str:
    """Return the message for an error of the command line: one line, or the help text if the command is missing."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return f"genenorm: {error.format_message()}"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return context.get_help()
    message = f"{error.format_message().rstrip('.')}{_near_choice(error)}"
    return f"{context.command_path}: {message}; see: {context.command_path} --help"
