"""The commands for the cached answers of MyGene.info: ``genenorm cache``."""

from __future__ import annotations

import io
import sys

import click

from genenorm.cli.commands import CommandGroup
from genenorm.cli.live_options import LiveChoice, lookup_options, print_notice, print_reply_warnings
from genenorm.cli.options import reference_option, taxon_ids, text_or_json_option
from genenorm.cli.output.messages import note


@click.group(cls=CommandGroup, short_help="Manage the cached answers of MyGene.info.")
def cache() -> None:
    """Manage the answers of MyGene.info that are cached on this machine.

    The cache is in the folder that GENENORM_CACHE names, else in cache/ of a source checkout, else in your user cache
    folder.
    """


@cache.command(short_help="Show where the cache is and what it holds.")
@text_or_json_option
def info(form: str) -> None:
    """Show where the cache is, how many answers it holds and how old they are."""
    from genenorm.mygene.store import LookupStore
    from genenorm.mygene.store_info import info_json, info_lines

    with LookupStore.open() as store:
        print_notice(store.notice)
        click.echo(info_json(store.info()) if form == "json" else "\n".join(info_lines(store.info())))


@cache.command(short_help="Look up a list of names now, to have the answers cached.")
@click.argument("file")
@click.option(
    "--species", "-s", multiple=True, metavar="NAME,…",
    help="Species to look up; a taxon id need not be in the index. Default: all species of the index.",
)  # fmt: skip
@reference_option
@lookup_options
def warm(file: str, *, species: tuple[str, ...], index: str | None, live: LiveChoice) -> None:
    """Look up the names in FILE in MyGene.info now, so that later runs can use the cached answers.

    FILE has one name a line ('-': standard input). The exit code is 1 when some names could not be looked up.
    """
    from genenorm.cli.input_files import read_names
    from genenorm.index.reference import Reference

    names = [name for name in read_names(file) if name.strip()]
    with Reference.open(index) as reference:
        taxa = taxon_ids(reference, species, any_taxon=True) or tuple(reference.taxa)
    with live.source() as source:
        reply = source.look_up(names, taxa)
    hits = sum(1 for name in reply.hits.values() if name)
    note(f"{len(reply.hits):,} names, {hits:,} with hits, {len(reply.unasked):,} not looked up")
    print_reply_warnings(reply)
    if reply.unasked:
        raise click.exceptions.Exit(1)


@cache.command(short_help="Write the cached answers to a file.")
@click.argument("file")
def export(file: str) -> None:
    """Write the cached answers to FILE ('-': standard output) as JSON Lines, for use on another machine."""
    from genenorm.cli.output.output_file import write_output
    from genenorm.mygene.store import LookupStore
    from genenorm.mygene.store_export import export_lines

    with LookupStore.open() as store:
        print_notice(store.notice)
        write_output(file, (line.encode() for line in export_lines(store)))


@cache.command(name="import", short_help="Add the answers in an exported file.")
@click.argument("file")
def import_(file: str) -> None:
    """Add the answers in FILE, which 'genenorm cache export' wrote, to the cache ('-': standard input).

    Where both have an answer, the newer one is kept.
    """
    from genenorm.cli.input_files import display_name, read_bytes
    from genenorm.core.errors import RecordError
    from genenorm.mygene.store import LookupStore
    from genenorm.mygene.store_export import import_lines

    name = display_name(file)
    try:
        with io.TextIOWrapper(io.BytesIO(read_bytes(file)), encoding="utf-8") as lines, LookupStore.open() as store:
            print_notice(store.notice)
            count = import_lines(store, name, lines)
    except UnicodeDecodeError as error:
        raise RecordError(name, "not UTF-8 text") from error
    note(f"{count:,} look-ups imported")


@cache.command(short_help="Delete all cached answers.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def clear(yes: bool) -> None:
    """Delete all cached answers, after asking for confirmation."""
    from genenorm.mygene.store import LookupStore

    with LookupStore.open() as store:
        if not yes:
            is_sure = _confirmed(f"Delete {store.info().entries:,} look-ups in {store.file}?")
            if not is_sure:
                note("nothing deleted")
                return
        note(f"{store.clear():,} look-ups deleted")


def _confirmed(question: str) -> bool:
    """Return whether the user says yes to a question; a usage error where nobody answers, as in a scheduled job."""
    if sys.stdin is not None:
        try:
            return click.confirm(question, err=True)
        except click.Abort:
            if sys.stdin.isatty():  # Ctrl-C
                raise
            click.echo(err=True)  # ends the line of the question
    message = "nobody is there to confirm it; to delete without asking: --yes"
    raise click.UsageError(message, click.get_current_context())
