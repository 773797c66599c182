"""Where answers are written and how: ``--out``, ``--format``, ``--columns``, ``--column`` and ``--fail-on``."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import shlex
import stat
import subprocess
import threading
from pathlib import Path

import pandas
import pytest

from genenorm.cli import main
from genenorm.cli.answer_options import FAIL_WORDS, format_of_file
from genenorm.cli.resolve import SHORT_ORTHOLOG_COLUMNS
from genenorm.core.model import Status
from genenorm.resolver.answer_table import ANSWER_COLUMNS, SHORT_COLUMNS
from genenorm.resolver.ortholog_answers import ORTHOLOG_COLUMNS
from tests.support.commands import GENENORM, run, run_in_terminal

Shown = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def done(capsys: Shown, *arguments: str, code: int = 0) -> str:
    """Run a command line in this process and return its output; its messages must be none, unless it fails."""
    assert main(arguments) == code
    shown = capsys.readouterr()
    assert code or not shown.err
    return shown.err if code == 2 else shown.out


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.tsv", "a.csv", "a.json", "a.jsonl", "a.md", "a.txt", "a", "a.TSV", "a.csv.gz"])
def test_the_suffix_shows_the_format_and_the_bytes_are_those_of_standard_output(
    name: str, folder: Path, capsys: Shown
) -> None:
    assert done(capsys, "resolve", "GRIN1", "IL-1β", "-o", name) == ""
    form = {"": "tsv", "txt": "tsv"}.get(suffix := name.lower().removesuffix(".gz").partition(".")[2], suffix)
    printed = done(capsys, "resolve", "GRIN1", "IL-1β", "--format", form)
    data = (folder / name).read_bytes()
    assert (gzip.decompress(data) if name.endswith(".gz") else data).decode() == printed
    assert [file.name for file in folder.iterdir()] == [name]


def test_parquet_has_the_types_of_frames(folder: Path, capsys: Shown) -> None:
    pytest.importorskip("pyarrow")
    done(capsys, "resolve", "GRIN1", "nothing", "--out", "a.parquet")
    frame = pandas.read_parquet(folder / "a.parquet")
    assert tuple(frame.columns) == ANSWER_COLUMNS
    assert frame["gene_id"].tolist() == [2902, pandas.NA]
    printed = run("resolve", "GRIN1", "nothing", "--format", "parquet", "--out", "b")
    assert printed.returncode == 0
    assert (folder / "b").read_bytes() == (folder / "a.parquet").read_bytes()


def test_orthologs_and_explanations_are_written_too(folder: Path, capsys: Shown) -> None:
    done(capsys, "orthologs", "GRIN1", "--to", "fly", "-o", "o.csv")
    (row,) = csv.DictReader(io.StringIO((folder / "o.csv").read_text(encoding="utf-8")))
    assert (tuple(row), row["symbol"]) == (ORTHOLOG_COLUMNS, "Nmdar1")
    for name, arguments in {"e.json": ["--format", "json"], "e.txt": []}.items():
        done(capsys, "explain", "p62", "-o", name)
        assert (folder / name).read_text(encoding="utf-8") == done(capsys, "explain", "p62", *arguments)


def test_a_dash_is_standard_output(capsys: Shown, folder: Path) -> None:
    for command in ("resolve", "explain", "orthologs"):
        assert done(capsys, command, "GRIN1", "--out", "-") == done(capsys, command, "GRIN1")
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["resolve", "x", "-o", "a.docx"], "the suffix of a.docx shows no format; it may be .tsv, .csv, .json"),
        (["explain", "x", "-o", "a.tsv"], "the suffix of a.tsv shows no format; it may be .json"),
        (["resolve", "--file", "names.txt", "-o", "names.txt"], "is an input of this command"),
        (["orthologs", "--file", "names.txt", "-o", "names.txt"], "is an input of this command"),
        (["explain", "--file", "names.txt", "-o", "names.txt"], "is an input of this command"),
        (["resolve", "--file", "t.csv", "--column", "gene", "-o", "t.csv"], "is an input of this command"),
        (["resolve", "--locked", "names.txt", "-o", "names.txt"], "is an input of this command"),
        (["resolve", "x", "--columns", "simbol"], "--columns: no column 'simbol'"),
        (["resolve", "x", "--columns", "homology"], "--columns: no column 'homology'"),
        (["orthologs", "x", "--columns", "homologi"], "did you mean homology"),
        (["resolve", "x", "--columns", ","], "--columns: "),
        (["resolve", "x", "--fail-on", "unkown"], "--fail-on: 'unkown' is none of unknown, ambiguous, doubt"),
        (["resolve", "x", "--fail-on", ","], "--fail-on is empty"),
        (["resolve", "x", "--column", "gene"], "--column is for a table, given with --file or in a pipe"),
        (["resolve", "--file", "t.csv", "--column", "2", "--split"], "--split makes several rows of one"),
        (["resolve", "--file", "t.csv", "--delimiter", ";"], "--delimiter is for a table"),
        (["resolve", "--file", "t.csv", "--column", "gene", "-o", "t.xlsx"], "t.xlsx would be a workbook"),
        (["resolve", "--file", "t.csv", "--column", "gene", "--columns", "x"], "--columns: no column 'x'"),
        (["resolve", "--file", "t.csv", "--column", "gene", "--columns", "input"], "no column to add"),
    ],
    ids=lambda value: " ".join(value)[:50],
)
def test_a_mistake_is_one_line_before_any_work(arguments: list[str], message: str, folder: Path, capsys: Shown) -> None:
    (folder / "names.txt").write_text("GRIN1\n", encoding="utf-8")
    (folder / "t.csv").write_text("id,gene\n1,GRIN1\n", encoding="utf-8")
    shown = done(capsys, *arguments, code=2)
    assert message in shown
    assert shown.count("\n") == 1
    assert (folder / "names.txt").read_text(encoding="utf-8") == "GRIN1\n"
    assert {file.name for file in folder.iterdir()} == {"names.txt", "t.csv"}


def test_a_file_that_cannot_be_written_is_named_and_an_old_one_stays(folder: Path, capsys: Shown) -> None:
    assert main(["resolve", "GRIN1", "-o", "no/such/folder.tsv"]) == 1
    assert capsys.readouterr().err == "genenorm: no/such/folder.tsv: cannot be written: there is no folder no/such\n"
    (folder / "old.tsv").write_text("old", encoding="utf-8")
    assert main(["resolve", "--file", "missing", "-o", "old.tsv"]) == 1
    assert (folder / "old.tsv").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    "command",
    [
        ["resolve", "-F", "names.txt", "--column", "1", "-o"],
        ["resolve", "-F", "names.txt", "-o"],
        ["orthologs", "-F", "names.txt", "-o"],
        ["explain", "-F", "names.txt", "-o"],
        ["lock", "-F", "names.txt", "-o"],
    ],
    ids=" ".join,
)
def test_a_place_that_cannot_be_written_to_is_told_before_the_names_are_read(
    command: list[str], folder: Path, capsys: Shown
) -> None:
    (folder / "file").write_text("", encoding="utf-8")
    for out, cause in (("no/a", "there is no folder no"), ("file/a", "file is a file"), (".", "is a directory")):
        assert main([*command, out]) == 1  # there is no names.txt either
        assert capsys.readouterr().err == f"genenorm: {out}: cannot be written: {cause}\n"


@pytest.mark.skipif(os.name != "posix", reason="streams have names there alone")
@pytest.mark.parametrize("out", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-"])
@pytest.mark.parametrize("redirection", [">>", "1<>"])
def test_a_log_to_which_a_shell_appends_keeps_its_lines(out: str, redirection: str, folder: Path) -> None:
    if not Path(out).exists() and out != "-":
        pytest.skip(f"no {out} here")
    (folder / "log").write_text("before\n" if redirection == ">>" else "", encoding="utf-8")
    words = [*GENENORM, "resolve", "GRIN1", "--columns", "symbol", "--out", out]
    script = f"( {shlex.join(words)}; echo after ) {redirection} log"
    subprocess.run(["sh", "-c", script], cwd=folder, check=True, timeout=60)
    before = "before\n" if redirection == ">>" else ""
    assert (folder / "log").read_text(encoding="utf-8") == f"{before}symbol\nGRIN1\nafter\n"


def test_a_pipe_is_written_to_and_not_replaced(folder: Path, capsys: Shown) -> None:
    os.mkfifo(folder / "pipe")
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append((folder / "pipe").read_text(encoding="utf-8")))
    reader.start()
    try:
        done(capsys, "resolve", "GRIN1", "-o", "pipe")
    finally:
        reader.join(timeout=60)
    assert read == [done(capsys, "resolve", "GRIN1")]
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)


def test_a_report_is_not_written_to_a_terminal(folder: Path) -> None:
    (folder / "names.txt").write_text("GRIN1\n", encoding="utf-8")
    shown = run_in_terminal("genenorm report names.txt", folder, columns=120)
    assert "--out report.html; see" in shown
    assert "<html" not in shown
    assert "<html" in run_in_terminal("genenorm report names.txt --out -", folder)


def test_parquet_is_not_written_to_a_terminal(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    shown = run_in_terminal("genenorm resolve GRIN1 --format parquet; echo $?", folder)
    assert shown.splitlines()[0].startswith("genenorm resolve: --format parquet is no text; write it with --out FILE")
    assert shown.splitlines()[-1] == "2"


def test_files_of_a_suffix_are_recognised() -> None:
    assert format_of_file("x.jsonl.zst", ["tsv", "jsonl"], "tsv") == ("jsonl", ".zst")


# -- columns ----------------------------------------------------------------------------------------------------------


def test_columns_are_chosen(capsys: Shown) -> None:
    assert done(capsys, "resolve", "GRIN1", "--columns", "symbol, gene_id") == "symbol\tgene_id\nGRIN1\t2902\n"
    assert done(capsys, "resolve", "x", "--columns", "short").splitlines()[0].split("\t") == list(SHORT_COLUMNS)
    assert done(capsys, "resolve", "x", "--columns", "full").splitlines()[0].split("\t") == list(ANSWER_COLUMNS)
    shown = done(capsys, "orthologs", "GRIN1", "--to", "fly", "--columns", "symbol,homology")
    assert shown == "symbol\thomology\nNmdar1\tHomoloGene; PANTHER (weak)\n"
    shown = done(capsys, "orthologs", "GRIN1", "--columns", "short")
    assert shown.splitlines()[0].split("\t") == list(SHORT_ORTHOLOG_COLUMNS)
    assert done(capsys, "resolve", "x").splitlines()[0].split("\t") == list(ANSWER_COLUMNS)


def test_a_terminal_shows_the_short_columns_and_full_ones_when_asked(folder: Path) -> None:
    for command in ("resolve GRIN1", "resolve GRIN1 --retries 3"):
        shown = run_in_terminal(f"genenorm {command}", folder, columns=400)
        assert shown.splitlines()[0].split() == list(SHORT_COLUMNS)
    shown = run_in_terminal("genenorm resolve GRIN1 --columns full", folder, columns=400)
    assert shown.splitlines()[0].split() == list(ANSWER_COLUMNS)
    assert set(SHORT_ORTHOLOG_COLUMNS) < set(ORTHOLOG_COLUMNS)


# -- a column of a table ----------------------------------------------------------------------------------------------

TABLE = 'id,gene,"fold change"\r\n1,GRIN1,2.5\r\n2,"IL-1β",\r\n\r\n3,no such gene,"a,b"\r\n4,GRIN1,-1\r\n'
ANSWERED = [("GRIN1", "2902"), ("IL1B", "3553"), ("", ""), ("GRIN1", "2902")]
WANTED = ("--columns", "symbol,gene_id")


@pytest.fixture
def table(folder: Path) -> Path:
    file = folder / "t.csv"
    file.write_bytes(TABLE.encode())
    return file


def test_answers_are_added_to_a_table_and_all_else_stays(table: Path, folder: Path, capsys: Shown) -> None:
    for column in ("gene", "2", "Gene"):
        done(capsys, "resolve", "--file", "t.csv", "--column", column, "-o", "answered.csv", *WANTED)
        written = (folder / "answered.csv").read_bytes().decode().split("\r\n")
        own = TABLE.split("\r\n")
        assert written[0] == f"{own[0]},genenorm_symbol,genenorm_gene_id"
        assert [line for line in written if line][1:] == [
            f"{line},{','.join(answer)}" for line, answer in zip(filter(None, own[1:]), ANSWERED, strict=True)
        ]


def test_a_second_run_replaces_the_answers_of_the_first(table: Path, folder: Path, capsys: Shown) -> None:
    done(capsys, "resolve", "--file", "t.csv", "--column", "gene", "-o", "full.csv")
    header = (folder / "full.csv").read_bytes().decode().split("\r\n")[0]
    assert header.split(",")[3:] == [f"genenorm_{name}" for name in ANSWER_COLUMNS[1:]]
    for columns in ("short", "symbol", "full"):
        done(capsys, "resolve", "--file", "full.csv", "--column", "gene", "-o", "again.csv", "--columns", columns)
        done(capsys, "resolve", "--file", "t.csv", "--column", "gene", "-o", "first.csv", "--columns", columns)
        assert (folder / "again.csv").read_bytes() == (folder / "first.csv").read_bytes()


@pytest.mark.parametrize("name", ["a.tsv", "a.json", "a.jsonl", "a.md", "a.parquet"])
def test_a_table_is_written_in_another_format_too(name: str, table: Path, folder: Path, capsys: Shown) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    done(capsys, "resolve", "--file", "t.csv", "--column", "gene", "-o", name, *WANTED)
    if name.endswith("parquet"):
        frame = pandas.read_parquet(folder / name)
        assert frame["genenorm_gene_id"].tolist() == [2902, 3553, pandas.NA, 2902]
        assert frame["fold change"].tolist() == ["2.5", "", "a,b", "-1"]
        assert frame["genenorm_symbol"].isna().tolist() == [False, False, True, False]
        return
    text = (folder / name).read_text(encoding="utf-8")
    if name.endswith("json"):
        assert json.loads(text)[2] == {
            "id": "3", "gene": "no such gene", "fold change": "a,b", "genenorm_symbol": None, "genenorm_gene_id": None,
        }  # fmt: skip
    assert text.count("GRIN1") >= 4
    assert "a,b" in text


def test_a_table_in_a_pipe_gives_a_table_of_its_own_format(capsys: Shown) -> None:
    for delimiter in (",", "\t", ";"):
        text = f"gene{delimiter}n\nGRIN1{delimiter}1\nTP53{delimiter}2\n"
        shown = run("-q", "resolve", "--column", "gene", *WANTED, stdin=text)
        assert shown.stdout.splitlines()[1] == delimiter.join(("GRIN1", "1", "GRIN1", "2902"))
        assert run("-q", "resolve", "-", "--column", "gene", *WANTED, stdin=text).stdout == shown.stdout
        assert run("-q", "resolve", "-F", "-", "--column", "1", *WANTED, stdin=text).stdout == shown.stdout


def test_the_other_names_and_the_species_are_context_as_for_a_list(table: Path, capsys: Shown) -> None:
    names = "GRIN1", "IL-1β", "no such gene", "GRIN1"
    shown = done(capsys, "resolve", "--file", "t.csv", "--column", "gene", "-s", "rat", "-f", "json")
    expected = json.loads(done(capsys, "resolve", *names, "-s", "rat", "-f", "json"))
    rows = json.loads(shown)
    assert [row["genenorm_gene_id"] for row in rows] == [row["gene_id"] for row in expected]
    assert [row["genenorm_evidence"] for row in rows] == [row["evidence"] for row in expected]


def test_compressed_tables_and_lists_are_read_and_written(table: Path, folder: Path, capsys: Shown) -> None:
    (folder / "t.csv.gz").write_bytes(gzip.compress(TABLE.encode()))
    (folder / "names.txt.gz").write_bytes(gzip.compress(b"GRIN1\nTP53\n"))
    plain = done(capsys, "resolve", "--file", "t.csv", "--column", "gene")
    assert done(capsys, "resolve", "--file", "t.csv.gz", "--column", "gene") == plain
    done(capsys, "resolve", "--file", "t.csv.gz", "--column", "gene", "-o", "o.csv.gz")
    assert gzip.decompress((folder / "o.csv.gz").read_bytes()).decode() == plain
    assert done(capsys, "resolve", "--file", "names.txt.gz") == done(capsys, "resolve", "GRIN1", "TP53")


def test_a_table_without_headers_stays_without(folder: Path, capsys: Shown) -> None:
    (folder / "t.tsv").write_text("GRIN1\t1\nTP53\t2\n", encoding="utf-8")
    arguments = ("--column", "1", "--no-header", *WANTED)
    assert main(["resolve", "--file", "t.tsv", *arguments, "-o", "o.tsv"]) == 0
    assert capsys.readouterr().err == (
        "genenorm: t.tsv has no header; its column 3 is now the mark genenorm_answers, and those from 4 on are: "
        "symbol, gene_id\n"
    )
    lines = (folder / "o.tsv").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[:5] for line in lines] == [
        ["GRIN1", "1", "genenorm_answers", "GRIN1", "2902"], ["TP53", "2", "genenorm_answers", "TP53", "7157"],
    ]  # fmt: skip
    done(capsys, "resolve", "--file", "o.tsv", *arguments, "-o", "again.tsv", "--quiet")
    assert (folder / "again.tsv").read_bytes() == (folder / "o.tsv").read_bytes()
    rows = json.loads(done(capsys, "resolve", "--file", "t.tsv", *arguments, "-f", "json"))
    assert rows[1] == {"column_1": "TP53", "column_2": "2", "genenorm_symbol": "TP53", "genenorm_gene_id": 7157}


def test_scores_have_the_same_digits_in_the_format_of_the_table_and_in_others(folder: Path, capsys: Shown) -> None:
    (folder / "t.csv").write_text('gene\nEgfr\n"nothing, at all"\n', encoding="utf-8")
    arguments = ("resolve", "--file", "t.csv", "--column", "gene", "--species", "mouse", "--columns", "score")
    own = list(csv.reader(io.StringIO(done(capsys, *arguments))))
    assert own == list(csv.reader(io.StringIO(done(capsys, *arguments, "-f", "tsv")), delimiter="\t"))
    assert all(len(score) == len("0.000") for _, score in own[1:])


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz"])
def test_rows_taken_for_names_are_noticed(name: str, folder: Path, capsys: Shown) -> None:
    data = b"gene,n\nGRIN1,1\nTP53,2\n"
    (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert main(["resolve", "--file", name]) == 0
    assert "whole lines are taken for names; to answer one column of a table: --column" in capsys.readouterr().err


def test_a_workbook_is_a_table_too(folder: Path, capsys: Shown) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (("gene", "n"), ("GRIN1", 1), ("TP53", 2)):
        book.active.append(row)
    book.save(folder / "t.xlsx")
    done(capsys, "resolve", "--file", "t.xlsx", "--column", "gene", *WANTED, "-o", "o.xlsx")
    sheet = openpyxl.load_workbook(folder / "o.xlsx").active
    assert [tuple(row) for row in sheet.values] == [
        ("gene", "n", "genenorm_symbol", "genenorm_gene_id"), ("GRIN1", 1, "GRIN1", 2902), ("TP53", 2, "TP53", 7157),
    ]  # fmt: skip
    shown = done(capsys, "resolve", "--file", "t.xlsx", "--column", "gene", *WANTED)
    assert shown.splitlines()[1] == "GRIN1\t1\tGRIN1\t2902"
    assert main(["resolve", "--file", "t.xlsx"]) == 1
    assert "for a workbook, use resolve --column" in capsys.readouterr().err


def test_a_terminal_shows_the_answers_and_says_how_to_keep_the_table(table: Path, folder: Path) -> None:
    shown = run_in_terminal("genenorm resolve --file t.csv --column gene", folder, columns=200).splitlines()
    assert shown[0].split() == list(SHORT_COLUMNS)
    assert len(shown) == 1 + len(ANSWERED) + 1
    assert shown[-1] == "genenorm: the rows and columns of t.csv are kept with --out FILE, and in pipes"


def test_lines_that_look_like_a_table_are_answered_with_a_note(table: Path, folder: Path) -> None:
    (folder / "t.tsv").write_text("gene\tn\nGRIN1\t1\nTP53\t2\n", encoding="utf-8")
    (folder / "names.txt").write_text("KRAS, MSH2\nGRIN1\nTP53\n", encoding="utf-8")
    for name, is_noted in {"t.csv": True, "t.tsv": True, "names.txt": False}.items():
        assert ("--column NAME|NUMBER" in run("resolve", "--file", name).stderr) is is_noted
    assert "--column" not in run("-q", "resolve", "--file", "t.tsv").stderr


def test_an_unknown_column_is_named_with_the_near_one(table: Path, capsys: Shown) -> None:
    assert main(["resolve", "--file", "t.csv", "--column", "genes"]) == 1
    assert "no column 'genes'; did you mean 'gene'? the columns are: id, gene" in capsys.readouterr().err


def test_a_user_s_own_columns_of_the_same_name_stay_text(folder: Path, capsys: Shown) -> None:
    pytest.importorskip("pyarrow")
    (folder / "t.csv").write_text("gene,gene_id,gene_id,\nGRIN1,none,x,y\n", encoding="utf-8")
    done(capsys, "resolve", "--file", "t.csv", "--column", "gene", "-o", "o.parquet", "--columns", "gene_id")
    frame = pandas.read_parquet(folder / "o.parquet")
    assert frame.iloc[0].to_dict() == {
        "gene": "GRIN1", "gene_id": "none", "gene_id_2": "x", "column_4": "y", "genenorm_gene_id": 2902,
    }  # fmt: skip


# -- empty input ------------------------------------------------------------------------------------------------------


def test_empty_input_gives_the_header(folder: Path, capsys: Shown) -> None:
    for name in ("e.txt", "e.tsv", "e.csv"):
        (folder / name).write_bytes(b"")
    (folder / "h.tsv").write_text("gene\tn\n", encoding="utf-8")
    for source in (["--file", "e.txt"], ["--file", "e.txt", "--species", "mouse"]):
        assert done(capsys, "resolve", *source) == "\t".join(ANSWER_COLUMNS) + "\n"
        assert done(capsys, "orthologs", *source) == "\t".join(ORTHOLOG_COLUMNS) + "\n"
        assert done(capsys, "explain", *source) == ""
    assert json.loads(done(capsys, "explain", "--file", "e.txt", "-f", "json")) == []
    for arguments in (["resolve"], ["resolve", "-"], ["orthologs", "-"]):
        piped = run(*arguments)
        assert (piped.returncode, piped.stdout.count("\n"), piped.stderr) == (0, 1, "")
    for name in ("e.tsv", "e.csv", "h.tsv"):
        shown = done(capsys, "resolve", "--file", name, "--column", "gene", *WANTED)
        delimiter = "," if name == "e.csv" else "\t"
        own = ["gene", "n"] if name == "h.tsv" else ["gene"]
        assert shown == delimiter.join((*own, "genenorm_symbol", "genenorm_gene_id")) + "\n"


def test_empty_tables_are_annotated(folder: Path) -> None:
    for name, text in {"e.txt": "", "f.tsv": "", "h.csv": "gene,n\n"}.items():
        (folder / name).write_text(text, encoding="utf-8")
        shown = run("-q", "annotate", name, "--to", "tsv")
        assert (shown.returncode, shown.stdout.count("\n")) == (0, 1)
        assert shown.stdout.startswith("input\tstatus\t")
    assert run("-q", "annotate", "h.csv").stdout.startswith("gene,n,genenorm_status,")
    assert run("annotate", "f.tsv").returncode == 0
    assert run("-q", "annotate", ".", "--table").returncode == 0


# -- failing ----------------------------------------------------------------------------------------------------------


def test_the_words_are_statuses_and_doubt() -> None:
    assert {*FAIL_WORDS} == {status.value for status in Status if status is not Status.RESOLVED} | {"doubt"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["unknown"], "2 unknown, of 5 names; the first is 'no such gene'"),
        (["doubt"], "1 in doubt, of 5 names; the first is 'KARs'"),
        (["family, unknown"], "1 family, 2 unknown, of 5 names; the first is 'KARs'"),
        (["unknown", "--fail-on", "not-a-gene"], "2 unknown, 1 not-a-gene, of 5 names; the first is 'no such gene'"),
    ],
    ids=str,
)
def test_a_run_with_such_answers_is_complete_and_ends_with_code_3(words: list[str], message: str, folder: Path) -> None:
    names = "GRIN1", "KARs", "no such gene", "and", "x1y2z3"
    (folder / "names.txt").write_text("\n".join(names), encoding="utf-8")
    ended = run("-q", "resolve", *names, "--fail-on", *words)
    assert (ended.returncode, ended.stderr) == (3, f"genenorm: --fail-on: {message}\n")
    assert ended.stdout == run("resolve", *names).stdout
    ended = run("annotate", "names.txt", "--to", "tsv", "-q", "--fail-on", *words)
    assert (ended.returncode, ended.stderr) == (3, f"genenorm: --fail-on: {message}\n")
    assert ended.stdout == run("annotate", "names.txt", "--to", "tsv").stdout


def test_a_run_without_such_answers_ends_well(folder: Path, capsys: Shown) -> None:
    every = ("--fail-on", ",".join(FAIL_WORDS))
    done(capsys, "resolve", "GRIN1", "TP53", *every)
    done(capsys, "resolve", "no such gene", "--fail-on", "ambiguous")
    (folder / "t.csv").write_bytes(b"gene,n\nGRIN1,1\n")
    done(capsys, "resolve", "--file", "t.csv", "--column", "gene", *every)


def test_many_files_are_counted_together_whatever_the_number_of_processes(folder: Path) -> None:
    for number in range(20):
        (folder / f"{number:02}.txt").write_text(f"GRIN1\nno such gene {number}\n", encoding="utf-8")
    for jobs in ("1", "2"):
        ended = run("-q", "annotate", ".", "--table", "--jobs", jobs, "--fail-on", "unknown")
        message = "genenorm: --fail-on: 20 unknown, of 40 names; the first is 'no such gene 0'\n"
        assert (ended.returncode, ended.stderr) == (3, message)
        assert len(list(folder.glob("*.genes.tsv"))) == 20
    (folder / "bad.json").write_text("{", encoding="utf-8")
    ended = run("-q", "annotate", ".", "--table", "--fail-on", "unknown")
    assert ended.returncode == 1, "an error in the data comes first"
    assert "--fail-on: 20 unknown" in ended.stderr


def test_a_locked_run_can_be_written_and_fail(folder: Path) -> None:
    assert run("lock", "GRIN1", "no such gene").returncode == 0
    ended = run("resolve", "--locked", "genenorm.lock", "-o", "a.csv", "--columns", "symbol", "--fail-on", "unknown")
    assert (ended.returncode, ended.stdout) == (3, "")
    text = io.StringIO((folder / "a.csv").read_text(encoding="utf-8"))
    assert [row["symbol"] for row in csv.DictReader(text)] == ["GRIN1", ""]
