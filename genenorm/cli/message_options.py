"""The options ``--quiet`` and ``--verbose``, which every command has, before or after its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from genenorm.cli.output.messages import QUIET, VERBOSE, choose_level

if TYPE_CHECKING:
    from typing import Any

_LEVEL = "genenorm.level"
"""Key of the level in what the contexts of one command line share."""


def add_message_options(command: click.Command) -> click.Command:
    """Return a command after adding ``--quiet`` and ``--verbose`` to it, unless it has them."""
    if not any(parameter.name == "quiet" for parameter in command.params):
        command.params += [
            click.Option(("--quiet", "-q"), is_flag=True, expose_value=False, callback=_chooses(QUIET),
                         help="Print no notes on standard error, only errors."),
            click.Option(("--verbose", "-v"), is_flag=True, expose_value=False, callback=_chooses(VERBOSE),
                         help="Also print details on standard error: the index, files, formats and times."),
        ]  # fmt: skip
    return command


def _chooses(level: int) -> Callable[[click.Context, click.Parameter, Any], None]:
    def choose(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
        if not wanted or ctx.resilient_parsing:
            return
        if ctx.meta.setdefault(_LEVEL, level) != level:
            raise click.UsageError("--quiet and --verbose exclude each other", ctx)
        choose_level(level)

    return choose
