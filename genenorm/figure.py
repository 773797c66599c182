"""What a record's own text says about its genes: names that support an answer, shared doubtful words, missing genes.

The text is searched for names the index knows, word by word; nothing is added to a record from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from genenorm.index import Reference
from genenorm.keys import Key, fold
from genenorm.layout import KINDS, mark
from genenorm.model import Gene, NameKind, Resolution, Status, label
from genenorm.resolve import Resolver
from genenorm.species import Context, TextSpecies, reader

_WORD = re.compile(r"[^\W_]+(?:[-–'’][^\W_]+)*")
_LONGEST = 4
"""Words in the longest name looked for."""
_EDGES = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been but by can for from has have in into is it its may not of on or such that the "
        "their then this to via was were which while with",
    )
)
"""Words no name of several words starts or ends with."""
_FAMILY_KINDS = (NameKind.FAMILY, NameKind.FAMILY_NAME)
_MOST = 3
"""Pieces of support told for one answer."""
_SURE = 0.5
"""Score from which a name of the text is worth suggesting."""
_CLEAR = 0.3
"""Strength from which a species word says what a figure is about; weaker ones only lean."""
_SHARE = 0.1
"""Share of the text's species words from which a species belongs to the scope."""


@dataclass(frozen=True, slots=True)
class Named:
    """A span of the text whose words are a name in the index."""

    where: str
    """``title`` or ``caption``."""
    text: str
    start: int
    key: Key
    genes: tuple[tuple[int, NameKind], ...]
    """Row numbers of genes with that name, and what sort of name it is to them."""
    families: tuple[int, ...]
    common: bool
    """Whether the words are on the not-a-gene list."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A gene, or a family, that the text names and the keywords do not hold."""

    where: str
    text: str
    genes: tuple[Gene, ...]
    """The gene named, or a family's members that are missing."""
    status: Status

    def __str__(self) -> str:
        symbols = ", ".join(f"{gene.symbol} ({label(gene)})" for gene in self.genes)
        return f'{self.where}: "{self.text}" → {symbols}'


def find_names(resolver: Resolver, context: Context) -> tuple[Named, ...]:
    """Return the names in a context's title and text, in order, the longest at each place.

    >>> resolver = Resolver(Reference.open())
    >>> context = Context(text="spines with PSD95, via the TrkB/Flk-1 pathway")
    >>> [name.text for name in find_names(resolver, context) if not name.common]
    ['PSD95', 'TrkB', 'Flk-1']
    """
    found: list[Named] = []
    for where, text in (("title", context.title), ("caption", context.text)):
        for start, span in _spans(text):
            if found and (where, start) == (found[-1].where, found[-1].start):
                continue
            key = fold(span)
            if key is None or len(key) < 2 or key.isdigit() or not (words := resolver.reference.postings(key)):
                continue
            own = mark(span)
            common = bool(resolver.nongenes.reason(key))
            genes: dict[int, NameKind] = {}
            families: list[int] = []
            for word in words:
                target, kind = word >> 12, KINDS[word >> 8 & 15]
                if kind in _FAMILY_KINDS:
                    families.append(target)
                elif target and (common or word & 0xFF == own or not _is_loose(span)):
                    genes.setdefault(target, kind)
            if genes or families:
                found.append(Named(where, span, start, key, tuple(genes.items()), tuple(families), common))
    return tuple(found)


def _spans(text: str) -> Iterator[tuple[int, str]]:
    words = list(_WORD.finditer(text))
    for place, first in enumerate(words):
        for last in reversed(words[place : place + _LONGEST]):
            if last is first:
                break
            span = text[first.start() : last.end()]
            if first[0].lower() in _EDGES or last[0].lower() in _EDGES or not _is_one_phrase(span):
                continue
            yield first.start(), span
            if span.endswith("s"):
                yield first.start(), span[:-1]
        yield from _pieces(first)


def _pieces(word: re.Match[str]) -> Iterator[tuple[int, str]]:
    """Yield a word, then what is left of it without its last parts: ``mTORC1-signaling``, ``mTORC1``."""
    text = word[0]
    while text:
        yield word.start(), text
        if text.endswith("s") and len(text) > 3:
            yield word.start(), text[:-1]
        cut = max(text.rfind(dash) for dash in "-–'’")
        text = text[:cut] if cut > 0 else ""


def _is_one_phrase(span: str) -> bool:
    return not re.search(r"[.,;:()\[\]/]\s|\s[(\[]|[)\]]", span)


def _is_loose(span: str) -> bool:
    """Whether a span names a gene only when a source spells the gene's name so: a lower-case word, two letters."""
    return len(span) < 3 or (span.isalpha() and span.islower())


def support(resolver: Resolver, names: Sequence[Named], answer: Resolution) -> tuple[str, ...]:
    """Return where the text names the gene of an answer, in words: ``caption: "PSD95" → DLG4 synonym``."""
    gene = _gene_of(answer)
    if gene is None:
        return ()
    found: dict[str, str] = {}
    for name in names:
        if name.common or name.text in found:
            continue
        if how := _relation(resolver.reference, name, gene):
            found.setdefault(name.text, f'{name.where}: "{name.text}" → {how}')
    return tuple(found.values())[:_MOST]


def _relation(reference: Reference, name: Named, gene: Gene) -> str:
    for target, kind in name.genes:
        if target == gene.key:
            return f"{gene.symbol} {kind.label}"
    if gene.group is not None:
        for target, kind in name.genes:
            other = reference.gene(target)
            if other.group == gene.group:
                return f"{other.symbol} {kind.label}, its ortholog"
    for target in name.families:
        family = reference.family(target)
        if any(reference.gene(member).group == gene.group for member in family.members if gene.group is not None):
            return f"FPLX:{family.family_id}, which it belongs to"
    return ""


def _gene_of(answer: Resolution) -> Gene | None:
    if answer.answer is not None:
        return answer.answer.gene
    return answer.candidates[0].gene if answer.status is Status.GROUP and answer.candidates else None


def shared_words(
    resolver: Resolver, names: Sequence[Named], answers: Sequence[Resolution], read: Sequence[str] = ()
) -> dict[int, str]:
    """Return, by the number of an answer, the word it shares with unrelated answers: ``kar: MDH1, HSD17B12, kar``.

    One word that names several unrelated genes of one species is doubtful for each of them. A keyword's own word
    counts as well as those of the text, but does not make its official symbol doubtful. ``read`` are words that are
    known to stand in the figure.
    """
    reference = resolver.reference
    words = {name.key: (name.text, dict(name.genes)) for name in names}
    in_text = set(words) | {key for word in read if (key := fold(word)) is not None}
    for word in (*read, *(answer.input for answer in answers)):
        key = fold(word)
        if key is not None and key not in words:
            synonyms = ((code >> 12, KINDS[code >> 8 & 15]) for code in reference.postings(key) if code >> 12)
            words[key] = word, {target: kind for target, kind in synonyms if kind not in _FAMILY_KINDS}
    rows = _rows_by_gene(answers)
    shared: dict[int, str] = {}
    for key, (text, targets) in words.items():
        held = {target: kind for target, kind in targets.items() if target in rows}
        kinds: dict[int, set[int]] = {}
        for target, kind in held.items():
            gene = reference.gene(target)
            if key in in_text or kind is not NameKind.SYMBOL:
                kinds.setdefault(gene.taxon_id, set()).add(gene.group if gene.group is not None else -gene.key)
        if any(len(groups) > 1 for groups in kinds.values()):
            named = sorted({number for target in held for number in rows[target]})
            inputs = ", ".join(dict.fromkeys(answers[number].input for number in named))
            for number in named:
                shared.setdefault(number, f"{text}: {inputs}")
    return shared


def _rows_by_gene(answers: Sequence[Resolution]) -> dict[int, list[int]]:
    """Return answers' numbers by gene row; one that leaves the species open stands under each of its genes."""
    rows: dict[int, list[int]] = {}
    for number, answer in enumerate(answers):
        gene = _gene_of(answer)
        if answer.answer is not None:
            rows.setdefault(answer.answer.gene.key, []).append(number)
        elif gene is not None:
            for candidate in answer.candidates:
                if candidate.gene.group == gene.group:
                    rows.setdefault(candidate.gene.key, []).append(number)
    return rows


def missing(
    resolver: Resolver, names: Sequence[Named], answers: Sequence[Resolution], context: Context
) -> tuple[Missing, ...]:
    """Return what the text names and no answer holds: ``caption: "Flk-1" → KDR (9606:3791)``."""
    genes = [gene for gene in map(_gene_of, answers) if gene is not None]
    keys = {gene.key for gene in genes} | {member.key for answer in answers for member in answer.members}
    groups = {gene.group for gene in genes} | {gene.group for answer in answers for gene in answer.members}
    found: dict[str, Missing] = {}
    taken = ("", -1)
    for name in names:
        end = name.start + len(name.text)
        if name.common or (name.where == taken[0] and end <= taken[1]) or name.key in found:
            continue
        taken = (name.where, end)
        if not _looks_like_name(name):
            continue
        answer = resolver.resolve(name.text, context)
        meant = answer.members if answer.status is Status.FAMILY else tuple(filter(None, [_gene_of(answer)]))
        absent = tuple(g for g in meant if g.key not in keys and (g.group is None or g.group not in groups))
        if absent and (answer.status is Status.FAMILY or answer.score >= _SURE):
            found[name.key] = Missing(name.where, name.text, absent, answer.status)
    return tuple(found.values())


def _looks_like_name(name: Named) -> bool:
    if name.families and " " in name.text:
        return True
    return len(name.text) > 2 and any(ch.isdigit() or ch.isupper() for ch in name.text[1:])


def kind_of_word(resolver: Resolver, word: str, gene: Gene) -> NameKind | None:
    """Return what sort of name of a gene a word is, its family's name included; ``None`` when it is none."""
    gathered = resolver.gatherer.gather(word)
    for part in (gathered, *gathered.parts):
        for proposal in part.proposals:
            if proposal.gene.key == gene.key:
                return NameKind.FAMILY if proposal.family else proposal.kind
    return None


def scope(resolver: Resolver, context: Context) -> tuple[int, ...]:
    """Return the taxon ids the record is about: those its text names, else its organisms; empty when nothing says.

    Taxa that the index does not hold count too: a figure on a bacterium is not about human genes.
    """
    if context.species:
        return context.species
    whole = context.whole
    mentions = [found for found in reader().find(whole) if found.strength >= _CLEAR] if whole else []
    if mentions:
        shares = TextSpecies(mentions, whole, len(context.title)).shares
        return tuple(sorted(taxon for taxon, share in shares.items() if share >= _SHARE))
    names = {name.casefold() for name in context.organisms}
    return tuple(taxon.taxon_id for taxon in resolver.reference.taxa.values() if taxon.name.casefold() in names)
