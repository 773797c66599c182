"""PubTator and BioC JSON: the text of a record with its gene mentions and their GeneIDs.

A document keeps its own mentions, and those of genes get the identifiers of the answers. The text of any other record
is its title and caption, and its mentions are the places that name genes of the record. All other gene names are
mentions too when they were searched for. BioC has the reference index as an infon of the collection; PubTator has no
field for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from genenorm.annotation.annotations import AnnotatedFile, Annotation
from genenorm.annotation.exports.export import ExportFormat, ExportSettings
from genenorm.annotation.text_support import GeneSpan
from genenorm.core.model import Document, Mention
from genenorm.core.values import replace
from genenorm.records.bioc import REFERENCE_INFON
from genenorm.records.source import MENTION_GENE_IDS

_GENE = "Gene"
"""The kind of a mention of a gene, unless the document has another word for it."""
_BREAKS_AS_SPACES = {ord(ch): " " for ch in "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"}
"""Each line break and tab becomes one space, so that offsets stay the same."""


def document_of(annotation: Annotation) -> Document:
    """Return a record as a document whose gene mentions have the identifiers of the answers."""
    record = annotation.record
    if record.document is not None:
        gene_ids = iter(annotation.answer_rows().column(MENTION_GENE_IDS))
        mentions = []
        for mention in record.document.mentions:
            if mention.is_gene:
                answered = str(next(gene_ids) or "")
                if answered and not mention.ids:
                    mention = mention._replace(ids=tuple(answered.split(",")))
            mentions.append(mention)
        kind = next((mention.kind for mention in mentions if mention.is_gene), _GENE)
        found = [_mention_of(span)._replace(kind=kind) for span in annotation.found_spans]
        mentions = sorted([*mentions, *found], key=lambda mention: mention.start) if found else mentions
        return replace(record.document, mentions=tuple(mentions))
    context = record.context
    spans = _without_overlap(annotation.spans, annotation.found_spans)
    return Document(record.record_id, context.title, context.text, tuple(map(_mention_of, spans)))


def _mention_of(span: GeneSpan) -> Mention:
    gene_ids = tuple(str(gene.gene_id) for gene in span.genes if gene.gene_id is not None)
    return Mention(span.start, span.end, span.text, _GENE, gene_ids)


def _without_overlap(own: Sequence[GeneSpan], others: Sequence[GeneSpan]) -> list[GeneSpan]:
    """Return the spans of a record's own genes and the other spans that do not overlap them, in text order."""
    taken = {place for span in own for place in range(span.start, span.end)}
    free = [span for span in others if taken.isdisjoint(range(span.start, span.end))]
    return sorted([*own, *free], key=lambda span: span.start)


def _pubtator(file: AnnotatedFile, settings: ExportSettings) -> str:
    del settings
    parts = []
    for document in map(document_of, file.annotations):
        document_id = _one_line(document.document_id).replace("|", "/")
        lines = [f"{document_id}|t|{_one_line(document.title)}", f"{document_id}|a|{_one_line(document.text)}"]
        for mention in document.mentions:
            fields = (document_id, mention.start, mention.end, _one_line(mention.text), mention.kind,
                      ",".join(mention.ids) or "-")  # fmt: skip
            lines.append("\t".join(map(str, fields)))
        parts.append("\n".join(lines) + "\n\n")
    return "".join(parts)


def _one_line(text: str) -> str:
    return text.translate(_BREAKS_AS_SPACES)


def _bioc(file: AnnotatedFile, settings: ExportSettings) -> str:
    collection = {
        "source": "genenorm",
        "date": settings.reference.meta.get("build_date", ""),
        "key": "",
        "infons": {REFERENCE_INFON: settings.reference.stamp},
        "documents": [_bioc_document(document_of(annotation)) for annotation in file.annotations],
    }
    return json.dumps(collection, ensure_ascii=False, indent=1) + "\n"


def _bioc_document(document: Document) -> dict[str, object]:
    start = len(document.title) + 1 if document.title else 0
    passages = []
    for kind, offset, text in (("title", 0, document.title), ("abstract", start, document.text)):
        if not text:
            continue
        mentions = (mention for mention in document.mentions if offset <= mention.start < offset + len(text))
        passages.append({"offset": offset, "infons": {"type": kind}, "text": text, "sentences": [],
                         "annotations": [_bioc_annotation(mention) for mention in mentions],
                         "relations": []})  # fmt: skip
    return {"id": document.document_id, "infons": {}, "passages": passages, "annotations": [], "relations": []}


def _bioc_annotation(mention: Mention) -> dict[str, object]:
    infons = {"type": mention.kind, "identifier": ",".join(mention.ids)}
    location = {"offset": mention.start, "length": mention.end - mention.start}
    return {"id": f"{mention.start}", "infons": infons, "text": mention.text, "locations": [location]}


PUBTATOR = ExportFormat("pubtator", ".pubtator", _pubtator)
BIOC = ExportFormat("bioc-json", ".bioc.json", _bioc, one_file_each=True)
