"""The options of ``harmonize`` as typed values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from genenorm.cli.options import option_group, read_options, shape_options, taxon_ids, usage_error

if TYPE_CHECKING:
    from genenorm.index.reference import Reference
    from genenorm.records.source import ReadOptions

Command = TypeVar("Command", bound=Callable[..., Any])

TARGETS = ("symbol", "gene_id", "ensembl_id")
"""The values of ``datasets.name_answers.TARGETS``, repeated so that ``--help`` imports only click."""
TABLE_FORMS = ("csv", "tsv", "excel", "text")
"""Those of ``datasets.table_dataset``, repeated for the same reason."""
_AUTO = "auto"


@dataclass(frozen=True, slots=True)
class HarmonizeChoice:
    """The options of one command line."""

    reading: ReadOptions
    species: tuple[str, ...]
    columns: tuple[str, ...]
    to: str
    rename_doubtful: bool
    plan: str
    apply: str
    out_dir: str
    methods: str

    def require_sense(self, files: Sequence[str]) -> None:
        """Raise a usage error for options that contradict each other, and for a file that would be replaced."""
        from pathlib import Path

        from genenorm.cli.output.methods_file import check_methods_file
        from genenorm.cli.output.output_file import STANDARD_OUTPUT, check_not_input

        if self.apply:
            for option, given in (("--plan", self.plan), ("--species", self.species), ("--column", self.columns),
                                  ("--rename-doubtful", self.rename_doubtful)):  # fmt: skip
                if given:
                    raise usage_error(f"{option} cannot be used with --apply: the plan says it")
            if not self.out_dir:
                raise usage_error("--apply needs the folder for the new files: --out-dir DIR")
        check_not_input(self.plan, files)
        is_printed = self.plan == STANDARD_OUTPUT or not (self.plan or self.out_dir)
        check_methods_file(self.methods, (*files, self.apply, self.plan), is_output_printed=is_printed)
        names = [Path(file).name for file in files]
        for name in names if self.out_dir else ():
            if names.count(name) > 1:
                raise usage_error(f"several files are called {name}, and would be written over each other in --out-dir")
            check_not_input(str(Path(self.out_dir, name)), (*files, self.apply))

    def species_by_dataset(self, labels: Mapping[str, object], reference: Reference) -> dict[str, object]:
        """Return the species of each dataset: taxon ids, or ``auto``; an unknown one is a usage error."""
        found = _by_dataset(self.species, labels, "--species")
        return {
            label: _AUTO if words in ((), (_AUTO,)) else taxon_ids(reference, words) for label, words in found.items()
        }

    def column_by_dataset(self, labels: Mapping[str, object]) -> dict[str, str]:
        """Return the column of the names of each dataset, empty for those that are found."""
        found = _by_dataset(self.columns, labels, "--column")
        return {label: words[-1] if words else "" for label, words in found.items()}


def _by_dataset(values: Sequence[str], labels: Mapping[str, object], option: str) -> dict[str, tuple[str, ...]]:
    """Return the values for each dataset: ``NAME=VALUE`` is for one, by its name or file, others are for all."""
    from pathlib import Path

    names = {name: label for label, source in labels.items() for name in (str(source), Path(str(source)).name)}
    names |= {label: label for label in labels}
    general: list[str] = []
    own: dict[str, list[str]] = {}
    for value in values:
        name, mark, rest = value.rpartition("=")
        if mark and name in names:
            own.setdefault(names[name], []).append(rest)
        elif mark and option == "--species":
            raise usage_error(f"{option}: no dataset {name!r}; there are: {', '.join(labels)}")
        else:
            general.append(value)
    return {label: tuple(own.get(label, general)) for label in labels}


def harmonize_options(command: Command) -> Command:
    """Add the options of ``harmonize``; the command gets them as ``choice``, a HarmonizeChoice."""
    return option_group(
        "choice", _choice, command,
        click.option("--out-dir", default="", metavar="DIR",
                     help="Write the files with consistent names into DIR, under their own names."),
        click.option("--plan", default="", metavar="FILE",
                     help="Write the plan to FILE ('-': standard output), to be looked through and edited in a "
                          "spreadsheet; without --out-dir nothing else is written."),
        click.option("--apply", default="", metavar="PLAN", help="Apply the plan in a file instead of making one."),
        click.option("--species", "-s", multiple=True, metavar="[FILE=]NAME",
                     help="The species of all files, or with 'FILE=' of one: human, ours=mouse, ours.tsv=10090. "
                          "Default: auto, so that the names of each file decide."),
        click.option("--column", multiple=True, metavar="[FILE=]NAME",
                     help="The column of the names in all tables, or with 'FILE=' in one, by its header or number; in "
                          "AnnData a column of var. By default it is found."),
        click.option("--to", type=click.Choice(TARGETS), default="symbol", show_default=True,
                     help="What names become: the official symbol, the NCBI GeneID, or the Ensembl id."),
        click.option("--rename-doubtful", is_flag=True, help="Change names too whose answer is in doubt."),
        click.option("--methods", default="", metavar="FILE",
                     help="Write a paragraph for the methods section of a paper to FILE: versions, counts, references; "
                          "in Markdown if its name ends in .md."),
        click.option("--from", "input_format", type=click.Choice(TABLE_FORMS), metavar="FORMAT",
                     callback=lambda _context, _option, value: value or "",
                     help="Format of the tables; default: by each file's suffix. There are: "
                          f"{', '.join(TABLE_FORMS)}."),
        *shape_options,
    )  # fmt: skip


def _choice(
    *,
    out_dir: str,
    plan: str,
    apply: str,
    species: tuple[str, ...],
    column: tuple[str, ...],
    to: str,
    rename_doubtful: bool,
    methods: str,
    input_format: str,
    no_header: bool,
    header_row: int | None,
    delimiter: str | None,
    sheet: str,
    largest: int | None,
) -> HarmonizeChoice:
    reading = read_options(
        input_format=input_format,
        no_header=no_header,
        header_row=header_row,
        delimiter=delimiter,
        sheet=sheet,
        largest=largest,
    )
    return HarmonizeChoice(reading, species, column, to, rename_doubtful, plan, apply, out_dir, methods)
