"""The command ``annotate``: records in, annotated records or tables out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genenorm.cli.options import read_file, shown_name
from genenorm.errors import RecordError
from genenorm.paths import write_atomic
from genenorm.tables import to_tsv

if TYPE_CHECKING:
    from genenorm.resolve import Resolver


@click.command(short_help="Answer for the keywords of records.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--in-place", "place", flag_value="in-place", help="Write the table into each FILE itself.")
@click.option("--out", metavar="DIR", help="Write the annotated records into DIR, under their own names.")
@click.option("--table", "place", flag_value="table", help="Write the table beside each FILE, as NAME.genes.tsv.")
@click.option("--stdout", "place", flag_value="stdout", help="Print the annotated record (the default).")
def annotate(files: tuple[str, ...], place: str | None, out: str | None) -> None:
    """Answer for the keywords of record FILEs, each in its own record's context.

    The answers become a `genes` table in the record's front matter; no other byte of a record changes, and a
    second run gives the same bytes. '-' is standard input. A FILE that cannot be read is reported at the end,
    after the others are done.
    """
    from genenorm.index import Reference
    from genenorm.resolve import Resolver

    target = _target(files, place, Path(out) if out else None)
    failed: list[RecordError] = []
    with Reference.open() as reference:
        resolver = Resolver(reference)
        for file in files:
            try:
                _annotate_one(file, resolver, target)
            except RecordError as error:
                failed.append(error)
    for failure in failed:
        click.echo(f"genenorm: {failure}", err=True)
    if failed:
        raise click.exceptions.Exit(1)


def _target(files: Sequence[str], place: str | None, out: Path | None) -> str | Path:
    """Return where the answers go: ``stdout``, ``in-place``, ``table``, or a folder."""
    context = click.get_current_context()
    if place and out:
        raise click.UsageError(f"--out and --{place} exclude each other", context)
    if len(files) > 1 and not place and not out:
        raise click.UsageError("several files: say where to with --in-place, --out DIR, --table or --stdout", context)
    if "-" in files and place in ("in-place", "table"):
        raise click.UsageError(f"--{place} needs files; standard input can go to --stdout or --out DIR", context)
    return out or place or "stdout"


def _annotate_one(file: str, resolver: Resolver, target: str | Path) -> None:
    from genenorm.annotate import annotate_page

    source = shown_name(file)
    page, annotation = annotate_page(read_file(file), source, resolver)
    if target == "stdout":
        click.echo(page, nl=False)
    elif target == "in-place":
        _write(Path(file), page)
    elif target == "table":
        _write(Path(file).with_suffix(".genes.tsv"), to_tsv(annotation.table).encode())
    else:
        Path(target).mkdir(parents=True, exist_ok=True)
        name = f"{annotation.record.record_id}.md" if file == "-" else Path(file).name
        _write(Path(target) / name, page)


def _write(path: Path, data: bytes) -> None:
    try:
        write_atomic(path, lambda stream: stream.write(data))
    except OSError as error:
        raise RecordError(path, f"cannot be written: {(error.strerror or str(error)).lower()}") from error
