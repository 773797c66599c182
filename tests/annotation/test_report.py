"""The report: its counts, its doubtful names, and the page for screens, phones and paper."""

from __future__ import annotations

import json
import re
import shutil
import struct
import subprocess
from dataclasses import replace
from html import unescape as html_unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.annotation.exports.answer_entries import (
    TABLE_FORMATS,
    AnswerEntry,
    entries_of,
    entry_of,
    is_answer_table,
    read_answer_table,
    read_record_answers,
)
from genenorm.annotation.exports.export import ExportSettings
from genenorm.annotation.exports.export_formats import exported
from genenorm.annotation.exports.report_data import MAX_TABLE_ROWS, AnswerReport, doubt, doubt_reasons
from genenorm.annotation.exports.report_html import render_report
from genenorm.cli import main
from genenorm.core.errors import RecordError
from genenorm.index.reference import Reference
from genenorm.records.compressed import compress
from genenorm.resolver.resolver import Resolver

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"
NASTY = "<script>alert(1)</script>\"'&|"


def entry(**cells: str) -> AnswerEntry:
    return entry_of({"input": "x", "status": "resolved", "score": "0.9", "record": "r", **cells})


@pytest.fixture(scope="module")
def entries(resolver: Resolver) -> list[AnswerEntry]:
    return list(entries_of(annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver)))


@pytest.fixture(scope="module")
def html(entries: list[AnswerEntry]) -> str:
    report = AnswerReport()
    report.add([*entries, entry(input="a-name_without-a-space" * 9, status="unknown", score="0")])
    return render_report(report, "Ketamine", ["HomoloGene 68"])


class Page(HTMLParser):
    """The content of a page; every opened element must be closed in order, and nothing may be loaded."""

    VOID = frozenset({"meta", "br", "rect"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, int]] = []
        """Tag and place in ``texts`` of each open element."""
        self.texts: dict[str, list[str]] = {}
        """The text of each element by tag, in the order of the start tags."""
        self.links: list[str] = []
        self.tables: list[list[list[str]]] = []
        """The cells of each table, row by row, with the header."""
        self.feed(html)
        self.close()
        assert self.open == []
        self.facts = dict(zip(self.texts["dt"], self.texts["dd"], strict=True))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "img", "iframe", "object")
        assert not {name for name, _ in attrs} & {"src", "onload", "onclick", "style"}
        assert not [value for _, value in attrs if value and value != html_unescape(value)], "escaped twice"
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag == "br":
            self.handle_data("\n")
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


@pytest.mark.parametrize("name", TABLE_FORMATS)
def test_a_written_table_is_read_as_the_same_entries(
    name: str, entries: list[AnswerEntry], reference: Reference, resolver: Resolver
) -> None:
    file = annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver)
    data = exported(name, file, ExportSettings(reference, "1"))
    assert is_answer_table(f"a.genes.{name}.gz")
    found = list(read_answer_table(compress(data, "x.gz"), f"a.genes.{name}.gz"))
    assert [replace(item, score=round(item.score, 3)) for item in found] == entries


def test_the_answers_in_a_record_are_read_as_the_same_entries(entries: list[AnswerEntry], resolver: Resolver) -> None:
    written = annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver).rewritten()
    assert read_record_answers(written, "a.md") == read_record_answers(compress(written, "x.gz"), "a.md.gz") == entries
    assert read_record_answers(FIXTURE.read_bytes(), "a.md") == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.genes.tsv", b"a\tb\n1\t2\n"),
        ("a.genes.jsonl", b"[1]\n"),
        ("a.genes.jsonl", b"{"),
        ("a.genes.json", b"7"),
        ("a.genes.json", b"[7]"),
        ("a.genes.parquet", b"PAR1"),
        ("a.genes.csv", b"\xff"),
    ],
)
def test_another_table_is_an_error_that_names_the_file(name: str, data: bytes) -> None:
    with pytest.raises(RecordError, match=re.escape(name)):
        list(read_answer_table(data, name))


def test_edited_answers_in_a_record_that_cannot_be_read_are_an_error() -> None:
    for nonsense in (b"- x", b"- {", b"- keyword: x\n  score: much"):
        block = b"# genenorm: begin\ngenes:\n" + nonsense + b"\n# genenorm: end\n"
        with pytest.raises(RecordError, match="were edited and cannot be read"):
            read_record_answers(b"---\na: 1\n" + block + b"---\n", "a.md")


def test_the_most_serious_reason_then_the_score_decide_which_answer_is_more_doubtful() -> None:
    worst_first = [
        entry(doubt="ambiguous", score="0.3", status="ambiguous"),
        entry(doubt="shared word", score="0.6"),
        entry(doubt="shared word", score="0.9"),
        entry(doubt="out of scope; close second"),
        entry(doubt="species by default", score="0.3"),
        entry(doubt="family, not a gene", status="family"),
        entry(status="unknown", score="0"),
    ]
    doubts = [doubt(each) for each in worst_first]
    assert doubts == sorted(doubts, reverse=True)
    assert len(set(doubts)) == len(doubts)
    assert min(doubts) > 0
    for trusted in (entry(scope="in scope"), entry(status="not-a-gene", score="0"), entry(doubt="of a later version")):
        assert (doubt(trusted), doubt_reasons(trusted)) == (0, ())


def test_reasons_in_the_report_have_the_details_of_the_row() -> None:
    row = entry(doubt="shared word; out of scope; species by default", shared_word="KAR: MDH1, kar", score="0.4",
                members_in_scope="9606:2902 GRIN1")  # fmt: skip
    assert doubt_reasons(row) == (
        "shared word: KAR: MDH1, kar", "out of scope; in scope: 9606:2902 GRIN1", "species by default, score 0.40",
    )  # fmt: skip
    assert doubt_reasons(entry(status="unknown")) == ("unknown",)


def test_a_report_names_every_index_and_has_sources_only_when_given() -> None:
    report = AnswerReport()
    report.add([entry(reference="<b> 2026-01-01 12"), entry(reference="<b> 2026-01-01 12"), entry()])
    page = Page(render_report(report, "x"))
    assert page.texts["li"] == ["<b> 2026-01-01 12 (2 names)", "not recorded for 1 names"]
    assert page.texts["h2"] == ["Doubtful names", "Reference index"]


def test_a_report_counts_all_names_and_shows_the_most_doubtful() -> None:
    report = AnswerReport()
    for number in range(MAX_TABLE_ROWS + 50):
        report.add([entry(input=str(number), status="unknown", record=str(number)), entry(record=str(number))])
    report.add([entry(input="worst", status="ambiguous", doubt="ambiguous")])
    assert (report.records, report.names, report.doubtful_count) == (
        MAX_TABLE_ROWS + 51,
        2 * MAX_TABLE_ROWS + 101,
        MAX_TABLE_ROWS + 51,
    )
    assert len(report.doubtful) == MAX_TABLE_ROWS
    assert [found.name for found in report.doubtful[:3]] == ["worst", "0", "1"]
    page = Page(render_report(report, "x"))
    assert page.texts["caption"] == [f"The first {MAX_TABLE_ROWS} of {MAX_TABLE_ROWS + 51}; the tables have all."]
    assert [row[0] for row in page.tables[0][1:4]] == ["worst", "0", "1"]
    assert len(page.tables[0]) == MAX_TABLE_ROWS + 1


def test_groups_with_the_most_species_come_first(entries: list[AnswerEntry]) -> None:
    report = AnswerReport()
    report.add(entries)
    counts = [(len(row.genes), row.names) for _, row in report.shown_groups]
    assert counts == sorted(counts, reverse=True)
    first = report.shown_groups[0][1]
    assert set(first.genes) == {"human", "mouse", "fly"}


def test_every_text_of_the_input_is_escaped() -> None:
    report = AnswerReport()
    names = ("input", "status", "species", "symbol", "ensembl_id", "authority_id", "group_id", "evidence",
             "alternatives", "support", "shared_word", "record", "gene_id")  # fmt: skip
    report.add(
        [
            entry(**dict.fromkeys(names, NASTY), doubt="shared word"),
            entry(**{**dict.fromkeys(names, NASTY), "status": "unknown"}),
        ]
    )
    html = render_report(report, NASTY, [NASTY])
    assert "<script" not in html
    assert not re.search(r'="[^"]*[<>][^"]*"', html)
    page = Page(html)
    assert page.texts["title"] == page.texts["h1"] == [NASTY]
    assert {row[0] for row in page.tables[0][1:]} == {NASTY}
    assert all(link.startswith("https://www.ensembl.org/id/%3Cscript%3E") for link in page.links)


def test_the_page_loads_nothing_and_links_to_the_right_pages(html: str) -> None:
    page = Page(html)
    assert all(link.startswith("https://") for link in page.links)
    assert {"https://www.ncbi.nlm.nih.gov/gene/2902", "https://www.ensembl.org/id/ENSG00000176884"} <= set(page.links)
    assert "url(" not in html
    assert "@import" not in html


def test_the_page_shows_the_facts_the_tables_and_the_sources(html: str, entries: list[AnswerEntry]) -> None:
    page = Page(html)
    assert page.texts["title"] == page.texts["h1"] == ["Ketamine"]
    assert page.texts["h2"] == ["Doubtful names", "Homology groups", "Reference index", "Sources"]
    assert (page.facts["records"], page.facts["names"]) == ("2", str(len(entries) + 1))
    assert page.texts["figcaption"] == ["Names by status", "Answered names by species"]
    names, groups = page.tables
    assert names[0] == ["name", "answer", "why doubtful", "evidence", "may also mean", "record"]
    assert groups[0][0] == "group"
    assert set(groups[0][1:]) == {"human", "mouse", "fly"}
    assert {len(row) for row in groups} == {len(groups[0])}
    assert "HomoloGene 68" in page.texts["li"]


def test_a_doubtful_name_has_its_gene_reasons_evidence_and_alternatives() -> None:
    report = AnswerReport()
    labels = "|".join(["9606:1", "7227:FBgn0000463", "10090:ENSMUSG00000026959", "x:?", *["9606:2"] * 6])
    report.add([entry(input="dl", symbol="Dl", species="Drosophila melanogaster", gene_id="42313", score="0.4",
                      ensembl_id="FBgn0000463", authority_id="FBgn0000463", evidence="synonym",
                      doubt="out of scope; close second", support='caption: "Delta"',
                      alternatives=labels)])  # fmt: skip
    page = Page(render_report(report, "x"))
    _, (name, answer, reasons, evidence, alternatives, record) = page.tables[0]
    assert (name, record) == ("dl", "r")
    assert answer == "Dl Drosophila melanogaster NCBI · Ensembl · FlyBase"
    assert reasons.split("\n") == ["out of scope", "close second, score 0.40"]
    assert evidence.split("\n") == ['caption: "Delta"', "synonym"]
    assert alternatives.startswith("9606:1, 7227:FBgn0000463, 10090:ENSMUSG00000026959, x:?, 9606:2")
    assert alternatives.endswith("9606:2 and 2 more")
    assert [link for link in page.links if link.endswith(("/1", "FBgn0000463", "ENSMUSG00000026959"))] == [
        "https://www.ensembl.org/id/FBgn0000463",
        "https://flybase.org/reports/FBgn0000463",
        "https://www.ncbi.nlm.nih.gov/gene/1",
        "https://flybase.org/reports/FBgn0000463",
        "https://www.ensembl.org/id/ENSMUSG00000026959",
    ]


def test_a_report_without_names_is_a_page() -> None:
    page = Page(render_report(AnswerReport(), "Nothing"))
    assert (page.facts["names"], page.facts["answered"], page.texts["p"]) == ("0", "–", ["None."])
    assert (page.tables, page.texts["h2"]) == ([], ["Doubtful names"])


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (Debian's package chromium)")
@pytest.mark.parametrize("width", [390, 1200])
def test_a_browser_shows_the_page_without_horizontal_scrolling(html: str, tmp_path: Path, width: int) -> None:
    file = tmp_path / "report.html"
    # A frame of the phone's width, since a headless window cannot be so narrow.
    file.write_text(html, encoding="utf-8")
    probe = tmp_path / "probe.html"
    probe.write_text(
        f'<iframe id="f" src="report.html" width="{width}" height="900" style="border:0"></iframe><script>'
        "document.getElementById('f').onload = e => { const d = e.target.contentDocument.documentElement;"
        "const wide = Math.max(...[...d.querySelectorAll('.wide')].map(each => each.scrollWidth - each.clientWidth));"
        "document.title = [d.scrollWidth, d.clientWidth, wide, d.querySelectorAll('tbody tr').length].join(' '); }"
        "</script>",
        encoding="utf-8",
    )
    assert CHROMIUM is not None
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
               "--allow-file-access-from-files", f"--user-data-dir={tmp_path / 'profile'}"]  # fmt: skip
    shown = subprocess.run(
        [*command, "--virtual-time-budget=5000", "--dump-dom", probe.as_uri()],
        capture_output=True,
        text=True,
        timeout=90,
    ).stdout
    title = re.search(r"<title>([^<]*)</title>", shown)
    assert title is not None, shown[:500]
    scroll, client, hidden, rows = map(int, title[1].split())
    assert scroll <= client <= width
    assert hidden == 0, "a table is wider than the page"
    assert rows > 40
    picture = tmp_path / "report.png"
    subprocess.run([*command, f"--window-size={width},900", f"--screenshot={picture}", file.as_uri()],
                   capture_output=True, timeout=90)  # fmt: skip
    assert struct.unpack(">II", picture.read_bytes()[16:24])[1] == 900


def test_the_command_makes_one_page_of_records_tables_and_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(FIXTURE, tmp_path / "a.md")
    shutil.copy(FIXTURE, tmp_path / "b.md")
    assert main(["annotate", str(tmp_path / "a.md"), "--table", "--pack", "gz"]) == 0
    assert main(["annotate", str(tmp_path / "b.md"), "--in-place"]) == 0
    assert main(["report", str(tmp_path), "--title", "Both"]) == 0
    page = Page(capsys.readouterr().out)
    assert page.texts["h1"] == ["Both"]
    assert page.facts["names"] == "90"
    (tmp_path / "other").mkdir()
    shutil.copy(FIXTURE, tmp_path / "other" / "a.md")
    assert main(["report", str(tmp_path / "a.md"), str(tmp_path / "other")]) == 0, "two files of one name"
    assert Page(capsys.readouterr().out).facts["names"] == "90"
    (tmp_path / "bad.md").write_text("x", encoding="utf-8")
    assert main(["report", str(tmp_path), "--out", str(tmp_path / "r.html")]) == 1
    assert capsys.readouterr().err == (
        f"genenorm: {tmp_path / 'bad.md'}, line 1: no front matter: the first line is not '---'\n"
    )
    assert "HomoloGene" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_the_sources_of_the_index_have_a_package_and_a_release(reference: Reference) -> None:
    sources = json.loads(reference.meta["sources"])
    assert all(source["package"] and source["release"] for source in sources)


def test_there_is_no_page_when_no_file_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing, page = tmp_path / "nope.md", tmp_path / "page.html"
    assert main(["report", str(missing), "--out", str(page)]) == 1
    assert str(missing) in capsys.readouterr().err
    assert not page.exists()
