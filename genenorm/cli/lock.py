"""``genenorm lock``, and what ``genenorm resolve --locked`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from genenorm.cli.live_options import LiveChoice, live_options, say_told
from genenorm.cli.options import (
    context_of,
    context_options,
    names_given,
    names_options,
    read_file,
    reference_option,
    shown_name,
)

if TYPE_CHECKING:
    from genenorm.verify.lock.lock_values import LockedNames

_OF_A_REPETITION = {"names", "file", "form", "index", "locked"}
"""What a command line may still say when a lock says the rest."""


@click.command(short_help="Pin a run of resolve, to repeat it byte for byte.")
@names_options
@context_options
@reference_option
@live_options
@click.option(
    "--out", default="genenorm.lock", show_default=True, metavar="FILE",
    help="The lock to write, in place of one that is there; '-' is standard output.",
)  # fmt: skip
def lock(
    names: tuple[str, ...],
    *,
    file: str | None,
    species: tuple[str, ...],
    organism: tuple[str, ...],
    text: str,
    index: str | None,
    live: LiveChoice,
    out: str,
) -> None:
    """Resolve NAMES as genenorm resolve does, and write what the answers rest on to a small file.

    The lock has the hashes of the index and of genenorm's own tables, the options, the digests of names and answers,
    and the answers of MyGene.info that took part. genenorm resolve --locked FILE repeats the run from it, offline.
    Other commands have no lock.
    """
    from genenorm import __version__
    from genenorm.cli.output.answers import write_out
    from genenorm.index.reference import Reference
    from genenorm.verify.lock.lock_file import lock_lines
    from genenorm.verify.lock.locked_run import Run, make_lock

    given = names_given(names, file)
    source = "-" if file is None and not names else file
    with Reference.open(index) as reference:
        context = context_of(reference, species, organism, text, any_taxon=live.wanted)
        options = live.options if live.wanted else None
        run = Run(__version__, context, options, always=live.mode == "always")
        made, told = make_lock(reference, given, run, arguments=given[: len(names)], file=source)
    say_told(told)
    write_out(out, (line.encode() for line in lock_lines(made)))
    look_ups = f", {len(made.look_ups):,} look-ups" if made.live else ""
    told_names = f"{len(given):,} {'name' if len(given) == 1 else 'names'}"
    click.echo(f"genenorm: {told_names} locked in {shown_out(out)}: index {made.reference.stamp}{look_ups}", err=True)


def shown_out(out: str) -> str:
    """Return how messages name an output file."""
    return "standard output" if out == "-" else out


def print_locked(locked: str, names: tuple[str, ...], file: str | None, form: str, *, index: str | None) -> None:
    """Print the answers of a locked run, or fail with the part that is missing."""
    from genenorm import __version__
    from genenorm.cli.output.answers import print_rows
    from genenorm.verify.lock.lock_file import read_lock
    from genenorm.verify.lock.locked_run import repeat

    _refuse_options()
    lock = read_lock(shown_name(locked), read_file(locked))
    again = repeat(lock, _names(lock.names, names, file), __version__, index)
    say_told(again.told)
    for note in again.notes:
        click.echo(f"genenorm: {note}; the answers are the same", err=True)
    print_rows(again.table, form)


def _refuse_options() -> None:
    """Raise a usage error for an option that the lock decides."""
    context = click.get_current_context()
    for parameter in context.command.params:
        if parameter.name in _OF_A_REPETITION or parameter.name is None:
            continue
        if context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--locked brings its own {parameter.opts[0]}: leave it out", context)


def _names(locked: LockedNames, names: tuple[str, ...], file: str | None) -> list[str]:
    """Return the names of a repetition: those given, else from where the lock's came."""
    if names or file is not None:
        return names_given(names, file)
    return names_given(locked.arguments, locked.file)
