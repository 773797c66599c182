"""A YAML mapping inside a text, read without being rebuilt, and our own block in it.

Scalars are text: ``NO``, ``ON``, ``off``, ``12_3`` and dates stay as written. The text is composed to nodes and
only the fields asked for are turned into values; nothing is dumped, so every byte that is not ours stays.

Our block is one top-level key between two comment lines::

    # genenorm: begin
    genes:
    - keyword: GRIN1
      ...
    scope:
    - taxon_id: 9606
      reason: 'title: "human"'
    reference: shipped 2026-11-24 9cf31e202c67
    # genenorm: end

A mapping that has a ``genes`` key of its own gets ``genenorm_genes`` instead, and so for ``scope`` and ``reference``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from genenorm.core.errors import RecordError
from genenorm.records.yaml_rows import scalar

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

BEGIN = "# genenorm: begin"
END = "# genenorm: end"
KEYS = ("genes", "genenorm_genes")
"""Names of our key, in order of preference."""
ABOUT_KEYS = ("scope", "genenorm_scope")
"""Names of the key for what the record is about, likewise."""
REFERENCE_KEYS = ("reference", "genenorm_reference")
"""Names of the key for the index that answered, likewise; in blocks of early versions it is missing."""


class Mark(Protocol):
    """A place in the YAML text, counted from 0."""

    index: int
    line: int
    column: int


class Node(Protocol):
    """What is used of a composed YAML node."""

    id: str
    """scalar, sequence or mapping."""
    value: Any
    """Text, a list of nodes, or a list of pairs of nodes."""
    start_mark: Mark
    end_mark: Mark
    flow_style: bool | None


@dataclass(frozen=True, slots=True)
class YamlText:
    r"""A YAML mapping as text and as nodes, without our block, and where that block belongs.

    >>> text = YamlText.parse("a: NO\nb:\n- 12_3\n", "r.yaml")
    >>> text.value("a"), text.values("b"), text.value("c")
    ('NO', ('12_3',), '')
    """

    body: str
    """The YAML text without our block."""
    place: int
    """Where in ``body`` our block stands or would stand."""
    source: str
    first_line: int
    """Line of the file on which ``body`` starts."""
    root: Node | None
    """``None`` when the text holds nothing but comments."""
    block: str = ""
    """Our block as it stood in the text; empty when there was none."""

    @property
    def had_block(self) -> bool:
        """Whether the text held our block."""
        return bool(self.block)

    @classmethod
    def parse(cls, text: str, source: str, first_line: int = 1) -> YamlText:
        """Read a YAML mapping; raises RecordError with the line of what is wrong."""
        return cls._around_block(text, source, first_line) or cls._whole(text, source, first_line)

    @classmethod
    def _around_block(cls, text: str, source: str, first_line: int) -> YamlText | None:
        """Read a text around the one block of ours in it, which is long: composing it takes most of the time.

        ``None`` when the text has none, or where it stands without it leaves a doubt that it is ours.
        """
        spans = list(_spans(text)) if text.count(BEGIN) == 1 and "\ufeff" not in text else []  # marks shift behind it
        if not spans or not _KEY.match(text, spans[0][1]):
            return None
        start, inside, stop = spans[0]
        body = text[:start] + text[stop:]
        try:
            root = _compose(body, source, first_line)
        except RecordError:
            return None
        column = inside - 1 - max(text.rfind("\n", 0, inside), text.rfind("\r", 0, inside))
        if root is None or not _is_between(root, body, start, column):
            return None
        return cls(body, start, source, first_line, root, text[start:stop])

    @classmethod
    def _whole(cls, text: str, source: str, first_line: int) -> YamlText:
        root = _compose(text, source, first_line)
        if root is not None and (spans := _own_blocks(text, root)):
            body, place = text, spans[0][0]
            for start, end in reversed(spans):
                body = body[:start] + body[end:]
            # Composed again so that line numbers and values are those of the text without our block.
            return cls(body, place, source, first_line, _compose(body, source, first_line), text[slice(*spans[0])])
        return cls(text, len(text), source, first_line, root)

    def node(self, *path: str) -> Node | None:
        """Return the node at a path of keys; where a key is repeated the last counts, as YAML loaders have it."""
        node: Node | None = self.root
        for key in path:
            if node is None or node.id != "mapping":
                return None
            node = next((value for name, value in reversed(node.value) if name.value == key), None)
        return node

    def line(self, node: Node) -> int:
        """Return the line of the file on which a node starts."""
        return self.first_line + node.start_mark.line

    def value(self, *path: str) -> str:
        """Return the scalar at a path as text; empty when it is missing or no scalar."""
        node = self.node(*path)
        return str(node.value) if node is not None and node.id == "scalar" else ""

    def values(self, *path: str) -> tuple[str, ...]:
        """Return the scalars at a path: of a list, or the lines of one scalar.

        A list of mappings on the way is walked: ``genes.symbol`` gives the symbol of each gene.
        Raises RecordError for anything else.
        """
        try:
            return _texts(self, self.root, path) if self.root is not None else ()
        except RecursionError as error:  # an alias inside its own anchor
            cause = f"a list on the way to {'.'.join(path)} is nested too deeply, or holds itself"
            raise RecordError(self.source, cause, self.first_line) from error

    def with_block(self, items: list[str], newline: str, about: list[str] | None = None, reference: str = "") -> str:
        """Return the text with our block: these items under our key, those of ``about`` under theirs, the index.

        An item may be several lines, with line feeds between them.
        """
        taken = {key.value for key, _ in self.root.value if key.id == "scalar"} if self.root is not None else set()
        entries = [self._key(KEYS, taken) + (":" if items else ": []"), *items]
        if about:
            entries += [self._key(ABOUT_KEYS, taken) + ":", *about]
        if reference:
            entries.append(f"{self._key(REFERENCE_KEYS, taken)}: {scalar(reference)}")
        indent = self._indent()
        block = "\n".join((BEGIN, *entries, END))
        if indent or newline != "\n":
            block = indent + block.replace("\n", newline + indent)
        before, after = self.body[: self.place], self.body[self.place :]
        if before and not before.endswith(("\n", "\r")):
            return before + newline + block + after
        return before + block + newline + after

    def _key(self, keys: tuple[str, ...], taken: set[str]) -> str:
        for key in keys:
            if key not in taken:
                return key
        raise RecordError(
            self.source, f"its keys {' and '.join(keys)} are both in use; rename one, or use --table", self.first_line
        )

    def _indent(self) -> str:
        if self.root is None:
            return ""
        start = self.root.start_mark
        line = self.body[start.index - start.column : start.index]
        first = self.root.value[0][0].start_mark.line if self.root.value else -1
        if self.root.flow_style or start.line != first or line.strip(" "):
            cause = "cannot add a table: its YAML is not written as 'key: value' lines; use --table"
            raise RecordError(self.source, cause, self.line(self.root))
        return line


def _compose(text: str, source: str, first_line: int) -> Node | None:
    import yaml

    reader = None
    try:
        reader = text_loader()(text)
        root: Node | None = reader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = first_line + mark.line if mark else first_line
        cause = " ".join(_cause(error).split())
        if mark and text[mark.index : mark.index + 1] == "\t":
            cause += " (a tab; put spaces in its place)"
        raise RecordError(source, f"not valid YAML: {cause}", line) from error
    except yaml.YAMLError as error:
        # The reader's own errors, on characters YAML does not allow, have no mark but a position.
        position = getattr(error, "position", 0)
        cause = str(getattr(error, "reason", "unreadable character"))
        raise RecordError(source, f"not valid YAML: {cause}", first_line + text.count("\n", 0, position)) from error
    except RecursionError as error:
        raise RecordError(source, "not readable YAML: nested too deeply", first_line) from error
    finally:
        if reader is not None:
            reader.dispose()
    if root is None or root.id == "mapping":
        return root
    raise RecordError(source, "its YAML is not a mapping of keys to values", first_line)


@cache
def text_loader() -> type:
    """Return the YAML loader that takes every scalar for text, whatever it looks like.

    PyYAML need not ask for the type of each node then: in Python, for a third of the time.
    """
    import yaml

    base: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    untyped = {name: lambda *_: None for name in ("resolve", "descend_resolver", "ascend_resolver")}
    return type("TextLoader", (base,), untyped)


def _cause(error: MarkedYAMLError) -> str:
    problem = error.problem or error.context or ""
    return f"{error.context}, {problem}" if problem.startswith("but ") and error.context else problem


_BEGIN = re.compile(rf"{BEGIN}[ \t]*(?:\r\n|\n|\r)[ ]*")
_END = re.compile(rf"{END}[ \t]*(\r\n|\n|\r|\Z)")
_KEY = re.compile(rf"(?:{'|'.join(KEYS)}):")
_NO_NODE = re.compile(r"(?:[ ]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|\Z))*")
"""Blank lines and comments."""


def _spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where what may be our blocks starts, has its first key, and stops."""
    for begin in _BEGIN.finditer(text):
        start = _line_start(text, begin.start())
        ends = (end for end in _END.finditer(text, begin.end()) if _line_start(text, end.start()) is not None)
        if start is None or (end := next(ends, None)) is None:
            continue
        if not end.group(1) and start:  # at the end of a text without a last line break: ours was put before it
            start -= 2 if text[:start].endswith("\r\n") else 1
        yield start, begin.end(), end.end()


def _line_start(text: str, place: int) -> int | None:
    """Return where the line of a place starts; ``None`` when more than spaces stand before it."""
    while place and text[place - 1] == " ":
        place -= 1
    return place if not place or text[place - 1] in "\r\n" else None


def _own_blocks(text: str, root: Node) -> list[tuple[int, int]]:
    """Find our blocks: a begin line, directly under it one of our keys at the top level, and an end line."""
    if BEGIN not in text:
        return []
    keys = {key.start_mark.index for key, _ in root.value if key.value in KEYS}
    return [(start, stop) for start, inside, stop in _spans(text) if inside in keys]


def _is_between(root: Node, body: str, place: int, column: int) -> bool:
    """Whether a line at a place of a text, indented so far, stands between the keys of its root, in no value."""
    if root.flow_style or root.start_mark.column != column:
        return False
    found = _NO_NODE.match(body, place)
    behind = found.end() + column if found and found.end() < len(body) else len(body)
    if behind != len(body) and behind not in {key.start_mark.index for key, _ in root.value}:
        return False
    before = [pair for pair in root.value if pair[0].start_mark.index < place]
    return not before or _end_of(before[-1][1]) <= place


def _end_of(node: Node) -> int:
    """Return where the last leaf of a node ends; a collection's own end lies where the next thing starts."""
    while node.id != "scalar" and node.value and not node.flow_style:
        last: Node = node.value[-1][1] if node.id == "mapping" else node.value[-1]
        if last.start_mark.index <= node.start_mark.index and last.id != "scalar":  # an alias, to itself perhaps
            break
        node = last
    return node.end_mark.index


def _texts(yaml: YamlText, node: Node, rest: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts under a node: lines of a scalar, items of a list, or what its mappings hold at ``rest``."""
    if rest:
        if node.id == "mapping":
            found = [value for name, value in node.value if name.value == rest[0]]
            return _texts(yaml, found[-1], rest[1:]) if found else ()
        if node.id == "sequence":
            return tuple(text for item in node.value for text in _texts(yaml, item, rest))
        return ()
    if node.id == "scalar":
        return tuple(line for line in str(node.value).splitlines() if line.strip())
    if node.id == "mapping":
        raise RecordError(yaml.source, "a mapping stands where a list of names should", yaml.line(node))
    for item in node.value:
        if item.id != "scalar":
            raise RecordError(yaml.source, "an item of the list of names is no text; quote it", yaml.line(item))
    return tuple(str(item.value) for item in node.value)
