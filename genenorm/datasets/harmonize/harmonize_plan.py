"""A plan that makes datasets consistent, as users see it: read, edited, shown, written, applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from genenorm.core.atomic import write_atomic
from genenorm.core.errors import RecordError
from genenorm.core.files import read_file
from genenorm.datasets.harmonize.name_answers import TARGET_WORDS
from genenorm.datasets.harmonize.plan_file import PLAN_COLUMNS, PlanContent, checked_row, plan_text, read_plan_text
from genenorm.datasets.harmonize.plan_rows import (
    Action,
    Conflict,
    ConflictKind,
    PlanPlace,
    PlanRow,
    conflicts_of,
    counted,
)
from genenorm.records.source import ReadOptions

if TYPE_CHECKING:
    import pandas

    from genenorm.datasets.harmonize.applied_plan import Harmonized
    from genenorm.index.reference import Reference


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A plan in numbers; as text, one line for each dataset and one for what they share."""

    actions: Mapping[str, Mapping[Action, int]]
    """For each dataset the number of distinct names with each action."""
    species: Mapping[str, str]
    """For each dataset its species; empty when it is open."""
    shared_before: int
    """The number of names that all datasets have."""
    shared_after: int
    """The same after the plan is applied."""
    conflicts: int
    """The number of conflicts that are left."""

    def __str__(self) -> str:
        """Return it for a person."""
        lines = []
        for dataset, counts in self.actions.items():
            parts = [f"{count:,} {action}" for action, count in counts.items() if count]
            species = f" ({self.species[dataset]})" if self.species[dataset] else ""
            lines.append(f"{dataset}{species}: {counted(sum(counts.values()), 'name')}: {', '.join(parts) or 'none'}")
        if len(self.actions) > 1:
            lines.append(f"names in all {len(self.actions)} datasets: {self.shared_before:,} → {self.shared_after:,}")
        if self.conflicts:
            lines.append(f"{counted(self.conflicts, 'conflict')} left: these names stay until the plan says what to do")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, repr=False)
class HarmonizePlan:
    """Which names become which in which dataset, with reasons; see ``harmonize``, which makes one.

    A plan is a value: what looks like a change of it returns another plan. ``rows`` has one ``PlanRow`` for each
    distinct name of each dataset.

    >>> import pandas
    >>> from genenorm import harmonize
    >>> plan = harmonize({"a": pandas.DataFrame({"n": [1, 2]}, index=["TP53", "p53"])}, species="human")
    >>> [(row.name, row.action.value, row.becomes) for row in plan.rows]
    [('TP53', 'keep', 'TP53'), ('p53', 'conflict', 'TP53')]
    >>> plan.with_action("drop").apply()["a"].index.to_list()
    ['TP53']
    """

    rows: tuple[PlanRow, ...]
    places: tuple[PlanPlace, ...]
    """Where the datasets have their names, with the digests by which ``apply`` knows the data again."""
    to: str = "symbol"
    """What names become: ``symbol``, ``gene_id`` or ``ensembl_id``."""
    reference: str = ""
    """The stamp of the index that answered."""
    notes: tuple[str, ...] = ()
    """What was taken for granted, and what to look at, one line each."""
    _sources: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)
    _options: ReadOptions = field(default_factory=ReadOptions, compare=False, repr=False)
    _index: Reference | None = field(default=None, compare=False, repr=False)

    @property
    def datasets(self) -> tuple[str, ...]:
        """The names of the datasets, in the order given."""
        return tuple(dict.fromkeys(place.dataset for place in self.places))

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts that are left; ``str`` gives each in one line."""
        return conflicts_of(self.rows)

    @property
    def summary(self) -> PlanSummary:
        """The plan in numbers."""
        counts = {dataset: Counter[Action]() for dataset in self.datasets}
        before: dict[str, set[str]] = {dataset: set() for dataset in counts}
        after: dict[str, set[str]] = {dataset: set() for dataset in counts}
        for row in self.rows:
            counts[row.dataset][row.action] += 1
            before[row.dataset].add(row.name)
            if row.action is not Action.DROP:
                after[row.dataset].add(row.final)
        return PlanSummary(
            {dataset: {action: found[action] for action in Action} for dataset, found in counts.items()},
            {place.dataset: place.species for place in self.places},
            len(set.intersection(*before.values())) if before else 0,
            len(set.intersection(*after.values())) if after else 0,
            len(self.conflicts),
        )

    def table(self) -> pandas.DataFrame:
        """Return the plan as a DataFrame, one row for each name of a dataset; ``with_table`` takes it back edited."""
        import pandas

        columns = list(zip(*self.rows, strict=True)) or [()] * len(PLAN_COLUMNS)
        frame = pandas.DataFrame(dict(zip(PLAN_COLUMNS, map(list, columns), strict=True)), columns=list(PLAN_COLUMNS))
        return frame.assign(
            action=[action.value for action in columns[4]],
            gene_id=pandas.array(list(columns[6]), dtype="Int64"),
            rows=pandas.array(list(columns[3]), dtype="int64"),
            score=pandas.array(list(columns[11]), dtype="float64"),
        )

    # -- editing ------------------------------------------------------------------------------------------------------

    def with_action(
        self,
        action: Action | str,
        *,
        names: str | Iterable[str] | None = None,
        datasets: str | Iterable[str] | None = None,
        conflict: ConflictKind | str | None = None,
    ) -> HarmonizePlan:
        """Return a plan in which some names have another action.

        :param action: ``keep``, ``rename``, ``drop`` or ``sum``; for ``rename`` and ``sum`` a name must be known that
            they become.
        :param names: the names as they are; by default those of all conflicts that are left.
        :param datasets: the datasets; by default all.
        :param conflict: the kind of conflict; by default all.
        :raises ValueError: the action does not fit, or no name of the plan is meant.
        """
        if conflict is not None and conflict not in list(ConflictKind):
            raise ValueError(f"no kind of conflict {str(conflict)!r:.60}; there are: {', '.join(ConflictKind)}")
        wanted = _several(names)
        among = _several(datasets)
        rows, changed = [], 0
        for row in self.rows:
            is_meant = row.action is Action.CONFLICT if wanted is None else row.name in wanted
            is_meant = is_meant and (among is None or row.dataset in among)
            is_meant = is_meant and (conflict is None or row.conflict == conflict)
            rows.append(checked_row(row.key, {**row._asdict(), "action": str(action)}) if is_meant else row)
            changed += is_meant
        if not changed:
            what = (
                "no conflict is left" if wanted is None else f"no name of the plan is {', '.join(sorted(wanted)[:5])}"
            )
            raise ValueError(f"{what}{f' in {datasets}' if datasets else ''}")
        return replace(self, rows=tuple(rows))

    def with_table(self, frame: pandas.DataFrame) -> HarmonizePlan:
        """Return the plan with the columns ``action`` and ``becomes`` of an edited ``table()``.

        :raises ValueError: rows are missing or new, or an action does not fit; the message names the row.
        """
        edited: dict[tuple[str, str, str], dict[str, object]] = {}
        missing = [name for name in PLAN_COLUMNS[:6] if name not in frame.columns]
        if missing:
            raise ValueError(f"the table of the plan has no column {missing[0]!r}")
        for number, read in zip(frame.index, frame.to_dict("records"), strict=True):
            key = str(read["dataset"]), str(read["place"]), str(read["name"])
            if key in edited:
                raise ValueError(f"row {number}: {key[2]} of {key[0]} has a row already")
            edited[key] = {"row": number, "action": read["action"], "becomes": read["becomes"]}
        rows = []
        for row in self.rows:
            if (cells := edited.pop(row.key, None)) is None:
                raise ValueError(f"the row of {row.name} in {row.dataset} is missing; to leave it as it is: keep")
            try:
                rows.append(
                    checked_row(row.key, {**row._asdict(), "action": cells["action"], "becomes": cells["becomes"]})
                )
            except ValueError as error:
                raise ValueError(f"row {cells['row']}: {error}") from None
        for (dataset, _, name), cells in edited.items():
            raise ValueError(f"row {cells['row']}: the plan has no {name!r} in {dataset!r}")
        return replace(self, rows=tuple(rows))

    # -- files --------------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """Return the plan as the text of a TSV file, for a spreadsheet; ``read`` reads it back."""
        return plan_text(PlanContent(self.rows, self.places, self.to, self.reference, self.notes))

    def write(self, path: str | Path) -> None:
        """Write the plan into a TSV file, completely or not at all.

        :raises RecordError: the file cannot be written.
        """
        try:
            write_atomic(Path(path), lambda file: file.write(self.text().encode("utf-8", "backslashreplace")))
        except OSError as error:
            raise RecordError(path, f"cannot be written: {(error.strerror or str(error)).lower()}") from error

    @classmethod
    def read(cls, path: str | Path) -> HarmonizePlan:
        """Return the plan in a file, with the edits that were made in it.

        :raises RecordError: the file is no plan, an action or name does not fit, or a spreadsheet changed a name; the
            message names the line.
        """
        return cls.of_bytes(read_file(path).data, str(path))

    @classmethod
    def of_bytes(cls, data: bytes, source: str) -> HarmonizePlan:
        """Return the plan in the bytes of a file; ``source`` is its name for messages. Raises as ``read`` does."""
        content = read_plan_text(data, source)
        return cls(content.rows, content.places, content.to, content.reference, content.notes)

    # -- applying -----------------------------------------------------------------------------------------------------

    def apply(
        self,
        datasets: Mapping[str, object] | None = None,
        *,
        out_dir: str | Path | None = None,
        options: ReadOptions | None = None,
    ) -> Harmonized:
        """Return the datasets with the names of the plan; those given stay as they are.

        :param datasets: the datasets by name, when the plan was read from a file; by default those that it was made of.
        :param out_dir: the folder for new files, which is made if it is missing; needed when a dataset is a file.
        :param options: how to read files, as for ``harmonize``.
        :returns: a mapping with a new DataFrame or AnnData for each dataset, or the path of a new file. Its ``report``
            says in lines what was done.
        :raises ValueError: the data changed since the plan was made, or a dataset is missing. Data to which the plan
            was applied already are returned as they are.
        :raises RecordError: a file cannot be read or written; no file is written when a dataset does not fit.
        """
        from genenorm.datasets.harmonize.applied_plan import apply_plan

        given = self._sources if datasets is None else datasets
        return apply_plan(self, given, out_dir=out_dir, options=options or self._options, reference=self._index)

    # -- telling ------------------------------------------------------------------------------------------------------

    def methods_text(self, *, markdown: bool = False) -> str:
        """Return a paragraph for the methods section of a paper: versions, sources, counts and references.

        :raises ValueError: the plan was read from a file, and the index in use is another than the one that answered.
        """
        from genenorm.datasets.harmonize.plan_words import methods_of_plan

        return methods_of_plan(self, self._index, markdown=markdown)

    def __repr__(self) -> str:
        """Return it in one line."""
        counts = Counter(row.action for row in self.rows)
        parts = [f"{counts[action]:,} {action}" for action in Action if counts[action]]
        of = f"{counted(len(self.datasets), 'dataset')}, {counted(len(self.rows), 'name')}"
        return f"<HarmonizePlan of {of}: {', '.join(parts) or 'nothing'}>"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle it without the open index, which is opened again when it is needed."""
        given = self.rows, self.places, self.to, self.reference, self.notes, self._sources, self._options
        return HarmonizePlan, given

    def __str__(self) -> str:
        """Return the summary, the notes and the first conflicts."""
        return "\n".join(self.lines())

    def lines(self, most_conflicts: int = 10) -> Iterator[str]:
        """Yield the plan for a person: the summary, the notes and some conflicts."""
        yield f"plan: names become the {TARGET_WORDS[self.to]}"
        yield from str(self.summary).splitlines()
        yield from (f"note: {note}" for note in self.notes)
        conflicts = self.conflicts
        yield from (f"conflict: {conflict}" for conflict in conflicts[:most_conflicts])
        if len(conflicts) > most_conflicts:
            yield f"and {len(conflicts) - most_conflicts:,} more conflicts"

    def _repr_html_(self) -> str:
        """Return the plan for notebooks: counts, conflicts, and examples of changes."""
        from genenorm.datasets.harmonize.plan_words import html_of_plan

        return html_of_plan(self)


def _several(given: str | Iterable[str] | None) -> frozenset[str] | None:
    if given is None:
        return None
    return frozenset((given,)) if isinstance(given, str) else frozenset(given)


def rows_by_place(rows: Sequence[PlanRow]) -> dict[tuple[str, str], dict[str, PlanRow]]:
    """Return the rows of a plan by dataset and place, then by name."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        found.setdefault((row.dataset, row.place), {})[row.name] = row
    return found
