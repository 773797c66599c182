"""Answers as columns: those of long lists, and frames of them."""

from __future__ import annotations

from collections import defaultdict

from genenorm.core.errors import MissingExtraError
from genenorm.core.tables import MAY_BE_MISSING, SEPARATOR, Table
from genenorm.core.taxa import COMMON_NAMES
from genenorm.resolver.answer_table import ANSWER_COLUMNS, rows_of_answers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Literal, TypeAlias

    import numpy
    from numpy.typing import NDArray
    from pandas import DataFrame
    from pandas.api.extensions import ExtensionArray

    from genenorm.core.model import Resolution

    TextDtype: TypeAlias = Literal["object", "category", "arrow"]


class AnswerColumns:
    """Answers as columns, one element for each name.

    Each column is a list or an array.

    :param texts: the columns of text by name; several texts of one name are joined by ``|``.
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
        """Return answers as columns; see ``answer_table.table_of`` for the parameters."""
        columns: dict[str, list[Any]] = {name: [] for name in ANSWER_COLUMNS}
        for row in rows_of_answers(answers, reference, species, taxa):
            for column, cell in zip(columns.values(), row, strict=True):
                column.append(cell)
        columns["alternatives"] = list(map(SEPARATOR.join, columns["alternatives"]))
        taxon_ids, gene_ids = ([number or 0 for number in columns.pop(name)] for name in ("taxon_id", "gene_id"))
        scores = columns.pop("score")
        return cls(columns, taxon_ids, gene_ids, scores, reference, species, taxa)

    def put(self, places: Iterable[int], answers: Iterable[Resolution]) -> None:
        """Replace the answers at some places."""
        by_name = self.by_name
        columns = [by_name[name] for name in ANSWER_COLUMNS]
        rows = rows_of_answers(answers, self.reference, self.species, self.taxa)
        for place, row in zip(places, rows, strict=True):  # only numbers may be missing
            for column, cell in zip(columns, row, strict=True):
                column[place] = 0 if cell is None else SEPARATOR.join(cell) if isinstance(cell, tuple) else cell

    @property
    def by_name(self) -> dict[str, Any]:
        """All columns, by the names of ``ANSWER_COLUMNS``."""
        return {"taxon_id": self.taxon_ids, "gene_id": self.gene_ids, "score": self.scores, **self.texts}

    def table(self) -> Table:
        """Return the answers as a table with ``ANSWER_COLUMNS``."""
        cells = self.by_name | {
            "taxon_id": [int(number) or None for number in self.taxon_ids],
            "gene_id": [int(number) or None for number in self.gene_ids],
            "score": [float(score) for score in self.scores],
            # no gene is written with the separator in it
            "alternatives": [tuple(cell.split(SEPARATOR)) if cell else () for cell in self.texts["alternatives"]],
        }
        columns = [cells[name] for name in ANSWER_COLUMNS]
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
                data[name] = text_column(self.texts[name], places, text_dtype, may_be_missing=name in MAY_BE_MISSING)
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
    if dtype == "category":
        # not by pandas.factorize, for which a text ends at a NUL character
        place_of: defaultdict[str, int] = defaultdict()
        place_of.default_factory = place_of.__len__
        missing = [place_of[""]] if may_be_missing else []  # the first place, which becomes -1
        codes = numpy.fromiter(map(place_of.__getitem__, texts), numpy.intp, len(texts)) - len(missing)
        categories = pandas.Index(list(place_of)[len(missing) :], dtype=object)
        codes = codes.astype(numpy.min_scalar_type(-1 - len(categories)))  # as pandas keeps them: less for all rows
        codes = codes if places is None else codes.take(places)
        return pandas.Categorical.from_codes(codes, categories, validate=False)
    column = numpy.empty(len(texts), object)
    column[:] = texts
    if may_be_missing:
        column[column == ""] = pandas.NA
    return pandas.Series(column if places is None else column.take(places), dtype=object, copy=False)
