"""Gene mentions found in a record's title and caption: every name there that is answered, with its place.

The names are those of the index, found word by word (``figure.find_names``) and answered as the mentions of a document
are. Running text is full of words that are also names, so only names that look like one and are answered count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from genenorm.annotation.scanner import Named
from genenorm.annotation.scope import Scope
from genenorm.annotation.text_support import looks_like_name
from genenorm.core.model import Document, Mention, Resolution, Status
from genenorm.resolver.document_mentions import DocumentResolver
from genenorm.resolver.resolver import Resolver
from genenorm.text.species_words import Context

_SURE = 0.5
"""Score from which a gene found in running text counts."""
_LONG = 6
"""Letters from which a lower-case word may be a gene's name: ``insulin``, ``catalase``."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a title or caption that is answered."""

    where: str
    """``title`` or ``caption``, and its place there: ``caption 12-17``."""
    start: int
    """Place in ``context.whole``."""
    resolution: Resolution


def mentions_in(resolver: Resolver, names: Iterable[Named], context: Context, scope: Scope) -> tuple[Found, ...]:
    """Return the names of a context's title and text that mean genes, in order and without overlap.

    Genes are of the species in scope; none are found in a text that is about others.

    >>> from genenorm.annotation.text_support import find_names
    >>> from genenorm.index.reference import Reference
    >>> from genenorm.annotation.scope import Scope
    >>> resolver = Resolver(Reference.open())
    >>> context = Context(text="In rats, TrkB and insulin act on the heart.")
    >>> found = mentions_in(resolver, find_names(resolver, context), context, Scope())
    >>> [(item.where, item.resolution.input, item.resolution.gene_id) for item in found]
    [('caption 9-13', 'TrkB', 25054), ('caption 18-25', 'insulin', 24506)]
    """
    if not (scope.taxa or scope.is_open):
        return ()
    places: list[str] = []
    mentions: list[Mention] = []
    for name in names:
        start = name.start + (len(context.title) + 1 if context.title and name.where == "caption" else 0)
        if name.entry.common or not _counts(name) or (mentions and start < mentions[-1].end):
            continue
        places.append(f"{name.where} {name.start}-{name.start + len(name.text)}")
        mentions.append(Mention(start, start + len(name.text), name.text, "Gene"))
    document = Document("", context.title, context.text, tuple(mentions))
    answers = DocumentResolver(resolver, scope.taxa).resolve(document)
    return tuple(
        Found(place, mention.start, answer)
        for place, mention, answer in zip(places, mentions, answers, strict=True)
        if answer is not None and _is_answered(answer)
    )


def _counts(name: Named) -> bool:
    return looks_like_name(name) or " " in name.text or len(name.text) >= _LONG


def _is_answered(answer: Resolution) -> bool:
    if answer.status is Status.FAMILY:
        return bool(answer.members)
    return answer.status in (Status.RESOLVED, Status.GROUP) and answer.score >= _SURE
