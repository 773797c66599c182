"""The options of ``annotate`` as typed values: the place of the results, the texts to search, and gene sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from genenorm.cli.live_options import LiveChoice
from genenorm.cli.options import STANDARD_INPUT, ContextChoice, option_group, taxon_ids, usage_error
from genenorm.cli.result_options import methods_option, raw_option, split_by_option

if TYPE_CHECKING:
    from genenorm.annotation.failing import FailingNames
    from genenorm.annotation.job import Engine
    from genenorm.index.reference import Reference
    from genenorm.records.source import ReadOptions

Command = TypeVar("Command", bound=Callable[..., Any])

ANNOTATE_FORMATS = ("record", "tsv", "csv", "json", "jsonl", "md", "gmt", "biothings", "jsonld", "sssom", "pubtator",
                    "bioc-json", "parquet")  # fmt: skip
"""The names in ``export_formats``, repeated so that ``--help`` imports only click; a test compares them."""
COMPRESSIONS = ("gz", "zst")
ENGINES = ("dask", "spark")
FLAVORS = ("strict", "synonyms", "all")
GENE_TEXTS = ("symbol", "gene_id")
IN_PLACE, TABLE, STDOUT = "in-place", "table", "stdout"


@dataclass(frozen=True, slots=True)
class OutputChoice:
    """The place and the format of the results."""

    place: str
    """``IN_PLACE``, ``TABLE`` or ``STDOUT``; empty when the command line gives none of them."""
    out: str
    """The folder or file of ``--out``; empty when not given."""
    to: str = ""
    """Name of the output format; empty for the default of the place."""
    pack: str = ""
    """Name of the compression; empty for none."""
    resume: bool = False
    jobs: int = 1
    """Number of processes."""
    engine: str = ""
    """What gives the work to workers of a cluster, ``dask`` or ``spark``; empty for processes of this command."""
    scheduler: str = ""
    split: bool = False
    """Whether in tables a name of several genes has one row for each gene."""
    full: bool = False
    """Whether records get all fields of an answer."""
    split_by: str = ""
    """The folder of ``--split-by``; empty when not given."""
    methods: str = ""
    """The file of ``--methods``; empty when not given."""
    raw: bool = False
    """Whether CSV keeps cells that a spreadsheet would run."""

    def single_target(self, paths: Sequence[str]) -> Path | None:
        """Return the file that ``--out`` names for the results of one input file; ``None`` when it names a folder."""
        if not self.out or len(paths) != 1 or paths[0] == STANDARD_INPUT or _is_several(paths[0]):
            return None
        target = Path(self.out)
        return target if target.suffix and not target.is_dir() and not self.out.endswith(("/", "\\")) else None

    def engine_of_run(self) -> Engine | None:
        """Return the engine of the run; ``None`` for processes of this command."""
        from genenorm.annotation.job import Engine

        return Engine(self.engine, self.scheduler) if self.engine else None

    def is_printed(self) -> bool:
        """Return whether the results go to standard output."""
        return self.place == STDOUT or not (self.place or self.out)


@dataclass(frozen=True, slots=True)
class SearchChoice:
    """The texts and tables to use besides the names of a record."""

    with_tables: bool
    suggest: bool
    find: bool


@dataclass(frozen=True, slots=True)
class GeneSetChoice:
    """Which genes are written into gene sets, and how."""

    orthologs_in: str | None
    """The species whose orthologs replace all genes; ``None`` to keep the genes."""
    flavor: str
    genes: str
    """``symbol`` or ``gene_id``; empty when not given."""

    def ortholog_taxon(self, reference: Reference) -> int | None:
        """Return the taxon id of the species of ``--as``; ``None`` to keep the genes."""
        if self.orthologs_in is None:
            return None
        taxa = taxon_ids(reference, (self.orthologs_in,), "--as")
        if len(taxa) != 1:
            raise usage_error("--as takes one species")
        return taxa[0]


@dataclass(frozen=True, slots=True)
class AnnotateChoice:
    """All arguments of one command line."""

    paths: tuple[str, ...]
    output: OutputChoice
    reading: ReadOptions
    context: ContextChoice
    search: SearchChoice
    gene_sets: GeneSetChoice
    live: LiveChoice
    fail_on: tuple[str, ...] = ()
    """The answers that make the command fail (``--fail-on``)."""
    failing: list[FailingNames] = field(default_factory=list)
    """Such answers in the files that are done."""


def check_output(paths: Sequence[str], choice: AnnotateChoice) -> None:
    """Raise a usage error when the inputs, the place and the format of the results contradict each other."""
    output = choice.output
    if output.split_by:
        _check_split_by(output)
        return
    check_place(paths, output, "--in-place, --out DIR, --table or --stdout")
    if STANDARD_INPUT in paths and not output.is_printed():
        message = "results for standard input can only be printed, since it has no file name; use --stdout"
        raise usage_error(f"{message}, for a table with --to tsv")
    if output.place == IN_PLACE and output.to not in ("", "record"):
        message = f"--in-place writes records; use --to {output.to} with --out DIR, --table or --stdout"
        raise usage_error(message)
    if output.engine and (output.is_printed() or output.single_target(paths)):
        raise usage_error("--engine is for many files, whose results go to --in-place, --out DIR or --table")
    if output.place == IN_PLACE and choice.gene_sets.genes:
        raise usage_error("--genes replaces the names of a gene set; use it with --out DIR, not --in-place")


_FILE_SUFFIXES = (".tsv", ".csv", ".json", ".jsonl", ".md", ".txt", ".parquet", ".gmt", ".xlsx", ".gz", ".zst")


def check_place(paths: Sequence[str], output: OutputChoice, places: str) -> None:
    """Raise a usage error when several inputs have no place for their results, with the options that give one.

    A file is none, and neither is a new folder with the name of a file (``all.tsv``): who asks for it expects one
    table.
    """
    if output.place or not (len(paths) > 1 or _is_several(paths[0])):
        return
    if not output.out:
        raise usage_error(f"for several files, choose where the results go: {places}")
    if Path(output.out).is_file():
        raise usage_error(f"--out {output.out} is a file, and for several files must be a folder; give another name")
    out, way_out = output.out, ""
    if out.lower().endswith(_FILE_SUFFIXES) and not Path(out).is_dir():
        if "--table" in places:
            form = "csv" if out.lower().endswith(".csv") else "tsv"
            way_out = f"; for one table of all: --stdout --to {form} > {out}"
        raise usage_error(f"--out {out} would be a folder, as results of several files are; it may be {out}/{way_out}")


def _check_split_by(output: OutputChoice) -> None:
    """Raise a usage error for an option that ``--split-by`` leaves no place for."""
    from genenorm.annotation.job import FORMATS_WITH_ROWS

    if output.place or output.out:
        raise usage_error(f"--split-by is a place for the results, as --{output.place or 'out'} is; give one of them")
    if output.resume:
        raise usage_error("--split-by writes the rows of all files again, so that --resume has nothing to skip")
    if output.to not in ("", *FORMATS_WITH_ROWS):
        formats = ", ".join(FORMATS_WITH_ROWS)
        raise usage_error(f"--split-by: --to {output.to} has no rows to split; use one of: {formats}")


def check_methods(paths: Sequence[str], output: OutputChoice) -> None:
    """Raise a usage error when the methods paragraph would be mixed with the results, or replace an input."""
    from genenorm.cli.output.methods_file import check_methods_file

    is_printed = output.is_printed() and not output.split_by
    check_methods_file(output.methods, (*paths, output.out), is_output_printed=is_printed)


def check_orthologs(choice: AnnotateChoice, to: str) -> None:
    """Raise a usage error when the output format says what names mean, so that it can have no orthologs instead."""
    from genenorm.annotation.job import FORMATS_OF_MEANINGS, no_orthologs_message

    if choice.gene_sets.orthologs_in is not None and to in FORMATS_OF_MEANINGS:
        raise usage_error(f"--as: {no_orthologs_message(to)}")


def check_split(choice: AnnotateChoice, to: str) -> None:
    """Raise a usage error for ``--split`` with an output format that has no rows."""
    from genenorm.annotation.job import FORMATS_WITH_ROWS

    if choice.output.split and to not in FORMATS_WITH_ROWS:
        formats = ", ".join(FORMATS_WITH_ROWS)
        raise usage_error(f"--split: --to {to} has no rows to split; use one of: {formats}")


def check_full(choice: AnnotateChoice, to: str) -> None:
    """Raise a usage error for ``--full`` with an output format that is neither a record nor a table."""
    from genenorm.annotation.job import FORMATS_WITH_ROWS

    if choice.output.full and to not in ("record", *FORMATS_WITH_ROWS):
        raise usage_error(f"--full is for records; --to {to} has no further fields")


def check_find(choice: AnnotateChoice, to: str) -> None:
    """Raise a usage error when the output format cannot hold names found in texts."""
    from genenorm.annotation.job import FORMATS_WITH_MENTIONS

    if not choice.search.find or to in FORMATS_WITH_MENTIONS:
        return
    if to == "record" and any(_may_be_documents(path, choice.reading.form) for path in choice.paths):
        return
    formats = ", ".join(FORMATS_WITH_MENTIONS)
    raise usage_error(f"--to {to} has no place for the names that --find finds; use one of: {formats}")


def _may_be_documents(path: str, form: str) -> bool:
    """Return whether a path may lead to documents, which hold the names found in their texts themselves."""
    from genenorm.core.errors import RecordError
    from genenorm.records.formats import DOCUMENT_FORMATS, input_format_of

    if _is_several(path) and not form:
        return True
    try:
        return input_format_of(path, form).name in DOCUMENT_FORMATS
    except RecordError:  # which is reported when the file is read
        return True


def _is_several(path: str) -> bool:
    """Return whether a path may stand for several files: a folder or a glob pattern."""
    return bool(set("*?[") & set(path)) or Path(path).is_dir()


_OUT = click.option(
    "--out", "-o", metavar="DIR|FILE",
    help="Write the results into the folder DIR, each under the name of its input file; for a single input file, FILE "
         "is possible too.",
)  # fmt: skip


def place_options(command: Command) -> Command:
    """Add the options for the place of files that stay what they are; the command gets them as ``output``."""
    return option_group(
        "output", _output_choice, command,
        click.option("--in-place", "place", flag_value=IN_PLACE, help="Change each input file itself."),
        _OUT,
        click.option("--stdout", "place", flag_value=STDOUT, help="Print the results (the default for a single file)."),
    )  # fmt: skip


def output_options(command: Command) -> Command:
    """Add the options for the place and format of results; the command gets them as ``output``, an OutputChoice."""
    return option_group(
        "output", _output_choice, command,
        click.option("--in-place", "place", flag_value=IN_PLACE, help="Write the answers into each input file itself."),
        _OUT,
        click.option("--table", "place", flag_value=TABLE, help="Write a table next to each file, as NAME.genes.tsv."),
        click.option("--stdout", "place", flag_value=STDOUT, help="Print the results (the default for a single file)."),
        click.option("--to", type=click.Choice(ANNOTATE_FORMATS),
                     help="Output format; default: record, which is the input with the answers in it, or tsv for "
                          "--table."),
        click.option("--pack", type=click.Choice(COMPRESSIONS),
                     help="Compress tables and exports; a record keeps the compression of its input."),
        click.option("--resume", is_flag=True, help="Skip files that an earlier run has finished."),
        click.option("--jobs", "-j", type=click.IntRange(1, 64), default=1, show_default=True,
                     help="Number of processes that work at the same time."),
        click.option("--engine", type=click.Choice(ENGINES),
                     help="Let the workers of Dask or Spark do the work on many files: N of them on this machine "
                          "(--jobs N), or those of a cluster that shares the folders."),
        click.option("--scheduler", metavar="ADDRESS",
                     help="For --engine: the address of Dask's scheduler (tcp://host:8786), or the master of Spark "
                          "(spark://host:7077, yarn)."),
        click.option("--split", is_flag=True,
                     help="In tables (tsv, csv, json, jsonl, md, parquet): one row for each gene of a name of several "
                          "genes (TP53; EGFR)."),
        click.option("--full", is_flag=True,
                     help="Write all that is known of each answer into records: also its evidence, alternatives, "
                          "support in the text and scope. Tables (--table, --to tsv) have it in any case."),
        raw_option,
        split_by_option,
        methods_option,
    )  # fmt: skip


def _output_choice(
    *,
    place: str | None,
    out: str | None,
    to: str | None = None,
    pack: str | None = None,
    resume: bool = False,
    jobs: int = 1,
    engine: str | None = None,
    scheduler: str | None = None,
    split: bool = False,
    full: bool = False,
    raw: bool = False,
    split_by: str = "",
    methods: str = "",
) -> OutputChoice:
    if place and out:
        way_out = "; for one file with a table: --to tsv --out FILE" if place == TABLE else ""
        raise usage_error(f"--out and --{place} exclude each other{way_out}")
    if out == "-":
        place, out = STDOUT, None
    if scheduler and not engine:
        raise usage_error(f"--scheduler needs the engine that it is of: --engine {' or --engine '.join(ENGINES)}")
    return OutputChoice(
        place or "", out or "", to or "", pack or "", resume, jobs, engine or "", scheduler or "", split, full,
        split_by, methods, raw,
    )  # fmt: skip


def search_options(command: Command) -> Command:
    """Add the options for texts and tables besides the names; the command gets them as ``search``, a SearchChoice."""
    return option_group(
        "search", SearchChoice, command,
        click.option("--with-tables", is_flag=True,
                     help="Read the table NAME-genes.tsv next to each figure record NAME.md; it has the words that "
                          "were read in the figure and the GeneIDs given to them."),
        click.option("--suggest", is_flag=True,
                     help="Print on standard error the genes that a record's text names but its keywords do not."),
        click.option("--find", is_flag=True,
                     help="Also answer the names found in titles and captions, and in the texts of documents. Only "
                          "documents (PubTator, BioC), tables, pubtator and bioc-json have a place for them."),
    )  # fmt: skip


def gene_set_options(command: Command) -> Command:
    """Add the options of gene sets; the command gets them as ``gene_sets``, a GeneSetChoice."""
    return option_group(
        "gene_sets", _gene_set_choice, command,
        click.option("--as", "orthologs_in", metavar="SPECIES",
                     help="Replace all genes by their stringent orthologs in SPECIES: in gmt and biothings, tables, "
                          "gene sets, and records other than documents."),
        click.option("--flavor", type=click.Choice(FLAVORS), default="all", show_default=True,
                     help="For gmt and biothings: genes named by their symbol (strict), also by another name "
                          "(synonyms), also as members of a gene family (all)."),
        click.option("--genes", type=click.Choice(GENE_TEXTS),
                     help="For gmt: write genes as symbols (default) or GeneIDs. With GMT, GMX or GCT input: replace "
                          "each name that means one gene by that gene."),
    )  # fmt: skip


def _gene_set_choice(*, orthologs_in: str | None, flavor: str, genes: str | None) -> GeneSetChoice:
    return GeneSetChoice(orthologs_in, flavor, genes or "")
