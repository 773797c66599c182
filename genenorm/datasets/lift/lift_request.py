"""What is asked of a lift, and the steps that every kind of dataset takes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.datasets.gene_axis import ShareOfGenes, share_of_genes
from genenorm.datasets.lift.lift_plan import GENE_NAMES, Answered, Fate, LiftedGene, LiftPlan, answer_names, make_plan
from genenorm.datasets.lift.lift_report import LiftReport
from genenorm.datasets.lift.lift_rules import LiftRule, LiftRules
from genenorm.index.homology import Homology

if TYPE_CHECKING:
    from genenorm.datasets.lift.lift_values import ValueFacts
    from genenorm.resolver.meter import Progress
    from genenorm.resolver.resolver import Resolver

Data = TypeVar("Data")

ORIGINAL = "genenorm_original"
"""The column of a lifted dataset with the names that its genes have in the given one, joined by ``|``."""


class Lifted(NamedTuple, Generic[Data]):
    """A dataset that was carried to another species, and what was lost on the way: ``data, report = lift(…)``."""

    data: Data
    """The dataset, of the kind that was given."""
    report: LiftReport
    """What became of each gene."""

    def _repr_html_(self) -> str:
        """Return the report as HTML, for notebooks."""
        return self.report._repr_html_()


@dataclass(frozen=True, slots=True)
class LiftRequest:
    """What is asked of a lift."""

    resolver: Resolver
    taxon_id: int
    """The species to carry the dataset to."""
    context: Context = NO_CONTEXT
    """What is known of the names of the dataset."""
    rules: LiftRules = LiftRules()  # noqa: RUF009 - it is frozen
    homology: Homology = Homology.STRINGENT
    called_by: str = "symbol"
    """What the genes of the result are called by, one of ``GENE_NAMES``."""
    values: tuple[str | int, ...] = ()
    """The labels of the columns of a table that have values; empty for all numbers that are no identifiers."""
    progress: Progress | None = None

    @property
    def share(self) -> ShareOfGenes:
        """The function that tells where a table has its genes."""
        return share_of_genes(self.resolver)

    def answer(self, names: Sequence[str]) -> dict[str, Answered]:
        """Return what names mean; they are context for each other."""
        return answer_names(self.resolver, names, self.taxon_id, self.context, self.homology, self.progress)

    def settled_rules(self, facts: Iterable[tuple[str, ValueFacts]]) -> LiftRules:
        """Return the rules for some values; raises ValueError when they have no meaning for them.

        :param facts: the parts of the dataset by name, the one first that decides what the values are.
        """
        several = list(facts)
        rules = self.rules.settled(are_counts=all(fact.are_counts for _, fact in several[:1]))
        if rules.many_to_one is LiftRule.SUM:
            for what, fact in several:
                if fact.lowest >= 0:
                    continue
                if self.rules.many_to_one is None:
                    return LiftRules(rules.one_to_many, LiftRule.BEST)
                raise ValueError(
                    f"many_to_one='sum' adds up counts, but {what} go down to {fact.lowest:g}; use best, mean or drop"
                )
        return rules

    def plan(
        self, answered: dict[str, Answered], names: Sequence[str], rules: LiftRules, facts: ValueFacts
    ) -> LiftPlan:
        """Return the plan for a dataset with genes of these names."""
        return make_plan(
            self.resolver.reference, answered, names, self.taxon_id, rules, self.homology,
            totals=facts.totals.tolist(), called_by=self.called_by,
        )  # fmt: skip

    def report(self, plan: LiftPlan, facts: ValueFacts, notes: Iterable[str]) -> LiftReport:
        """Return the report on a dataset that was lifted."""
        has_shares = facts.lowest >= 0 and facts.largest < math.inf
        counts = tuple(facts.totals.tolist()) if has_shares else None
        return LiftReport(plan, counts, tuple(filter(None, notes)), dict(self.resolver.reference.common_names))


def check_called_by(names: str) -> str:
    """Return what genes are to be called by; raises ValueError for another word.

    >>> check_called_by("ensembl_id")
    'ensembl_id'
    """
    if names not in GENE_NAMES:
        raise ValueError(f"names is {names!r:.60}; it may be: {', '.join(GENE_NAMES)}")
    return names


def rule_note(given: LiftRules, plan: LiftPlan) -> str:
    """Return a note on the rule for several genes if it was not given and made a difference; else an empty text."""
    is_merged = any(len(gene.sources) > 1 for gene in plan.lifted)
    is_chosen = any(gene.fate is Fate.OUTRANKED for gene in plan.given)
    if given.many_to_one is not None or not (is_merged or is_chosen):
        return ""
    if plan.rules.many_to_one is LiftRule.SUM:
        return "the values are counts, so those of several genes with one ortholog were added up"
    return "the values are no counts, so of several genes with one ortholog the best was kept"


def names_of(genes: Iterable[LiftedGene]) -> list[str]:
    """Return the names of the genes of a result."""
    return [gene.name for gene in genes]


def free_label(label: str, taken: Iterable[object]) -> str:
    """Return a label that no column has: this one, or with a number behind it.

    >>> free_label("a", ["b"]), free_label("a", ["a", "a_2"])
    ('a', 'a_3')
    """
    known = set(taken)
    free, number = label, 1
    while free in known:
        number += 1
        free = f"{label}_{number}"
    return free
