"""Making the plan for several datasets: read their names, find their species, answer, decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from genenorm.core.context import AUTO, SpeciesChoice
from genenorm.datasets.harmonize.dataset_sources import has_file, opened
from genenorm.datasets.harmonize.harmonize_plan import HarmonizePlan
from genenorm.datasets.harmonize.name_answers import TARGETS, NameAnswer, SpeciesFound, answers_of, species_found
from genenorm.datasets.harmonize.name_decisions import NamedPlace, decided_rows
from genenorm.datasets.harmonize.opened_dataset import counts_of
from genenorm.datasets.harmonize.plan_file import is_damaged_by_spreadsheets
from genenorm.datasets.harmonize.plan_rows import PlanPlace, counted, names_digest
from genenorm.records.compressed import without_compression
from genenorm.records.source import ReadOptions
from genenorm.resolver.call_arguments import taxon_ids
from genenorm.resolver.resolver import Resolver

Datasets = Mapping[str, object] | Iterable[str | Path]
"""Datasets by name, or paths of files, which are called by the files' names."""


T = TypeVar("T")


class _Read(NamedTuple):
    """A dataset whose names are read."""

    source: str
    places: dict[str, dict[str, int]]
    """The names of each place, with how often each is there."""
    species: SpeciesFound


def plan_datasets(
    datasets: Datasets,
    resolver: Resolver,
    *,
    species: SpeciesChoice | Mapping[str, SpeciesChoice] = AUTO,
    to: str = "symbol",
    columns: str | Mapping[str, str] = "",
    rename_doubtful: bool = False,
    options: ReadOptions | None = None,
) -> HarmonizePlan:
    """Return the plan that makes datasets consistent; ``genenorm.harmonize`` documents the parameters."""
    if to not in TARGETS:
        raise ValueError(f"to is {to!r:.60}; it may be: {', '.join(TARGETS)}")
    given = labelled(datasets)
    options = options or ReadOptions()
    species_of = _by_dataset(species, given, "species", AUTO)
    column_of = _by_dataset(columns, given, "columns", "")
    reference = resolver.reference
    common_names = reference.common_names
    read: dict[str, _Read] = {}
    notes: list[str] = []
    for label, source in given.items():
        taxa = None if species_of[label] == AUTO else taxon_ids(reference, species_of[label])
        held = opened(source, label, options, reference)
        chosen = held.chosen(column_of[label], resolver)
        notes += [f"{label}: {note}" for note in held.notes]
        places = {place: counts_of(held.names(place)) for place in chosen}
        names = list(dict.fromkeys(name for counts in places.values() for name in counts))
        read[label] = _Read(held.source, places, species_found(resolver, names, taxa, common_names))
    answers = _answers(resolver, read, to)
    named = [
        NamedPlace(label, place, counts, answers[one.species.taxa], bool(one.species.taxa))
        for label, one in read.items()
        for place, counts in one.places.items()
    ]
    rows = decided_rows(named, rename_doubtful=rename_doubtful)
    words = {label: ", ".join(common_names[taxon] for taxon in one.species.taxa) for label, one in read.items()}
    planned = tuple(
        PlanPlace(
            place.dataset, place.place, read[place.dataset].source, words[place.dataset], len(place.counts),
            names_digest(place.counts),
        )
        for place in named
    )  # fmt: skip
    notes += _notes_on_species(read, words)
    notes += _note_on_spreadsheets({row.name for row in rows} | {row.becomes for row in rows})
    return HarmonizePlan(tuple(rows), planned, to, reference.stamp, tuple(notes), given, options, reference)


def labelled(datasets: Datasets) -> dict[str, object]:
    """Return datasets by name: files without one are called by their own names, as short as they are unique.

    :raises TypeError: neither a mapping nor paths are given.

    >>> list(labelled(["a/counts.tsv.gz", "b/counts.csv", "b/other.h5ad"]))
    ['counts.tsv.gz', 'counts.csv', 'other']
    """
    if isinstance(datasets, Mapping):
        return {str(label): source for label, source in datasets.items()}
    is_one = isinstance(datasets, str | Path) or hasattr(datasets, "columns") or hasattr(datasets, "var_names")
    if is_one or not isinstance(datasets, Iterable):
        raise TypeError("datasets must be a mapping of names to datasets, such as {'a': frame}, or a list of paths")
    paths = list(datasets)
    if not all(map(has_file, paths)):
        raise TypeError("datasets without names must be paths; give others by name: {'a': frame, ...}")
    full = [str(path) for path in paths]
    names = [Path(path).name for path in full]
    stems = [without_compression(name).rpartition(".")[0] or name for name in names]
    labels = [
        stem if stems.count(stem) == 1 else name if names.count(name) == 1 else path
        for stem, name, path in zip(stems, names, full, strict=True)
    ]
    return dict(zip(labels, paths, strict=True))


def _by_dataset(given: T | Mapping[str, T], datasets: Iterable[str], parameter: str, usual: T) -> dict[str, T]:
    """Return an argument for each dataset: it is given for all, or by dataset."""
    labels = list(datasets)
    if not isinstance(given, Mapping):
        return dict.fromkeys(labels, given)
    if unknown := next((label for label in given if label not in labels), None):
        raise ValueError(f"{parameter} names the dataset {unknown!r}; there are: {', '.join(labels)}")
    return {label: given.get(label, usual) for label in labels}


def _answers(resolver: Resolver, read: Mapping[str, _Read], to: str) -> dict[tuple[int, ...], dict[str, NameAnswer]]:
    """Return the answers for the names of all datasets of the same species."""
    names: dict[tuple[int, ...], set[str]] = {}
    for one in read.values():
        for counts in one.places.values():
            names.setdefault(one.species.taxa, set()).update(counts)
    found = {taxa: answers_of(resolver, several, taxa, to) for taxa, several in names.items()}
    return found | {one.species.taxa: {} for one in read.values() if one.species.taxa not in found}


def _notes_on_species(read: Mapping[str, _Read], words: Mapping[str, str]) -> Iterable[str]:
    for label, one in read.items():
        if not one.species.taxa and any(one.places.values()):
            yield f"{label}: the species is open ({one.species.words}); give it with species, for {label} alone"
    known = {label: species for label, species in words.items() if species}
    if len(set(known.values())) > 1:
        listed = "; ".join(f"{label}: {species}" for label, species in known.items())
        yield (
            f"the datasets are of different species ({listed}), and each name becomes that of its own species; "
            "genenorm lift carries a dataset to another species"
        )


def _note_on_spreadsheets(names: set[str]) -> Iterable[str]:
    found = sorted(filter(is_damaged_by_spreadsheets, names))
    if found:
        shown = ", ".join(found[:3]) + (", …" if len(found) > 3 else "")
        yield (
            f"spreadsheets make dates or numbers of {counted(len(found), 'name')} ({shown}): open the plan with all "
            "columns as text"
        )
