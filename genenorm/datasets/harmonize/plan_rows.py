"""The values of a plan that makes datasets consistent: its rows, the places of names, and the conflicts.

>>> counts = {"TP53": 1, "p53": 2}
>>> names_digest(counts) == names_digest(dict(reversed(counts.items())))
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple


class Action(StrEnum):
    """What is done with a name; the value is the word in tables and files."""

    KEEP = "keep"
    """It stays as it is."""
    RENAME = "rename"
    """It becomes another name. Rows are not put together, also if another row has this name."""
    DROP = "drop"
    """Its rows are left out."""
    SUM = "sum"
    """It becomes another name, and its rows and all others of this name become one, with the sums of their numbers."""
    CONFLICT = "conflict"
    """It stays as it is until the plan says another action."""
    UNKNOWN = "unknown"
    """It stays as it is, since no one gene is known for it."""


STAYING = frozenset((Action.KEEP, Action.CONFLICT, Action.UNKNOWN))
"""The actions that leave a name as it is."""
RENAMING = frozenset((Action.RENAME, Action.SUM))
"""The actions after which a name is the one that it becomes."""


class ConflictKind(StrEnum):
    """Why a name is not changed without a word of the user; the value is the wording in tables."""

    SAME_GENE = "two names of one gene"
    """Another name of the same dataset is or becomes the same, of the same gene: two rows would look like one."""
    TAKEN = "name of another row"
    """Another name of the same dataset is or becomes the same, of another or an unknown gene."""
    TWO_GENES = "one name of two genes"
    """The same name means another gene, or no clear one, in another dataset."""


class PlanRow(NamedTuple):
    """What becomes of a name of a dataset."""

    dataset: str
    place: str
    """Where the dataset has its names: ``index``, ``columns``, ``column gene``, ``var_names``, ``Sheet1: column A``."""
    name: str
    """The name as it is."""
    rows: int
    """The number of rows, or columns, that have it."""
    action: Action
    becomes: str
    """The name that ``rename`` and ``sum`` give it; empty when none is known."""
    gene_id: int | None
    """NCBI GeneID."""
    species: str
    """Common name of the gene's species."""
    conflict: str
    """The kind of conflict; empty without one. It stays when the plan says what to do."""
    reason: str
    """Why, in plain words."""
    doubt: str
    """The reasons to look at the answer, as tables of answers have them."""
    score: float

    @property
    def final(self) -> str:
        """The name after the plan was applied, if the row is there then."""
        return self.becomes if self.action in RENAMING else self.name

    @property
    def key(self) -> tuple[str, str, str]:
        """What a plan has only one row for."""
        return self.dataset, self.place, self.name


class PlanPlace(NamedTuple):
    """A place of a dataset that has names: an axis, or a column."""

    dataset: str
    place: str
    source: str
    """The file, or the kind of the object: ``DataFrame``, ``AnnData``."""
    species: str
    """The common names of the species that were asked for, or found; empty when the species was open."""
    names: int
    """The number of distinct names."""
    digest: str
    """Of the names, with how often each is there; see ``names_digest``."""


class Conflict(NamedTuple):
    """Names that are not changed until the plan says what to do."""

    kind: ConflictKind
    becomes: str
    """The name that they would have, or the name that means two genes."""
    rows: tuple[PlanRow, ...]

    def __str__(self) -> str:
        """Return it in one line.

        >>> row = PlanRow("a", "index", "p53", 1, Action.CONFLICT, "TP53", 7157, "human", "", "a has TP53", "", 0.9)
        >>> print(Conflict(ConflictKind.SAME_GENE, "TP53", (row,)))
        two names of one gene: p53 → TP53 in a: a has TP53
        """
        shown, first = self.rows[:_MOST_SHOWN], self.rows[0]
        more = f" and {len(self.rows) - _MOST_SHOWN} more" if len(self.rows) > _MOST_SHOWN else ""
        if self.kind is ConflictKind.TWO_GENES:
            told = f"{first.name} → {', '.join(f'{row.becomes} in {row.dataset}' for row in shown)}{more}"
        else:
            told = f"{', '.join(row.name for row in shown)}{more} → {self.becomes} in {first.dataset}"
        is_told = len(self.rows) > 1 and self.kind is not ConflictKind.TWO_GENES and "would become" in first.reason
        return f"{self.kind}: {told}" if is_told else f"{self.kind}: {told}: {first.reason}"


_MOST_SHOWN = 5


def conflicts_of(rows: Iterable[PlanRow]) -> tuple[Conflict, ...]:
    """Return the conflicts that are left in the rows of a plan, in their order."""
    found: dict[tuple[str, ...], list[PlanRow]] = {}
    for row in rows:
        if row.action is Action.CONFLICT:
            is_of_two = row.conflict == ConflictKind.TWO_GENES
            key = (row.conflict, row.name) if is_of_two else (row.conflict, row.becomes, row.dataset, row.place)
            found.setdefault(key, []).append(row)
    return tuple(Conflict(ConflictKind(key[0]), key[1], tuple(several)) for key, several in found.items())


def counted(number: int, word: str) -> str:
    """Return a number with its word.

    >>> counted(1, "name"), counted(1200, "name")
    ('1 name', '1,200 names')
    """
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def names_digest(counts: Mapping[str, int]) -> str:
    """Return a digest of names and how often each is there, whatever their order."""
    found = sha256()
    for name in sorted(counts):
        found.update(f"{name}\0{counts[name]}\0".encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def counts_after(rows: Iterable[PlanRow]) -> dict[str, int]:
    """Return the names that a place has after its rows of a plan were applied, with how often each is there."""
    counts: dict[str, int] = {}
    summed: set[str] = set()
    for row in rows:
        if row.action is not Action.DROP:
            counts[row.final] = counts.get(row.final, 0) + row.rows
        if row.action is Action.SUM:
            summed.add(row.final)
    return counts | dict.fromkeys(summed, 1)
