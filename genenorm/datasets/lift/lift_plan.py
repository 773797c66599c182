"""Which genes of a dataset become which genes of another species, decided before a value is moved.

The names are answered together, each answer's gene is followed to its orthologs, and the rules decide the rest. A plan
does not depend on the order of the genes, except that of two rows that nothing else tells apart the first is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import Gene, Status, label
from genenorm.datasets.lift.lift_rules import LiftRule, LiftRules
from genenorm.index.homology import Homology, ortholog_genes
from genenorm.resolver.doubt import doubt_text, doubts_of_answer
from genenorm.resolver.meter import Meter

if TYPE_CHECKING:
    from genenorm.index.reference import Reference
    from genenorm.resolver.meter import Progress
    from genenorm.resolver.resolver import Resolver

GENE_NAMES = ("symbol", "gene_id", "ensembl_id", "authority_id")
"""What genes of a lifted dataset may be called by."""


class Fate(Enum):
    """What became of a gene of the dataset; the value is its wording in tables."""

    SAME = "already of the species"
    ONE = "one ortholog"
    BEST = "best of several orthologs"
    EACH = "each of several orthologs"
    TOGETHER = "one ortholog of several genes"
    NO_ORTHOLOG = "no ortholog"
    ONE_TO_MANY = "several orthologs"
    MANY_TO_ONE = "several genes have its ortholog"
    OUTRANKED = "another gene is the best for its ortholog"
    UNKNOWN = "unknown name"
    AMBIGUOUS = "ambiguous name"
    FAMILY = "family, not one gene"
    RETIRED = "retired, not replaced"
    NOT_A_GENE = "not a gene"

    @property
    def is_kept(self) -> bool:
        """Whether the values of the gene are in the result.

        >>> Fate.BEST.is_kept, Fate.NO_ORTHOLOG.is_kept
        (True, False)
        """
        return self in _KEPT


_KEPT = frozenset((Fate.SAME, Fate.ONE, Fate.BEST, Fate.EACH, Fate.TOGETHER))
_OF_STATUS = {
    Status.UNKNOWN: Fate.UNKNOWN,
    Status.AMBIGUOUS: Fate.AMBIGUOUS,
    Status.FAMILY: Fate.FAMILY,
    Status.RETIRED: Fate.RETIRED,
    Status.NOT_A_GENE: Fate.NOT_A_GENE,
}


class GivenGene(NamedTuple):
    """A gene of the dataset, and what became of it."""

    name: str
    """The name as it is in the dataset."""
    gene: Gene | None
    """The gene that it means; ``None`` when it does not mean one."""
    fate: Fate
    doubt: str
    """The reasons to look at the answer for the name; empty when it can be trusted."""


class LiftedGene(NamedTuple):
    """A gene of the result, and the genes of the dataset that its values are from."""

    gene: Gene
    name: str
    """What it is called in the result; only genes of equal rank, by ``explode``, share a name."""
    sources: tuple[int, ...]
    """The positions of those genes, in order."""


@dataclass(frozen=True, slots=True)
class LiftPlan:
    """Which genes of a dataset become which genes of another species."""

    given: tuple[GivenGene, ...]
    """The genes of the dataset, in order."""
    lifted: tuple[LiftedGene, ...]
    """The genes of the result, in the order in which the dataset has the first source of each."""
    rules: LiftRules
    taxon_id: int
    """The species of the result."""
    homology: Homology
    reference: str
    """Stamp of the index."""

    def original_names(self, gene: LiftedGene) -> str:
        """Return the names that the sources of a gene have in the dataset, joined by ``|``."""
        return "|".join(dict.fromkeys(self.given[place].name for place in gene.sources))


class Answered(NamedTuple):
    """What is needed of the answer for a name, and the genes of the other species that it leads to, the best first.

    The whole answer, with its candidates, would take ten times the memory.
    """

    status: Status
    gene: Gene | None
    targets: tuple[Gene, ...]
    doubt: str


def answer_names(
    resolver: Resolver,
    names: Sequence[str],
    taxon_id: int,
    context: Context = NO_CONTEXT,
    homology: Homology = Homology.STRINGENT,
    progress: Progress | None = None,
) -> dict[str, Answered]:
    """Return what each distinct name means, and its orthologs in a species; the names are context for each other.

    A gene of that species leads to itself.
    """
    distinct = list(dict.fromkeys(names))
    if not distinct:
        return {}
    answered = None if progress is None else lambda done, size: progress(done // 2, size)  # half of the work
    answers, settled = resolver.resolve_list(distinct, context, progress=answered)
    found: dict[str, Answered] = {}
    for answer in Meter(progress, len(distinct)).over(answers, 0.5, 1.0):
        gene = answer.gene_meant
        targets: tuple[Gene, ...] = ()
        if gene is not None:
            is_same = gene.taxon_id == taxon_id
            targets = (gene,) if is_same else ortholog_genes(resolver.reference, gene, taxon_id, homology)
        found[answer.input] = Answered(
            answer.status, gene, targets, doubt_text(doubts_of_answer(answer, settled.species))
        )
    return found


def make_plan(
    reference: Reference,
    answered: dict[str, Answered],
    names: Sequence[str],
    taxon_id: int,
    rules: LiftRules,
    homology: Homology = Homology.STRINGENT,
    *,
    totals: Sequence[float] = (),
    called_by: str = "symbol",
) -> LiftPlan:
    """Return the plan for a dataset with genes of these names.

    :param answered: what ``answer_names`` returned for these names, and others maybe.
    :param rules: the rules, with one for several genes.
    :param totals: the sum of the values of each gene, which decides between rows of one gene; empty if unknown.
    :param called_by: what the genes of the result are called by, one of ``GENE_NAMES``.
    """
    chosen: list[tuple[Gene, ...]] = []
    fates: list[Fate] = []
    for name in names:
        fate, kept = _one_to_many(answered[name], rules.one_to_many)
        fates.append(fate)
        chosen.append(kept)
    rows: dict[int, list[int]] = {}
    genes: dict[int, Gene] = {}
    for place, kept in enumerate(chosen):
        for target in kept:
            rows.setdefault(target.key, []).append(place)
            genes[target.key] = target
    lifted: list[tuple[int, tuple[int, ...]]] = []
    for key, places in rows.items():
        if len(places) == 1:
            lifted.append((key, tuple(places)))
            continue
        kept_places = places
        if rules.many_to_one is LiftRule.DROP:
            kept_places = []
        elif rules.many_to_one is LiftRule.BEST:
            kept_places = [_best(reference, answered, names, genes[key], places, homology, totals)]
        if rules.many_to_one is LiftRule.EXPLODE:
            lifted += [(key, (place,)) for place in places]
        elif kept_places:
            lifted.append((key, tuple(kept_places)))
        _record_shared(fates, places, kept_places)
    used = {place for _, places in lifted for place in places}
    lifted.sort(key=lambda each: each[1][0])
    called = _called({key: genes[key] for key, _ in lifted}, called_by)
    for place, fate in enumerate(fates):
        if fate.is_kept and place not in used:
            fates[place] = Fate.OUTRANKED if rules.many_to_one is LiftRule.BEST else Fate.MANY_TO_ONE
    given = tuple(
        GivenGene(name, answered[name].gene, fate, answered[name].doubt)
        for name, fate in zip(names, fates, strict=True)
    )
    return LiftPlan(given, tuple(LiftedGene(genes[key], called[key], places) for key, places in lifted), rules,
                    taxon_id, homology, reference.stamp)  # fmt: skip


def _one_to_many(answered: Answered, rule: LiftRule) -> tuple[Fate, tuple[Gene, ...]]:
    """Return what becomes of a gene for itself, and the genes that its values go to."""
    status, gene, targets, _ = answered
    if gene is None:
        return _OF_STATUS.get(status, Fate.UNKNOWN), ()
    if not targets:
        return Fate.NO_ORTHOLOG, ()
    if len(targets) == 1:
        return (Fate.SAME if targets[0].key == gene.key else Fate.ONE), targets
    if rule is LiftRule.DROP:
        return Fate.ONE_TO_MANY, ()
    return (Fate.BEST, targets[:1]) if rule is LiftRule.BEST else (Fate.EACH, targets)


def _record_shared(fates: list[Fate], places: Sequence[int], kept: Sequence[int]) -> None:
    """Say of genes that share an ortholog that they do, unless it is said already what else befell them."""
    if len(kept) > 1:
        for place in places:
            if fates[place] is not Fate.SAME:
                fates[place] = Fate.TOGETHER


def _best(
    reference: Reference,
    answered: dict[str, Answered],
    names: Sequence[str],
    target: Gene,
    places: Sequence[int],
    homology: Homology,
    totals: Sequence[float],
) -> int:
    """Return the best of the rows that lead to one gene.

    The gene itself comes first, then genes in the order in which they are its orthologs. Of rows that this leaves equal
    the one with the larger sum of values comes first, of equal sums the first row.
    """
    genes = {place: gene for place in places if (gene := answered[names[place]].gene) is not None}
    ranks = {target.key: -1}
    for taxon_id in {gene.taxon_id for gene in genes.values()} - {target.taxon_id}:
        for rank, other in enumerate(ortholog_genes(reference, target, taxon_id, homology)):
            ranks[other.key] = rank

    def order(place: int) -> tuple[int, float, int]:
        total = float(totals[place]) if len(totals) else 0.0
        return ranks.get(genes[place].key, len(ranks)), -total, place

    return min(places, key=order)


def gene_name(gene: Gene, called_by: str = "symbol") -> str:
    """Return what a gene is called by: its symbol or an identifier, or the first of these that it has.

    >>> from genenorm import resolve
    >>> gene = resolve("GRIN1").gene
    >>> [gene_name(gene, kind) for kind in GENE_NAMES]
    ['GRIN1', '2902', 'ENSG00000176884', 'HGNC:4584']
    """
    own = getattr(gene, called_by)
    return str(own) if own not in (None, "") else gene.symbol or gene.authority_id or gene.ensembl_id or label(gene)


def _called(genes: dict[int, Gene], called_by: str) -> dict[int, str]:
    """Return the name of each gene in the result; genes that share one have an identifier behind it."""
    names = {key: gene_name(gene, called_by) for key, gene in genes.items()}
    counts: dict[str, int] = {}
    for name in names.values():
        counts[name] = counts.get(name, 0) + 1
    return {
        key: name if counts[name] == 1 else f"{name} ({genes[key].authority_id or label(genes[key])})"
        for key, name in names.items()
    }
