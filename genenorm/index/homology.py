"""The orthologs of a gene, from its homology group and from the ortholog pairs outside groups.

Each ortholog has the statements of all sources that name it; no source takes precedence over another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum

from genenorm.core.model import WEAK_SOURCES, Gene, Member, Support, label
from genenorm.core.taxa import HUMAN, WORM
from genenorm.index.reference import Reference
from genenorm.index.schema import HOMOLOGY_SOURCES


class Homology(Enum):
    """Which orthologs to return; the value is the word of ``--homology``."""

    STRINGENT = "stringent"
    """Members of the gene's group, and pairs outside it that are well supported (see ``orthologs``)."""
    ALL = "all"
    """All orthologs that any source names."""


class Relation(StrEnum):
    """The numbers of genes in two species that are orthologs of each other; the value is the word in tables.

    >>> Relation.ONE_TO_ONE == "one-to-one", f"{Relation.ONE_TO_ONE}"
    (True, 'one-to-one')
    """

    ONE_TO_ONE = "one-to-one"
    ONE_TO_MANY = "one-to-many"
    MANY_TO_ONE = "many-to-one"
    MANY_TO_MANY = "many-to-many"


MOST_NAMED = 2
"""Of the human orthologs that WormBase names for a worm gene, those of longer lists are often members of one family."""

_RELATIONS = {
    (False, False): Relation.ONE_TO_ONE,
    (False, True): Relation.ONE_TO_MANY,
    (True, False): Relation.MANY_TO_ONE,
    (True, True): Relation.MANY_TO_MANY,
}


@dataclass(frozen=True, slots=True)
class Ortholog:
    """An ortholog of a gene, with the relation of the two genes and the sources that name it."""

    gene: Gene
    """The ortholog."""
    group_id: str
    """The homology group of both genes; empty when they share none."""
    relation: Relation
    """The relation of the gene to its orthologs in this species.

    ``ONE_TO_MANY`` means that the gene has several orthologs there, ``MANY_TO_ONE`` that several genes of its own
    species have this ortholog. Only orthologs of the requested kind of ``Homology`` are counted.
    """
    support: tuple[Support, ...]
    """The sources that name the two genes as orthologs of each other."""
    anchor: Gene | None = None
    """The human gene of the group, when sources name each of the two genes as an ortholog of it; else ``None``."""
    through: tuple[Support, ...] = ()
    """The sources of the pairs with the human gene ``anchor``; for a source of both pairs, the weaker support."""

    def __repr__(self) -> str:
        """Return the ortholog in one line.

        >>> from genenorm import orthologs
        >>> orthologs("GRIN1", to="mouse")
        (<Ortholog Grin1 (10090:14810): one-to-one; HomoloGene; HGNC; HCOP 12/12 methods>,)
        """
        name = self.gene.symbol or self.gene.authority_id
        return f"<Ortholog {name} ({label(self.gene)}): {self.relation.value}; {self.homology}>"

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
    """The statements of sources about a gene and another one, before ``Homology`` is applied."""

    other: Gene
    grouped: bool
    """Whether both genes are in one homology group."""
    support: tuple[Support, ...]
    anchor: Gene | None = None
    through: tuple[Support, ...] = ()


def group_genes(reference: Reference, gene: Gene, taxon_id: int) -> tuple[Gene, ...]:
    """Return the genes of another species in a gene's homology group, by falling weight; none for its own species.

    >>> reference = Reference.open()
    >>> [other.symbol for other in group_genes(reference, reference.gene_by_id(2902), 10090)]
    ['Grin1']
    """
    if gene.group is None or taxon_id == gene.taxon_id or taxon_id not in reference.taxa:
        return ()
    members = reference.members_by_species(gene.group).get(reference.taxon_ids.index(taxon_id), ())
    return tuple(reference.genes_of(members))


def ortholog_rows(reference: Reference, gene: Gene, taxon_id: int) -> set[int]:
    """Return the row numbers of a gene's orthologs in another species that any source names, and of its group's genes.

    These are the genes of ``group_genes``, and those of ``orthologs`` with ``Homology.ALL``, without what is known of
    them, which takes longer to find.

    >>> reference = Reference.open()
    >>> [reference.symbol(row) for row in ortholog_rows(reference, reference.gene_by_id(2902), 10090)]
    ['Grin1']
    """
    if taxon_id == gene.taxon_id or taxon_id not in reference.taxa:
        return set()
    rows = {row for row, _ in _paired(reference, gene, taxon_id)}
    if gene.group is not None:
        rows.update(reference.members_by_species(gene.group).get(reference.taxon_ids.index(taxon_id), ()))
    return rows


def orthologs(
    reference: Reference, gene: Gene, taxon_id: int | None = None, homology: Homology = Homology.STRINGENT
) -> tuple[Ortholog, ...]:
    """Return the orthologs of a gene in the species ``taxon_id``, or in all other species, in the order of the index.

    Within a species, members of the gene's homology group come first, then pairs by falling number of methods. Of equal
    ones the gene with the higher weight comes first. The gene's own species, and one that the index lacks, have no
    orthologs. ``homology`` says which orthologs are returned:

    * ``STRINGENT``: the members of the gene's homology group that a source pairs with it. Outside the group, the pairs
      of sources that do not count methods (HGNC, ZFIN, NCBI, MGI, and WormBase if it names one or two human genes), and
      pairs that at least half of a source's methods find. Such a pair must be the best of the source for one of the
      two genes or for both. Weak sources (PANTHER, equal symbol, and WormBase if it names more) must agree on a pair.
    * ``ALL``: all that any source names, even if only one method finds them.

    >>> reference = Reference.open()
    >>> [(found.gene.symbol, found.homology) for found in orthologs(reference, reference.gene_by_id(2902), 10090)]
    [('Grin1', 'HomoloGene; HGNC; HCOP 12/12 methods')]
    """
    taxa = reference.taxa if taxon_id is None else (taxon_id,)
    return tuple(found for taxon in taxa for found in _orthologs_in(reference, gene, taxon, homology))


def ortholog_genes(
    reference: Reference, gene: Gene, taxon_id: int, homology: Homology = Homology.STRINGENT
) -> tuple[Gene, ...]:
    """Return the genes of ``orthologs`` in one other species, in its order, without what the sources say of them.

    They are found in two thirds of the time, since nobody asks for the orthologs of the orthologs.

    >>> reference = Reference.open()
    >>> [other.symbol for other in ortholog_genes(reference, reference.gene_by_id(2902), 10090)]
    ['Grin1']
    """
    return tuple(link.other for link in _ordered_links(reference, gene, taxon_id, homology))


def has_ortholog(reference: Reference, gene: Gene, taxon_id: int) -> bool:
    """Return whether a source that is not weak names an ortholog of a gene in another species."""
    return any(
        support.source not in WEAK_SOURCES
        for link in _links(reference, gene, taxon_id)
        for support in (*link.support, *link.through)
    )


def _orthologs_in(reference: Reference, gene: Gene, taxon_id: int, homology: Homology) -> Iterator[Ortholog]:
    found = _ordered_links(reference, gene, taxon_id, homology)
    for link in found:
        back = _selected_links(reference, link.other, gene.taxon_id, homology)
        group_id = reference.group_id(gene.group) if link.grouped else ""
        relation = _RELATIONS[len(back) > 1, len(found) > 1]
        yield Ortholog(link.other, group_id, relation, link.support, link.anchor, link.through)


def _ordered_links(reference: Reference, gene: Gene, taxon_id: int, homology: Homology) -> list[_Link]:
    """Return the links that ``homology`` selects, the best first."""
    return sorted(_selected_links(reference, gene, taxon_id, homology), key=_best_first)


def _best_first(link: _Link) -> tuple[bool, int, int, int]:
    methods = max((support.methods for support in link.support), default=0)
    return not link.grouped, -methods, -link.other.weight, link.other.key


def _selected_links(reference: Reference, gene: Gene, taxon_id: int, homology: Homology) -> list[_Link]:
    """Return the links of a gene to the genes of a species that ``homology`` selects."""
    links = _links(reference, gene, taxon_id)
    if homology is Homology.ALL:
        return links
    return [link for link in links if link.grouped or _is_well_supported(reference, gene, link, links)]


def _is_well_supported(reference: Reference, gene: Gene, link: _Link, links: Iterable[_Link]) -> bool:
    """Return whether a source supports a pair outside the group well enough for ``STRINGENT``; see ``orthologs``."""
    weak = 0
    for support in link.support:
        if not support.compared:
            if support.source in WEAK_SOURCES or _is_one_of_many(reference, gene, link, links, support.source):
                weak += 1
            else:
                return True
        elif support.methods * 2 >= support.compared and (
            support.methods >= _most_methods(support.source, links)
            or support.methods >= _most_methods(support.source, _links(reference, link.other, gene.taxon_id))
        ):
            return True
    return weak > 1


def _is_one_of_many(reference: Reference, gene: Gene, link: _Link, links: Iterable[_Link], source: str) -> bool:
    """Return whether WormBase names more human orthologs of the worm gene than ``MOST_NAMED``."""
    if source != "WormBase":
        return False
    human = links if gene.taxon_id == WORM else _links(reference, link.other, gene.taxon_id)
    return sum(any(support.source == source for support in found.support) for found in human) > MOST_NAMED


def _most_methods(source: str, links: Iterable[_Link]) -> int:
    return max(support.methods for link in links for support in link.support if support.source == source)


# -- links between two genes -------------------------------------------------------------------------------


def _links(reference: Reference, gene: Gene, taxon_id: int) -> list[_Link]:
    if taxon_id == gene.taxon_id:
        return []
    links = {link.other.key: link for link in _group_links(reference, gene, taxon_id)}
    paired: dict[int, list[Support]] = {}
    for key, support in _paired(reference, gene, taxon_id):
        paired.setdefault(key, []).append(support)
    for key, supports in paired.items():
        supports.sort(key=_source_position)
        known = links.get(key)
        if known is None:
            links[key] = _Link(reference.gene(key), False, tuple(supports))
        else:
            merged = sorted((*known.support, *supports), key=_source_position)
            links[key] = _Link(known.other, known.grouped, tuple(merged))
    # two members of a group that no source pairs are not orthologs
    return [link for link in links.values() if link.support or link.through]


def _source_position(support: Support) -> int:
    return HOMOLOGY_SOURCES.index(support.source)


def _paired(reference: Reference, gene: Gene, taxon_id: int) -> Iterator[tuple[int, Support]]:
    """Yield the row numbers of the genes of a species that ortholog pairs outside groups have with a gene."""
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

    HomoloGene links all members of its groups to each other. Other sources link a member to the human gene of the
    group; the group records this only when it has exactly one human gene.
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
            anchored = _anchored(reference, human, gene, other)
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
    """Return the first human gene of a group that sources pair with both genes, none of them human, and the sources."""
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
