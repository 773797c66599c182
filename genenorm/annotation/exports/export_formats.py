"""All output formats of annotated files, by name."""

from __future__ import annotations

import io

from genenorm.annotation.annotations import AnnotatedFile
from genenorm.annotation.exports.biothings import BIOTHINGS
from genenorm.annotation.exports.export import ExportSettings
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
"""The format of the input itself, with the answers written into it."""

EXPORT_NAMES = (RECORD, *TEXT_EXPORTS, PARQUET)
"""The values of ``--to``."""


def suffix_of(name: str) -> str:
    """Return the file name suffix of an export.

    >>> suffix_of("sssom"), suffix_of("parquet")
    ('.sssom.tsv', '.genes.parquet')
    """
    return ".genes.parquet" if name == PARQUET else TEXT_EXPORTS[name].suffix


def format_for(source: str, target: str) -> str:
    """Return the name of the output format for an input and an output file, by the suffixes of their names.

    It is ``record`` when both have the same suffix, or when no format has the output's suffix.

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


def exported(name: str, file: AnnotatedFile, settings: ExportSettings) -> bytes:
    """Return the output file for an annotated file, as bytes.

    :param name: the output format, one of ``EXPORT_NAMES``.
    :raises RecordError: the format is ``record`` and the input format has no place for answers.
    :raises MissingExtraError: the format is ``parquet`` and pyarrow is not installed.
    """
    if name == RECORD:
        return file.rewritten(full=settings.full, raw=settings.raw)
    if name == PARQUET:
        out = io.BytesIO()
        write_parquet(file.split_table if settings.split else file.table, out)
        return out.getvalue()
    # a file name that is not UTF-8 has characters that cannot be encoded
    return TEXT_EXPORTS[name].text(file, settings).encode("utf-8", "backslashreplace")
