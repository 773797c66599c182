"""Properties of tables and JSON: answers are added to any content and removed without a trace."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import assume, given
from hypothesis import strategies as st

from genenorm.core.errors import RecordError
from genenorm.records.formats import read_record_file
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile
from genenorm.records.yaml_rows import AnswerCell

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
CELL = st.one_of(
    TEXT, st.sampled_from(['"', '""', ",", "\t", "\n", "\r", "\r\n", "'", " ", "\ufeff", "\u2028", "GRIN1"])
)


DOCUMENT_FIELDS = ("keyword", "meant", "alternatives", "note")


def answers(record_file: RecordFile) -> list[AnswerRows]:
    found = []
    for record in record_file.records:
        rows: list[tuple[AnswerCell, ...]] = [(name, len(name), f'{name}|"x"', None) for name in record.names]
        fields = ("keyword", "gene_id", "alternatives", "note") if record.document is None else DOCUMENT_FIELDS
        found.append(AnswerRows(fields, tuple(rows)))
    return found


def check(data: bytes, name: str, options: ReadOptions) -> bool:
    """Return whether answers can be added to the file, and check the properties if so."""
    try:
        record_file = read_record_file(data, name, options)
        assert record_file.rewrite is not None
        written = record_file.rewrite(answers(record_file))
    except RecordError as error:
        if "\n" in str(error):
            raise AssertionError("an error of more than one line") from error
        return False
    again = read_record_file(written, name, options)
    assert again.strip is not None
    assert again.rewrite is not None
    assert again.records == record_file.records
    assert again.annotated
    assert again.rewrite(answers(again)) == written
    if not record_file.annotated:
        assert again.strip() == data
    return True


@given(
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6),
    st.sampled_from([",", "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.booleans(),
)
def test_any_table_written_by_a_csv_writer_takes_answer_columns(
    rows: list[tuple[str, str]], delimiter: str, end: str, quoting: int, cut: bool
) -> None:
    # Python's writer does not quote a line break that its own lines do not end with: the text is no table then.
    assume(quoting == csv.QUOTE_ALL or not {"\r", "\n"} - set(end) & set("".join(map("".join, rows))))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([("gene", "other"), *rows])
    text = out.getvalue()
    data = (text[: -len(end)] if cut else text).encode()
    name = "a.csv" if delimiter == "," else "a.tsv"
    record_file = read_record_file(data, name, ReadOptions(column="gene"))
    assert record_file.records[0].names == tuple(first for first, _ in rows)
    assert check(data, name, ReadOptions(column="gene"))


@given(TEXT, st.sampled_from(["a.csv", "a.tsv"]))
def test_any_text_is_a_table_or_a_one_line_error(text: str, name: str) -> None:
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
def test_any_object_written_by_a_json_writer_takes_an_answer_member(
    names: list[str], more: dict[str, object], indent: int | str | None, ascii_only: bool
) -> None:
    value = {**more, "x": names, "last": more}
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    for data in (text, text + "\n", f" \n{text}\r\n"):
        assert check(data.encode(), "a.json", ReadOptions(field="x"))
    if indent is None:
        record_file = read_record_file(f"{text}\n\n{text}".encode(), "a.jsonl", ReadOptions(field="x"))
        assert [record.names for record in record_file.records] == [tuple(names)] * 2
        assert check(f"{text}\n\n{text}".encode(), "a.jsonl", ReadOptions(field="x"))


@given(st.binary(max_size=30), st.sampled_from(["a.json", "a.jsonl", "a.yaml", "a.csv", "a.gmt", "a.txt", "a.xml",
    "a.pubtator", "a.bioc.json", "a.txt.gz", "P-genes.tsv", "a.gmx", "a.gtf", "a.gff3", "a.gct",
    "a.gpml"]))  # fmt: skip
def test_any_bytes_are_read_or_are_a_one_line_error(data: bytes, name: str) -> None:
    try:
        read_record_file(data, name, ReadOptions(field="x"))
    except RecordError as error:
        if "\n" in str(error):
            raise AssertionError("an error of more than one line") from error
