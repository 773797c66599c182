"""Columns of Arrow to tables of answers: the types that names come in, the schema, and parts."""

from __future__ import annotations

from typing import Any

import pyarrow
import pytest

from genenorm.core.context import Context
from genenorm.frames.arrow_answers import answer_schema, arrow_answers, arrow_votes, encoded_names
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from genenorm.resolver.list_votes import merged_votes
from genenorm.resolver.resolver import Resolver

TEXTS = ["TP53", None, "GRIN1", "TP53", ""]
HUMAN = Context(species="human")


def dictionary(indices: list[Any], values: list[Any], kind: Any = None) -> Any:
    return pyarrow.DictionaryArray.from_arrays(pyarrow.array(indices, pyarrow.uint8()), pyarrow.array(values, kind))


COLUMNS: dict[str, Any] = {
    "string": pyarrow.array(TEXTS),
    "large_string": pyarrow.array(TEXTS, pyarrow.large_string()),
    "string_view": pyarrow.array(TEXTS, pyarrow.string_view()),
    "dictionary": pyarrow.array(TEXTS).dictionary_encode(),
    "dictionary of views with a null and unused values": dictionary(
        [0, 1, 3, 0, 4], ["TP53", None, "KARs", "GRIN1", ""], pyarrow.string_view()
    ),
    "dictionary with a value twice": dictionary([0, None, 1, 2, 3], ["TP53", "GRIN1", "TP53", ""]),
    "chunks": pyarrow.chunked_array([TEXTS[:2], [], TEXTS[2:]]),
    "chunks with other dictionaries": pyarrow.chunked_array(
        [dictionary([0, 1], ["TP53", None]), dictionary([1, 2, 0], ["", "GRIN1", "TP53"])]
    ),
    "a slice": pyarrow.array(["KARs", *TEXTS, "and"])[1:-1],
    "a slice of a dictionary": pyarrow.array(["KARs", *TEXTS, "and"]).dictionary_encode()[1:-1],
}
IDS = [7157, None, 2902]
ID_COLUMNS: dict[str, Any] = {
    "int64": pyarrow.array(IDS),
    "uint16": pyarrow.array(IDS, pyarrow.uint16()),
    "double with NaN": pyarrow.array([7157.0, float("nan"), 2902.0]),
    "decimal": pyarrow.array(IDS, pyarrow.int64()).cast(pyarrow.decimal128(19, 0)),
    "dictionary": pyarrow.array(IDS).dictionary_encode(),
}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_names_of_every_type_of_text_are_answered_in_their_order(resolver: Resolver, column: Any) -> None:
    found = arrow_answers(column, resolver, HUMAN, ("input", "symbol", "gene_id", "status"))
    assert found.to_pydict() == {
        "input": ["TP53", "", "GRIN1", "TP53", ""],
        "symbol": ["TP53", None, "GRIN1", "TP53", None],
        "gene_id": [7157, None, 2902, 7157, None],
        "status": ["resolved", "unknown", "resolved", "resolved", "unknown"],
    }


@pytest.mark.parametrize("column", ID_COLUMNS.values(), ids=ID_COLUMNS)
def test_numbers_are_gene_ids(resolver: Resolver, column: Any) -> None:
    found = arrow_answers(column, resolver, columns=("input", "symbol"))
    assert found.to_pydict() == {"input": ["7157", "", "2902"], "symbol": ["TP53", None, "GRIN1"]}


KINDS = [pyarrow.null(), pyarrow.string(), pyarrow.int64(), pyarrow.dictionary(pyarrow.int8(), pyarrow.string())]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("text", ["dictionary", "plain"])
def test_an_empty_column_has_the_schema_of_any_other(resolver: Resolver, kind: Any, text: Any) -> None:
    for column in (pyarrow.array([], kind), pyarrow.chunked_array([], kind)):
        found = arrow_answers(column, resolver, text=text)
        assert (found.num_rows, found.schema) == (0, answer_schema(text=text))


def test_the_schema_is_fixed_and_has_the_stamp_of_the_index(resolver: Resolver) -> None:
    text = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    numbers = {"taxon_id": pyarrow.int64(), "gene_id": pyarrow.int64(), "score": pyarrow.float64()}
    for names in (["TP53", "no such gene"], [None], ["no such gene"]):
        schema = arrow_answers(pyarrow.array(names, pyarrow.string()), resolver).schema
        assert tuple(schema.names) == ANSWER_COLUMNS
        assert [field.type for field in schema] == [numbers.get(name, text) for name in ANSWER_COLUMNS]
        assert schema.metadata == {b"genenorm.reference": resolver.reference.stamp.encode()}
    assert answer_schema(("symbol",), text="plain").field("symbol").type == pyarrow.string()


def test_values_of_a_dictionary_that_no_row_has_are_no_context() -> None:
    values = ["TP53", "unused", "GRIN1", None]
    places, distinct = encoded_names(dictionary([2, 0, 3, 2, None], values))
    assert sorted(distinct) == ["", "GRIN1", "TP53"]
    assert [distinct[place] for place in places] == ["GRIN1", "TP53", "", "GRIN1", ""]


WRONG: list[tuple[Any, str]] = [
    (pyarrow.array([["TP53"]]), "names is a column of lists"),
    (pyarrow.array([{"gene": "TP53"}]), "give the field"),
    (pyarrow.array([b"TP53"]), "decode it first"),
    (pyarrow.array([b"TP53"]).dictionary_encode(), "decode it first"),
    (pyarrow.chunked_array([], pyarrow.list_(pyarrow.string())), "names is a column of lists"),
    (["TP53"], "must be an Arrow column, not list"),
]


@pytest.mark.parametrize(("column", "message"), WRONG)
def test_what_is_no_column_of_names_is_an_error_in_one_line(resolver: Resolver, column: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message) as error:
        arrow_answers(column, resolver)
    assert len(str(error.value).splitlines()) == 1
    with pytest.raises(TypeError, match=message):
        arrow_votes(column, resolver)


def test_parts_of_a_column_have_its_answers(resolver: Resolver) -> None:
    names = pyarrow.chunked_array([["p53", "Grin1", "Dlg4", None], ["Trp53", "p53", "Bdnf", "Nmdar1"]])
    parts = [names[start : start + 3] for start in range(0, len(names), 3)]
    whole = merged_votes([arrow_votes(part, resolver) for part in parts]).whole
    found = pyarrow.concat_tables([arrow_answers(part, resolver, whole=whole, text="plain") for part in parts])
    assert found.to_pydict() == arrow_answers(names, resolver).to_pydict()
    assert found["species"].to_pylist()[0] == "mouse"
    assert arrow_answers(pyarrow.array(["p53"]), resolver)["species"].to_pylist() == [None]


def test_progress_counts_distinct_names(resolver: Resolver) -> None:
    seen: list[tuple[int, int]] = []
    arrow_answers(pyarrow.array(["TP53", "GRIN1", "TP53"]), resolver, progress=lambda *done: seen.append(done))
    assert seen[-1] == (2, 2)
