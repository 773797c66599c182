"""Laws of the other formats: whatever a table or an object holds, our answers go in and come out without a trace."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import assume, given
from hypothesis import strategies as st

from genenorm.core.errors import RecordError
from genenorm.records.formats import read_source
from genenorm.records.source import ReadOptions, Rows, Source
from genenorm.records.yaml_rows import Cell

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
CELL = st.one_of(
    TEXT, st.sampled_from(['"', '""', ",", "\t", "\n", "\r", "\r\n", "'", " ", "\ufeff", "\u2028", "GRIN1"])
)


DOCUMENT_FIELDS = ("keyword", "meant", "alternatives", "note")


def answers(source: Source) -> list[Rows]:
    found = []
    for record in source.records:
        rows: list[tuple[Cell, ...]] = [(name, len(name), f'{name}|"x"', None) for name in record.names]
        fields = ("keyword", "gene_id", "alternatives", "note") if record.document is None else DOCUMENT_FIELDS
        found.append(Rows(fields, tuple(rows)))
    return found


def check(data: bytes, name: str, options: ReadOptions) -> bool:
    """Return whether the file took our answers; when it did, every law must hold."""
    try:
        source = read_source(data, name, options)
        assert source.rewrite is not None
        written = source.rewrite(answers(source))
    except RecordError as error:
        if "\n" in str(error):
            raise AssertionError("an error of more than one line") from error
        return False
    again = read_source(written, name, options)
    assert again.strip is not None
    assert again.rewrite is not None
    assert again.records == source.records
    assert again.annotated
    assert again.rewrite(answers(again)) == written
    if not source.annotated:
        assert again.strip() == data
    return True


@given(
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6),
    st.sampled_from([",", "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.booleans(),
)
def test_any_table_that_a_csv_writer_writes_takes_our_columns(
    rows: list[tuple[str, str]], delimiter: str, end: str, quoting: int, cut: bool
) -> None:
    # Python's own writer leaves a carriage return bare when the lines end otherwise: such text is no table.
    assume(quoting == csv.QUOTE_ALL or not {"\r", "\n"} - set(end) & set("".join(map("".join, rows))))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([("gene", "other"), *rows])
    text = out.getvalue()
    data = (text[: -len(end)] if cut else text).encode()
    name = "a.csv" if delimiter == "," else "a.tsv"
    source = read_source(data, name, ReadOptions(column="gene"))
    assert source.records[0].names == tuple(first for first, _ in rows)
    assert check(data, name, ReadOptions(column="gene"))


@given(TEXT, st.sampled_from(["a.csv", "a.tsv"]))
def test_any_text_is_a_table_or_refused_in_one_line(text: str, name: str) -> None:
    check(("gene\n" + text).encode(), name, ReadOptions(column="gene"))
    check(text.encode(), name, ReadOptions())


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT, st.just("genenorm")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(CELL, inner, max_size=3)),
    max_leaves=6,
)


@given(
    st.lists(TEXT, min_size=1, max_size=4),
    st.dictionaries(CELL, JSON, max_size=3),
    st.sampled_from([None, 0, 2, "\t"]),
    st.booleans(),
)
def test_any_object_that_a_json_writer_writes_takes_our_member(
    names: list[str], more: dict[str, object], indent: int | str | None, ascii_only: bool
) -> None:
    value = {**more, "x": names, "last": more}
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    for data in (text, text + "\n", f" \n{text}\r\n"):
        assert check(data.encode(), "a.json", ReadOptions(field="x"))
    if indent is None:
        source = read_source(f"{text}\n\n{text}".encode(), "a.jsonl", ReadOptions(field="x"))
        assert [record.names for record in source.records] == [tuple(names)] * 2
        assert check(f"{text}\n\n{text}".encode(), "a.jsonl", ReadOptions(field="x"))


@given(st.binary(max_size=30), st.sampled_from(["a.json", "a.jsonl", "a.yaml", "a.csv", "a.gmt", "a.txt", "a.xml",
    "a.pubtator", "a.bioc.json", "a.txt.gz", "P-genes.tsv", "a.gmx"]))  # fmt: skip
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes, name: str) -> None:
    try:
        read_source(data, name, ReadOptions(field="x"))
    except RecordError as error:
        if "\n" in str(error):
            raise AssertionError("an error of more than one line") from error
