"""The table of annotated records as TSV, CSV, JSON, JSON Lines and Markdown."""

from __future__ import annotations

from collections.abc import Callable

from genenorm.annotation.annotations import RECORD_COLUMNS, AnnotatedFile
from genenorm.annotation.exports.export import ExportFormat, ExportSettings
from genenorm.core.tables import Table, to_csv, to_json, to_jsonl, to_markdown, to_tsv

_HEADER = Table(RECORD_COLUMNS, ())


def _table_as(write: Callable[[Table], str]) -> Callable[[AnnotatedFile, ExportSettings], str]:
    return lambda file, settings: write(file.split_table if settings.split else file.table)


def _csv(file: AnnotatedFile, settings: ExportSettings) -> str:
    return to_csv(file.split_table if settings.split else file.table, header=False, raw=settings.raw)


PLAIN_TABLES = (
    ExportFormat("tsv", ".genes.tsv", _table_as(lambda table: to_tsv(table, header=False)), lambda _: to_tsv(_HEADER)),
    ExportFormat("csv", ".genes.csv", _csv, lambda _: to_csv(_HEADER)),
    ExportFormat("json", ".genes.json", _table_as(to_json), one_file_each=True),
    ExportFormat("jsonl", ".genes.jsonl", _table_as(to_jsonl)),
    ExportFormat("md", ".genes.md", _table_as(to_markdown), one_file_each=True),
)
"""The plain table formats; of the settings of an export they follow ``split``."""
