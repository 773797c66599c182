"""Runs over many files: outcomes, written files, stopped and resumed runs, and several processes."""

from __future__ import annotations

import gc
import os
import time
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import pytest

from genenorm.annotation.annotations import AnnotatedFile, annotate_file
from genenorm.annotation.exports.export import Flavor, GeneText
from genenorm.annotation.exports.export_formats import EXPORT_NAMES
from genenorm.annotation.file_annotator import FileAnnotator
from genenorm.annotation.inputs import Task, find_inputs, plan_tasks
from genenorm.annotation.job import Job, Place
from genenorm.annotation.run import CHUNK_SIZE, annotate_files, run
from genenorm.annotation.stripping import strip_file
from genenorm.cli import main
from genenorm.cli.annotate_options import ANNOTATE_FORMATS, FLAVORS, GENE_TEXTS
from genenorm.cli.options import INPUT_FORMAT_NAMES
from genenorm.core.errors import GenenormError
from genenorm.records.compressed import compress, expand
from genenorm.records.formats import INPUT_FORMATS, read_record_file
from genenorm.records.source import ReadOptions, RecordFile
from genenorm.resolver.resolver import Resolver

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"
DATA = FIXTURE.read_bytes()


def lists(root: Path) -> Path:
    """Make a folder of forty lists of one name each."""
    root.mkdir()
    for number in range(40):
        (root / f"{number:03}.txt").write_text(f"GRIN{number}\n", encoding="utf-8")
    return root


def to(out: Path, **changes: object) -> Job:
    return replace(Job(Place.FOLDER, out), **changes)  # type: ignore[arg-type]


def tasks_of(paths: Sequence[Path], job: Job) -> tuple[Task, ...]:
    return plan_tasks(find_inputs(paths, job).files, job)


def test_one_bad_file_does_not_stop_the_others_and_what_is_written_is_right(
    folder: Path, tmp_path: Path, resolver: Resolver
) -> None:
    job = to(tmp_path / "out")
    outcomes = list(run(tasks_of([folder], job), job))
    assert [bool(outcome.error) for outcome in outcomes] == [False, True, True, False]
    assert outcomes[1].error == (
        f"{folder / 'bad.md'}, line 2: no keywords: schema-jsonld.keywords is missing or empty"
    )
    assert (outcomes[0].records, outcomes[0].names) == (1, 45)
    expected = annotate_file(DATA, "x.md", resolver).rewritten()
    assert (tmp_path / "out" / "sub" / "b.md").read_bytes() == expected
    assert (folder / "a.md").read_bytes() == DATA


def test_a_written_file_has_the_mode_of_its_source(folder: Path, tmp_path: Path) -> None:
    (folder / "a.md").chmod(0o640)
    for job in (to(tmp_path / "out"), Job(Place.IN_PLACE)):
        (task,) = tasks_of([folder / "a.md"], job)
        assert [outcome.error for outcome in run([task], job)] == [""]
        assert task.target.stat().st_mode & 0o7777 == 0o640


def test_resume_skips_what_is_done_and_newer_than_its_source(folder: Path, tmp_path: Path) -> None:
    job = to(tmp_path / "out", resume=True)
    tasks = tasks_of([folder / "a.md"], job)
    assert [outcome.skipped for outcome in run(tasks, job)] == [False]
    assert [outcome.skipped for outcome in run(tasks, job)] == [True]
    later = time.time() + 10
    os.utime(folder / "a.md", (later, later))
    assert [outcome.skipped for outcome in run(tasks, job)] == [False]
    tasks[0].target.write_bytes(b"")  # as a power cut may leave it
    os.utime(tasks[0].target, (later, later))
    assert [outcome.skipped for outcome in run(tasks, job)] == [False]


def test_resume_in_place_skips_records_that_have_answers(folder: Path) -> None:
    job = Job(Place.IN_PLACE, resume=True)
    tasks = tasks_of([folder / "a.md"], job)
    assert [outcome.skipped for outcome in (*run(tasks, job), *run(tasks, job))] == [False, True]


def test_resume_does_not_annotate_records_again_that_have_answers(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job(Place.IN_PLACE, resume=True)
    tasks = tasks_of([folder / "a.md"], job)
    list(run(tasks, job))
    monkeypatch.setattr(FileAnnotator, "annotate_record_file", None)
    assert [outcome.skipped for outcome in run(tasks, job)] == [True]


def test_a_file_that_cannot_be_written_is_reported_in_its_place_and_the_others_are_written(tmp_path: Path) -> None:
    root, out = lists(tmp_path / "in"), tmp_path / "out"
    job = to(out, to="tsv")
    tasks = tasks_of([root], job)
    (out / "007.genes.tsv").mkdir(parents=True)
    outcomes = list(run(tasks, job))
    assert [outcome.source for outcome in outcomes] == [str(task.source) for task in tasks]
    assert [number for number, outcome in enumerate(outcomes) if outcome.error] == [7]
    assert outcomes[7].error == f"{out / '007.genes.tsv'}: cannot be written: is a directory"
    assert len([path for path in out.iterdir() if path.is_file()]) == 39


@pytest.mark.parametrize("change", ["edited", "removed"])
def test_a_file_that_is_changed_while_it_is_answered_is_left_as_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    page, other = folder / "a.md", folder / "sub" / "b.md"

    answers = FileAnnotator.answers

    def edit(annotator: FileAnnotator, file: AnnotatedFile) -> bytes:
        if file.name == str(page):
            page.write_bytes(b"edited") if change == "edited" else page.unlink()
        return answers(annotator, file)

    monkeypatch.setattr(FileAnnotator, "answers", edit)
    job = Job(Place.IN_PLACE)
    cause = {"edited": "changed while it was read and is left unchanged; run again",
             "removed": "no such file or directory"}[change]  # fmt: skip
    assert [outcome.error for outcome in run(tasks_of([page, other], job), job)] == [f"{page}: {cause}", ""]
    assert (page.read_bytes() if page.exists() else b"") == (b"edited" if change == "edited" else b"")
    assert strip_file(other.read_bytes(), "b.md") == DATA


def test_a_file_that_is_changed_while_it_is_answered_is_not_taken_for_done(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, edited = folder / "a.md", DATA + b"\nAn erratum.\n"
    os.utime(page, (1, 1))
    job = to(tmp_path / "out", resume=True)
    (task,) = tasks_of([page], job)

    answers = FileAnnotator.answers

    def edit(annotator: FileAnnotator, file: AnnotatedFile) -> bytes:
        page.write_bytes(edited)
        return answers(annotator, file)

    with monkeypatch.context() as patched:
        patched.setattr(FileAnnotator, "answers", edit)
        assert [outcome.error for outcome in run([task], job)] == [f"{page}: changed while it was read; run again"]
    assert not list((tmp_path / "out").iterdir())
    assert [(outcome.skipped, outcome.error) for outcome in run([task], job)] == [(False, "")]
    assert strip_file(task.target.read_bytes(), "a.md") == edited


def test_a_file_given_under_two_names_is_answered_in_place(folder: Path) -> None:
    job = Job(Place.IN_PLACE)
    tasks = tasks_of([folder / "a.md", folder / "sub" / ".." / "a.md"], job)
    assert [outcome.error for outcome in run(tasks, job)] == ["", ""]


def test_one_file_is_in_memory_at_a_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: list[weakref.ref[Callable[..., bytes]]] = []
    alive: list[int] = []

    def read(data: bytes, name: str, options: ReadOptions | None = None) -> RecordFile:
        alive.append(sum(file() is not None for file in files))
        source = read_record_file(data, name, options)
        assert source.rewrite is not None
        files.append(weakref.ref(source.rewrite))  # a closure that keeps the whole file
        return source

    monkeypatch.setattr("genenorm.annotation.file_annotator.read_record_file", read)
    job = to(folder.parent / "out")
    list(run(tasks_of([folder / "a.md", folder / "sub"], job), job))
    assert alive == [0, 0]


def test_a_killed_process_ends_the_run_with_advice_to_resume(folder: Path, tmp_path: Path) -> None:
    for number in range(300):
        (folder / f"{number}.md").write_bytes(DATA)
    job = to(tmp_path / "out")
    outcomes = run(tasks_of([folder], job), job, 2)
    next(outcomes)
    for child in active_children():
        child.kill()
    with pytest.raises(GenenormError, match="continue with --resume"):
        list(outcomes)


def test_no_file_makes_reference_cycles_which_workers_would_not_collect(folder: Path, tmp_path: Path) -> None:
    (folder / "broken.md").write_bytes(b"---\na: [\n---\n")
    job = to(tmp_path / "out")
    tasks = tasks_of([folder], job)
    with FileAnnotator(job) as annotator:
        list(annotate_files(tasks, annotator))
        gc.collect()
        gc.disable()
        try:
            outcomes = list(annotate_files(tasks, annotator))
            assert [bool(outcome.error) for outcome in outcomes] == [False, True, True, True, False]
            assert gc.collect() == 0
        finally:
            gc.enable()


def test_two_processes_write_the_same_as_one_in_the_same_order(tmp_path: Path) -> None:
    root = tmp_path / "in"
    root.mkdir()
    for number in range(CHUNK_SIZE * 2 + 3):
        (root / f"{number:03}.txt").write_text(f"GRIN{number}\nTP53\n", encoding="utf-8")
    (root / "007.txt").write_bytes(b"\0")
    results = []
    for processes in (1, 2):
        job = to(tmp_path / f"out{processes}", to="tsv")
        results.append([replace(done, source="") for done in run(tasks_of([root], job), job, processes)])
    assert results[0] == results[1]
    assert [bool(outcome.error) for outcome in results[0]].index(True) == 7
    one, two = (sorted((tmp_path / f"out{n}").iterdir()) for n in (1, 2))
    assert [path.name for path in one] == [path.name for path in two]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_a_run_that_is_stopped_midway_leaves_complete_files_only(tmp_path: Path) -> None:
    root, out = lists(tmp_path / "in"), tmp_path / "out"
    job = to(out, to="tsv")
    outcomes = run(tasks_of([root], job), job)
    next(outcomes)
    outcomes.close()
    left = sorted(path.name for path in out.iterdir())
    assert left == [f"{number:03}.genes.tsv" for number in range(len(left))]
    assert len(left) < 40
    assert all(path.read_bytes().endswith(b"\n") for path in out.iterdir())


def test_a_link_stays_a_link(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.md"
    link.symlink_to(folder / "a.md")
    job = Job(Place.IN_PLACE)
    assert [outcome.error for outcome in run(tasks_of([link], job), job)] == [""]
    assert link.is_symlink()
    assert strip_file((folder / "a.md").read_bytes(), "a.md") == DATA


@pytest.mark.parametrize("options", [["--stdout"], ["--out", "out"]])
def test_a_folder_without_records_gives_a_warning_and_pipes_in_it_are_not_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe.md")
    assert main(["annotate", ".", *options]) == 0
    assert capsys.readouterr().err == "genenorm: no records in .\n"


@pytest.mark.parametrize("processes", ["1", "2"])
def test_the_command_reports_bad_files_at_the_end_and_exits_with_1(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], processes: str
) -> None:
    assert main(["annotate", str(folder), "--out", str(tmp_path / "out"), "-j", processes]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "genenorm: 1 file skipped, with a suffix of no known format"
    assert lines[1].startswith("genenorm: 2 files, 90 names: ")
    assert lines[1].endswith("; 2 files failed")
    assert [line.split(":")[1].strip() for line in lines[2:]] == [
        f"{folder / 'bad.md'}, line 2",
        f"{folder / 'list.txt'}",
    ]
    assert (tmp_path / "out" / "a.md").exists()


def test_an_unexpected_error_of_one_file_is_reported_with_its_name_and_the_others_go_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lists(folder / "more")

    def read(data: bytes, name: str, options: ReadOptions) -> RecordFile:
        if name.endswith("003.txt"):
            raise AttributeError("no attribute\n'find'")
        return read_record_file(data, name, options)

    monkeypatch.setattr("genenorm.annotation.file_annotator.read_record_file", read)
    for place in (["--out", str(tmp_path / "out")], ["--stdout"]):
        assert main(["annotate", str(folder / "more"), *place, "--to", "tsv"]) == 1
        err = capsys.readouterr().err
        assert "003.txt: an unexpected error, which is a fault of genenorm: AttributeError: no attribute 'find'" in err
        assert "Traceback" not in err
    assert len(list((tmp_path / "out").iterdir())) == 39


@pytest.mark.parametrize("to", ["tsv", "csv", "md", "json", "jsonl"])
@pytest.mark.parametrize("pack", [[], ["--pack", "gz"]], ids=["plain", "packed"])
def test_a_table_next_to_its_file_replaces_only_a_table_of_genenorm(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], to: str, pack: list[str]
) -> None:
    source = tmp_path / "a.txt"
    source.write_text("GRIN1\n", encoding="utf-8")
    table = tmp_path / (f"a.genes.{to}" + (".gz" if pack else ""))
    arguments = ["annotate", str(source), "--table", "--to", to, *pack]
    for mine in (b"gene\tfc\nTP53\t1\n", compress(b'{"gene": "TP53"}\n', "x.gz")):
        table.write_bytes(mine)
        assert main(arguments) == 1
        assert f"{table}: was not written by genenorm, and is left unchanged" in capsys.readouterr().err
        assert table.read_bytes() == mine
    table.write_bytes(b"")
    for _ in range(2):
        assert main(arguments) == 0
    assert b"2902" in expand(table.read_bytes(), table.name)


def test_an_interrupt_is_no_error_of_a_file(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> RecordFile:
        raise KeyboardInterrupt

    monkeypatch.setattr("genenorm.annotation.file_annotator.read_record_file", read)
    job = to(tmp_path / "out")
    with pytest.raises(KeyboardInterrupt):
        list(run(tasks_of([folder], job), job))


def test_a_folder_prints_one_table_with_one_header(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", str(folder), "--stdout", "--to", "tsv", "--from", "pfocr"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.startswith("input\t") for line in lines].count(True) == 1
    assert len(lines) == 1 + 2 * 45


@pytest.mark.parametrize(
    ("options", "name", "text"),
    [
        (["--to", "gmt", "--as", "human"], "a.gmt", "genenorm__ketamine-figure%Homo sapiens\t"),
        (["--to", "biothings", "--flavor", "strict"], "a.ndjson", '"ncbigene": ["2902"'),
        (["--to", "gmt", "--genes", "gene_id"], "a.gmt", "\t2902\t2903\t"),
        (["--to", "sssom"], "a.sssom.tsv", "NCBIGene:2902"),
        (["--to", "tsv", "--pack", "gz"], "a.genes.tsv.gz", "GRIN1\tresolved"),
    ],
)
def test_exports_are_named_and_made_by_their_options(
    folder: Path, tmp_path: Path, options: list[str], name: str, text: str
) -> None:
    assert main(["annotate", str(folder / "a.md"), "--out", str(tmp_path / "out"), *options]) == 0
    assert text in expand((tmp_path / "out" / name).read_bytes(), name).decode()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.md", "--in-place", "--to", "gmt"], "--in-place writes records"),
        (["."], "several files"),
        (["a.md", "b.md", "--stdout", "--to", "json"], "each is a document of its own"),
        (["a.md", "--as", "martian"], "--as: unknown species"),
    ],
)
def test_options_that_contradict_each_other_are_usage_errors(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_suggestions_go_to_standard_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", str(folder / "a.md"), "--suggest", "--to", "jsonl"]) == 0
    shown = capsys.readouterr()
    assert '"Flk-1" → ' in shown.err
    assert len(shown.out.splitlines()) == 45


def test_the_choices_of_the_command_line_are_those_of_the_library() -> None:
    assert EXPORT_NAMES == ANNOTATE_FORMATS
    assert tuple(flavor.value for flavor in Flavor) == FLAVORS
    assert tuple(text.value for text in GeneText) == GENE_TEXTS
    assert tuple(INPUT_FORMATS) == INPUT_FORMAT_NAMES
