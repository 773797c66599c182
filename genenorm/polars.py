"""The namespace ``genenorm`` of polars: importing this module gives it to every expression and Series.

>>> import polars
>>> import genenorm.polars
>>> table = polars.LazyFrame({"gene": ["Trp53", "Egfr", None], "fold": [2.1, 0.4, 0.9]})
>>> table.with_columns(polars.col("gene").genenorm.field("gene_id", species="mouse")).collect()["gene_id"].to_list()
[22059, 13649, None]

All names of the column are context for each other, whatever the engine. In a group, of ``group_by`` or ``over``, those
of the group are: ``polars.col("gene").genenorm.resolve().over("study")`` answers the list of each study by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from genenorm.api import shared_resolver, species_of_list
from genenorm.core.context import Organisms, SpeciesChoice
from genenorm.core.errors import MissingExtraError
from genenorm.core.tables import NUMBER_DTYPES
from genenorm.frame_api import check_text_dtype, orthologs_frame, resolve_frame
from genenorm.frames.column_kinds import arrow_column, table_of_kind
from genenorm.index.homology import Homology
from genenorm.resolver.answer_table import ANSWER_COLUMNS, chosen_columns
from genenorm.resolver.call_arguments import context_of

try:
    import polars
except ImportError as error:
    raise MissingExtraError("genenorm.polars", "polars") from error

if TYPE_CHECKING:
    import pyarrow

    from genenorm.frames.arrow_answers import ArrowColumn
    from genenorm.resolver.answer_columns import TextDtype
    from genenorm.resolver.list_species import ListSpecies


@polars.api.register_expr_namespace("genenorm")
class NamesExpression:
    """The names that an expression gives: ``pl.col("gene").genenorm``."""

    def __init__(self, names: polars.Expr) -> None:
        self._names = names

    def resolve(
        self,
        species: SpeciesChoice = None,
        *,
        organisms: Organisms = (),
        text: str = "",
        columns: str | Sequence[str] = "full",
        text_dtype: TextDtype = "object",
        progress: bool = False,
    ) -> polars.Expr:
        """Return an expression for the answers: a struct for each name, with a field for each column.

        The parameters are those of ``resolve_frame``; those that are wrong raise at once. ``.struct.unnest()`` makes
        columns of the fields.

        >>> import polars
        >>> table = polars.DataFrame({"gene": ["Trp53", "Egfr"], "fold": [2.1, 0.4]})
        >>> answers = polars.col("gene").genenorm.resolve("mouse", columns="gene_id, symbol, doubt")
        >>> table.with_columns(answers.struct.unnest()).rows()
        [('Trp53', 2.1, 22059, 'Trp53', ''), ('Egfr', 0.4, 13649, 'Egfr', '')]
        """
        chosen = chosen_columns(columns)
        check_text_dtype(text_dtype)
        context_of(shared_resolver().reference, species, organisms, text)  # what is wrong is said here, with its line
        texts = polars.Categorical() if text_dtype == "category" else polars.String()
        numbers = {"Int64": polars.Int64(), "float64": polars.Float64()}
        types = {name: numbers[NUMBER_DTYPES[name]] if name in NUMBER_DTYPES else texts for name in chosen}
        answers = _Structs(
            species=species,
            organisms=organisms,
            text=text,
            columns=chosen,
            text_dtype=text_dtype,
            progress=progress,
        )
        return self._names.map_batches(answers, return_dtype=polars.Struct(types))

    def field(
        self, column: str, species: SpeciesChoice = None, *, organisms: Organisms = (), text: str = ""
    ) -> polars.Expr:
        """Return an expression for one column of the answers, with its name.

        :param column: the name of a column, such as ``"gene_id"``; the other parameters are those of ``resolve_frame``.
        :raises ValueError: there is no such column.

        >>> import polars
        >>> table = polars.DataFrame({"gene": ["Trp53", "Egfr"]})
        >>> table.select(polars.col("gene").genenorm.field("symbol", "human")).to_dict(as_series=False)
        {'symbol': ['TP53', 'EGFR']}
        """
        if column not in ANSWER_COLUMNS:
            (column,) = chosen_columns([column])  # raises an error with advice
        return self.resolve(species, organisms=organisms, text=text, columns=[column]).struct.field(column)


class _Structs:
    """Answers a column with structs.

    ``.struct.unnest()`` makes an expression for each field, and polars asks once for each of them. So the last answers
    are kept until all fields can have been asked for. Nothing of polars runs under the lock: its threads might wait for
    each other.
    """

    def __init__(self, **options: Any) -> None:
        self._options = options
        self._lock = Lock()
        self._last: tuple[ArrowColumn, pyarrow.Table] | None = None
        self._uses = 0

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(_Structs, **self._options), ()

    def __call__(self, names: polars.Series) -> polars.Series:
        frame = table_of_kind(self._answers(arrow_column(names, "resolve_frame")), "polars")
        assert isinstance(frame, polars.DataFrame)  # nosec B101 # said to the type checker
        return frame.to_struct(names.name)

    def _answers(self, column: ArrowColumn) -> pyarrow.Table:
        with self._lock:
            if self._last is None or not self._last[0].equals(column):
                self._last, self._uses = (column, resolve_frame(column, **self._options)), 0
            answers = self._last[1]
            self._uses += 1
            if self._uses == len(self._options["columns"]):
                self._last = None
            return answers


@polars.api.register_series_namespace("genenorm")
class NamesSeries:
    """The names in a Series: ``series.genenorm``."""

    def __init__(self, names: polars.Series) -> None:
        self._names = names

    def resolve(
        self,
        species: SpeciesChoice = None,
        *,
        organisms: Organisms = (),
        text: str = "",
        columns: str | Sequence[str] = "full",
        text_dtype: TextDtype = "object",
        split: bool = False,
        progress: bool = False,
    ) -> polars.DataFrame:
        """Return a table of answers with one row for each name, as ``resolve_frame`` does.

        The parameters and errors are those of ``resolve_frame``.

        >>> import polars
        >>> polars.Series(["GRIN1", "psd95"]).genenorm.resolve("human")["symbol"].to_list()
        ['GRIN1', 'DLG4']
        """
        return resolve_frame(
            self._names,
            species=species,
            organisms=organisms,
            text=text,
            columns=columns,
            text_dtype=text_dtype,
            split=split,
            progress=progress,
        )

    def orthologs(
        self,
        to: SpeciesChoice = None,
        *,
        species: SpeciesChoice = None,
        organisms: Organisms = (),
        text: str = "",
        homology: Homology | Literal["stringent", "all"] = "stringent",
        columns: str | Sequence[str] = "full",
        progress: bool = False,
    ) -> polars.DataFrame:
        """Return a table with one row for each ortholog of the genes that the names mean, as ``orthologs_frame`` does.

        The parameters and errors are those of ``orthologs_frame``; its column ``row`` says of which name a row is.

        >>> import polars
        >>> polars.Series(["GRIN1", "TP53"]).genenorm.orthologs("mouse", species="human")["symbol"].to_list()
        ['Grin1', 'Trp53']
        """
        return orthologs_frame(
            self._names,
            to,
            species=species,
            organisms=organisms,
            text=text,
            homology=homology,
            columns=columns,
            progress=progress,
        )

    def species(self, *, organisms: Organisms = ()) -> ListSpecies:
        """Return the species that the names are of, all taken together, as ``species_of_list`` does.

        >>> import polars
        >>> str(polars.Series(["Grin1", "Trp53", "Trp53inp1", "Prl2c2", "Psg16", "psd95"]).genenorm.species())
        'mouse, 97 % of 6 names'
        """
        return species_of_list(self._names, organisms=organisms)
