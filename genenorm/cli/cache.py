"""The commands around live look-ups: ``genenorm cache`` and ``genenorm serve``."""

from __future__ import annotations

import sys

import click

from genenorm.cli.live_options import LiveChoice, network_options, say_notice, say_unasked
from genenorm.cli.options import names_given, reference_option, shown_name, taxon_ids

DEFAULT_PORT = 8643


# -- genenorm cache ---------------------------------------------------------------------------------------------------


@click.group(short_help="Look after the answers of MyGene.info kept on this machine.")
def cache() -> None:
    """Look after the answers of MyGene.info kept on this machine.

    They are kept in the folder that GENENORM_CACHE names, else in a checkout's cache/, else in your cache folder.
    """


@cache.command()
@click.option(
    "--format", "-f", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
    help="Text for people, JSON for programs.",
)  # fmt: skip
def info(form: str) -> None:
    """Print where the look-up store is and how much it holds."""
    from genenorm.mygene.store import Store
    from genenorm.mygene.store_info import info_json, info_lines

    with Store.open() as store:
        say_notice(store.notice)
        click.echo(info_json(store.info()) if form == "json" else "\n".join(info_lines(store.info())))


@cache.command()
@click.argument("file")
@click.option(
    "--species", "-s", multiple=True, metavar="NAME,…",
    help="Species to ask for, taxon ids of others than the index's included; default: all of the index.",
)  # fmt: skip
@reference_option
@network_options
def warm(file: str, *, species: tuple[str, ...], index: str | None, live: LiveChoice) -> None:
    """Ask MyGene.info now for the names in FILE, one a line ('-' is standard input), so that later runs need not."""
    from genenorm.index.reference import Reference

    names = [name for name in names_given((), file) if name.strip()]
    with Reference.open(index) as reference:
        taxa = taxon_ids(reference, species, any_taxon=True) or tuple(reference.taxa)
    with live.source() as source:
        found = source.look_up(names, taxa)
    hits = sum(1 for name in found.hits.values() if name)
    click.echo(f"{len(found.hits):,} names, {hits:,} with hits, {len(found.unasked):,} not asked", err=True)
    say_unasked(found)
    if found.unasked:
        sys.exit(1)


@cache.command()
@click.argument("file")
def export(file: str) -> None:
    """Write the store to FILE ('-' is standard output) as JSON Lines, to repeat a run on another machine."""
    from genenorm.cli.output.answers import write_out
    from genenorm.mygene.store import Store
    from genenorm.mygene.store_export import export_lines

    with Store.open() as store:
        say_notice(store.notice)
        write_out(file, (line.encode() for line in export_lines(store)))


@cache.command(name="import")
@click.argument("file")
def import_(file: str) -> None:
    """Add the look-ups of an export FILE ('-' is standard input) to the store; later answers stay."""
    from genenorm.core.errors import RecordError
    from genenorm.mygene.store import Store
    from genenorm.mygene.store_export import import_lines

    with Store.open() as store:
        say_notice(store.notice)
        try:
            with click.open_file(file, encoding="utf-8") as lines:
                count = import_lines(store, shown_name(file), lines)
        except UnicodeDecodeError as error:
            raise RecordError(shown_name(file), "not UTF-8 text") from error
    click.echo(f"{count:,} look-ups imported", err=True)


@cache.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def clear(yes: bool) -> None:
    """Forget every look-up."""
    from genenorm.mygene.store import Store

    with Store.open() as store:
        if not yes:
            click.confirm(f"Forget {store.info().entries:,} look-ups in {store.file}?", abort=True, err=True)
        click.echo(f"{store.clear():,} look-ups forgotten", err=True)


# -- genenorm serve ---------------------------------------------------------------------------------------------------


@click.command(short_help="Answer as MyGene.info does, from the index.")
@click.option("--mygene", is_flag=True, help="Serve MyGene.info's interface: /v3/query, /v3/gene, /v3/metadata.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="Port; 0 is any free one."
)
@reference_option
def serve(*, mygene: bool, host: str, port: int, index: str | None) -> None:
    """Answer the requests of programs that use MyGene.info, from the reference index, until Ctrl-C.

    With the mygene client: mg.url = "http://127.0.0.1:8643/v3".
    """
    if not mygene:
        raise click.UsageError("say what to serve: --mygene", click.get_current_context())
    from genenorm.core.errors import LiveError
    from genenorm.index.reference import Reference
    from genenorm.mygene.server.http_server import MyGeneServer

    with Reference.open(index) as reference:
        try:
            server = MyGeneServer(reference, host=host, port=port)
        except OSError as error:
            told = error.strerror or str(error)
            raise LiveError(f"cannot listen on {host}:{port} ({told}); name another with --host, --port") from error
        click.echo(f"genenorm: serving {server.url} (Ctrl-C ends it)", err=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("genenorm: stopped", err=True)
        finally:
            server.close()
