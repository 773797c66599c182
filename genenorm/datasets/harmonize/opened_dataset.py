"""A dataset as harmonizing sees it: places with names, and a copy in which these are other names.

Each kind of dataset has a module with a class of this form: ``frame_dataset``, ``anndata_dataset``, ``table_dataset``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from genenorm.core.names import name_text
from genenorm.datasets.harmonize.name_changes import NameChanges
from genenorm.records.table_names import is_header_of_ids, known_columns
from genenorm.resolver.resolver import Resolver

Names = Sequence[str | None]
"""The names of a place in their order; ``None`` for a missing one."""


class Changed(NamedTuple):
    """A dataset after a plan was applied."""

    value: object
    """A DataFrame or AnnData, or the bytes of a file."""
    notes: tuple[str, ...] = ()
    """What a user should know of it, one line each."""


class OpenedDataset(Protocol):
    """A dataset whose names can be read and changed."""

    source: str
    """The file, or the kind of the object."""
    notes: tuple[str, ...]
    """What was taken for granted, one line each."""

    def chosen(self, column: str, resolver: Resolver) -> list[str]:
        """Return the places that have the names: the one asked for, or those that are found.

        Raises ValueError or RecordError when there is no such column, or when it is not clear which it is.
        """

    def names(self, place: str) -> Names:
        """Return the names of a place; raises ValueError or RecordError when there is no such place."""

    def changed(self, changes: Mapping[str, NameChanges]) -> Changed:
        """Return a copy with other names in some places; the dataset itself stays as it is."""


def texts_of_names(values: Iterable[object]) -> list[str | None]:
    """Return names as text, ``None`` for missing and empty ones.

    >>> texts_of_names(["GRIN1", 2902, None, float("nan"), " "])
    ['GRIN1', '2902', None, None, None]
    """
    texts = [value if type(value) is str else name_text(value) for value in values]
    return [text if text.strip() else None for text in texts]


def counts_of(names: Names) -> dict[str, int]:
    """Return the distinct names in their order, with how often each is there."""
    return dict(Counter(name for name in names if name is not None))


def told_columns(labels: Sequence[str]) -> str:
    """Return the columns that were summed, in words.

    >>> told_columns(["s1", "s2"]), told_columns([])
    ('s1, s2', 'no column, since none has numbers alone')
    """
    more = f" and {len(labels) - _MOST_TOLD} more" if len(labels) > _MOST_TOLD else ""
    return ", ".join(labels[:_MOST_TOLD]) + more if labels else "no column, since none has numbers alone"


_MOST_TOLD = 5


def only_names_column(headers: Sequence[str]) -> int | None:
    """Return the only column known to have names when others beside it have identifiers; ``None`` for other tables.

    >>> only_names_column(("gene", "gene_id", "n")), only_names_column(("gene", "symbol")), only_names_column(("gene",))
    (0, None, None)
    """
    known = known_columns(headers)
    names = [place for place in known if not is_header_of_ids(headers[place])]
    return names[0] if len(names) == 1 < len(known) else None
