"""What should become of each name of several datasets, and which of these changes are conflicts.

Within a place two names must not become one, and no name may become that of another row. A name that several datasets
have must not come to mean different genes in them unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from genenorm.datasets.harmonize.name_answers import NameAnswer
from genenorm.datasets.harmonize.plan_rows import Action, ConflictKind, PlanRow


class NamedPlace(NamedTuple):
    """A place with its names and what they mean."""

    dataset: str
    place: str
    counts: Mapping[str, int]
    """The names, in the order of the data, with the number of rows that have them."""
    answers: Mapping[str, NameAnswer]
    has_species: bool
    """Whether the species of the dataset is known."""


@dataclass(slots=True)
class _Decided:
    """What is decided on the names of a place so far."""

    of: NamedPlace
    actions: dict[str, Action] = field(default_factory=dict)
    conflicts: dict[str, tuple[ConflictKind, str]] = field(default_factory=dict)

    def target(self, name: str) -> str:
        return self.of.answers[name].target

    def gene(self, name: str) -> str:
        return self.of.answers[name].gene

    def hold(self, name: str, kind: ConflictKind, why: str) -> None:
        self.actions[name] = Action.CONFLICT
        self.conflicts[name] = kind, why


def decided_rows(places: Sequence[NamedPlace], *, rename_doubtful: bool = False) -> list[PlanRow]:
    """Return the rows of a plan for some places, in their order.

    :param rename_doubtful: whether names with a doubtful answer are changed too.
    """
    trusted = {
        (name, answer.gene)
        for place in places
        for name, answer in place.answers.items()
        if answer.gene and not answer.doubt
    }
    decided = [_Decided(place) for place in places]
    for one in decided:
        for name in one.of.counts:
            answer = one.of.answers[name]
            if not answer.gene:
                one.actions[name] = Action.UNKNOWN
                continue
            is_sure = not answer.doubt or rename_doubtful or (name, answer.gene) in trusted
            one.actions[name] = Action.RENAME if is_sure and answer.target not in ("", name) else Action.KEEP
    _hold_names_of_two_genes(decided)
    for one in decided:
        _hold_collisions(one)
    return list(_rows(decided))


def _hold_names_of_two_genes(decided: Sequence[_Decided]) -> None:
    """Hold the changes of names that in another dataset mean another gene, or no clear one if its species is open."""
    having: dict[str, list[_Decided]] = {}
    for one in decided:
        for name in one.of.counts:
            having.setdefault(name, []).append(one)
    for name, several in having.items():
        if len({one.of.dataset for one in several}) < 2:
            continue
        for one in several:
            if one.actions[name] is not Action.RENAME:
                continue
            others = [other for other in several if _differs(one, other, name)]
            if others:
                words = sorted({_meaning(other, name) for other in others})
                one.hold(name, ConflictKind.TWO_GENES, _listed(words))


def _differs(one: _Decided, other: _Decided, name: str) -> bool:
    if one.gene(name) == other.gene(name):
        return False
    if other.gene(name):
        return True
    is_open = other.of.answers[name].reason.startswith("no one gene")
    return is_open and not (one.of.has_species and other.of.has_species)


def _meaning(one: _Decided, name: str) -> str:
    answer = one.of.answers[name]
    if not answer.gene:
        return f"in {one.of.dataset} it stays, and may mean several genes"
    return f"in {one.of.dataset} it means {answer.species} {answer.target or answer.gene}"


def _hold_collisions(one: _Decided) -> None:
    """Hold the changes after which two names of a place would be the same, and those that follow from these."""
    sources: dict[str, list[str]] = {}
    for name, action in one.actions.items():
        if action is Action.RENAME:
            sources.setdefault(one.target(name), []).append(name)
    open_targets = list(sources)
    while open_targets:
        target = open_targets.pop()
        moving = [name for name in sources.get(target, ()) if one.actions[name] is Action.RENAME]
        is_there = target in one.actions and one.actions[target] is not Action.RENAME
        if not moving or (len(moving) == 1 and not is_there):
            continue
        own = [target] if is_there else []
        for name in moving:
            others = own + [other for other in sources[target] if other != name]
            is_same = all(one.gene(other) == one.gene(name) for other in others)
            kind = ConflictKind.SAME_GENE if is_same else ConflictKind.TAKEN
            one.hold(name, kind, _why_held(one, target, others, own, is_same=is_same))
        open_targets += moving  # they stay, so that no other name can become these


def _why_held(one: _Decided, target: str, others: Sequence[str], own: Sequence[str], *, is_same: bool) -> str:
    here = one.of.dataset
    if own and is_same:
        return f"{here} has {target} too"
    if own:
        answer = one.of.answers[target]
        means = f"means {answer.species} {answer.target or answer.gene}" if answer.gene else "is of no known gene"
        return f"{here} has another {target}, which {means}"
    return f"{_listed([other for other in others if other != target])} of {here} would become {target} too"


_MOST_LISTED = 3


def _listed(parts: Sequence[str]) -> str:
    more = f" and {len(parts) - _MOST_LISTED} more" if len(parts) > _MOST_LISTED else ""
    return ", ".join(parts[:_MOST_LISTED]) + more


def _rows(decided: Sequence[_Decided]) -> Iterator[PlanRow]:
    datasets_of_name: dict[str, dict[str, None]] = {}
    for one in decided:
        for name in one.of.counts:
            datasets_of_name.setdefault(name, {})[one.of.dataset] = None
    for one in decided:
        here = one.of.dataset
        for name, count in one.of.counts.items():
            answer, action = one.of.answers[name], one.actions[name]
            reason, doubt = answer.reason, answer.doubt
            kind, why = one.conflicts.get(name, ("", ""))
            if action is Action.RENAME and len(datasets_of_name) > 1:
                if others := sorted(other for other in datasets_of_name.get(answer.target, ()) if other != here):
                    reason += f"; {_listed(others)} {'have' if len(others) > 1 else 'has'} {answer.target}"
            elif action is Action.KEEP and answer.target not in ("", name):
                reason += "; in doubt, so it stays"
            if why:
                reason = f"{why}; {reason}"
            yield PlanRow(
                here, one.of.place, name, count, action, answer.target, answer.gene_id, answer.species, str(kind),
                reason, doubt, answer.score,
            )  # fmt: skip
