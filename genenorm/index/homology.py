"""The orthologs of a gene, from its homology group and from the pairs that sources name outside groups.

Sources are not weighed against each other: each ortholog carries the statements of all sources about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from genenorm.core.model import Gene, Member, Support
from genenorm.core.taxa import HUMAN
from genenorm.index.reference import Reference
from genenorm.index.schema import HOMOLOGY_SOURCES


class Homology(Enum):
    """Which orthologs to return; the value is the word of ``--homology``."""

    STRINGENT = "stringent"
    """Members of the gene's group, and pairs outside it that are well supported (see ``orthologs``)."""
    ALL = "all"
    """All that any source names."""


class Relation(Enum):
    """How many genes of one species are orthologs of how many of another; the value is the word in tables."""

    ONE_TO_ONE = "one-to-one"
    ONE_TO_MANY = "one-to-many"
    MANY_TO_ONE = "many-to-one"
    MANY_TO_MANY = "many-to-many"


_RELATIONS = {
    (False, False): Relation.ONE_TO_ONE,
    (False, True): Relation.ONE_TO_MANY,
    (True, False): Relation.MANY_TO_ONE,
    (True, True): Relation.MANY_TO_MANY,
}


@dataclass(frozen=True, slots=True)
class Ortholog:
    """An ortholog of a gene, with their relation and the sources."""

    gene: Gene
    group_id: str
    """The homology group of both genes; empty when they share none."""
    relation: Relation
    """From the species of the gene asked about to the species of this ortholog, among the orthologs returned."""
    support: tuple[Support, ...]
    """The sources of this pair of genes."""
    anchor: Gene | None = None
    """The human gene of the group, when the two genes are paired with it and not with each other."""
    through: tuple[Support, ...] = ()
    """The sources of the pairs of each of the two genes with the anchor."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources, those of the pair itself first.

        >>> from genenorm import orthologs
        >>> [found.sources for found in orthologs("GRIN1", to="mouse")]
        [('HomoloGene', 'HGNC', 'HCOP')]
        """
        return tuple(dict.fromkeys(support.source for support in (*self.support, *self.through)))

    @property
    def homology(self) -> str:
        """Sources and support in words: ``HomoloGene; HCOP 9/12 methods``."""
        words = "; ".join(support.words for support in self.support)
        if self.anchor is None:
            return words
        legs = ", ".join(support.words for support in self.through)
        return "; ".join(filter(None, (words, f"through human {self.anchor.symbol}: {legs}")))


@dataclass(frozen=True, slots=True)
class _Link:
    """The statements about two genes, before it is decided whether they count as orthologs."""

    other: Gene
    grouped: bool
    support: tuple[Support, ...]
    anchor: Gene | None = None
    through: tuple[Support, ...] = ()


def group_genes(reference: Reference, gene: Gene, taxon_id: int) -> tuple[Gene, ...]:
    """Return the genes of one species in a gene's homology group, those of the highest weight first.

    >>> reference = Reference.open()
    >>> [other.symbol for other in group_genes(reference, reference.gene_by_id(2902), 10090)]
    ['Grin1']
    """
    if gene.group is None:
        return ()
    members = reference.genes_of(reference.members(gene.group))
    found = [other for other in members if other.taxon_id == taxon_id != gene.taxon_id]
    return tuple(sorted(found, key=lambda other: (-other.weight, other.key)))


def orthologs(
    reference: Reference, gene: Gene, taxon_id: int | None = None, homology: Homology = Homology.STRINGENT
) -> tuple[Ortholog, ...]:
    """Return a gene's orthologs in one species, or in all others, best supported first.

    ``STRINGENT`` takes the members of the gene's homology group. Outside the group it takes the pairs of sources that
    count no methods (HGNC, ZFIN, NCBI, MGI), and those that at least half of a source's methods find, unless another
    pair of one of the two genes has more methods. ``ALL`` takes every pair that any source names.

    >>> reference = Reference.open()
    >>> [(found.gene.symbol, found.homology) for found in orthologs(reference, reference.gene_by_id(2902), 10090)]
    [('Grin1', 'HomoloGene; HGNC; HCOP 12/12 methods')]
    """
    taxa = reference.taxa if taxon_id is None else (taxon_id,)
    return tuple(found for taxon in taxa for found in _orthologs_in(reference, gene, taxon, homology))


def has_ortholog(reference: Reference, gene: Gene, taxon_id: int) -> bool:
    """Return whether any source names an ortholog of a gene in a species."""
    return bool(_links(reference, gene, taxon_id))


def _orthologs_in(reference: Reference, gene: Gene, taxon_id: int, homology: Homology) -> Iterator[Ortholog]:
    found = _counting(reference, gene, taxon_id, homology)
    for link in sorted(found, key=_order):
        back = _counting(reference, link.other, gene.taxon_id, homology)
        group_id = reference.group_id(gene.group) if link.grouped else ""
        relation = _RELATIONS[len(back) > 1, len(found) > 1]
        yield Ortholog(link.other, group_id, relation, link.support, link.anchor, link.through)


def _order(link: _Link) -> tuple[bool, int, int, int]:
    methods = max((support.methods for support in link.support), default=0)
    return not link.grouped, -methods, -link.other.weight, link.other.key


def _counting(reference: Reference, gene: Gene, taxon_id: int, homology: Homology) -> list[_Link]:
    """Return the links to a species that count as orthologs."""
    links = _links(reference, gene, taxon_id)
    if homology is Homology.ALL:
        return links
    return [link for link in links if link.grouped or any(_is_strong(reference, gene, link, links))]


def _is_strong(reference: Reference, gene: Gene, link: _Link, links: Iterable[_Link]) -> Iterator[bool]:
    """Yield for each source of a pair outside the group whether its support is strong."""
    for support in link.support:
        if not support.of:
            yield True
        elif support.methods * 2 >= support.of:
            yield support.methods >= _most(support.source, links) or support.methods >= _most(
                support.source, _links(reference, link.other, gene.taxon_id)
            )


def _most(source: str, links: Iterable[_Link]) -> int:
    return max(support.methods for link in links for support in link.support if support.source == source)


# -- statements about two genes -------------------------------------------------------------------------------


def _links(reference: Reference, gene: Gene, taxon_id: int) -> list[_Link]:
    if taxon_id == gene.taxon_id:
        return []
    links = {link.other.key: link for link in _group_links(reference, gene, taxon_id)}
    paired: dict[int, list[Support]] = {}
    for key, support in _paired(reference, gene, taxon_id):
        paired.setdefault(key, []).append(support)
    for key, supports in paired.items():
        supports.sort(key=_place)
        known = links.get(key)
        if known is None:
            links[key] = _Link(reference.gene(key), False, tuple(supports))
        else:
            links[key] = _Link(known.other, known.grouped, tuple(sorted((*known.support, *supports), key=_place)))
    # two members of a group of which no source makes a pair are no orthologs
    return [link for link in links.values() if link.support or link.through]


def _place(support: Support) -> int:
    return HOMOLOGY_SOURCES.index(support.source)


def _paired(reference: Reference, gene: Gene, taxon_id: int) -> Iterator[tuple[int, Support]]:
    order = list(reference.taxa)
    if gene.taxon_id not in order or taxon_id not in order:
        return
    if order.index(gene.taxon_id) < order.index(taxon_id):
        for pairs in reference.pairs(gene.taxon_id, taxon_id):
            yield from pairs.others(gene.key)
    else:
        for pairs in reference.pairs(taxon_id, gene.taxon_id):
            yield from pairs.genes(gene.key)


def _group_links(reference: Reference, gene: Gene, taxon_id: int) -> Iterator[_Link]:
    """Yield the links of a gene to the members of its homology group in one species.

    HomoloGene's groups link all their members. The other sources pair a member with the group's human gene, when the
    group has exactly one.
    """
    if gene.group is None:
        return
    members = reference.group(gene.group).members
    genes = {member.gene: reference.gene(member.gene) for member in members}
    human = [key for key, other in genes.items() if other.taxon_id == HUMAN]
    by_gene = {member.gene: member for member in members}
    own = by_gene[gene.key]
    for member in members:
        other = genes[member.gene]
        if other.taxon_id != taxon_id:
            continue
        both = "HomoloGene" in own.sources and "HomoloGene" in member.sources
        together = (Support("HomoloGene"),) if both else ()
        if len(human) != 1:
            anchored = None if HUMAN in (gene.taxon_id, taxon_id) else _anchored(reference, human, gene, other)
            if together or anchored is None:
                yield _Link(other, True, together)
            else:
                yield _Link(other, True, (), *anchored)
        elif human[0] in (gene.key, other.key):
            yield _Link(other, True, together + _other_support(own if other.key == human[0] else member))
        else:
            through = _legs(_other_support(own), _other_support(member)) if both else _legs(own.support, member.support)
            yield _Link(other, True, together, genes[human[0]] if through else None, through)


def _anchored(
    reference: Reference, human: Iterable[int], gene: Gene, other: Gene
) -> tuple[Gene, tuple[Support, ...]] | None:
    """Return the first human gene of a group that sources pair with both genes, with those sources."""
    for key in human:
        anchor = reference.gene(key)
        legs = [
            [support for found, support in _paired(reference, anchor, leg.taxon_id) if found == leg.key]
            for leg in (gene, other)
        ]
        if all(legs):
            return anchor, _legs(*legs)
    return None


def _legs(one: Iterable[Support], two: Iterable[Support]) -> tuple[Support, ...]:
    """Return the sources of two pairs; for a source of both, its weaker support."""
    through: dict[str, Support] = {}
    for support in (*one, *two):
        known = through.get(support.source)
        if known is None or support.methods < known.methods:
            through[support.source] = support
    return tuple(through.values())


def _other_support(member: Member) -> tuple[Support, ...]:
    """Return the support of sources other than HomoloGene for a member and its group's human gene."""
    return tuple(support for support in member.support if support.source != "HomoloGene")
