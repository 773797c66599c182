"""The command ``annotate``: records in, annotated records, tables or exports out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from genenorm.cli.live_options import live_options, say_told
from genenorm.cli.options import from_option, read_file, reference_option, shown_name, with_options
from genenorm.core.errors import RecordError

if TYPE_CHECKING:
    from genenorm.annotation.job import Found, Job
    from genenorm.annotation.run import Outcome
    from genenorm.index.reference import Reference
    from genenorm.mygene.lookups import Told

Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = ("record", "tsv", "csv", "json", "jsonl", "md", "gmt", "biothings", "jsonld", "sssom", "pubtator",
           "bioc-json", "parquet")  # fmt: skip
"""The names in ``export_formats``, repeated so that ``--help`` imports no more than click; a test compares them."""
FOUND_FORMATS = ("tsv", "csv", "json", "jsonl", "md", "parquet", "pubtator", "bioc-json")
"""Formats with a place for names that are no names of the record."""
PACKED = ("gz", "zst")
FLAVORS = ("strict", "synonyms", "all")
GENE_TEXTS = ("symbol", "gene_id")


def place_options(command: Command) -> Command:
    """Add the options that say where the answers go and in which format."""
    options = (
        click.option("--in-place", "place", flag_value="in-place", help="Write the answers into each FILE itself."),
        click.option("--out", "-o", metavar="DIR|FILE",
                     help="Write files into DIR, under the names they have in PATH; for one PATH also: into FILE."),
        click.option("--table", "place", flag_value="table", help="Write a table beside each FILE, as NAME.genes.tsv."),
        click.option("--stdout", "place", flag_value="stdout", help="Print the answers (the default for one FILE)."),
        click.option("--to", type=click.Choice(FORMATS), help="Output format; default: record (tsv for --table)."),
        click.option("--pack", type=click.Choice(PACKED), help="Compress tables and exports, not records."),
        click.option("--resume", is_flag=True, help="Pass over files that an earlier run has done."),
        click.option("--jobs", "-j", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes."),
    )  # fmt: skip
    return with_options(command, *options)


def input_options(command: Command) -> Command:
    """Add the options that say how FILE is read."""
    options = (
        from_option("FILE"),
        click.option("--field", default="", metavar="PATH", help="Where a YAML or JSON record has its names: a.b.c"),
        click.option("--column", default="", metavar="NAME", help="The column that holds the names, in a table."),
        click.option("--with-tables", is_flag=True,
                     help="Take the words read in a figure from the table NAME-genes.tsv beside its record NAME.md."),
        click.option("--suggest", is_flag=True, help="Tell on stderr which genes a text names and its keywords miss."),
        click.option("--find", is_flag=True, help="Answer also for the names found in titles and captions."),
    )  # fmt: skip
    return with_options(command, *options)


def export_options(command: Command) -> Command:
    """Add the options of gene sets and documents."""
    options = (
        click.option("--as", "species", metavar="SPECIES", help="Lift genes to their stringent orthologs there."),
        click.option("--flavor", type=click.Choice(FLAVORS), default="all", show_default=True,
                     help="Genes named by symbol, by any own name, or also through a family."),
        click.option("--genes", type=click.Choice(GENE_TEXTS),
                     help="How a set writes its genes; default: symbol. A GMT or GMX file itself gets them instead of "
                          "its names, where a name means one gene."),
    )  # fmt: skip
    return with_options(command, *options)


@click.command(short_help="Answer for the keywords of records.")
@click.argument("files", nargs=-1, required=True, metavar="PATH…")
@place_options
@input_options
@export_options
@reference_option
@live_options
def annotate(files: tuple[str, ...], **choices: Any) -> None:
    """Answer for the names in the files of PATHs (files, folders, globs), each record in its own context.

    In a figure record the answers become a `genes` table in its front matter, and the species it is about a list
    `scope`; no other byte changes, and a second run gives the same bytes. '-' is standard input (say which format
    with --from). A file that cannot be read is reported at the end, after the others are done.
    """
    from genenorm.cli.output.answers import end_with

    if choices["out"] and (target := _one_target(files, choices["out"])):
        failed = _write_one(files[0], target, choices)
    elif (job := _job(files, **choices)) is None:
        failed = _print_all(files, **choices)
    else:
        found = _found(files, job)
        if found.unknown:
            many = f"{found.unknown} files left aside: their names tell"
            told = "1 file left aside: its name tells" if found.unknown == 1 else many
            click.echo(f"genenorm: {told} no format", err=True)
        failed = _run(found, job, choices["jobs"])
    if choices["live"].wanted:
        from genenorm.annotation.run import take_told

        say_told(take_told())
    end_with(failed)


def _one_target(files: Sequence[str], out: str) -> Path | None:
    """Return the file that ``--out`` names for a single input; ``None`` when it names a folder."""
    target = Path(out)
    single = len(files) == 1 and files[0] != "-" and not Path(files[0]).is_dir() and not set("*?[") & set(files[0])
    return target if single and target.suffix and not target.is_dir() and not out.endswith(("/", "\\")) else None


def _write_one(file: str, target: Path, choices: dict[str, Any]) -> list[str]:
    """Write the answers for one file into a file; return what went wrong."""
    from dataclasses import replace

    from genenorm.annotation.exports.export_formats import format_for
    from genenorm.annotation.job import Place
    from genenorm.annotation.output_files import read_file, write
    from genenorm.annotation.run import annotate, answers_of
    from genenorm.records.compressed import compress, expand, split

    if choices["place"]:
        context = click.get_current_context()
        raise click.UsageError(f"--out and --{choices['place']} exclude each other", context)
    to = choices["to"] or format_for(file, target.name)
    job = _settings(Place.FOLDER, None, to, choices)
    packed = split(target.name)[1]
    try:
        found = annotate(read_file(Path(file))[0], file, job)
        answers = answers_of(found, replace(job, packed=job.packed or packed))
        if to == "record" and packed != split(file)[1]:  # as the target's name says, not the source's
            answers = compress(expand(answers, file), target.name)
        write(target, answers)
    except RecordError as error:
        return [str(error)]
    _tell_missing(file, (str(item) for each in found.annotations for item in each.missing))
    return []


def _found(files: Iterable[str], job: Job, *, written: bool = True) -> Found:
    from genenorm.annotation.job import find

    paths = list(files)
    try:
        found = find(paths, job, written=written)
        if paths and not found.tasks:
            click.echo(f"genenorm: no records in {', '.join(paths)}", err=True)
        return found
    except RecordError as error:  # two inputs for one output: the command line is what has to change
        raise click.UsageError(f"{error.path} {error.cause}", click.get_current_context()) from error


def _job(files: tuple[str, ...], **choices: Any) -> Job | None:
    """Return what to do with each file; ``None`` when the answers are printed."""
    place, out, to = choices["place"], choices["out"], choices["to"]
    context = click.get_current_context()
    if place and out:
        raise click.UsageError(f"--out and --{place} exclude each other", context)
    many = len(files) > 1 or any(Path(file).is_dir() or set("*?[") & set(file) for file in files)
    if many and not place and not out:
        raise click.UsageError("several files: say where to with --in-place, --out DIR, --table or --stdout", context)
    if "-" in files and (out or place in ("in-place", "table")):
        raise click.UsageError("standard input has no name to write under; its answers go to --stdout", context)
    if place == "in-place" and to not in (None, "record"):
        raise click.UsageError(
            f"--in-place writes records; --to {to} goes with --out DIR, --table or --stdout", context
        )
    if place == "in-place" and choices["genes"]:
        raise click.UsageError("--genes writes genes instead of a set's names; it goes with --out, not --in-place",
                               context)  # fmt: skip
    if place == "stdout" or not (place or out):
        return None
    from genenorm.annotation.job import Place

    chosen = Place(place or "out")
    default = "tsv" if chosen is Place.BESIDE else "record"
    return _settings(chosen, Path(out) if out else None, to or default, choices)


def _settings(place: Any, out: Path | None, to: str, choices: dict[str, Any]) -> Job:
    if choices["find"] and to not in FOUND_FORMATS:
        raise click.UsageError(
            f"--find adds to tables and marked texts, not to {to}; choose --to {', '.join(FOUND_FORMATS)}",
            click.get_current_context(),
        )
    from genenorm import __version__
    from genenorm.annotation.exports.export import Flavor, GeneText
    from genenorm.annotation.job import Job
    from genenorm.index.reference import Reference
    from genenorm.records.source import ReadOptions

    # Opened once before the work: a bad choice is told once, and all processes of a run answer from the same file.
    with Reference.open(choices["index"]) as reference:
        index, lift = reference.path, _taxon(choices["species"], reference)
    options = ReadOptions(choices["field"], choices["column"], choices["form"], choices["genes"] or "")
    return Job(
        place,
        out,
        to,
        packed=f".{choices['pack']}" if choices["pack"] else "",
        options=options,
        suggest=choices["suggest"],
        find=choices["find"],
        tables=choices["with_tables"],
        resume=choices["resume"],
        flavor=Flavor(choices["flavor"]),
        lift=lift,
        gene_text=GeneText(choices["genes"] or "symbol"),
        version=__version__,
        reference=index,
        live=choices["live"].options if choices["live"].wanted else None,
        always=choices["live"].mode == "always",
    )


def _taxon(species: str | None, reference: Reference) -> int | None:
    if species is None:
        return None
    from genenorm.cli.options import taxon_ids

    return taxon_ids(reference, (species,), "--as")[0]


def _print_all(files: tuple[str, ...], **choices: Any) -> list[str]:
    """Print the answers for each file in turn; return what could not be read."""
    from genenorm.annotation.exports.export_formats import TEXT
    from genenorm.annotation.job import Place
    from genenorm.annotation.output_files import read_file as read_path
    from genenorm.annotation.run import annotate, answers_of, setting_of
    from genenorm.records.compressed import compress

    to = choices["to"] or "record"
    job = _settings(Place.FOLDER, None, to, choices)
    paths = [task.source for task in _found([file for file in files if file != "-"], job, written=False).tasks]
    names = ["-"] * files.count("-") + [str(path) for path in paths]
    if len(names) > 1 and (to == "parquet" or (to in TEXT and TEXT[to].one_file_each)):
        raise click.UsageError(f"--to {to} makes one document of each file; use --out DIR or --table",
                               click.get_current_context())  # fmt: skip
    failed = []
    for number, name in enumerate(names):
        try:
            data = read_file(name) if name == "-" else read_path(Path(name))[0]
            file = annotate(data, shown_name(name), job)
            if number and to in TEXT:  # compressed parts behind each other are one compressed file
                text = compress(TEXT[to].body(file, setting_of(job)).encode(), f"x{job.packed}")
            else:
                text = answers_of(file, job)
        except RecordError as error:
            failed.append(str(error))
            continue
        click.echo(text, nl=False)
        _tell_missing(shown_name(name), (str(item) for each in file.annotations for item in each.missing))
    return failed


def _run(found: Found, job: Job, jobs: int) -> list[str]:
    """Do the work, with a progress bar where someone looks; return what could not be done."""
    from genenorm.annotation.run import run

    outcomes = run(found.tasks, job, jobs)
    failed = []
    heard: list[Told] = []
    for outcome in _shown(outcomes, len(found.tasks)) if sys.stderr.isatty() and len(found.tasks) > 1 else outcomes:
        if outcome.error:
            failed.append(outcome.error)
        _tell_missing(outcome.source, outcome.missing)
        heard += outcome.told
    if heard:
        say_told(heard)
    return failed


def _tell_missing(source: str, missing: Iterable[str]) -> None:
    for item in missing:
        click.echo(f"{source}: not among the keywords: {item}", err=True)


def _shown(outcomes: Iterable[Outcome], total: int) -> Iterable[Outcome]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]:,.0f} records/s")
    columns = (BarColumn(), MofNCompleteColumn(), rate, TextColumn("left"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, rate=0.0)
        records = 0
        for outcome in outcomes:
            records += outcome.records
            elapsed = bar.tasks[0].elapsed or 0.0
            bar.update(task, advance=1, rate=records / elapsed if elapsed else 0.0)
            yield outcome
