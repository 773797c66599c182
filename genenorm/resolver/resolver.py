"""The resolver: names to answers, in the steps gather, rank and decide. It opens no file; its sources are given."""

from __future__ import annotations

from sys import modules

from genenorm.core.caches import Memo
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.errors import NOT_OF_ONE_NAME
from genenorm.core.evidence import Evidence
from genenorm.core.model import Resolution, Status
from genenorm.core.names import name_text
from genenorm.core.values import NamedTuple, replace
from genenorm.resolver.answer_notes import ROW_NUMBER
from genenorm.resolver.context_evidence import read_context
from genenorm.resolver.decide import Decider
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.list_species import ListPatterns, add_list, context_of_list, species_of_list
from genenorm.resolver.name_evidence import load_weights
from genenorm.resolver.rank import NO_PATTERN
from genenorm.text.forms import are_row_numbers
from genenorm.text.not_genes import NotGenes
from genenorm.text.usual_meanings import usual_symbols

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from typing import TypeAlias

    from genenorm.core.evidence import Terms
    from genenorm.core.tables import Table
    from genenorm.index.reference import Reference
    from genenorm.resolver.answer_columns import AnswerColumns
    from genenorm.resolver.context_evidence import ContextEvidence
    from genenorm.resolver.list_species import ListSpecies, NamePattern
    from genenorm.resolver.meter import Meter, Progress
    from genenorm.resolver.name_evidence import WeightTable
    from genenorm.resolver.name_shape import NameEvidence
    from genenorm.resolver.proposals import Lookups, NameProposals
    from genenorm.resolver.rank import LocalEvidence, Ranker
    from genenorm.text.keys import Key

    Known: TypeAlias = tuple[Resolution, NameProposals, NameEvidence | None]
    """The answer for a name without a context, its proposals, and the evidence for their genes, if there are any."""

_FEWEST_IN_ARRAYS, _FEWEST_FOR_NUMPY = 64, 3000
"""Distinct names of a list from which arrays are faster than loops: with NumPy loaded, and with its import."""
_MOST_SPECIES = 63
"""The most species for which a set of species is one integer in arrays."""
_CACHED_ANSWERS = 1 << 16
_CACHED_PATTERNS = 1 << 10
_GATHERED = 0.5
"""The share of the work on a list after which its names are gathered."""
NO_GENES: Mapping[str, Sequence[int]] = {}
_ASSIGNED: Terms = ((Evidence.ASSIGNED, 1.0),)


class _ReadContext(NamedTuple):
    """A context with its evidence."""

    context: Context
    evidence: ContextEvidence
    alone: Memo[NamePattern, ContextEvidence]
    """The evidence for a name without others, by its pattern."""


class Resolver:
    """Resolves names against one reference index; caches recent answers, and threads may share it.

    :param reference: the index; without it the one in use is opened.
    :param weights: the weights of evidence; without them the shipped ones.
    :param live: ``True`` looks up names that the index lacks at MyGene.info and caches its answers; give a
        ``LiveLookups`` to choose how.

    >>> from genenorm import Reference
    >>> resolver = Resolver(Reference.open())
    >>> resolver.resolve("NMDAR1", Context(species="mouse")).symbol
    'Grin1'
    """

    def __init__(
        self,
        reference: Reference | None = None,
        weights: WeightTable | None = None,
        *,
        live: bool | Lookups = False,
    ) -> None:
        if reference is None:
            from genenorm.index.reference import Reference

            reference = Reference.open()
        elif not hasattr(reference, "taxon_ids"):
            shown = f"not {type(reference).__name__}: {reference!r:.60}"
            raise TypeError(f"reference must be an open index, such as Reference.open('shipped'), {shown}")
        self.reference = reference
        self.live = _shared_lookups() if live is True else live or None
        self.weights = weights or load_weights()
        self.gatherer = Gatherer(reference)
        self._decider = Decider(self.gatherer, self.weights)
        self.decide = self._decider.decide
        """Return the answer for a name from its proposals and the evidence of its context."""
        self.ranker = self._decider.ranker
        """Return the ranker for names of such a context: with the weights for running text, or for lists."""
        self.list_ranker = self._decider.list_ranker
        """The ranker for names of lists."""
        self.list_patterns = self.list_ranker.patterns
        """Return what the names of a list, by their proposals, say about its species."""
        self.faults: dict[str, str] = {}
        """The names that ended in an exception nobody expected, with the note that says so in their answers."""
        self._last_list: tuple[ContextEvidence, ListPatterns, ContextEvidence] | None = None
        self._last_context = self._read(NO_CONTEXT)
        self._known = Memo[str, "Known"](self._resolve_without_context, _CACHED_ANSWERS)
        """What was worked out for names without a context, most of which serves in any context."""

    def resolve(self, name: object, context: Context = NO_CONTEXT) -> Resolution:
        """Return the answer for one name: text, a GeneID as a number, or a missing value, which is an unknown name.

        An exception that nobody expected makes the name ``unknown``, with a note that says so, and is in ``faults``.
        """
        if type(name) is not str:
            name = name_text(name)
        if self.live is not None:
            return self.resolve_all((name,), context)[0]
        try:
            if context is NO_CONTEXT:
                return self._known[name][0]
            return self._resolve_alone(name, context)
        except NOT_OF_ONE_NAME:
            raise
        except Exception:
            return self._guarded([name], context)[0][name]

    def resolve_all(
        self, names: Iterable[object], context: Context = NO_CONTEXT, assigned: Mapping[str, Sequence[int]] = NO_GENES
    ) -> list[Resolution]:
        """Return one answer for each name, in order; the names of a list are context for each other.

        :param assigned: the GeneIDs that another program gave to some of the names, which are evidence for these genes.
        :raises TypeError: one name is given instead of several.
        """
        return self.resolve_list(names, context, assigned)[0]

    def resolve_list(
        self,
        names: Iterable[object],
        context: Context = NO_CONTEXT,
        assigned: Mapping[str, Sequence[int]] = NO_GENES,
        progress: Progress | None = None,
    ) -> tuple[list[Resolution], Context]:
        """Return what ``resolve_all`` does, and the context with the species that the names decided, if they did.

        :param progress: is called now and then with the number of distinct names that are done, and that of all.
        """
        texts = self._texts(names)
        try:
            return self._resolve_list(texts, context, assigned, progress)
        except NOT_OF_ONE_NAME:
            raise
        except Exception:
            answers, context = self._guarded(texts, context, assigned, progress)
            return [answers[name] for name in texts], context

    def _guarded(
        self,
        texts: Sequence[str],
        context: Context,
        assigned: Mapping[str, Sequence[int]] = NO_GENES,
        progress: Progress | None = None,
    ) -> tuple[dict[str, Resolution], Context]:
        """Return the answers for names of which one has raised an exception."""
        from genenorm.resolver.guarded_answers import guarded_answers

        return guarded_answers(self, texts, context, assigned, progress)

    def _resolve_list(
        self, texts: Sequence[str], context: Context, assigned: Mapping[str, Sequence[int]], progress: Progress | None
    ) -> tuple[list[Resolution], Context]:
        self.reference.check_unchanged()
        distinct = list(dict.fromkeys(texts))
        if len(distinct) == 1 and self.live is None and not assigned:
            return [self.resolve(distinct[0], context)] * len(texts), context
        if are_row_numbers(distinct):
            return [Resolution(name, Status.NOT_A_GENE, note=ROW_NUMBER) for name in texts], context
        meter = None if progress is None else _meter(progress, len(distinct))
        taken = distinct if meter is None else meter.over(distinct, 0.0, _GATHERED)
        gathered = {name: self.gatherer.gather(name) for name in taken}
        if self.leaves_species_to_list(context):
            context = self.settled(context, self.list_patterns(gathered.values()))
        answers = self._decide_all(gathered, context, assigned, meter)
        if self.live is not None:
            found = self.live.look_up(self.reference, gathered, answers, context)
            if found.gathered:  # the genes that were looked up are context for the other names too
                answers = self._decide_all({**gathered, **found.gathered}, context, assigned)
            answers = {name: found.add_note(answer) for name, answer in answers.items()}
        if meter is not None:
            meter.end()
        return [answers[name] for name in texts], context

    def _resolve_without_context(self, name: str) -> Known:
        self.reference.check_unchanged()
        found = self.gatherer.find(name)
        evidence = self.list_ranker.new_evidence(found) if found.genes else None
        return self._decide_alone(found, evidence, NO_CONTEXT), found, evidence

    def _resolve_alone(self, name: str, context: Context) -> Resolution:
        """Return the answer for a name without others, which is a list of one name."""
        self.reference.check_unchanged()
        if (known := self._known.get(name)) is not None:
            _, found, evidence = known
        else:
            found = self.gatherer.gather(name)
            evidence = self.list_ranker.evidence(found) if found.genes else None
        return self._decide_alone(found, evidence, context)

    def _decide_alone(self, found: NameProposals, evidence: NameEvidence | None, context: Context) -> Resolution:
        read = self._context(context)
        if found.parts:
            return self.decide(found, self.with_list(read.evidence, self.list_patterns((found,))))
        pattern = NO_PATTERN if evidence is None else evidence.pattern
        return self.decide(found, read.alone[pattern], None, evidence)

    def context_evidence(self, context: Context) -> ContextEvidence:
        """Return the evidence of a context; that of the last context is kept."""
        return self._context(context).evidence

    def _context(self, context: Context) -> _ReadContext:
        last = self._last_context
        if last.context is not context:
            if not isinstance(context, Context):
                raise TypeError(f"context must be a Context, such as Context(species='mouse'), not {context!r:.60}")
            last = self._last_context = self._read(context)
        return last

    def _read(self, context: Context) -> _ReadContext:
        evidence = read_context(self.reference, context)

        def of_one_name(pattern: NamePattern) -> ContextEvidence:
            return self.with_list(evidence, ListPatterns({pattern: 1}, 1))

        return _ReadContext(context, evidence, Memo(of_one_name, _CACHED_PATTERNS))

    def _decide_all(
        self,
        gathered: Mapping[str, NameProposals],
        context: Context,
        assigned: Mapping[str, Sequence[int]],
        meter: Meter | None = None,
    ) -> dict[str, Resolution]:
        evidence = self.context_evidence(context)
        evidence = self.with_list(evidence, self.ranker(evidence).patterns(gathered.values()))
        if not assigned:
            items = gathered.items() if meter is None else meter.over(gathered.items(), _GATHERED, 1.0)
            return {name: self.decide(found, evidence) for name, found in items}
        return {
            name: self.decide(found, evidence, self.assigned_evidence(assigned[name]) if name in assigned else None)
            for name, found in gathered.items()
        }

    def assigned_evidence(self, gene_ids: Sequence[int]) -> LocalEvidence:
        """Return the evidence for the genes with some GeneIDs, which another program gave to a name."""
        genes = map(self.reference.gene_by_id, gene_ids)
        rows = {gene.key for gene in genes if gene is not None}

        def terms(row: int, taxon_id: int, group: int) -> Terms:
            del taxon_id, group
            return _ASSIGNED if row in rows else ()

        return terms

    def with_list(self, evidence: ContextEvidence, patterns: ListPatterns) -> ContextEvidence:
        """Return the evidence of a context together with that of the names of a list for each other."""
        last = self._last_list
        if last is None or last[0] is not evidence or last[1] is not patterns:  # the parts of a long list share them
            found = species_of_list(patterns, self.gatherer.species, evidence.stated, evidence.requested)
            last = self._last_list = evidence, patterns, add_list(evidence, found)
        return last[2]

    def species_of(self, names: Iterable[object], context: Context = NO_CONTEXT) -> ListSpecies:
        """Return the species of a list of names, all names taken together.

        :param names: the names of the list, as ``resolve_all`` takes them.
        :param context: what else is known of the list: stated organisms make their species likelier, and only the
            species asked for, if any, are considered.
        :raises TypeError: ``names`` is one name, not several.

        >>> from genenorm import Reference
        >>> found = Resolver(Reference.open()).species_of(["Grin1", "Grin2a", "Dlg4", "Bdnf", "Ntrk2", "no such gene"])
        >>> found.taxon_id, found.known, found.size
        (10090, 5, 6)
        """
        distinct = list(dict.fromkeys(self._texts(names)))
        return self._species_of(self._patterns_of(distinct, self.list_ranker), context)

    def one_of_list(self, names: Iterable[object], context: Context = NO_CONTEXT) -> Callable[[str], Resolution]:
        """Return a function that gives the answer for one name of a list, as ``resolve_all`` gives it among all names.

        It is for those who need some answers of a long list in full, whose other answers are columns.

        >>> from genenorm import Reference
        >>> answer = Resolver(Reference.open()).one_of_list(["Grin1", "Grin2a", "Dlg4", "Bdnf", "Ntrk2", "NMDAR1"])
        >>> answer("NMDAR1").symbol
        'Grin1'
        """
        distinct = list(dict.fromkeys(self._texts(names)))
        if len(distinct) < 2 or self.live is not None or are_row_numbers(distinct):
            return dict(zip(distinct, self.resolve_all(distinct, context), strict=True)).__getitem__
        patterns = self._patterns_of(distinct, self.ranker(self.context_evidence(context)))
        evidence = self.with_list(self.context_evidence(self.settled(context, patterns)), patterns)

        def answer(name: str) -> Resolution:
            try:
                return self.decide(self.gatherer.gather(name), evidence)
            except NOT_OF_ONE_NAME:
                raise
            except Exception as error:
                from genenorm.resolver.guarded_answers import answer_of_fault

                return answer_of_fault(self.faults, name, error)

        return answer

    def _patterns_of(self, distinct: Sequence[str], ranker: Ranker) -> ListPatterns:
        try:
            return self._patterns(distinct, ranker)
        except NOT_OF_ONE_NAME:
            raise
        except Exception:
            from genenorm.resolver.guarded_answers import guarded_proposals

            return ranker.patterns(guarded_proposals(self, distinct).values())

    def _patterns(self, distinct: Sequence[str], ranker: Ranker) -> ListPatterns:
        if self._uses_arrays(distinct):
            from genenorm.resolver.list_proposals import gather_list
            from genenorm.resolver.list_ranking import patterns_of

            return patterns_of(*gather_list(self, distinct), ranker)
        return ranker.patterns(map(self.gatherer.gather, distinct))

    def _species_of(self, patterns: ListPatterns, context: Context) -> ListSpecies:
        evidence = self.context_evidence(context)
        found = species_of_list(patterns, self.gatherer.species, evidence.stated, evidence.requested)
        return replace(found, common_names={taxon.taxon_id: taxon.common for taxon in self.reference.taxa.values()})

    def leaves_species_to_list(self, context: Context) -> bool:
        """Return whether the names of a list decide its species; raises TypeError for what is no context."""
        return self._context(context).context.is_auto

    def settled(self, context: Context, patterns: ListPatterns) -> Context:
        """Return a context with the species that the names of a list decide, if it leaves it to them."""
        if not self.leaves_species_to_list(context):
            return context
        return context_of_list(context, self._species_of(patterns, context))

    @property
    def special_keys(self) -> AbstractSet[Key]:
        """The keys of names that may be no genes, or have a usual meaning."""
        return NotGenes.load().reasons.keys() | usual_symbols().keys()

    def columns(
        self, names: Sequence[str], context: Context = NO_CONTEXT, progress: Progress | None = None
    ) -> AnswerColumns:
        """Return one answer for each of some distinct names as columns; the names are context for each other.

        :param progress: is called now and then, some 100 times at most, with the number of names that are done, and
            that of all names.
        """
        from genenorm.resolver.answer_columns import AnswerColumns

        self.reference.check_unchanged()
        try:
            if self._uses_arrays(names):
                from genenorm.resolver.list_answers import answer_list

                return answer_list(self, names, context, progress)
            answers, settled = self.resolve_list(names, context, progress=progress)
            return AnswerColumns.of(answers, self.reference.stamp, self.reference.common_names, settled.species)
        except NOT_OF_ONE_NAME:
            raise
        except Exception:
            found, context = self._guarded(names, context, progress=progress)
            answers = [found[name] for name in names]  # those that failed are the first that were found
            return AnswerColumns.of(answers, self.reference.stamp, self.reference.common_names, context.species)

    def split_columns(
        self, names: Iterable[object], context: Context = NO_CONTEXT, progress: Progress | None = None
    ) -> tuple[AnswerColumns, list[int]]:
        """Return the answers for names as columns, with a name of several genes as one for each gene.

        The numbers are those of the answers that each name has.
        """
        from genenorm.resolver.answer_columns import AnswerColumns
        from genenorm.resolver.parts_answer import one_gene_each

        def columns_of(answers: Sequence[Resolution], context: Context) -> tuple[AnswerColumns, list[int]]:
            parts = [one_gene_each(answer) for answer in answers]
            ones = [one for several in parts for one in several]
            stamp, species = self.reference.stamp, self.reference.common_names
            return AnswerColumns.of(ones, stamp, species, context.species), [len(several) for several in parts]

        texts = self._texts(names)
        answers, settled = self.resolve_list(texts, context, progress=progress)
        try:
            return columns_of(answers, settled)
        except NOT_OF_ONE_NAME:
            raise
        except Exception:  # found again, and put into the answer of its name
            found, settled = self._guarded(texts, context, progress=progress)
            return columns_of([found[name] for name in texts], settled)

    def _uses_arrays(self, names: Sequence[str]) -> bool:
        """Return whether the answers for some distinct names are made on arrays."""
        return self.fits_arrays(len(names)) and not are_row_numbers(names)

    def fits_arrays(self, size: int) -> bool:
        """Return whether a list is answered faster on arrays than in loops, by its number of distinct names."""
        if self.live is not None or len(self.gatherer.species) > _MOST_SPECIES:
            return False
        return size >= (_FEWEST_IN_ARRAYS if "numpy" in modules else _FEWEST_FOR_NUMPY)

    def table(
        self,
        names: Iterable[object],
        context: Context = NO_CONTEXT,
        *,
        split: bool = False,
        progress: Progress | None = None,
    ) -> Table:
        """Return the answers that ``resolve_all`` gives as a table, with one row for each name, in order.

        :param split: give a name of several genes one row for each gene.
        :param progress: is called now and then, some 100 times at most, with the number of distinct names that are
            done, and that of all distinct names.
        """
        texts = self._texts(names)
        distinct = list(dict.fromkeys(texts))
        if split or not self._uses_arrays(distinct):
            answers, settled = self.resolve_list(texts, context, progress=progress)
            try:
                return self._table_of(answers, settled, split=split)
            except NOT_OF_ONE_NAME:
                raise
            except Exception:
                found, settled = self._guarded(texts, context, progress=progress)
                return self._table_of([found[name] for name in texts], settled, split=split)
        table = self.columns(distinct, context, progress).table()
        rows = dict(zip(distinct, table.rows, strict=True))
        return replace(table, rows=tuple([rows[name] for name in texts]))

    def _table_of(self, answers: Sequence[Resolution], context: Context, *, split: bool) -> Table:
        from genenorm.resolver.answer_table import table_of

        if split:
            from genenorm.resolver.parts_answer import one_gene_each

            answers = [one for answer in answers for one in one_gene_each(answer)]
        return table_of(answers, self.reference.stamp, self.reference.common_names, context.species)

    @staticmethod
    def _texts(names: Iterable[object]) -> list[str]:
        if isinstance(names, str | bytes) or not hasattr(names, "__iter__"):
            raise TypeError("names is one name, not a list of names; for one name use resolve(name)")
        if getattr(names, "ndim", 1) != 1:
            raise TypeError("names is a table; give the column that holds the names")
        return [name if type(name) is str else name_text(name) for name in names]


def _shared_lookups() -> Lookups:
    from genenorm.mygene.lookups import shared_lookups

    return shared_lookups()


def _meter(progress: Progress, size: int) -> Meter:
    from genenorm.resolver.meter import Meter

    return Meter(progress, size)
