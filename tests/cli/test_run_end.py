"""What ``annotate`` and ``resolve`` say at the end: a screen in a terminal, one line or nothing elsewhere."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from genenorm.annotation.run import Outcome
from genenorm.annotation.summary import NO_ANSWERS, AnswerSummary, DoubtfulRow
from genenorm.cli import main
from genenorm.cli.next_commands import after_annotate, after_names, command
from genenorm.cli.output import summary_text
from genenorm.cli.output.messages import NORMAL, VERBOSE, choose_level
from genenorm.cli.output.run_story import RunStory
from genenorm.core.model import Status
from genenorm.resolver.doubt import Doubt
from tests.support.commands import run, run_in_terminal

NAMES = "GRIN1\nKARs\nand\nno such gene\n"
LONG = ["GRIN1", "TP53", "no such gene", "KARs", *(f"GRIK{number}" for number in range(1, 6))] * 3


def write(folder: Path, name: str, text: str = NAMES) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def doubted(**reasons: int) -> AnswerSummary:
    """Return a summary with rows of some reasons, named by their number."""
    places = {doubt.name: place for place, doubt in enumerate(Doubt)}
    rows = [
        DoubtfulRow(
            places[name], turn, 0.5, "", turn, f"{name}{turn}", "human GRIN1", Doubt[name].value, f"record{turn}"
        )
        for name, count in reasons.items()
        for turn in range(count)
    ]
    counts = [0] * len(Doubt)
    for name, count in reasons.items():
        counts[places[name]] = count
    total = len(rows)
    statuses = (total, *[0] * (len(Status) - 1))
    return AnswerSummary(1, 2, statuses, (0, total, 0), tuple(counts), 0, (("human", total),), tuple(sorted(rows)))


# -- annotate -----------------------------------------------------------------------------------------------------


def test_a_run_that_writes_files_ends_with_one_line_in_a_log(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    write(tmp_path, "b.txt")
    counted = "genenorm: 2 files, 8 names: 2 resolved, 2 family, 2 unknown, 2 not a gene; 2 in doubt\n"
    assert run("annotate", ".", "--table", cwd=tmp_path).stderr == counted
    assert run("annotate", ".", "--table", "--quiet", cwd=tmp_path).stderr == ""
    assert run("annotate", ".", "--out", "out", "--to", "tsv", cwd=tmp_path).stderr == counted
    again = run("annotate", ".", "--out", "out", "--to", "tsv", "--resume", cwd=tmp_path)
    assert again.stderr == "genenorm: 0 names; 2 files done before\n"


def test_answers_that_a_program_reads_from_a_pipe_come_without_a_summary(tmp_path: Path) -> None:
    done = run("annotate", str(write(tmp_path, "a.txt")), "--to", "tsv")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_shows_counts_doubtful_rows_and_commands(tmp_path: Path) -> None:
    write(tmp_path, "a b.txt")
    write(tmp_path, "c.txt", "GRIK\n")
    shown = run_in_terminal("genenorm annotate 'a b.txt' c.txt --table", tmp_path, columns=80)
    lines = [line.strip() for line in shown[shown.index("2 files, 5 names") :].splitlines()]
    assert lines[0].startswith("2 files, 5 names: 2 resolved, ")
    assert lines[1].startswith("genes of human ")
    assert any(line.startswith("failed") and line.endswith("40 %  1 unknown, 1 not a gene") for line in lines)
    assert any("KARs" in line and "→ family of GRIK1" in line for line in lines)
    (report,) = (line.split(":")[1].strip() for line in lines if line.startswith("See them all on a page"))
    assert report == "genenorm report 'a b.txt' c.txt --out report.html"
    assert max(map(len, shown.splitlines()[-len(lines) :])) <= 90  # commands may be longer than a line
    assert run("report", *shlex.split(report)[2:], cwd=tmp_path).returncode == 0
    assert (tmp_path / "report.html").exists()


def test_a_run_without_doubt_proposes_to_look_at_an_unknown_name(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "GRIN1\nno such gene\n")
    shown = run_in_terminal("genenorm annotate a.txt --table --species human", tmp_path)
    assert "genenorm explain --species human 'no such gene'" in shown
    write(tmp_path, "a.txt", "GRIN1\nTP53\n")
    assert "explain" not in run_in_terminal("genenorm annotate a.txt --table", tmp_path)


def test_a_report_is_not_proposed_when_it_would_give_other_answers(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    printed = run_in_terminal("genenorm annotate a.txt --to tsv --organism human 2>&1 >/dev/null", tmp_path)
    assert "genenorm report" not in printed
    assert "genenorm annotate a.txt --organism human --split-by doubt split" in printed


def test_notes_that_several_files_share_are_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(write(tmp_path, f"{n}.csv", "gene;n\nGRIN1;1,5\nDLG4;2\n")) for n in range(3)]
    assert main(["annotate", *files, "--out", str(tmp_path / "out")]) == 0
    notes = "the cells are separated by semicolons; the names are those of the column 'gene'"
    first, second = capsys.readouterr().err.splitlines()
    assert first == f"genenorm: {files[0]} and 2 other files: {notes}"
    assert second == "genenorm: 3 files, 6 names: 6 resolved"


def test_the_notes_of_a_long_run_are_few(capsys: pytest.CaptureFixture[str]) -> None:
    def told(level: int) -> list[str]:
        choose_level(level)
        story = RunStory(is_one=False)
        for number in range(300):
            story.add(Outcome(f"{number}.csv", notes=(f"note {number}",)))
        story.end()
        return capsys.readouterr().err.splitlines()

    try:
        lines = told(NORMAL)
        assert (len(lines), lines[0], lines[-1]) == (
            11, "genenorm: 0.csv: note 0", "genenorm: notes on 290 more files: add --verbose",
        )  # fmt: skip
        assert "genenorm: 299.csv: note 299" in told(VERBOSE)
    finally:
        choose_level(NORMAL)


def test_nothing_is_said_of_a_run_without_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().err == f"genenorm: no records in {tmp_path}\n"


# -- resolve ------------------------------------------------------------------------------------------------------


def test_a_long_list_is_summed_up_in_a_terminal_only(tmp_path: Path) -> None:
    names = write(tmp_path, "names.txt", "\n".join(LONG))
    shown = run_in_terminal("genenorm resolve --file names.txt --species human >/dev/null", tmp_path)
    assert shown.startswith("27 names: ")
    assert "genenorm explain --species human KARs" in shown
    assert "genenorm resolve --file names.txt --species human --split-by doubt split" in shown
    assert run("resolve", "--file", str(names)).stderr == ""
    assert run_in_terminal("genenorm resolve --file names.txt --quiet >/dev/null", tmp_path) == ""
    assert run_in_terminal("genenorm resolve GRIN1 KARs >/dev/null", tmp_path) == ""


def test_a_plain_resolve_of_many_names_is_summed_up_too(tmp_path: Path) -> None:
    plain = run_in_terminal(f"genenorm resolve {shlex.join(LONG)} -s human >/dev/null", tmp_path)
    other = run_in_terminal(f"genenorm resolve {shlex.join(LONG)} --species human --split >/dev/null", tmp_path)
    assert plain.startswith("27 names: ")
    assert plain == other
    assert "genenorm explain --species human KARs" in plain


# -- the screen ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("columns", "lines"), [(40, 24), (80, 24), (120, 24), (80, 50)])
def test_the_summary_fits_on_the_screen(
    columns: int, lines: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(summary_text, "_window", lambda: os.terminal_size((columns, lines)))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    summary_text.print_summary(
        doubted(AMBIGUOUS=4, SHARED=5, DATE=1, SECOND=6, FAMILY=3), [("Look", "genenorm report x")]
    )
    shown = capsys.readouterr().err.splitlines()
    plain = [re.sub(r"\x1b\[\d+m", "", line) for line in shown]
    assert max(map(len, plain)) <= columns
    assert len(plain) < lines
    count = sum("human GRIN1" in line for line in plain)
    assert count == 10 if lines > 24 or columns == 120 else 6 <= count <= 10
    assert any("AMBIGUOUS0" in line for line in plain)


def test_the_commands_can_be_pasted_and_have_no_control_characters() -> None:
    assert shlex.split(command(["explain", "5'-NT $x"])) == ["genenorm", "explain", "5'-NT $x"]
    odd = AnswerSummary(unknown_name="p53\x1b[31m")
    assert after_names(odd, context=()) == []
    assert after_names(AnswerSummary(unknown_name="-x"), context=())[0][1] == "genenorm explain -- -x"
    found = after_annotate(doubted(SHARED=1), ["in"], ["out"], is_split=False)
    assert [line for _, line in found] == [
        "genenorm report out --out report.html", "genenorm annotate in --split-by doubt split",
    ]  # fmt: skip
    assert after_annotate(NO_ANSWERS, ["in"], ["out"], is_split=False) == []


def test_a_record_about_other_species_alone_leads_to_the_report_that_says_why(tmp_path: Path) -> None:
    title = "Roots of Arabidopsis thaliana seedlings"
    keywords = "schema-jsonld:\n  keywords:\n  - CAT\n  - qqq1\n"
    write(tmp_path, "f.md", f"---\nfigid: f\nfigtitle: {title}\n{keywords}---\n")
    shown = run_in_terminal("genenorm annotate f.md --in-place", tmp_path)
    assert "1 set aside as of other species" in shown
    assert re.findall(r"^(\S.*): +genenorm (.*?)\s*$", shown, re.MULTILINE) == [
        ("See why on a page", "report f.md --out report.html")
    ]


def test_records_with_their_tables_are_counted_alike_by_summary_report_and_split_files(tmp_path: Path) -> None:
    record = "---\nfigid: f1\nschema-jsonld:\n  keywords:\n  - GRIN1\n  - MDH1\n---\n"
    table = "organism_id\torganism_name\torganism_group\tword\tmatch\tncbigene_symbol\tncbigene_id\n"
    write(tmp_path, "f1.md", record)
    write(tmp_path, "f1-genes.tsv", f"{table}9606\tHomo sapiens\tx\tKAR\tKAR\tMDH1\t4190\n")
    shown = run_in_terminal("genenorm annotate . --in-place --with-tables", tmp_path)
    assert "1 gene table read with the records, and not annotated; to annotate them, leave out --with-tables" in shown
    assert "1 file, 2 names" in shown
    assert "genenorm_" not in (tmp_path / "f1-genes.tsv").read_text(encoding="utf-8")
    commands = re.findall(r":\s+genenorm (.* \. .*)", shown)
    assert [words.split()[0] for words in commands] == ["report", "annotate"]
    for words in commands:
        assert run(*shlex.split(words), cwd=tmp_path).returncode == 0
    assert "<dt>names</dt><dd>2<" in (tmp_path / "report.html").read_text(encoding="utf-8")
    rows = [line for path in (tmp_path / "split").iterdir() for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 3 + 2
    assert any(row.split("\t")[0] == "MDH1" and "\tKAR\t" in row for row in rows), "the table was read again"
