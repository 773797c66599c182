"""Properties of tables and JSON: answers are added to any content and removed without a trace."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import assume, example, given
from hypothesis import strategies as st

from genenorm.core.errors import RecordError
from genenorm.records.answer_fields import ROW_FIELDS, SHORT_FIELDS
from genenorm.records.formats import read_record_file
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile
from genenorm.records.yaml_rows import AnswerCell

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
CELL = st.one_of(
    TEXT, st.sampled_from(['"', '""', ",", "\t", "\n", "\r", "\r\n", "'", " ", "\ufeff", "\u2028", "GRIN1"])
)


DOCUMENT_FIELDS = ("keyword", "meant", "alternatives", "note")


def answers(record_file: RecordFile, *, full: bool) -> list[AnswerRows]:
    found = []
    for record in record_file.records:
        fields = DOCUMENT_FIELDS if record.document else ROW_FIELDS if full else SHORT_FIELDS
        rows: list[tuple[AnswerCell, ...]] = []
        for name in record.names:
            cells: dict[str, AnswerCell] = {fields[0]: name, fields[1]: len(name), "alternatives": f'{name}|"x"'}
            cells["doubt"] = f'{name}; "x"'
            rows.append(tuple(cells.get(field) for field in fields))
        found.append(AnswerRows(fields, tuple(rows), reference="" if record.document else "made", is_full=full))
    return found


def check(data: bytes, name: str, options: ReadOptions) -> bool:
    """Return whether answers can be added to the file, and check the properties if so."""
    try:
        record_file = read_record_file(data, name, options)
        if record_file.rewrite is None:  # a list
            return False
        both = [record_file.rewrite(answers(record_file, full=full)) for full in (False, True)]
    except RecordError as error:
        if "\n" in str(error):
            raise AssertionError("an error of more than one line") from error
        return False
    if all(written == data for written in both) and not any(record.names for record in record_file.records):
        return False  # an empty table
    for written in both:
        again = read_record_file(written, name, options)
        assert again.strip is not None
        assert again.rewrite is not None
        assert again.records == record_file.records
        assert again.annotated
        assert [again.rewrite(answers(again, full=full)) for full in (False, True)] == both
        if not record_file.annotated:
            assert again.strip() == data
            if not (options.header_row or options.delimiter):  # which tell where the answers are
                plain = read_record_file(written, name, ReadOptions(field=options.field, answers_only=True))
                assert plain.strip is not None
                assert plain.strip() == data
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


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["#", "# c", "sep=;", "gene", "symbol", "TP53", "ENSG00000141510", "1", "0", "1.5", "1,5", '"', '""', "'",
             " ", ",", ";", "\t", "|", "\n", "\n\n", "\r\n", "\r", "\ufeff", "genenorm_x", "genenorm_answers",
             "\u2028"]
        ),
        st.text(max_size=2),
    ),
    max_size=30,
).map("".join)  # fmt: skip
OPTIONS = st.sampled_from(
    [
        ReadOptions(),
        ReadOptions(is_name=lambda first, _: first == "TP53"),
        ReadOptions(column="1"),
        ReadOptions(column="2"),
        ReadOptions(column="gene"),
        ReadOptions(no_header=True, column="1"),
        ReadOptions(header_row=2, column="1"),
        ReadOptions(delimiter=";", column="1"),
        ReadOptions(delimiter=" ", column="1"),
    ]
)


@given(PIECES, st.sampled_from(["a.csv", "a.tsv", "a.txt", "features.tsv", "a.rnk", "a.maf"]), OPTIONS)
@example("gene\n\n#,\nTP53,1", "a.csv", ReadOptions())
def test_any_table_of_any_shape_takes_answers_or_is_a_one_line_error(
    text: str, name: str, options: ReadOptions
) -> None:
    if "\0" in text or (not text.isprintable() and any("\ud800" <= ch <= "\udfff" for ch in text)):
        return
    check(text.encode(), name, options)


WORD = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=4)
WORDS = st.one_of(WORD, st.sampled_from(["TP53", "IL-1β", "a b", "5'-x", 'q"q', "x#y", ""]))


@given(
    st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(WORDS, min_size=width, max_size=width), min_size=2)),
    st.sampled_from([",", "\t", ";", " ", "|"]),
    st.sampled_from(["", "#version 2.4\n", "# a\n\n# b, c; d\n", "\n\n"]),
    st.sampled_from(["header", "row names", "none"]),
)
def test_a_table_of_a_stated_shape_has_its_names_and_takes_answers(
    rows: list[list[str]], delimiter: str, lead: str, shape: str
) -> None:
    headers = [f"h{number}" for number in range(len(rows[0]))]
    if shape == "row names":
        headers = headers[1:]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([*([] if shape == "none" else [headers]), *rows])
    options = ReadOptions(column="1", delimiter=delimiter, no_header=shape == "none")
    data = (lead + out.getvalue()).encode()
    expected = tuple(row[0] for row in rows)
    if shape == "none":  # blank rows at the top are above the table
        assume(any(rows[0]))
    elif shape == "row names":  # one header above two cells may be a title, and a last cell may only end the row
        assume(len(headers) > 1 and any(row[-1] for row in rows))
    # a line of comment with as many cells as the rows have is taken for their header
    assume(all(len(line.split(delimiter)) != len(rows[0]) for line in lead.splitlines() if line))
    assert read_record_file(data, "a.txt", options).records[0].names == expected
    assert check(data, "a.txt", options)


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
