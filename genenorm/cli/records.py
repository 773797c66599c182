"""The command ``annotate``: records in, annotated records or tables out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genenorm.cli.options import read_file, shown_name
from genenorm.errors import RecordError

if TYPE_CHECKING:
    from genenorm.annotate import AnnotatedFile

TABLE_SUFFIX = ".genes.tsv"


@click.command(short_help="Answer for the keywords of records.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--in-place", "place", flag_value="in-place", help="Write the answers into each FILE itself.")
@click.option("--out", metavar="DIR", help="Write the annotated files into DIR, under their own names.")
@click.option("--table", "place", flag_value="table", help=f"Write a table beside each FILE, as NAME{TABLE_SUFFIX}.")
@click.option("--stdout", "place", flag_value="stdout", help="Print the annotated file (the default for one FILE).")
@click.option("--from", "form", default="", metavar="FORMAT", help="Format of FILE; default: by the end of its name.")
@click.option("--field", default="", metavar="PATH", help="Where a YAML or JSON record has its names: a.b.c")
@click.option("--column", default="", metavar="NAME", help="The column that holds the names, in a table.")
@click.option("--suggest", is_flag=True, help="Tell on stderr which genes a record's text names and its keywords miss.")
def annotate(
    files: tuple[str, ...],
    *,
    place: str | None,
    out: str | None,
    form: str,
    field: str,
    column: str,
    suggest: bool,
) -> None:
    """Answer for the names in FILEs, each record in its own context.

    In a figure record the answers become a `genes` table in its front matter; no other byte changes, and a second
    run gives the same bytes. '-' is standard input (say which format with --from). A FILE that cannot be read is
    reported at the end, after the others are done.
    """
    from genenorm.annotate import annotate_file
    from genenorm.index import Reference
    from genenorm.records.source import ReadOptions
    from genenorm.resolve import Resolver

    targets = _targets(files, place, out)
    options = ReadOptions(field=field, column=column, form=form)
    failed: list[RecordError] = []
    with Reference.open() as reference:
        resolver = Resolver(reference)
        for file, target in zip(files, targets, strict=True):
            try:
                done = annotate_file(read_file(file), shown_name(file), resolver, options=options, suggest=suggest)
                _put(_table(done) if place == "table" else done.rewritten(), target)
            except RecordError as error:
                failed.append(error)
                continue
            for missing in (missing for annotation in done.annotations for missing in annotation.missing):
                click.echo(f"{shown_name(file)}: not among the keywords: {missing}", err=True)
    for failure in failed:
        click.echo(f"genenorm: {failure}", err=True)
    if failed:
        raise click.exceptions.Exit(1)


def _targets(files: Sequence[str], place: str | None, out: str | None) -> list[Path | None]:
    """Return the file that each input's answers go to, ``None`` for standard output; no two share one."""
    context = click.get_current_context()
    if place and out:
        raise click.UsageError(f"--out and --{place} exclude each other", context)
    if len(files) > 1 and not place and not out:
        raise click.UsageError("several files: say where to with --in-place, --out DIR, --table or --stdout", context)
    if "-" in files and (out or place in ("in-place", "table")):
        raise click.UsageError("standard input has no name to write under; its answers go to --stdout", context)
    if out:
        targets = [Path(out) / Path(file).name for file in files]
    elif place == "in-place":
        targets = [Path(file) for file in files]
    elif place == "table":
        targets = [Path(file).with_suffix(TABLE_SUFFIX) for file in files]
    else:
        return [None] * len(files)
    for target in targets:
        if targets.count(target) > 1:
            raise click.UsageError(f"{target} would be written for more than one FILE", context)
    return list(targets)


def _table(done: AnnotatedFile) -> bytes:
    from genenorm.tables import to_tsv

    return to_tsv(done.table).encode()


def _put(data: bytes, target: Path | None) -> None:
    """Print the answers, or write them to their file so that it is whole at any moment."""
    from genenorm.paths import write_atomic

    if target is None:
        click.echo(data, nl=False)
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(target, lambda stream: stream.write(data))
    except OSError as error:
        raise RecordError(target, f"cannot be written: {(error.strerror or str(error)).lower()}") from error
