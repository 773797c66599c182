"""The commands about the library of indexes: ``reference list``, ``use``, ``add``, ``verify`` and ``remove``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from genenorm.cli.options import chosen_format, format_option

if TYPE_CHECKING:
    from genenorm.core.tables import Cell
    from genenorm.index.library import Entry

T = TypeVar("T")

COLUMNS = ("in_use", "name", "build_date", "profile", "content_hash", "genes", "size", "problem", "species", "path")
"""The long ones last: a narrow window cuts them."""
replace_option = click.option("--replace", is_flag=True, help="Put it in the place of an index of that name.")


@click.command(name="list", short_help="List the indexes of this machine.")
@format_option
def list_(form: str | None) -> None:
    """List the indexes of this machine: what they hold, and which one answers and why."""
    from genenorm.cli.output.answers import print_rows
    from genenorm.core.errors import ReferenceFileError
    from genenorm.core.tables import Table
    from genenorm.index.library import entries

    form = chosen_format(form)
    rows: list[tuple[Cell, ...]] = []
    try:
        rows.extend(_cells(entry, for_people=form == "table") for entry in entries())
    except ReferenceFileError as error:
        print_rows(Table(COLUMNS, tuple(rows)), form)
        raise error
    print_rows(Table(COLUMNS, tuple(rows)), form)


def _cells(entry: Entry, *, for_people: bool) -> tuple[Cell, ...]:
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


@click.command(short_help="Choose the index to answer from.")
@click.argument("name", metavar="NAME|shipped")
def use(name: str) -> None:
    """Answer from the index NAME from now on; `shipped` goes back to the one in the package.

    The choice is kept for this user until another is made. GENENORM_REFERENCE and --reference go before it.
    """
    from genenorm.index import library
    from genenorm.index.choose import VARIABLE

    stamp = _named(lambda: library.use(name))
    click.echo(f"in use: {stamp}", err=True)
    if other := os.environ.get(VARIABLE):
        click.echo(f"note: {VARIABLE}={other} goes before it here", err=True)


@click.command(short_help="Put an index file into the library.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", default="", help="Its name in the library; default: the file's, without end.")
@replace_option
def add(file: Path, name: str, *, replace: bool) -> None:
    """Put a copy of the index FILE into the library, once its contents are verified."""
    from genenorm.index import library

    target = library.add(file, name, replace=replace)
    click.echo(f"added: {target}; answer from it with: genenorm reference use {target.stem}", err=True)


@click.command(short_help="Check that an index is whole.")
@click.argument("index", required=False, metavar="[NAME|FILE]")
def verify(index: str | None) -> None:
    """Check that an index (default: the one in use) holds what was written into it; the exit code is 1 if not.

    Checked are its schema, the file's own structure, and the hash of all its rows.
    """
    from genenorm.index import library

    found = _named(lambda: library.verify(index))
    click.echo(f"{found.stamp}: verified, {found.rows:,} rows, content hash {found.content_hash}")


@click.command(short_help="Delete an index of the library.")
@click.argument("name")
def remove(name: str) -> None:
    """Delete the index NAME from the library; the one in use, and the shipped one, are not deleted."""
    from genenorm.index import library

    click.echo(f"removed: {_named(lambda: library.remove(name))}", err=True)


def _named(work: Callable[[], T]) -> T:
    """Do the work; a name that no index has is a mistake in the command line."""
    from genenorm.core.errors import UnknownReferenceError

    try:
        return work()
    except UnknownReferenceError as error:
        raise click.UsageError(str(error), click.get_current_context()) from error


COMMANDS = (list_, use, add, verify, remove)
"""In the order of the help."""
