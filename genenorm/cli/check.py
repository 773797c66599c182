"""The command ``check``: which names and identifiers in files do not belong together, and corrected copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from genenorm.cli.check_options import ANY_FINDING, NO_FINDING, CheckChoice, check_options
from genenorm.cli.input_files import display_name, print_notes, read_bytes
from genenorm.cli.options import STANDARD_INPUT, open_index, reference_option, taxon_ids
from genenorm.cli.output.messages import note
from genenorm.core.errors import RecordError

if TYPE_CHECKING:
    from genenorm.index.reference import Reference
    from genenorm.resolver.resolver import Resolver
    from genenorm.verify.pairs.check_file import CheckedFile
    from genenorm.verify.pairs.findings import Finding


@click.command(short_help="Find names and identifiers that do not belong together.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@check_options
@reference_option
def check(paths: tuple[str, ...], *, choice: CheckChoice, index: str | None) -> None:
    """Find names and identifiers of genes in files that do not belong together, or are wrong by themselves.

    That are identifiers of another gene or species than the name, retired ones, those that a spreadsheet damaged or
    that are malformed, and outdated names.

    PATHs are files, folders and glob patterns; '-' is standard input and needs --from. Files are tables (CSV, TSV,
    workbooks), figure records, YAML, JSON, ontologies (OBO, OWL in RDF/XML) and texts with pairs such as
    'GRIN1 (Gene ID: 2902)'. Columns are found by their headers and content.

    Each finding has a row: where it is, its kind, the right value if it is known, how sure it is, and why. With --fix
    the right values that are certain are written into a copy, or with --in-place into the file; all else stays as it
    is. A name is not changed if the identifier may be wrong, and the other way round, unless --trust says so.

    The exit code is 1 when there are findings, with --fix when some are left.
    """
    from genenorm.resolver.resolver import Resolver

    choice.require_place(paths)
    with open_index(index) as reference:
        audit = _Run(choice, Resolver(reference), _species(choice, reference))
        done = list(audit.over(_files_of(paths)))
        audit.report(done, reference.stamp)
    if audit.failures:
        from genenorm.cli.output.answers import exit_with_failures

        exit_with_failures(audit.failures)
    if any(_counts(found, choice) for one in done for found in one.findings):
        raise click.exceptions.Exit(1)


def _counts(found: Finding, choice: CheckChoice) -> bool:
    """Return whether a finding makes the command fail."""
    if NO_FINDING in choice.fail_on or (choice.is_fixing and found.can_be_fixed):
        return False
    return ANY_FINDING in choice.fail_on or found.kind.value in choice.fail_on


def _species(choice: CheckChoice, reference: Reference) -> int | None:
    taxa = taxon_ids(reference, choice.species)
    if len(taxa) > 1:
        raise click.UsageError("--species takes one species here; several need a column, see --species-column",
                               click.get_current_context())  # fmt: skip
    return taxa[0] if taxa else None


class _Checked(NamedTuple):
    """A file that was audited, with the findings that are sure enough."""

    name: str
    pairs: int
    findings: list[Finding]


class _Run:
    """The audit of several files."""

    def __init__(self, choice: CheckChoice, resolver: Resolver, species: int | None) -> None:
        self._choice = choice
        self._resolver = resolver
        self._species = species
        self.failures: list[str] = []

    def over(self, files: Iterable[Path | str]) -> Iterator[_Checked]:
        """Yield what is found in each file, after writing it corrected if that is asked for."""
        for file in files:
            name = display_name(file)
            try:
                checked = self._check(file, name)
                found = [one for one in checked.findings if one.sure.rank <= self._choice.least.rank]
                if self._choice.is_fixing:
                    self._write(file, checked, any(one.can_be_fixed for one in found))
            except RecordError as error:
                self.failures.append(str(error))
                continue
            print_notes(name, checked.notes)
            yield _Checked(name, checked.pairs, found)

    def _check(self, file: Path | str, name: str) -> CheckedFile:
        from genenorm.verify.pairs.check_file import check_bytes

        choice = self._choice
        return check_bytes(
            read_bytes(file), name, self._resolver, options=choice.reading, columns=choice.columns,
            species=self._species, trust=choice.trust,
        )  # fmt: skip

    def _write(self, file: Path | str, checked: CheckedFile, has_corrections: bool) -> None:
        from genenorm.cli.output.output_file import write_output

        if not self._choice.in_place:
            write_output(self._choice.out, [checked.fixed()], make_folder=True)
        elif has_corrections:
            write_output(str(file), [checked.fixed()])

    def report(self, done: Sequence[_Checked], stamp: str) -> None:
        """Print the findings of all files, and their number."""
        from genenorm.cli.output.findings_text import print_findings, summary
        from genenorm.cli.output.output_file import write_output

        findings = [found for one in done for found in one.findings]
        choice = self._choice
        text = print_findings(findings, choice.to, stamp, is_fixing=choice.is_fixing)
        is_copy_printed = choice.is_fixing and choice.out == STANDARD_INPUT and not choice.in_place
        if choice.out and not choice.is_fixing and choice.out != STANDARD_INPUT:
            write_output(choice.out, [text.encode("utf-8", "backslashreplace")], make_folder=True)
        elif text:
            click.echo(text, nl=False, err=is_copy_printed)
        if done:
            pairs = sum(one.pairs for one in done)
            note(f"genenorm: {summary(findings, pairs, len(done), is_fixing=choice.is_fixing)}")


def _files_of(paths: Sequence[str]) -> Iterator[Path | str]:
    """Yield the files of paths, folders and globs, each once; of folders those whose names show a format."""
    seen: dict[Path | str, None] = {}
    for path in paths:
        for file in _expanded(path):
            if file not in seen:
                seen[file] = None
                yield file


def _expanded(path: str) -> Iterator[Path | str]:
    from genenorm.records.cells.read_cells import form_of

    if path == STANDARD_INPUT:
        yield path
        return
    found = Path(path)
    if not found.is_dir():
        matches = sorted(Path(found.anchor).glob(str(found.relative_to(found.anchor)))) if _is_glob(found) else []
        yield from [match for match in matches if match.is_file()] or [found]
        return
    for file in sorted(found.rglob("*")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(found).parts):
            try:
                form_of(file.name)
            except RecordError:
                continue
            yield file


def _is_glob(path: Path) -> bool:
    return bool(set("*?[") & set(str(path))) and not path.exists()
