"""Gene names in a record's own text: support for its answers, words that several genes share, and missing genes.

The title and caption are searched for the names of the index. Names found there are not added to the record's names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from genenorm.annotation.scanner import TextName, scanner_of
from genenorm.annotation.scope import OUT_OF_SCOPE, Scope, genes_in_scope
from genenorm.core.caches import Memo
from genenorm.core.context import Context
from genenorm.core.model import Gene, NameKind, Resolution, Status, label
from genenorm.index.reference import Reference
from genenorm.index.schema import FAMILY_KINDS, KIND_BY_CODE, kind_of, target_of
from genenorm.resolver.proposals import IS_MEMBER, kind_code
from genenorm.resolver.resolver import Resolver
from genenorm.text.keys import Key, fold

_MOST_STATEMENTS = 3
"""The most statements of support for one answer."""
_MOST_GENES = 12
"""The most genes shown for a missing family."""
_LEAST_SCORE = 0.5
"""The lowest score of a name in the text that is suggested as missing."""
_NAMES_CACHE_SIZE = 1 << 14


@dataclass(frozen=True, slots=True)
class GeneSpan:
    """A place in a record's text that names genes; offsets count in ``context.whole``."""

    start: int
    end: int
    text: str
    genes: tuple[Gene, ...]


@dataclass(frozen=True, slots=True)
class MissingGene:
    """A gene or family that is named in a record's text but is not among its names.

    ``str()`` gives one line for people: ``caption: "Flk-1" → KDR (9606:3791)``.
    """

    where: str
    """``title`` or ``caption``."""
    text: str
    genes: tuple[Gene, ...]
    """The gene and the members of its homology group in the species in scope; or the missing members of a family."""
    status: Status
    """The status of the answer for the name: resolved, group or family."""

    def __str__(self) -> str:
        symbols = ", ".join(f"{gene.symbol} ({label(gene)})" for gene in self.genes[:_MOST_GENES])
        more = f" and {len(self.genes) - _MOST_GENES} more" if len(self.genes) > _MOST_GENES else ""
        return f'{self.where}: "{self.text}" → {symbols}{more}'


def find_names(reference: Reference, context: Context) -> tuple[TextName, ...]:
    """Return the names of an index in a context's title and text, in order, the longest at each place.

    >>> context = Context(text="spines with PSD95, via the TrkB/Flk-1 pathway")
    >>> [name.text for name in find_names(Reference.open(), context) if not name.entry.is_common_word]
    ['PSD95', 'TrkB', 'Flk-1']
    """
    return scanner_of(reference).names(context.title, context.text)


def looks_like_name(name: TextName) -> bool:
    """Return whether a name looks like a gene name.

    It has a digit or a capital after the first letter, or is the name of a family with several words.

    >>> names = find_names(Reference.open(), Context(text="TrkB, insulin, NMDA receptors"))
    >>> [(name.text, looks_like_name(name)) for name in names]
    [('TrkB', True), ('insulin', False), ('NMDA receptors', True)]
    """
    if name.entry.families and " " in name.text:
        return True
    return len(name.text) > 2 and any(ch.isdigit() or ch.isupper() for ch in name.text[1:])


def kind_of_word(resolver: Resolver, word: str, gene: Gene) -> NameKind | None:
    """Return the kind of name that a word is for a gene.

    ``FAMILY`` is returned for the name of a family of the gene, and ``None`` for a word that does not name the gene.

    >>> resolver = Resolver(Reference.open())
    >>> kind_of_word(resolver, "PSD95", resolver.resolve("DLG4").gene_meant)
    <NameKind.SYNONYM: 2>
    """
    gathered = resolver.gatherer.gather(word)
    for part in (gathered, *gathered.parts):
        if gene.key in part.genes:
            match = part.matches[part.genes.index(gene.key)]
            return NameKind.FAMILY if match & IS_MEMBER else KIND_BY_CODE[kind_code(match)]
    return None


# -- places in the text that name answered genes ----------------------------------------------------------------------


def gene_spans(
    reference: Reference, names: Iterable[TextName], answers: Iterable[Resolution], context: Context, scope: Scope
) -> tuple[GeneSpan, ...]:
    """Return the places in a context's title and text that name genes of the answers, in order and without overlap.

    Genes of species out of scope are left out, since the text does not mean them.
    """
    answered = (gene for answer in answers if (gene := answer.gene) is not None)
    genes = {gene.key: gene for gene in answered if scope.verdict(gene.taxon_id) != OUT_OF_SCOPE}
    rows = set(genes)  # a set is faster to compare than the dictionary
    spans: list[GeneSpan] = []
    for name in names if genes else ():
        if name.entry.rows.isdisjoint(rows):
            continue
        start = name.start_in(context)
        if not spans or start >= spans[-1].end:
            named = tuple(genes[row] for row in _rows_named(reference, name) if row in genes)
            spans.append(GeneSpan(start, start + len(name.text), name.text, named))
    return tuple(spans)


def _rows_named(reference: Reference, name: TextName) -> Iterable[int]:
    """Return the row numbers of the genes that a name means, then of its families' members, each once."""
    rows = [row for row, _ in name.entry.genes]
    rows += [member for family in name.entry.families for member in reference.family(family).members]
    return dict.fromkeys(rows)


# -- support for the answers ------------------------------------------------------------------------------------------


class _Statements(NamedTuple):
    """Statements about the names of some genes in a text, such as ``caption: "PSD95" → DLG4 synonym``."""

    by_gene: dict[int, dict[str, str]]
    """By row number of a gene with any: the statements on the gene itself, by the name as written in the text."""
    by_group: dict[int | None, dict[str, str]]
    """By homology group with any: the statements on its genes and their families."""

    def on(self, gene: Gene) -> tuple[str, ...]:
        """Return the statements on a gene: on the gene itself first, then on its orthologs and families."""
        own = self.by_gene.get(gene.key, _NO_STATEMENTS)
        others = self.by_group.get(gene.group, _NO_STATEMENTS)
        further = (statement for text, statement in others.items() if text not in own)
        return (*own.values(), *further)[:_MOST_STATEMENTS]


_NO_STATEMENTS: Mapping[str, str] = {}


class TextSupport:
    """The places in a record's text that support its answers, searched for when they are first asked for.

    ``find_names`` returns the names in the text, as the function of this name does, and ``meant`` are the genes that
    the answers mean, ``None`` for an answer without one. ``letters``, if they are known, are those of the text.

    >>> reference = Reference.open()
    >>> names = find_names(reference, Context(text="spines with PSD95"))
    >>> support = TextSupport(reference, [reference.gene_by_id(1742), None], lambda: names)
    >>> support.on(reference.gene_by_id(1742))
    ('caption: "PSD95" → DLG4 synonym',)
    """

    def __init__(
        self,
        reference: Reference,
        meant: Sequence[Gene | None],
        find_names: Callable[[], Sequence[TextName]],
        letters: str | None = None,
    ) -> None:
        self._reference = reference
        self._meant = meant
        self._find_names = find_names
        self._letters = letters

    def on(self, gene: Gene) -> tuple[str, ...]:
        """Return the places that name a gene of the answers, one of its orthologs, or one of its families."""
        return self._statements.on(gene)

    def with_symbol_of(self, gene: Gene) -> tuple[str, ...]:
        """Return the same, or nothing when no place has a symbol of the gene or an ortholog, old or new."""
        letters = self._letters
        if letters is not None and gene.key > 0:
            if not any(symbol in letters for symbol in _letters_of_symbols(self._reference)[gene.key]):
                return ()
        return self.on(gene)

    @cached_property
    def _statements(self) -> _Statements:
        reference = self._reference
        genes = [gene for gene in self._meant if gene is not None]
        rows = {gene.key for gene in genes}
        groups = {gene.group for gene in genes if gene.group is not None}
        found = _Statements({}, {})
        for name in self._find_names():
            entry = name.entry
            if not (entry.groups.isdisjoint(groups) and entry.rows.isdisjoint(rows)):
                _add_gene_statements(reference, name, rows, groups, found)
                _add_family_statements(reference, name, groups, found)
        return found


@lru_cache(maxsize=2)
def _letters_of_symbols(reference: Reference) -> Memo[int, tuple[str, ...]]:
    """Return the letters of the symbols and previous symbols of a gene and its homology group, by its row number."""
    previous, groups = reference.columns.previous_symbols, reference.gene_groups

    def read(row: int) -> tuple[str, ...]:
        rows = reference.members(groups[row]) if groups[row] else (row,)
        keys = [key for member in rows for key in (fold(reference.symbol(member)), *previous(member))]
        return tuple({letters_of(key) for key in keys if key is not None})

    return Memo(read, _NAMES_CACHE_SIZE)


def letters_of(text: str) -> str:
    """Return the letters and digits of a text as keys have them: those of the key of a name in it are a part of them.

    >>> letters_of("Levels of NKX2.1 and IL-1β rise.")
    'levelsofnkx21andil1betarise'
    """
    if text.isascii():
        return text.encode("ascii").translate(None, _BETWEEN_LETTERS).decode("ascii").lower()
    return (fold(text) or "").replace("-", "")


_BETWEEN_LETTERS = bytes([code for code in range(128) if not chr(code).isalnum()])


def _add_gene_statements(
    reference: Reference, name: TextName, rows: set[int], groups: set[int], found: _Statements
) -> None:
    groups_of_genes = reference.gene_groups
    for row, kind in name.entry.genes:
        group = groups_of_genes[row] or None
        if row in rows or group in groups:
            statement = f'{name.where}: "{name.text}" → {reference.symbol(row)} {kind.label}'
            if row in rows:
                found.by_gene.setdefault(row, {}).setdefault(name.text, statement)
            if group in groups:
                of_group = found.by_group.setdefault(group, {})
                of_group.setdefault(name.text, f"{statement}, its ortholog")


def _add_family_statements(reference: Reference, name: TextName, groups: set[int], found: _Statements) -> None:
    for row in name.entry.families:
        family = reference.family(row)
        statement = f'{name.where}: "{name.text}" → FPLX:{family.family_id}, which it belongs to'
        for group in reference.groups_of(family.members) & groups:
            found.by_group.setdefault(group, {}).setdefault(name.text, statement)


# -- words that several answers share ---------------------------------------------------------------------------------


def shared_words(
    reference: Reference,
    names: Iterable[TextName],
    answers: Sequence[Resolution],
    meant: Sequence[Gene | None],
    read_words: Sequence[str] = (),
    keys: Collection[Key] | None = None,
) -> dict[int, str]:
    """Return the words that are names of several answered genes which are not related to each other.

    Such a word is doubtful evidence for each of the genes. The words compared are those of the text, those read in the
    figure and the answered names themselves. A name that is neither in the text nor in the figure is not counted for
    the gene of which it is the official symbol.

    :param names: the names in the text, as ``find_names`` returns them.
    :param meant: the genes that the answers mean, ``None`` for an answer without one.
    :param read_words: the words that were read in the figure.
    :param keys: the keys of which words are to be found; ``None`` for all.
    :returns: the statements by position in ``answers``: the word and the names of the answers that share it, such as
        ``kar: MDH1, HSD17B12``.
    """
    places = places_by_gene(reference, answers, meant)
    inputs = [answer.input for answer in answers]
    shared: dict[int, str] = {}
    words = (*read_words, *inputs)
    if keys is not None:
        names = [name for name in names if name.entry.key in keys]
        words = tuple([word for word in words if fold(word) in keys])
    for word in _words_of_several_genes(reference, names, words, read_words, set(places)):
        named = {row: kind for row, kind in word.genes if row in places}
        if _are_unrelated(reference, named, count_symbols=word.is_seen):
            sharing = sorted({place for row in named for place in places[row]})
            statement = f"{word.text}: {', '.join(dict.fromkeys(inputs[place] for place in sharing))}"
            for place in sharing:
                shared.setdefault(place, statement)
    return shared


def places_by_gene(
    reference: Reference, answers: Iterable[Resolution], meant: Iterable[Gene | None]
) -> dict[int, list[int]]:
    """Return the positions of the answers by the row number of the gene.

    An answer whose species is open is listed under each of its candidates of the homology group.
    """
    groups = reference.gene_groups
    places: dict[int, list[int]] = {}
    for place, (answer, gene) in enumerate(zip(answers, meant, strict=True)):
        if gene is None:
            continue
        if answer.answered:
            places.setdefault(gene.key, []).append(place)
            continue
        ranked = answer.ranked
        for row in [candidate.gene.key for candidate in ranked] if isinstance(ranked, tuple) else ranked.rows():
            if row > 0 and groups[row] == gene.group:  # a gene of a live source alone has no group
                places.setdefault(row, []).append(place)
    return places


class _WordOfSeveralGenes(NamedTuple):
    """A word that names at least two of the answered genes."""

    text: str
    genes: tuple[tuple[int, NameKind], ...]
    """Row numbers of all genes with that name, each with the kind of the name."""
    is_seen: bool
    """Whether the word is in the text or was read in the figure."""


def _words_of_several_genes(
    reference: Reference,
    names: Iterable[TextName],
    words: Iterable[str],
    read_words: Iterable[str],
    answered: set[int],
) -> Iterator[_WordOfSeveralGenes]:
    """Yield the names in the text and the words that name at least two answered genes, once each."""
    in_text = {name.entry.key: name for name in names}
    for name in in_text.values():
        if _name_several(name.entry.gene_rows, answered):
            yield _WordOfSeveralGenes(name.text, name.entry.genes, is_seen=True)
    namesakes = _namesakes(reference)
    read_keys = {namesakes[word].key for word in read_words}
    done = set(in_text)
    for word in words:
        found = namesakes[word]
        if _name_several(found.rows, answered) and found.key is not None and found.key not in done:
            done.add(found.key)
            yield _WordOfSeveralGenes(word, found.genes, is_seen=found.key in read_keys)


def _name_several(rows: frozenset[int], answered: set[int]) -> bool:
    """Return whether at least two of these genes are answered."""
    return len(rows) > 1 and not rows.isdisjoint(answered) and len(rows & answered) > 1


def _are_unrelated(reference: Reference, genes: Mapping[int, NameKind], *, count_symbols: bool) -> bool:
    """Return whether the genes of some species are in different homology groups.

    Unless ``count_symbols`` is true, genes whose official symbol is the word are not counted.
    """
    groups_by_taxon: dict[int, set[int]] = {}
    for row, kind in genes.items():
        if count_symbols or kind is not NameKind.SYMBOL:
            gene = reference.gene(row)
            group = gene.group if gene.group is not None else -gene.key  # a gene without a group counts as a group
            groups_by_taxon.setdefault(gene.taxon_id, set()).add(group)
    return any(len(groups) > 1 for groups in groups_by_taxon.values())


class _Namesakes(NamedTuple):
    """The genes, but not the families, that have a name."""

    key: Key | None
    genes: tuple[tuple[int, NameKind], ...]
    """Row numbers, each with the kind of name that it is for the gene."""
    rows: frozenset[int]
    """Row numbers alone."""


@lru_cache(maxsize=2)
def _namesakes(reference: Reference) -> Memo[str, _Namesakes]:
    """Return the genes of an index by name, cached, since the figures of a folder have many names in common."""

    def read(name: str) -> _Namesakes:
        key = fold(name)
        postings = reference.postings(key) if key is not None else ()
        kinds: dict[int, NameKind] = {}
        for word in postings:  # symbols first, which may be synonyms in another spelling too
            if (kind := kind_of(word)) not in FAMILY_KINDS:
                kinds.setdefault(target_of(word), kind)
        return _Namesakes(key, tuple(kinds.items()), frozenset(kinds))

    return Memo(read, _NAMES_CACHE_SIZE)


# -- genes that are not among the names ------------------------------------------------------------------------------


def missing_genes(
    resolver: Resolver, names: Iterable[TextName], answers: Sequence[Resolution], context: Context, scope: Scope
) -> tuple[MissingGene, ...]:
    """Return the genes and families that are named in a text but are not among the answers, in the order of the text.

    A name inside a longer name is not considered. Genes are of species in scope; in a text that is about other species
    than those of the index, none are missing. Genes whose homology group has an answer are left out.
    """
    if scope.is_of_others:
        return ()
    known = _KnownGenes.of(answers)
    found: dict[Key, MissingGene] = {}
    where, end = "", -1
    for name in names:
        is_part = name.where == where and name.end <= end
        if name.entry.is_common_word or is_part or name.entry.key in found:
            continue
        where, end = name.where, name.end
        if looks_like_name(name):
            answer = resolver.resolve(name.text, context)
            if genes := _genes_to_suggest(resolver.reference, answer, known, scope):
                found[name.entry.key] = MissingGene(name.where, name.text, genes, answer.status)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _KnownGenes:
    """The genes of some answers, including the members of families."""

    rows: Collection[int]
    groups: Collection[int | None]

    @classmethod
    def of(cls, answers: Iterable[Resolution]) -> _KnownGenes:
        genes: list[Gene] = []
        for answer in answers:
            genes += answer.members
            if (gene := answer.gene_meant) is not None:
                genes.append(gene)
        return cls(frozenset(gene.key for gene in genes), frozenset(gene.group for gene in genes) - {None})

    def lack(self, gene: Gene) -> bool:
        """Return whether neither the gene nor another gene of its homology group is known."""
        return gene.key not in self.rows and gene.group not in self.groups


def _genes_to_suggest(reference: Reference, answer: Resolution, known: _KnownGenes, scope: Scope) -> tuple[Gene, ...]:
    """Return the genes of an answer that are missing; none when the answer is uncertain or out of scope."""
    if answer.status is Status.FAMILY:
        members = (gene for gene in answer.members if scope.verdict(gene.taxon_id) != OUT_OF_SCOPE)
        return tuple(filter(known.lack, members))
    gene = answer.gene_meant
    if gene is None or answer.score < _LEAST_SCORE or scope.verdict(answer.taxon_id) == OUT_OF_SCOPE:
        return ()
    # a figure about several species means the gene of each
    return (gene, *genes_in_scope(reference, gene, scope.taxa)) if known.lack(gene) else ()
