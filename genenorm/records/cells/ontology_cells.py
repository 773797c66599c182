"""The names and identifiers of the terms of ontologies: OBO stanzas, and classes of OWL in RDF/XML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.sax.saxutils import escape  # nosec B406 # it parses nothing

from genenorm.core.errors import RecordError
from genenorm.records.cells.cell_table import CellFile, TextCell, TextCells
from genenorm.records.cells.prose_cells import add_pairs
from genenorm.records.decode import decode_text
from genenorm.records.source import ReadOptions
from genenorm.records.xml_parsing import parse_xml

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

_OBO_LINE = re.compile(r"^(\[\w+\])|^(id|name|xref|alt_id):[ \t]*([^\r\n]*)", re.MULTILINE)
_OBO_VALUE = re.compile(r'(?:[^\s!{"\\]|\\.)+')
_HEADERS = {"name": "label", "id": "id", "xref": "xref", "alt_id": "xref", "label": "label", "hasDbXref": "xref",
            "exactMatch": "xref", "hasAlternativeId": "xref"}  # fmt: skip


def read_obo_cells(data: bytes, source: str, _options: ReadOptions) -> CellFile:
    """Return the name, id and cross-references of each stanza of an OBO file, and the labels after ``!``."""
    decoded = decode_text(data, source)
    cells = TextCells(decoded.body, decoded.mark, is_prose=True)
    stanza: list[tuple[str, TextCell]] = []
    for line in _OBO_LINE.finditer(decoded.body):
        if line[1]:
            _add_term(cells, stanza)
            stanza = []
            continue
        value = line[3].split(" ! ")[0].rstrip()
        if line[2] != "name":
            found = _OBO_VALUE.match(line[3])
            value = found[0] if found else ""
        start = line.start(3)
        stanza.append((_HEADERS[line[2]], TextCell(value, start, start + len(value))))
    _add_term(cells, stanza)
    add_pairs(cells, only_labels=True)
    return cells.file()


def _add_term(cells: TextCells, members: list[tuple[str, TextCell]]) -> None:
    if len(members) > 1:
        cells.add(tuple(header for header, _ in members), [cell for _, cell in members])


def read_rdf_cells(data: bytes, source: str, _options: ReadOptions) -> CellFile:
    """Return the label, address and cross-references of each element at the top of an RDF/XML file.

    Raises RecordError for a file that is not valid XML, or not UTF-8.
    """
    if data.lstrip()[:5].lower() == b"<?xml" and b"encoding" in data[:200] and b"utf-8" not in data[:200].lower():
        raise RecordError(source, "the XML is not UTF-8; save it as UTF-8", 1)
    parser = expat.ParserCreate(namespace_separator=None)
    reader = _RdfReader(parser, data)
    parse_xml(parser, data, source)
    return reader.cells.file()


class _RdfReader:
    """Collects the cells of each element below the root while a file is parsed."""

    def __init__(self, parser: XMLParserType, data: bytes) -> None:
        # one character a byte, so that the offsets of the parser are those of the text
        self.cells = TextCells(data.decode("latin-1"), is_prose=True, encoding="latin-1", written=_xml_text)
        self._parser = parser
        self._depth = 0
        self._members: list[tuple[str, TextCell]] = []
        self._open: tuple[str, int] | None = None
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._open = None
        place, text = self._parser.CurrentByteIndex, self.cells.text
        if self._depth == 2:
            self._members = []
            if about := attributes.get("rdf:about", ""):
                self._add_address("id", about, place)
        elif self._depth == 3 and (header := _HEADERS.get(name.partition(":")[2])):
            if address := attributes.get("rdf:resource", ""):
                self._add_address(header, address, place)
            elif (end := text.find(">", place)) >= 0 and text[end - 1] != "/":
                self._open = (header, end + 1)

    def _add_address(self, header: str, address: str, place: int) -> None:
        start = self.cells.text.find(address, place)
        if start >= 0 and address.isascii():
            self._members.append((header, TextCell(address, start, start + len(address))))

    def _end(self, _name: str) -> None:
        end = self._parser.CurrentByteIndex
        if self._depth == 3 and self._open is not None:
            header, start = self._open
            value = self.cells.text[start:end].encode("latin-1").decode("utf-8", "replace")
            if "&" not in value and "<" not in value:
                self._members.append((header, TextCell(value, start, end)))
        self._open = None
        if self._depth == 2:
            _add_term(self.cells, self._members)
        self._depth -= 1


def _xml_text(new: str, _old: str) -> str:
    return escape(new).encode().decode("latin-1")
