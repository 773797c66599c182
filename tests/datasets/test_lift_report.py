"""The report of a lift: numbers, text, pages and pictures."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pandas
import pytest

from genenorm import LiftReport, lift
from genenorm.datasets.lift.lift_pages import report_json, report_page
from tools import lift_picture

COUNTS = pandas.DataFrame({"n": [80, 12, 4, 3, 1]}, index=["Grin1", "Hbb-bs", "<b>x</b>", "Ins1", "Ins2"])


@pytest.fixture(scope="module")
def report() -> LiftReport:
    return lift(COUNTS, "human", axis="rows").report


def test_the_text_has_a_line_for_each_outcome_and_the_rules(report: LiftReport) -> None:
    lines = str(report).splitlines()
    assert lines[0] == "mouse to human: 3 of 5 genes (60.0 %) with 84.0 % of the counts kept, as 2 human genes"
    assert lines[1] == "one-to-many drop, many-to-one sum; homology stringent"
    assert re.split(r"  +", lines[2].strip()) == [
        "kept", "one ortholog of several genes", "2 genes", "4.0 % of the counts", "Ins1, Ins2",
    ]  # fmt: skip
    assert re.split(r"  +", lines[4].strip())[:3] == ["lost", "several orthologs", "1 gene"]
    assert repr(report).startswith("<LiftReport mouse to human")


def test_the_tables_say_what_became_of_each_gene(report: LiftReport) -> None:
    table = report.table()
    assert list(table.columns) == ["outcome", "reason", "genes", "genes_share", "counts", "counts_share", "examples"]
    assert table["counts_share"].sum() == pytest.approx(1)
    assert table["genes_share"].sum() == pytest.approx(1)
    genes = report.genes()
    assert genes["lifted"].to_list() == ["GRIN1", "", "", "INS", "INS"]
    assert genes["counts"].to_list() == [80, 12, 4, 3, 1]
    assert genes["species"].to_list() == ["mouse", "mouse", "", "mouse", "mouse"]
    lifted = report.lifted()
    assert lifted["original"].to_list() == ["Grin1", "Ins1|Ins2"]
    assert lifted["ensembl_id"].to_list() == ["ENSG00000176884", "ENSG00000254647"]
    assert lifted["genes"].to_list() == [1, 2]


def test_names_are_escaped_in_pages_and_pictures(report: LiftReport) -> None:
    page = report_page(report)
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert ElementTree.fromstring(report.plot().svg).tag.endswith("svg")
    assert "src=" not in page


def test_the_picture_shows_the_shares(report: LiftReport, tmp_path: Path) -> None:
    picture = ElementTree.fromstring(report.plot().svg)
    bars = [one for one in picture.iter() if one.tag.endswith("rect") and one.get("height") == "30"]
    widths = [float(one.get("width", "0")) for one in bars]
    assert len(bars) == 2 * len(report.outcomes)
    assert sum(widths[: len(report.outcomes)]) == pytest.approx(670, abs=0.1)
    for width, share in zip(widths[len(report.outcomes) :], report.table()["counts_share"], strict=True):
        assert width == pytest.approx(670 * share, abs=0.1)
    report.plot().save(tmp_path / "lift.svg")
    assert (tmp_path / "lift.svg").read_text(encoding="utf-8") == report.plot()._repr_svg_()


def test_the_document_has_the_outcomes_and_all_names(report: LiftReport) -> None:
    document = json.loads(report_json(report))
    assert document["genes"] == {"given": 5, "kept": 3, "lost": 2}
    assert document["counts"] == {"given": 100, "kept": 84, "lost": 16}
    assert [name["input"] for name in document["names"]] == list(COUNTS.index)
    without = json.loads(report_json(lift(COUNTS - 5, "human", axis="rows").report))
    assert without["counts"] is None
    assert without["outcomes"][0]["counts"] is None


def test_the_picture_of_the_documentation_is_what_is_drawn_now() -> None:
    drawn = lift_picture.picture()
    assert lift_picture.PICTURE.read_text(encoding="utf-8") == drawn, "renew with: python -m tools.lift_picture"
