"""The command ``reference package``: make a package of an index."""

from __future__ import annotations

from pathlib import Path

import click

from genenorm.cli.output.messages import note
from genenorm.cli.reference_library import by_name


@click.command(short_help="Make a package of an index.")
@click.argument("index", required=False, metavar="[NAME|FILE]")
@click.option(
    "--name", default="genenorm-data", show_default=True, metavar="NAME", help="Name of the package for installers."
)
@click.option("--version", default="", metavar="VERSION", help="Version; default: the build date, such as 2026.11.24.")
@click.option(
    "--out", "--to", "-o", "folder", type=click.Path(path_type=Path), default=Path(), show_default="this folder",
    metavar="DIR", help="Folder for the wheel.",
)  # fmt: skip
@click.option("--replace", is_flag=True, help="Replace the wheel if it exists.")
def package(index: str | None, *, name: str, version: str, folder: Path, replace: bool) -> None:
    """Write a wheel with an index (default: the one in use), for pip and uv.

    Where the wheel is installed, genenorm answers from its index, called genenorm-data, if this is newer than the
    shipped one and no other index is chosen. The wheel has the sources of the index with their licences. The index is
    verified first.
    """
    from genenorm.builder.data_package import package_index

    made = by_name(lambda: package_index(index, folder, name, version, replace=replace))
    if not made.is_preferred:
        note(
            "note: its index was not built later than the shipped one, so genenorm answers from it only after: "
            "genenorm reference use genenorm-data"
        )
    click.echo(f"{made.path}: {made.path.stat().st_size / 1e6:.1f} MB, version {made.version}, of {made.stamp}")
