"""Outputs made of hostile input: no spreadsheet runs a cell, no page runs a script, no file leaves its folder."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from genenorm.annotation.exports.answer_entries import read_answer_table
from genenorm.cli import main
from genenorm.core.formula_cells import inert_cell, original_cell
from genenorm.core.tables import Table, to_csv, to_tsv
from genenorm.records.formats import read_record_file
from genenorm.records.source import AnswerRows, ReadOptions

FORMULAS = ("=1+1", '=HYPERLINK("https://example.org")', "+a", "-a", "@SUM(1)", "\ta", "\r=a", "=", "-", "--5", "+-1")
OTHERS = ("GRIN1", "5'-x", "'", "''", "'GRIN1", "-0.5", "+1e-3", "-.5", "-7", "", "a=b", "1-Mar")
QUOTED = ("'=1+1", "''=1", "'-0.5", "'\ta")
ALL = (*FORMULAS, *OTHERS, *QUOTED)
RUNS = tuple("=+-@\t\r")


def is_run(cell: str) -> bool:
    """Return whether a spreadsheet would take a cell of a CSV file for more than a text or a number."""
    try:
        float(cell)
    except ValueError:
        return cell.startswith(RUNS)
    return False


@pytest.mark.parametrize("text", ALL)
def test_no_cell_runs_and_each_is_read_back_as_it_was(text: str) -> None:
    written = inert_cell(text)
    assert not is_run(written)
    assert original_cell(written) == text
    assert (written == text) == (text in OTHERS)
    for more in ("'", "''"):
        assert original_cell(inert_cell(more + text)) == more + text


def test_only_csv_is_changed_and_not_with_raw() -> None:
    table = Table(("=head", "score"), tuple((text, -0.5) for text in ALL))
    cells = list(csv.reader(io.StringIO(to_csv(table), newline="")))
    assert [cell for row in cells for cell in row if is_run(cell)] == []
    assert [row[1] for row in cells[1:]] == ["-0.500"] * len(ALL)
    assert [original_cell(row[0]) for row in cells] == ["=head", *ALL]
    raw = list(csv.reader(io.StringIO(to_csv(table, raw=True), newline="")))
    assert [row[0] for row in raw] == ["=head", *ALL]
    tabbed = list(csv.reader(io.StringIO(to_tsv(table), newline=""), delimiter="\t"))
    assert [row[0] for row in tabbed] == ["=head", *ALL]


NAMES = ["=1+1", "-a", "@x", "'=x", "GRIN1", "-7"]


@pytest.mark.parametrize("raw", [[], ["--raw"]], ids=["inert", "raw"])
@pytest.mark.parametrize("command", ["resolve", "orthologs", "annotate", "resolve-split", "annotate-split", "joined"])
def test_every_command_that_writes_csv_makes_it_inert(tmp_path: Path, raw: list[str], command: str) -> None:
    names = tmp_path / "names.txt"
    names.write_text("\n".join(NAMES) + "\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    if command in ("resolve", "orthologs"):
        assert main([command, "--file", str(names), "--out", str(out), *raw]) == 0
    elif command == "annotate":
        assert main(["annotate", str(names), "--out", str(out), *raw]) == 0
    elif command == "joined":
        table = tmp_path / "names.tsv"
        table.write_text("gene\tvalue\n" + "".join(f"{name}\t-0.5\n" for name in NAMES), encoding="utf-8")
        assert main(["resolve", "--file", str(table), "--column", "gene", "--out", str(out), *raw]) == 0
    else:
        form = ["--format", "csv", "--file"] if command == "resolve-split" else ["--to", "csv"]
        word = command.partition("-")[0]
        assert main([word, *form, str(names), "--split-by", "doubt", str(tmp_path / "split"), *raw]) == 0
        parts = [(tmp_path / "split" / f"{kind}.csv").read_text("utf-8") for kind in ("clean", "doubtful", "failed")]
        out.write_text("".join(parts), encoding="utf-8")
    rows = list(csv.reader(io.StringIO(out.read_text("utf-8"), newline="")))
    firsts = {row[0] for row in rows}
    if raw:
        assert set(NAMES) <= firsts
    else:
        assert [cell for row in rows for cell in row if is_run(cell)] == []
        assert set(NAMES) <= set(map(original_cell, firsts))


def test_answers_added_to_a_csv_file_are_inert_and_its_own_cells_stay(tmp_path: Path) -> None:
    data = b"gene,value\n=1+1,-a\nGRIN1,@x\n"
    file = read_record_file(data, "a.csv", ReadOptions())
    assert file.rewrite is not None
    rows = AnswerRows(("keyword", "symbol", "score"), (("=1+1", "=2", -0.5), ("GRIN1", "GRIN1", 1.0)))
    written = file.rewrite([rows])
    assert written.splitlines()[1:] == [b"=1+1,-a,'=2,-0.5", b"GRIN1,@x,GRIN1,1.0"]
    again = read_record_file(written, "a.csv", ReadOptions())
    assert again.strip is not None
    assert again.strip() == data
    (tmp_path / "a.csv").write_bytes(data)
    assert main(["annotate", str(tmp_path / "a.csv"), "--in-place"]) == 0
    assert (tmp_path / "a.csv").read_bytes().splitlines()[1].startswith(b"=1+1,-a,")


def test_own_csv_tables_are_read_back_as_they_were(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("\n".join(NAMES) + "\n", encoding="utf-8")
    assert main(["annotate", str(tmp_path / "a.txt"), "--table", "--to", "csv"]) == 0
    table = tmp_path / "a.genes.csv"
    assert [entry.name for entry in read_answer_table(table.read_bytes(), table.name)] == NAMES
    (tmp_path / "names.csv").write_bytes(table.read_bytes())
    options = ReadOptions(column="input")
    assert read_record_file(table.read_bytes(), "names.csv", options).records[0].names == tuple(NAMES)
    capsys.readouterr()


def test_a_workbook_has_answers_as_text() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["gene"])
    book.active.append(["TP53"])
    made = io.BytesIO()
    book.save(made)
    file = read_record_file(made.getvalue(), "a.xlsx", ReadOptions())
    assert file.rewrite is not None
    written = file.rewrite([AnswerRows(("keyword", "symbol", "gene_id"), (("TP53", "=1+1", 7157),))])
    (_, row) = openpyxl.load_workbook(io.BytesIO(written)).active.iter_rows()
    assert [(cell.value, cell.data_type) for cell in row] == [("TP53", "s"), ("=1+1", "s"), (7157, "n")]


# -- files ------------------------------------------------------------------------------------------------------------

IDS = ("../../x", "/etc/x", "a/b", "..", "CON", "nul.txt", "x" * 5000, "C:\\x", "a\0b", "javascript:alert(1)", "~/x")


@pytest.mark.parametrize(
    "options",
    [["--to", form] for form in ("record", "tsv", "csv", "json", "md", "gmt", "biothings", "jsonld", "pubtator")]
    + [["--split-by"]],
    ids=lambda options: options[-1],
)
def test_no_output_is_named_after_the_id_of_a_record(tmp_path: Path, options: list[str]) -> None:
    source = tmp_path / "deep" / "er" / "in"
    source.mkdir(parents=True)
    lines = [json.dumps({"id": each, "schema-jsonld": {"keywords": ["GRIN1"]}, "title": each}) for each in IDS]
    (source / "ids.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    for number, each in enumerate(IDS):
        text = f"---\nfigid: {json.dumps(each)}\nschema-jsonld:\n  keywords:\n  - GRIN1\n---\n"
        (source / f"{number}.md").write_text(text, encoding="utf-8")
    (source / "sets.gmt").write_text(
        "".join(f"{each}\t\tGRIN1\n" for each in IDS if "\0" not in each), encoding="utf-8"
    )
    before = set(tmp_path.rglob("*"))
    out = tmp_path / "deep" / "er" / "out"
    place = ["--split-by", "doubt", str(out)] if options == ["--split-by"] else [*options, "--out", str(out)]
    assert main(["annotate", str(source), *place]) in (0, 1)
    made = set(tmp_path.rglob("*")) - before
    assert made
    assert all(path == out or path.parent == out for path in made)
    stems = {path.name.partition(".")[0] for path in made if path != out}
    assert stems <= {*map(str, range(len(IDS))), "ids", "sets", "clean", "doubtful", "failed"}


# -- pages ------------------------------------------------------------------------------------------------------------

EVIL = "</script><img src=x onerror=alert(1)>\"'`javascript:alert(1)//--><!--"


class Page(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in an element."""
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.attributes += [(name, value or "") for name, value in attrs]


def row_of(**changed: Any) -> dict[str, Any]:
    """Return a row of a table of answers in which every text is hostile."""
    texts = ("symbol", "ensembl_id", "authority_id", "group_id", "species", "doubt", "evidence", "reference", "word",
             "shared_word", "scope_reason", "found", "record")  # fmt: skip
    several = ("alternatives", "support", "members_in_scope", "group_members")
    row: dict[str, Any] = {"input": EVIL, "status": "resolved", "taxon_id": 9606, "gene_id": EVIL, "score": 0.5}
    row |= dict.fromkeys(texts, EVIL) | {name: [EVIL, f"9606:{EVIL}", f"{EVIL}:2902"] for name in several}
    return row | {"scope": "out of scope"} | changed


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"status": EVIL},
        {"scope": EVIL},
        {"gene_id": "javascript:alert(1)", "ensembl_id": "javascript:alert(1)", "authority_id": "javascript:alert(1)"},
        {"gene_id": "2902", "ensembl_id": f"ENSG{EVIL}", "authority_id": f"HGNC:{EVIL}", "record": "PMC1" + EVIL},
        {"ensembl_id": "ENSG\ud800", "authority_id": "HGNC:\ud800", "record": "\ud800", "input": "\udcff"},
        {"doubt": "out of scope; shared word; its word means another gene"},
    ],
)
def test_every_field_of_a_report_is_text(tmp_path: Path, changed: dict[str, Any]) -> None:
    plain = {name: "x" if isinstance(cell, str) else cell for name, cell in row_of().items()}
    pages = []
    for name, row in (("plain", plain), ("evil", row_of(**changed))):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "a.genes.json").write_text(json.dumps([row]), encoding="utf-8")
        title = EVIL if name == "evil" else "x"
        assert main(["report", str(folder), "--out", str(folder / "a.html"), "--title", title]) == 0
        pages.append(Page((folder / "a.html").read_text("utf-8")))
    expected, page = pages
    assert page.tags["script"] == expected.tags["script"] == 1
    assert page.tags.keys() <= expected.tags.keys() | {
        "a",
        "details",
        "summary",
        "br",
        "span",
        "b",
        "i",
        "li",
        "ul",
        "p",
    }
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    links = [value for name, value in page.attributes if name in ("href", "src", "action", "formaction")]
    assert all(value.startswith(("https://", "#")) for value in links)
    assert not [value for value in links if set(value) & set("\"'<>` ")]


def test_ids_in_links_of_exports_are_quoted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "---\nfigid: 'PMC1__\"><script>/../x'\npmcid: PMC1\nschema-jsonld:\n  keywords:\n  - GRIN1\n---\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    for form in ("biothings", "jsonld"):
        assert main(["annotate", str(tmp_path / "a.md"), "--to", form, "--stdout"]) == 0
        out = capsys.readouterr().out
        assert "https://pfocr.wikipathways.org/figures/PMC1__%22%3E%3Cscript%3E%2F..%2Fx.html" in out
