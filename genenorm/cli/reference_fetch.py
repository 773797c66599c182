"""The command ``reference fetch``: list the databases' dumps, or download those that have changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genenorm.cli.commands import did_you_mean
from genenorm.cli.options import format_option
from genenorm.cli.output.messages import note
from genenorm.cli.output.streams import chosen_format, echo, printable

if TYPE_CHECKING:
    from genenorm.builder.download.fetch_dumps import FetchedDump
    from genenorm.builder.progress import FetchProgress
    from genenorm.builder.sources.dump_list import Dump
    from genenorm.cli.output.progress_bar import ProgressBar
    from genenorm.core.model import Taxon
    from genenorm.core.tables import Table

DUMP_COLUMNS = ("key", "species", "release", "fetched", "size", "gives", "licence", "url")
"""Columns of ``reference fetch --list``."""
FETCH_COLUMNS = ("key", "outcome", "release", "size", "file", "reason")
"""Columns of ``reference fetch``."""
RETRIES = 5
"""How often a request is repeated after a temporary failure, by default."""


@click.command(short_help="Download the databases' files to build an index from.")
@click.argument("what", nargs=-1, metavar="[KEY|SPECIES]…")
@click.option(
    "--out", "--to", "-o", "folder", type=click.Path(path_type=Path), metavar="DIR",
    help="Folder for the dumps; default: in genenorm's cache folder.",
)  # fmt: skip
@click.option("--list", "only_list", is_flag=True, help="List the dumps and which are on disk, without the network.")
@click.option(
    "--sources", type=click.Path(path_type=Path),
    help="Read the list of dumps from this file instead, for instance with the addresses of a mirror.",
)  # fmt: skip
@click.option("--offline", is_flag=True, help="Never use the network; only --list works then.")
@click.option(
    "--retries", type=click.IntRange(0, 20), default=RETRIES, show_default=True,
    help="How often to repeat a request after a temporary failure.",
)  # fmt: skip
@format_option
def fetch(
    what: tuple[str, ...],
    *,
    folder: Path | None,
    only_list: bool,
    sources: Path | None,
    offline: bool,
    retries: int,
    form: str | None,
) -> None:
    """Download the files of the databases (dumps) that 'genenorm reference build --profile official' reads.

    All dumps are downloaded, or those given by KEY (see --list) or by SPECIES. Files that have not changed are not
    downloaded again, and interrupted downloads are resumed. Each file is checked before it replaces an older one. When
    a download fails the others go on, and the exit code is 1.
    """
    from genenorm.builder.sources.dump_list import load_dumps
    from genenorm.builder.sources.dumps_on_disk import dumps_folder
    from genenorm.core.errors import SourceError

    dumps = _chosen(load_dumps(sources), what)
    folder = folder or dumps_folder()
    form = chosen_format(form)
    if only_list:
        _print(_listed(dumps, folder, form), form)
        return
    if offline:
        raise SourceError("nothing can be fetched with --offline; leave it out, or see what is on disk with --list")
    fetched = fetch_with_progress(dumps, folder, retries)
    _print(_reported(fetched, form), form)
    _exit_with_summary(fetched, folder)


def fetch_with_progress(dumps: Sequence[Dump], folder: Path, retries: int = RETRIES) -> tuple[FetchedDump, ...]:
    """Fetch dumps into a folder with a progress bar, and return the outcome of each; see ``fetch_dumps``."""
    from genenorm.builder.download.fetch_dumps import fetch_dumps, partial_files
    from genenorm.builder.download.web import DownloadLimits
    from genenorm.cli.output.progress_bar import progress_bar

    try:
        with progress_bar() as bar:
            shown = _progress_on(bar, len(dumps))
            return fetch_dumps(dumps, folder, progress=shown, limits=DownloadLimits(retries=retries))
    except KeyboardInterrupt as interrupt:
        parts = [f"{part.name} has {part.stat().st_size:,} bytes" for part in partial_files(folder)]
        note = f"{', '.join(parts)}; the next fetch into {folder} resumes there" if parts else ""
        raise KeyboardInterrupt(note) from interrupt


def _progress_on(bar: ProgressBar, count: int) -> FetchProgress:
    numbers: dict[str, int] = {}

    def show(key: str, size: int, total: int | None) -> None:
        number = numbers.setdefault(key, len(numbers) + 1)
        of_total = f" of {total / 1e6:,.1f}" if total is not None else ""
        bar.show(size, total, f"{size / 1e6:,.1f}{of_total} MB", step=f"{key} ({number} of {count})")

    return show


def _chosen(dumps: Sequence[Dump], words: Sequence[str]) -> tuple[Dump, ...]:
    """Return the dumps that the words name by key or species, in the order of their list; without words, all."""
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
    from genenorm.builder.sources.dump_list import dumps_for_species

    names = {name.casefold(): taxon.taxon_id for taxon in taxa for name in (taxon.common, taxon.name)}
    names |= {str(taxon.taxon_id): taxon.taxon_id for taxon in taxa}
    wanted = names.get(word.casefold())
    return [dump.key for dump in dumps_for_species(dumps, [wanted])] if wanted else []


def _listed(dumps: Sequence[Dump], folder: Path, form: str) -> Table:
    from genenorm.builder.download.fetch_dumps import fetched_file
    from genenorm.builder.sources.file_origin import FileOrigin
    from genenorm.builder.sources.pins import load_species
    from genenorm.core.tables import Table

    names = {species.taxon.taxon_id: species.taxon.common for species in load_species()[1]}
    rows = []
    for dump in dumps:
        file = fetched_file(dump, folder)
        origin = FileOrigin.read(file) if file else None
        species = tuple(names.get(taxon, str(taxon)) for taxon in dump.taxa)
        if form == "table" and len(species) == len(names):
            species = ("all",)
        release, fetched, size = (origin.release, origin.fetched, origin.size) if origin else ("", "", None)
        rows.append((dump.key, species, release, fetched, _size(size, form), dump.gives, dump.licence, dump.url))
    return Table(DUMP_COLUMNS, tuple(rows))


def _reported(fetched: Sequence[FetchedDump], form: str) -> Table:
    from genenorm.core.tables import Table

    rows = []
    for one in fetched:
        release, size = (one.origin.release, one.origin.size) if one.origin else ("", None)
        rows.append((one.dump.key, one.outcome.value, release, _size(size, form), str(one.file or ""), one.reason))
    return Table(FETCH_COLUMNS, tuple(rows))


def _size(size: int | None, form: str) -> str | int | None:
    """Return a file size in megabytes for people, and in bytes for programs."""
    return f"{size / 1e6:,.1f} MB" if size is not None and form == "table" else size


def _print(table: Table, form: str) -> None:
    from genenorm.cli.output.answers import print_rows
    from genenorm.core.tables import Table

    if form == "table":  # the reasons are printed in full afterwards
        shown = [at for at, name in enumerate(table.columns) if name != "reason"]
        rows = tuple(tuple(row[at] for at in shown) for row in table.rows)
        table = Table(tuple(table.columns[at] for at in shown), rows)
    print_rows(table, form)


def _exit_with_summary(fetched: Sequence[FetchedDump], folder: Path) -> None:
    """Print on standard error the failures and the number of each outcome; end with exit code 1 after a failure."""
    from genenorm.builder.download.fetch_dumps import FetchOutcome

    failed = [one for one in fetched if one.outcome is FetchOutcome.FAILED]
    for one in failed:
        older = f"; the older {one.file.name} is kept" if one.file else ""
        echo(printable(f"genenorm: {one.dump.key}: {one.reason}{older}"), err=True)
    counts = (f"{sum(one.outcome is kind for one in fetched):,} {kind.value}" for kind in FetchOutcome)
    note(f"{', '.join(counts)}, in {folder}")
    if failed:
        raise click.exceptions.Exit(1)
