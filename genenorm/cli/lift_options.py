"""The options of ``lift`` as typed values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from genenorm.cli.options import option_group, read_options, shape_options
from genenorm.cli.plain_resolve import split_at_commas

if TYPE_CHECKING:
    from genenorm.datasets.lift.lift_rules import LiftRules
    from genenorm.records.source import ReadOptions

Command = TypeVar("Command", bound=Callable[..., Any])

DATASET_FORMATS = ("tsv", "csv", "excel", "gct", "anndata", "mtx")
"""The values of ``--from``."""
RULES = ("drop", "best", "sum", "mean", "explode")
"""The values of ``datasets.lift_rules.LiftRule``, repeated so that ``--help`` imports only click."""
REPORT_FORMATS = (".tsv", ".html", ".svg", ".json")
"""The suffixes of ``--report``."""


class LiftChoice(NamedTuple):
    """The options of one command line."""

    to: str
    out: str
    report: str
    axis: str | None
    values: tuple[str, ...]
    names: str
    rules: LiftRules
    homology: str
    reading: ReadOptions


def lift_options(command: Command) -> Command:
    """Add the options of ``lift``; the command gets them as ``choice``, a LiftChoice."""
    return option_group(
        "choice", _choice, command,
        click.option("--to", required=True, metavar="SPECIES", help="The species to carry the dataset to."),
        click.option("--out", "-o", metavar="FILE", default="-",
                     help="Write to FILE, whole or not at all, in the format of the input (.gz and .zst compress). "
                          "Default: standard output."),
        click.option("--report", default="", metavar="FILE",
                     help="Write what was lost, and why, to FILE: a row for each gene (.tsv), a page (.html), a "
                          "picture (.svg) or all of it (.json)."),
        click.option("--rule", type=click.Choice(("drop", "best", "explode")),
                     help="The rule for both directions, where none is given for one alone."),
        click.option("--one-to-many", type=click.Choice(RULES),
                     help="The rule for a gene with several orthologs: drop (the default), best or explode."),
        click.option("--many-to-one", type=click.Choice(RULES),
                     help="The rule for several genes with one ortholog. Default: sum if all values are counts, which "
                          "are whole and not below 0, else best."),
        click.option("--homology", type=click.Choice(("stringent", "all")), default="stringent", show_default=True,
                     help="stringent: members of the gene's homology group, and well supported pairs. all: every pair "
                          "that any source lists."),
        click.option("--names", type=click.Choice(("symbol", "gene_id", "ensembl_id", "authority_id")),
                     default="symbol", show_default=True, help="What the genes of the result are called by."),
        click.option("--axis", type=click.Choice(("rows", "columns")),
                     help="Whether each row of a table is a gene, or each column; default: what the table shows."),
        click.option("--values", multiple=True, metavar="NAME|NUMBER,…",
                     help="The columns of a table that have values; default: all of numbers, except identifiers "
                          "and properties of genes such as their length."),
        click.option("--from", "input_format", type=click.Choice(DATASET_FORMATS), default=None,
                     help="Format of the input; default: by the file's suffix. mtx: a folder with matrix.mtx."),
        click.option("--column", default="", metavar="NAME|NUMBER",
                     help="The column with the names of the genes, by its header or its number, counted from 1; in "
                          "AnnData a column of var."),
        *shape_options,
    )  # fmt: skip


def _choice(
    *,
    to: str,
    out: str,
    report: str,
    rule: str | None,
    one_to_many: str | None,
    many_to_one: str | None,
    homology: str,
    names: str,
    axis: str | None,
    values: tuple[str, ...],
    input_format: str | None,
    column: str,
    no_header: bool,
    header_row: int | None,
    delimiter: str | None,
    sheet: str,
    largest: int | None,
) -> LiftChoice:
    from genenorm.datasets.lift.lift_rules import lift_rules

    context = click.get_current_context()
    try:
        rules = lift_rules(rule, one_to_many, many_to_one)
    except ValueError as error:
        raise click.UsageError(in_options(str(error)), context) from error
    if report and not report.lower().endswith(REPORT_FORMATS):
        known = ", ".join(REPORT_FORMATS)
        raise click.UsageError(f"the suffix of {report} shows no format of a report; it may be {known}", context)
    if axis == "columns" and column:
        raise click.UsageError(
            "--column names a column of names; with --axis columns the headers are the names", context
        )
    reading = read_options(
        input_format=input_format or "", column=column, no_header=no_header, header_row=header_row,
        delimiter=delimiter, sheet=sheet, largest=largest,
    )  # fmt: skip
    return LiftChoice(to, out, report, axis, tuple(split_at_commas(values)), names, rules, homology, reading)


def in_options(message: str) -> str:
    """Return a message with the arguments of Python that it names as options.

    >>> in_options("give axis='rows' or many_to_one='sum'; one_to_many may be: drop")
    'give --axis rows or --many-to-one sum; --one-to-many may be: drop'
    """
    import re

    message = re.sub(r"\b([a-z_]+)='(\w+)'", r"--\1 \2", message)
    message = re.sub(r"(?<!-)\b(one_to_many|many_to_one)\b", r"--\1", message)
    return re.sub(r"--(one|many)_to_(one|many)", r"--\1-to-\2", message)
