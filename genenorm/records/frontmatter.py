"""The YAML front matter of a markdown file, and the answer block in it; all other bytes stay unchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from genenorm.core.errors import RecordError
from genenorm.records.decode import decode_text
from genenorm.records.yaml_block import YamlText

_OPENING_LINE = re.compile(r"\ufeff?---[ \t]*(\r\n|\n|\r)")
# The line start is checked after the marker, so that the search can skip to characters that may begin a marker.
_CLOSING_LINE = re.compile(r"(?:---|\.\.\.)(?<![^\r\n]---)(?<![^\r\n]\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    r"""A markdown file, split before and after the YAML of its front matter.

    >>> page = FrontMatter.parse(b"---\nfigid: f1\n---\nText\n", "r.md")
    >>> page.yaml.value("figid")
    'f1'
    >>> print(page.with_block([]).decode(), end="")
    ---
    figid: f1
    # genenorm: begin
    genes: []
    # genenorm: end
    ---
    Text
    """

    before: str
    """The text up to and including the opening line."""
    yaml: YamlText
    after: str
    """The closing line and everything after it."""
    newline: str
    """The line break of the opening line, used for the answer block too."""

    @classmethod
    def parse(cls, data: bytes, source: str, largest: int = 0) -> FrontMatter:
        """Return a file split at its front matter; raises RecordError when that is missing or not a YAML mapping.

        :param largest: the most characters of a field after its aliases; 0 for the default of ``YamlText``.
        """
        text = decode_text(data, source).text
        opening = _OPENING_LINE.match(text)
        if opening is None:
            raise RecordError(source, "no front matter: the first line is not '---'", 1)
        closing = _CLOSING_LINE.search(text, opening.end())
        if closing is None:
            raise RecordError(source, "the front matter has no closing '---' line", 1)
        start = opening.end()
        while text.startswith("\ufeff", start):  # PyYAML skips byte order marks and does not count them in offsets
            start += 1
        body = text[start : max(start, closing.start())]
        yaml = YamlText.parse(body, source, first_line=2, largest=largest)
        return cls(text[:start], yaml, text[closing.start() :], opening.group(1))

    def with_block(self, items: Sequence[str], scope_items: Sequence[str] = (), reference: str = "") -> bytes:
        """Return the file's bytes with an answer block in place of an earlier one; see ``YamlText.with_block``."""
        return (self.before + self.yaml.with_block(items, self.newline, scope_items, reference) + self.after).encode()

    def without_block(self) -> bytes:
        """Return the file's bytes without the answer block."""
        return (self.before + self.yaml.body + self.after).encode()
