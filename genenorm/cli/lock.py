"""The command ``lock``, and the option ``--locked`` of ``resolve``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from genenorm.cli.live_options import LiveChoice, live_options, print_lookup_warnings
from genenorm.cli.options import (
    STANDARD_INPUT,
    ContextChoice,
    context_options,
    decoded,
    names_given,
    names_options,
    open_index,
    reference_option,
)
from genenorm.cli.output.messages import note
from genenorm.core.errors import LockError

if TYPE_CHECKING:
    from genenorm.core.tables import Table
    from genenorm.verify.lock.lock_values import LockedNames

_ALLOWED_WITH_LOCKED = {
    "names", "file", "out", "form", "columns", "fail_on", "index", "locked", "quiet", "verbose",
}  # fmt: skip
"""Parameters of ``resolve`` that may be given with ``--locked``; the others are taken from the lock."""


@click.command(short_help="Record a run of resolve, to repeat it byte for byte.")
@names_options
@context_options
@reference_option
@live_options
@click.option(
    "--out", "-o", default="genenorm.lock", show_default=True, metavar="FILE",
    help="Lock file to write or replace ('-': standard output).",
)  # fmt: skip
def lock(
    names: tuple[str, ...], *, file: str | None, context: ContextChoice, index: str | None, live: LiveChoice, out: str
) -> None:
    """Resolve gene names as 'genenorm resolve' does, and write a small lock file from which the run can be repeated.

    NAMES are gene names; '-' stands for the lines of standard input, which are also read if neither NAMES nor --file is
    given.

    The lock file has the options, the MyGene.info look-ups that were used, and the hashes of the reference index, of
    genenorm's own tables, of the names and of the answers. 'genenorm resolve --locked FILE' repeats the run
    from it, offline. Only runs of resolve can be locked.
    """
    from genenorm import __version__
    from genenorm.cli.output.output_file import check_not_input, check_writable, output_name, write_output
    from genenorm.verify.lock.lock_file import lock_lines
    from genenorm.verify.lock.locked_run import RunOptions, make_lock

    check_not_input(out, (file,))
    check_writable(out)
    given = names_given(names, file)
    source = STANDARD_INPUT if file is None and not names else file
    if source is not None and not _is_text(source):
        raise LockError(f"{source}: not locked, since the name of the file is not UTF-8; rename the file")
    with open_index(index) as reference:
        options = live.options if live.wanted else None
        run = RunOptions(__version__, context.context(reference, any_taxon=live.wanted), options, always=live.always)
        made, reports = make_lock(reference, given, run, arguments=decoded(names), file=source)
    print_lookup_warnings(reports)
    write_output(out, (line.encode() for line in lock_lines(made)))
    count = f"{len(given):,} {'name' if len(given) == 1 else 'names'}"
    lookups = f", {len(made.lookups):,} look-ups" if made.live else ""
    note(f"genenorm: {count} locked in {output_name(out)}: index {made.reference.stamp}{lookups}")


def _is_text(name: str) -> bool:
    """Return whether a name of a file can be written into a lock; half of a character stands for other bytes."""
    return name.isprintable() or not any("\ud800" <= ch <= "\udfff" for ch in name)


def locked_table(locked: str, names: tuple[str, ...], file: str | None, *, index: str | None) -> Table:
    """Return the answers of a locked run; raises LockError, which names the missing parts, if it cannot be repeated."""
    from genenorm import __version__
    from genenorm.cli.input_files import check_standard_input, display_name, read_bytes
    from genenorm.verify.lock.lock_file import read_lock
    from genenorm.verify.lock.locked_run import repeat_lock

    _check_options()
    check_standard_input(locked, *names, file)
    lock = read_lock(display_name(locked), read_bytes(locked))
    repeated = repeat_lock(lock, _names_of(lock.names, locked, names, file), __version__, index)
    print_lookup_warnings(repeated.reports)
    for difference in repeated.notes:
        note(f"genenorm: {difference}; the answers are the same")
    return repeated.table


def _check_options() -> None:
    """Raise a usage error if an option is given that is taken from the lock."""
    context = click.get_current_context()
    for parameter in context.command.params:
        if parameter.name in _ALLOWED_WITH_LOCKED or parameter.name is None:
            continue
        if context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{parameter.opts[0]} cannot be used with --locked: the lock sets it", context)


def _names_of(recorded: LockedNames, locked: str, names: tuple[str, ...], file: str | None) -> list[str]:
    """Return the names for a repeated run: those given, or else those read again from the sources in the lock."""
    from genenorm.cli.input_files import check_standard_input

    if names or file is not None:
        return names_given(names, file)
    sources = (*recorded.arguments, recorded.file)
    check_standard_input(locked, *sources)
    if STANDARD_INPUT in sources and sys.stdin is not None and sys.stdin.isatty():
        message = "the locked names were read from standard input: pipe them in again, or give them with --file"
        raise click.UsageError(message, click.get_current_context())
    return names_given(recorded.arguments, recorded.file)
