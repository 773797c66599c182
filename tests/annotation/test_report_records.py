"""The content of the report: entries read back, what is added to them, doubt, counts and homology groups."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from genenorm.annotation.annotations import AnnotatedFile, annotate_file
from genenorm.annotation.exports.answer_entries import (
    TABLE_FORMATS,
    AnswerEntry,
    entries_of,
    is_answer_table,
    read_answer_table,
    read_record_answers,
)
from genenorm.annotation.exports.export import ExportSettings
from genenorm.annotation.exports.export_formats import exported
from genenorm.annotation.exports.report_data import MEANINGS, AnswerReport, doubtfulness
from genenorm.annotation.exports.report_records import ReportRecord, resolved_records, written_records
from genenorm.core.errors import RecordError
from genenorm.index.reference import Reference
from genenorm.records.compressed import compress
from genenorm.resolver.doubt import Doubt
from genenorm.resolver.resolver import Resolver
from tests.support.report_rows import report_of, row

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"


@pytest.fixture(scope="module")
def file(resolver: Resolver) -> AnnotatedFile:
    return annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver)


@pytest.fixture(scope="module")
def entries(file: AnnotatedFile) -> list[AnswerEntry]:
    return list(entries_of(file))


@pytest.mark.parametrize("name", TABLE_FORMATS)
def test_a_written_table_is_read_as_the_same_entries(
    name: str, file: AnnotatedFile, entries: list[AnswerEntry], reference: Reference
) -> None:
    data = exported(name, file, ExportSettings(reference, "1"))
    assert is_answer_table(f"a.genes.{name}.gz")
    found = list(read_answer_table(compress(data, "x.gz"), f"a.genes.{name}.gz"))
    assert [replace(item, score=round(item.score, 3)) for item in found] == entries


@pytest.mark.parametrize("name", ["tsv", "csv", "json", "jsonl"])
def test_a_table_of_another_name_is_known_by_its_columns(name: str, file: AnnotatedFile, reference: Reference) -> None:
    data = exported(name, file, ExportSettings(reference, "1"))
    assert is_answer_table(f"clean.{name}", data)
    assert is_answer_table(f"clean.{name}.gz", compress(data, "x.gz"))
    assert not is_answer_table("clean.md", data)
    own = {"tsv": b"gene\tstatus\tscore\nTP53\tup\t2\n", "csv": b"input,dose\nTP53,2\n"}
    assert not is_answer_table(f"clean.{name}", own.get(name, b'{"input": "TP53", "status": "up"}\n'))


def test_the_short_answers_in_a_record_are_read_as_entries_without_the_details(
    entries: list[AnswerEntry], resolver: Resolver
) -> None:
    written = annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver).rewritten()
    expected = [replace(entry, authority_id="", evidence="", shared_word="") for entry in entries]
    expected = [replace(entry, alternatives=(), support=(), members_in_scope=()) for entry in expected]
    assert read_record_answers(written, "a.md") == expected


def test_a_short_answer_of_several_genes_is_out_of_scope_when_its_doubt_says_so(resolver: Resolver) -> None:
    page = "---\nfigid: f\nfigtitle: Seedlings of maize\nschema-jsonld:\n  keywords: [NMDA receptors, and]\n---\n"
    for full in (False, True):
        written = annotate_file(page.encode(), "f.md", resolver).rewritten(full=full)
        family, word = read_record_answers(written, "f.md")
        assert (family.scope, bool(family.scope_reason)) == ("out of scope", True)
        assert (word.scope, word.scope_reason) == ("", "")


def test_species_in_records_of_earlier_versions_are_called_as_now(resolver: Resolver) -> None:
    written = annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver).rewritten(full=True)
    before = written.replace(b"species: human\n", b"species: Homo sapiens\n")
    assert before != written
    assert read_record_answers(before, "a.md") == read_record_answers(written, "a.md")


def test_the_answers_in_a_record_are_completed_to_those_of_today(
    file: AnnotatedFile, entries: list[AnswerEntry], reference: Reference
) -> None:
    written = file.rewritten()
    found = read_record_answers(written, "a.md")
    assert read_record_answers(compress(written, "x.gz"), "a.md.gz") == found
    assert [entry.name for entry in found] == [entry.name for entry in entries]
    (record,) = written_records(found, "a.md", reference, now=file)
    assert [row.entry for row in record.rows] == entries
    assert read_record_answers(FIXTURE.read_bytes(), "a.md") == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.genes.tsv", b"a\tb\n1\t2\n"),
        ("a.genes.jsonl", b"[1]\n"),
        ("a.genes.jsonl", b"{"),
        ("a.genes.json", b"7"),
        ("a.genes.json", b"[7]"),
        ("a.genes.parquet", b"PAR1"),
        ("a.genes.csv", b"\xff"),
    ],
)
def test_another_table_is_an_error_that_names_the_file(name: str, data: bytes) -> None:
    with pytest.raises(RecordError, match=re.escape(name)):
        list(read_answer_table(data, name))


def test_edited_answers_in_a_record_that_cannot_be_read_are_an_error_with_their_place_and_the_way_out() -> None:
    good = b"- {keyword: GRIN1, status: resolved}\n"
    for rows, where in (
        (good + b"- x\n", "a.md, line 3: row 2 of the answers"),
        (good + b"- {keyword: 'kar}\n", "a.md, line 6: the answers"),
        (good + b"- {keyword: kar\n" + good, "a.md, line 6: the answers"),
        (b"- keyword: x\n  score: much\n", "a.md, line 3: row 1 of the answers"),
    ):
        block = b"# genenorm: begin\ngenes:\n" + rows + b"# genenorm: end\n"
        with pytest.raises(RecordError, match=f"^{where} .*; correct it, or annotate again, which replaces all"):
            read_record_answers(b"---\na: 1\n" + block + b"---\n", "a.md")


def test_only_what_agrees_with_today_is_completed(
    file: AnnotatedFile, entries: list[AnswerEntry], reference: Reference
) -> None:
    first = entries[0]
    short = replace(first, authority_id="", evidence="", alternatives=(), support=(), scope="", doubt="ask Anna")
    other_gene = replace(short, gene_id="1")
    other_status = replace(short, status="ambiguous")
    other_name = replace(short, name="no such name")
    found_in_text = replace(other_name, found="caption 3-8")
    written = [short, other_gene, other_status, other_name, found_in_text]
    (record,) = written_records(written, "a.md", reference, now=file)
    assert record.rows[0].entry == replace(first, doubt="ask Anna")
    assert [row.entry for row in record.rows[1:]] == written[1:]
    assert [row.is_edited for row in record.rows] == [False, True, True, True, False]
    (untouched,) = written_records([other_gene], "a.md", reference, records=file.record_file.records)
    assert [(row.entry, row.is_edited) for row in untouched.rows] == [(other_gene, False)]
    assert (untouched.title, untouched.excerpt[:8], untouched.scope) == (record.title, "A sketch", ())


def test_rows_of_a_table_with_one_row_for_each_gene_are_answers_of_today(resolver: Resolver) -> None:
    file = annotate_file(b"TP53; EGFR\n", "a.txt", resolver)
    data = exported("tsv", file, ExportSettings(resolver.reference, "1", split=True))
    written = list(read_answer_table(data, "a.genes.tsv"))
    (record,) = written_records(written, "a.genes.tsv", resolver.reference, now=file)
    assert [(row.entry.symbol, row.is_edited) for row in record.rows] == [("TP53", False), ("EGFR", False)]


def test_a_record_has_its_title_the_beginning_of_its_caption_and_its_species(
    file: AnnotatedFile, reference: Reference
) -> None:
    (record,) = resolved_records(file, reference)
    assert record.title == "Glutamate and trophic signals that a fast antidepressant may set off"
    assert record.excerpt.startswith("A sketch drawn for the tests of genenorm. Blocking")
    assert record.excerpt.endswith(" …")
    assert len(record.excerpt) <= 282
    assert dict(record.scope)["mouse"] == "organisms: Mus musculus"
    assert {row.species for row in record.rows} == {"human", "mouse", "fly"}


def test_a_caption_that_repeats_the_title_is_left_out(resolver: Resolver) -> None:
    text = b"---\nfigtitle: Signals\ncaption: Signals.\nschema-jsonld:\n  keywords:\n  - GRIN1\n---\n"
    (record,) = resolved_records(annotate_file(text, "a.md", resolver), resolver.reference)
    assert (record.title, record.excerpt) == ("Signals", "")


def test_the_most_serious_reason_then_the_score_decide_which_row_is_more_doubtful() -> None:
    worst_first = [
        row(doubt="ambiguous", score="0.3", status="ambiguous"),
        row(doubt="shared word", score="0.6"),
        row(doubt="shared word", score="0.9"),
        row(doubt="out of scope; close second"),
        row(doubt="species by default", score="0.3"),
        row(doubt="family, not a gene", status="family"),
        row(doubt="words of a curator"),
    ]
    doubts = [doubtfulness(each) for each in worst_first]
    assert doubts == sorted(doubts, reverse=True)
    assert len(set(doubts)) == len(doubts)
    assert min(doubts) > 0
    for trusted in (row(scope="in scope"), row(status="unknown", score="0")):
        assert doubtfulness(trusted) == 0


def test_every_reason_has_a_meaning() -> None:
    assert {doubt.value for doubt in Doubt} <= MEANINGS.keys()


def test_a_report_counts_names_by_status_reason_and_species() -> None:
    report = report_of(
        row(species="human", doubt="shared word; out of scope", scope="out of scope"),
        row(species="fly", doubt="out of scope", is_edited=True),
        row(status="unknown"),
        row(status="not-a-gene", reference="i"),
    )
    assert (report.files, report.records, report.names) == (1, 1, 4)
    assert (report.doubtful_count, report.out_of_scope, report.without_answer, report.edited) == (2, 2, 2, 1)
    assert report.by_status == {"resolved": 2, "unknown": 1, "not-a-gene": 1}
    assert report.by_reason == {"shared word": 1, "out of scope": 2}
    assert report.by_species == {"human": 1, "fly": 1}
    assert report.by_reference == {"": 3, "i": 1}
    (shown,) = report.shown_records
    assert [(reason, count) for reason, count, _ in shown.reasons] == [("shared word", 1), ("out of scope", 1)]
    assert (shown.in_doubt, shown.without_doubt, shown.without_answer, shown.unlisted) == (2, 0, 2, 0)
    assert report.shown_records == [shown], "asked for again"


def test_only_groups_of_several_species_are_shown_those_with_the_most_first() -> None:
    report = AnswerReport()
    rows = [row(group_id=group, species=species, symbol=f"{species}{group}") for group, species in (
        ("a", "human"), ("b", "human"), ("b", "mouse"), ("c", "fly"), ("c", "rat"), ("c", "mouse"), ("a", "human"),
    )]  # fmt: skip
    report.add([ReportRecord("r", "f", tuple(rows))])
    assert [(name, list(group.symbols), group.names) for name, group in report.mixed_groups] == [
        ("c", ["fly", "rat", "mouse"], 3),
        ("b", ["human", "mouse"], 2),
    ]
