"""Genes named in a record's title and caption, each name with its place and its answer.

The names are those that ``text_support.find_names`` finds; they are answered as the mentions of a document are. Many
ordinary words are also names of genes, so a name counts only when it is written as one and has an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from genenorm.annotation.scanner import TextName
from genenorm.annotation.scope import Scope
from genenorm.annotation.text_support import looks_like_name
from genenorm.core.context import Context
from genenorm.core.model import Document, Mention, Resolution, Status
from genenorm.resolver.document_mentions import DocumentResolver
from genenorm.resolver.resolver import Resolver

_LEAST_SCORE = 0.5
"""The lowest score of an answer that counts."""
_LONG_WORD = 6
"""The fewest letters of a lower-case word that may be a gene's name, such as ``insulin`` or ``catalase``."""


@dataclass(frozen=True, slots=True)
class CaptionMention:
    """A name in a title or caption, with its answer."""

    where: str
    """The text and the place in it: ``title 0-4``, ``caption 12-17``."""
    start: int
    """Offset of the first character in ``context.whole``."""
    resolution: Resolution

    @property
    def text(self) -> str:
        """The name as written."""
        return self.resolution.input

    @property
    def end(self) -> int:
        """Offset after the last character in ``context.whole``."""
        return self.start + len(self.text)


def caption_mentions(
    resolver: Resolver, names: Iterable[TextName], context: Context, scope: Scope
) -> tuple[CaptionMention, ...]:
    """Return the names of a context's title and text that mean genes, in order and without overlap.

    Only genes of the species in scope are answers; a text about species that are not in the index has none.

    >>> from genenorm.annotation.text_support import find_names
    >>> from genenorm.index.reference import Reference
    >>> from genenorm.annotation.scope import Scope
    >>> resolver = Resolver(Reference.open())
    >>> context = Context(text="In rats, TrkB and insulin act on the heart.")
    >>> found = caption_mentions(resolver, find_names(resolver.reference, context), context, Scope())
    >>> [(mention.where, mention.text, mention.resolution.gene_id) for mention in found]
    [('caption 9-13', 'TrkB', 25054), ('caption 18-25', 'insulin', 24506)]
    """
    if not (scope.taxa or scope.is_unknown):
        return ()
    candidates = _without_overlap([name for name in names if _may_name_a_gene(name)])
    mentions = tuple(_mention(name, context) for name in candidates)
    document = Document("", context.title, context.text, mentions)
    answers = DocumentResolver(resolver, scope.taxa).resolve(document)
    return tuple(
        CaptionMention(f"{name.where} {name.start}-{name.end}", mention.start, answer)
        for name, mention, answer in zip(candidates, mentions, answers, strict=True)
        if answer is not None and _is_answered(answer)
    )


def _may_name_a_gene(name: TextName) -> bool:
    return not name.entry.is_common_word and (looks_like_name(name) or " " in name.text or len(name.text) >= _LONG_WORD)


def _without_overlap(names: Iterable[TextName]) -> list[TextName]:
    """Return the names without those that overlap an earlier one."""
    kept: list[TextName] = []
    for name in names:
        if not (kept and name.where == kept[-1].where and name.start < kept[-1].end):
            kept.append(name)
    return kept


def _mention(name: TextName, context: Context) -> Mention:
    start = name.start_in(context)
    return Mention(start, start + len(name.text), name.text, "Gene")


def _is_answered(answer: Resolution) -> bool:
    if answer.status is Status.FAMILY:
        return bool(answer.members)
    return answer.status in (Status.RESOLVED, Status.GROUP) and answer.score >= _LEAST_SCORE
