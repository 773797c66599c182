"""Answers as a table: the columns, and one row for each answer."""

from __future__ import annotations

from genenorm.core.errors import MissingExtraError
from genenorm.core.tables import MAY_BE_MISSING, SEPARATOR, Cell, Table
from genenorm.core.taxa import COMMON_NAMES
from genenorm.resolver.doubt import doubt_text, doubts_of_answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, Literal, TypeAlias

    import numpy
    from numpy.typing import NDArray
    from pandas import DataFrame
    from pandas.api.extensions import ExtensionArray

    TextDtype: TypeAlias = Literal["object", "category", "arrow"]
    from genenorm.core.model import Resolution

ANSWER_COLUMNS = (
    "input",
    "status",
    "taxon_id",
    "gene_id",
    "symbol",
    "ensembl_id",
    "authority_id",
    "group_id",
    "score",
    "species",
    "doubt",
    "name_kind",
    "key_rule",
    "evidence",
    "alternatives",
    "reference",
)
"""The first columns of every table of answers, in this order: the answer, then the evidence for it.

``species`` is the common name of the answered gene's species. ``doubt`` has the reasons to look at the answer, as
``resolver.doubt`` words them, and is empty for one that can be trusted.

``reference`` is the index's stamp, the same in every row: a column stays with a row when programs sort, cut and join
tables, and a comment line would not.
"""
SHORT_COLUMNS = ("input", "status", "species", "gene_id", "symbol", "ensembl_id", "group_id", "score", "doubt")
"""The columns that a person reads."""


def chosen_columns(
    columns: str | Sequence[str], known: Sequence[str] = ANSWER_COLUMNS, short: Sequence[str] = SHORT_COLUMNS
) -> tuple[str, ...]:
    """Return the names of the columns that are asked for, in the order of the request.

    :param columns: ``"short"`` for the short ones, ``"full"`` for all columns, or the names of columns: in one text,
        separated by commas, or as a sequence.
    :param known: the columns there are.
    :param short: the columns that a person reads.
    :raises ValueError: there is no such column; the message has the names like it.
    :raises TypeError: ``columns`` is neither text nor a sequence of texts.

    >>> chosen_columns("short")[:4], chosen_columns("symbol, gene_id"), chosen_columns(["score", "input"])
    (('input', 'status', 'species', 'gene_id'), ('symbol', 'gene_id'), ('score', 'input'))
    """
    if isinstance(columns, str) and columns in ("full", "short"):
        return tuple(known if columns == "full" else short)
    if isinstance(columns, str):
        wanted = [name for part in columns.split(",") if (name := part.strip())]
    else:
        is_several = hasattr(columns, "__iter__") and not isinstance(columns, bytes)
        wanted = list(columns) if is_several else []
        if not (is_several and all(isinstance(name, str) for name in wanted)):
            raise TypeError(f"columns is {columns!r:.60}; it may be 'short', 'full', or names of columns as texts")
    if not wanted:
        raise ValueError(f"columns is empty; it may be 'short', 'full', or some of: {', '.join(known)}")
    for name in wanted:
        if name not in known:
            raise ValueError(_no_column(name, known))
    return tuple(dict.fromkeys(wanted))


def _no_column(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.casefold(), (*known, "short", "full"), cutoff=0.5)
    advice = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known)}; or short, or full"
    return f"no column {name!r:.60}: {advice}"


def answer_cells(resolution: Resolution, reference: str, species: str, doubt: str) -> tuple[Cell, ...]:
    """Return the cells of one answer, in the order of ``ANSWER_COLUMNS``.

    :param reference: the stamp of the index.
    :param species: the common name of the answered gene's species.
    :param doubt: the reasons to look at the answer.
    """
    gene = resolution.gene  # looked up once for all its cells
    gene_cells: tuple[Cell, ...] = (None, None, "", "", "")
    if gene is not None:
        gene_cells = gene.taxon_id, gene.gene_id, gene.symbol, gene.ensembl_id, gene.authority_id
    return (
        resolution.input,
        resolution.status.value,
        *gene_cells,
        resolution.group_id,
        round(float(resolution.score), 3),
        species,
        doubt,
        resolution.name_kind,
        resolution.key_rule,
        resolution.evidence,
        resolution.alternatives,
        reference,
    )


class AnswerColumns:
    """Answers as columns, one element for each name.

    Each column is a list or an array.

    :param texts: the columns of text by name, and ``alternatives`` with several texts for each name.
    :param taxon_ids: 0 where there is none; so are ``gene_ids``.
    :param scores: rounded to three decimals.
    :param reference: the stamp of the index.
    :param species: the common names of its species by taxon id.
    :param taxa: the species asked for, if any.
    """

    __slots__ = ("gene_ids", "reference", "scores", "species", "taxa", "taxon_ids", "texts")

    def __init__(
        self,
        texts: Mapping[str, Any],
        taxon_ids: Any,
        gene_ids: Any,
        scores: Any,
        reference: str,
        species: Mapping[int, str] = COMMON_NAMES,
        taxa: Sequence[int] = (),
    ) -> None:
        self.texts = texts
        self.taxon_ids = taxon_ids
        self.gene_ids = gene_ids
        self.scores = scores
        self.reference = reference
        """Stamp of the index."""
        self.species = species
        """The common names of species by taxon id."""
        self.taxa = taxa
        """The species asked for, if any."""

    @classmethod
    def of(
        cls,
        answers: Sequence[Resolution],
        reference: str,
        species: Mapping[int, str] = COMMON_NAMES,
        taxa: Sequence[int] = (),
    ) -> AnswerColumns:
        """Return answers as columns; see ``table_of`` for the parameters."""
        columns: dict[str, list[Any]] = {name: [] for name in ANSWER_COLUMNS}
        for row in _rows_of(answers, reference, species, taxa):
            for column, cell in zip(columns.values(), row, strict=True):
                column.append(cell)
        taxon_ids, gene_ids = ([number or 0 for number in columns.pop(name)] for name in ("taxon_id", "gene_id"))
        scores = columns.pop("score")
        return cls(columns, taxon_ids, gene_ids, scores, reference, species, taxa)

    def put(self, place: int, answer: Resolution) -> None:
        """Replace the answer at a place."""
        (row,) = _rows_of((answer,), self.reference, self.species, self.taxa)
        cells: dict[str, Any] = dict(zip(ANSWER_COLUMNS, row, strict=True))
        self.taxon_ids[place] = cells.pop("taxon_id") or 0
        self.gene_ids[place] = cells.pop("gene_id") or 0
        self.scores[place] = cells.pop("score")
        for name, cell in cells.items():
            self.texts[name][place] = cell

    def table(self) -> Table:
        """Return the answers as a table with ``ANSWER_COLUMNS``."""
        numbers = {
            "taxon_id": [int(number) or None for number in self.taxon_ids],
            "gene_id": [int(number) or None for number in self.gene_ids],
            "score": [float(score) for score in self.scores],
        }
        texts = {**self.texts, "alternatives": map(tuple, self.texts["alternatives"])}
        columns = [numbers[name] if name in numbers else texts[name] for name in ANSWER_COLUMNS]
        return Table(ANSWER_COLUMNS, tuple(zip(*columns, strict=True)), self.reference)

    def frame(
        self,
        places: NDArray[numpy.intp] | None = None,
        text_dtype: TextDtype = "object",
        columns: Sequence[str] = ANSWER_COLUMNS,
    ) -> DataFrame:
        """Return the answers as a DataFrame with the types and missing values that ``core.tables.to_frame`` documents.

        :param places: for each row of the frame the place of its answer; by default each answer has one row.
        :param text_dtype: the type of the columns of text (see ``resolve_frame``).
        :param columns: the columns of the frame, of ``ANSWER_COLUMNS``.
        """
        import numpy
        import pandas

        data: dict[str, Any] = {}
        where: Any = slice(None) if places is None else places
        for name, numbers in (("taxon_id", self.taxon_ids), ("gene_id", self.gene_ids)):
            values = numpy.asarray(numbers, numpy.int64)[where]
            data[name] = pandas.array(values, "Int64") if values.all() else _integers(values)
        data["score"] = numpy.asarray(self.scores, numpy.float64)[where]
        for name in columns:
            if name in self.texts:
                cells = self.texts[name]
                texts = list(map(SEPARATOR.join, cells)) if name == "alternatives" else cells
                data[name] = text_column(texts, places, text_dtype, may_be_missing=name in MAY_BE_MISSING)
        frame = pandas.DataFrame({name: data[name] for name in columns}, copy=False)
        frame.attrs["reference"] = self.reference
        return frame


def _integers(values: NDArray[numpy.int64]) -> ExtensionArray:
    """Return integers as nullable ones, with 0 as the missing value."""
    import pandas

    return pandas.arrays.IntegerArray(values, values == 0)


def text_column(
    texts: Sequence[str], places: NDArray[numpy.intp] | None, dtype: TextDtype, *, may_be_missing: bool = False
) -> Any:
    """Return a column of text for a DataFrame: for each row the text at its place.

    With ``may_be_missing`` an empty text is a missing value.
    """
    import numpy
    import pandas

    if dtype == "arrow":
        try:
            import pyarrow
        except ImportError as error:
            raise MissingExtraError("columns of Arrow text", "parquet") from error
        given = [text or None for text in texts] if may_be_missing else texts
        try:
            values = pyarrow.array(given, pyarrow.string())
        except UnicodeEncodeError:  # half a surrogate pair, which Arrow cannot hold
            encoded = [text and text.encode("utf-8", "backslashreplace") for text in given]
            values = pyarrow.array(encoded, pyarrow.string())
        return pandas.arrays.ArrowExtensionArray(values if places is None else values.take(pyarrow.array(places)))
    column = numpy.empty(len(texts), object)
    column[:] = texts
    if may_be_missing:
        column[column == ""] = pandas.NA
    if dtype == "category":
        codes, distinct = pandas.factorize(column)
        categories = pandas.Index(distinct, dtype=object)
        codes = codes if places is None else codes.take(places)
        return pandas.Categorical.from_codes(codes, categories, validate=False)
    return pandas.Series(column if places is None else column.take(places), dtype=object, copy=False)


def common_name_of(resolution: Resolution, species: Mapping[int, str]) -> str:
    """Return the common name of the answered gene's species; the taxon id of one that the index does not have.

    Live look-ups answer for further species. Without an answered gene it is empty.
    """
    gene = resolution.gene
    return species.get(gene.taxon_id) or str(gene.taxon_id) if gene is not None else ""


def _rows_of(
    resolutions: Iterable[Resolution], reference: str, species: Mapping[int, str], taxa: Sequence[int]
) -> Iterator[tuple[Cell, ...]]:
    for resolution in resolutions:
        doubts = doubts_of_answer(resolution, taxa)
        common = common_name_of(resolution, species)
        yield answer_cells(resolution, reference, common, doubt_text(doubts) if doubts else "")


def table_of(
    resolutions: Iterable[Resolution],
    reference: str,
    species: Mapping[int, str] = COMMON_NAMES,
    taxa: Sequence[int] = (),
) -> Table:
    """Return a table with one row for each answer, in their order.

    :param reference: the stamp of the index that answered.
    :param species: the common names of its species by taxon id (``Reference.common_names``).
    :param taxa: taxon ids of the species asked for, if any: answers are not in doubt for genes of other species.

    >>> from genenorm.core.model import Resolution, Status
    >>> table = table_of([Resolution("and", Status.NOT_A_GENE)], "shipped 2026-11-24 9cf31e202c67")
    >>> table.rows[0][:3], table.rows[0][-1]
    (('and', 'not-a-gene', None), 'shipped 2026-11-24 9cf31e202c67')
    """
    return Table(ANSWER_COLUMNS, tuple(_rows_of(resolutions, reference, species, taxa)), reference)
