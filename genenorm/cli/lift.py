"""The command ``lift``: a dataset of expression values carried to another species."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

import click

from genenorm.cli.answer_options import exit_with_faults
from genenorm.cli.input_files import display_name, read_bytes
from genenorm.cli.lift_options import LiftChoice, in_options, lift_options
from genenorm.cli.options import STANDARD_INPUT, ContextChoice, context_options, open_index, reference_option, taxon_ids
from genenorm.cli.output.messages import is_quiet, note
from genenorm.cli.output.progress_bar import ProgressBar, progress_bar
from genenorm.core.errors import RecordError

if TYPE_CHECKING:
    from genenorm.datasets.lift.lift_report import LiftReport
    from genenorm.datasets.lift.lift_request import LiftRequest
    from genenorm.index.reference import Reference
    from genenorm.resolver.meter import Progress

_DELIMITERS = {".tsv": "\t", ".tab": "\t", ".csv": ","}
_TABLES = ("tsv", "csv", "excel")
_NO_TEXT = ("anndata", "mtx")
_TEXTS = (*_DELIMITERS, ".txt", "")
_SUFFIXES = {"anndata": (".h5ad",), "gct": (".gct",), "excel": (".xlsx", *_TEXTS)}
"""The suffixes of the results in formats that are not text tables, which have those of ``_TEXTS``."""


class _Made(NamedTuple):
    """A lifted dataset: the bytes of each of its files, by name."""

    parts: dict[str, Iterable[bytes]]
    report: LiftReport


@click.command(short_help="Carry expression values to another species.")
@click.argument("file", metavar="FILE")
@lift_options
@context_options
@reference_option
def lift(file: str, *, choice: LiftChoice, context: ContextChoice, index: str | None) -> None:
    """Carry a table of expression values, or AnnData, to another species: each gene becomes its ortholog there.

    FILE is a table (TSV, CSV, a workbook; '-' is standard input), a GCT file, an AnnData file (.h5ad), or a folder of
    10x Genomics with a matrix.mtx. The result is of the same kind. Genes that are of the species already stay, sparse
    values stay sparse, and the original names are kept in a column 'genenorm_original'.

    What was lost, and why, is shown on standard error, and for each gene in --report FILE.

    \b
    rule      a gene with several orthologs    several genes with one ortholog
    drop      left out (the default)           all left out
    best      the best supported ortholog      the gene whose ortholog it best is
    sum       -                                values added up (the default for counts)
    mean      -                                values averaged
    explode   repeated for each ortholog       each kept for itself
    """  # noqa: D301 - click knows this character, not its name
    form = _form(file, choice.reading.form)
    _check_places(file, form, choice)
    with open_index(index) as reference:
        request = _request(reference, choice, context)
        with ExitStack() as bars:
            made = _made(file, form, choice, replace(request, progress=_progress(bars)))
        _write(made, form)
        _tell(made.report, choice)
    exit_with_faults(request.resolver.faults)


def _progress(bars: ExitStack) -> Progress:
    """Return what shows how many names of a long list are answered, with a bar that is there until ``bars`` ends."""
    opened: list[ProgressBar] = []

    def show(done: int, size: int) -> None:
        if size >= _MANY_NAMES:
            if not opened:
                opened.append(bars.enter_context(progress_bar()))
            opened[0].show(done, size, f"{done:,}/{size:,} names")

    return show


_MANY_NAMES = 2_000
"""The fewest names whose progress is shown."""


def _request(reference: Reference, choice: LiftChoice, context: ContextChoice) -> LiftRequest:
    from genenorm.datasets.lift.lift_request import LiftRequest
    from genenorm.index.homology import Homology
    from genenorm.resolver.resolver import Resolver

    targets = taxon_ids(reference, (choice.to,), "--to")
    if len(targets) > 1:
        raise click.UsageError("--to takes one species", click.get_current_context())
    return LiftRequest(
        Resolver(reference), targets[0], context.context(reference), choice.rules, Homology(choice.homology),
        choice.names, choice.values,
    )  # fmt: skip


def _form(file: str, given: str) -> str:
    """Return the format of a dataset: the one given, else what its name shows."""
    from genenorm.records.compressed import without_compression

    if given:
        return given
    if Path(file).is_dir():
        from genenorm.datasets.lift.lift_mtx import is_mtx_folder

        if is_mtx_folder(Path(file)):
            return "mtx"
        raise RecordError(file, "a folder without a matrix.mtx; give a file, or a folder of 10x Genomics")
    suffix = PurePath(without_compression(file)).suffix.lower()
    return {".csv": "csv", ".xlsx": "excel", ".gct": "gct", ".h5ad": "anndata"}.get(suffix, "tsv")


def _check_places(file: str, form: str, choice: LiftChoice) -> None:
    """Raise a usage error for results that have no place or a wrong one, before any work is done."""
    from genenorm.cli.output.output_file import check_not_input, check_writable
    from genenorm.records.compressed import without_compression

    context = click.get_current_context()
    if form in _NO_TEXT:
        if file == STANDARD_INPUT:
            raise click.UsageError(f"{form} is not read from standard input; give a path", context)
        if choice.out == STANDARD_INPUT:
            raise click.UsageError("the result is no text; write it with --out", context)
    for option, given in (("--axis", choice.axis), ("--values", choice.values)):
        if given and form not in _TABLES:
            raise click.UsageError(f"{option} is for tables: TSV, CSV and workbooks", context)
    for place in (choice.out, choice.report):
        check_not_input(place, (file,))
    if form == "mtx":
        _check_folder(Path(choice.out), context)
    elif choice.out != STANDARD_INPUT:
        check_writable(choice.out)
        suffix = PurePath(without_compression(choice.out)).suffix.lower()
        known = _SUFFIXES.get(form, _TEXTS)
        if suffix not in known and not choice.out.startswith("/dev/"):
            endings = ", ".join(filter(None, known))
            raise click.UsageError(f"{choice.out} is not of the kind of {file}; it may end in {endings}", context)
    if choice.report:
        check_writable(choice.report)
        if choice.report == choice.out:
            raise click.UsageError("--report and --out are one file; give two", context)


def _check_folder(folder: Path, context: click.Context) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.UsageError(f"{folder} exists; give a new folder, or an empty one", context)


def _made(file: str, form: str, choice: LiftChoice, request: LiftRequest) -> _Made:
    """Return a dataset carried to another species; what does not fit the data is a RecordError."""
    try:
        return _MAKERS[form](file, choice, request)
    except ValueError as error:
        raise RecordError(display_name(file), in_options(str(error))) from error


def _from_table(file: str, choice: LiftChoice, request: LiftRequest) -> _Made:
    from genenorm.datasets.lift.lift_tables import lift_table
    from genenorm.records.compressed import without_compression

    usual = "," if (choice.reading.form or PurePath(without_compression(file)).suffix[1:].lower()) == "csv" else "\t"
    delimiter = _DELIMITERS.get(PurePath(without_compression(choice.out)).suffix.lower(), "")
    data, report = lift_table(
        _data(file, choice), display_name(file), request, choice.reading,
        axis=choice.axis, usual_delimiter=usual, delimiter=delimiter,
    )  # fmt: skip
    return _Made({choice.out: [data]}, report)


def _from_workbook(file: str, choice: LiftChoice, request: LiftRequest) -> _Made:
    from genenorm.datasets.lift.lift_workbook import lift_workbook
    from genenorm.records.compressed import without_compression

    suffix = PurePath(without_compression(choice.out)).suffix.lower()
    delimiter = "" if suffix == ".xlsx" else _DELIMITERS.get(suffix, "\t")
    data, report = lift_workbook(
        _data(file, choice), display_name(file), request, choice.reading, axis=choice.axis, delimiter=delimiter
    )
    return _Made({choice.out: [data]}, report)


def _from_gct(file: str, choice: LiftChoice, request: LiftRequest) -> _Made:
    from genenorm.datasets.lift.lift_gct import lift_gct

    data, report = lift_gct(_data(file, choice), display_name(file), request, choice.reading)
    return _Made({choice.out: [data]}, report)


def _from_anndata(file: str, choice: LiftChoice, request: LiftRequest) -> _Made:
    from genenorm.datasets.lift.lift_h5ad import lift_h5ad

    pieces, report = lift_h5ad(file, request, choice.reading.column or None)
    return _Made({choice.out: pieces}, report)


def _from_folder(file: str, choice: LiftChoice, request: LiftRequest) -> _Made:
    from genenorm.datasets.lift.lift_mtx import lift_mtx

    files, report = lift_mtx(Path(file), request, choice.reading)
    return _Made({str(Path(choice.out, name)): [data] for name, data in files.items()}, report)


def _data(file: str, choice: LiftChoice) -> bytes:
    from genenorm.records.compressed import expand

    data = read_bytes(file)
    return data if file == STANDARD_INPUT else expand(data, file, choice.reading.largest)


_MAKERS: dict[str, Callable[[str, LiftChoice, LiftRequest], _Made]] = {
    "tsv": _from_table,
    "csv": _from_table,
    "excel": _from_workbook,
    "gct": _from_gct,
    "anndata": _from_anndata,
    "mtx": _from_folder,
}


def _write(made: _Made, form: str) -> None:
    from genenorm.cli.output.output_file import write_output
    from genenorm.records.compressed import compress, compression_of

    for name, pieces in made.parts.items():
        is_packed = form in _NO_TEXT or not compression_of(name)
        write_output(name, pieces if is_packed else [compress(b"".join(pieces), name)], make_folder=form == "mtx")


def _tell(report: LiftReport, choice: LiftChoice) -> None:
    """Print the report in short, and write it to its file."""
    if not is_quiet():
        first, *others = str(report).splitlines()
        note(f"genenorm: {first}")
        for line in others:
            note(line)
    if choice.report:
        from genenorm.cli.output.output_file import write_output

        write_output(choice.report, [_report_text(report, PurePath(choice.report).suffix.lower()).encode()])


def _report_text(report: LiftReport, suffix: str) -> str:
    from genenorm.datasets.lift.lift_pages import report_json, report_page

    if suffix == ".html":
        return report_page(report)
    if suffix == ".svg":
        return report.plot().svg
    if suffix == ".json":
        return report_json(report)
    text: str = report.genes().to_csv(sep="\t", index=False, lineterminator="\n")
    return text
