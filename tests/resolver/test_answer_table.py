"""Tables and frames of answers: their types, and the choice of the type of text."""

from __future__ import annotations

import sys

import numpy
import pandas
import pytest

import genenorm
from genenorm.core.model import Biotype, Candidate, Gene, KeyRule, Match, NameKind, Resolution, Status
from genenorm.core.tables import MAY_BE_MISSING, to_frame
from genenorm.index.reference import Reference
from genenorm.resolver.answer_columns import AnswerColumns
from genenorm.resolver.answer_table import ANSWER_COLUMNS, SHORT_COLUMNS, chosen_columns, table_of
from genenorm.resolver.resolver import Resolver

NAMES = ["GRIN1", "KARs", "p62", "and", "", "no such gene", "Nmdar1", "LOC100911545", "Grin1", "β-catenin"]
TYPES = ("object", "category", "arrow")
NUMBERS = {"taxon_id": "Int64", "gene_id": "Int64", "score": "float64"}
STAMP = "shipped 2026-11-24 9cf31e202c67"


@pytest.fixture(scope="module")
def answers(reference: Reference) -> list[Resolution]:
    return Resolver(reference).resolve_all(NAMES)


def answered() -> Resolution:
    gene = Gene(1, 9606, None, "ABC1", "", "ENSG1", "HGNC:1", Biotype.PROTEIN_CODING, None, 0)
    candidate = Candidate(gene, Match(NameKind.SYMBOL, KeyRule.CASE, "9606:HGNC:1"), 0.98765)
    return Resolution(
        "abc1", Status.RESOLVED, candidate, (candidate,), (), "g1", 0.98765, NameKind.SYMBOL, KeyRule.CASE
    )


# -- columns ----------------------------------------------------------------------------------------------------------


def test_columns_of_answers_are_their_table(answers: list[Resolution]) -> None:
    table = AnswerColumns.of(answers, STAMP).table()
    assert table == table_of(answers, STAMP)
    assert (table.columns, len(table.rows), table.reference) == (ANSWER_COLUMNS, len(NAMES), STAMP)


def test_a_gene_without_an_id_has_none_in_the_table() -> None:
    (row,) = AnswerColumns.of([answered()], STAMP).table().rows
    assert row == (
        "abc1", "resolved", 9606, None, "ABC1", "ENSG1", "HGNC:1", "g1", 0.988, "human", "", "symbol",
        "case folded", "", (), STAMP,
    )  # fmt: skip


def test_a_species_that_the_index_lacks_is_told_by_its_taxon_id() -> None:
    place = ANSWER_COLUMNS.index("species")
    for species, shown in (({}, "9606"), ({9606: "man"}, "man")):
        (row,) = table_of([answered()], STAMP, species).rows
        assert row[place] == shown
    (row,) = table_of([Resolution("x", Status.UNKNOWN)], STAMP, {}).rows
    assert row[place] == ""


def test_answers_are_replaced_in_all_their_cells(answers: list[Resolution]) -> None:
    columns = AnswerColumns.of(answers, STAMP)
    columns.put([1, 0], iter([answered(), answers[5]]))
    assert columns.table() == table_of([answers[5], answered(), *answers[2:]], STAMP)


@pytest.mark.parametrize("count", [0, 1, len(NAMES)])
def test_a_frame_of_columns_is_that_of_their_table(answers: list[Resolution], count: int) -> None:
    frame = AnswerColumns.of(answers[:count], STAMP).frame()
    pandas.testing.assert_frame_equal(frame, to_frame(table_of(answers[:count], STAMP)))
    assert frame.attrs["reference"] == STAMP


@pytest.mark.parametrize("text_dtype", TYPES)
def test_a_frame_has_the_answer_at_each_of_some_places(answers: list[Resolution], text_dtype: str) -> None:
    places = numpy.array([5, 0, 0, 7, 2])
    frame = AnswerColumns.of(answers, STAMP).frame(places, text_dtype)  # type: ignore[arg-type]
    expected = to_frame(table_of([answers[place] for place in places], STAMP))
    pandas.testing.assert_frame_equal(plain(frame).fillna(pandas.NA), expected)


# -- types of text ----------------------------------------------------------------------------------------------------


def plain(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Return a frame with all its text as Python strings."""
    return frame.astype({name: object for name in frame.columns if name not in NUMBERS})


@pytest.mark.parametrize("names", [NAMES, [*NAMES, "GRIN1", "KARs"] * 20, ["GRIN1"], []])
def test_every_type_of_text_has_equal_values(names: list[str]) -> None:
    frames = [genenorm.resolve_frame(names, text_dtype=dtype) for dtype in TYPES]  # type: ignore[call-overload]
    for frame in frames:
        pandas.testing.assert_frame_equal(plain(frame).fillna(pandas.NA), frames[0])
        assert frame.attrs == frames[0].attrs
    pandas.testing.assert_frame_equal(frames[0], genenorm.resolve_frame(names))


@pytest.mark.parametrize(
    ("text_dtype", "shown"), list(zip(TYPES, ("object", "category", "string[pyarrow]"), strict=True))
)
@pytest.mark.parametrize("names", [NAMES, NAMES * 10, []])
def test_all_columns_of_text_have_the_type_asked_for(names: list[str], text_dtype: str, shown: str) -> None:
    frame = genenorm.resolve_frame(names, text_dtype=text_dtype)  # type: ignore[call-overload]
    texts = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    assert texts == {name: NUMBERS.get(name, shown) for name in ANSWER_COLUMNS}
    assert {name for name in frame.columns if frame[name].isna().any()} <= {*NUMBERS, *MAY_BE_MISSING}


@pytest.mark.parametrize("wrong", ["string", "Object", "", None, str, object])
@pytest.mark.parametrize("names", [[], ["GRIN1"]])
def test_another_type_of_text_is_an_error_that_names_the_types(names: list[str], wrong: object) -> None:
    with pytest.raises(ValueError, match=r"text_dtype is .*: object, category, arrow"):
        genenorm.resolve_frame(names, text_dtype=wrong)  # type: ignore[call-overload]


def test_arrow_text_without_pyarrow_is_an_error_that_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(genenorm.GenenormError, match=r"parquet"):
        genenorm.resolve_frame(["GRIN1"], text_dtype="arrow")
    assert genenorm.resolve_frame(["GRIN1"], text_dtype="category")["symbol"].to_list() == ["GRIN1"]


@pytest.mark.parametrize("text_dtype", TYPES)
def test_a_series_keeps_its_index(text_dtype: str) -> None:
    for names in (NAMES, ["GRIN1"] * 4, []):
        index = pandas.Index([3, 3, *range(len(names))][: len(names)], name="row")
        series = pandas.Series(names, index=index, dtype=object)
        frame = genenorm.resolve_frame(series, text_dtype=text_dtype)  # type: ignore[call-overload]
        pandas.testing.assert_index_equal(frame.index, index)
        assert frame["input"].to_list() == names


# -- names ------------------------------------------------------------------------------------------------------------

MIXED = [7157, "7157", 7157.0, numpy.str_("TP53"), "TP53", None, float("nan"), "", True, numpy.int64(2902), pandas.NA]
TEXTS = ["7157", "7157", "7157", "TP53", "TP53", "", "", "", "True", "2902", ""]


@pytest.mark.parametrize("count", [1, 6])
def test_names_of_several_python_types_are_answered_as_their_texts(count: int) -> None:
    frame = genenorm.resolve_frame(MIXED * count, species="human")
    pandas.testing.assert_frame_equal(frame, genenorm.resolve_frame(TEXTS * count, species="human"))
    assert frame["input"].to_list() == TEXTS * count
    assert {type(text) for text in frame["input"]} == {str}
    assert frame["symbol"].to_list()[:5] == ["TP53"] * 5


def test_subclasses_of_text_alone_are_answered_as_text() -> None:
    frame = genenorm.resolve_frame([numpy.str_("GRIN1"), numpy.str_("TP53"), "GRIN1"], species="human")
    assert {type(text) for text in frame["input"]} == {str}
    assert frame["gene_id"].to_list() == [2902, 7157, 2902]


@pytest.mark.parametrize("names", [NAMES, NAMES * 10, ["GRIN\ud8001"], ["a\0b", "a"], ["NA", "nan", "None"]])
def test_a_frame_has_the_answers_of_the_list(reference: Reference, names: list[str]) -> None:
    frame = genenorm.resolve_frame(names)
    expected = to_frame(table_of(Resolver(reference).resolve_all(names), reference.stamp))
    pandas.testing.assert_frame_equal(frame, expected)


def test_a_long_list_has_the_answers_of_the_resolver(reference: Reference) -> None:
    symbols = [reference.gene(row).symbol for row in range(1, 4000, 7)]
    names = [*symbols, *symbols[::-2], *symbols[::3]]
    frame = genenorm.resolve_frame(names)
    expected = to_frame(table_of(Resolver(reference).resolve_all(names), reference.stamp))
    pandas.testing.assert_frame_equal(frame, expected)


# -- columns that are asked for ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "columns"),
    [
        ("full", ANSWER_COLUMNS),
        ("short", SHORT_COLUMNS),
        ("gene_id", ("gene_id",)),
        (" symbol ,input, symbol", ("symbol", "input")),
        (["score", "doubt"], ("score", "doubt")),
        (("reference",), ("reference",)),
        (pandas.Index(["species"]), ("species",)),
    ],
)
def test_columns_are_chosen_by_a_word_or_by_their_names(asked: str | list[str], columns: tuple[str, ...]) -> None:
    assert chosen_columns(asked) == columns


def test_the_short_columns_are_among_all_and_the_first_nine_keep_their_places() -> None:
    assert set(SHORT_COLUMNS) < set(ANSWER_COLUMNS)
    assert ANSWER_COLUMNS[8:11] == ("score", "species", "doubt")
    assert len(set(ANSWER_COLUMNS)) == len(ANSWER_COLUMNS)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("symbl", r"no column 'symbl': did you mean symbol or ensembl_id\?"),
        ("gene_id,Gene_ID", r"no column 'Gene_ID': did you mean gene_id"),
        ("fulll", r"no column 'fulll': did you mean full\?"),
        (["input", "qqq"], r"no column 'qqq': there are: input, status, .*reference; or short, or full"),
        (",", r"columns is empty; it may be 'short', 'full', or some of: input"),
        ([], r"columns is empty"),
    ],
)
def test_an_unknown_column_is_an_error_with_the_names_like_it(asked: str | list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        chosen_columns(asked)


@pytest.mark.parametrize("asked", [5, None, b"input", ["input", 5], 3.5, [["input"]]])
def test_columns_of_another_type_are_an_error_that_says_what_they_may_be(asked: object) -> None:
    with pytest.raises(TypeError, match=r"columns is .*; it may be 'short', 'full', or names of columns as texts"):
        chosen_columns(asked)  # type: ignore[arg-type]


# -- doubts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 80])
@pytest.mark.parametrize(
    ("name", "species", "doubt"),
    [
        ("GRIN1", None, ""),
        ("no such gene", None, ""),
        ("and", None, ""),
        ("KARs", None, "family, not a gene"),
        ("GR1N1", None, "close second; repaired spelling"),
    ],
)
def test_doubts_and_species_are_columns(
    reference: Reference, count: int, name: str, species: str | None, doubt: str
) -> None:
    names = [name, *[f"no{number}gene" for number in range(count)]]
    (row, *_) = Resolver(reference).table(names, genenorm.Context(species=species)).only(("species", "doubt")).rows
    assert row[1] == doubt
    assert row[0] == ("human" if name in ("GRIN1", "GR1N1") else "")
