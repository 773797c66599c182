"""The command ``reference refresh``: lay newer orthologs over an index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from genenorm.cli.output.messages import note
from genenorm.cli.reference_fetch import fetch_with_progress
from genenorm.cli.reference_library import by_name, replace_option

if TYPE_CHECKING:
    from genenorm.builder.sources.dump_list import Dump

ORTHOLOG_KEYS = ("alliance", "hcop", "gene_orthologs", "mgi_homology")
"""Keys of the dumps that can be laid over an index; the first is the default."""


@click.command(short_help="Lay newer orthologs over an index.")
@click.argument("index", required=False, metavar="[NAME|FILE]")
@click.option("--homology", is_flag=True, help="Refresh the orthologs; the only part that can be refreshed.")
@click.option(
    "--from", "file", type=click.Path(path_type=Path), metavar="FILE",
    help="Read this file of orthologs, as its authority publishes it, instead of downloading one.",
)  # fmt: skip
@click.option(
    "--dump", "key", type=click.Choice(ORTHOLOG_KEYS),
    help=f"Dump of orthologs; default: the one whose columns FILE has, without --from {ORTHOLOG_KEYS[0]}.",
)  # fmt: skip
@click.option(
    "--sources", type=click.Path(path_type=Path),
    help="Read the list of dumps from this file instead, for instance with the addresses of a mirror.",
)  # fmt: skip
@click.option(
    "--name", default="", metavar="NAME", help="Name in the library; default: that of the index, and the dump."
)
@replace_option
def refresh(
    index: str | None,
    *,
    homology: bool,
    file: Path | None,
    key: str | None,
    sources: Path | None,
    name: str,
    replace: bool,
) -> None:
    """Write an index (default: the one in use) with newer orthologs into the library, without building it again.

    One file is downloaded, or read from disk. Its orthologs replace those that the same source has in the index; the
    other sources, the genes and the names stay. The new index has a name and a content hash of its own, and the old one
    is not changed.
    """
    from genenorm.builder.homology_refresh import dump_of_orthologs, refresh_homology
    from genenorm.builder.sources.dump_list import load_dumps
    from genenorm.cli.output.progress_bar import progress_bar
    from genenorm.index.choose import new_index_file
    from genenorm.index.reference import Reference

    if not homology:
        raise click.UsageError("say what to refresh: --homology", click.get_current_context())
    dumps = load_dumps(sources)
    with by_name(lambda: Reference.open(index)) as base:
        if file is None:
            dump = next((dump for dump in dumps if dump.key == (key or ORTHOLOG_KEYS[0])), None)
        else:
            dump = dump_of_orthologs(dumps, file, key or "")
        if dump is None:
            raise click.UsageError(f"{sources} lists no dump {key or ORTHOLOG_KEYS[0]!r}", click.get_current_context())
        target = new_index_file(name or f"{base.name.removesuffix(f'-{dump.key}')}-{dump.key}", replace=replace)
        file = file or _downloaded(dump)
        with progress_bar() as bar:
            made = refresh_homology(
                base, dump, file, target, lambda task, share: bar.show(share, 1.0, f"{share:4.0%} {task}")
            )
    click.echo(made.render())
    note(f"in the library; use it with: genenorm reference use {target.stem}")


def _downloaded(dump: Dump) -> Path:
    """Return the file of a dump after downloading it, if it has changed; raises SourceError when this fails."""
    from genenorm.builder.sources.dumps_on_disk import dumps_folder
    from genenorm.core.errors import SourceError

    (fetched,) = fetch_with_progress((dump,), dumps_folder())
    if fetched.reason or fetched.file is None:
        raise SourceError(f"{dump.key}: {fetched.reason}; a file that is on disk is read with --from FILE")
    return fetched.file
