"""Every export by its name; Parquet, which is binary, beside the ones that are text."""

from __future__ import annotations

import io

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.exports.biothings import BIOTHINGS
from genenorm.annotation.exports.export import Export, Setting
from genenorm.annotation.exports.gmt import GMT
from genenorm.annotation.exports.jsonld import JSONLD
from genenorm.annotation.exports.plain_tables import PLAIN
from genenorm.annotation.exports.sssom import SSSOM
from genenorm.annotation.exports.text_documents import BIOC, PUBTATOR
from genenorm.core.tables import write_parquet
from genenorm.records.compressed import split

TEXT = {export.name: export for export in (*PLAIN, GMT, BIOTHINGS, JSONLD, SSSOM, PUBTATOR, BIOC)}
"""Exports that are text, by name."""

PARQUET = "parquet"
RECORD = "record"
"""The input's own format with the answers in it; no export, but a choice beside them."""

NAMES = (RECORD, *TEXT, PARQUET)
"""What ``--to`` takes."""


def suffix_of(name: str) -> str:
    """Return the end of the file names of an export.

    >>> suffix_of("sssom"), suffix_of("parquet")
    ('.sssom.tsv', '.genes.parquet')
    """
    return ".genes.parquet" if name == PARQUET else TEXT[name].suffix


def format_for(source: str, target: str) -> str:
    """Return the export that a target's name asks for; the source's own format where both end alike.

    >>> format_for("docs.pubtator", "out.pubtator"), format_for("figure.md", "out.tsv"), format_for("a.md", "b.txt")
    ('record', 'tsv', 'record')
    >>> format_for("a.gmt", "out.tsv.gz"), format_for("a.md.gz", "out.md")
    ('tsv', 'record')
    """
    source, target = split(source)[0], split(target)[0]
    suffix = target.lower().rpartition(".")[2]
    ends = {export.suffix.rpartition(".")[2]: name for name, export in reversed(TEXT.items())} | {PARQUET: PARQUET}
    return RECORD if source.lower().endswith(suffix) else ends.get(suffix, RECORD)


def exported(name: str, file: AnnotatedFile, setting: Setting) -> bytes:
    """Return an annotated input file in one of ``NAMES``, as the bytes of one file."""
    if name == RECORD:
        return file.rewritten()
    if name == PARQUET:
        out = io.BytesIO()
        write_parquet(file.table, out)
        return out.getvalue()
    export: Export = TEXT[name]
    return export.text(file, setting).encode()
