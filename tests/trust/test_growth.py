"""Small files that could take much time or memory: each is read in a process with limits of its own.

Cost that grows with the square of a file takes more than a minute of processor time at these sizes, linear cost less
than two seconds. The limits are of processor time and memory, so that a busy machine does not fail a test.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from genenorm.core.errors import RecordError
from genenorm.records.excel_sheet import LAST_COLUMN, LAST_ROW
from genenorm.records.formats import read_record_file
from genenorm.records.source import AnswerRows, ReadOptions
from genenorm.records.yaml_block import YamlText
from tests.support.children import started

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")

SECONDS = 20
BYTES = 2 << 30
_LIMITED = (
    "import resource, runpy, sys; "
    f"resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS})); "
    f"resource.setrlimit(resource.RLIMIT_AS, ({BYTES}, {BYTES})); "
    "sys.argv[0] = 'genenorm'; runpy.run_module('genenorm', run_name='__main__', alter_sys=True)"
)


def run(*arguments: str | Path) -> tuple[int, str, str]:
    """Return the exit code, the output and the messages of a command with limits of time and memory."""
    command = [sys.executable, "-c", _LIMITED, *map(str, arguments)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with started(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        out, messages = process.communicate()
        return process.returncode, out.decode(), messages.decode()


def figure(caption: str = "x", extra: str = "") -> str:
    """Return a figure record with one name."""
    return f"---\nfigid: f\ncaption: {caption}\nschema-jsonld:\n  keywords:\n  - TP53\n{extra}---\n"


def nested_aliases(first: str) -> str:
    """Return nine levels of lists, each with nine times the one before it."""
    levels = [f"a0: &a0 [{first}]"]
    levels += [f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 9)]
    return "\n".join(levels) + "\n"


def workbook(*rows: str) -> bytes:
    """Return a workbook whose sheet has some rows, given as XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    of_documents = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    of_packages = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{of_packages}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{of_packages}/relationships"><Relationship Id="r1" '
        f'Type="{of_documents}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{of_documents}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{of_packages}/relationships"><Relationship Id="r1" '
        f'Type="{of_documents}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(rows)}',
    }
    if not rows[-1].endswith("</mergeCells>"):
        parts["xl/worksheets/sheet1.xml"] += "</sheetData>"
    parts["xl/worksheets/sheet1.xml"] += "</worksheet>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return out.getvalue()


def with_part(data: bytes, name: str, text: str) -> bytes:
    """Return a workbook with one more part."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, text)
    return out.getvalue()


def row(number: int, *cells: tuple[str, str]) -> str:
    """Return a row of a sheet with texts in some columns."""
    texts = (f'<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for column, text in cells)
    return f'<row r="{number}">{"".join(texts)}</row>'


TABLE = row(1, ("A", "gene")) + row(2, ("A", "TP53"))
STRAY_ROW = TABLE + row(LAST_ROW, ("A", "EGFR"))
STRAY_BOTH = TABLE + row(LAST_ROW, ("XFD", "x"))

READ: dict[str, tuple[str, Callable[[], str | bytes]]] = {
    "lines that begin an answer block": ("a.md", lambda: figure(extra="# genenorm: begin\n" * 200_000)),
    "answer blocks": ("a.md", lambda: figure(extra="# genenorm: begin\ngenes: []\n# genenorm: end\n" * 30_000)),
    "begin lines before one end at the end": (
        "a.yaml",
        lambda: "names: [TP53]\n" + "# genenorm: begin\n" * 100_000 + "# genenorm: end",
    ),
    "Latin names beside listed ones": ("a.md", lambda: figure(f'"{"E. coli " * 60_000}"')),
    "Latin names in full": ("a.md", lambda: figure(f'"{"Homo sapiens " * 40_000}"')),
    "one name of species words": ("a.txt", lambda: "TP53\n" + "mouse " * 60_000),
    "one name of bars": ("a.txt", lambda: "TP53\nEGFR" + "|" * 300_000),
    "one name of colons": ("a.txt", lambda: "TP53\nEGFR" + ":" * 300_000),
    "one name of parts": ("a.txt", lambda: "TP53\nEGFR" + "a/" * 200_000),
    "names of more names than a name has": (
        "a.txt",
        lambda: "TP53\n" + "".join("ab, " * 2000 + f"{number}\n" for number in range(100)),
    ),
    "names of characters that are many letters each": (
        "a.txt",
        lambda: "TP53\n" + "".join("\ufdfa" * 500 + f"{number}\n" for number in range(400)),
    ),
    "names with as many modifiers as letters": (
        "a.txt",
        lambda: "TP53\n" + "".join("p-" * 250 + f"{number}\n" for number in range(1500)),
    ),
    "dashes in a caption": ("a.md", lambda: figure(f'"{"-" * 400_000}"')),
    "brackets in a caption": ("a.md", lambda: figure(f'"{"a (" * 150_000}"')),
    "members within members": (
        "a.json",
        lambda: '{"names": ["TP53"], "x": ' + '{"a": 1, "genenorm": [' * 400 + "1, " * 300_000 + "1" + "]}" * 400 + "}",
    ),
    "a cell in the last row": ("a.xlsx", lambda: workbook(STRAY_ROW)),
    "a cell in the last row and column": ("a.xlsx", lambda: workbook(STRAY_BOTH)),
    "a cell in the last column of the header": (
        "a.xlsx",
        lambda: workbook(row(1, ("A", "gene"), ("XFD", "x")) + row(2, ("A", "TP53"))),
    ),
    "quotes in a cell": ("a.csv", lambda: 'gene,x\nTP53,"' + '""' * 400_000 + '"\n'),
}
REFUSED: dict[str, tuple[str, Callable[[], str | bytes], str]] = {
    "nested aliases on the way to the names": (
        "a.yaml",
        lambda: nested_aliases("{names: TP53}") + "x: *a8\n",
        "its aliases make more than 128 kB of x.names; to read it, give more with --largest MB",
    ),
    "one long text many times": (
        "a.yaml",
        lambda: "a: &a " + "x" * 100_000 + f"\nx: {{names: [{','.join(['*a'] * 50_000)}]}}\n",
        "its aliases make more than 2 MB of x.names",
    ),
    "one long keyword of a figure many times": (
        "a.md",
        lambda: figure(extra="z: &a " + "x " * 50_000 + f"\nkeywords: [{','.join(['*a'] * 50_000)}]\n"),
        "its aliases make more than 2 MB of keywords",
    ),
    "one row of an old table many times": (
        "a.md",
        lambda: (
            "---\nr: &r {" + ",".join(f"k{n}: v" for n in range(20_000)) + "}\n"
            f"genes: [{','.join(['*r'] * 50_000)}]\n---\n"
        ),
        "of genes; to read it, give more with --largest MB",
    ),
    "tag lines": (
        "a.md",
        lambda: "---\n" + "".join(f"%TAG !a{n}! x\n" for n in range(150_000)) + "--- \nfigid: x\n---\n",
        "more than 1000 lines %TAG",
    ),
    "deep lists": ("a.yaml", lambda: "x: " + "[" * 300_000, "exceeded maximum nesting depth"),
    "rows as wide as a sheet can be": (
        "a.xlsx",
        lambda: workbook(TABLE + "".join(row(n, ("XFD", "x")) for n in range(3, 60_000))),
        "cells so far apart that its table takes more than 64 MB; clear what is outside of the table, or give more",
    ),
    "a row behind the last one": (
        "a.xlsx",
        lambda: workbook(TABLE + row(10**11, ("A", "EGFR"))),
        "xl/worksheets/sheet1.xml has a row behind 1,048,576, the last of a sheet; save it in Excel",
    ),
    "a cell behind the last row": (
        "a.xlsx",
        lambda: workbook(TABLE + row(LAST_ROW + 1, ("A", "EGFR")).replace(f'<row r="{LAST_ROW + 1}"', "<row")),
        "xl/worksheets/sheet1.xml has a row behind 1,048,576, the last of a sheet; save it in Excel",
    ),
    "styles": (
        "a.xlsx",
        lambda: with_part(
            workbook(TABLE), "xl/styles.xml", f"<styleSheet><cellXfs>{'<xf/>' * 300_000}</cellXfs></styleSheet>"
        ),
        "its styles have 300,002 elements, which take more than 64 MB; clear the styles of its cells, or give more",
    ),
    "merged cells as wide and long as a sheet can be": (
        "a.xlsx",
        lambda: workbook(TABLE + f'</sheetData><mergeCells><mergeCell ref="B1:XFD{LAST_ROW}"/></mergeCells>'),
        "its merged cells take more than 64 MB; unmerge them, or give more with --largest MB",
    ),
    "a workbook that is small when packed": (
        "a.xlsx",
        lambda: workbook(TABLE + row(3, ("A", " " * 70_000_000))),
        "more than 64 MB when expanded; to read it, give more with --largest MB",
    ),
}


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """Return a file with some content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def field_of(path: Path, field: str) -> list[str]:
    """Return the option for the field of the names in a format that needs it."""
    return ["--field", field] if path.suffix in (".yaml", ".json") else []


@pytest.mark.parametrize("kind", READ)
def test_a_file_is_read_in_time_that_grows_with_its_size(kind: str, tmp_path: Path) -> None:
    name, content = READ[kind]
    path = written(tmp_path, name, content())
    code, out, messages = run("annotate", path, "--to", "tsv", *field_of(path, "names"))
    assert (code, "7157" in out, "fault" in messages) == (0, True, False), messages[-300:]


@pytest.mark.parametrize("kind", REFUSED)
def test_what_would_grow_too_much_is_refused_in_one_line(kind: str, tmp_path: Path) -> None:
    name, content, message = REFUSED[kind]
    path = written(tmp_path, name, content())
    code, _, messages = run("annotate", path, "--to", "tsv", *field_of(path, "x.names"))
    lines = [line for line in messages.splitlines() if path.name in line]
    assert code == 1
    assert len(lines) == 1
    assert message in lines[0]
    assert "fault" not in messages


@pytest.mark.parametrize("rows", [STRAY_ROW, STRAY_BOTH])
def test_a_stray_cell_costs_nothing_when_answers_are_written(rows: str, tmp_path: Path) -> None:
    path = written(tmp_path, "a.xlsx", workbook(rows))
    code, _, messages = run("annotate", path, "--in-place")
    if rows == STRAY_BOTH:
        assert code == 1
        assert f"a.xlsx, line {LAST_ROW}: a cell so far to the right that a sheet has no columns for the answers" in (
            messages
        )
        return
    assert code == 0, messages
    assert run("strip", path, "--in-place")[0] == 0
    assert read_record_file(path.read_bytes(), "a.xlsx").records[0].names == ("TP53", "EGFR")


def test_genes_beside_many_mentions_are_found(tmp_path: Path) -> None:
    number = 40_000
    mentions = "".join(f"1\t2\t{6 + place}\tTP53\tGene\t\n" for place in range(number))
    text = f"1|t|x\n1|a|{'TP53 ' * number} EGFR\n{mentions}"
    code, out, messages = run("annotate", written(tmp_path, "a.pubtator", text), "--find", "--to", "tsv")
    assert (code, out.splitlines()[-1].split("\t")[3]) == (0, "1956"), messages[-300:]


# -- what is large and yet fine -------------------------------------------------------------------------------------


def test_anchors_are_read() -> None:
    data = b"a: &a [TP53, EGFR]\nb: &b {genes: *a}\nsets: [*b, *b, {<<: *b, genes: [KRAS]}]\n"
    record = read_record_file(data, "a.yaml", ReadOptions(field="sets.genes")).records[0]
    assert record.names == ("TP53", "EGFR", "TP53", "EGFR", "KRAS")


def test_the_limit_of_aliases_can_be_raised() -> None:
    text = "a: &a " + "x" * 1000 + f"\nnames: [{','.join(['*a'] * 1000)}]\n"
    with pytest.raises(RecordError, match=r"a\.yaml, line 1: its aliases make more than 128 kB of names"):
        YamlText.parse(text, "a.yaml").values("names")
    assert len(YamlText.parse(text, "a.yaml", largest=1 << 20).values("names")) == 1000


def test_the_limit_of_a_sheet_can_be_raised() -> None:
    data = workbook(TABLE + "".join(row(number, ("XFD", "x")) for number in range(3, 150)))
    with pytest.raises(RecordError, match=r"a\.xlsx, line \d+: the sheet 'S' has cells so far apart"):
        read_record_file(data, "a.xlsx", ReadOptions(largest=5 << 20))
    assert len(read_record_file(data, "a.xlsx", ReadOptions(largest=50 << 20)).records[0].names) == 148


def test_a_workbook_of_many_rows_is_read() -> None:
    rows = "".join(row(number, ("A", f"GENE{number}"), ("B", "1.5"), ("C", "x")) for number in range(2, 30_001))
    names = read_record_file(workbook(row(1, ("A", "gene"), ("B", "p"), ("C", "x")) + rows), "a.xlsx").records[0].names
    assert (len(names), names[-1]) == (29_999, "GENE30000")


def test_a_file_of_many_gene_sets_is_read() -> None:
    data = "".join(f"SET{number}\tx\tTP53\tEGFR\n" for number in range(20_000)).encode()
    assert len(read_record_file(data, "a.gmt").records) == 20_000


def test_answers_are_in_the_rows_of_their_names() -> None:
    data = workbook(TABLE + row(5, ("A", "EGFR"), ("B", "x")) + row(9, ("B", "y")))
    record_file = read_record_file(data, "a.xlsx")
    assert record_file.records[0].names == ("TP53", "EGFR", "")
    assert record_file.rewrite is not None
    answers = AnswerRows(("keyword", "gene_id"), (("TP53", 7157), ("EGFR", 1956), ("", None)))
    sheet = openpyxl.load_workbook(io.BytesIO(record_file.rewrite([answers])))["S"]
    assert [sheet.cell(number, 3).value for number in range(1, 10)] == [
        "genenorm_gene_id", 7157, None, None, 1956, None, None, None, None,
    ]  # fmt: skip


def test_a_cell_close_to_the_last_column_leaves_no_room() -> None:
    record_file = read_record_file(workbook(row(1, ("A", "gene"), ("XFC", "x")) + row(2, ("A", "TP53"))), "a.xlsx")
    assert record_file.rewrite is not None
    fits = AnswerRows(("keyword", "gene_id"), (("TP53", 7157),))
    sheet = openpyxl.load_workbook(io.BytesIO(record_file.rewrite([fits])))["S"]
    assert sheet.cell(2, LAST_COLUMN).value == 7157
    with pytest.raises(RecordError, match=r"a\.xlsx, line 1: a cell so far to the right"):
        record_file.rewrite([AnswerRows(("keyword", "gene_id", "symbol"), (("TP53", 7157, "TP53"),))])
