"""The report's page: its parts, its links, what it shows of each name, and the command that makes it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from html import unescape as html_unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from genenorm.annotation.annotations import AnnotatedFile, annotate_file
from genenorm.annotation.exports.answer_entries import entries_of
from genenorm.annotation.exports.report_data import MAX_ROWS, AnswerReport, meaning_of
from genenorm.annotation.exports.report_html import render_report
from genenorm.annotation.exports.report_records import ReportRecord, reasons_of, resolved_records
from genenorm.cli import main
from genenorm.index.reference import Reference
from genenorm.resolver.doubt import Doubt
from genenorm.resolver.resolver import Resolver
from tests.support.report_rows import report_of, row

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"
NASTY = "<script>alert(1)</script>\"'&|"


@pytest.fixture(scope="module")
def file(resolver: Resolver) -> AnnotatedFile:
    return annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver)


@pytest.fixture(scope="module")
def html(file: AnnotatedFile, reference: Reference) -> str:
    report = AnswerReport()
    report.add(resolved_records(file, reference))
    return render_report(report, "Ketamine", reference, ["HomoloGene 68"])


class Page(HTMLParser):
    """The content of a page; every opened element must be closed in order, and nothing may be loaded."""

    VOID = frozenset({"meta", "br", "rect", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, int]] = []
        """Tag and place in ``texts`` of each open element."""
        self.texts: dict[str, list[str]] = {}
        """The text of each element by tag, in the order of the start tags."""
        self.links: list[tuple[str, str]] = []
        """The URL of each link to another page, with its text."""
        self.anchors: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.tables: list[list[list[str]]] = []
        """The cells of each table, row by row, with the header."""
        self.feed(html)
        self.close()
        assert self.open == []
        assert len(self.ids) == len(set(self.ids))
        assert set(self.anchors) <= set(self.ids)
        assert all(after - before <= 1 for before, after in zip(self.headings, self.headings[1:], strict=False))
        self.facts = dict(zip(self.texts["dt"], (text.split()[0] for text in self.texts["dd"]), strict=True))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("link", "img", "iframe", "object", "base")
        names = {name: value or "" for name, value in attrs}
        assert not names.keys() & {"src", "style"}
        assert not [name for name in names if name.startswith("on")]
        assert not [value for value in names.values() if value != html_unescape(value)], "escaped twice"
        if "id" in names:
            self.ids.append(names["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag == "br":
            self.handle_data("\n")
        elif tag == "a" and names["href"].startswith("#"):
            self.anchors.append(names["href"][1:])
        elif tag == "a":
            self.links.append((names["href"], names.get("title", "")))
        if tag == "th":
            assert names["scope"] in ("col", "row", "rowgroup")
        if tag not in self.VOID:
            texts = self.texts.setdefault(tag, [])
            self.open.append((tag, len(texts)))
            texts.append("")

    def handle_data(self, data: str) -> None:
        for tag, number in self.open:
            self.texts[tag][number] += data

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            opened, number = self.open.pop()
            assert opened == tag
            if tag in ("td", "th"):
                self.tables[-1][-1].append(self.texts[tag][number])

    @property
    def rows(self) -> list[list[str]]:
        """The rows of all tables without their headers."""
        return [cells for table in self.tables for cells in table[1:]]


def page_of(report: AnswerReport, reference: Reference, title: str = "x") -> Page:
    return Page(render_report(report, title, reference))


def test_the_page_has_a_summary_and_the_rows_of_each_record(html: str, reference: Reference) -> None:
    page = Page(html)
    assert page.texts["title"] == page.texts["h1"] == ["Ketamine"]
    assert page.texts["h2"] == ["Summary", "Records", "Homology groups of several species"]
    assert page.texts["h3"] == [
        "Answers", "In doubt, by reason", "Species", "Reference index",
        "1. Glutamate and trophic signals that a fast antidepressant may set off",
    ]  # fmt: skip
    assert (page.facts["files"], page.facts["records"], page.facts["names"]) == ("1", "1", "45")
    assert reference.stamp in page.texts["p"]
    assert any(text.startswith("Data: HGNC 20") for text in page.texts["p"])
    assert any("A sketch drawn for the tests" in text for text in page.texts["p"])
    assert len(page.texts["caption"]) == len(page.tables) == 3
    assert page.tables[0][0] == ["name", "answer", "why in doubt", "evidence", "may also mean", "score"]
    assert page.tables[1][0] == ["name", "answer", "identifiers", "evidence", "score"]
    assert "HomoloGene 68" in page.texts["li"]
    assert [tag for tag in ("header", "main", "footer", "form") if tag not in page.texts] == []


def test_rows_in_doubt_are_grouped_by_reason_and_come_first(html: str, file: AnnotatedFile) -> None:
    doubtful, trusted, groups = Page(html).tables
    reasons = [(entry.name, reasons_of(entry.doubt)) for entry in entries_of(file)]
    first = [found[0] for _, found in reasons if found]
    order = sorted(set(first), key=[doubt.value for doubt in Doubt].index)
    assert [cells[0] for cells in doubtful if len(cells) == 1] == [
        f"{reason} ({first.count(reason)}) {meaning_of(reason)}" for reason in order
    ]
    names = [cells[0] for cells in doubtful[1:] if len(cells) == 6]
    assert sorted(names) == sorted(name for name, found in reasons if found)
    assert [cells[0] for cells in trusted[1:]] == [name for name, found in reasons if not found]
    assert ["HomoloGene:7187", "human GRIN1; mouse Grin1; fly Nmdar1", "3"] in groups


def test_a_row_has_its_species_its_databases_and_the_genes_in_scope(reference: Reference) -> None:
    cells: dict[str, Any] = {"symbol": "Nmdar1", "species": "fly", "gene_id": "40665", "ensembl_id": "FBgn0010399",
             "authority_id": "FBgn0010399", "scope": "out of scope"}  # fmt: skip
    members = "9606:2902 GRIN1|10090:14810 Grin1"
    shown = report_of(row(**cells, doubt="out of scope", members_in_scope=members), row(**cells))
    doubtful, trusted = page_of(shown, reference).tables
    assert doubtful[2][1] == "resolved Nmdar1 fly NCBI Gene 40665 Ensembl FBgn0010399 FlyBase FBgn0010399"
    assert doubtful[2][2] == "out of scope; in scope: human GRIN1, mouse Grin1"
    assert trusted[1][1] == "resolved Nmdar1 fly out of scope", "trusted, but not of the record's species"


def test_names_without_an_answer_are_apart_and_last(reference: Reference) -> None:
    report = report_of(
        row(input="glucose", status="not-a-gene", score="0", evidence="a metabolite"),
        row(input="GRIN1", symbol="GRIN1", gene_id="2902"),
        row(input="foo", status="unknown", score="0"),
        row(input="kar", status="ambiguous", doubt="ambiguous", alternatives="9606:2902|10090:14810|9606:nil"),
    )
    page = page_of(report, reference)
    assert [[cells[0] for cells in table] for table in page.tables] == [
        ["name", "ambiguous (1) several genes may be meant, and none is answered", "kar"],
        ["name", "GRIN1"],
        ["name", "glucose", "foo"],
    ]
    assert page.tables[2][1][1:] == ["not a gene", "a metabolite"]
    assert page.tables[0][2][4] == "human GRIN1, mouse Grin1, 9606:nil"
    assert ("https://www.ncbi.nlm.nih.gov/gene/14810", "NCBI Gene 14810") in page.links


def test_a_label_of_another_species_than_its_gene_stays_as_it_is(reference: Reference) -> None:
    page = page_of(report_of(row(doubt="ambiguous", alternatives="7227:2902|7227:FBgn0000463")), reference)
    assert page.tables[0][2][4] == "7227:2902, fly Delta"


def test_a_row_shows_its_word_its_reasons_and_how_it_was_found(reference: Reference) -> None:
    labels = "|".join(["9606:2902"] * 10)
    cells = row(
        input="MDH1", word="KAR", doubt="my words; shared word", shared_word="KAR: MDH1, kar", alternatives=labels,
        evidence="synonym", support='caption: "KAR" → MDH1 synonym', found="caption 1-3", score="0.4",
    )  # fmt: skip
    page = page_of(report_of(cells), reference)
    found = page.tables[0][2]
    assert found[0] == "MDH1 read as “KAR” found in caption 1-3"
    assert found[2].split("\n") == ["shared word; “KAR” leads to MDH1, kar", "my words"]
    assert found[3].split("\n") == ['caption: "KAR" → MDH1 synonym', "synonym"]
    assert found[4].endswith("human GRIN1 and 2 more")
    assert found[5] == "0.40"


def test_edited_answers_and_those_of_another_index_are_said_to_be_so(reference: Reference) -> None:
    edited = report_of(row(is_edited=True, reference=reference.stamp), reference=reference.stamp)
    text = render_report(edited, "x", reference)
    assert "1 answer is not what the index gives for the record: it was edited" in text
    assert "edited, or other options" in Page(text).tables[0][1][1]
    other = report_of(row(reference="<b> 2026-01-01 12"), row(), reference="<b> 2026-01-01 12")
    page = page_of(other, reference)
    assert "<b> 2026-01-01 12 (1 name; shown as written, since another index is open)" in page.texts["p"]
    assert "not recorded for 1 name" in page.texts["p"]
    assert any(text.endswith("as written with the index <b> 2026-01-01 12") for text in page.texts["p"])
    assert not any(text.startswith("Data: ") for text in page.texts["p"])


def test_records_have_anchors_and_a_list_of_contents(reference: Reference) -> None:
    report = AnswerReport()
    report.add([ReportRecord("a", "f", (row(doubt="ambiguous"), row()), title="A title", pmcid="PMC1")])
    report.add([ReportRecord("b", "g", (row(),), scope=(("human", 'caption: "men"'),))])
    page = page_of(report, reference)
    assert page.texts["ol"][0].split("\n") == ["", "A title (1) 1 of 2", "b (2) 0 of 1", ""]
    assert {"r1", "r2"} <= set(page.anchors)
    assert page.texts["h3"][4:] == ["1. A title", "2. b"]
    facts = [" ".join(text.split()) for text in page.texts["p"]]
    counts = "a · PMC1 · 2 names: 1 in doubt, 1 without a doubt, 0 without an answer"
    assert f"{counts} · as written; the index is not recorded" in facts
    assert any('about human (caption: "men")' in text for text in facts)
    assert ("https://pmc.ncbi.nlm.nih.gov/articles/PMC1/", "") in page.links


@pytest.mark.parametrize(("names", "is_open"), [(3, True), (200, False)])
def test_a_page_of_many_names_starts_folded(names: int, is_open: bool, reference: Reference) -> None:
    html = render_report(report_of(*[row(doubt="ambiguous")] * names), "x", reference)
    assert ('<details class="in-doubt" open>' in html) == is_open
    assert "<details open>" not in html, "rows without a doubt are always folded"


def test_every_text_of_the_input_is_escaped(reference: Reference) -> None:
    names = ("input", "status", "species", "symbol", "ensembl_id", "authority_id", "group_id", "evidence",
             "alternatives", "support", "shared_word", "record", "gene_id", "word", "found", "members_in_scope",
             "reference")  # fmt: skip
    nasty: dict[str, Any] = dict.fromkeys(names, NASTY)
    report = AnswerReport()
    rows = (row(**nasty, doubt=f"shared word; {NASTY}"), row(**nasty), row(**{**nasty, "status": "unknown"}))
    report.add(
        [ReportRecord(NASTY, NASTY, rows, title=title, excerpt=NASTY, pmcid=NASTY, scope=((NASTY, NASTY),),
                      reference=NASTY) for title in ("", NASTY)]
    )  # fmt: skip
    html = render_report(report, NASTY, reference, [NASTY])
    assert html.count("<script") == 1
    assert not re.search(r'="[^"]*[<>][^"]*"', html)
    page = Page(html)
    assert page.texts["title"] == page.texts["h1"] == [NASTY]
    assert all(url.startswith("https://www.ensembl.org/id/%3Cscript%3E") for url, _ in page.links)


def test_the_page_loads_nothing_and_only_its_own_script_may_run(html: str) -> None:
    page = Page(html)
    assert all(url.startswith("https://") for url, _ in page.links)
    assert {"https://www.ncbi.nlm.nih.gov/gene/2902", "https://www.ensembl.org/id/ENSG00000176884"} <= {
        url for url, _ in page.links
    }
    assert "url(" not in html
    assert "@import" not in html
    script = re.search("<script>(.*)</script>", html, re.DOTALL)
    assert script is not None
    checksum = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{checksum}'" in html


def test_a_page_lists_the_most_doubtful_names_of_a_long_run_and_counts_all(
    monkeypatch: pytest.MonkeyPatch, reference: Reference
) -> None:
    assert MAX_ROWS >= 5_000
    monkeypatch.setattr("genenorm.annotation.exports.report_data.MAX_ROWS", 5)
    report = AnswerReport()
    for number in range(4):
        report.add(
            [ReportRecord(f"r{number}", "f", (row(input="sure"), row(input="species", doubt="species by default")))]
        )
    report.add([ReportRecord("last", "f", (row(input="worst", doubt="ambiguous"), row(input="no", status="unknown")))])
    page = page_of(report, reference)
    assert (page.facts["names"], page.facts["in doubt"], page.facts["without an answer"]) == ("10", "5", "1")
    assert len([cells for cells in page.rows if cells[0] in ("species", "worst")]) == 5
    assert not [cells for cells in page.rows if cells[0] in ("sure", "no")]
    assert len([text for text in page.texts["p"] if text.startswith("1 further name is not listed")]) == 5


def test_a_report_without_names_is_a_page(reference: Reference) -> None:
    page = page_of(AnswerReport(), reference, "Nothing")
    assert (page.facts["names"], page.texts["h2"], page.tables) == ("0", ["Summary", "Records"], [])
    assert "None." in page.texts["p"]


def test_the_command_makes_one_page_of_records_tables_and_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(FIXTURE, tmp_path / "a.md")
    shutil.copy(FIXTURE, tmp_path / "b.md")
    assert main(["annotate", str(tmp_path / "a.md"), "--table", "--pack", "gz"]) == 0
    assert main(["annotate", str(tmp_path / "b.md"), "--in-place"]) == 0
    capsys.readouterr()
    assert main(["report", str(tmp_path), "--title", "Both"]) == 0
    html = capsys.readouterr().out
    page = Page(html)
    assert page.texts["h1"] == ["Both"]
    assert (page.facts["files"], page.facts["names"]) == ("2", "90")
    assert "other options" not in html, "the answers that were written are those of today"
    assert len([text for text in page.texts["h3"] if "fast antidepressant" in text]) == 2, (
        "a table has its record's title"
    )
    (tmp_path / "other").mkdir()
    shutil.copy(FIXTURE, tmp_path / "other" / "a.md")
    assert main(["report", str(tmp_path / "a.md"), str(tmp_path / "other")]) == 0, "two files of one name"
    assert Page(capsys.readouterr().out).facts["names"] == "90"
    (tmp_path / "bad.md").write_text("x", encoding="utf-8")
    assert main(["report", str(tmp_path), "-o", str(tmp_path / "r.html")]) == 1
    assert capsys.readouterr().err == (
        f"genenorm: {tmp_path / 'bad.md'}, line 1: no front matter: the first line is not '---'\n"
    )
    assert "HomoloGene" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_an_answer_that_a_curator_edited_is_shown_and_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "a.md"
    shutil.copy(FIXTURE, record)
    assert main(["annotate", str(record), "--in-place"]) == 0
    text = record.read_text(encoding="utf-8")
    before, mark, block = text.partition("# genenorm: begin")
    record.write_text(before + mark + re.sub(r"\b2902\b", "2903", block, count=1), encoding="utf-8")
    capsys.readouterr()
    assert main(["report", str(record)]) == 0
    page = Page(capsys.readouterr().out)
    assert page.facts["edited, or other options"] == "1"
    marked = [cells for cells in page.rows if "edited, or other options" in " ".join(cells)]
    assert [cells[0] for cells in marked] == ["GRIN1"]
    assert "NCBI Gene 2903" in " ".join(marked[0])


def test_words_of_the_table_beside_a_record_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "a.md"
    shutil.copy(FIXTURE, record)
    header = "organism_id\torganism_name\torganism_group\tword\tmatch\tncbigene_symbol\tncbigene_id\n"
    table = header + "9606\tHomo sapiens\tanimals\tKAR\tKAR\tMDH1\t4190\n"
    (tmp_path / "a-genes.tsv").write_text(table, encoding="utf-8")
    assert main(["annotate", str(record), "--in-place", "--with-tables"]) == 0
    capsys.readouterr()
    assert main(["report", str(record)]) == 0
    html = capsys.readouterr().out
    assert "MDH1 read as “KAR”" in [cells[0] for cells in Page(html).rows]
    assert "other options" not in html


def test_the_sources_of_the_index_have_a_package_and_a_release(reference: Reference) -> None:
    sources = json.loads(reference.meta["sources"])
    assert all(source["package"] and source["release"] for source in sources)


def test_there_is_no_page_when_no_file_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing, page = tmp_path / "nope.md", tmp_path / "page.html"
    assert main(["report", str(missing), "--out", str(page)]) == 1
    assert str(missing) in capsys.readouterr().err
    assert not page.exists()
