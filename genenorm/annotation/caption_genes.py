"""Genes named in a record's title and caption, or in a document, each name with its place and its answer.

The names are those that ``text_support.find_names`` finds; they are answered as the mentions of a document are. Many
ordinary words are also names of genes, so a name counts only when it is written as one and has an answer. The mentions
that a document has already are evidence for the others, and no name is found where one is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from genenorm.annotation.scanner import TextName
from genenorm.annotation.scope import Scope
from genenorm.annotation.text_support import looks_like_name
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.evidence import Evidence
from genenorm.core.model import Document, Mention, NameKind, Resolution, Status
from genenorm.core.taxa import FLY
from genenorm.index.reference import Reference
from genenorm.resolver.document_mentions import DocumentResolver
from genenorm.resolver.resolver import Resolver
from genenorm.text.abbreviations import definitions

_LEAST_SCORE = 0.5
"""The lowest score of an answer that counts."""
_MOST_MEMBERS = 8
"""The most members of a family whose name counts: ``NMDA receptors`` name seven genes, ``protein kinases`` none."""
_LONG_WORD = 6
"""The fewest letters of a lower-case word that may be a gene's name, such as ``insulin`` or ``catalase``."""
_CAPITALISED = re.compile("[A-Z][a-z]{2,4}")
_IN_SENTENCE = re.compile(r"[^.:;!?\s] $|[(/-]$")
_LOWER_CASE = re.compile(r"\b[a-z]{3,5}\b")


@dataclass(frozen=True, slots=True)
class CaptionMention:
    """A name in a title or caption, with its answer."""

    where: str
    """The text and the place in it: ``title 0-4``, ``caption 12-17``, or ``text 31-36`` for a document."""
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
    resolver: Resolver,
    names: Iterable[TextName],
    context: Context,
    scope: Scope,
    document: Document | None = None,
    stated: Context = NO_CONTEXT,
) -> tuple[CaptionMention, ...]:
    """Return the names of a context's title and text that mean genes, in order and without overlap.

    Only genes of the species in scope are answers; a text about species that are not in the index has none.
    ``document`` is the document that the title and text are of, with its mentions. ``stated`` is what the user says
    of the record.

    >>> from genenorm.annotation.text_support import find_names
    >>> from genenorm.index.reference import Reference
    >>> from genenorm.annotation.scope import Scope
    >>> resolver = Resolver(Reference.open())
    >>> context = Context(text="In rats, TrkB and insulin act on the heart.")
    >>> found = caption_mentions(resolver, find_names(resolver.reference, context), context, Scope())
    >>> [(mention.where, mention.text, mention.resolution.gene_id) for mention in found]
    [('caption 9-13', 'TrkB', 25054), ('caption 18-25', 'insulin', 24506)]
    """
    if scope.is_of_others:
        return ()
    given = document.mentions if document is not None else ()
    reference, names = resolver.reference, tuple(names)
    symbols = _capitalised_symbols(names, context)
    marked = _Marked(given)
    candidates = _without_overlap(
        name
        for name in names
        if (name.text in symbols or _may_name_a_gene(name, reference))
        and not marked.overlap(start := name.start_in(context), start + len(name.text))
    )
    mentions = tuple(_mention(name, context) for name in candidates)
    whole = Document("", context.title, context.text, (*given, *mentions))
    documents = DocumentResolver(resolver, stated.species or scope.taxa, stated.organisms, stated.text)
    answers = documents.resolve(whole)[len(given) :]
    long_forms = definitions(context.whole)
    return tuple(
        CaptionMention(_place_of(name, mention, document), mention.start, answer)
        for name, mention, answer in zip(candidates, mentions, answers, strict=True)
        if answer is not None and _is_answered(answer) and not _means_otherwise(answer, long_forms, resolver)
    )


def _means_otherwise(answer: Resolution, long_forms: Mapping[str, str], resolver: Resolver) -> bool:
    """Return whether the text defines a name as the abbreviation of something else than the gene answered.

    Only capitals abbreviate all sorts of things: ``CHD``, but not ``MyD88``.
    """
    long_form = long_forms.get(answer.input)
    letters = answer.input.removesuffix("s")
    if long_form is None or not (letters.isalpha() and letters.isupper()) or resolver.gatherer.gather(long_form).genes:
        return False
    candidates = answer.candidates
    return not (candidates and any(term is Evidence.NAME_IN_TEXT for term, _ in candidates[0].terms))


def _place_of(name: TextName, mention: Mention, document: Document | None) -> str:
    if document is None:
        return f"{name.where} {name.start}-{name.end}"
    return f"text {mention.start}-{mention.end}"


class _Marked:
    """The places of the mentions that a document has, of genes or of anything else.

    Mentions that overlap or touch are one place, so that the places are in the order of their ends too.
    """

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for mention in sorted(mentions, key=lambda mention: mention.start):
            if self._ends and mention.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], mention.end)
            else:
                self._starts.append(mention.start)
                self._ends.append(mention.end)

    def overlap(self, start: int, end: int) -> bool:
        """Return whether any of them has a character between two offsets."""
        place = bisect_right(self._ends, start)
        return place < len(self._starts) and self._starts[place] < end


def _capitalised_symbols(names: Iterable[TextName], context: Context) -> frozenset[str]:
    """Return the short symbols and families that are written with a capital within a sentence: ``Akt``, ``Notch``.

    A word that the text has in lower case too is left out, and one that only begins sentences, or is in the title.
    """
    found = {
        name.text
        for name in names
        if _CAPITALISED.fullmatch(name.text)
        and name.where == "caption"
        and not name.entry.is_common_word
        and (name.entry.families or any(kind is NameKind.SYMBOL for _, kind in name.entry.genes))
        and _IN_SENTENCE.search(context.text, max(0, name.start - 2), name.start)
    }
    return frozenset(found - {word.capitalize() for word in _LOWER_CASE.findall(context.whole)} if found else found)


def _may_name_a_gene(name: TextName, reference: Reference) -> bool:
    if name.entry.is_common_word:
        return False
    if looks_like_name(name) or " " in name.text:
        return True
    return len(name.text) >= _LONG_WORD and _is_known_word(name, reference)


def _is_known_word(name: TextName, reference: Reference) -> bool:
    """Return whether a lower-case word is the full name of a gene, has several kinds of names, or names a family.

    Genes of the fly do not count, since their names are words of all sorts: ``multiple``, ``knockdown``.
    """
    kinds = {kind for row, kind in name.entry.genes if reference.gene(row).taxon_id != FLY}
    return bool(name.entry.families) or NameKind.FULL_NAME in kinds or len(kinds) > 1


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
        return 0 < len(answer.members) <= _MOST_MEMBERS
    return answer.status in (Status.RESOLVED, Status.GROUP) and answer.score >= _LEAST_SCORE
