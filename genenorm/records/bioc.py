"""BioC collections in XML and JSON; missing identifiers of gene annotations, and missing annotations, are filled in.

Each identifier that is filled in or added comes with an infon that names its index (``REFERENCE_INFON``), since other
identifiers in the file may come from another tool or an earlier run.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from genenorm.core.errors import RecordError
from genenorm.core.model import Document, Mention
from genenorm.records.bioc_json_places import infon_places, passage_places
from genenorm.records.decode import decode_text, parse_json
from genenorm.records.document_source import DocumentAnswers, document_file
from genenorm.records.source import FoundMention, ReadOptions, RecordFile
from genenorm.records.splices import space_before, spliced
from genenorm.records.xml_parsing import escaped, parse_xml

_ID_KEYS = ("identifier", "NCBI Gene", "Identifier", "ncbi gene", "GeneID", "NCBIGENE")
"""Keys of the infons with an annotation's identifier, which differ between the tools that write BioC."""
_NO_ID = frozenset({"", "-", "None", "NA"})
"""Values of these infons that mean "no identifier"."""
_MAX_OFFSET = 1 << 40
"""The largest offset of a passage in characters."""
_LARGEST_GAP = 1000
"""The most characters between two passages that are kept as spaces."""
REFERENCE_INFON = "genenorm_reference"
"""Key of the infon with the stamp of the index that gave an annotation's identifier."""


@dataclass(slots=True)
class _BiocAnnotation:
    """An annotation while its file is read."""

    infons: dict[str, str] = field(default_factory=dict)
    text: str = ""
    start: int = 0
    length: int = 0
    insert_at: int = -1
    """Offset in the file at which an infon can be inserted; -1 when there is none."""
    blank_id: tuple[int, int] | None = None
    """Offsets of the start and end of an identifier's empty value in the file."""

    def mention(self) -> Mention:
        given = next((self.infons[key] for key in _ID_KEYS if self.infons.get(key, "") not in _NO_ID), "")
        ids = tuple(part.strip() for part in re.split(r"[,;|]", given) if part.strip())
        kind = self.infons.get("type", "")
        return Mention(self.start, self.start + self.length, self.text, kind, ids)


@dataclass(slots=True)
class _BiocPassage:
    infons: dict[str, str] = field(default_factory=dict)
    offset: int = 0
    text: str = ""
    text_at: int = -1
    """Offset in an XML file of the text."""
    insert_at: int = -1
    """Offset in an XML file at which annotations can be inserted."""

    def has(self, mention: FoundMention) -> bool:
        """Return whether a mention is in the text of this passage."""
        return (
            self.text.startswith(mention.text, mention.start - self.offset) if mention.start >= self.offset else False
        )


@dataclass(slots=True)
class _BiocDocument:
    document_id: str = ""
    passages: list[_BiocPassage] = field(default_factory=list)
    annotations: list[_BiocAnnotation] = field(default_factory=list)
    _shifts: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    """Offsets in the file from which on the text is shifted to the left, each with the number of characters."""

    def document(self) -> Document:
        """Return the document as one text, with every passage at its offset, but for large gaps before passages."""
        whole = self._laid_out()
        title = ""
        if self.passages and self.passages[0].offset == 0 and self.passages[0].infons.get("type") == "title":
            first = self.passages[0].text
            title = first if not whole[len(first) : len(first) + 1].strip() else ""
        text = whole[len(title) + 1 :] if title else whole
        mentions = [item.mention() for item in self.annotations]
        if len(self._shifts) > 1:
            mentions = [mention._replace(start=self._place(mention.start), end=self._place(mention.end))
                        for mention in mentions]  # fmt: skip
        return Document(self.document_id, title, text, tuple(mentions))

    def _laid_out(self) -> str:
        """Return the texts of the passages, each at its offset less the shift that is noted for it.

        A passage may be at any offset, far behind the text before it, which is not padded up to there then.
        """
        parts: list[str] = []
        length = shift = 0
        for passage in sorted(self.passages, key=lambda passage: passage.offset):
            place = passage.offset - shift
            if place > length + _LARGEST_GAP:
                shift += place - (length + 1)
                place = length + 1
                self._shifts.append((passage.offset, shift))
            while length > place:  # the passage begins before the last one ends
                length -= len(cut := parts.pop())
                if length < place:
                    parts.append(cut[: place - length])
                    length = place
            parts += [" " * (place - length), passage.text]
            length = place + len(passage.text)
        return "".join(parts)

    def _place(self, offset: int) -> int:
        """Return the place in the document's text of an offset in the file."""
        number = bisect_right(self._shifts, offset, key=lambda shifted: shifted[0])
        return offset - self._shifts[number - 1][1]

    def found_by_passage(self, found: Iterable[FoundMention]) -> Iterator[tuple[_BiocPassage, list[FoundMention]]]:
        """Yield each passage, in the order of the file, with the mentions in its text and their offsets in the file."""
        order = sorted(range(len(self.passages)), key=lambda number: self.passages[number].offset)
        offsets = [self.passages[number].offset for number in order]
        by_passage: dict[int, list[FoundMention]] = {}
        for mention in map(self._in_file, found):
            place = bisect_right(offsets, mention.start) - 1
            if place >= 0 and self.passages[order[place]].has(mention):
                by_passage.setdefault(order[place], []).append(mention)
        for number, passage in enumerate(self.passages):
            yield passage, by_passage.get(number, [])

    def _in_file(self, mention: FoundMention) -> FoundMention:
        """Return a mention found in the document's text with its offset in the file."""
        number = bisect_right(self._shifts, mention.start, key=lambda shifted: shifted[0] - shifted[1])
        return mention._replace(start=mention.start + self._shifts[number - 1][1])


def _offset(text: str) -> int:
    """Return the offset of a passage; raises ValueError when it is too large for one."""
    offset = int(text)
    if not 0 <= offset <= _MAX_OFFSET:
        raise ValueError(text)
    return offset


class _XmlReader:
    """Reads the documents of a BioC XML file, with the byte offsets at which identifiers can be inserted."""

    def __init__(self, data: bytes, source: str) -> None:
        self.data = data
        self.documents: list[_BiocDocument] = []
        self._path: list[str] = []
        self._texts: list[str] = []
        self._infon_key = ""
        self._infon_start = -1
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start_element
        self._parser.EndElementHandler = self._end_element
        self._parser.CharacterDataHandler = self._texts.append
        try:
            parse_xml(self._parser, data, source)
        except ValueError as error:
            cause = "not BioC: an offset or length is not a number or too large"
            raise RecordError(source, cause, self._parser.CurrentLineNumber) from error
        except IndexError as error:  # from a handler that looks for an enclosing element where there is none
            cause = "not BioC: a passage, annotation or text is outside a document"
            raise RecordError(source, cause, self._parser.CurrentLineNumber) from error

    def _start_element(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        self._texts.clear()
        place = self._parser.CurrentByteIndex
        if name == "document":
            self.documents.append(_BiocDocument())
        elif name == "passage":
            self.documents[-1].passages.append(_BiocPassage())
        elif name == "annotation":
            self.documents[-1].annotations.append(_BiocAnnotation())
        elif name == "relation" and self._path[-2] == "passage" and self.documents[-1].passages[-1].insert_at < 0:
            self.documents[-1].passages[-1].insert_at = place
        elif name == "infon":
            self._infon_key = attributes.get("key", "")
            self._infon_start = place
        elif name == "location" and self._path[-2] == "annotation":
            annotation = self.documents[-1].annotations[-1]
            annotation.start = int(attributes.get("offset", 0))
            annotation.length = int(attributes.get("length", 0))
            if annotation.insert_at < 0:
                annotation.insert_at = place
        elif name == "text" and self._path[-2] == "passage":
            self.documents[-1].passages[-1].text_at = place
        elif name == "text" and self._path[-2] == "annotation" and self.documents[-1].annotations[-1].insert_at < 0:
            self.documents[-1].annotations[-1].insert_at = place

    def _end_element(self, name: str) -> None:
        text = "".join(self._texts)
        parent = self._path[-2] if len(self._path) > 1 else ""
        match parent, name:
            case "document", "id":
                self.documents[-1].document_id = text.strip()
            case "passage", "infon":
                self.documents[-1].passages[-1].infons[self._infon_key] = text
            case "passage", "offset":
                self.documents[-1].passages[-1].offset = _offset(text)
            case "passage", "text":
                self.documents[-1].passages[-1].text = text
            case "annotation", "infon":
                self._end_annotation_infon(text)
            case "annotation", "text":
                self.documents[-1].annotations[-1].text = text
            case _, "passage" if self.documents[-1].passages[-1].insert_at < 0:
                self.documents[-1].passages[-1].insert_at = self._parser.CurrentByteIndex
        self._path.pop()
        self._texts.clear()

    def _end_annotation_infon(self, text: str) -> None:
        annotation = self.documents[-1].annotations[-1]
        annotation.infons[self._infon_key] = text
        if annotation.insert_at < 0:
            annotation.insert_at = self._infon_start
        if self._infon_key in _ID_KEYS and text.strip() in _NO_ID:
            start = self.data.index(b">", self._infon_start) + 1
            end = self._parser.CurrentByteIndex
            if end >= start:  # an empty tag (<infon/>) has no place for a value; a new infon is inserted instead
                annotation.blank_id = (start, end)


def read_bioc_xml(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return the documents of a BioC XML collection, one record each."""
    del options
    documents = _XmlReader(data, source).documents
    if not documents:
        raise RecordError(source, "not BioC: no document element")

    def fill_in(answers: list[DocumentAnswers], reference: str) -> bytes:
        edits = []
        for document, (ids, found, kind) in zip(documents, answers, strict=True):
            for number, values in ids.items():
                annotation = document.annotations[number]
                place, infons = annotation.insert_at, {}
                if annotation.blank_id:
                    edits.append((*annotation.blank_id, ",".join(values).encode()))
                else:
                    infons["identifier"] = ",".join(values)
                if reference:
                    infons[REFERENCE_INFON] = reference
                if place >= 0:
                    space = space_before(data, place)
                    edits.append((place, place, b"".join(text + space for text in _xml_infons(infons))))
            for passage, mentions in document.found_by_passage(found):
                if mentions:
                    space = space_before(data, passage.text_at)
                    place = passage.insert_at - len(space_before(data, passage.insert_at))
                    new = b"".join(space + _xml_annotation(mention, kind, reference) for mention in mentions)
                    edits.append((place, place, new))
        return spliced(data, edits)

    return document_file([item.document() for item in documents], source, fill_in)


def read_bioc_json(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return the documents of a BioC JSON collection, one record each."""
    del options
    decoded = decode_text(data, source)
    collection = parse_json(decoded.body, source)
    try:
        documents = [_document_of_json(item) for item in collection.get("documents", [collection])]
    except KeyError as error:
        raise RecordError(source, f"not BioC JSON: a document, passage or annotation has no {error}") from error
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        raise RecordError(source, "not BioC JSON: no documents of passages with annotations") from error
    annotations = [annotation for document in documents for annotation in document.annotations]
    text = decoded.text
    places = infon_places(text, _ID_KEYS, _NO_ID)
    if len(places) != len(annotations):
        raise RecordError(source, "not BioC JSON: an annotation is outside a passage")
    for annotation, place in zip(annotations, places, strict=True):
        annotation.insert_at, annotation.blank_id = place.start, place.blank_id

    def fill_in(answers: list[DocumentAnswers], reference: str) -> bytes:
        edits: list[tuple[int, int, str]] = []
        for document, (ids, _, _) in zip(documents, answers, strict=True):
            for number, values in ids.items():
                annotation = document.annotations[number]
                infons = {REFERENCE_INFON: reference} if reference else {}
                if annotation.blank_id:
                    edits.append((*annotation.blank_id, json.dumps(",".join(values))))
                else:
                    infons = {"identifier": ",".join(values), **infons}
                members = ", ".join(f'"{key}": {json.dumps(text, ensure_ascii=False)}' for key, text in infons.items())
                comma = ", " if members and annotation.infons else ""
                edits.append((annotation.insert_at, annotation.insert_at, members + comma))
        if any(new.found for new in answers):
            edits += _json_annotations(text, documents, answers, reference)
        return spliced(text, edits).encode()

    return document_file([item.document() for item in documents], source, fill_in)


def _infons_of(mention: FoundMention, kind: str, reference: str) -> dict[str, str]:
    infons = {"type": kind, "identifier": ",".join(mention.gene_ids)}
    return infons | {REFERENCE_INFON: reference} if reference else infons


def _xml_infons(infons: Mapping[str, str]) -> Iterator[bytes]:
    return (f'<infon key="{key}">{escaped(text)}</infon>'.encode() for key, text in infons.items())


def _xml_annotation(mention: FoundMention, kind: str, reference: str) -> bytes:
    """Return the XML of an annotation, without line breaks and in ASCII, which fits into any encoding of the file."""
    infons = b"".join(_xml_infons(_infons_of(mention, kind, reference))).decode()
    location = f'<location offset="{mention.start}" length="{len(mention.text)}"/>'
    text = f"{infons}{location}<text>{escaped(mention.text)}</text>"
    annotation = f'<annotation id="{_annotation_id(mention)}">{text}</annotation>'
    return annotation.encode("ascii", "xmlcharrefreplace")


def _annotation_id(mention: FoundMention) -> str:
    return f"genenorm-{mention.start}"


def _json_annotations(
    text: str, documents: Iterable[_BiocDocument], answers: Iterable[DocumentAnswers], reference: str
) -> Iterator[tuple[int, int, str]]:
    """Yield the edits that add annotations to the passages of a JSON text."""
    places = iter(passage_places(text))
    for document, (_, found, kind) in zip(documents, answers, strict=True):
        for _, mentions in document.found_by_passage(found):
            start, end_of_list, is_empty = next(places)
            new = ", ".join(
                json.dumps(
                    {
                        "id": _annotation_id(mention),
                        "infons": _infons_of(mention, kind, reference),
                        "text": mention.text,
                        "locations": [{"offset": mention.start, "length": len(mention.text)}],
                    },
                    ensure_ascii=False,
                )
                for mention in mentions
            )
            if not new:
                continue
            if end_of_list < 0:
                yield start, start, f'"annotations": [{new}], '
            else:
                place = end_of_list - len(space_before(text, end_of_list))
                yield place, place, new if is_empty else f", {new}"


def _document_of_json(item: dict[str, Any]) -> _BiocDocument:
    document = _BiocDocument(str(item["id"]))
    for passage in item["passages"]:
        infons = {key: str(value) for key, value in passage.get("infons", {}).items()}
        document.passages.append(_BiocPassage(infons, _offset(passage["offset"]), passage.get("text") or ""))
        for annotation in passage.get("annotations", ()):
            location = annotation["locations"][0]
            infons = {key: "" if value is None else str(value) for key, value in annotation["infons"].items()}
            text, start, length = annotation.get("text", ""), int(location["offset"]), int(location["length"])
            document.annotations.append(_BiocAnnotation(infons, text, start, length))
    return document
