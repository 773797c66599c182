"""Where a table or an AnnData object has the names of its genes: rows, columns, a column, or ``var``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from genenorm.core.model import Status
from genenorm.records.table_column import missing_column_message
from genenorm.records.table_names import known_columns, numbers_instead_of_names
from genenorm.resolver.call_arguments import name_texts

if TYPE_CHECKING:
    import pandas

    from genenorm.resolver.resolver import Resolver

ROWS, COLUMNS = "rows", "columns"
"""The words for the two axes of a table."""
_SAMPLE = 400
"""The most labels of an axis that tell whether it has genes."""
FEWEST_GENES = 0.5
"""The least part of the labels of an axis that are genes, if the axis is to be taken without being named."""
_MARK = re.compile("[A-Za-z]|[A-Pa-p][0-9]{1,2}")
"""Labels that are seldom genes, though some are called so: a letter, and the well of a plate (B7)."""
_AXES = f"give axis={ROWS!r} or axis={COLUMNS!r}"
_SHOWN = 3
"""The labels of an axis that a message shows."""
_GENES = frozenset((Status.RESOLVED, Status.GROUP, Status.RETIRED))

ShareOfGenes = Callable[[Sequence[str]], float]
"""Returns the part of some labels that are names of genes, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class GeneAxis:
    """The names of the genes of a table or an AnnData object, and where they are."""

    names: tuple[str, ...]
    """One for each gene, in order, as text; a missing one is empty."""
    is_columns: bool = False
    """Whether each column of a table is a gene; else each row is, or each row of ``var``."""
    column: int | None = None
    """The position of the column, of the table or of ``var``, that has the names; ``None`` for the labels."""
    note: str = ""
    """How it was found, for people; empty when it was named or is plain."""


def share_of_genes(resolver: Resolver) -> ShareOfGenes:
    """Return a function that tells what part of some labels are names of genes, from a sample of them.

    >>> from genenorm import Reference, Resolver
    >>> share = share_of_genes(Resolver(Reference.open()))
    >>> share(["Grin1", "Trp53", "Gapdh"]), share(["sample_1", "sample_2"]), share([])
    (1.0, 0.0, 0.0)
    """

    def share(labels: Sequence[str]) -> float:
        filled = [label for label in dict.fromkeys(labels) if label.strip()]
        sample = filled[:: max(1, len(filled) // _SAMPLE)][:_SAMPLE]
        if not sample:
            return 0.0
        answers, _ = resolver.resolve_list(sample)
        found = zip(sample, answers, strict=True)
        return sum(answer.status in _GENES and not _MARK.fullmatch(label) for label, answer in found) / len(sample)

    return share


def frame_axis(frame: pandas.DataFrame, axis: str | int | None, share: ShareOfGenes) -> GeneAxis:
    """Return where a table has its genes.

    :param frame: the table, with genes in rows or in columns.
    :param axis: ``"rows"``: the labels of the rows, or of a table without labels the column that is known to have
        names; ``"columns"``: the labels of the columns; or the name of a column; ``None`` to find it.
    :param share: tells whether labels are genes, when the axis is not named.
    :raises ValueError: there is no such column, or it is not clear where the genes are; the message says what to give.

    >>> import pandas
    >>> table = pandas.DataFrame({"symbol": ["Grin1", "Trp53"], "s1": [5, 0]})
    >>> frame_axis(table, None, lambda labels: 0.0)
    GeneAxis(names=('Grin1', 'Trp53'), is_columns=False, column=0, note="the names are those of the column 'symbol'")
    >>> frame_axis(table.set_index("symbol").T, "columns", lambda labels: 0.0).names
    ('Grin1', 'Trp53')
    """
    labels = [str(label) for label in frame.columns]
    if axis == COLUMNS:
        return GeneAxis(tuple(name_texts(_single(frame.columns))), is_columns=True)
    if axis is not None and axis != ROWS:
        return _named_column(frame, axis, labels)
    has_labels = not _is_numbered(frame.index)
    if axis == ROWS and has_labels:
        return GeneAxis(_texts(_single(frame.index)))
    known = [place for place in known_columns(labels) if _has_names(frame, place)]
    if len(known) == 1:
        note = f"the names are those of the column {labels[known[0]]!r}"
        return GeneAxis(_texts(frame.iloc[:, known[0]]), column=known[0], note=note)
    if len(known) > 1:
        choices = ", ".join(repr(labels[place]) for place in known)
        raise ValueError(f"several columns may have the names of the genes: {choices}; name one with axis=")
    return _most_genes(frame, labels, share, is_rows=axis == ROWS)


def _most_genes(frame: pandas.DataFrame, labels: Sequence[str], share: ShareOfGenes, *, is_rows: bool) -> GeneAxis:
    """Return the axis, or the first column of text, of which most labels are genes."""
    found: list[tuple[float, GeneAxis]] = []
    if not _is_numbered(frame.index):
        names = _texts(_single(frame.index))
        found.append((share(names), GeneAxis(names, note="the names are the labels of the rows")))
    else:
        for place in range(frame.shape[1]):
            if _has_names(frame, place) and not _is_number_type(frame.iloc[:, place]):
                names = _texts(frame.iloc[:, place])
                note = f"the names are those of the column {labels[place]!r}"
                found.append((share(names), GeneAxis(names, column=place, note=note)))
    if not is_rows:
        found.append((share(labels), GeneAxis(tuple(labels), is_columns=True, note="each column is a gene")))
    found.sort(key=lambda each: -each[0])
    if found and found[0][0] >= FEWEST_GENES and (len(found) == 1 or found[1][0] < found[0][0]):
        return found[0][1]
    rows = ", ".join(str(label) for label in frame.index[:_SHOWN])
    columns = ", ".join(labels[:_SHOWN])
    raise ValueError(
        f"it is not clear where the genes are: the rows are {rows or 'none'}, the columns {columns or 'none'}; "
        "give axis='rows', axis='columns' or the name of a column"
    )


def var_axis(var: pandas.DataFrame, column: str | int | None = None) -> GeneAxis:
    """Return the names of the genes of an AnnData object: the labels of ``var``, or one of its columns.

    Without ``column``, labels that are numbers are replaced by the only column that is known to have names, as in
    files (``genenorm annotate``).

    :raises ValueError: there is no such column, or the labels are numbers and no column is known to have names.

    >>> import pandas
    >>> var = pandas.DataFrame({"gene_symbols": ["Grin1", "Trp53"]}, index=["0", "1"])
    >>> var_axis(var).names, var_axis(var, "gene_symbols").column
    (('Grin1', 'Trp53'), 0)
    """
    labels = [str(label) for label in var.columns]
    if column is not None:
        return _named_column(var, column, labels, is_table=False)
    names = _texts(var.index)
    what = numbers_instead_of_names(names, are_ids=True)
    if not what:
        return GeneAxis(names)
    known = [place for place in known_columns(labels) if _has_names(var, place)]
    if len(known) == 1:
        note = f"the index of var has {what}, so the names are those of its column {labels[known[0]]!r}"
        return GeneAxis(_texts(var.iloc[:, known[0]]), column=known[0], note=note)
    choices = ", ".join(map(repr, labels)) or "none"
    raise ValueError(f"the index of var has {what}, not names; name a column of var; the columns are: {choices}")


def _named_column(
    frame: pandas.DataFrame, asked: str | int, labels: Sequence[str], *, is_table: bool = True
) -> GeneAxis:
    """Return the column with this label; of a label in another case, if it is the only one."""
    places = [place for place, label in enumerate(frame.columns) if _is_same(label, asked)]
    if not places:
        folded = str(asked).casefold()
        places = [place for place, label in enumerate(labels) if label.casefold() == folded]
    if len(places) > 1:
        raise ValueError(f"{len(places)} columns are called {asked!r}; their names must differ")
    if not places:
        if not is_table and not labels:
            raise ValueError(f"no column {str(asked)!r:.60}: var has no columns; leave it out for the labels of var")
        cause = missing_column_message(str(asked), labels)
        raise ValueError(f"{cause}; or {_AXES if is_table else 'leave it out for the labels of var'}")
    return GeneAxis(_texts(frame.iloc[:, places[0]]), column=places[0])


def _is_same(label: object, asked: object) -> bool:
    return type(label) is type(asked) and label == asked


def _has_names(frame: pandas.DataFrame, place: int) -> bool:
    column = frame.iloc[:, place]
    return not numbers_instead_of_names(_texts(column[:_SAMPLE]), are_ids=True)


def _is_number_type(column: pandas.Series) -> bool:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return is_numeric_dtype(column) or is_bool_dtype(column)


def _is_numbered(index: pandas.Index) -> bool:
    """Return whether the labels of rows are their numbers, as those of a table that was given none."""
    from pandas.api.types import is_numeric_dtype

    return index.nlevels == 1 and is_numeric_dtype(index) and list(index) == list(range(len(index)))


def _single(labels: pandas.Index) -> pandas.Index:
    if labels.nlevels > 1:
        levels = ", ".join(repr(name) for name in labels.names)
        raise ValueError(f"the labels have {labels.nlevels} levels ({levels}); keep the one with the genes")
    return labels


def _texts(names: pandas.Series | pandas.Index) -> tuple[str, ...]:
    return tuple(name_texts(names.to_list()))
