"""The options of ``check`` as typed values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from genenorm.cli.commands import did_you_mean
from genenorm.cli.options import STANDARD_INPUT, option_group, read_options, shape_options, usage_error
from genenorm.cli.plain_resolve import split_at_commas

if TYPE_CHECKING:
    from genenorm.records.source import ReadOptions
    from genenorm.verify.pairs.column_roles import ColumnChoice
    from genenorm.verify.pairs.findings import Sureness
    from genenorm.verify.pairs.verdicts import Trust

Command = TypeVar("Command", bound=Callable[..., Any])

CHECK_FORMS = ("pfocr", "yaml", "json", "jsonl", "csv", "tsv", "excel", "obo", "owl", "text")
"""The keys of ``records.cells.read_cells.READERS``, repeated so that ``--help`` imports only click."""
FINDING_FORMATS = ("text", "tsv", "csv", "json", "jsonl", "md", "github")
FINDING_KINDS = ("mismatch", "retired", "other-species", "damaged", "outdated", "alias", "spelling", "malformed",
                 "unknown-id", "unknown-name", "misaligned")  # fmt: skip
"""The values of ``verify.pairs.findings.FindingKind``."""
SURENESSES = ("certain", "likely", "possible")
ANY_FINDING, NO_FINDING = "any", "none"


@dataclass(frozen=True, slots=True)
class CheckChoice:
    """The options of one command line."""

    reading: ReadOptions
    columns: ColumnChoice
    species: tuple[str, ...]
    trust: Trust
    least: Sureness
    """The findings that are less sure are left out."""
    is_fixing: bool
    in_place: bool
    out: str
    to: str
    fail_on: tuple[str, ...]

    @property
    def form(self) -> str:
        """The format of ``--from``; empty for that of each file's name."""
        return self.reading.form

    def require_place(self, paths: Sequence[str]) -> None:
        """Raise a usage error for results without a place, or with two."""
        from pathlib import Path

        from genenorm.cli.output.output_file import check_not_input

        if paths.count(STANDARD_INPUT) and not self.form:
            raise usage_error(f"standard input has no name that shows its format; use --from: {', '.join(CHECK_FORMS)}")
        if self.in_place and not self.is_fixing:
            raise usage_error("--in-place is the place of corrected files; it needs --fix")
        if self.is_fixing:
            if self.in_place and self.out:
                raise usage_error("--out and --in-place exclude each other")
            if not (self.in_place or self.out):
                raise usage_error("--fix needs a place for the corrected copy: --out FILE, or --in-place")
            if self.in_place and STANDARD_INPUT in paths:
                raise usage_error("standard input cannot be changed in place; use --out FILE")
            if self.out and (len(paths) > 1 or Path(paths[0]).is_dir() or set("*?[") & set(paths[0])):
                raise usage_error("--out is one file; to correct several files, use --in-place")
        check_not_input(self.out, paths)


def check_options(command: Command) -> Command:
    """Add the options of ``check``; the command gets them as ``choice``, a CheckChoice."""
    return option_group(
        "choice", _choice, command,
        click.option("--column", default="", metavar="NAME|NUMBER",
                     help="The column of a table that has the names, by its header or its number, counted from 1."),
        click.option("--id-column", multiple=True, metavar="NAME|NUMBER",
                     help="A column that has identifiers; may be repeated. Numbers in it are GeneIDs unless its header "
                          "says otherwise."),
        click.option("--species-column", default="", metavar="NAME|NUMBER",
                     help="The column that has the species of each row."),
        click.option("--species", "-s", multiple=True, metavar="NAME",
                     help="The species of all genes, where no column says it: human, 'Mus musculus', 10090."),
        click.option("--trust", type=click.Choice(("names", "ids")),
                     help="Which side is right when a name and an identifier disagree and nothing else decides; "
                          "default: neither, so that such pairs are listed and stay as they are."),
        click.option("--sure", type=click.Choice(SURENESSES), default="likely", show_default=True,
                     help="Leave out findings that are less sure."),
        click.option("--fix", "is_fixing", is_flag=True,
                     help="Write a corrected copy to --out FILE, or correct the files with --in-place: the right "
                          "values that are certain, and nothing else."),
        click.option("--in-place", is_flag=True, help="With --fix: change each input file itself."),
        click.option("--out", "-o", default="", metavar="FILE",
                     help="Write the findings to FILE; with --fix, the corrected copy. Default: standard output."),
        click.option("--to", type=click.Choice(FINDING_FORMATS),
                     help="Format of the findings; github: annotations for GitHub Actions. Default: by the suffix of "
                          "--out, text in a terminal, tsv elsewhere."),
        click.option("--fail-on", multiple=True, metavar="KIND,…", callback=_kinds,
                     help="The kinds of findings with which the command ends with code 1; default: any. There are: "
                          f"{', '.join(FINDING_KINDS)}, and none."),
        click.option("--from", "input_format", type=click.Choice(CHECK_FORMS), metavar="FORMAT",
                     callback=lambda _context, _option, value: value or "",
                     help=f"Format of the input; default: by the file's suffix. There are: {', '.join(CHECK_FORMS)}."),
        *shape_options,
    )  # fmt: skip


def _kinds(context: click.Context, _option: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    words = split_at_commas(value) or (ANY_FINDING,)
    known = (*FINDING_KINDS, ANY_FINDING, NO_FINDING)
    for word in words:
        if word not in known:
            there_are = f"{did_you_mean(word, known)}; there are: {', '.join(known)}"
            raise click.UsageError(f"--fail-on: no kind of finding {word!r}{there_are}", context)
    return tuple(words)


def _choice(
    *,
    column: str,
    id_column: tuple[str, ...],
    species_column: str,
    species: tuple[str, ...],
    trust: str | None,
    sure: str,
    is_fixing: bool,
    in_place: bool,
    out: str,
    to: str | None,
    fail_on: tuple[str, ...],
    input_format: str,
    no_header: bool,
    header_row: int | None,
    delimiter: str | None,
    sheet: str,
    largest: int | None,
) -> CheckChoice:
    import sys
    from pathlib import Path

    from genenorm.verify.pairs.column_roles import ColumnChoice
    from genenorm.verify.pairs.findings import Sureness
    from genenorm.verify.pairs.verdicts import Trust

    reading = read_options(
        input_format=input_format, no_header=no_header, header_row=header_row, delimiter=delimiter, sheet=sheet,
        largest=largest,
    )  # fmt: skip
    if to is None:
        suffix = Path(out).suffix[1:].lower() if out and not is_fixing else ""
        to = suffix if suffix in FINDING_FORMATS else "text" if sys.stdout.isatty() and not suffix else "tsv"
    return CheckChoice(
        reading, ColumnChoice(column, id_column, species_column), species, Trust(trust or "neither"), Sureness(sure),
        is_fixing, in_place, out, to, fail_on,
    )  # fmt: skip
