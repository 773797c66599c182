"""Documents with marked mentions as records, whose names are their gene mentions; missing identifiers get filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from genenorm.core.model import Document
from genenorm.records import pubtator
from genenorm.records.record import Record, is_gene
from genenorm.records.source import MEANT, ReadOptions, Rows, Source

Ids = dict[int, list[str]]
"""Identifiers to put into mentions, by the number of the mention in its document."""


def read_pubtator(data: bytes, source: str, options: ReadOptions) -> Source:
    """Return the documents of a PubTator file, one record each; a mention that has an identifier keeps it."""
    del options
    found = pubtator.read(data, source)
    return source_of(
        [item.document for item in found],
        source,
        # PubTator has no place for which index the identifiers are of: every line is a text, a mention or a relation.
        lambda ids, _: "".join(item.with_ids(new) for item, new in zip(found, ids, strict=True)).encode(),
    )


def source_of(documents: Sequence[Document], source: str, fill: Callable[[list[Ids], str], bytes]) -> Source:
    """Return the source of some documents; ``fill`` gives the file with identifiers of an index put into its mentions.

    The index is told by its stamp, empty when nobody says it.
    """

    def rewrite(tables: Sequence[Rows]) -> bytes:
        ids = [_missing(document, table) for document, table in zip(documents, tables, strict=True)]
        return fill(ids, next((table.reference for table in tables), ""))

    return Source(tuple(record_of(document, source) for document in documents), rewrite)


def record_of(document: Document, source: str) -> Record:
    """Return a document as a record: one name for each gene mention, in order."""
    names = tuple(mention.text for mention in document.mentions if is_gene(mention))
    return Record(source, document.document_id, names, document.title, caption=document.text, document=document)


def _missing(document: Document, table: Rows) -> Ids:
    genes = [number for number, mention in enumerate(document.mentions) if is_gene(mention)]
    return {
        number: str(gene_ids).split(",")
        for number, gene_ids in zip(genes, table.column(MEANT), strict=True)
        if gene_ids and not document.mentions[number].ids
    }
