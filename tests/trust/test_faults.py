"""Faults put into real steps for one name, record or file: it gets an error, and all others get their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy  # noqa: F401 - with it, long lists are answered on arrays
import pytest

import genenorm
from genenorm.annotation import annotations as annotation_room
from genenorm.annotation import file_annotator, run
from genenorm.annotation.annotations import annotate_file
from genenorm.annotation.row_doubts import DoubtFinder
from genenorm.annotation.stripping import read_to_strip
from genenorm.api import shared_resolver
from genenorm.cli import main
from genenorm.core.context import Context
from genenorm.core.errors import ReferenceFileError
from genenorm.core.files import read_file
from genenorm.core.model import Status
from genenorm.index.reference import Reference
from genenorm.records.formats import read_record_file
from genenorm.records.source import ReadOptions, RecordFile
from genenorm.resolver import doubt, list_answers, list_proposals, name_forms, resolver
from genenorm.resolver.decide import Decider
from genenorm.resolver.doubt import doubts_of_answer
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.resolver import Resolver

BAD = "mouse Il6"
"""A name with a form, which is answered by itself also in a list on arrays."""
FEW = ["GRIN1", BAD, "TP53", "KARs", "and", "no such gene"]
NOTE = "an error of genenorm: ValueError: a fault"
TOLD = f"no answer for '{BAD}': {NOTE}"

Break = Callable[[type[BaseException]], None]


@pytest.fixture(autouse=True)
def own_resolver() -> Iterator[None]:
    """Leave no answer with a fault in the resolver that all calls share."""
    yield
    shared_resolver.cache_clear()


def many(reference: Reference) -> list[str]:
    """A list that is answered on arrays, with names that are settled there and others that are not."""
    symbols = [gene.symbol for gene, _ in zip(reference.genes("human"), range(300), strict=False)]
    return list(dict.fromkeys([*symbols[:150], *FEW, *symbols[150:], "TP53; EGFR", "miR-16"]))


@pytest.fixture(params=["gather", "decide", "row"])
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Break:
    """A function that makes a step of the resolver fail for one name, with an exception of some kind."""
    by_form, decide, rows = name_forms.gather_by_form, Decider.decide, doubts_of_answer

    def break_step(kind: type[BaseException]) -> None:
        def fail_for(name: str) -> None:
            if name == BAD:
                raise kind("a fault")

        def broken_form(gatherer: Gatherer, name: str, key: Any) -> Any:
            fail_for(name)
            return by_form(gatherer, name, key)

        def broken_decide(self: Decider, found: Any, *given: Any) -> Any:
            fail_for(found.name)
            return decide(self, found, *given)

        def broken_row(answer: Any, taxa: Any = ()) -> Any:
            if answer.status is not Status.UNKNOWN:
                fail_for(answer.input)
            return rows(answer, taxa)

        if request.param == "gather":
            for module in (name_forms, list_proposals):  # names alone, and those of lists on arrays
                monkeypatch.setattr(module, "gather_by_form", broken_form)
        elif request.param == "decide":
            monkeypatch.setattr(Decider, "decide", broken_decide)
        else:
            monkeypatch.setattr(doubt, "doubts_of_answer", broken_row)

    return break_step


@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("context", [Context(), Context(species="human"), Context(is_auto=True)])
def test_a_fault_of_one_name_is_its_answer_in_a_table(
    reference: Reference, broken: Break, context: Context, split: bool
) -> None:
    for names in (FEW, many(reference)):
        others = [name for name in names if name != BAD]
        expected = {row[0]: row for row in Resolver(reference).table(others, context).rows}
        broken(ValueError)
        found = Resolver(reference)
        table = found.table(names, context, split=split)
        rows = {row[0]: row for row in table.rows}
        assert split or [row[0] for row in table.rows] == names
        assert rows.keys() >= {BAD, "GRIN1", "TP53"}
        bad = dict(zip(table.columns, rows.pop(BAD), strict=True))
        assert (bad["status"], bad["gene_id"], bad["evidence"], bad["doubt"]) == ("unknown", None, NOTE, "")
        assert {name: row[:5] for name, row in rows.items() if name in ("GRIN1", "TP53", "and")} == {
            name: row[:5] for name, row in expected.items() if name in ("GRIN1", "TP53", "and")
        }
        assert len(table.rows) >= len(names)
        assert found.faults == {BAD: NOTE}


def test_a_fault_of_one_name_is_its_answer_in_frames_lists_and_alone(broken: Break) -> None:
    broken(ValueError)
    frame = genenorm.resolve_frame(FEW, columns="input,status,evidence")
    assert frame["input"].to_list() == FEW
    assert frame["status"].to_list() == ["resolved", "unknown", "resolved", "family", "not-a-gene", "unknown"]
    assert frame["evidence"][1] == NOTE
    split = genenorm.resolve_frame(["TP53; EGFR", BAD], split=True)
    assert split["symbol"].to_list()[:2] == ["TP53", "EGFR"]
    orthologs = genenorm.orthologs_frame(["TP53", BAD], "mouse")
    assert orthologs["symbol"].to_list()[0] == "Trp53"
    assert orthologs["status"].to_list() == ["resolved", "unknown"]
    assert str(genenorm.species_of_list(["Grin1", "Trp53", BAD, "Trp53inp1", "Prl2c2"])).startswith("mouse")


def test_a_name_alone_has_its_fault_as_its_answer(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Resolver(reference)
    with monkeypatch.context() as patch:
        patch.setattr(Decider, "decide", None)
        answers = Resolver(reference)
        for context in (Context(), Context(species="mouse")):
            answer = answers.resolve(BAD, context)
            assert answer.status is Status.UNKNOWN
            assert answer.note.startswith("an error of genenorm: TypeError: ")
    assert Resolver(reference).resolve(BAD, Context(species="mouse")).symbol == "Il6"


def test_a_fault_on_arrays_leaves_all_answers_to_the_loops(
    reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = many(reference)
    expected = Resolver(reference).table(names)
    monkeypatch.setattr(list_answers, "rank_list", None)
    found = Resolver(reference)
    assert found.table(names).rows == expected.rows
    assert not found.faults


@pytest.mark.parametrize("kind", [MemoryError, KeyboardInterrupt, SystemExit, ReferenceFileError, OSError])
def test_what_is_not_of_one_name_ends_the_list(reference: Reference, broken: Break, kind: type[BaseException]) -> None:
    broken(kind)
    for names in (FEW, many(reference)):
        with pytest.raises(kind):
            Resolver(reference).table(names)


def test_a_closed_index_and_mistakes_of_the_caller_are_no_answers() -> None:
    reference = Reference.open()
    found = Resolver(reference)
    with pytest.raises(TypeError, match="context must be a Context"):
        found.resolve_all(FEW, "mouse")  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="stop"):
        found.table(FEW, progress=lambda *_: (_ for _ in ()).throw(RuntimeError("stop")))
    reference.close()
    for call in (found.resolve_all, found.table, found.species_of):
        with pytest.raises(ValueError, match="index is closed"):
            call(["EGFR", "TP53"])


def test_no_more_names_with_faults_are_kept_than_a_bound(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("genenorm.resolver.guarded_answers._MOST_FAULTS", 2)
    monkeypatch.setattr(Gatherer, "find", None)
    found = Resolver(reference)
    assert len(found.resolve_all(FEW)) == len(FEW)
    assert len(found.faults) == 2


@pytest.mark.parametrize("command", ["resolve", "explain", "orthologs"])
@pytest.mark.parametrize("more", [[], ["-v"]], ids=["plain", "click"])
def test_commands_for_names_end_with_one_line_and_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, more: list[str]
) -> None:
    find = Gatherer.find

    def broken_find(self: Gatherer, name: str) -> Any:
        if name == BAD:
            raise ValueError("a\nfault")
        return find(self, name)

    monkeypatch.setattr(Gatherer, "find", broken_find)
    assert main([command, "GRIN1", BAD, "TP53", *more]) == 1
    out, err = capsys.readouterr()
    assert "GRIN1" in out
    assert "TP53" in out
    assert NOTE in out
    assert [line for line in err.splitlines() if BAD in line] == [f"genenorm: {TOLD}"]
    assert main([command, "GRIN1", "TP53", *more]) == 0


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for number in range(20):
        (made / f"{number:02}.csv").write_text(f"gene\nGRIN1\n{BAD if number == 7 else 'Dlg4'}\n", encoding="utf-8")
    return made


@pytest.mark.parametrize("place", ["--in-place", "--out", "--table", "--stdout", "--split-by"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_fault_in_one_file_is_its_error_and_the_others_are_written(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    place: str,
    jobs: str,
) -> None:
    if jobs == "2":  # the other processes import their own modules, and so fail by a file that cannot be read
        (folder / "07.csv").write_bytes(b"\xff\xfe\x00")
    else:
        read = read_file

        def broken_read(path: Path) -> Any:
            if path.name == "07.csv":
                raise ValueError("a fault")
            return read(path)

        monkeypatch.setattr(run, "read_file", broken_read)
        monkeypatch.setattr("genenorm.cli.input_files.read_file", broken_read)
    options = {
        "--in-place": [place],
        "--out": [place, str(tmp_path / "out")],
        "--table": [place],
        "--stdout": [place],
        "--split-by": [place, "doubt", str(tmp_path / "out")],
    }[place]
    assert main(["annotate", str(folder), *options, "-j", jobs]) == 1
    out, err = capsys.readouterr()
    assert [line for line in err.splitlines() if "07.csv" in line]
    assert "Traceback" not in err
    written = {"--in-place": folder, "--out": tmp_path / "out", "--table": folder}.get(place)
    if written is not None:
        done = [path for path in written.iterdir() if "2902" in path.read_text("latin-1")]
        assert len(done) == 19
    elif place == "--stdout":
        assert out.count("2902") == 19
    else:
        assert sum(path.read_text("utf-8").count("\t2902\t") for path in (tmp_path / "out").iterdir()) == 19
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]


def test_a_fault_of_a_name_in_a_file_leaves_the_rest_of_the_file_answered(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find = Gatherer.find

    def broken_find(self: Gatherer, name: str) -> Any:
        if name == BAD:
            raise ValueError("a fault")
        return find(self, name)

    monkeypatch.setattr(Gatherer, "find", broken_find)
    assert main(["annotate", str(folder), "--out", str(tmp_path / "out"), "--full"]) == 1
    err = capsys.readouterr().err
    assert f"genenorm: {folder / '07.csv'}: {TOLD}" in err.splitlines()
    assert "failed" not in err
    lines = (tmp_path / "out" / "07.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith("GRIN1,resolved")
    assert lines[2].startswith(f"{BAD},unknown")
    assert NOTE in lines[2]
    assert len(list((tmp_path / "out").iterdir())) == 20


@pytest.mark.parametrize("step", ["scope_of", "find_names", "RowMaker", "with_given"])
def test_a_fault_in_one_record_leaves_the_other_records_answered(
    reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], step: str
) -> None:
    made, made_of = getattr(annotation_room, step), [0]

    def broken_step(*given: Any) -> Any:
        made_of[0] += 1
        if made_of[0] == 2:
            raise ValueError("a fault")
        return made(*given)

    monkeypatch.setattr(annotation_room, step, broken_step)
    sets = "one\t\tGRIN1\tTP53\ntwo\t\tGRIN1\tEGFR\nthree\t\tGRIN1\tBDNF\n"
    file = annotate_file(sets.encode(), "a.gmt", Resolver(reference))
    assert [bool(annotation.error) for annotation in file.annotations].count(True) == 1
    failed = next(annotation for annotation in file.annotations if annotation.error)
    assert failed.error == "ValueError: a fault"
    assert [answer.input for answer in failed.answers] == list(failed.record.names)
    table = file.table
    assert [row[0] for row in table.rows] == ["GRIN1", "TP53", "GRIN1", "EGFR", "GRIN1", "BDNF"]
    assert sum(row[3] == 2902 for row in table.rows) >= 2

    made_of[0] = 0
    (tmp_path / "a.gmt").write_text(sets, encoding="utf-8")
    assert main(["annotate", str(tmp_path / "a.gmt"), "--stdout", "--to", "tsv"]) == 1
    out, err = capsys.readouterr()
    assert [line.split("\t")[0] for line in out.splitlines()[1:]] == ["GRIN1", "TP53", "GRIN1", "EGFR", "GRIN1", "BDNF"]
    assert "no answers for a record, by a fault of genenorm: " in err.splitlines()[-1]
    assert err.splitlines()[-1].endswith(": ValueError: a fault")


def test_a_record_whose_rows_fail_has_no_scope(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DoubtFinder, "doubts", None)
    for full in (False, True):
        text = b"---\norganisms:\n- Mus musculus\nschema-jsonld:\n  keywords:\n  - Grin1\n---\n"
        (annotation,) = annotate_file(text, "a.md", Resolver(reference)).annotations
        rows = annotation.answer_rows(full=full)
        assert rows.scope == ()
        assert annotation.error
        assert annotation.answer_rows(full=full) == rows


def test_a_fault_of_a_name_in_a_document_leaves_its_other_mentions_answered(
    reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = Gatherer.find
    mentions = f"1\t0\t5\tGRIN1\tGene\t\n1\t10\t{10 + len(BAD)}\t{BAD}\tGene\t\n"
    text = f"1|t|GRIN1 and {BAD} bind.\n1|a|In mice.\n{mentions}"

    def broken_find(self: Gatherer, name: str) -> Any:
        if name == BAD:
            raise ValueError("a fault")
        return find(self, name)

    monkeypatch.setattr(Gatherer, "find", broken_find)
    file = annotate_file(text.encode(), "a.pubtator", Resolver(reference))
    good, bad = file.annotations[0].answers
    assert good.best_gene is not None
    assert (bad.status, bad.note) == (Status.UNKNOWN, NOTE)
    assert file.rewritten().decode().count("\n") == text.count("\n")


@pytest.mark.parametrize("command", ["strip", "report"])
def test_strip_and_report_go_on_after_a_fault_in_one_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    def broken(read: Callable[..., RecordFile]) -> Callable[..., RecordFile]:
        def read_one(data: bytes, name: str, options: ReadOptions) -> RecordFile:
            if name.endswith("07.csv"):
                raise ValueError("a fault")
            return read(data, name, options)

        return read_one

    if command == "report":
        monkeypatch.setattr(file_annotator, "read_record_file", broken(read_record_file))
        assert main(["report", str(folder), "--out", str(tmp_path / "a.html")]) == 1
        assert (tmp_path / "a.html").read_text("utf-8").count("19.csv")
    else:
        monkeypatch.setattr(run, "read_to_strip", broken(read_to_strip))
        monkeypatch.setattr("genenorm.annotation.stripping.read_to_strip", broken(read_to_strip))
        assert main(["strip", str(folder), "--stdout"]) == 1
        assert capsys.readouterr().out.count("GRIN1") == 19
        assert main(["strip", str(folder), "--out", str(tmp_path / "out")]) == 1
        assert len(list((tmp_path / "out").iterdir())) == 19
    lines = [line for line in capsys.readouterr().err.splitlines() if "07.csv" in line]
    assert len(lines) == 1
    assert lines[0].endswith("07.csv: an unexpected error, which is a fault of genenorm: ValueError: a fault")


def test_a_damaged_index_ends_the_run(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def resolve_list(*_: Any, **__: Any) -> Any:
        raise ReferenceFileError("index: damaged (keys)")

    monkeypatch.setattr(resolver.Resolver, "resolve_list", resolve_list)
    assert main(["annotate", str(folder), "--out", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.splitlines() == ["genenorm: index: damaged (keys)"]
