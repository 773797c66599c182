"""Tables of annotated records in the plain formats, each a view of ``tables``."""

from __future__ import annotations

from collections.abc import Callable

from genenorm.annotation.annotations import RECORD_COLUMNS, AnnotatedFile
from genenorm.annotation.exports.export import Export, Setting
from genenorm.core.tables import Table, to_csv, to_json, to_jsonl, to_markdown, to_tsv

_HEADER = Table(RECORD_COLUMNS, ())


def _view(write: Callable[[Table], str]) -> Callable[[AnnotatedFile, Setting], str]:
    return lambda file, _: write(file.table)


PLAIN = (
    Export("tsv", ".genes.tsv", _view(lambda t: to_tsv(t, header=False)), lambda _: to_tsv(_HEADER)),
    Export("csv", ".genes.csv", _view(lambda t: to_csv(t, header=False)), lambda _: to_csv(_HEADER)),
    Export("json", ".genes.json", _view(to_json), one_file_each=True),
    Export("jsonl", ".genes.jsonl", _view(to_jsonl)),
    Export("md", ".genes.md", _view(to_markdown), one_file_each=True),
)
"""Formats without settings."""
