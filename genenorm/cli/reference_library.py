"""The commands for the library of indexes: ``reference list``, ``use``, ``add``, ``verify`` and ``remove``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from genenorm.cli.options import format_option
from genenorm.cli.output.messages import note
from genenorm.cli.output.streams import chosen_format

if TYPE_CHECKING:
    from genenorm.core.tables import Cell
    from genenorm.index.library import IndexEntry

T = TypeVar("T")

LIBRARY_COLUMNS = (
    "in_use", "name", "build_date", "profile", "content_hash", "genes", "size", "problem", "species", "path"
)  # fmt: skip
"""Columns of ``reference list``; the long ones are last, since a narrow window cuts off the end of a line."""

replace_option = click.option("--replace", is_flag=True, help="Replace an index of the same name.")


@click.command(name="list", short_help="List the indexes on this machine.")
@format_option
def list_(form: str | None) -> None:
    """List the indexes on this machine: what each holds, and which one is in use and why."""
    from genenorm.cli.output.answers import print_rows
    from genenorm.core.errors import ReferenceFileError
    from genenorm.core.tables import Table
    from genenorm.index.library import index_entries

    form = chosen_format(form)
    rows: list[tuple[Cell, ...]] = []
    try:
        rows.extend(_row(entry, for_people=form == "table") for entry in index_entries())
    except ReferenceFileError as error:
        print_rows(Table(LIBRARY_COLUMNS, tuple(rows)), form)
        raise error
    print_rows(Table(LIBRARY_COLUMNS, tuple(rows)), form)


def _row(entry: IndexEntry, *, for_people: bool) -> tuple[Cell, ...]:
    size: Cell = entry.size
    if for_people and entry.size is not None:
        size = f"{entry.size / 1e6:.1f} MB"
    return (
        entry.in_use.value if entry.in_use else "",
        entry.name,
        entry.build_date,
        entry.profile,
        entry.content_hash[:12],
        entry.genes,
        size,
        entry.problem,
        entry.species,
        str(entry.path),
    )


@click.command(short_help="Choose the index to use from now on.")
@click.argument("name", metavar="NAME|shipped")
def use(name: str) -> None:
    """Use the index NAME from now on; 'shipped' returns to the index inside the package.

    The choice is stored for this user until it is changed. The option --reference and the environment variable
    GENENORM_REFERENCE override it.
    """
    from genenorm.index import library
    from genenorm.index.choose import REFERENCE_VARIABLE

    stamp = by_name(lambda: library.use(name))
    note(f"in use: {stamp}")
    if other := os.environ.get(REFERENCE_VARIABLE):
        note(f"note: here {REFERENCE_VARIABLE}={other} overrides it")


@click.command(short_help="Copy an index file into the library.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--name", metavar="NAME", default="", help="Name in the library; default: the file's name without suffix."
)
@replace_option
def add(file: Path, name: str, *, replace: bool) -> None:
    """Copy the index FILE into the library of named indexes, after verifying its contents."""
    from genenorm.index import library

    target = library.add(file, name, replace=replace)
    note(f"added: {target}; use it with: genenorm reference use {target.stem}")


@click.command(short_help="Check that an index is complete and unchanged.")
@click.argument("index", required=False, metavar="[NAME|FILE]")
def verify(index: str | None) -> None:
    """Check that an index (default: the one in use) is complete and unchanged since it was built.

    The schema, the checksums of the file and the hash of all rows are checked. The exit code is 1 if one is wrong.
    """
    from genenorm.index import library

    found = by_name(lambda: library.verify(index))
    click.echo(f"{found.stamp}: verified, {found.rows:,} rows, content hash {found.content_hash}")


@click.command(short_help="Write an index as an SQLite database.")
@click.argument("index", required=False, metavar="[NAME|FILE]")
@click.option(
    "--out", "--sqlite", "-o", "file", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE",
    help="The SQLite database to write.",
)  # fmt: skip
@click.option("--replace", is_flag=True, help="Replace the file if it exists.")
def export(index: str | None, *, file: Path, replace: bool) -> None:
    """Write an index (default: the one in use) as an SQLite database, to ask it in SQL.

    The module genenorm.index.sqlite_export describes the tables. genenorm itself does not read the database.
    """
    from genenorm.index.reference import Reference
    from genenorm.index.sqlite_export import export_sqlite

    with by_name(lambda: Reference.open(index)) as opened:
        export_sqlite(opened, file, replace=replace)
        note(f"written: {file}, of {opened.stamp}")


@click.command(short_help="Delete an index from the library.")
@click.argument("name")
def remove(name: str) -> None:
    """Delete the index NAME from the library; the index in use and the shipped one cannot be deleted."""
    from genenorm.index import library

    note(f"removed: {by_name(lambda: library.remove(name))}")


def by_name(call: Callable[[], T]) -> T:
    """Return the result of a call that takes an index by name; a name that no index has is a usage error."""
    from genenorm.core.errors import UnknownReferenceError

    try:
        return call()
    except UnknownReferenceError as error:
        raise click.UsageError(str(error), click.get_current_context()) from error


LIBRARY_COMMANDS = (list_, use, add, verify, export, remove)
