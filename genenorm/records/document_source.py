"""Documents as records: the names are the gene mentions; missing identifiers and mentions are filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from genenorm.core.model import Document
from genenorm.records.pubtator import parse_pubtator
from genenorm.records.record import Record
from genenorm.records.source import MENTION_GENE_IDS, AnswerRows, FoundMention, ReadOptions, RecordFile

MentionIds: TypeAlias = dict[int, list[str]]
"""Identifiers to fill into the mentions of a document, by the position of the mention, counted from 0."""


class DocumentAnswers(NamedTuple):
    """What is written into a document; all that it has stays."""

    ids: MentionIds
    found: tuple[FoundMention, ...]
    """Mentions to add, in order."""
    kind: str
    """The kind of the mentions to add: the document's own word for genes."""


def read_pubtator(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return the documents of a PubTator file, one record each.

    Mentions with an identifier keep it, unless a person has chosen another gene.
    """
    del options
    documents = parse_pubtator(data, source)
    return document_file(
        [item.document for item in documents],
        source,
        # The stamp of the index is not written: a PubTator line is a text, a mention or a relation.
        lambda answers, _: "".join(
            item.with_answers(new.ids, new.found, new.kind) for item, new in zip(documents, answers, strict=True)
        ).encode(),
        can_replace=True,
    )


def document_file(
    documents: Sequence[Document],
    source: str,
    fill_in: Callable[[list[DocumentAnswers], str], bytes],
    *,
    can_replace: bool = False,
) -> RecordFile:
    """Return documents as a record file, one record each.

    ``fill_in`` takes what to fill into each document and the stamp of the index it comes from, which may be empty, and
    returns the bytes of the file with it. With ``can_replace`` it can also replace the identifiers of mentions by those
    of genes that a person has chosen.
    """

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        filled_in = [
            DocumentAnswers(_ids_to_fill_in(document, rows, can_replace), rows.found, _kind_of_genes(document))
            for document, rows in zip(documents, answers, strict=True)
        ]
        return fill_in(filled_in, next((rows.reference for rows in answers), ""))

    return RecordFile(tuple(document_record(document, source) for document in documents), rewrite)


def _kind_of_genes(document: Document) -> str:
    return next((mention.kind for mention in document.mentions if mention.is_gene), "Gene")


def document_record(document: Document, source: str) -> Record:
    """Return a document as a record with one name for each gene mention, in order."""
    names = tuple(mention.text for mention in document.mentions if mention.is_gene)
    return Record(source, document.document_id, names, document.title, caption=document.text, document=document)


def _ids_to_fill_in(document: Document, rows: AnswerRows, can_replace: bool) -> MentionIds:
    gene_mentions = [number for number, mention in enumerate(document.mentions) if mention.is_gene]
    replaced = rows.by_hand if can_replace else frozenset()
    return {
        number: str(gene_ids).split(",")
        for place, (number, gene_ids) in enumerate(zip(gene_mentions, rows.column(MENTION_GENE_IDS), strict=True))
        if gene_ids and (place in replaced or not document.mentions[number].ids)
    }
