"""The YAML front matter of a markdown file: found, read, and given our block, byte for byte."""

from __future__ import annotations

import re
from dataclasses import dataclass

from genenorm.core.errors import RecordError
from genenorm.records.decode import decode
from genenorm.records.yaml_block import YamlText

_OPEN = re.compile(r"\ufeff?---[ \t]*(\r\n|\n|\r)")
# looks back behind the marker instead of before it, so that a search skips to characters that may begin one
_CLOSE = re.compile(r"(?:---|\.\.\.)(?<![^\r\n]---)(?<![^\r\n]\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    r"""A markdown file split around the YAML of its front matter.

    >>> page = FrontMatter.parse(b"---\nfigid: f1\n---\nText\n", "r.md")
    >>> page.yaml.value("figid"), page.without_block() == page.with_block([]).replace(
    ...     b"# genenorm: begin\ngenes: []\n# genenorm: end\n", b"")
    ('f1', True)
    """

    before: str
    """Everything through the opening line."""
    yaml: YamlText
    after: str
    """The closing line and everything behind it."""
    newline: str
    """The line break of the opening line, which our lines use too."""

    @classmethod
    def parse(cls, data: bytes, source: str) -> FrontMatter:
        """Split a file; raises RecordError when it has no front matter or that is not a YAML mapping."""
        text = decode(data, source)
        opening = _OPEN.match(text)
        if opening is None:
            raise RecordError(source, "no front matter: the first line is not '---'", 1)
        closing = _CLOSE.search(text, opening.end())
        if closing is None:
            raise RecordError(source, "the front matter has no closing '---' line", 1)
        start = opening.end()
        while text.startswith("\ufeff", start):  # YAML skips byte order marks at its start, and its offsets with them
            start += 1
        body = text[start : max(start, closing.start())]
        yaml = YamlText.parse(body, source, first_line=2)
        return cls(text[:start], yaml, text[closing.start() :], opening.group(1))

    def with_block(self, items: list[str], about: list[str] | None = None, reference: str = "") -> bytes:
        """Return the file with our block, replacing an earlier one; every other byte is the original's."""
        return (self.before + self.yaml.with_block(items, self.newline, about, reference) + self.after).encode()

    def without_block(self) -> bytes:
        """Return the file as it was before our block was added."""
        return (self.before + self.yaml.body + self.after).encode()
