"""Functions for columns of names: resolve_frame and orthologs_frame, for columns of pandas, polars and Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

from genenorm.api import shared_resolver
from genenorm.core.context import Organisms, SpeciesChoice
from genenorm.frames.column_kinds import arrow_column, column_kind, repeated_rows, table_of_kind
from genenorm.index.homology import Homology
from genenorm.resolver.answer_table import chosen_columns
from genenorm.resolver.call_arguments import (
    check_is_list,
    context_of,
    homology_level,
    index_of,
    taxon_ids,
)

if TYPE_CHECKING:
    import pandas
    import polars
    from numpy import intp
    from numpy.typing import NDArray

    from genenorm.core.tables import Cell
    from genenorm.frames.column_kinds import ArrowArray, ArrowStream, ArrowTable, PolarsSeries
    from genenorm.resolver.answer_columns import TextDtype


def check_text_dtype(text_dtype: object) -> None:
    """Raise ValueError for what is no type of the columns of text."""
    known: tuple[object, ...] = ("object", "category", "arrow")
    if not (isinstance(text_dtype, str) and text_dtype in known):  # an array would be compared with each element
        raise ValueError(f"text_dtype is {text_dtype!r:.60}; it may be: {', '.join(map(str, known))}")


class _GivenNames:
    """The names that a function is called with, and the kind of their column."""

    def __init__(self, names: Any, function: str, of_one: str) -> None:
        """Read names; raises TypeError for what is no list of names.

        :param function: the function that was called.
        :param of_one: the function for one name.
        """
        self.names = names
        self.kind = column_kind(names)
        if self.kind is None:
            check_is_list(names, function, of_one)
            from genenorm.frames.listed_names import listed_names

            self.places, self.distinct = listed_names(names)
        else:
            column = arrow_column(names, function)
            from genenorm.frames.arrow_answers import encoded_names

            self.places, self.distinct = encoded_names(column)

    def indexed(self, frame: pandas.DataFrame, rows: NDArray[intp] | None) -> pandas.DataFrame:
        """Give a frame the index of the names; with ``rows`` the name of each row is the one at its place."""
        index = index_of(self.names, len(self.places))
        frame.index = index if rows is None else index.take(rows)  # ``set_axis`` would copy all columns
        return frame


@overload
def resolve_frame(
    names: PolarsSeries,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    columns: str | Sequence[str] = "full",
    text_dtype: TextDtype = "object",
    split: bool = False,
    progress: bool = False,
) -> polars.DataFrame: ...
@overload
def resolve_frame(
    names: pandas.Series[Any] | pandas.Index[Any],
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    columns: str | Sequence[str] = "full",
    text_dtype: TextDtype = "object",
    split: bool = False,
    progress: bool = False,
) -> pandas.DataFrame: ...
@overload
def resolve_frame(
    names: ArrowArray | ArrowStream,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    columns: str | Sequence[str] = "full",
    text_dtype: TextDtype = "object",
    split: bool = False,
    progress: bool = False,
) -> ArrowTable: ...
@overload
def resolve_frame(
    names: Iterable[object],
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    columns: str | Sequence[str] = "full",
    text_dtype: TextDtype = "object",
    split: bool = False,
    progress: bool = False,
) -> pandas.DataFrame: ...
def resolve_frame(
    names: Iterable[object] | PolarsSeries | ArrowArray | ArrowStream,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    columns: str | Sequence[str] = "full",
    text_dtype: TextDtype = "object",
    split: bool = False,
    progress: bool = False,
) -> pandas.DataFrame | polars.DataFrame | ArrowTable:
    """Return a table of answers with one row for each name, in their order.

    :param names: a list, Series, Index, array or other iterable of names, each as ``resolve`` takes it. The names are
        context for each other: a name that several species share is taken for the species of most other names.
    :param species: one species or several, by common name, Latin name or NCBI taxon id; only their genes are answers.
        With ``"auto"`` the names decide together: the species that the list as a whole is of, if it is of one alone
        (see ``species_of_list``).
    :param organisms: the organism of the study that the names are from, or several; their genes are preferred, also
        those found through orthologs. Organisms that the index does not have make no difference.
    :param text: text that the names are from, which is evidence for species and genes.
    :param columns: ``"full"`` for all columns; ``"short"`` for those that a person reads (``input``, ``status``,
        ``species``, ``gene_id``, ``symbol``, ``ensembl_id``, ``group_id``, ``score``, ``doubt``); or the names of some,
        as a list or separated by commas, in the order wanted.
    :param text_dtype: the type of the columns of text: ``"object"``; ``"category"``, which takes a fraction of the
        memory and time in long lists of few distinct names; or ``"arrow"`` for Arrow strings (needs pyarrow).
    :param split: give a name of several genes (``"TP53; EGFR"``) one row for each gene, with the index of the name. By
        default it has one row with the status ``family``, and its genes are in ``alternatives``.
    :param progress: show a bar with the number of names a second, in a terminal or notebook.
    :returns: a DataFrame of ``len(names)`` rows, with the index of a Series, or an Index itself, so that it can be
        joined to their table; else 0, 1, 2 …. Columns: ``input``, ``status``,
        ``taxon_id`` and ``gene_id`` (``Int64``), ``symbol``, ``ensembl_id``, ``authority_id``,
        ``group_id``, ``score`` (``float64``, 0 to 1), ``species`` (common name), ``doubt`` (why the answer deserves a
        look; empty for one that can be trusted), then the evidence: ``name_kind``, ``key_rule``, ``evidence``,
        ``alternatives`` (``taxon_id:gene_id`` joined by ``|``), ``reference``. What there is none of is missing
        (``pandas.NA``): an id, symbol, species, kind or rule. ``input``, ``doubt``, ``evidence`` and ``alternatives``
        are empty text then. ``attrs["reference"]`` is the index that answered.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises ValueError: there is no such column, or ``text_dtype`` has another value.
    :raises MissingExtraError: ``text_dtype`` is ``"arrow"`` and pyarrow is not installed.
    :raises TypeError: ``names`` is one name, a mapping or a DataFrame.

    >>> from genenorm import resolve_frame
    >>> frame = resolve_frame(["GRIN1", "psd95", None], species="human")
    >>> frame["symbol"].to_list(), frame["gene_id"].to_list()
    (['GRIN1', 'DLG4', <NA>], [2902, 1742, <NA>])
    >>> resolve_frame(["GRIN1", "KARs"], columns="symbol, doubt").values.tolist()
    [['GRIN1', ''], [<NA>, 'family, not a gene']]
    >>> split = resolve_frame(["TP53; EGFR", "GRIN1"], split=True)
    >>> split["symbol"].to_list(), split.index.to_list()
    (['TP53', 'EGFR', 'GRIN1'], [0, 0, 1])
    """
    from genenorm.core.list_bar import list_bar

    chosen = chosen_columns(columns)
    check_text_dtype(text_dtype)
    given = _GivenNames(names, "resolve_frame", "resolve")
    resolver = shared_resolver()
    context = context_of(resolver.reference, species, organisms, text)
    # One row is made for each distinct name, since long lists repeat few names often.
    with list_bar(len(given.places), wanted=progress) as bar:
        if split:
            answers, counts = resolver.split_columns(given.distinct, context, bar)
            rows, places = repeated_rows(given.places, counts)
        else:
            answers = resolver.columns(given.distinct, context, bar)
            rows, places = None, given.places
    if given.kind is None:
        # as many places as there are answers, and each higher than the one before it
        is_once = len(places) == len(given.distinct) and bool((places[1:] > places[:-1]).all())
        return given.indexed(answers.frame(None if is_once else places, text_dtype, chosen), rows)
    from genenorm.frames.arrow_answers import answers_as_arrow

    table = answers_as_arrow(answers, places, chosen, text="dictionary" if text_dtype == "category" else "plain")
    return table_of_kind(table, given.kind, rows)


@overload
def orthologs_frame(
    names: PolarsSeries,
    to: SpeciesChoice = None,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    homology: Homology | Literal["stringent", "all"] = "stringent",
    columns: str | Sequence[str] = "full",
    progress: bool = False,
) -> polars.DataFrame: ...
@overload
def orthologs_frame(
    names: pandas.Series[Any] | pandas.Index[Any],
    to: SpeciesChoice = None,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    homology: Homology | Literal["stringent", "all"] = "stringent",
    columns: str | Sequence[str] = "full",
    progress: bool = False,
) -> pandas.DataFrame: ...
@overload
def orthologs_frame(
    names: ArrowArray | ArrowStream,
    to: SpeciesChoice = None,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    homology: Homology | Literal["stringent", "all"] = "stringent",
    columns: str | Sequence[str] = "full",
    progress: bool = False,
) -> ArrowTable: ...
@overload
def orthologs_frame(
    names: Iterable[object],
    to: SpeciesChoice = None,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    homology: Homology | Literal["stringent", "all"] = "stringent",
    columns: str | Sequence[str] = "full",
    progress: bool = False,
) -> pandas.DataFrame: ...
def orthologs_frame(
    names: Iterable[object] | PolarsSeries | ArrowArray | ArrowStream,
    to: SpeciesChoice = None,
    *,
    species: SpeciesChoice = None,
    organisms: Organisms = (),
    text: str = "",
    homology: Homology | Literal["stringent", "all"] = "stringent",
    columns: str | Sequence[str] = "full",
    progress: bool = False,
) -> pandas.DataFrame | polars.DataFrame | ArrowTable:
    """Return a table of the orthologs of the genes that names mean, with one row for each ortholog.

    :param names: a list, Series, Index, array or other iterable of names, as ``resolve_frame`` takes them.
    :param to: the species to find orthologs in; by default all species of the index.
    :param species: the species of the names, as for ``resolve_frame``; so are ``organisms`` and ``text``.
    :param homology: ``"stringent"`` or ``"all"``, as for ``orthologs``.
    :param columns: ``"full"``, ``"short"`` or the names of some, as for ``resolve_frame``.
    :param progress: show a bar in a terminal or notebook.
    :returns: a DataFrame with the rows of each name together, in the order of the names, and with the
        index as in ``resolve_frame``, repeated for each row. A name without an ortholog has one row for each species,
        with the status ``unknown`` and the reason in ``evidence``; one that does not mean one gene has one row, with
        its own status. The columns are those of ``resolve_frame``, about the ortholog, and two more: ``relation`` and
        ``homology``, the sources that name the pair. ``input`` is the name, ``score`` and ``doubt`` are those of its
        own answer.
    :raises UnknownTaxonError: the index does not contain one of the species.
    :raises ValueError: ``homology`` has another value, or there is no such column.
    :raises TypeError: ``names`` is one name, a mapping or a DataFrame.

    >>> from genenorm import orthologs_frame
    >>> frame = orthologs_frame(["GRIN1", "TP53", "no such gene"], to="mouse", species="human")
    >>> frame["symbol"].to_list(), frame["gene_id"].to_list(), frame["status"].to_list()[-1]
    (['Grin1', 'Trp53', <NA>], [14810, 22059, <NA>], 'unknown')
    """
    from genenorm.core.list_bar import list_bar
    from genenorm.core.tables import Table, to_frame
    from genenorm.resolver.meter import Meter
    from genenorm.resolver.ortholog_answers import (
        ORTHOLOG_COLUMNS,
        SHORT_ORTHOLOG_COLUMNS,
        ortholog_answers,
        ortholog_table,
    )

    chosen = chosen_columns(columns, ORTHOLOG_COLUMNS, SHORT_ORTHOLOG_COLUMNS)
    level = homology_level(homology)
    given = _GivenNames(names, "orthologs_frame", "orthologs")
    resolver = shared_resolver()
    reference = resolver.reference
    taxa = taxon_ids(reference, to, "to") or tuple(reference.taxa)
    parts: list[tuple[tuple[Cell, ...], ...]] = []
    with list_bar(len(given.places), wanted=progress) as bar:
        # half of the work is to answer the names
        answered = None if bar is None else lambda done, size: bar(done, 2 * size)
        answers, context = resolver.resolve_list(
            given.distinct, context_of(reference, species, organisms, text), progress=answered
        )
        for answer in Meter(bar, len(answers)).over(answers, 0.5, 1.0):
            found = ortholog_answers(reference, answer, taxa, level, context.species, resolver.faults)
            parts.append(ortholog_table(found, reference.stamp, reference.common_names).rows)
    table = Table(ORTHOLOG_COLUMNS, tuple([row for rows in parts for row in rows]), reference.stamp).only(chosen)
    rows, places = repeated_rows(given.places, list(map(len, parts)))
    if given.kind is None:
        return given.indexed(to_frame(table).take(places), rows)
    from genenorm.frames.arrow_answers import table_as_arrow

    return table_of_kind(table_as_arrow(table, places), given.kind, rows)
