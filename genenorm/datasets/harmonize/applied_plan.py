"""Applying a plan: new objects, or new files, and what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from genenorm.core.errors import RecordError
from genenorm.datasets.harmonize.dataset_sources import has_file, opened, write_dataset
from genenorm.datasets.harmonize.harmonize_plan import HarmonizePlan, rows_by_place
from genenorm.datasets.harmonize.name_changes import NameChanges, changes_of
from genenorm.datasets.harmonize.opened_dataset import Changed, counts_of
from genenorm.datasets.harmonize.plan_file import require_data_of_plan
from genenorm.datasets.harmonize.plan_rows import Action, PlanRow, counted
from genenorm.index.reference import Reference
from genenorm.records.source import ReadOptions


@dataclass(frozen=True, slots=True)
class Harmonized(Mapping[str, Any]):
    """Datasets to which a plan was applied, by their names: a DataFrame, an AnnData, or the path of a new file each."""

    datasets: Mapping[str, Any]
    report: tuple[str, ...]
    """What was done, one line each."""

    def __getitem__(self, dataset: str) -> Any:
        return self.datasets[dataset]

    def __iter__(self) -> Iterator[str]:
        return iter(self.datasets)

    def __len__(self) -> int:
        return len(self.datasets)

    def __str__(self) -> str:
        """Return the report."""
        return "\n".join(self.report)


def apply_plan(
    plan: HarmonizePlan,
    given: Mapping[str, object],
    *,
    out_dir: str | Path | None,
    options: ReadOptions,
    reference: Reference | None,
) -> Harmonized:
    """Return the datasets with the names of a plan; see ``HarmonizePlan.apply``."""
    for dataset in plan.datasets:
        if dataset not in given:
            raise ValueError(f"the dataset {dataset!r} of the plan is not given; give it: apply({{{dataset!r}: ...}})")
    if unplanned := next((dataset for dataset in given if dataset not in plan.datasets), None):
        raise ValueError(f"the plan has no dataset {unplanned!r}; it has: {', '.join(plan.datasets)}")
    targets = {name: _target(name, given[name], out_dir) for name in plan.datasets}
    _require_apart(targets, given)
    index = reference or Reference.open()
    by_place = rows_by_place(plan.rows)
    done: dict[str, object] = {}
    report: list[str] = []
    for dataset in plan.datasets:
        changed, said = _applied(plan, dataset, given[dataset], by_place, options, index)
        done[dataset] = changed.value
        report += [f"{dataset}: {line}" for line in said]
    for dataset, target in targets.items():  # after all were made, so that none is written when one does not fit
        if target is not None:
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise RecordError(target.parent, f"cannot be made: {(error.strerror or str(error)).lower()}") from error
            write_dataset(done[dataset], target)
            done[dataset] = target
    return Harmonized(done, tuple(report))


def _target(dataset: str, source: object, out_dir: str | Path | None) -> Path | None:
    if not has_file(source):
        return None
    if out_dir is None:
        raise ValueError(f"the dataset {dataset!r} is a file; give the folder for the new one: out_dir=...")
    return Path(out_dir, Path(str(source)).name)


def _require_apart(targets: Mapping[str, Path | None], given: Mapping[str, object]) -> None:
    """Raise ValueError when a new file would replace another one, or one of those that are read."""
    seen: dict[Path, str] = {}
    for dataset, target in targets.items():
        if target is None:
            continue
        if target in seen:
            raise ValueError(
                f"{dataset} and {seen[target]} would both be written into {target}; rename one of the files"
            )
        seen[target] = dataset
        for source in given.values():
            if has_file(source) and target.exists() and Path(str(source)).exists() and target.samefile(str(source)):
                raise ValueError(f"{target} is one of the datasets, and would be replaced; choose another out_dir")


def _applied(
    plan: HarmonizePlan,
    dataset: str,
    source: object,
    by_place: Mapping[tuple[str, str], Mapping[str, PlanRow]],
    options: ReadOptions,
    index: Reference,
) -> tuple[Changed, list[str]]:
    held = opened(source, dataset, options, index)
    changes: dict[str, NameChanges] = {}
    for place in plan.places:
        if place.dataset != dataset:
            continue
        names = held.names(place.place)
        rows = by_place.get((dataset, place.place), {})
        if require_data_of_plan(place, tuple(rows.values()), counts_of(names)):
            changes[place.place] = changes_of(names, rows)
    changed = held.changed(changes)
    return changed, [*_report(changes, by_place, dataset), *(changed.notes if changes else ())]


def _report(
    changes: Mapping[str, NameChanges], by_place: Mapping[tuple[str, str], Mapping[str, PlanRow]], dataset: str
) -> Iterator[str]:
    if not changes:
        yield "the plan was applied to it before; it stays as it is"
    for place, change in changes.items():
        rows = by_place.get((dataset, place), {})
        parts = [f"{counted(change.renamed, 'row')} renamed, of {change.rows_before:,}"]
        if change.summed:
            added = sum(map(len, change.summed.values()))
            parts.append(f"{counted(added, 'row')} became {counted(len(change.summed), 'sum')}")
        if change.dropped:
            parts.append(f"{counted(change.dropped, 'row')} left out")
        if left := sum(row.action is Action.CONFLICT for row in rows.values()):
            parts.append(f"{counted(left, 'name')} in conflict not changed")
        yield f"{place}: {'; '.join(parts)}"
        if same := _newly_equal(rows.values(), change.names):
            shown = ", ".join(same[:3]) + (", …" if len(same) > 3 else "")
            yield f"{place}: the plan gives several rows the same name: {shown}"


def _newly_equal(rows: Iterable[PlanRow], names: Sequence[str | None]) -> list[str]:
    """Return the names that rows of different names have got."""
    finals: dict[str, set[str]] = {}
    for row in rows:
        if row.action is not Action.DROP:
            finals.setdefault(row.final, set()).add(row.name)
    counts = Counter(names)
    return [final for final, sources in finals.items() if len(sources) > 1 and counts[final] > 1]
