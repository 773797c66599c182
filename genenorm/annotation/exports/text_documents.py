"""PubTator and BioC JSON: a record's text with the genes that it names marked, and their GeneIDs.

A document keeps its own mentions, those of genes with the identifiers answered; of any other record the title and the
caption are the text, and the names in it that mean genes of the record are the mentions; all names found there, when
they were looked for. BioC says which index answered as an infon of the collection; PubTator has no place for it, since
each of its lines is a text, a mention or a relation.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from genenorm.annotation.annotations import AnnotatedFile, Annotation
from genenorm.annotation.exports.export import Export, Setting
from genenorm.annotation.text_support import Span
from genenorm.core.model import Document, Mention
from genenorm.records.bioc import REFERENCE
from genenorm.records.record import is_gene
from genenorm.records.source import MEANT

_BREAKS = {ord(ch): " " for ch in "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"}
"""Become spaces, one for one, so that offsets stay."""


def document_of(annotation: Annotation) -> Document:
    """Return a record as a document whose gene mentions have identifiers where an answer gives one."""
    record = annotation.record
    if record.document is not None:
        answers = iter(annotation.fields.column(MEANT))
        mentions = []
        for mention in record.document.mentions:
            if is_gene(mention):
                meant = str(next(answers) or "")
                if meant and not mention.ids:
                    mention = replace(mention, ids=tuple(meant.split(",")))
            mentions.append(mention)
        return replace(record.document, mentions=tuple(mentions))
    context = record.context
    spans = _without_overlap(annotation.spans, annotation.found_spans)
    found = tuple(
        Mention(
            span.start, span.end, span.text, "Gene", tuple(str(g.gene_id) for g in span.genes if g.gene_id is not None)
        )
        for span in spans
    )
    return Document(record.record_id, context.title, context.text, found)


def _without_overlap(own: Sequence[Span], found: Sequence[Span]) -> list[Span]:
    """Return both, in order; where they overlap, the spans of the record's own genes."""
    taken = {place for span in own for place in range(span.start, span.end)}
    more = [span for span in found if taken.isdisjoint(range(span.start, span.end))]
    return sorted([*own, *more], key=lambda span: span.start)


def _pubtator(file: AnnotatedFile, setting: Setting) -> str:
    del setting
    parts = []
    for document in map(document_of, file.annotations):
        name = document.document_id.translate(_BREAKS).replace("|", "/")
        lines = [f"{name}|t|{document.title.translate(_BREAKS)}", f"{name}|a|{document.text.translate(_BREAKS)}"]
        for mention in document.mentions:
            cells = (name, mention.start, mention.end, mention.text.translate(_BREAKS), mention.kind,
                     ",".join(mention.ids) or "-")  # fmt: skip
            lines.append("\t".join(map(str, cells)))
        parts.append("\n".join(lines) + "\n\n")
    return "".join(parts)


def _bioc(file: AnnotatedFile, setting: Setting) -> str:
    collection = {
        "source": "genenorm",
        "date": setting.reference.meta.get("build_date", ""),
        "key": "",
        "infons": {REFERENCE: setting.reference.stamp},
        "documents": [_bioc_document(document_of(annotation)) for annotation in file.annotations],
    }
    return json.dumps(collection, ensure_ascii=False, indent=1) + "\n"


def _bioc_document(document: Document) -> dict[str, object]:
    start = len(document.title) + 1 if document.title else 0
    passages = []
    for kind, offset, text in (("title", 0, document.title), ("abstract", start, document.text)):
        if not text:
            continue
        inside = (mention for mention in document.mentions if offset <= mention.start < offset + len(text))
        annotations = [_bioc_annotation(mention) for mention in inside]
        passages.append({"offset": offset, "infons": {"type": kind}, "text": text, "sentences": [],
                         "annotations": annotations, "relations": []})  # fmt: skip
    return {"id": document.document_id, "infons": {}, "passages": passages, "annotations": [], "relations": []}


def _bioc_annotation(mention: Mention) -> dict[str, object]:
    infons = {"type": mention.kind, "identifier": ",".join(mention.ids)}
    location = {"offset": mention.start, "length": mention.end - mention.start}
    return {"id": f"{mention.start}", "infons": infons, "text": mention.text, "locations": [location]}


PUBTATOR = Export("pubtator", ".pubtator", _pubtator)
BIOC = Export("bioc-json", ".bioc.json", _bioc, one_file_each=True)
