"""The report: what is counted, what is doubtful, and a page that shows it, escaped, on a screen, a phone and paper."""

from __future__ import annotations

import json
import re
import shutil
import struct
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.annotation.exports.answer_entries import (
    TABLE_FORMATS,
    Entry,
    entries_of,
    entry_of,
    read_block,
    read_written,
)
from genenorm.annotation.exports.export import Setting
from genenorm.annotation.exports.export_formats import exported
from genenorm.annotation.exports.report_data import MOST, Report, doubt, reasons
from genenorm.annotation.exports.report_html import render
from genenorm.cli import main
from genenorm.core.errors import RecordError
from genenorm.index.reference import Reference
from genenorm.records.compressed import compress
from genenorm.resolver.resolver import Resolver

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"
NASTY = "<script>alert(1)</script>\"'&|"


def entry(**cells: str) -> Entry:
    return entry_of({"input": "x", "status": "resolved", "score": "0.9", "record": "r", **cells})


@pytest.fixture(scope="module")
def entries(resolver: Resolver) -> list[Entry]:
    return list(entries_of(annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver)))


@pytest.fixture(scope="module")
def page(entries: list[Entry]) -> str:
    report = Report()
    report.add([*entries, entry(input="a-name_without-a-space" * 9, status="unknown", score="0")])
    return render(report, "Ketamine", ["HomoloGene 68"])


@pytest.mark.parametrize("name", TABLE_FORMATS)
def test_a_written_table_reads_back_as_the_entries_it_was_made_of(
    name: str, entries: list[Entry], reference: Reference, resolver: Resolver
) -> None:
    file = annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver)
    data = exported(name, file, Setting(reference, "1"))
    found = list(read_written(compress(data, "x.gz"), f"a.genes.{name}.gz"))
    assert [replace(item, score=round(item.score, 3)) for item in found] == entries


def test_the_answers_in_a_record_read_back_as_the_entries_they_are(entries: list[Entry], resolver: Resolver) -> None:
    written = annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver).rewritten()
    assert read_block(written, "a.md") == read_block(compress(written, "x.gz"), "a.md.gz") == entries
    assert read_block(FIXTURE.read_bytes(), "a.md") == []


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
def test_a_table_of_something_else_is_refused_in_one_line(name: str, data: bytes) -> None:
    with pytest.raises(RecordError, match=re.escape(name)):
        list(read_written(data, name))


def test_answers_in_a_record_that_were_edited_into_nonsense_are_refused() -> None:
    for nonsense in (b"- x", b"- {", b"- keyword: x\n  score: much"):
        block = b"# genenorm: begin\ngenes:\n" + nonsense + b"\n# genenorm: end\n"
        with pytest.raises(RecordError, match="were edited and cannot be read"):
            read_block(b"---\na: 1\n" + block + b"---\n", "a.md")


def test_what_is_doubtful_comes_in_the_order_of_doubt() -> None:
    worst_first = [
        entry(status="ambiguous", score="0.3"),
        entry(status="unknown", score="0"),
        entry(status="retired"),
        entry(shared_word="KAR: MDH1, kar", gene_id="1"),
        entry(status="group"),
        entry(scope="out of scope", gene_id="1"),
    ]
    doubts = [doubt(each) for each in worst_first]
    assert doubts == sorted(doubts, reverse=True)
    assert min(doubts) > 0
    assert doubt(entry(gene_id="1", scope="in scope")) == 0
    assert all(reasons(each) for each in worst_first)


def test_support_clears_a_shared_word_only_when_it_is_another_word_or_the_symbol() -> None:
    word = "KAR: MDH1, kar"
    assert doubt(entry(shared_word=word, support='caption: "KAR" → MDH1 synonym')) > 0
    assert doubt(entry(shared_word=word, support='caption: "malate dehydrogenase" → MDH1 full name')) == 0
    assert doubt(entry(shared_word="BDNF: BDNF, BDNF-AS", support='caption: "BDNF" → BDNF symbol')) == 0


def test_a_report_names_every_index_that_answered_and_the_sources_of_none_else() -> None:
    report = Report()
    report.add([entry(reference="<b> 2026-01-01 12"), entry(reference="<b> 2026-01-01 12"), entry()])
    shown = render(report, "x")
    assert "&lt;b&gt; 2026-01-01 12 (2 names); not recorded for 1 names" in shown
    assert "Sources" not in shown


def test_a_report_counts_everything_and_keeps_the_worst() -> None:
    report = Report()
    for number in range(MOST + 50):
        report.add([entry(input=str(number), status="unknown", record=str(number)), entry(record=str(number))])
    report.add([entry(input="worst", status="ambiguous")])
    assert (report.records, report.names, report.doubtful_count) == (MOST + 51, 2 * MOST + 101, MOST + 51)
    assert len(report.doubtful) == MOST
    assert [found.name for found in report.doubtful[:3]] == ["worst", "0", "1"]
    assert f"The first {MOST} of {MOST + 51}" in render(report, "x")


def test_groups_of_most_species_come_first(entries: list[Entry]) -> None:
    report = Report()
    report.add(entries)
    counts = [(len(row.genes), row.names) for _, row in report.shown_groups]
    assert counts == sorted(counts, reverse=True)
    first = report.shown_groups[0][1]
    assert set(first.genes) == {"Homo sapiens", "Mus musculus", "Drosophila melanogaster"}


def test_every_text_of_the_input_is_escaped() -> None:
    report = Report()
    names = ("input", "status", "species", "symbol", "ensembl_id", "authority_id", "group_id", "evidence",
             "alternatives", "support", "shared_word", "record", "gene_id")  # fmt: skip
    report.add([entry(**dict.fromkeys(names, NASTY)), entry(**{**dict.fromkeys(names, NASTY), "status": "unknown"})])
    shown = render(report, NASTY, [NASTY])
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert not re.search(r'="[^"]*[<>][^"]*"', shown)


class Strict(HTMLParser):
    """Every tag that is opened is closed, in order, and nothing is loaded."""

    VOID = frozenset({"meta", "br", "rect"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "img", "iframe", "object")
        assert not {name for name, _ in attrs} & {"src", "onload", "onclick", "style"}
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_the_page_is_well_formed_loads_nothing_and_links_to_the_right_pages(page: str) -> None:
    parser = Strict()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    assert all(link.startswith("https://") for link in parser.links)
    assert {"https://www.ncbi.nlm.nih.gov/gene/2902", "https://www.ensembl.org/id/ENSG00000176884"} <= set(parser.links)
    assert "url(" not in page
    assert "@import" not in page


def test_the_page_of_nothing_is_a_page() -> None:
    parser = Strict()
    parser.feed(render(Report(), "Nothing"))
    assert parser.open == []


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (Debian's package chromium)")
@pytest.mark.parametrize("width", [390, 1200])
def test_a_browser_shows_the_page_without_sideways_scrolling(page: str, tmp_path: Path, width: int) -> None:
    file = tmp_path / "report.html"
    # A frame of the phone's width: headless windows have a least width of their own.
    file.write_text(page, encoding="utf-8")
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
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
               f"--user-data-dir={tmp_path / 'profile'}"]  # fmt: skip
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
    shown = capsys.readouterr().out
    assert "<h1>Both</h1>" in shown
    assert "<dt>names</dt><dd>90</dd>" in shown
    (tmp_path / "other").mkdir()
    shutil.copy(FIXTURE, tmp_path / "other" / "a.md")
    assert main(["report", str(tmp_path / "a.md"), str(tmp_path / "other")]) == 0, "two files of one name"
    assert "<dt>names</dt><dd>90</dd>" in capsys.readouterr().out
    (tmp_path / "bad.md").write_text("x", encoding="utf-8")
    assert main(["report", str(tmp_path), "--out", str(tmp_path / "r.html")]) == 1
    assert capsys.readouterr().err == (
        f"genenorm: {tmp_path / 'bad.md'}, line 1: no front matter: the first line is not '---'\n"
    )
    assert "HomoloGene" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_sources_of_the_index_are_named_with_their_release(reference: Reference) -> None:
    sources = json.loads(reference.meta["sources"])
    assert all(source["package"] and source["release"] for source in sources)


def test_no_page_is_made_of_files_none_of_which_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing, page = tmp_path / "nope.md", tmp_path / "page.html"
    assert main(["report", str(missing), "--out", str(page)]) == 1
    assert str(missing) in capsys.readouterr().err
    assert not page.exists()
