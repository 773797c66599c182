"""What was lost when a dataset was carried to another species, and why: numbers, tables and text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from genenorm.core.taxa import COMMON_NAMES
from genenorm.datasets.lift.lift_plan import Fate, LiftPlan

if TYPE_CHECKING:
    import pandas

    from genenorm.datasets.lift.lift_pages import LiftPlot

_SHOWN = 3
"""The names that the table of outcomes shows of each."""


class Outcome(NamedTuple):
    """The genes of a dataset that met the same fate."""

    fate: Fate
    genes: int
    counts: float | None
    """The sum of their values; ``None`` when the dataset has values below 0, of which no share can be given."""
    names: tuple[str, ...]
    """The names of those with the largest values, the largest first."""


@dataclass(frozen=True)
class LiftReport:
    """What became of each gene of a dataset that was carried to another species; made by ``lift``.

    ``print`` shows it in a terminal, and a notebook as a table with a plot.
    """

    plan: LiftPlan
    counts: tuple[float, ...] | None
    """The sum of the values of each gene of the dataset, in order; ``None`` when there are values below 0."""
    notes: tuple[str, ...] = ()
    """What was taken for granted or left out, one line each."""
    species_names: Mapping[int, str] = field(default_factory=lambda: COMMON_NAMES, repr=False)
    """The common name of each species of the index."""

    def __hash__(self) -> int:
        return hash((self.plan, self.counts, self.notes))

    def __repr__(self) -> str:
        """Return the report in one line."""
        return f"<LiftReport {self.headline}>"

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes that there are: those of genes that are kept, then those of lost ones, the largest first."""
        places: dict[Fate, list[int]] = {}
        for place, gene in enumerate(self.plan.given):
            places.setdefault(gene.fate, []).append(place)
        found = [self._outcome(fate, of_fate) for fate, of_fate in places.items()]
        return tuple(
            sorted(found, key=lambda one: (not one.fate.is_kept, -one.genes, -(one.counts or 0), one.fate.value))
        )

    def _outcome(self, fate: Fate, places: list[int]) -> Outcome:
        given, counts = self.plan.given, self.counts
        if counts is None:
            return Outcome(fate, len(places), None, tuple(given[place].name for place in places[:_SHOWN]))
        largest = sorted(places, key=lambda place: (-counts[place], given[place].name))[:_SHOWN]
        total = sum(counts[place] for place in places)
        return Outcome(fate, len(places), total, tuple(given[place].name for place in largest))

    @property
    def total_genes(self) -> int:
        """The number of genes of the dataset."""
        return len(self.plan.given)

    @property
    def kept_genes(self) -> int:
        """The number of genes of the dataset whose values are in the result."""
        return sum(one.genes for one in self.outcomes if one.fate.is_kept)

    @property
    def lost_genes(self) -> int:
        """The number of genes of the dataset whose values are not in the result."""
        return self.total_genes - self.kept_genes

    @property
    def kept_counts(self) -> float | None:
        """The sum of the values of the genes that are kept; ``None`` when there are values below 0."""
        return None if self.counts is None else _total(one.counts for one in self.outcomes if one.fate.is_kept)

    @property
    def lost_counts(self) -> float | None:
        """The sum of the values of the genes that are lost; ``None`` when there are values below 0."""
        return None if self.counts is None else _total(one.counts for one in self.outcomes if not one.fate.is_kept)

    @property
    def total_counts(self) -> float | None:
        """The sum of all values: that of kept and lost genes; ``None`` when there are values below 0."""
        kept, lost = self.kept_counts, self.lost_counts
        return None if kept is None or lost is None else kept + lost

    @property
    def doubtful(self) -> int:
        """The number of names whose values are kept though their answers are in doubt."""
        return sum(bool(gene.doubt) for gene in self.plan.given if gene.fate.is_kept)

    @property
    def headline(self) -> str:
        """The report in one line: ``mouse to human: 9 of 10 genes (90.0 %) …``."""
        species = self._name(self.plan.taxon_id)
        total = self.total_genes
        kept = f"{self.kept_genes:,} of {total:,} {plural(total)} ({percent(self.kept_genes, total)})"
        if self.counts is not None and self.total_counts:
            kept += f" with {percent(self.kept_counts, self.total_counts)} of the counts"
        made = len({gene.gene.key for gene in self.plan.lifted})
        return f"{self._from()} to {species}: {kept} kept, as {made:,} {species} {plural(made)}"

    def _from(self) -> str:
        taxa = Counter(gene.gene.taxon_id for gene in self.plan.given if gene.gene is not None)
        names = [self._name(taxon_id) for taxon_id, _ in taxa.most_common()]
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "no known genes"

    def _name(self, taxon_id: int) -> str:
        return self.species_names.get(taxon_id, str(taxon_id))

    @property
    def rules(self) -> str:
        """The rules and the kind of homology, in words."""
        return f"{self.plan.rules.words}; homology {self.plan.homology.value}"

    def __str__(self) -> str:
        width = max((len(one.fate.value) for one in self.outcomes), default=0)
        lines = [self.headline, self.rules]
        for one in self.outcomes:
            share = "" if one.counts is None else f"  {percent(one.counts, self.total_counts):>8} of the counts"
            row = f"  {_word(one.fate)}  {one.fate.value:<{width}}  {one.genes:>7,} {plural(one.genes):<5}{share}"
            lines.append(f"{row}  {', '.join(map(_short, one.names))}")
        return "\n".join([*lines, *self.all_notes])

    @property
    def all_notes(self) -> tuple[str, ...]:
        """The notes, and how many names deserve a look."""
        if not self.doubtful:
            return self.notes
        verb = "deserves" if self.doubtful == 1 else "deserve"
        return (*self.notes, f"{self.doubtful:,} of the names kept {verb} a look, since the answer is in doubt")

    def table(self) -> pandas.DataFrame:
        """Return the outcomes as a table, one row each.

        Its columns are ``outcome`` (``kept`` or ``lost``), ``reason``, ``genes`` and ``counts`` with their shares of
        all from 0 to 1, and ``examples``: the names of those with the largest values. ``counts`` and their share are
        missing when the dataset has values below 0.
        """
        import pandas

        found, total = self.outcomes, self.total_counts
        shares = [one.counts / total if one.counts is not None and total else None for one in found]
        return pandas.DataFrame({
            "outcome": [_word(one.fate) for one in found],
            "reason": [one.fate.value for one in found],
            "genes": [one.genes for one in found],
            "genes_share": [one.genes / self.total_genes for one in found],
            "counts": pandas.Series([one.counts for one in found], dtype="float" if total is None else None),
            "counts_share": pandas.Series(shares, dtype="float"),
            "examples": [", ".join(one.names) for one in found],
        })  # fmt: skip

    def genes(self) -> pandas.DataFrame:
        """Return what became of each gene of the dataset, one row each, in its order.

        Its columns are ``input`` (the name in the dataset), ``outcome``, ``reason``, ``lifted`` (the names in the
        result, joined by ``|``), ``counts``, the gene that the name means (``species``, ``gene_id``, ``symbol``), and
        ``doubt``.
        """
        import pandas

        given = self.plan.given
        lifted: list[list[str]] = [[] for _ in given]
        for gene in self.plan.lifted:
            for place in gene.sources:
                lifted[place].append(gene.name)
        ids = [None if one.gene is None else one.gene.gene_id for one in given]
        return pandas.DataFrame({
            "input": [one.name for one in given],
            "outcome": [_word(one.fate) for one in given],
            "reason": [one.fate.value for one in given],
            "lifted": ["|".join(names) for names in lifted],
            "counts": pandas.Series(self.counts or [None] * len(given), dtype=None if self.counts else "float"),
            "species": ["" if one.gene is None else self._name(one.gene.taxon_id) for one in given],
            "gene_id": pandas.Series(ids, dtype="Int64"),
            "symbol": ["" if one.gene is None else one.gene.symbol for one in given],
            "doubt": [one.doubt for one in given],
        })  # fmt: skip

    def lifted(self) -> pandas.DataFrame:
        """Return the genes of the result, one row each, in its order.

        Its columns are ``name`` (in the result), ``gene_id``, ``symbol``, ``ensembl_id``, ``authority_id``,
        ``original`` (the names in the dataset, joined by ``|``) and ``genes``, the number of genes that these are.
        """
        import pandas

        genes = self.plan.lifted
        return pandas.DataFrame({
            "name": [one.name for one in genes],
            "gene_id": pandas.Series([one.gene.gene_id for one in genes], dtype="Int64"),
            "symbol": [one.gene.symbol for one in genes],
            "ensembl_id": [one.gene.ensembl_id for one in genes],
            "authority_id": [one.gene.authority_id for one in genes],
            "original": [self.plan.original_names(one) for one in genes],
            "genes": [len(one.sources) for one in genes],
        })  # fmt: skip

    def plot(self) -> LiftPlot:
        """Return a picture of the shares of genes and counts that were kept and lost; notebooks show it."""
        from genenorm.datasets.lift.lift_pages import lift_plot

        return lift_plot(self)

    def _repr_html_(self) -> str:
        """Return the report with its plot as HTML, for notebooks."""
        from genenorm.datasets.lift.lift_pages import report_html

        return report_html(self)


def _total(counts: Iterable[float | None]) -> float:
    return sum(count for count in counts if count is not None)


def _word(fate: Fate) -> str:
    return "kept" if fate.is_kept else "lost"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


_LONGEST_NAME = 24
"""The most characters of a name in text."""


def plural(number: int) -> str:
    """Return the word for a number of genes.

    >>> plural(1), plural(2)
    ('gene', 'genes')
    """
    return "gene" if number == 1 else "genes"


def percent(part: float | None, whole: float | None) -> str:
    """Return a share in per cent; one that is not all or nothing is never shown as if it were.

    >>> percent(1, 3), percent(99999, 100000), percent(1, 100000), percent(5, 5), percent(0, 0)
    ('33.3 %', '> 99.9 %', '< 0.1 %', '100 %', '0 %')
    """
    share = 100 * part / whole if part and whole else 0.0
    if share in (0.0, 100.0):
        return f"{share:.0f} %"
    return "> 99.9 %" if share > 99.9 else "< 0.1 %" if 0 < share < 0.1 else f"{share:.1f} %"
