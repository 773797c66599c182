"""What a run found: how many names have which answer, the reasons for doubt, and the most doubtful rows.

Summaries add up, so each file is counted where it is annotated, in whatever process. A summary of a million rows is as
small as that of a hundred: only the most doubtful rows of each reason are kept.

>>> from genenorm.index.reference import Reference
>>> from genenorm.resolver.resolver import Resolver
>>> reference = Reference.open()
>>> table = Resolver(reference).table(["GRIN1", "KARs", "no such gene"])
>>> summary = AnswerSummary.of_table(table, reference)
>>> summary.names, summary.count(Status.RESOLVED), summary.in_doubt, summary.unknown_name
(3, 1, 1, 'no such gene')
>>> (summary + summary).names
6
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from numbers import Integral
from operator import add
from typing import Any, NamedTuple, TypeAlias, TypeVar

from genenorm.annotation.annotations import AnnotatedFile, Annotation, short_rows_of
from genenorm.annotation.scope import OUT_OF_SCOPE
from genenorm.core.caches import Memo
from genenorm.core.model import Resolution, Status
from genenorm.core.tables import Table
from genenorm.index.reference import Reference
from genenorm.records.answer_fields import ANSWER_PREFIX
from genenorm.resolver.answer_class import AnswerClass, answer_class
from genenorm.resolver.answer_table import table_of
from genenorm.resolver.doubt import Doubt, read_doubts

MOST_DOUBTFUL = 10
"""The most rows of one reason that a summary keeps, and the most that ``most_doubtful`` returns."""
_FIRST_OF_A_REASON = 3
"""As many rows of a reason come before the rows of less serious ones; further rows only fill up what is left."""
_PLACES = {doubt: place for place, doubt in enumerate(Doubt)}
_SPECIES_KEPT = 1 << 8
_GENES_KEPT = 1 << 12
_COLUMNS = ("input", "status", "taxon_id", "species", "symbol", "score", "doubt", "alternatives")


class DoubtfulRow(NamedTuple):
    """A row that deserves a look; in a list the first is to be looked at first."""

    place: int
    """The place of its most serious reason in ``Doubt``."""
    turn: int
    """0 for the first name of its record with this reason, 1 for the second, and so on."""
    score: float
    source: str
    """The file; empty for a list of names."""
    number: int
    """The place of the row in its file."""
    name: str
    answer: str
    """What the name is taken for: ``human DLG4``, ``family of GRIK1 and 4 others``."""
    doubt: str
    """All its reasons, as tables have them."""
    record: str

    @property
    def reason(self) -> str:
        """Its most serious reason, in words."""
        return _REASONS[self.place]


_REASONS = [doubt.value for doubt in Doubt]


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """The answers of a run in numbers, with its most doubtful rows; ``of`` and ``of_table`` make one, ``+`` adds up."""

    files: int = 0
    records: int = 0
    statuses: tuple[int, ...] = (0,) * len(Status)
    """The number of names with each status, in the order of ``Status``."""
    classes: tuple[int, ...] = (0,) * len(AnswerClass)
    """The number of names of each class, in the order of ``AnswerClass``."""
    reasons: tuple[int, ...] = (0,) * len(Doubt)
    """The number of rows with each reason as their most serious one, in the order of ``Doubt``."""
    out_of_scope: int = 0
    """The number of rows whose gene is of a species that their record is not about."""
    genes_by_species: tuple[tuple[str, int], ...] = ()
    """The number of names answered with a gene of each species, by its common name, most first."""
    doubtful: tuple[DoubtfulRow, ...] = ()
    """The most doubtful rows of each reason; see ``most_doubtful``."""
    unknown_name: str = ""
    """The first name that the index does not know."""

    @classmethod
    def of(cls, annotations: Iterable[Annotation], reference: Reference, source: str = "") -> AnswerSummary:
        """Return the summary of the annotated records of one file.

        :param annotations: the records; the names found in their texts count too.
        :param reference: the index that answered.
        :param source: the name of the file.
        """
        species_of = Memo[int, str](lambda taxon_id: _species(reference, taxon_id), _SPECIES_KEPT)
        rows, records = _Rows(), 0
        for annotation in annotations:
            records += 1
            record = annotation.record.record_id
            for row in (*short_rows_of(annotation), *annotation.found):
                answer, gene = row.resolution, row.gene
                species, symbol = ("", "") if gene is None else (species_of[gene.taxon_id], gene.symbol)
                rows.add(
                    (answer.status, row.doubt, species, row.scope == OUT_OF_SCOPE),
                    answer.input, answer.score, symbol, record, answer,
                )  # fmt: skip
        return _summary(rows, reference, source, files=1, records=records)

    @classmethod
    def of_table(cls, table: Table, reference: Reference, source: str = "") -> AnswerSummary:
        """Return the summary of a table of answers for a list of names.

        :param table: a table with columns of ``resolver.answer_table``, ``status`` at least.
        :param reference: the index that answered.
        :param source: where the names are from.
        """
        at = {name: place for place, name in enumerate(table.columns)}
        rows = _Rows()
        for row in table.rows:
            cells: dict[str, Any] = {name: row[at[name]] for name in _COLUMNS if name in at}
            # frames have missing values of their own
            texts = {name: cell if isinstance(cell, str) else "" for name, cell in cells.items()}
            taxon_id = cells.get("taxon_id")
            species = texts.get("species", "")
            if not species and isinstance(taxon_id, Integral):
                species = _species(reference, int(taxon_id))
            rows.add(
                (Status(cells["status"]), texts.get("doubt", ""), species, False),
                texts.get("input", ""), float(cells.get("score", 0.0)), texts.get("symbol", ""), source,
                cells.get("alternatives"),
            )  # fmt: skip
        return _summary(rows, reference, source, files=0, records=0)

    def __add__(self, other: AnswerSummary) -> AnswerSummary:
        """Return the summary of both runs together."""
        species = self.genes_by_species
        if other.genes_by_species:
            species = _most_first(_added(dict(species), other.genes_by_species))
        doubtful = self.doubtful
        if new := [row for row in other.doubtful if _is_among_first(row, doubtful)]:
            doubtful = _first_of_reasons((*doubtful, *new))
        return AnswerSummary(
            self.files + other.files,
            self.records + other.records,
            tuple(map(add, self.statuses, other.statuses)),
            tuple(map(add, self.classes, other.classes)),
            tuple(map(add, self.reasons, other.reasons)),
            self.out_of_scope + other.out_of_scope,
            species,
            doubtful,
            self.unknown_name or other.unknown_name,
        )

    @property
    def names(self) -> int:
        """The number of names."""
        return sum(self.statuses)

    @property
    def in_doubt(self) -> int:
        """The number of rows with a reason to look at them."""
        return sum(self.reasons)

    @property
    def set_aside(self) -> int:
        """The number of rows of species that their records are not about, without another reason to look at them."""
        return self.count(AnswerClass.DOUBTFUL) - self.in_doubt

    def count(self, kind: Status | AnswerClass) -> int:
        """Return the number of names with a status, or of a class."""
        if isinstance(kind, Status):
            return self.statuses[_STATUS_PLACES[kind]]
        return self.classes[_CLASS_PLACES[kind]]

    @property
    def by_reason(self) -> dict[Doubt, int]:
        """The number of rows by their most serious reason, the most serious first, without those that none has."""
        return {doubt: count for doubt, count in zip(Doubt, self.reasons, strict=True) if count}

    @property
    def most_doubtful(self) -> tuple[DoubtfulRow, ...]:
        """The rows to look at first: the most serious reasons, of these the lowest scores.

        Of each reason there are at most three rows while others have some, and first one of each record.
        """
        first: list[DoubtfulRow] = []
        further: list[DoubtfulRow] = []
        seen: Counter[int] = Counter()
        for row in self.doubtful:
            seen[row.place] += 1
            (first if seen[row.place] <= _FIRST_OF_A_REASON else further).append(row)
        return tuple(sorted((first + further)[:MOST_DOUBTFUL]))


NO_ANSWERS = AnswerSummary()


def summary_of(answers: object, reference: Reference) -> AnswerSummary:
    """Return the summary of answers as the functions of the package return them.

    :param answers: a DataFrame of ``resolve_frame``, a ``Table``, an ``AnnotatedFile``, an ``Annotation``, or an
        iterable of ``Resolution``, ``AnnotatedFile`` or ``Annotation``.
    :param reference: the index that answered.
    :raises TypeError: ``answers`` is none of these, or a table without the column ``status`` of its answers.
    """
    columns = getattr(answers, "columns", None)
    if columns is not None:
        frame: Any = answers
        rows = frame.rows if isinstance(answers, Table) else tuple(frame.itertuples(index=False, name=None))
        return AnswerSummary.of_table(_with_statuses(Table(tuple(map(str, columns)), rows)), reference)
    several = (answers,) if isinstance(answers, Annotation | Resolution | AnnotatedFile) else answers
    if isinstance(several, Iterable) and not isinstance(several, str | bytes):
        found = list(several)
        if all(isinstance(one, Resolution) for one in found):
            return AnswerSummary.of_table(table_of(found, reference.stamp, reference.common_names), reference)
        if all(isinstance(one, Annotation) for one in found):
            return AnswerSummary.of(found, reference)
        if all(isinstance(one, AnnotatedFile) for one in found):
            return sum((AnswerSummary.of(one.annotations, reference, one.name) for one in found), NO_ANSWERS)
    message = "answers must be a table of resolve_frame, an annotated file, annotations or resolutions"
    raise TypeError(f"{message}, not {type(answers).__name__}: {' '.join(repr(answers).split()):.60}")


def _with_statuses(table: Table) -> Table:
    """Return a table of answers; raises TypeError for one without their statuses."""
    advice = "give the frame that resolve_frame returned, with its column status"
    if f"{ANSWER_PREFIX}status" in table.columns:  # a user's table with the answers added
        own = [name for name in table.columns if name.startswith(ANSWER_PREFIX)]
        return _with_statuses(Table(tuple(name.removeprefix(ANSWER_PREFIX) for name in own), table.only(own).rows))
    if "status" not in table.columns:
        raise TypeError(f"answers has no column 'status'; {advice}")
    place = table.columns.index("status")
    known = {status.value for status in Status}
    for row in table.rows:
        if row[place] not in known:
            raise TypeError(
                f"answers has {str(row[place])!r:.60} in its column 'status', no status of an answer; {advice}"
            )
    return table


_Kind: TypeAlias = tuple[Status, str, str, bool]
"""What is counted of a row, in which rows differ in few ways: its status, its doubt, the species of the gene answered,
empty without one, and whether it is out of scope."""


class _Row(NamedTuple):
    """What a summary needs to know of a row in doubt; the words of its answer are made if it is kept."""

    number: int
    """The place of the row in its file."""
    name: str
    status: Status
    doubt: str
    score: float
    species: str
    symbol: str
    record: str
    others: object
    """The answer, or its cell ``alternatives``."""


class _Rows:
    """The rows of a file: what is counted of each, and those in doubt."""

    def __init__(self) -> None:
        self.kinds: list[_Kind] = []
        self.doubted: list[_Row] = []
        self.unknown_name = ""
        """The first name that the index does not know."""

    def add(self, kind: _Kind, name: str, score: float, symbol: str, record: str, others: object) -> None:
        """Add the next row; the parameters are as the fields of ``_Row``."""
        status, doubt, species, _ = kind
        if doubt:
            facts = len(self.kinds), name, status, doubt, float(score)
            self.doubted.append(_Row(*facts, species, symbol, record, others))
        if status is _UNKNOWN and not species:
            self.unknown_name = self.unknown_name or name
        self.kinds.append(kind)


_UNKNOWN = Status.UNKNOWN
_STATUS_PLACES = {status: place for place, status in enumerate(Status)}
_CLASS_PLACES = {kind: place for place, kind in enumerate(AnswerClass)}


@lru_cache(maxsize=1 << 10)
def _place(doubt: str) -> int | None:
    """Return the place of the most serious reason in ``Doubt``; ``None`` for reasons that it does not know."""
    found = read_doubts(doubt)
    return _PLACES[found[0]] if found else None


@lru_cache(maxsize=1 << 10)
def _class_place(status: Status, doubt: str, is_outside: bool) -> int:
    return _CLASS_PLACES[answer_class(status.value, doubt, is_out_of_scope=is_outside)]


def _summary(rows: _Rows, reference: Reference, source: str, *, files: int, records: int) -> AnswerSummary:
    statuses, classes, reasons = [0] * len(Status), [0] * len(AnswerClass), [0] * len(Doubt)
    out_of_scope = 0
    species: Counter[str] = Counter()
    for (status, doubt, name, is_out_of_scope), count in Counter(rows.kinds).items():
        is_outside = is_out_of_scope or Doubt.OUT_OF_SCOPE.value in doubt
        statuses[_STATUS_PLACES[status]] += count
        classes[_class_place(status, doubt, is_outside)] += count
        out_of_scope += count * is_outside
        if name:
            species[name] += count
        if (place := _place(doubt)) is not None:
            reasons[place] += count
    in_order = sorted(
        (place, round(row.score, 3), row.number, row)
        for row in rows.doubted
        if (place := _place(row.doubt)) is not None
    )
    turns: dict[tuple[int, str], set[str]] = {}
    in_turn = []
    for place, score, number, row in in_order:
        names = turns.setdefault((place, row.record), set())
        if row.name not in names:
            in_turn.append((place, len(names), score, number, row))
            names.add(row.name)
    kept = tuple(
        DoubtfulRow(place, turn, score, source, number, row.name, _words(row, reference), row.doubt, row.record)
        for place, turn, score, number, row in _first_of_reasons(in_turn)
    )
    counts = tuple(statuses), tuple(classes), tuple(reasons)
    return AnswerSummary(files, records, *counts, out_of_scope, _most_first(species), kept, rows.unknown_name)


def _added(counts: dict[str, int], others: Iterable[tuple[str, int]]) -> dict[str, int]:
    for name, count in others:
        counts[name] = counts.get(name, 0) + count
    return counts


def _most_first(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


_Placed = TypeVar("_Placed", bound=tuple[Any, ...])


def _first_of_reasons(rows: Iterable[_Placed]) -> tuple[_Placed, ...]:
    """Return the rows to look at first of each reason, whose place is their first element, in order."""
    seen: Counter[int] = Counter()
    kept = []
    for row in sorted(rows):
        place = row[0]
        seen[place] += 1
        if seen[place] <= MOST_DOUBTFUL:
            kept.append(row)
    return tuple(kept)


def _is_among_first(row: DoubtfulRow, kept: Sequence[DoubtfulRow]) -> bool:
    """Whether a row may be one of the first of its reason, of which some are kept: in a long run few are any more."""
    end = bisect_left(kept, (row.place + 1,))
    return end < MOST_DOUBTFUL or kept[end - MOST_DOUBTFUL].place != row.place or row < kept[end - 1]


# -- the words of an answer -------------------------------------------------------------------------------------------


def _words(row: _Row, reference: Reference) -> str:
    """Return what a name is taken for: a gene with its species, or the first of several."""
    if row.species:
        return f"{row.species} {row.symbol}".rstrip()
    found = row.others.alternatives if isinstance(row.others, Resolution) else row.others
    labels = found if isinstance(found, tuple) else ()
    if row.status is Status.FAMILY:
        symbols = [_genes(reference)[label][1] for label in labels[:3]]
        return f"family of {', '.join([*symbols[:2], *(['…'] if symbols[2:] else [])])}" if symbols else "family"
    first = " ".join(filter(None, _genes(reference)[labels[0]])) if labels else ""
    if row.status is Status.RETIRED or not first:
        return f"retired, perhaps {first}" if first else row.status.value
    if row.status is Status.GROUP:
        return f"{first} or an ortholog"
    others = len(labels) - 1
    return f"{first} or {others} other{'s' if others > 1 else ''}" if others else f"{first}?"


def _species(reference: Reference, taxon_id: int) -> str:
    taxon = reference.taxa.get(taxon_id)
    return taxon.common if taxon is not None else f"taxon {taxon_id}"


@lru_cache(maxsize=2)
def _genes(reference: Reference) -> Memo[str, tuple[str, str]]:
    """Return the cached species and symbols of genes as ``alternatives`` has them: ``9606:2902``."""

    def read(label: str) -> tuple[str, str]:
        taxon, _, known = label.partition(":")
        if known.isdecimal():
            gene = reference.gene_by_id(int(known))
        else:
            gene = reference.gene_by_authority(known) or reference.gene_by_ensembl(known)
        return _species(reference, int(taxon)), gene.symbol if gene is not None else known

    return Memo(read, _GENES_KEPT)
