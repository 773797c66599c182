"""BioC collections, XML and JSON: documents of passages with annotations; only missing identifiers are put in.

Each identifier comes with an infon that says which index it is of (``REFERENCE``), since others in the file may be of
another tool, or of an earlier run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from genenorm.core.errors import RecordError
from genenorm.core.model import Document, Mention
from genenorm.records.decode import decode, parse_json
from genenorm.records.document_source import Ids, source_of
from genenorm.records.source import ReadOptions, Source

_ID_KEYS = ("identifier", "NCBI Gene", "Identifier", "ncbi gene", "GeneID", "NCBIGENE")
"""Infons that hold an annotation's identifier, by the tools that write BioC."""
_NO_ID = frozenset({"", "-", "None", "NA"})
_FARTHEST = 1 << 27
"""The largest offset of a passage, a hundred times the longest book's."""
REFERENCE = "genenorm_reference"
"""Infon with the stamp of the index that an annotation's identifier is of."""


@dataclass(slots=True)
class _Annotation:
    """An annotation while its file is being read."""

    infons: dict[str, str] = field(default_factory=dict)
    text: str = ""
    start: int = 0
    length: int = 0
    place: int = -1
    """Where in the file an infon can be put in."""
    blank: tuple[int, int] | None = None
    """Where in the file an identifier without a value stands."""

    def mention(self) -> Mention:
        ids = next((self.infons[key] for key in _ID_KEYS if self.infons.get(key, "") not in _NO_ID), "")
        found = tuple(part.strip() for part in re.split(r"[,;|]", ids) if part.strip())
        kind = self.infons.get("type", "")
        return Mention(self.start, self.start + self.length, self.text, kind, found)


@dataclass(slots=True)
class _Passage:
    infons: dict[str, str] = field(default_factory=dict)
    offset: int = 0
    text: str = ""


@dataclass(slots=True)
class _Document:
    document_id: str = ""
    passages: list[_Passage] = field(default_factory=list)
    annotations: list[_Annotation] = field(default_factory=list)

    def document(self) -> Document:
        """Return the document, its passages laid out at their offsets."""
        whole = ""
        for passage in sorted(self.passages, key=lambda passage: passage.offset):
            whole = whole[: passage.offset].ljust(passage.offset) + passage.text
        title = ""
        if self.passages and self.passages[0].offset == 0 and self.passages[0].infons.get("type") == "title":
            first = self.passages[0].text
            title = first if not whole[len(first) : len(first) + 1].strip() else ""
        text = whole[len(title) + 1 :] if title else whole
        return Document(self.document_id, title, text, tuple(item.mention() for item in self.annotations))


def _offset(text: str) -> int:
    """Return where a passage starts; ValueError for a place that no document reaches, for it is laid out to there."""
    offset = int(text)
    if not 0 <= offset <= _FARTHEST:
        raise ValueError(text)
    return offset


class _XmlReader:
    """Collects documents from a BioC XML file with the places where identifiers belong."""

    def __init__(self, data: bytes, source: str) -> None:
        self.data = data
        self.documents: list[_Document] = []
        self._path: list[str] = []
        self._chars: list[str] = []
        self._key = ""
        self._infon = -1
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._chars.append
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise RecordError(source, f"not valid XML: {expat.ErrorString(error.code)}", error.lineno) from error
        except ValueError as error:
            cause = "not BioC: an offset or length is no number that fits"
            raise RecordError(source, cause, self._parser.CurrentLineNumber) from error
        except IndexError as error:  # what is open around it is asked for, and nothing is
            cause = "not BioC: a passage, annotation or text stands outside a document"
            raise RecordError(source, cause, self._parser.CurrentLineNumber) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        self._chars.clear()
        at = self._parser.CurrentByteIndex
        if name == "document":
            self.documents.append(_Document())
        elif name == "passage":
            self.documents[-1].passages.append(_Passage())
        elif name == "annotation":
            self.documents[-1].annotations.append(_Annotation())
        elif name == "infon":
            self._key = attributes.get("key", "")
            self._infon = at
        elif name == "location" and self._path[-2] == "annotation":
            annotation = self.documents[-1].annotations[-1]
            annotation.start = int(attributes.get("offset", 0))
            annotation.length = int(attributes.get("length", 0))
            if annotation.place < 0:
                annotation.place = at
        elif name == "text" and self._path[-2] == "annotation" and self.documents[-1].annotations[-1].place < 0:
            self.documents[-1].annotations[-1].place = at

    def _end(self, name: str) -> None:
        text = "".join(self._chars)
        parent = self._path[-2] if len(self._path) > 1 else ""
        match parent, name:
            case "document", "id":
                self.documents[-1].document_id = text.strip()
            case "passage", "infon":
                self.documents[-1].passages[-1].infons[self._key] = text
            case "passage", "offset":
                self.documents[-1].passages[-1].offset = _offset(text)
            case "passage", "text":
                self.documents[-1].passages[-1].text = text
            case "annotation", "infon":
                self._annotation_infon(text)
            case "annotation", "text":
                self.documents[-1].annotations[-1].text = text
        self._path.pop()
        self._chars.clear()

    def _annotation_infon(self, text: str) -> None:
        annotation = self.documents[-1].annotations[-1]
        annotation.infons[self._key] = text
        if annotation.place < 0:
            annotation.place = self._infon
        if self._key in _ID_KEYS and text.strip() in _NO_ID:
            start = self.data.index(b">", self._infon) + 1
            end = self._parser.CurrentByteIndex
            if end >= start:  # else it is written as one empty tag, and a new infon is put in beside it
                annotation.blank = (start, end)


def read_xml(data: bytes, source: str, options: ReadOptions) -> Source:
    """Return the documents of a BioC XML collection, one record each."""
    del options
    if b"\0" in data or not data.strip():
        decode(data, source)
    found = _XmlReader(data, source).documents
    if not found:
        raise RecordError(source, "not BioC: no document element")

    def fill(ids: list[Ids], reference: str) -> bytes:
        edits = []
        for item, new in zip(found, ids, strict=True):
            for number, values in new.items():
                annotation = item.annotations[number]
                place, infons = annotation.place, {}
                if annotation.blank:
                    edits.append((*annotation.blank, ",".join(values).encode()))
                else:
                    infons["identifier"] = ",".join(values)
                if reference:
                    infons[REFERENCE] = reference
                if place >= 0:
                    space = data[len(data[:place].rstrip()) : place]
                    texts = (f'<infon key="{key}">{escape(text)}</infon>'.encode() for key, text in infons.items())
                    edits.append((place, place, b"".join(text + space for text in texts)))
        return _edited(data, edits)

    return source_of([item.document() for item in found], source, fill)


def _edited(data: bytes, edits: Iterable[tuple[int, int, bytes]]) -> bytes:
    parts, done = [], 0
    for start, end, value in sorted(edits):
        parts += [data[done:start], value]
        done = end
    return b"".join([*parts, data[done:]])


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def read_json(data: bytes, source: str, options: ReadOptions) -> Source:
    """Return the documents of a BioC JSON collection, one record each."""
    del options
    text = decode(data, source)
    tree = parse_json(text.removeprefix("\ufeff"), source)
    try:
        items = tree.get("documents", [tree])
        found = [_from_json(item) for item in items]
    except KeyError as error:
        raise RecordError(source, f"not BioC JSON: a document, passage or annotation has no {error}") from error
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        raise RecordError(source, "not BioC JSON: no documents of passages with annotations") from error
    annotations = [annotation for item in found for annotation in item.annotations]
    places = _infon_places(text)
    if len(places) != len(annotations):
        raise RecordError(source, "not BioC JSON: an annotation stands outside a passage")
    for annotation, (place, blank) in zip(annotations, places, strict=True):
        annotation.place, annotation.blank = place, blank

    def fill(ids: list[Ids], reference: str) -> bytes:
        edits: list[tuple[int, int, str]] = []
        for item, new in zip(found, ids, strict=True):
            for number, values in new.items():
                annotation = item.annotations[number]
                infons = {REFERENCE: reference} if reference else {}
                if annotation.blank:
                    edits.append((*annotation.blank, json.dumps(",".join(values))))
                else:
                    infons = {"identifier": ",".join(values), **infons}
                members = ", ".join(f'"{key}": {json.dumps(text, ensure_ascii=False)}' for key, text in infons.items())
                comma = ", " if members and annotation.infons else ""
                edits.append((annotation.place, annotation.place, members + comma))
        parts, done = [], 0
        for start, end, value in sorted(edits):
            parts += [text[done:start], value]
            done = end
        return "".join([*parts, text[done:]]).encode()

    return source_of([item.document() for item in found], source, fill)


def _from_json(item: dict[str, Any]) -> _Document:
    found = _Document(str(item["id"]))
    for part in item["passages"]:
        infons = {key: str(value) for key, value in part.get("infons", {}).items()}
        found.passages.append(_Passage(infons, _offset(part["offset"]), part.get("text") or ""))
        for each in part.get("annotations", ()):
            spot = each["locations"][0]
            given = {key: "" if value is None else str(value) for key, value in each["infons"].items()}
            found.annotations.append(_Annotation(given, each.get("text", ""), int(spot["offset"]), int(spot["length"])))
    return found


def _infon_places(text: str) -> list[tuple[int, tuple[int, int] | None]]:
    """Return for each annotation, in order, where its infons start and where an identifier without a value stands."""
    found: list[tuple[int, tuple[int, int] | None]] = []
    keys: list[str] = [""]  # of each open object or list, the key it stands under
    key, value_of = "", ""
    inside = 0  # depth of the infons of an annotation that is open
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word in "{[":
            keys.append(value_of)
            if word == "{" and value_of == "infons" and keys[-3:-1] and "annotations" in keys[-3:-1]:
                found.append((token.end(), None))
                inside = len(keys)
            value_of = ""
        elif word in "}]":
            keys.pop()
            inside = 0 if len(keys) < inside else inside
            value_of = ""
        elif word == ":":
            value_of = key
        elif word == ",":
            value_of = ""
        else:
            if inside and value_of in _ID_KEYS and word.strip('"') in {*_NO_ID, "null"}:
                found[-1] = (found[-1][0], token.span())
            key, value_of = (json.loads(word) if word[0] == '"' and not value_of else key), ""
    return found
