"""PubTator documents: ``id|t|title``, ``id|a|abstract`` and one tab-separated line for each annotation.

The lines of a document are stored, so that writing changes only the identifiers that are filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from genenorm.core.errors import RecordError
from genenorm.core.model import Document, Mention
from genenorm.core.numbers import whole_number
from genenorm.records.decode import decode_text
from genenorm.records.source import FoundMention

_TEXT_LINE = re.compile(r"^([^|\t]+)\|([ta])\|(.*)$", re.DOTALL)
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_NO_ID = ("", "-", "-1", "None", "NA")
"""Values of the identifier column that mean "no identifier"."""
_ID_SEPARATOR = re.compile(r"[,;|]")


@dataclass(frozen=True, slots=True)
class PubTatorDocument:
    """A document with the lines it was read from."""

    document: Document
    lines: tuple[str, ...]
    """Its lines with their line breaks, blank lines after it included."""
    mention_lines: tuple[int, ...]
    """The index in ``lines`` for each mention of ``document``."""

    def with_answers(self, ids: Mapping[int, Sequence[str]], found: Sequence[FoundMention] = (), kind: str = "") -> str:
        r"""Return the text of the document with identifiers written into mentions, and with further mentions.

        ``ids`` has the identifiers by the position of the mention in ``document.mentions``. ``found`` are mentions to
        add, in order, and ``kind`` is their kind. Each is written before the first mention that begins after it.

        >>> text = "1|t|Akt\n1|a|Wnt\n1\t0\t3\tAkt\tGene\n"
        >>> (document,) = parse_pubtator(text.encode(), "x")
        >>> document.with_answers({0: ["207"]}, [FoundMention(4, "Wnt", ("7471",))], "Gene").splitlines()[2:]
        ['1\t0\t3\tAkt\tGene\t207', '1\t4\t7\tWnt\tGene\t7471']
        """
        lines = list(self.lines)
        for number, new_ids in ids.items():
            place = self.mention_lines[number]
            line = lines[place]
            body = line.rstrip("\r\n")
            cells = body.split("\t")
            cells[5:6] = [",".join(new_ids)]
            lines[place] = "\t".join(cells) + line[len(body) :]
        return "".join(self._with_found(lines, found, kind) if found else lines)

    def _with_found(self, lines: list[str], found: Sequence[FoundMention], kind: str) -> Iterator[str]:
        """Yield the lines of the document and those of the mentions to add."""
        newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
        # offsets count from the title, which is a blank before the text when it is empty
        shift = 0 if self.document.title else 1
        starts = [mention.start for mention in self.document.mentions]
        texts = [number for number, line in enumerate(lines) if _TEXT_LINE.match(line)]
        end_of_mentions = max([*self.mention_lines, *texts]) + 1
        added: dict[int, list[str]] = {}
        for start, text, gene_ids in found:
            start += shift
            cells = self.document.document_id, str(start), str(start + len(text)), text, kind, ",".join(gene_ids)
            later = (place for place, other in zip(self.mention_lines, starts, strict=True) if other > start)
            added.setdefault(next(later, end_of_mentions), []).append("\t".join(cells) + newline)
        for number, line in enumerate([*lines, ""]):
            yield from added.get(number, ())
            is_open = number + 1 in added and not line.endswith("\n")  # the last line of the file
            yield line + newline if is_open else line


def parse_pubtator(data: bytes, source: str) -> list[PubTatorDocument]:
    """Return the documents of a PubTator file.

    Raises RecordError with the first line that is not PubTator, or when the file has no document.
    """
    text = decode_text(data, source).text
    documents = [_document(lines, first, source) for first, lines in _blocks(text)]
    if not documents:
        raise RecordError(source, "no document: expected lines such as 123|t|Title")
    return documents


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of each document with the number of its first line.

    Documents are separated by blank lines, which stay with the document before them.
    """
    block: list[str] = []
    first = 1
    has_text = after_blank = False  # whether the block has a line with text, and whether its last line is blank
    for number, line in enumerate(_LINES.findall(text), start=1):
        is_blank = line.isspace()
        if after_blank and has_text and not is_blank:
            yield first, block
            block, first = [], number  # of a document that has text, since this line has
        block.append(line)
        after_blank = is_blank
        has_text = has_text or not is_blank
    if has_text:
        yield first, block


def _document(lines: list[str], first: int, source: str) -> PubTatorDocument:
    document_id, title, text = "", "", ""
    mentions: list[Mention] = []
    mention_lines: list[int] = []
    for number, line in enumerate(lines):
        body = line.rstrip("\r\n").removeprefix("\ufeff")
        if "|" in body and (found := _TEXT_LINE.match(body)):
            document_id = found[1]
            title, text = (found[3], text) if found[2] == "t" else (title, found[3])
        elif "\t" in body:
            if (mention := _mention(body)) is not None:
                mentions.append(mention)
                mention_lines.append(number)
        elif body.strip():
            raise RecordError(source, f"neither a text line nor an annotation: {body[:40]!r}", first + number)
    if not document_id:
        raise RecordError(source, "annotations without a document: no id|t|title line before them", first)
    return PubTatorDocument(Document(document_id, title, text, tuple(mentions)), tuple(lines), tuple(mention_lines))


def _mention(line: str) -> Mention | None:
    """Return the mention of an annotation line; ``None`` for a relation, which has no offsets."""
    cells = line.split("\t")
    if len(cells) < 5:
        return None
    start, end = whole_number(cells[1]), whole_number(cells[2])
    if start is None or end is None:
        return None
    given = cells[5].strip() if len(cells) > 5 else ""
    ids = () if given in _NO_ID else tuple(part.strip() for part in _ID_SEPARATOR.split(given))
    return Mention(start, end, cells[3], cells[4], ids)
