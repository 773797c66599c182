"""All output formats of annotated files, by name."""

from __future__ import annotations

import io

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.exports.biothings import BIOTHINGS
from genenorm.annotation.exports.export import Setting
from genenorm.annotation.exports.gmt import GMT
from genenorm.annotation.exports.jsonld import JSONLD
from genenorm.annotation.exports.plain_tables import PLAIN_TABLES
from genenorm.annotation.exports.sssom import SSSOM
from genenorm.annotation.exports.text_documents import BIOC, PUBTATOR
from genenorm.core.tables import write_parquet
from genenorm.records.compressed import without_compression

TEXT_EXPORTS = {export.name: export for export in (*PLAIN_TABLES, GMT, BIOTHINGS, JSONLD, SSSOM, PUBTATOR, BIOC)}
"""The text formats by name."""

PARQUET = "parquet"
"""The only binary format."""
RECORD = "record"
"""The input's own format with the answers inside."""

EXPORT_NAMES = (RECORD, *TEXT_EXPORTS, PARQUET)
"""The values of ``--to``."""


def suffix_of(name: str) -> str:
    """Return the file name suffix of an export.

    >>> suffix_of("sssom"), suffix_of("parquet")
    ('.sssom.tsv', '.genes.parquet')
    """
    return ".genes.parquet" if name == PARQUET else TEXT_EXPORTS[name].suffix


def format_for(source: str, target: str) -> str:
    """Return the name of the export for a target file name; ``record`` when both names have the same suffix.

    >>> format_for("docs.pubtator", "out.pubtator"), format_for("figure.md", "out.tsv"), format_for("a.md", "b.txt")
    ('record', 'tsv', 'record')
    >>> format_for("a.gmt", "out.tsv.gz"), format_for("a.md.gz", "out.md")
    ('tsv', 'record')
    """
    source, target = without_compression(source), without_compression(target)
    suffix = target.lower().rpartition(".")[2]
    if source.lower().endswith(suffix):
        return RECORD
    by_suffix = {export.suffix.rpartition(".")[2]: name for name, export in reversed(TEXT_EXPORTS.items())}
    by_suffix[PARQUET] = PARQUET
    return by_suffix.get(suffix, RECORD)


def exported(name: str, file: AnnotatedFile, setting: Setting) -> bytes:
    """Return an annotated file in one of the formats of ``EXPORT_NAMES``, as the bytes of one output file."""
    if name == RECORD:
        return file.rewritten()
    if name == PARQUET:
        out = io.BytesIO()
        write_parquet(file.table, out)
        return out.getvalue()
    return TEXT_EXPORTS[name].text(file, setting).encode()
