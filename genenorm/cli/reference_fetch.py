"""``genenorm reference fetch``: the authorities' dumps, listed or brought up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genenorm.cli.commands import did_you_mean
from genenorm.cli.options import chosen_format, format_option

if TYPE_CHECKING:
    from genenorm.builder.download.fetch_dumps import Fetched, Progress
    from genenorm.builder.sources.dump_list import Dump
    from genenorm.core.model import Taxon
    from genenorm.core.tables import Table


@click.command(short_help="Download the authorities' dumps, to build an index from.")
@click.argument("what", nargs=-1, metavar="[KEY|SPECIES]…")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Folder of dumps; default: in genenorm's cache.")
@click.option("--list", "only_list", is_flag=True, help="Show the dumps and what is on disk; use no network.")
@click.option(
    "--sources", type=click.Path(path_type=Path), help="Another list of dumps, e.g. with a mirror's addresses."
)
@click.option("--offline", is_flag=True, help="Never use the network: nothing can be fetched.")
@click.option(
    "--retries", type=click.IntRange(0, 20), default=5, show_default=True,
    help="How often to ask again after a failure that may pass.",
)  # fmt: skip
@format_option
def fetch(what: tuple[str, ...], folder: Path | None, form: str | None, **options: object) -> None:
    """Download the dumps that `reference build --profile official` reads: all, or those named by key or species.

    Files that have not changed are left alone. A download that was interrupted goes on where it stopped. Each is
    checked before it replaces an older one; one that fails does not stop the others, and makes the exit code 1.
    """
    from genenorm.builder.sources.dump_list import load_dumps
    from genenorm.builder.sources.dumps_on_disk import dumps_folder
    from genenorm.core.errors import SourceError

    sources, retries = options["sources"], options["retries"]
    dumps = _chosen(load_dumps(sources if isinstance(sources, Path) else None), what)
    folder = folder or dumps_folder()
    form = chosen_format(form)
    if options["only_list"]:
        _print(_listed(dumps, folder, form), form)
        return
    if options["offline"]:
        raise SourceError("offline: nothing is fetched with --offline")
    fetched = _fetch(dumps, folder, int(str(retries)))
    _print(_reported(fetched, form), form)
    _tell(fetched, folder)


def _fetch(dumps: Sequence[Dump], folder: Path, retries: int) -> tuple[Fetched, ...]:
    from genenorm.builder.download.fetch_dumps import fetch_dumps, parts_in
    from genenorm.builder.download.web import Limits

    try:
        with _progress(len(dumps)) as progress:
            return fetch_dumps(dumps, folder, progress=progress, limits=Limits(retries=retries))
    except KeyboardInterrupt:
        for part in parts_in(folder):
            kept = f"{part.name} has {part.stat().st_size:,} bytes"
            click.echo(f"genenorm: {kept}; the next fetch into {folder} goes on from there", err=True)
        raise


def _chosen(dumps: Sequence[Dump], words: Sequence[str]) -> tuple[Dump, ...]:
    """Return the dumps that words name by key or species, in the order of their list; all without a word."""
    from genenorm.builder.sources.pins import load_species

    taxa = [species.taxon for species in load_species()[1]]
    keys: set[str] = set()
    for word in words:
        named = [dump.key for dump in dumps if dump.key == word] or _of_species(dumps, taxa, word)
        if not named:
            known = [*(taxon.common for taxon in taxa), *(dump.key for dump in dumps)]
            message = f"no dump or species {word!r}{did_you_mean(word, known)}; --list shows all"
            raise click.UsageError(message, click.get_current_context())
        keys.update(named)
    return tuple(dump for dump in dumps if not words or dump.key in keys)


def _of_species(dumps: Sequence[Dump], taxa: Sequence[Taxon], word: str) -> list[str]:
    from genenorm.builder.sources.dump_list import dumps_of

    names = {name.casefold(): taxon.taxon_id for taxon in taxa for name in (taxon.common, taxon.name)}
    names |= {str(taxon.taxon_id): taxon.taxon_id for taxon in taxa}
    wanted = names.get(word.casefold())
    return [dump.key for dump in dumps_of(dumps, [wanted])] if wanted else []


def _listed(dumps: Sequence[Dump], folder: Path, form: str) -> Table:
    from genenorm.builder.download.fetch_dumps import fetched_file
    from genenorm.builder.sources.file_origin import Origin
    from genenorm.builder.sources.pins import load_species
    from genenorm.core.tables import Table

    names = {species.taxon.taxon_id: species.taxon.common for species in load_species()[1]}
    rows = []
    for dump in dumps:
        file = fetched_file(dump, folder)
        origin = Origin.read(file) if file else None
        species = tuple(names.get(taxon, str(taxon)) for taxon in dump.taxa)
        if form == "table" and len(species) == len(names):
            species = ("all",)
        release, fetched, size = (origin.release, origin.fetched, origin.size) if origin else ("", "", None)
        rows.append((dump.key, species, release, fetched, _size(size, form), dump.gives, dump.licence, dump.url))
    return Table(("key", "species", "release", "fetched", "size", "gives", "licence", "url"), tuple(rows))


def _reported(fetched: Sequence[Fetched], form: str) -> Table:
    from genenorm.core.tables import Table

    rows = []
    for one in fetched:
        release, size = (one.origin.release, one.origin.size) if one.origin else ("", None)
        rows.append((one.dump.key, one.outcome.value, release, _size(size, form), str(one.file or ""), one.reason))
    return Table(("key", "outcome", "release", "size", "file", "reason"), tuple(rows))


def _size(size: int | None, form: str) -> str | int | None:
    """Return a file size as people read it in a terminal, as a number elsewhere."""
    return f"{size / 1e6:,.1f} MB" if size is not None and form == "table" else size


def _print(table: Table, form: str) -> None:
    from genenorm.cli.output.answers import print_rows
    from genenorm.core.tables import Table

    if form == "table":  # reasons follow in full
        shown = [at for at, name in enumerate(table.columns) if name != "reason"]
        rows = tuple(tuple(row[at] for at in shown) for row in table.rows)
        table = Table(tuple(table.columns[at] for at in shown), rows)
    print_rows(table, form)


def _tell(fetched: Sequence[Fetched], folder: Path) -> None:
    """Tell on standard error what failed and how many are there; a failure makes the exit code 1."""
    from genenorm.builder.download.fetch_dumps import Outcome

    failed = [one for one in fetched if one.outcome is Outcome.FAILED]
    for one in failed:
        older = f"; {one.file.name} stays as it was" if one.file else ""
        click.echo(f"genenorm: {one.dump.key}: {one.reason}{older}", err=True)
    counts = (f"{sum(one.outcome is kind for one in fetched):,} {kind.value}" for kind in Outcome)
    click.echo(f"{', '.join(counts)}, in {folder}", err=True)
    if failed:
        sys.exit(1)


@contextmanager
def _progress(count: int) -> Iterator[Progress | None]:
    """Give a progress bar's update function on a terminal, ``None`` elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(key: str, size: int, total: int | None) -> None:
            if key not in tasks:
                for task in tasks.values():
                    bar.update(task, visible=False)
                tasks[key] = bar.add_task(f"{key} ({len(tasks) + 1} of {count})", total=None)
            bar.update(tasks[key], completed=size, total=total)

        yield tell
