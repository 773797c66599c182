"""The summary of a run: counts that add up in any order, and the rows to look at first."""

from __future__ import annotations

import pickle
from functools import reduce
from itertools import permutations
from operator import add
from pathlib import Path
from random import Random

import pytest

import genenorm
from genenorm.annotation.annotations import annotate_file, annotate_record
from genenorm.annotation.inputs import find_inputs, plan_tasks
from genenorm.annotation.job import Job, Place
from genenorm.annotation.run import run
from genenorm.annotation.summary import MOST_DOUBTFUL, NO_ANSWERS, AnswerSummary, summary_of
from genenorm.cli.output.split_files import split_rows
from genenorm.core.model import Status
from genenorm.core.tables import Table
from genenorm.index.reference import Reference
from genenorm.records.record import Record
from genenorm.resolver.answer_class import AnswerClass
from genenorm.resolver.doubt import Doubt
from genenorm.resolver.resolver import Resolver

COLUMNS = ("input", "status", "taxon_id", "symbol", "score", "doubt", "alternatives")


def summary(rows: list[tuple[str, str, float]], reference: Reference, source: str = "a") -> AnswerSummary:
    """Return the summary of rows of a name, a doubt and a score, all answered with human GRIN1."""
    cells = tuple((name, "resolved", 9606, "GRIN1", score, doubt, ()) for name, doubt, score in rows)
    return AnswerSummary.of_table(Table(COLUMNS, cells), reference, source)


def test_every_name_is_counted_once_by_status_and_once_by_class(resolver: Resolver, reference: Reference) -> None:
    names = ("GRIN1", "TP53", "KARs", "and", "no such gene", "also no gene")
    found = AnswerSummary.of([annotate_record(Record("r", "r", names), resolver)], reference, "r.md")
    assert (found.files, found.records, found.names) == (1, 1, 6)
    statuses = {status: found.count(status) for status in Status if found.count(status)}
    assert statuses == {Status.RESOLVED: 2, Status.FAMILY: 1, Status.UNKNOWN: 2, Status.NOT_A_GENE: 1}
    assert [found.count(kind) for kind in AnswerClass] == [2, 1, 3]
    assert (found.genes_by_species, found.unknown_name) == ((("human", 2),), "no such gene")
    assert (found.in_doubt, found.by_reason) == (1, {Doubt.FAMILY: 1})


def test_a_row_counts_for_its_most_serious_reason_and_keeps_all(reference: Reference) -> None:
    found = summary(
        [("a", "out of scope; species by default", 0.5), ("b", "shared word; out of scope", 0.9)], reference
    )
    assert found.by_reason == {Doubt.SHARED: 1, Doubt.OUT_OF_SCOPE: 1}
    assert found.out_of_scope == 2
    assert [(row.name, row.reason, row.doubt) for row in found.most_doubtful] == [
        ("b", "shared word", "shared word; out of scope"),
        ("a", "out of scope", "out of scope; species by default"),
    ]


def test_the_rows_to_look_at_are_the_gravest_of_several_reasons_and_records(reference: Reference) -> None:
    many = [(f"n{number:02}", "its word means another gene", number / 100) for number in range(30)]
    first = summary(many, reference, "a")
    second = summary([("x", "shared word", 0.9), ("y", "its word means another gene", 0.95)], reference, "b")
    rows = (first + second).most_doubtful
    assert len(rows) == MOST_DOUBTFUL
    assert [row.name for row in rows][:3] == ["n00", "y", "n01"]  # one of each record first
    assert rows[-1].name == "x"
    assert {row.record for row in rows} == {"a", "b"}


def test_a_name_that_a_list_repeats_is_shown_once(reference: Reference) -> None:
    found = summary([("a", "close second", 0.5)] * 20, reference)
    assert (found.in_doubt, len(found.most_doubtful)) == (20, 1)


def test_summaries_add_up_in_any_order_and_stay_small(reference: Reference) -> None:
    doubts = [doubt.value for doubt in Doubt]
    parts = [
        summary([(f"{source}{n}", doubts[n % len(doubts)], n / 300) for n in range(300)], reference, source)
        for source in "abc"
    ]
    totals = {reduce(add, order, NO_ANSWERS) for order in permutations(parts)}
    (total,) = {(found.statuses, found.reasons, found.doubtful) for found in totals}
    assert sum(total[0]) == 900
    assert len(total[2]) == MOST_DOUBTFUL * len(Doubt)
    assert pickle.loads(pickle.dumps(parts[0])) == parts[0]


def test_a_sum_keeps_the_first_rows_of_each_reason_of_all(reference: Reference) -> None:
    random = Random(5)
    doubts = ["shared word", "ambiguous", "close second", "out of scope; ambiguous"]
    parts = [
        summary(
            [(f"n{random.randrange(30)}", random.choice(doubts), random.randrange(5) / 8) for _ in range(6)],
            reference,
            source,
        )
        for source in map(str, range(60))
    ]
    total = reduce(add, parts, NO_ANSWERS)
    rows = sorted(row for part in parts for row in part.doubtful)
    by_place = {row.place: [other for other in rows if other.place == row.place] for row in rows}
    assert total.doubtful == tuple(row for place in sorted(by_place) for row in by_place[place][:MOST_DOUBTFUL])
    assert (total.names, total.in_doubt, total.genes_by_species) == (360, 360, (("human", 360),))
    assert total.reasons == tuple(sum(part.reasons[place] for part in parts) for place in range(len(Doubt)))


@pytest.mark.parametrize(
    ("status", "alternatives", "words"),
    [
        ("ambiguous", ("9606:2902", "10090:14810"), "human GRIN1 or 1 other"),
        ("ambiguous", ("10090:14810",), "mouse Grin1?"),
        ("group", ("9606:2902", "10090:14810"), "human GRIN1 or an ortholog"),
        ("family", ("9606:2897", "9606:2898", "9606:2899"), "family of GRIK1, GRIK2, …"),
        ("family", (), "family"),
        ("retired", (), "retired"),
        ("retired", ("9606:2902",), "retired, perhaps human GRIN1"),
        ("ambiguous", ("9606:HGNC:4584", "1:x"), "human GRIN1 or 1 other"),
    ],
)
def test_an_answer_without_one_gene_says_what_it_may_be(
    status: str, alternatives: tuple[str, ...], words: str, reference: Reference
) -> None:
    table = Table(COLUMNS, (("n", status, None, "", 0.2, "ambiguous", alternatives),))
    (row,) = AnswerSummary.of_table(table, reference).most_doubtful
    assert row.answer == words


@pytest.mark.parametrize("processes", [1, 2])
def test_a_run_in_processes_gives_the_summary_of_the_files(
    processes: int, tmp_path: Path, resolver: Resolver, reference: Reference
) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text(f"GRIN1\nKARs\nno such gene {number}\n", encoding="utf-8")
    job = Job(Place.FOLDER, tmp_path / "out", "tsv")
    tasks = plan_tasks(find_inputs([tmp_path], job).files, job)
    found = reduce(add, (outcome.summary for outcome in run(tasks, job, processes)), NO_ANSWERS)
    expected = NO_ANSWERS
    for task in tasks:
        name = str(task.source)
        file = annotate_file(task.source.read_bytes(), name, resolver)
        expected += AnswerSummary.of(file.annotations, reference, name)
    assert found == expected
    assert (found.files, found.names, found.unknown_name) == (20, 60, "no such gene 0")


def test_answers_of_every_function_are_summed_up(reference: Reference) -> None:
    names = ["GRIN1", "no such gene"]
    counts = (2, 1, (("human", 1),))
    for answers in (
        genenorm.resolve_frame(names),
        [genenorm.resolve(name) for name in names],
        genenorm.annotate(Record("r", "r", tuple(names))),
        [genenorm.annotate(Record("r", "r", tuple(names)))],
    ):
        found = summary_of(answers, reference)
        assert (found.names, found.count(Status.UNKNOWN), found.genes_by_species) == counts
    with pytest.raises(TypeError, match="not str: 'GRIN1'"):
        summary_of("GRIN1", reference)


def test_rows_of_a_record_about_other_species_are_set_aside_and_never_clean(
    reference: Reference, resolver: Resolver
) -> None:
    page = "---\nfigid: f\nfigtitle: Seedlings of maize\nschema-jsonld:\n  keywords: [GRIN1, TP53, and]\n---\n"
    file = annotate_file(page.encode(), "f.md", resolver)
    found = AnswerSummary.of(file.annotations, reference, "f.md")
    assert [row.doubt for row in file.annotations[0].rows] == ["", "", ""]
    assert (found.out_of_scope, found.set_aside, found.count(AnswerClass.CLEAN)) == (2, 2, 0)
    assert split_rows(file.table) == [AnswerClass.DOUBTFUL, AnswerClass.DOUBTFUL, AnswerClass.FAILED]
    lines = [line for line in file.rewritten().decode().splitlines() if line.startswith("- {keyword")]
    assert ["scope: out of scope" in line for line in lines] == [True, True, False]
