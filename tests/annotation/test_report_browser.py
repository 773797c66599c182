"""The report in a browser: its width, its filter, what is printed, and the rules of accessibility."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.annotation.exports.report_data import AnswerReport
from genenorm.annotation.exports.report_html import render_report
from genenorm.annotation.exports.report_records import ReportRecord, resolved_records
from genenorm.resolver.resolver import Resolver
from tests.support.report_rows import row
from tools.report_picture import MOST_BYTES, report_page, take_picture

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = importlib.util.find_spec("axe_core_python")
LIGHT, DARK = "--blink-settings=preferredColorScheme=1", "--blink-settings=preferredColorScheme=0"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (Debian's package chromium)")


@pytest.fixture(scope="module")
def html(resolver: Resolver) -> str:
    """A page of two records; the second has a name without a space, and answers of every status."""
    report = AnswerReport()
    report.add(resolved_records(annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver), resolver.reference))
    rows = [
        row(input="a-name_without-a-space" * 9, status="unknown", score="0"),
        row(input="kar", status="ambiguous", doubt="ambiguous", alternatives="9606:2902|10090:14810", score="0.3"),
        row(input="KAR", status="family", doubt="family, not a gene", group_id="FPLX:Kainate_receptor"),
        row(input="GRIN", status="group", doubt="species by default", group_id="HomoloGene:7187"),
        row(input="old", status="retired", doubt="retired", gene_id="2903" * 30, symbol="OLD" * 40),
        row(input="and", status="not-a-gene", score="0", is_edited=True),
    ]
    report.add([ReportRecord("b" * 300, "b", tuple(rows), title="B", excerpt="x" * 300)])
    return render_report(report, "Ketamine", resolver.reference)


def run_chromium(folder: Path, *arguments: str) -> str:
    """Return what Chromium prints."""
    assert CHROMIUM is not None
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
               "--disable-sync", "--allow-file-access-from-files", f"--user-data-dir={folder / 'profile'}"]  # fmt: skip
    return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=110).stdout


def result_of(script: str, html: str, folder: Path, *arguments: str, width: int = 1280) -> Any:
    """Return the value of a script that runs in a frame with the page; it has the frame's document and window.

    A frame has the width of a phone, which a headless window cannot have.
    """
    (folder / "report.html").write_text(html, encoding="utf-8")
    probe = folder / "probe.html"
    probe.write_text(
        f'<iframe id="f" src="report.html" width="{width}" height="800" style="border:0"></iframe><pre id="out"></pre>'
        "<script>const frame = document.getElementById('f');"
        "const wait = (time) => new Promise((done) => setTimeout(done, time));"
        "frame.onload = async () => { const page = frame.contentDocument, window = frame.contentWindow;"
        "const set = async (id, value) => { const field = page.getElementById(id); field.value = value;"
        "field.dispatchEvent(new window.Event('input', { bubbles: true })); await wait(400); };"
        f"let value; try {{ value = await (async () => {{ {script} }})(); }} catch (error) {{ value = String(error); }}"
        "document.getElementById('out').textContent = JSON.stringify(value); }</script>",
        encoding="utf-8",
    )
    shown = run_chromium(folder, *arguments, "--virtual-time-budget=60000", "--dump-dom", probe.as_uri())
    found = re.search('<pre id="out">([^<]*)</pre>', shown)
    assert found is not None, shown[:500]
    assert found[1], "the script did not end"
    return json.loads(unescape(found[1]))


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_has_no_horizontal_scrolling(html: str, tmp_path: Path, width: int) -> None:
    script = """
      for (const part of page.querySelectorAll('details')) part.open = true;
      const root = page.documentElement;
      const seen = [...page.querySelectorAll('main *')].filter((each) => !each.closest('thead, .only-heard'));
      const right = Math.max(...seen.map((each) => each.getBoundingClientRect().right));
      return [root.scrollWidth, root.clientWidth, right, page.querySelectorAll('tbody tr').length];"""
    scroll, client, right, rows = result_of(script, html, tmp_path, width=width)
    assert scroll <= client <= width
    assert right <= client + 1
    assert rows > 50


def test_the_summary_fits_on_one_screen(html: str, tmp_path: Path) -> None:
    script = "return page.querySelector('.columns').getBoundingClientRect().bottom"
    assert 100 < result_of(script, html, tmp_path) < 800


def test_the_filter_shows_the_names_and_says_how_many(html: str, tmp_path: Path) -> None:
    script = """
      const shown = () => [page.getElementById('shown').textContent,
        [...page.querySelectorAll('.record:not([hidden]) tbody:not([hidden]) tr:not([hidden]):not(.reason)')]
          .filter((each) => each.closest('details').open).map((each) => each.cells[0].textContent)];
      const result = { all: shown()[0] };
      await set('text', 'ncbi gene 14810'); result.id = shown();
      await set('text', ''); await set('status', 'not a gene'); result.status = shown();
      await set('status', ''); await set('doubt', 'retired'); result.doubt = shown();
      page.querySelector('a[data-value="group"]').click(); await wait(100); result.link = shown();
      result.contents = page.querySelectorAll('nav li:not([hidden])').length;
      page.querySelector('button[type=reset]').click(); await wait(100); result.reset = shown()[0];
      result.open = page.querySelectorAll('details.in-doubt[open]').length;
      result.live = page.getElementById('shown').getAttribute('aria-live');
      return result;"""
    found = result_of(script, html, tmp_path)
    assert found["all"] == found["reset"] == "51 listed names in 2 records"
    assert "Grin1" in found["id"][1]
    assert "kar" in found["id"][1], "also by an identifier of what a name may mean"
    assert found["id"][0].startswith(f"{len(found['id'][1])} of 51 listed names, in 2 records")
    assert found["status"] == ["1 of 51 listed names, in 1 record", ["and"]]
    assert found["doubt"] == ["1 of 51 listed names, in 1 record", ["old"]]
    assert found["link"] == ["1 of 51 listed names, in 1 record", ["GRIN"]]
    assert (found["contents"], found["open"], found["live"]) == (1, 2, "polite")


def test_names_and_records_are_sorted_and_brought_back(html: str, tmp_path: Path) -> None:
    script = """
      const names = () => [...page.querySelectorAll('#r1 .trusted tbody tr')].map((each) => each.cells[0].textContent);
      const records = () => [...page.querySelectorAll('.record')].map((each) => each.id);
      const before = names();
      await set('sort', 'name'); const sorted = names();
      await set('sort', ''); const after = names();
      await set('order', 'doubt'); const order = records();
      return { before, sorted, after, order };"""
    found = result_of(script, html, tmp_path)
    assert found["before"] == found["after"] != found["sorted"]
    assert [name.lower() for name in found["sorted"]] == sorted(name.lower() for name in found["before"])
    assert found["order"] == ["r1", "r2"]


def test_everything_can_be_read_without_the_script(html: str, tmp_path: Path) -> None:
    without = re.sub("<script>.*</script>", "", html, flags=re.DOTALL)
    script = """
      const visible = (each) => each.getBoundingClientRect().height > 0;
      const before = visible(page.querySelector('.in-doubt tbody tr'));
      for (const part of page.querySelectorAll('details')) part.open = true;
      return [before, visible(page.querySelector('form')), [...page.querySelectorAll('tbody tr')].every(visible)];"""
    assert result_of(script, without, tmp_path) == [True, False, True]


def test_forty_folded_records_are_printed_on_few_pages(resolver: Resolver, tmp_path: Path) -> None:
    annotated = annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver)
    report = AnswerReport()
    for _ in range(40):
        report.add(resolved_records(annotated, resolver.reference))
    page, printed = tmp_path / "report.html", tmp_path / "report.pdf"
    page.write_text(render_report(report, "Ketamine", resolver.reference), encoding="utf-8")
    run_chromium(tmp_path, f"--print-to-pdf={printed}", page.as_uri())
    pages = len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes()))
    assert 2 <= pages <= 15


@pytest.mark.skipif(AXE is None, reason="no axe-core on this machine (the package axe-core-python)")
@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_page_has_no_serious_fault_of_accessibility(html: str, tmp_path: Path, scheme: str) -> None:
    assert AXE is not None
    assert AXE.submodule_search_locations is not None
    axe = Path(AXE.submodule_search_locations[0]) / "axe.min.js"
    open_to_axe = re.sub("<meta http-equiv[^>]*>", "", html)
    assert open_to_axe != html
    shutil.copy(axe, tmp_path / "axe.js")
    script = """
      for (const part of page.querySelectorAll('details')) part.open = true;
      const tag = page.createElement('script'); tag.src = 'axe.js'; page.head.append(tag);
      await new Promise((done) => { tag.onload = done; });
      const found = await window.axe.run(page, { resultTypes: ['violations'] });
      return { dark: window.matchMedia('(prefers-color-scheme: dark)').matches, rules: found.passes.length,
        faults: found.violations.filter((fault) => ['serious', 'critical'].includes(fault.impact))
          .map((fault) => [fault.id, fault.nodes[0].html]) };"""
    found = result_of(script, open_to_axe, tmp_path, scheme)
    assert found["dark"] == (scheme == DARK)
    assert found["rules"] > 20
    assert found["faults"] == []


def test_the_picture_of_the_documentation_can_be_taken_again(tmp_path: Path) -> None:
    picture = tmp_path / "report.png"
    take_picture(report_page(), picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert 20_000 < picture.stat().st_size <= MOST_BYTES
