"""What a record's own text says about its genes: names that support an answer, shared doubtful words, missing genes.

The text is searched for names the index knows, word by word; nothing is added to a record from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from genenorm.annotation.scanner import FAMILY_KINDS, Named, scanner_of
from genenorm.annotation.scope import OUT_OF_SCOPE, Scope, genes_in_scope
from genenorm.core.caches import Memo
from genenorm.core.model import Gene, NameKind, Resolution, Status, label
from genenorm.index.reference import Reference
from genenorm.index.schema import KINDS
from genenorm.resolver.resolver import Resolver, gene_meant
from genenorm.text.keys import Key, fold
from genenorm.text.species_words import Context

_MOST = 3
"""Pieces of support told for one answer."""
_SURE = 0.5
"""Score from which a name of the text is worth suggesting."""
_NAMES_KEPT = 1 << 14
_SHOWN = 12
"""Genes told of a family that is missing."""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in ``context.whole`` that names genes of the record."""

    start: int
    end: int
    text: str
    genes: tuple[Gene, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A gene, or a family, that the text names and the keywords do not hold."""

    where: str
    text: str
    genes: tuple[Gene, ...]
    """The gene named and those of its homology group in scope, or a family's members that are missing."""
    status: Status

    def __str__(self) -> str:
        symbols = ", ".join(f"{gene.symbol} ({label(gene)})" for gene in self.genes[:_SHOWN])
        more = f" and {len(self.genes) - _SHOWN} more" if len(self.genes) > _SHOWN else ""
        return f'{self.where}: "{self.text}" → {symbols}{more}'


def find_names(resolver: Resolver, context: Context) -> tuple[Named, ...]:
    """Return the names in a context's title and text, in order, the longest at each place.

    >>> from genenorm.index.reference import Reference
    >>> resolver = Resolver(Reference.open())
    >>> context = Context(text="spines with PSD95, via the TrkB/Flk-1 pathway")
    >>> [name.text for name in find_names(resolver, context) if not name.entry.common]
    ['PSD95', 'TrkB', 'Flk-1']
    """
    return scanner_of(resolver.reference).names(context.title, context.text)


def spans(
    resolver: Resolver, names: Iterable[Named], answers: Iterable[Resolution], context: Context, scope: Scope
) -> tuple[Span, ...]:
    """Return where a context's text names genes that were answered, in order and without overlap.

    A text does not mean genes of a species that it is not about.
    """
    told = (answer.answer.gene for answer in answers if answer.answer is not None)
    genes = {gene.key: gene for gene in told if scope.verdict(gene.taxon_id) != OUT_OF_SCOPE}
    if not genes:
        return ()
    keys_told = set(genes)  # which is faster to compare with sets than a dictionary
    caption_start = len(context.title) + 1 if context.title else 0
    found: list[Span] = []
    for name in names:
        entry = name.entry
        if entry.rows.isdisjoint(keys_told):
            continue
        start = name.start + (caption_start if name.where == "caption" else 0)
        if found and start < found[-1].end:
            continue
        keys = [target for target, _ in entry.genes]
        keys += [member for family in entry.families for member in resolver.reference.family(family).members]
        meant = tuple(genes[key] for key in dict.fromkeys(keys) if key in genes)
        found.append(Span(start, start + len(name.text), name.text, meant))
    return tuple(found)


class Support:
    """Where a text names the genes of some answers: themselves, others of their homology groups, their families."""

    def __init__(self, resolver: Resolver, names: Iterable[Named], answers: Iterable[Resolution]) -> None:
        wanted = [gene for gene in map(gene_meant, answers) if gene is not None]
        rows = {gene.key for gene in wanted}
        groups = {gene.group for gene in wanted}
        self._reference = resolver.reference
        self._by_gene: dict[int, dict[str, str]] = {row: {} for row in rows}
        self._by_group: dict[int, dict[str, str]] = {group: {} for group in groups if group is not None}
        for name in names:
            if not (name.entry.groups.isdisjoint(groups) and name.entry.rows.isdisjoint(rows)):
                self._add(name)

    def _add(self, name: Named) -> None:
        gene_of, by_gene, by_group = self._reference.gene, self._by_gene, self._by_group
        start = f'{name.where}: "{name.text}" → '
        for target, kind in name.entry.genes:
            gene = gene_of(target)
            if target in by_gene:
                by_gene[target].setdefault(name.text, f"{start}{gene.symbol} {kind.label}")
            if gene.group in by_group:
                by_group[gene.group].setdefault(name.text, f"{start}{gene.symbol} {kind.label}, its ortholog")
        for target in name.entry.families:
            family = self._reference.family(target)
            for group in [gene_of(member).group for member in family.members]:
                if group in by_group:
                    how = f"{start}FPLX:{family.family_id}, which it belongs to"
                    by_group[group].setdefault(name.text, how)

    def of(self, answer: Resolution) -> tuple[str, ...]:
        """Return where the text names the gene of an answer, in words: ``caption: "PSD95" → DLG4 synonym``."""
        gene = gene_meant(answer)
        if gene is None:
            return ()
        own = self._by_gene.get(gene.key) or {}
        others = self._by_group.get(gene.group, {}) if gene.group is not None else {}
        if not (own or others):
            return ()
        return tuple({**own, **{text: how for text, how in others.items() if text not in own}}.values())[:_MOST]


def shared_words(
    resolver: Resolver, names: Sequence[Named], answers: Sequence[Resolution], read: Sequence[str] = ()
) -> dict[int, str]:
    """Return, by the number of an answer, the word it shares with unrelated answers: ``kar: MDH1, HSD17B12, kar``.

    One word that names several unrelated genes of one species is doubtful for each of them. A keyword's own word
    counts as well as those of the text, but does not make its official symbol doubtful. ``read`` are words that are
    known to stand in the figure.
    """
    rows = _rows_by_gene(answers)
    in_text = {name.entry.key: name for name in names}
    answered = set(rows)
    words = {
        key: (name.text, name.entry.genes)
        for key, name in in_text.items()
        if len(name.entry.genes) > 1 and not name.entry.targets.isdisjoint(answered)
    }
    named = _namesakes(resolver.reference)
    for word in (*read, *[answer.input for answer in answers]):
        key, genes, targets = named[word]
        if len(targets) > 1 and len(targets & answered) > 1 and not (key is None or key in in_text or key in words):
            words[key] = word, genes
    known = {named[word].key for word in read}
    shared: dict[int, str] = {}
    for key, (text, genes) in words.items():
        held = {target: kind for target, kind in genes if target in rows}
        if len(held) < 2:  # one gene shares its name with no other
            continue
        kinds: dict[int, set[int]] = {}
        for target, kind in held.items():
            gene = resolver.reference.gene(target)
            if key in in_text or key in known or kind is not NameKind.SYMBOL:
                kinds.setdefault(gene.taxon_id, set()).add(gene.group if gene.group is not None else -gene.key)
        if any(len(groups) > 1 for groups in kinds.values()):
            numbers = sorted({number for target in held for number in rows[target]})
            inputs = ", ".join(dict.fromkeys(answers[number].input for number in numbers))
            for number in numbers:
                shared.setdefault(number, f"{text}: {inputs}")
    return shared


class _Namesakes(NamedTuple):
    """The genes with a name, families aside."""

    key: Key | None
    genes: tuple[tuple[int, NameKind], ...]
    """Their row numbers, and what sort of name it is to them."""
    targets: frozenset[int]
    """Their row numbers."""


@lru_cache(maxsize=2)
def _namesakes(reference: Reference) -> Memo[str, _Namesakes]:
    """Return the genes with a name in an index, remembered: the figures of a folder share many of their names."""

    def of(word: str) -> _Namesakes:
        key = fold(word)
        codes = reference.postings(key) if key is not None else ()
        kinds = {code >> 12: kind for code in codes if (kind := KINDS[code >> 8 & 15]) not in FAMILY_KINDS}
        return _Namesakes(key, tuple(kinds.items()), frozenset(kinds))

    return Memo(of, _NAMES_KEPT)


def _rows_by_gene(answers: Sequence[Resolution]) -> dict[int, list[int]]:
    """Return answers' numbers by gene row; one that leaves the species open stands under each of its genes."""
    rows: dict[int, list[int]] = {}
    for number, answer in enumerate(answers):
        gene = gene_meant(answer)
        if answer.answer is not None:
            rows.setdefault(answer.answer.gene.key, []).append(number)
        elif gene is not None:
            for candidate in answer.candidates:
                if candidate.gene.group == gene.group:
                    rows.setdefault(candidate.gene.key, []).append(number)
    return rows


def missing(
    resolver: Resolver, names: Sequence[Named], answers: Sequence[Resolution], context: Context, scope: Scope
) -> tuple[Missing, ...]:
    """Return what the text names and no answer holds: ``caption: "Flk-1" → KDR (9606:3791)``.

    A gene stands with those of its homology group in the other species that the record is about; a gene of a species
    that it is not about is no suggestion.
    """
    genes = [gene for gene in map(gene_meant, answers) if gene is not None]
    keys = {gene.key for gene in genes} | {member.key for answer in answers for member in answer.members}
    groups = {gene.group for gene in genes} | {gene.group for answer in answers for gene in answer.members}
    found: dict[Key, Missing] = {}
    taken = ("", -1)
    for name in names:
        end = name.start + len(name.text)
        key = name.entry.key
        if name.entry.common or (name.where == taken[0] and end <= taken[1]) or key in found:
            continue
        taken = (name.where, end)
        if not looks_like_name(name):
            continue
        answer = resolver.resolve(name.text, context)
        meant = answer.members if answer.status is Status.FAMILY else tuple(filter(None, [gene_meant(answer)]))
        absent = tuple(g for g in meant if g.key not in keys and (g.group is None or g.group not in groups))
        foreign = scope.verdict(answer.taxon_id) == OUT_OF_SCOPE
        if absent and not foreign and (answer.status is Status.FAMILY or answer.score >= _SURE):
            if answer.status is not Status.FAMILY:  # the caption of a figure about several species names it in all
                absent = tuple(g for gene in absent for g in (gene, *genes_in_scope(scope, resolver.reference, gene)))
            found[key] = Missing(name.where, name.text, absent, answer.status)
    return tuple(found.values())


def looks_like_name(name: Named) -> bool:
    """Whether a name of a text is written as one: with a digit or a capital in it, or as a family's name of words."""
    if name.entry.families and " " in name.text:
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
