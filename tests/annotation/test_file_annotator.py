"""Annotating files as a job says: one resolver for all, live look-ups reported by file, words from gene tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from genenorm.annotation.file_annotator import FileAnnotator
from genenorm.annotation.inputs import find_inputs, plan_tasks
from genenorm.annotation.job import Job, Place
from genenorm.annotation.run import run
from genenorm.core.errors import RecordError
from genenorm.mygene.cached_source import LiveOptions, Network
from genenorm.records.compressed import compress, expand

OFFLINE = LiveOptions(network=Network.OFFLINE)


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "cache"))


def test_the_index_is_opened_when_it_is_needed_and_closed_at_the_end() -> None:
    with FileAnnotator(Job(Place.CALLER, reference=Path("no such index.safetensors"))) as annotator:
        assert annotator.job.place is Place.CALLER
    with FileAnnotator(Job(Place.CALLER)) as annotator:
        assert annotator.annotate(b"GRIN1\n", "a.txt").annotations[0].rows[0].resolution.gene_id == 2902
        assert annotator.resolver is annotator.resolver
        reference = annotator.resolver.reference
    with pytest.raises(Exception, match="closed"):
        reference.gene_by_id(7157)


def test_tables_are_compressed_as_the_job_says_and_records_as_their_input_is() -> None:
    with FileAnnotator(Job(Place.CALLER, to="tsv", compression=".gz")) as annotator:
        table = annotator.answers(annotator.annotate(b"GRIN1\n", "a.txt"))
        assert expand(table, "a.tsv.gz").startswith(b"input\t")
    with FileAnnotator(Job(Place.CALLER)) as annotator:
        data = compress(b"name\nGRIN1\n", "a.csv.gz")
        record = annotator.answers(annotator.annotate(data, "a.csv.gz"))
        assert expand(record, "a.csv.gz").startswith(b"name,")


def test_a_file_that_cannot_be_read_is_refused_with_its_name() -> None:
    with FileAnnotator(Job(Place.CALLER)) as annotator, pytest.raises(RecordError, match=r"^a\.doc: "):
        annotator.annotate(b"", "a.doc")


def test_words_are_read_from_the_gene_table_next_to_a_figure_record(folder: Path) -> None:
    page = folder / "a.md"
    (folder / "a-genes.tsv").write_text("organism_id\tword\tncbigene_symbol\n9606\tNR1\tGRIN1\n", encoding="utf-8")
    words = []
    for with_tables in (False, True):
        with FileAnnotator(Job(Place.CALLER, with_tables=with_tables)) as annotator:
            row = annotator.annotate(page.read_bytes(), str(page)).annotations[0].rows[0]
            words.append((row.resolution.symbol, row.word))
    assert words == [("GRIN1", ""), ("GRIN1", "NR1")]


def test_the_gene_ids_of_the_table_are_evidence_for_the_genes_of_its_symbols(folder: Path) -> None:
    page = folder / "page.md"
    page.write_text("---\nfigid: f\nschema-jsonld:\n  keywords: [Grin1, Bdnf, ras]\n---\n", encoding="utf-8")
    rows = ("10116\tNR1\tGrin1\t24408", "10090\tBDNF\tBdnf\t12064", "10116\tBDNF\tBdnf\t24225", "9606\tx\tras\t-")
    table = "\n".join(("organism_id\tword\tncbigene_symbol\tncbigene_id", *rows))
    page.with_name("page-genes.tsv").write_text(table, encoding="utf-8")
    by_symbol = []
    for with_tables in (False, True):
        with FileAnnotator(Job(Place.CALLER, with_tables=with_tables)) as annotator:
            answers = annotator.annotate(page.read_bytes(), str(page)).annotations[0].answers
            by_symbol.append({answer.input: answer for answer in answers})
    before, after = by_symbol
    assert (before["Grin1"].taxon_id, after["Grin1"].taxon_id) == (10090, 10116)
    assert "gene of the figure's table" in after["Grin1"].evidence
    supported = [[word for word in candidate.evidence if "table" in word] for candidate in after["Bdnf"].candidates[:3]]
    assert [bool(words) for words in supported] == [True, True, False]
    assert after["ras"] == before["ras"]


def test_reports_are_taken_once() -> None:
    with FileAnnotator(Job(Place.CALLER, live=OFFLINE)) as annotator:
        annotator.annotate(b"no such gene\n", "a.txt")
        (report,) = annotator.take_reports()
        assert list(report.unasked) == ["no such gene"]
        assert annotator.take_reports() == ()


@pytest.mark.parametrize("processes", [1, 2])
def test_the_outcome_of_a_file_has_the_reports_of_its_own_look_ups(tmp_path: Path, processes: int) -> None:
    root = tmp_path / "in"
    root.mkdir()
    for number in range(20):
        (root / f"{number:02}.txt").write_text(f"GRIN1\nno such gene {number}\n", encoding="utf-8")
    (root / "07.txt").write_text("GRIN1\n", encoding="utf-8")
    job = Job(Place.FOLDER, tmp_path / "out", "tsv", live=OFFLINE)
    (tmp_path / "out" / "11.genes.tsv").mkdir(parents=True)
    tasks = plan_tasks(find_inputs([root], job).files, job)
    outcomes = list(run(tasks, job, processes))
    assert [bool(outcome.error) for outcome in outcomes].index(True) == 11
    unasked = [[name for report in outcome.reports for name in report.unasked] for outcome in outcomes]
    assert unasked == [[f"no such gene {number}"] if number != 7 else [] for number in range(20)]
