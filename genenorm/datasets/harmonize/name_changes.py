"""What a plan makes of the names of one place: the new names, and which rows each new row is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from genenorm.datasets.harmonize.plan_rows import RENAMING, Action, PlanRow


class NameChanges(NamedTuple):
    """The names of an axis or column after a plan was applied."""

    names: list[str | None]
    """The new names; ``None`` for a missing one, which stays as it is."""
    kept: list[int]
    """For each new row the place of the old row that it goes on from."""
    summed: dict[int, list[int]]
    """For a new row that is a sum, by its place, the old rows that it is the sum of."""
    renamed: int
    """The number of rows with another name than before."""
    dropped: int
    """The number of rows that are left out."""

    @property
    def rows_before(self) -> int:
        """The number of rows that there were."""
        return len(self.names) + self.dropped + sum(len(several) - 1 for several in self.summed.values())

    @property
    def keeps_rows(self) -> bool:
        """Whether all rows are there as before."""
        return not self.dropped and not self.summed


def changes_of(names: Sequence[str | None], rows: Mapping[str, PlanRow]) -> NameChanges:
    """Return what the rows of a plan, by name, make of the names of a place.

    A sum is in the place of the first row that had its name before, else of its first row.

    >>> row = PlanRow("a", "index", "p53", 1, Action.SUM, "TP53", 7157, "human", "", "", "", 0.9)
    >>> changes_of(["p53", "EGFR", "TP53"], {"p53": row})
    NameChanges(names=['EGFR', 'TP53'], kept=[1, 2], summed={1: [0, 2]}, renamed=0, dropped=0)
    """
    summed = {row.becomes for row in rows.values() if row.action is Action.SUM}
    members: dict[str, list[int]] = {name: [] for name in summed}
    heads: dict[str, int] = {}
    final: list[str | None] = []
    is_out = [False] * len(names)
    for place, name in enumerate(names):
        row = None if name is None else rows.get(name)
        new = row.becomes if row is not None and row.action in RENAMING else name
        final.append(new)
        if row is not None and row.action is Action.DROP:
            is_out[place] = True
        elif new is not None and new in summed:
            members[new].append(place)
            if new == name:
                heads.setdefault(new, place)
    dropped = sum(is_out)
    for name, places in members.items():
        if places:
            head = heads.setdefault(name, places[0])
            for place in places:
                is_out[place] = place != head
    kept = [place for place, out in enumerate(is_out) if not out]
    new_places = {old: new for new, old in enumerate(kept)}
    sums = {new_places[heads[name]]: places for name, places in members.items() if len(places) > 1}
    renamed = sum(final[place] != names[place] for place in kept)
    return NameChanges([final[place] for place in kept], kept, dict(sorted(sums.items())), renamed, dropped)
