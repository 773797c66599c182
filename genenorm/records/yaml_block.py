"""A YAML mapping inside a text, read without being rebuilt, and the answer block in it.

Scalars are text: ``NO``, ``ON``, ``off``, ``12_3`` and dates stay as written. The text is parsed into nodes, of which
only the requested fields are converted to values. It is never written anew from the nodes, so every byte outside the
answer block stays.

The answer block is a few top-level keys between two comment lines::

    # genenorm: begin
    genes:
    - {keyword: GRIN1, status: resolved, species: human, gene_id: 2902, symbol: GRIN1, score: 1.0}
    scope:
    - {taxon_id: 9606, species: human, reason: 'title: "human"'}
    reference: shipped 2026-11-24 9cf31e202c67
    # genenorm: end

A row with all fields has a line for each of them. In a mapping that has its own key ``genes``, the block's key is
``genenorm_genes``; likewise for ``scope`` and ``reference``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from genenorm.core.errors import RecordError
from genenorm.records.splices import spliced
from genenorm.records.yaml_rows import scalar

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

_BEGIN = "# genenorm: begin"
_END = "# genenorm: end"
GENES_KEYS = ("genes", "genenorm_genes")
"""Possible keys of the answers, in order of preference."""
SCOPE_KEYS = ("scope", "genenorm_scope")
"""Possible keys of the species scope, in order of preference."""
REFERENCE_KEYS = ("reference", "genenorm_reference")
"""Possible keys of the index's stamp, in order of preference; blocks of early versions have none."""


class YamlMark(Protocol):
    """A place in a YAML text, counted from 0."""

    index: int
    line: int
    column: int


class YamlNode(Protocol):
    """The attributes of a PyYAML node that are used here."""

    id: str
    """``scalar``, ``sequence`` or ``mapping``."""
    value: Any
    """A text, a list of nodes, or a list of pairs of nodes."""
    start_mark: YamlMark
    end_mark: YamlMark
    flow_style: bool | None


@dataclass(frozen=True)
class YamlText:
    r"""A YAML mapping as text and as nodes, without its answer block, and the place of that block.

    >>> text = YamlText.parse("a: NO\nb:\n- 12_3\n", "r.yaml")
    >>> text.value("a"), text.values("b"), text.value("c")
    ('NO', ('12_3',), '')
    """

    body: str
    """The YAML text without the answer block."""
    place: int
    """Offset in ``body`` at which an answer block is inserted; that of the earlier block if there was one."""
    source: str
    """Name of the file, for error messages."""
    first_line: int
    """Line of the file on which ``body`` starts."""
    root: YamlNode | None
    """The mapping; ``None`` when the text has nothing but comments."""
    block: str = ""
    """The answer block as it was in the text; empty when there was none."""
    largest: int = 0
    """The most characters of texts that are read at one path; 0 for ten times those of ``body``, or 128 Ki."""

    @property
    def has_block(self) -> bool:
        """Whether the text had an answer block."""
        return bool(self.block)

    @classmethod
    def parse(cls, text: str, source: str, first_line: int = 1, largest: int = 0) -> YamlText:
        """Return a YAML mapping; raises RecordError with the line of the error."""
        yaml = cls._parse_around_block(text, source, first_line) or cls._parse_whole(text, source, first_line)
        return replace(yaml, largest=largest) if largest else yaml

    @classmethod
    def _parse_around_block(cls, text: str, source: str, first_line: int) -> YamlText | None:
        """Return a YAML mapping, parsed without its answer block, which is long and would take most of the time.

        Return ``None`` when the text does not have exactly one block that is certainly an answer block.
        """
        if text.count(_BEGIN) != 1 or "\ufeff" in text:  # PyYAML does not count byte order marks in offsets
            return None
        span = next(_block_spans(text), None)
        if span is None or not _GENES_KEY.match(text, span.first_key):
            return None
        body = text[: span.start] + text[span.stop :]
        try:
            root = compose(body, source, first_line)
        except RecordError:
            return None
        line_start = 1 + max(text.rfind("\n", 0, span.first_key), text.rfind("\r", 0, span.first_key))
        if root is None or not _is_between_keys(root, body, span.start, span.first_key - line_start):
            return None
        return cls(body, span.start, source, first_line, root, text[span.start : span.stop])

    @classmethod
    def _parse_whole(cls, text: str, source: str, first_line: int) -> YamlText:
        root = compose(text, source, first_line)
        if root is not None and (spans := _answer_blocks(text, root)):
            body = spliced(text, ((span.start, span.stop, "") for span in spans))
            # Composed again, so that line numbers and values are those of the text without the block.
            root = compose(body, source, first_line)
            first = spans[0]
            return cls(body, first.start, source, first_line, root, text[first.start : first.stop])
        return cls(text, len(text), source, first_line, root)

    def node(self, *path: str) -> YamlNode | None:
        """Return the node at a path of keys; ``None`` when it is missing. The last one of a repeated key is used."""
        node = self._values.get(path[0]) if path else self.root
        for key in path[1:]:
            if node is None or node.id != "mapping":
                return None
            node = next((value for name, value in reversed(node.value) if name.value == key), None)
        return node

    @cached_property
    def _values(self) -> dict[str, YamlNode]:
        """The values of the mapping by their keys; of a repeated key, the last one."""
        pairs = self.root.value if self.root is not None else ()
        return {key.value: value for key, value in pairs if key.id == "scalar"}

    def line(self, node: YamlNode) -> int:
        """Return the line of the file on which a node starts."""
        return self.first_line + node.start_mark.line

    def value(self, *path: str) -> str:
        """Return the scalar at a path of keys as text; empty when there is none."""
        node = self.node(*path)
        return str(node.value) if node is not None and node.id == "scalar" else ""

    def values(self, *path: str) -> tuple[str, ...]:
        """Return the texts at a path of keys: the items of a list, or the lines of one scalar.

        The path may lead through lists of mappings: ``genes.symbol`` gives the symbol of each gene.
        Raises RecordError for a mapping, and for items that are not scalars.
        """
        try:
            node = self.node(*path[:1])
            return _texts_at(self, node, path[1:], self.expansion(*path)) if node is not None else ()
        except RecursionError as error:  # an alias inside its own anchor
            cause = f"a list on the path {'.'.join(path)} is nested too deeply or contains itself"
            raise RecordError(self.source, cause, self.first_line) from error

    def expansion(self, *path: str) -> Expansion:
        """Return the count of what is read at a path, where an alias may repeat much in few characters."""
        limit = self.largest or max(_ALWAYS_READ, _USUAL_EXPANSION * len(self.body))
        return Expansion(self.source, self.first_line, ".".join(path), limit)

    def with_block(
        self, items: Sequence[str], newline: str, scope_items: Sequence[str] = (), reference: str = ""
    ) -> str:
        """Return the text with an answer block.

        ``items`` are the YAML list items of the answers, ``scope_items`` those of the species scope; an item may have
        several lines, separated by line feeds. ``reference`` is the stamp of the index; scope and stamp are left out
        when empty. ``newline`` is the line break to write. Raises RecordError when the keys of the block are taken, or
        when no key can be added to the mapping as a line.
        """
        lines = [self._free_key(GENES_KEYS) + (":" if items else ": []"), *items]
        if scope_items:
            lines += [self._free_key(SCOPE_KEYS) + ":", *scope_items]
        if reference:
            lines.append(f"{self._free_key(REFERENCE_KEYS)}: {scalar(reference)}")
        indent = self._indent()
        block = "\n".join((_BEGIN, *lines, _END))
        if indent or newline != "\n":
            block = indent + block.replace("\n", newline + indent)
        before, after = self.body[: self.place], self.body[self.place :]
        if before and not before.endswith(("\n", "\r")):
            return before + newline + block + after
        return before + block + newline + after

    def _free_key(self, keys: tuple[str, ...]) -> str:
        for key in keys:
            if key not in self._values:
                return key
        raise RecordError(
            self.source, f"its keys {' and '.join(keys)} are both in use; rename one, or use --table", self.first_line
        )

    def _indent(self) -> str:
        """Return the spaces before the keys of the mapping."""
        if self.root is None:
            return ""
        start = self.root.start_mark
        line = self.body[start.index - start.column : start.index]
        first = self.root.value[0][0].start_mark.line if self.root.value else -1
        if self.root.flow_style or start.line != first or line.strip(" "):
            cause = "cannot add a table: its YAML is not written as 'key: value' lines; use --table"
            raise RecordError(self.source, cause, self.line(self.root))
        return line


class Expansion:
    """The number of characters and values that may still be read at a path of a YAML text."""

    def __init__(self, source: str, line: int, path: str, limit: int) -> None:
        self._source = source
        self._line = line
        self._path = path
        self._limit = limit
        self._left = limit

    def spend(self, size: int) -> None:
        """Count what is read; raises RecordError when it is too much."""
        self._left -= size
        if self._left < 0:
            size_in_words = f"{self._limit >> 20} MB" if self._limit >> 20 else f"{self._limit >> 10} kB"
            cause = f"its aliases make more than {size_in_words} of {self._path}"
            raise RecordError(self._source, f"{cause}; to read it, give more with --largest MB", self._line)


_MOST_TAG_LINES = 1000
_ALWAYS_READ = 1 << 17
_USUAL_EXPANSION = 10


def compose(text: str, source: str, first_line: int) -> YamlNode | None:
    """Return the mapping of a YAML text as a node; raises RecordError with the line of the error."""
    import yaml

    if text.count("\n%TAG ") > _MOST_TAG_LINES:  # the parser compares each with all before it
        raise RecordError(source, f"not readable YAML: more than {_MOST_TAG_LINES} lines %TAG", first_line)
    loader = None
    try:
        loader = text_loader()(text)
        root: YamlNode | None = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = first_line + mark.line if mark else first_line
        cause = " ".join(_problem(error).split())
        if mark and text[mark.index : mark.index + 1] == "\t":
            cause += " (a tab; use spaces instead)"
        raise RecordError(source, f"not valid YAML: {cause}", line) from error
    except yaml.YAMLError as error:
        # PyYAML's errors on characters that YAML does not allow have no mark, only a position.
        position = getattr(error, "position", 0)
        cause = str(getattr(error, "reason", "unreadable character"))
        raise RecordError(source, f"not valid YAML: {cause}", first_line + text.count("\n", 0, position)) from error
    except RecursionError as error:
        raise RecordError(source, "not readable YAML: nested too deeply", first_line) from error
    finally:
        if loader is not None:
            loader.dispose()
    if root is None or root.id == "mapping":
        return root
    raise RecordError(source, "its YAML is not a mapping of keys to values", first_line)


@cache
def text_loader() -> type:
    """Return a PyYAML loader class that reads every scalar as text.

    It does not resolve the types of nodes, which takes a third of the time in Python.
    """
    import yaml

    base: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    untyped = {name: lambda *_: None for name in ("resolve", "descend_resolver", "ascend_resolver")}
    return type("TextLoader", (base,), untyped)


def _problem(error: MarkedYAMLError) -> str:
    problem = error.problem or error.context or ""
    return f"{error.context}, {problem}" if problem.startswith("but ") and error.context else problem


_BEGIN_LINE = re.compile(rf"{_BEGIN}[ \t]*(?:\r\n|\n|\r)[ ]*")
_END_LINE = re.compile(rf"{_END}[ \t]*(\r\n|\n|\r|\Z)")
_GENES_KEY = re.compile(rf"(?:{'|'.join(GENES_KEYS)}):")
_BLANKS_AND_COMMENTS = re.compile(r"(?:[ ]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|\Z))*")


class _BlockSpan(NamedTuple):
    """Offsets of a possible answer block in a text."""

    start: int
    first_key: int
    stop: int


def _block_spans(text: str) -> Iterator[_BlockSpan]:
    """Yield the possible answer blocks, in order; no two of them overlap.

    Of several begin lines before an end line the last counts. Both kinds of line are searched once, so that the time
    grows with the length of the text alone.
    """
    begins = [begin for begin in _BEGIN_LINE.finditer(text) if _line_start(text, begin.start()) is not None]
    ends = (end for end in _END_LINE.finditer(text) if _line_start(text, end.start()) is not None)
    end = next(ends, None)
    for place, begin in enumerate(begins):
        while end is not None and end.start() < begin.end():
            end = next(ends, None)
        if end is None:
            return
        if place + 1 < len(begins) and begins[place + 1].start() < end.start():
            continue
        start = _line_start(text, begin.start()) or 0
        if not end.group(1) and start:  # the text has no last line break; the one before the block belongs to the block
            start -= 2 if text.endswith("\r\n", 0, start) else 1
        yield _BlockSpan(start, begin.end(), end.end())


def _line_start(text: str, place: int) -> int | None:
    """Return the start of the line of a place; ``None`` when anything but spaces is between them."""
    while place and text[place - 1] == " ":
        place -= 1
    return place if not place or text[place - 1] in "\r\n" else None


def _answer_blocks(text: str, root: YamlNode) -> list[_BlockSpan]:
    """Return the answer blocks: a begin line, directly after it a genes key at the top level, and an end line."""
    if _BEGIN not in text:
        return []
    genes_keys = {key.start_mark.index for key, _ in root.value if key.value in GENES_KEYS}
    return [span for span in _block_spans(text) if span.first_key in genes_keys]


def _is_between_keys(root: YamlNode, body: str, place: int, column: int) -> bool:
    """Whether a line inserted at a place of a text, indented to a column, is between the top-level keys of ``root``."""
    if root.flow_style or root.start_mark.column != column:
        return False
    skipped = _BLANKS_AND_COMMENTS.match(body, place)
    following = skipped.end() + column if skipped and skipped.end() < len(body) else len(body)
    if following != len(body) and following not in {key.start_mark.index for key, _ in root.value}:
        return False
    preceding = [pair for pair in root.value if pair[0].start_mark.index < place]
    return not preceding or _end_of(preceding[-1][1]) <= place


def _end_of(node: YamlNode) -> int:
    """Return the end of a node's last leaf; the end mark of a block collection is at the start of what follows it."""
    while node.id != "scalar" and node.value and not node.flow_style:
        last: YamlNode = node.value[-1][1] if node.id == "mapping" else node.value[-1]
        if last.start_mark.index <= node.start_mark.index and last.id != "scalar":  # an alias, perhaps to itself
            break
        node = last
    return node.end_mark.index


def _texts_at(yaml: YamlText, node: YamlNode, path: tuple[str, ...], expansion: Expansion) -> tuple[str, ...]:
    """Return the texts at a path of keys below a node; see ``YamlText.values``."""
    expansion.spend(1 + (len(node.value) if not path or node.id == "mapping" else 0))
    if path:
        if node.id == "mapping":
            found = [value for name, value in node.value if name.value == path[0]]
            return _texts_at(yaml, found[-1], path[1:], expansion) if found else ()
        if node.id == "sequence":
            return tuple(text for item in node.value for text in _texts_at(yaml, item, path, expansion))
        return ()
    if node.id == "scalar":
        return tuple(line for line in str(node.value).splitlines() if line.strip())
    if node.id == "mapping":
        raise RecordError(yaml.source, "expected a list of names, found a mapping", yaml.line(node))
    for item in node.value:
        if item.id != "scalar":
            raise RecordError(yaml.source, "an item of the list of names is not text; quote it", yaml.line(item))
        expansion.spend(len(item.value))
    return tuple(str(item.value) for item in node.value)
