"""Annotating single files with the options of a job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from genenorm.annotation.annotations import AnnotatedFile, annotate_record_file, short_rows_of
from genenorm.annotation.exports.export import ExportSettings
from genenorm.annotation.exports.export_formats import RECORD, exported
from genenorm.annotation.failing import NONE_FAILING, FailingNames
from genenorm.annotation.first_name import FirstNames
from genenorm.annotation.job import (
    FORMATS_WITH_MENTIONS,
    FORMATS_WITH_OWN_ORTHOLOGS,
    Job,
    no_orthologs_message,
)
from genenorm.annotation.summary import AnswerSummary
from genenorm.core.errors import GenenormError, RecordError, fault_text
from genenorm.core.files import read_file
from genenorm.index.reference import Reference
from genenorm.records.compressed import COMPRESSION_SUFFIXES, compress, expand, without_compression
from genenorm.records.delimited import words_by_symbol
from genenorm.records.formats import INPUT_FORMATS, read_record_file
from genenorm.records.record import TableWord
from genenorm.records.source import ReadOptions, RecordFile
from genenorm.resolver.guarded_answers import faults_text
from genenorm.resolver.resolver import Resolver

if TYPE_CHECKING:
    from genenorm.core.tables import Table
    from genenorm.mygene.lookups import LookupReport


@contextmanager
def errors_named(name: str) -> Iterator[None]:
    """Turn an error that nobody expected into a RecordError with the file's name, so that other files go on."""
    try:
        yield
    except GenenormError:
        raise
    except MemoryError as error:
        raise RecordError(name, "needs more memory than there is") from error
    except Exception as error:
        cause = f"an unexpected error, which is a fault of genenorm: {fault_text(error)}"
        raise RecordError(name, cause) from error


class FileAnnotator:
    r"""Annotates files with the options of a job and one resolver.

    :param job: the options, the same for all files.
    :param reference: the open index of the job, which stays open; without it, it is opened when it is first needed.

    >>> from genenorm.annotation.job import Place
    >>> with FileAnnotator(Job(Place.CALLER, to="md")) as annotator:
    ...     file = annotator.annotate(b"GRIN1\nPSD95\n", "names.txt")
    ...     [row.resolution.symbol for row in file.annotations[0].rows]
    ['GRIN1', 'DLG4']

    As a context manager it closes an index that it opened itself at the end.
    """

    def __init__(self, job: Job, reference: Reference | None = None) -> None:
        self.job = job
        self._given_reference = reference
        self._reports: list[LookupReport] = []

    @cached_property
    def resolver(self) -> Resolver:
        """The resolver for all names, with live look-ups when the job wants them."""
        reference = self._given_reference or Reference.open(self.job.reference)
        if self.job.live is None:
            return Resolver(reference)
        from genenorm.mygene.lookups import shared_lookups

        lookups = shared_lookups(self.job.live, always=self.job.always, on_report=self._reports.append)
        return Resolver(reference, live=lookups)

    @property
    def export_settings(self) -> ExportSettings:
        """The job's settings for exports."""
        job = self.job
        reference, taxon = self.resolver.reference, job.ortholog_taxon
        return ExportSettings(
            reference, job.version, job.flavor, taxon, job.gene_text, job.split, full=job.full, raw=job.raw
        )

    def annotate(self, data: bytes, name: str) -> AnnotatedFile:
        """Return the annotated records of a file; raises RecordError when it cannot be read."""
        return self.annotate_record_file(self.read(data, name), name)

    def read(self, data: bytes, name: str) -> RecordFile:
        """Return the records of a file; raises RecordError when it cannot be read."""
        with errors_named(name):
            return read_record_file(data, name, self._read_options)

    @cached_property
    def _read_options(self) -> ReadOptions:
        return replace(self.job.read_options, is_name=FirstNames(lambda: self.resolver.reference))

    def annotate_record_file(self, record_file: RecordFile, name: str) -> AnnotatedFile:
        """Return the annotated records of a file that has been read.

        Raises RecordError when names found in its texts, or orthologs, are to be written into a file that has no place
        for them.
        """
        if self.job.to == RECORD and self.job.search.mentions and not _has_mentions(record_file):
            formats = ", ".join(FORMATS_WITH_MENTIONS)
            raise RecordError(
                name, f"its format has no place for names found in a text; use --to with one of: {formats}"
            )
        job = self.job
        self.resolver.faults.clear()  # those of a file before that could not be written
        lifted = None if job.to in FORMATS_WITH_OWN_ORTHOLOGS else job.ortholog_taxon
        if lifted is not None and job.to == RECORD and any(record.document for record in record_file.records):
            raise RecordError(name, no_orthologs_message("a document"))
        with errors_named(name):
            words = _words_from_table(name) if job.with_tables else None
            return annotate_record_file(
                record_file,
                name,
                self.resolver,
                search=job.search,
                words=words,
                context=job.context,
                ortholog_taxon=lifted,
            )

    def answers(self, file: AnnotatedFile) -> bytes:
        """Return the output for a file in the job's format; tables and exports get the job's compression."""
        with errors_named(file.name):
            answers = exported(self.job.to, file, self.export_settings)
            return answers if self.job.to == RECORD else compress(answers, f"x{self.job.compression}")

    def failing(self, file: AnnotatedFile) -> FailingNames:
        """Return the names in a file whose answers the job counts as failures; none when it counts no answers so."""
        if not self.job.fail_on:
            return NONE_FAILING
        rows = (row for annotation in file.annotations for row in short_rows_of(annotation))
        answers = ((row.resolution.input, row.resolution.status.value, row.doubt) for row in rows)
        return FailingNames.of(answers, self.job.fail_on)

    def table(self, file: AnnotatedFile) -> Table:
        """Return the rows of a file as the job wants them: with one row for each gene of a name, or for each name."""
        with errors_named(file.name):
            return file.split_table if self.job.split else file.table

    def summary(self, file: AnnotatedFile) -> AnswerSummary:
        """Return the answers of a file in numbers, with its most doubtful rows."""
        with errors_named(file.name):
            return AnswerSummary.of(file.annotations, self.resolver.reference, file.name)

    def take_reports(self) -> tuple[LookupReport, ...]:
        """Return the reports of the live look-ups since the last call."""
        reports = tuple(self._reports)
        self._reports.clear()
        return reports

    def take_fault(self, file: AnnotatedFile) -> str:
        """Return which records and names of a file ended in exceptions nobody expected, in one line; empty if none."""
        faults = self.resolver.faults
        found = []
        if failed := [annotation for annotation in file.annotations if annotation.error]:
            records = f"{len(failed):,} records" if len(failed) > 1 else "a record"
            first = f"{failed[0].record.record_id[:80]}: {failed[0].error}"
            found.append(f"no answers for {records}, by a fault of genenorm: {first}")
        if faults:
            found.append(faults_text(faults))
            faults.clear()
        return f"{file.name}: {'; '.join(found)}" if found else ""

    def close(self) -> None:
        """Close the index, if it was opened here."""
        if self._given_reference is None and "resolver" in self.__dict__:
            self.resolver.reference.close()

    def __enter__(self) -> FileAnnotator:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _has_mentions(record_file: RecordFile) -> bool:
    return all(record.document is not None for record in record_file.records)


def _words_from_table(name: str) -> dict[str, TableWord] | None:
    """Return the words in the gene table next to a figure record, by symbol.

    ``None`` is returned for a file that is no figure record, or has no such table.
    """
    path = Path(without_compression(name))
    if path.suffix.lower() not in INPUT_FORMATS["pfocr"].suffixes:
        return None
    table = path.with_name(f"{path.stem}-genes.tsv")
    tables = (table, *(Path(f"{table}{suffix}") for suffix in COMPRESSION_SUFFIXES))
    found = next((file for file in tables if file.is_file()), None)
    return words_by_symbol(expand(read_file(found).data, found.name), str(found)) if found is not None else None
