"""Input files: which files of paths, folders and globs are taken, and where the answers for them are written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from genenorm.annotation.inputs import InputFile, InputFiles, find_inputs, plan_tasks, target_of
from genenorm.annotation.job import Job, Place
from genenorm.cli import main
from genenorm.core.errors import RecordError
from genenorm.records.compressed import compress
from genenorm.records.source import ReadOptions


def paths_of(paths: Iterable[str | Path], job: Job, *, with_tables: bool = False) -> list[Path]:
    return [file.path for file in find_inputs(paths, job, with_tables=with_tables).files]


def test_a_folder_is_walked_in_a_fixed_order_without_hidden_files_and_outputs(folder: Path) -> None:
    job = Job(Place.FOLDER, folder.parent / "out")
    found = find_inputs([folder], job)
    names = [file.path.relative_to(folder).as_posix() for file in found.files]
    assert names == ["a.md", "bad.md", "list.txt", "sub/b.md"]
    assert found.unrecognized == 1, "outputs of an earlier run are not counted"
    targets = [task.target for task in plan_tasks(found.files, job)]
    assert targets == [folder.parent / "out" / name for name in names]


def test_tables_of_an_earlier_run_are_taken_when_they_are_wanted(folder: Path) -> None:
    found = find_inputs([folder], Job(Place.CALLER), with_tables=True)
    assert [file.path.name for file in found.files] == ["a.genes.tsv", "a.md", "bad.md", "list.txt", "b.md"]
    assert found.unrecognized == 1


def test_files_without_genes_and_tables_of_the_user_named_like_outputs_are_counted(folder: Path) -> None:
    more = folder / "more"
    more.mkdir()
    for name in ("barcodes.tsv", "matrix.mtx"):
        (more / name).write_text("x\n", encoding="utf-8")
    (more / "mine.genes.tsv").write_text("gene\tfc\nTP53\t1\n", encoding="utf-8")
    (more / "mine.genes.csv.gz").write_bytes(compress(b"gene,fc\nTP53,1\n", "x.gz"))
    (more / "empty.genes.tsv").write_bytes(b"")
    found = find_inputs([more], Job(Place.IN_PLACE))
    assert found == InputFiles((), unrecognized=0, without_genes=2, like_outputs=2)
    assert [file.path.name for file in find_inputs([more / "barcodes.tsv"], Job(Place.IN_PLACE)).files] == [
        "barcodes.tsv"
    ]


def test_the_folder_for_the_answers_is_not_read_when_it_is_in_the_folder_of_the_records(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    (folder / "bad.md").unlink()
    (folder / "list.txt").unlink()
    job = Job(Place.FOLDER, Path("sub/out"))
    before = paths_of(["."], job)
    for _ in range(2):
        assert main(["annotate", ".", "--out", "./sub/out"]) == 0
    assert paths_of(["."], job) == before
    assert sorted(path.name for path in (folder / "sub" / "out").iterdir()) == ["a.md", "sub"]
    assert paths_of(["s*"], job) == [Path("sub/b.md")]
    assert paths_of(["sub/**/b.*"], job) == [Path("sub/b.md")]
    out = folder / "sub" / "out"
    assert [path.name for path in paths_of([out], Job(Place.FOLDER, out))] == ["a.md", "b.md"]
    capsys.readouterr()


def test_a_glob_is_expanded_and_a_file_named_twice_is_taken_once(folder: Path) -> None:
    paths = paths_of([folder / "*.md", folder / "a.md", str(folder / "none*.md")], Job(Place.IN_PLACE))
    assert [path.name for path in paths] == ["a.md", "bad.md", "none*.md"]


def test_a_format_that_is_given_limits_what_is_taken_from_a_folder(folder: Path) -> None:
    job = Job(Place.FOLDER, folder.parent, read_options=ReadOptions(form="list"))
    assert [path.name for path in paths_of([folder], job)] == ["list.txt"]


def test_two_inputs_for_one_output_are_refused(folder: Path, tmp_path: Path) -> None:
    job = Job(Place.FOLDER, tmp_path / "out")
    found = find_inputs([folder / "a.md", folder / "sub" / ".." / "a.md"], job)
    with pytest.raises(RecordError, match="would be the output for two input files"):
        plan_tasks(found.files, job)


def test_a_file_below_two_paths_is_done_once_in_place(folder: Path) -> None:
    job = Job(Place.IN_PLACE)
    found = find_inputs([folder / "sub", folder], job)
    sources = [task.source.name for task in plan_tasks(found.files, job)]
    assert sources == ["b.md", "a.md", "bad.md", "list.txt"]


@pytest.mark.parametrize(
    ("name", "job", "target"),
    [
        ("x-genes.tsv", Job(Place.NEXT_TO_INPUT, to="tsv"), "x.genes.tsv"),
        ("x.gmt.gz", Job(Place.NEXT_TO_INPUT, to="jsonl"), "x.genes.jsonl"),
        ("x.md", Job(Place.FOLDER, Path("o"), to="sssom", compression=".gz"), "o/x.sssom.tsv.gz"),
        ("x.md.gz", Job(Place.FOLDER, Path("o")), "o/x.md.gz"),
    ],
)
def test_a_target_is_named_after_its_source(name: str, job: Job, target: str) -> None:
    assert target_of(InputFile(Path(name), Path()), job).as_posix() == target


def test_answers_that_the_caller_gets_have_no_target() -> None:
    with pytest.raises(ValueError, match="has no output file"):
        target_of(InputFile(Path("a.md"), Path()), Job(Place.CALLER))


def test_gene_tables_that_are_read_with_their_records_are_no_inputs_of_their_own(tmp_path: Path) -> None:
    for name in ("a.md", "a-genes.tsv", "b.MD.gz", "b-genes.tsv.gz", "alone-genes.tsv", "c.tsv"):
        (tmp_path / name).write_bytes(b"x\n")
    job = Job(Place.IN_PLACE, with_tables=True)
    found = find_inputs([tmp_path], job)
    assert [file.path.name for file in found.files] == ["a.md", "alone-genes.tsv", "b.MD.gz", "c.tsv"]
    assert found.read_with_records == 2
    assert len(paths_of([tmp_path], Job(Place.IN_PLACE))) == 6
    assert len(paths_of([tmp_path, tmp_path / "a-genes.tsv"], job)) == 5, "a file that is given itself is read"
    only = Job(Place.IN_PLACE, with_tables=True, read_options=ReadOptions(form="pfocr-table"))
    assert len(paths_of([tmp_path], only)) == 3


def test_the_tables_of_a_split_are_no_inputs_of_the_folder_that_they_are_in(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.md").unlink()
    before = paths_of([folder], Job(Place.IN_PLACE))
    assert main(["annotate", str(folder), "--split-by", "doubt", str(folder / "split")]) == 0, capsys.readouterr().err
    (folder / "own").mkdir()
    (folder / "own" / "clean.tsv").write_text("gene\tfold\nTP53\t1\n", encoding="utf-8")
    (folder / "own" / "failed.csv").write_bytes(b"")
    own = [folder / "own" / "clean.tsv", folder / "own" / "failed.csv"]
    for with_tables in (False, True):
        found = set(paths_of([folder], Job(Place.IN_PLACE), with_tables=with_tables))
        assert found - {folder / "a.genes.tsv"} == {*before, *own}
    names = ["clean.tsv", "doubtful.tsv", "failed.tsv"]
    assert [path.name for path in paths_of([folder / "split"], Job(Place.CALLER), with_tables=True)] == names
    assert paths_of([folder / "split"], Job(Place.IN_PLACE)) == []
