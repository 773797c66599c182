"""The page in a browser: a list is pasted, what is doubtful is settled, and the table is taken out."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import math
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openpyxl import load_workbook

from genenorm.resolver.resolver import Resolver
from genenorm.service.limits import Limits
from genenorm.service.running import Service
from tools.page_picture import FOLDER, MOST_BYTES, take_pictures

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = importlib.util.find_spec("axe_core_python")
WAIT = 90_000
"""Milliseconds until an answer must be there; a machine with other work is slow."""
SOME = "() => document.getElementById('shown').textContent.includes(' of ')"
ALL = "() => !document.getElementById('shown').textContent.includes(' of ')"
"""That the table shows some names, and all of them."""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (Debian's package chromium)"),
    pytest.mark.timeout(300),
]


def ketamine_names() -> list[str]:
    text = (ROOT / "fixtures" / "ketamine-figure.md").read_text(encoding="utf-8")
    names: list[str] = yaml.safe_load(text.split("---")[1])["schema-jsonld"]["keywords"]
    return names


@pytest.fixture(scope="module")
def service(resolver: Resolver) -> Iterator[Service]:
    with Service(resolver) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield started
        finally:
            started.close()


class Seen:
    """What a page asked for, and the errors in it."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.errors: list[str] = []


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def page(browser: Browser, service: Service, seen: Seen) -> Iterator[Page]:
    """The page as it is opened; afterwards nothing was asked of another machine, and no error was in it."""
    context = browser.new_context(accept_downloads=True, viewport={"width": 1280, "height": 900})
    try:
        yield opened(context, service.url, seen)
        assert all(url.startswith((f"{service.url}/", f"blob:{service.url}/")) for url in seen.requests), seen.requests
        assert seen.errors == []
    finally:
        context.close()


def opened(context: Any, url: str, seen: Seen) -> Page:
    page: Page = context.new_page()
    page.set_default_timeout(WAIT)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    page.goto(url)
    page.wait_for_selector("#species-list input")
    return page


def ask(page: Page, *names: str) -> None:
    """Paste names and wait for their answers."""
    page.fill("#text", "\n".join(names))
    page.click("#find")
    wait_for_answers(page)


def wait_for_answers(page: Page) -> None:
    page.wait_for_selector("#result:not([hidden])")
    page.wait_for_selector("#working", state="hidden")


def row_of(page: Page, name: str) -> Any:
    """Return the row with the answer for a name."""
    return page.locator("#names tr.answer").filter(has=page.locator("button.name bdi", has_text=name)).first


def genes_of(page: Page, place: int) -> Any:
    """Return the genes to choose from for the name at a place of the list, counted from 0."""
    return page.locator(f"#more-{place} .gene")


def downloaded(page: Page, to: str) -> bytes:
    with page.expect_download() as found:
        page.click(f"#downloads [data-to={to}]")
    return Path(found.value.path()).read_bytes()


def test_the_example_is_the_list_of_the_figure(page: Page) -> None:
    page.click("#example")
    wait_for_answers(page)
    assert page.input_value("#text").split("\n")[:-1] == ketamine_names()
    assert page.inner_text("#title") == f"{len(ketamine_names())} names"


def test_genes_of_three_species_are_in_one_homology_group(page: Page) -> None:
    ask(page, *ketamine_names(), "KAR")
    assert "names look like human" in page.inner_text("#verdict")
    assert "of them with a gene: they stand first" in page.inner_text("#advice")
    page.click("#view-groups")
    first = page.locator("#groups tbody tr").first
    assert first.locator("th").inner_text() == "HomoloGene:7187"
    symbols = first.locator("b").all_inner_texts()
    assert sorted(symbols) == ["GRIN1", "Grin1", "Nmdar1"]
    heads = page.locator("#groups thead th").all_inner_texts()
    assert {"human", "mouse", "fly"} <= set(heads)


def test_doubtful_names_are_first_until_the_order_of_the_list_is_asked_for(page: Page) -> None:
    ask(page, "GRIN1", "TP53", "KAR", "and")
    places = "#names tr.answer .place"
    assert page.locator(places).all_inner_texts() == ["3", "1", "2", "4"]
    assert "family, not a gene" in page.inner_text("#more-2")
    assert "with 5 members" in page.inner_text("#more-2")
    page.click("#to-doubt")
    assert page.evaluate("document.activeElement.closest('tr').item.input") == "KAR"
    page.select_option("#order", "list")
    page.wait_for_function(f"() => document.querySelector('{places}').textContent === '1'")
    assert page.locator(places).all_inner_texts() == ["1", "2", "3", "4"]


def test_a_chosen_gene_is_kept_in_each_download_and_marked(page: Page) -> None:
    names = ["GRIN1", "KAR", "Grin1", "and"]
    ask(page, *names)
    page.locator("#more-1 .gene", has_text="GRIK2").click()
    assert row_of(page, "KAR").locator("b", has_text="GRIK2").count() == 1
    assert "1 gene chosen by hand" in page.inner_text("#by-hand")

    for to, delimiter in (("tsv", "\t"), ("csv", ",")):
        rows = list(csv.DictReader(io.StringIO(downloaded(page, to).decode("utf-8-sig")), delimiter=delimiter))
        check_rows(rows, names)
    rows = json.loads(downloaded(page, "json"))
    check_rows(rows, names)
    sheet = load_workbook(io.BytesIO(downloaded(page, "xlsx"))).worksheets[0]
    head, *cells = sheet.iter_rows(values_only=True)
    check_rows([dict(zip(map(str, head), row, strict=True)) for row in cells], names)
    sets = [line.split("\t") for line in downloaded(page, "gmt").decode().splitlines()]
    human = next(line for line in sets if line[0].endswith("Homo sapiens"))
    assert (human[0], human[2:]) == ("pasted list%Homo sapiens", ["GRIN1", "GRIK2"])
    lines = [line for line in downloaded(page, "sssom").decode().splitlines() if not line.startswith("#")]
    mappings = list(csv.DictReader(lines, delimiter="\t"))
    kar = [row for row in mappings if row["subject_label"] == "KAR"]
    assert [(row["object_id"], row["predicate_id"]) for row in kar] == [("NCBIGene:2898", "skos:exactMatch")]
    assert "chosen by hand" in kar[0]["comment"]


def check_rows(rows: list[dict[str, Any]], names: list[str]) -> None:
    assert [row["input"] for row in rows] == names
    kar = rows[1]
    assert (kar["symbol"], str(kar["gene_id"]), kar["doubt"]) == ("GRIK2", "2898", "chosen by hand")
    assert kar["evidence"].startswith("chosen by hand")
    assert "chosen by hand" not in str(rows[0])


def test_a_choice_is_undone_by_its_row_and_by_the_last_one(page: Page) -> None:
    ask(page, "KAR", "Akt", "GRIN1")
    genes_of(page, 0).first.click()
    genes_of(page, 1).first.click()
    assert page.locator("#names .hand").count() == 2
    page.click("#undo")
    assert page.locator("#names .hand").count() == 1
    page.click("#more-0 .undo")
    assert page.locator("#names .hand").count() == 0
    assert page.locator("#names tr.answer.doubtful").count() == 2


def test_a_choice_is_made_for_all_rows_of_a_name_by_one_more_click(page: Page) -> None:
    ask(page, "KAR", "GRIN1", "KAR", "KAR")
    page.locator("#more-0 .gene", has_text="GRIK2").click()
    page.click("#more-0 .same")
    assert page.locator("#names .hand").count() == 3
    assert "KAR, 2 rows" in page.inner_text("#live")
    rows = json.loads(downloaded(page, "json"))
    assert [row["symbol"] for row in rows] == ["GRIK2", "GRIN1", "GRIK2", "GRIK2"]
    page.click("#undo")
    assert page.locator("#names .hand").count() == 1


def test_the_evidence_is_shown_when_it_is_asked_for(page: Page) -> None:
    ask(page, "TP53", "qqxyz")
    row_of(page, "TP53").locator("button.name").click()
    more = page.locator("#more-0")
    assert "Why human TP53" in more.inner_text()
    assert "official symbol" in more.inner_text()
    more.locator(".evidence .gene").nth(1).wait_for()
    links = more.locator("a").evaluate_all("links => links.map((link) => link.href)")
    assert "https://www.ncbi.nlm.nih.gov/gene/7157" in links


def test_links_are_those_of_the_reports(page: Page) -> None:
    from genenorm.annotation.exports.links import gene_links

    ask(page, "GRIN1", "Rdl", "mec-4", "grin1a", "YFL039C")
    for row in page.locator("#names tr.answer").all():
        cells = row.locator("td").all_inner_texts()
        gene_id, ensembl_id, authority_id = cells[4], cells[5], cells[6]
        wanted = [link.url for link in gene_links(gene_id, ensembl_id, authority_id)]
        assert row.locator("a").evaluate_all("links => links.map((link) => link.href)") == wanted


def test_filters_charts_and_text(page: Page) -> None:
    ask(page, *ketamine_names())
    page.select_option("#filter-species", "mouse")
    page.wait_for_function(SOME)
    assert page.inner_text("#shown") == "7 of 45 names shown"
    page.click("#filter button[type=reset]")
    page.wait_for_function(ALL)
    page.locator("#charts button", has_text="species by default").click()
    assert page.input_value("#filter-doubt") == "species by default"
    assert all("species by default" in text for text in page.locator("#names tr.more").all_inner_texts())
    page.click("#filter button[type=reset]")
    page.fill("#filter-text", "HomoloGene:7187")
    page.wait_for_function("() => document.getElementById('shown').textContent.startsWith('3 of')")


def test_the_column_of_a_table_is_chosen_when_it_is_not_clear(page: Page) -> None:
    table = "sample,target,value\nTP53,EGFR,1.5\nMYC,GRIN1,2.5\n"
    page.fill("#text", table)
    page.click("#find")
    page.wait_for_selector("#columns:not([hidden])")
    page.locator("#column-choices button", has_text="target").click()
    wait_for_answers(page)
    assert page.locator("#names tr.answer button.name").all_inner_texts() == ["EGFR", "GRIN1"]
    with page.expect_download() as found:
        page.click("#downloads [data-to=record]")
    text = Path(found.value.path()).read_text(encoding="utf-8")
    assert text.splitlines()[1].startswith("TP53,EGFR,1.5,resolved,human,1956,EGFR")
    page.click("#other-column")
    page.locator("#column-choices button", has_text="sample").click()
    page.wait_for_selector("#columns", state="hidden")
    wait_for_answers(page)
    assert page.locator("#names tr.answer button.name").all_inner_texts() == ["TP53", "MYC"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_given_back_byte_for_byte(page: Page, tmp_path: Path, encoding: str) -> None:
    table = tmp_path / "a.csv"
    table.write_bytes("gene,note\r\nTP53,Caf\u00e9\r\n".encode(encoding))
    page.set_input_files("#file", table)
    wait_for_answers(page)
    text = downloaded(page, "record").decode(encoding)
    assert [line.split(",")[:2] for line in text.split("\r\n")] == [["gene", "note"], ["TP53", "Caf\u00e9"], [""]]
    assert ",resolved,human,7157,TP53," in text


def test_a_file_that_cannot_be_read_is_told_with_the_way_out(page: Page, seen: Seen) -> None:
    text = "gene,note\nTP53,Caf\u00e9\n".encode("latin-1")
    page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": text})
    page.wait_for_selector("#problem:not([hidden])")
    assert "UTF-8" in page.inner_text("#problem")
    assert page.inner_text("#problem").endswith("you can also paste the names themselves.")
    assert seen.errors.pop().startswith("Failed to load resource: the server responded with a status of 422")


def test_a_file_is_dropped_on_the_page(page: Page) -> None:
    drop = """() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["gene\\tp\\nTrp53\\t0.1\\n"], "mice.tsv"));
      document.body.dispatchEvent(new DragEvent("dragenter", { dataTransfer, bubbles: true }));
      const isShown = !document.getElementById("drop").hidden;
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      return isShown && document.getElementById("drop").hidden;
    }"""
    assert page.evaluate(drop)
    wait_for_answers(page)
    assert page.inner_text("#file-name") == "From the file mice.tsv"
    assert page.locator("#names tr.answer button.name").all_inner_texts() == ["Trp53"]


def test_files_are_read_as_the_command_line_reads_them(page: Page, tmp_path: Path) -> None:
    figure = ROOT / "fixtures" / "ketamine-figure.md"
    page.set_input_files("#file", figure)
    wait_for_answers(page)
    assert page.inner_text("#title") == "45 names"
    assert downloaded(page, "record").startswith(b"---\n")
    document = tmp_path / "one.pubtator"
    document.write_text("1|t|Kainate receptors\n1|a|GRIK2 in mice.\n1\t18\t23\tGRIK2\tGene\t\n", encoding="utf-8")
    page.set_input_files("#file", document)
    page.wait_for_function("() => document.getElementById('title').textContent === '1 name'")
    wait_for_answers(page)
    assert b"\tGRIK2\tGene\t" in downloaded(page, "record")


def test_a_shared_address_gives_the_same_page_and_back_leads_to_the_list_before(
    page: Page, browser: Browser, seen: Seen
) -> None:
    ask(page, "GRIN1", "KAR")
    page.locator("#more-1 .gene", has_text="GRIK2").click()
    page.wait_for_function("() => location.hash.length > 10")
    page.wait_for_timeout(300)
    first = page.url
    ask(page, "Grin1", *ketamine_names())
    page.wait_for_function("() => location.hash.startsWith('#z=')")
    page.go_back()
    page.wait_for_function("() => document.getElementById('title').textContent === '2 names'")
    wait_for_answers(page)
    assert page.input_value("#text") == "GRIN1\nKAR"
    assert row_of(page, "KAR").locator("b", has_text="GRIK2").count() == 1
    other = browser.new_context()
    try:
        again = opened(other, first, seen)
        wait_for_answers(again)
        assert again.inner_text("#names") == page.inner_text("#names")
        again.click("#more-1 .undo")
        assert again.locator("#more-1 .gene").count() > 1
        assert all("GRIK" not in url and "#" not in url for url in seen.requests)
    finally:
        other.close()


def test_all_can_be_done_by_the_keyboard(page: Page) -> None:
    page.focus("#text")
    page.keyboard.type("GRIN1\nKAR\nAkt")
    page.keyboard.press("Control+Enter")
    wait_for_answers(page)
    assert page.evaluate("document.activeElement.id") == "title"
    page.focus("#names button.name >> nth=0")
    page.keyboard.press("2")
    assert page.locator("#names .hand").count() == 1
    assert page.evaluate("document.activeElement.closest('tr').item.input") == "KAR", "the focus stays"
    assert "is chosen for KAR" in page.inner_text("#live")
    page.keyboard.press("Enter")
    page.wait_for_selector("#more-1 .all-evidence")
    assert page.locator("#names .hand").count() == 1, "the choice is not undone"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('tr').item.input") == "Akt"
    page.keyboard.press("1")
    page.keyboard.press("u")
    assert page.locator("#names .hand").count() == 1
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.closest('tr').item.input") == "GRIN1"
    page.keyboard.press("Enter")
    page.wait_for_selector("#more-0 .all-evidence")
    page.focus("#downloads [data-to=csv]")
    with page.expect_download() as found:
        page.keyboard.press("Enter")
    assert found.value.suggested_filename == "pasted list.genes.csv"


HOSTILE = [
    "<img src=x onerror=document.title='run'>", "=cmd|' /C calc'!A0", "@SUM(1)", "\u202eTP53\u202c", "GRIN1\u200f",
    "<script>document.title='run'</script>", "&lt;b&gt;", "javascript:alert(1)", "a" * 3000, "שלום", "\u0001x",
]  # fmt: skip


def test_hostile_names_are_texts_in_the_page_and_in_the_files(page: Page) -> None:
    title = page.title()
    ask(page, *HOSTILE)
    assert page.title() == title
    assert page.locator("#names img, #names script").count() == 0
    assert page.locator("#names tr.answer").count() == len(HOSTILE)
    text = page.inner_text("#names")
    assert HOSTILE[0] in text
    assert "‹U+202E›TP53‹U+202C›" in text
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1]
    for to in ("tsv", "csv", "sssom"):
        lines = downloaded(page, to).decode("utf-8-sig").splitlines()
        assert not [line for line in lines if line.startswith(("=", "@", "+", "-", '"=', '"@'))]
    sheet = load_workbook(io.BytesIO(downloaded(page, "xlsx"))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert sheet.cell(3, 1).value == HOSTILE[1]
    for row in page.locator("#names button.name").all()[:3]:
        row.click()
    assert page.title() == title


def test_a_hundred_thousand_names_stay_responsive(page: Page) -> None:
    names = ketamine_names()
    many = [names[place % len(names)] for place in range(100_000)]
    page.set_input_files("#file", {"name": "many.txt", "mimeType": "text/plain", "buffer": "\n".join(many).encode()})
    wait_for_answers(page)
    assert page.inner_text("#title") == "100,000 names"
    assert page.locator("#names").get_attribute("aria-rowcount") == "100001"
    assert page.locator("#names tr.answer").count() < 1_000, "only rows near the window are in the page"
    page.select_option("#order", "list")
    page.focus("#names button.name >> nth=0")
    page.keyboard.press("End")
    last = page.evaluate("document.activeElement.closest('tr').item")
    assert (last["place"], last["input"]) == (99_999, many[-1])
    page.wait_for_function("() => document.querySelectorAll('#names tr.answer').length < 1000")
    page.fill("#filter-text", "Nmdar1")
    page.wait_for_function(SOME)
    assert page.inner_text("#shown") == f"{many.count('Nmdar1'):,} of 100,000 names shown"


def test_a_long_run_is_cancelled(page: Page) -> None:
    many = "\n".join(f"gene{number}" for number in range(50_000)).encode()
    page.set_input_files("#file", {"name": "many.txt", "mimeType": "text/plain", "buffer": many})
    page.click("#cancel")
    page.wait_for_selector("#working", state="hidden")
    assert page.is_hidden("#result")
    assert page.is_hidden("#problem")
    ask(page, "GRIN1")
    assert page.inner_text("#title") == "1 name"


def test_what_is_wrong_is_said_with_the_way_out(page: Page) -> None:
    page.click("#find")
    assert "There are no names yet" in page.inner_text("#problem")
    page.check("input[value=only]")
    page.fill("#text", "GRIN1")
    page.click("#find")
    assert "Choose a species" in page.inner_text("#problem")
    page.check("#species-list input[value=mouse]")
    page.click("#find")
    wait_for_answers(page)
    assert page.is_hidden("#problem")
    assert row_of(page, "GRIN1").locator("b", has_text="Grin1").count() == 1
    page.evaluate("location.hash = '#z=broken'")
    page.wait_for_function("() => document.getElementById('problem').textContent.includes('cut off')")


def test_a_list_of_one_species_is_answered_with_its_genes_by_one_click(page: Page) -> None:
    ask(page, "Grin1", "Trp53", "Trp53inp1", "Prl2c2", "Psg16", "psd95")
    assert page.inner_text("#verdict").startswith("These names look like mouse, ")
    page.click("#verdict button")
    page.wait_for_function("() => document.getElementById('advice').textContent.includes('6 names of 6')")
    species = page.locator("#names tr.answer td[data-label=species]").all_inner_texts()
    assert set(species) == {"mouse"}


def test_a_list_of_another_species_than_asked_for_is_told(page: Page) -> None:
    page.check("#species-list input[value=human]")
    ask(page, "Grin1", "Trp53", "Trp53inp1", "Prl2c2", "Psg16", "psd95")
    assert page.inner_text("#verdict").startswith("These names look like mouse, ")
    assert "but genes of human alone were asked for" in page.inner_text("#verdict")
    page.click("#verdict button")
    page.wait_for_function("() => !document.getElementById('verdict').textContent.includes('human')")
    wait_for_answers(page)
    assert page.is_checked("#species-list input[value=mouse]")
    assert not page.is_checked("#species-list input[value=human]")
    ask(page, "qqxyz", "zzxqy")
    assert page.inner_text("#verdict") == "None of these names is known."


def test_names_are_asked_for_before_the_page_has_started(browser: Browser, service: Service, seen: Seen) -> None:
    context = browser.new_context()
    waiting: list[Any] = []
    try:
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.route("**/api/v1/reference", lambda route: waiting.append(route))
        page.goto(service.url)
        ask(page, "GRIN1")
        waiting[0].continue_()
        page.wait_for_selector("#species-list input", state="attached")
        page.wait_for_timeout(300)
        assert page.inner_text("#title") == "1 name"
        assert page.is_visible("#result")
    finally:
        context.close()


def test_choices_are_kept_when_the_list_is_edited(page: Page) -> None:
    names = ["KAR", "GRIN1", "KAR", "Akt"]
    ask(page, *names)
    page.locator("#more-2 .gene", has_text="GRIK2").click()
    page.locator("#more-3 .gene").first.click()
    ask(page, "TP53", *names)
    assert "2 were chosen for the list before" in page.inner_text("#by-hand")
    rows = json.loads(downloaded(page, "json"))
    assert [row["doubt"] == "chosen by hand" for row in rows] == [False, False, False, True, True]
    page.wait_for_timeout(300)
    page.reload()
    wait_for_answers(page)
    assert page.locator("#names .hand").count() == 2, "they are in the address"
    ask(page, "KAR", "EGFR", "MYC", "TNF")
    assert page.locator("#names .hand").count() == 0, "another list"


def test_choices_of_other_species_than_asked_for_are_not_kept(page: Page) -> None:
    ask(page, "p53", "GRIN1", "Akt")
    page.locator("#more-0 .gene", has_text="Trp53").first.click()
    page.check("#species-list input[value=human]")
    assert page.is_visible("#stale")
    page.click("#find")
    page.wait_for_selector("#stale", state="hidden")
    wait_for_answers(page)
    assert page.locator("#names .hand").count() == 0


def test_a_chosen_gene_has_no_score_in_the_table(page: Page) -> None:
    ask(page, "KAR", "GRIN1")
    page.locator("#more-0 .gene", has_text="GRIK2").click()
    assert row_of(page, "KAR").locator(".score").inner_text() == ""
    assert row_of(page, "GRIN1").locator(".score").inner_text() != ""
    assert [row["score"] == 1 for row in json.loads(downloaded(page, "json"))] == [True, False]


def test_unknown_names_come_after_those_in_doubt_with_similar_genes(page: Page) -> None:
    ask(page, "GRIN1", "BRAC1", "TP53", "KAR", "qqqqqqqq")
    assert page.locator("#names tr.answer .place").all_inner_texts() == ["4", "2", "5", "1", "3"]
    assert "2 names are unknown, next in the table" in page.inner_text("#advice")
    assert "no gene has this name" in page.inner_text("#more-1")
    genes_of(page, 1).first.click()
    assert row_of(page, "BRAC1").locator("b", has_text="BRCA1").count() == 1
    row_of(page, "qqqqqqqq").locator("button.name").click()
    page.wait_for_selector("#more-4 .all-evidence >> text=No gene has this name or a similar symbol.")


def test_a_row_says_what_is_known_of_it(page: Page) -> None:
    ask(page, "Trp53", "Cdkn1a", "Gapdh", "Pou5f1", "1-Mar", "2-Sep", "NFkB p65", "Olfr43")
    why = {name: row_of(page, name).locator("xpath=following-sibling::tr[1]//p").inner_text() for name in (
        "1-Mar", "2-Sep", "NFkB p65", "Olfr43",
    )}  # fmt: skip
    assert "as a date of a spreadsheet it may be MARCHF1 or MTARC1; no gene is answered" in why["1-Mar"]
    assert "a spreadsheet may have made this date of the symbol" in why["2-Sep"]
    assert why["NFkB p65"].endswith(
        "1 gene may be meant, or none; no gene is answered. Choose the gene if it is meant:"
    )
    assert why["Olfr43"].startswith("close second: several genes of one species may be meant")
    assert "4 names are in doubt, 1 of them with a gene: " in page.inner_text("#advice")


def test_all_genes_of_a_family_can_be_chosen(page: Page) -> None:
    ask(page, "histone H3", "TP53", "BRCA1")
    note = "Gene sets (GMT) have all members of the names that are families."
    assert note in page.inner_text("#by-hand")
    more = page.get_by_role("button", name="more genes for histone H3")
    count = int(more.inner_text().split()[0])
    shown = page.locator("button.gene").count()
    more.click()
    page.wait_for_function(f"() => document.querySelectorAll('button.gene').length > {shown}")
    assert page.locator("button.gene").count() == min(shown + count, 50)
    assert page.evaluate("document.activeElement.dataset.key") == str(shown + 1), "the first of the new genes"
    assert more.count() == 0
    page.get_by_role("button", name="Choose human H3C13").click()
    assert "You chose human H3C13." in page.inner_text("#names")
    assert note not in page.inner_text("#by-hand")


def test_the_evidence_of_a_row_is_that_of_its_list(page: Page) -> None:
    ask(page, "Grin1", "Trp53", "Trp53inp1", "Prl2c2", "Psg16", "Dlg4")
    row_of(page, "Dlg4").locator("button.name").click()
    first = page.locator("#more-5 .evidence .gene").first
    first.wait_for()
    assert first.locator(".n").inner_text().strip() == row_of(page, "Dlg4").locator(".score").inner_text()


def test_a_name_of_several_genes_keeps_them_and_an_empty_cell_is_no_name(page: Page) -> None:
    page.fill("#text", "gene,n\nSNAP25/SNAP23,1\n,2\nGRIN1,3\n")
    page.click("#find")
    wait_for_answers(page)
    assert "All of them are answered, unless you choose one" in page.inner_text("#more-0")
    assert "unknown" not in page.inner_text("#advice")
    assert "no name" in page.inner_text("#charts")


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [("big.csv", 17 << 20, "big.csv: it has 17 MB, and the page takes 16 MB"),
     ("cells.h5ad", 10, "cells.h5ad: AnnData files are read on the command line")],
)  # fmt: skip
def test_a_file_that_the_page_does_not_take_is_refused_before_it_is_sent(
    page: Page, seen: Seen, name: str, size: int, words: str
) -> None:
    sent = len(seen.requests)
    page.set_input_files("#file", {"name": name, "mimeType": "", "buffer": b"GRIN1\n" * (size // 6)})
    page.wait_for_selector("#problem:not([hidden])")
    assert page.inner_text("#problem").startswith(words)
    assert len(seen.requests) == sent


def test_the_page_takes_what_the_service_takes() -> None:
    script = (ROOT / "genenorm" / "service" / "page" / "answers.js").read_text(encoding="utf-8")
    factors = re.search(r"MOST_BYTES = ([0-9* ]+);", script)
    assert factors is not None
    assert math.prod(int(factor) for factor in factors[1].split("*")) == Limits().body


@pytest.mark.skipif(AXE is None, reason="no axe-core on this machine (the package axe-core-python)")
@pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_serious_fault_of_accessibility(
    browser: Browser, service: Service, seen: Seen, scheme: Any, width: int
) -> None:
    assert AXE is not None
    assert AXE.submodule_search_locations is not None
    axe = (Path(AXE.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    try:
        page = opened(context, service.url, seen)
        assert faults(page, axe) == []
        ask(page, *ketamine_names(), "KAR", "no-such-gene")
        page.locator("#names .gene").first.click()
        page.click("#names button.name >> nth=1")
        assert faults(page, axe) == []
        scroll, client = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert scroll <= client
        page.click("#view-groups")
        assert faults(page, axe) == []
        assert seen.errors == []
    finally:
        context.close()


def test_the_pictures_of_the_documentation_can_be_taken_again(
    browser: Browser, service: Service, tmp_path: Path
) -> None:
    taken = take_pictures(browser, service.url, tmp_path)
    assert sorted(path.name for path in taken) == sorted(path.name for path in FOLDER.glob("page-*.png"))
    assert all(20_000 < path.stat().st_size <= MOST_BYTES for path in taken)


def faults(page: Page, axe: str) -> list[Any]:
    """Return the serious faults that the rules of accessibility find in a page."""
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    assert len(found["passes"]) > 15
    serious = [fault for fault in found["violations"] if fault["impact"] in ("serious", "critical")]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in serious]
