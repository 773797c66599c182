"""GPML pathways (WikiPathways, PathVisio), 2013a and 2021: the names are the labels of genes, proteins and RNAs.

Labels stay. A node whose cross-reference (``Xref``) is empty or missing gets the gene's identifier; an XML comment
after it says what was filled in and from which index. A cross-reference with an identifier stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from genenorm.core.errors import RecordError
from genenorm.records.genomes import taxon_of_organism
from genenorm.records.record import Record
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile
from genenorm.records.splices import spliced
from genenorm.records.xml_parsing import parse_xml
from genenorm.records.yaml_rows import AnswerCell

_GENE_KINDS = frozenset({"geneproduct", "protein", "rna"})
"""Types of nodes that stand for genes, in lower case."""
_ENTREZ = "Entrez Gene"
_ID_FIELDS = {"": "gene_id", _ENTREZ: "gene_id", "Ensembl": "ensembl_id"}
"""Field with the identifier to fill in, by the database that a cross-reference without an identifier names."""
_OUT_OF_SCOPE = "out of scope"
_DESCRIPTION = "WikiPathways-description"
"""Source of the comment that is the description of a pathway in 2013a."""
_IDENTIFIER, _BOTH, _ELEMENT = "identifier", "database and identifier", "cross-reference"
"""What is filled in, as the comment says it."""
_COMMENT = re.compile(rf" genenorm: ({_IDENTIFIER}|{_BOTH}|{_ELEMENT}) (\S+)(?: from .*)? ", re.DOTALL)
_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_BLANKS = re.compile(rb"\s*")

Edit = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class _Words:
    """The names of attributes, which differ between the versions of GPML."""

    label: str
    kind: str
    database: str
    identifier: str
    organism: str
    title: str
    is_xref_first: bool
    """Whether the cross-reference is the first element of a node, else the last."""


_OLD = _Words("TextLabel", "Type", "Database", "ID", "Organism", "Name", is_xref_first=False)
_NEW = _Words("textLabel", "type", "dataSource", "identifier", "organism", "title", is_xref_first=True)


@dataclass(slots=True)
class _Xref:
    """A cross-reference, with offsets in the file."""

    database: str | None
    identifier: str | None
    start: int
    tag_end: int
    """Offset after its start tag."""
    end: int
    """Offset after the whole element."""


@dataclass(slots=True)
class _Node:
    """A node for a gene, with offsets in the file."""

    label: str
    prefix: str
    """Prefix of the names of elements, with its colon; mostly empty."""
    inside: int
    """Offset after the start tag; -1 for a node without content, which has no place for a cross-reference."""
    end: int = -1
    """Offset of the end tag."""
    xref: _Xref | None = None
    filled_in: str = ""
    """What an earlier run filled in; empty for nothing."""
    comment: tuple[int, int] = (-1, -1)
    """Offsets of the start and end of the comment that says so."""


def read_gpml(data: bytes, source: str, options: ReadOptions) -> RecordFile:
    """Return a GPML pathway as one record: the labels of its genes, proteins and RNAs, in order.

    The organism of the pathway is the species of its genes. When it is not known, it is an organism that the record
    lists, and title and description are not read: they often name the species whose pathway this one was made from.
    """
    del options
    pathway = _Reader(data, source)
    clean = spliced(data, pathway.removals()) if any(node.filled_in for node in pathway.nodes) else data
    annotated = clean is not data
    if annotated:
        pathway = _Reader(clean, source)

    def rewrite(answers: Sequence[AnswerRows]) -> bytes:
        return spliced(clean, pathway.additions(answers[0]))

    return RecordFile((pathway.record(),), rewrite, lambda: clean, annotated, needs_full=True)


class _Reader:
    """Reads the nodes for genes of a pathway, with the offsets at which identifiers can be filled in."""

    def __init__(self, data: bytes, source: str) -> None:
        self.nodes: list[_Node] = []
        self._data = data
        self._source = source
        self._words = _OLD
        self._root: dict[str, str] = {}
        self._record_id = ""
        self._description: list[str] = []
        self._in_description = False
        self._path: list[str] = []
        self._node: _Node | None = None
        self._parser = parser = expat.ParserCreate()
        parser.StartElementHandler = self._start_element
        parser.EndElementHandler = self._end_element
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._comment
        parse_xml(parser, data, source)

    def record(self) -> Record:
        """Return the pathway as a record."""
        organism = self._root.get(self._words.organism, "").strip()
        taxon = taxon_of_organism(organism)
        is_known = taxon is not None or not organism
        return Record(
            self._source,
            self._record_id or self._source,
            tuple(node.label for node in self.nodes),
            title=" ".join(self._root.get(self._words.title, "").split()) if is_known else "",
            caption=" ".join("".join(self._description).split()) if is_known else "",
            organisms=() if is_known else (organism,),
            species=(taxon,) if taxon is not None else (),
        )

    # -- parsing ------------------------------------------------------------------------------------------------------

    def _tag_end(self, start: int) -> int:
        found = _TAG.match(self._data, start)
        return found.end() if found else -1  # none in an encoding that is not like ASCII

    def _is_empty(self, tag_end: int) -> bool:
        """Return whether a start tag is a whole element without content."""
        return self._data.endswith(b"/>", 0, tag_end)

    def _start_element(self, qualified_name: str, attributes: dict[str, str]) -> None:
        prefix, colon, name = qualified_name.rpartition(":")
        parent = self._path[-1] if self._path else ""
        if not self._path:
            if name != "Pathway":
                cause = f"not GPML: its root element is <{name}>, not <Pathway>"
                raise RecordError(self._source, cause, self._parser.CurrentLineNumber)
            self._root = attributes
            self._words = _NEW if {_NEW.title, _NEW.organism} & attributes.keys() else _OLD
        words, place = self._words, self._parser.CurrentByteIndex
        self._path.append(name)
        if name == "DataNode":
            label = " ".join(attributes.get(words.label, "").split())
            if label and attributes.get(words.kind, "").casefold() in _GENE_KINDS:
                inside = self._tag_end(place)
                self._node = _Node(label, prefix + colon, -1 if self._is_empty(inside) else inside)
                self.nodes.append(self._node)
        elif name == "Xref" and parent == "DataNode" and self._node is not None and self._node.xref is None:
            end = self._tag_end(place)
            database, identifier = attributes.get(words.database), attributes.get(words.identifier)
            self._node.xref = _Xref(database, identifier, place, end, end)
        elif name == "Xref" and parent == "Pathway":
            self._record_id = attributes.get(words.identifier, "").strip()
        elif parent == "Pathway":
            is_comment = name == "Comment" and attributes.get("Source", attributes.get("source")) == _DESCRIPTION
            self._in_description = is_comment or name == "Description"

    def _end_element(self, qualified_name: str) -> None:
        name = qualified_name.rpartition(":")[2]
        self._path.pop()
        place, node = self._parser.CurrentByteIndex, self._node
        if name == "DataNode" and node is not None:
            node.end = place
            self._node = None
        elif name == "Xref" and self._path[-1] == "DataNode" and node is not None and node.xref is not None:
            if not self._is_empty(node.xref.tag_end):
                node.xref.end = self._data.index(b">", place) + 1
        elif self._path == ["Pathway"]:
            self._in_description = False

    def _text(self, text: str) -> None:
        if self._in_description:
            self._description.append(text)

    def _comment(self, text: str) -> None:
        node, found = self._node, _COMMENT.fullmatch(text)
        if found and node is not None and node.xref is not None and node.xref.identifier == found[2]:
            place = self._parser.CurrentByteIndex
            node.filled_in, node.comment = found[1], (place, self._data.index(b"-->", place) + 3)

    # -- answers ------------------------------------------------------------------------------------------------------

    def additions(self, rows: AnswerRows) -> Iterator[Edit]:
        """Yield the edits that fill in the genes of some answers."""
        names = {name: place for place, name in enumerate(rows.fields)}
        for node, row in zip(self.nodes, rows.rows, strict=True):
            cells = {name: row[place] for name, place in names.items()}
            if cells.get("scope") != _OUT_OF_SCOPE and node.inside >= 0:
                yield from self._filled_in(node, cells, rows.reference)

    def _filled_in(self, node: _Node, cells: dict[str, AnswerCell], reference: str) -> Iterator[Edit]:
        words, xref = self._words, node.xref
        if xref is None:
            from xml.sax.saxutils import quoteattr  # nosec B406 # it parses nothing

            gene = str(cells.get("gene_id") or "")
            if gene:
                values = [f"{words.database}={quoteattr(_ENTREZ)}", f"{words.identifier}={quoteattr(gene)}"]
                values = values[::-1] if words.is_xref_first else values  # as these versions write them
                element = f"<{node.prefix}Xref {' '.join(values)} />{_comment_of(_ELEMENT, gene, reference)}"
                place = node.inside if words.is_xref_first else self._end_of_content(node)
                yield place, place, self._indent(node) + element.encode()
            return
        database, identifier = self._place_of(xref, words.database), self._place_of(xref, words.identifier)
        if xref.identifier != "" or identifier < 0 or (not xref.database and database < 0):
            return
        gene = str(cells.get(_ID_FIELDS.get(xref.database or "", "")) or "")
        if not gene:
            return
        yield identifier, identifier, gene.encode()
        if not xref.database:
            yield database, database, _ENTREZ.encode()
        yield xref.end, xref.end, _comment_of(_IDENTIFIER if xref.database else _BOTH, gene, reference).encode()

    def removals(self) -> Iterator[Edit]:
        """Yield the edits that remove what an earlier run filled in."""
        for node in self.nodes:
            if not node.filled_in or node.xref is None:
                continue
            start, end = node.comment
            if node.filled_in == _ELEMENT:
                yield node.xref.start - len(self._indent(node)), end, b""
                continue
            yield start, end, b""
            words = self._words
            for name in (words.identifier, words.database) if node.filled_in == _BOTH else (words.identifier,):
                place, length = self._value_of(node.xref, name)
                yield place, place + length, b""

    def _value_of(self, xref: _Xref, name: str) -> tuple[int, int]:
        """Return the offset and the length of an attribute's value; (-1, 0) when it is not found."""
        pattern = re.compile(rb"""\s%s\s*=\s*(?:"([^"]*)"|'([^']*)')""" % name.encode())
        found = pattern.search(self._data, xref.start, xref.tag_end) if xref.tag_end >= 0 else None
        return (found.start(found.lastindex or 0), len(found[found.lastindex or 0])) if found else (-1, 0)

    def _place_of(self, xref: _Xref, name: str) -> int:
        """Return the offset of an attribute's empty value; -1 when it has one."""
        place, length = self._value_of(xref, name)
        return place if not length else -1

    def _indent(self, node: _Node) -> bytes:
        """Return the line break and blanks before the first element of a node."""
        found = _BLANKS.match(self._data, node.inside)
        return found[0] if found else b""

    def _end_of_content(self, node: _Node) -> int:
        """Return the offset after the last element of a node."""
        return node.inside + len(self._data[node.inside : node.end].rstrip())


def _comment_of(what: str, gene: str, reference: str) -> str:
    stamp = f" from {reference}" if reference else ""
    text = f"genenorm: {what} {gene}{stamp}".replace("--", "-").encode("ascii", "replace").decode()
    return f"<!-- {text} -->"
