"""Arrow columns of names to Arrow tables of answers: the core of the doors for data frames and of those for engines.

``arrow_answers`` answers a column. Distinct names are answered once, and are context for each other. A column that is
too long for one process, or lies in several, is answered in parts with the same answers in every cell::

    votes = [arrow_votes(part, resolver) for part in parts]         # anywhere, in any order
    whole = merged_votes(votes).whole                               # small, and can be pickled
    tables = [arrow_answers(part, resolver, whole=whole) for part in parts]

Votes and ``whole`` do not depend on the context (species, organisms, text), which is given with each part.

>>> import pyarrow
>>> from genenorm.index.reference import Reference
>>> from genenorm.resolver.resolver import Resolver
>>> resolver = Resolver(Reference.open())
>>> answers = arrow_answers(pyarrow.array(["Trp53", None, "Trp53"]), resolver, columns=("symbol", "gene_id", "status"))
>>> answers["symbol"].type, answers["symbol"].to_pylist(), answers["gene_id"].to_pylist()
(DictionaryType(dictionary<values=string, indices=int32, ordered=0>), ['Trp53', None, 'Trp53'], [22059, None, 22059])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy

from genenorm.core.context import NO_CONTEXT
from genenorm.core.errors import MissingExtraError
from genenorm.core.tables import MAY_BE_MISSING, NUMBER_DTYPES, cell_text
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from genenorm.resolver.call_arguments import name_texts
from genenorm.resolver.list_votes import columns_of_part, votes_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    import pyarrow
    from numpy.typing import NDArray

    from genenorm.core.context import Context
    from genenorm.core.tables import Table
    from genenorm.resolver.answer_columns import AnswerColumns
    from genenorm.resolver.list_votes import ListVotes, WholeList
    from genenorm.resolver.meter import Progress
    from genenorm.resolver.resolver import Resolver

    ArrowColumn: TypeAlias = pyarrow.Array[Any] | pyarrow.ChunkedArray[Any]

TextType = Literal["dictionary", "plain"]


def arrow_answers(
    names: ArrowColumn,
    resolver: Resolver,
    context: Context = NO_CONTEXT,
    columns: Sequence[str] = ANSWER_COLUMNS,
    *,
    whole: WholeList | None = None,
    text: TextType = "dictionary",
    progress: Progress | None = None,
) -> pyarrow.Table:
    """Return a table with the answer for each name of a column, in order, with the schema of ``answer_schema``.

    :param names: text (``string``, ``large_string``, ``string_view``) or numbers, which are GeneIDs; also as a
        dictionary, of which only the values that are used count. A null is an unknown name, with an empty ``input``.
    :param columns: the columns of the table, of ``ANSWER_COLUMNS``.
    :param whole: what the names of the whole list say together, when ``names`` is a part of it (see ``arrow_votes``);
        by default ``names`` is the whole list.
    :param text: the type of the columns of text (see ``answer_schema``).
    :param progress: is called now and then with the number of distinct names that are done, and that of all.
    :raises TypeError: ``names`` is no column, or one of lists, structs or bytes.
    :raises ValueError: ``whole`` is given, and the resolver makes live look-ups.
    """
    places, distinct = encoded_names(names)
    if whole is None:
        answers = resolver.columns(distinct, context, progress)
    else:
        answers = columns_of_part(resolver, distinct, whole, context, progress)
    return answers_as_arrow(answers, places, columns, text=text)


def answers_as_arrow(
    answers: AnswerColumns,
    places: NDArray[numpy.intp] | None = None,
    columns: Sequence[str] = ANSWER_COLUMNS,
    *,
    text: TextType = "dictionary",
) -> pyarrow.Table:
    """Return answers as a table with the schema of ``answer_schema``.

    :param places: for each row of the table the place of its answer; by default each answer has one row.
    """
    return _table(answers.by_name, answer_schema(columns, text=text, reference=answers.reference), places)


def table_as_arrow(table: Table, places: NDArray[numpy.intp], *, text: TextType = "plain") -> pyarrow.Table:
    """Return the rows at some places of a table, with the types of ``answer_schema``."""
    columns = zip(*table.rows, strict=True) if table.rows else [()] * len(table.columns)
    cells = dict(zip(table.columns, map(list, columns), strict=True))
    for name in NUMBER_DTYPES.keys() & cells.keys():
        cells[name] = [number or 0 for number in cells[name]]
    return _table(cells, answer_schema(table.columns, text=text, reference=table.reference), places)


def _table(cells: Mapping[str, Any], schema: Any, places: NDArray[numpy.intp] | None) -> Any:
    pyarrow = _pyarrow()
    rows = None
    if places is not None:
        rows = pyarrow.array(places.astype(numpy.int32) if len(places) < 2**31 else places)
    return pyarrow.Table.from_arrays([_column(cells[field.name], field, rows) for field in schema], schema=schema)


def arrow_votes(names: ArrowColumn, resolver: Resolver, progress: Progress | None = None) -> ListVotes:
    """Return what the names of a part of a column say about the whole column.

    Votes of parts are merged with ``|`` or ``resolver.list_votes.merged_votes``; a name that is in several parts counts
    once, so a part may be counted twice. ``.whole`` of the merged votes is what ``arrow_answers`` needs.

    :param names: as for ``arrow_answers``.
    :raises TypeError: as for ``arrow_answers``.
    :raises ValueError: the resolver makes live look-ups.
    """
    return votes_of(resolver, encoded_names(names)[1], progress)


def answer_schema(
    columns: Sequence[str] = ANSWER_COLUMNS, *, text: TextType = "dictionary", reference: str = ""
) -> pyarrow.Schema:
    """Return the schema of a table of answers.

    ``taxon_id`` and ``gene_id`` are ``int64``, ``score`` is ``double``, all other columns are text. Alternatives are
    joined by ``|``. Missing is null, but ``input``, ``doubt``, ``evidence`` and ``alternatives`` are empty text.

    :param text: ``"dictionary"`` for ``dictionary<int32, string>``, in which each distinct text is stored once; or
        ``"plain"`` for ``string``.
    :param reference: the stamp of the index, for the metadata ``genenorm.reference``; empty for no metadata.
    """
    pyarrow = _pyarrow()
    texts = pyarrow.dictionary(pyarrow.int32(), pyarrow.string()) if text == "dictionary" else pyarrow.string()
    numbers = {"Int64": pyarrow.int64(), "float64": pyarrow.float64()}
    types = {name: numbers[dtype] for name, dtype in NUMBER_DTYPES.items()}
    metadata = {"genenorm.reference": reference} if reference else None
    return pyarrow.schema([(name, types.get(name, texts)) for name in columns], metadata)


def encoded_names(names: ArrowColumn) -> tuple[NDArray[numpy.intp], list[str]]:
    """Return for each row of a column the place of its name, and the distinct names as text, those used alone."""
    place_of: dict[str, int] = {}
    found = [_places(chunk, place_of) for chunk in _chunks(names)]
    return numpy.concatenate(found) if found else numpy.empty(0, numpy.intp), list(place_of)


def _places(chunk: Any, place_of: dict[str, int]) -> NDArray[numpy.intp]:
    """Return for each row of a dictionary array the place of its name; new names get the next ones."""
    pyarrow = _pyarrow()
    size = len(chunk.dictionary)
    codes = chunk.indices.cast(pyarrow.int64()).fill_null(size).to_numpy(zero_copy_only=False)
    is_used = numpy.zeros(size + 1, bool)
    is_used[codes] = True
    used = numpy.flatnonzero(is_used)
    values = chunk.dictionary.take(pyarrow.array(used[used < size]))
    is_text = pyarrow.types.is_large_string(values.type)
    given = values.to_numpy(zero_copy_only=False).tolist() if is_text else values.to_pylist()
    texts = name_texts(given + [None] * int(is_used[size]))
    moved = numpy.zeros(size + 1, numpy.intp)
    moved[used] = [place_of.setdefault(text, len(place_of)) for text in texts]
    places: NDArray[numpy.intp] = moved[codes]
    return places


def _chunks(names: Any) -> list[Any]:
    """Return the chunks of a column as dictionary arrays, whose values are ``large_string`` or numbers."""
    pyarrow = _pyarrow()
    if not isinstance(names, pyarrow.Array | pyarrow.ChunkedArray):
        raise TypeError(f"names must be an Arrow column, not {type(names).__name__}")
    chunks = names.chunks if isinstance(names, pyarrow.ChunkedArray) else [names]
    chunks = [chunk.storage if isinstance(chunk, pyarrow.ExtensionArray) else chunk for chunk in chunks]
    if not chunks:
        _name_type(names.type)
        return []
    of_values = _name_type(chunks[0].type)
    if not pyarrow.types.is_dictionary(chunks[0].type):
        column = pyarrow.chunked_array(chunks).cast(of_values)
        return list(column.dictionary_encode().chunks)
    arrays = pyarrow.DictionaryArray.from_arrays
    return [arrays(chunk.indices, chunk.dictionary.cast(of_values)) for chunk in chunks]


def _name_type(given: Any) -> Any:
    """Return the type in which the names of a column of some type are read; raises TypeError for what has no names."""
    pyarrow = _pyarrow()
    types = pyarrow.types
    if isinstance(given, pyarrow.BaseExtensionType):
        return _name_type(given.storage_type)
    if types.is_dictionary(given):
        return _name_type(given.value_type)
    if types.is_string(given) or types.is_large_string(given) or types.is_string_view(given):
        return pyarrow.large_string()
    if types.is_struct(given):
        raise TypeError(f"names is a column of structs; give the field that holds the names: {given!s:.60}")
    if types.is_nested(given):
        raise TypeError(f"names is a column of lists, not of names; give each name a row of its own: {given!s:.60}")
    if "binary" in str(given):
        raise TypeError("names is a column of bytes, not of text; decode it first")
    return given


def _column(cells: Any, field: Any, rows: Any) -> Any:
    """Return a column of a table, with the cell for each row; without rows all cells."""
    pyarrow = _pyarrow()
    if field.name in NUMBER_DTYPES:
        numbers = numpy.asarray(cells, numpy.float64 if field.name == "score" else numpy.int64)
        values = pyarrow.array(numbers, field.type, mask=None if field.name == "score" else numbers == 0)
        return _taken(values, rows)
    texts: list[str | None] = [cell if type(cell) is str else cell_text(cell) for cell in cells]
    if field.name in MAY_BE_MISSING:
        texts = [text or None for text in texts]
    values = pyarrow.array(texts, pyarrow.string())
    if field.type == pyarrow.string():
        return _taken(values, rows)
    encoded = values.dictionary_encode()
    return pyarrow.DictionaryArray.from_arrays(_taken(encoded.indices, rows), encoded.dictionary, safe=False)


def _taken(values: Any, rows: Any) -> Any:
    """Return the values for some rows, which are known to be there."""
    from pyarrow import compute

    return values if rows is None else compute.take(values, rows, boundscheck=False)


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise MissingExtraError("a column of Arrow", "parquet") from error
    return pyarrow
