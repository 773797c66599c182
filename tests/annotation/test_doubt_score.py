"""The tool that measures doubt: its judgements, and the shares that it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.doubt_score import main

RECORD = """---
figid: f1
figtitle: Signalling in patients
caption: Signalling in patients
schema-jsonld:
  keywords:
  - ARAF
  - BRAF
  - RAF1
  - ZHX2
---
"""
PLANT = RECORD.replace("patients", "seedlings")
HEADER = "figid\tkeyword\tgene_id\tverdict\tset\n"


def lines_of(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> list[str]:
    main([str(argument) for argument in arguments])
    return capsys.readouterr().out.splitlines()


def test_the_shares_of_figures_count_what_a_person_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records, tables = tmp_path / "records", tmp_path / "tables"
    records.mkdir()
    tables.mkdir()
    (records / "f1.md").write_text(RECORD)
    (records / "f2.md").write_text(PLANT)
    (tables / "f1-genes.tsv").write_text("word\tmatch\tncbigene_symbol\nZHX2\tZHX2\tZHX2\n")
    judged = tmp_path / "judged.tsv"
    judged.write_text(
        f"{HEADER}f1\tARAF\t369\tright\tone\nf1\tZHX2\t22882\twrong\tone\nf1\tBRAF\t1\twrong\tone\nf2\tARAF\t369\twrong\tone\n"
    )
    lines = lines_of(capsys, "figures", judged, records, tables, "--errors")
    assert lines[0] == "records alone"
    assert lines[1].startswith("all rows of the folder: 1 of 8 (12.5%) rows in doubt")
    assert (
        "one: 1 of 3 (33.3%) rows in doubt; wrong rows in doubt 1 of 1 (100.0%); right rows in doubt 0 of 1 (0.0%)"
        in lines
    )
    assert "about species that the index lacks: 0 of 1 (0.0%) rows in doubt; wrong rows in doubt 0 of 1 (0.0%)" in lines
    assert (
        "    its word means another gene: 1 rows, wrong 1 of 1 (100.0%); alone 1 of 1 (100.0%); {'wrong': 1}" in lines
    )
    assert lines[-1].split("\t")[:2] == ["one", "wrong"]  # with the word ZHX2 in the figure the row is trusted
    assert lines[-1].endswith("missed")


def test_the_shares_of_lists_leave_out_names_whose_gold_may_be_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.tsv"
    gold.write_text(
        "list_id\ttaxon_id\tname\tentrez\na\t9606\tTP53\t7157\na\t9606\tEGFR\t7157\na\t9606\tHER2\t7157\na\t9606\tqqq\t7157\n"
    )
    lines = lines_of(capsys, "lists", gold, "--errors")
    (shares,) = [line for line in lines if line.startswith("told: species")]
    assert "0 of 4 (0.0%) rows in doubt; wrong rows in doubt 0 of 1 (0.0%); right rows in doubt 0 of 1 (0.0%)" in shares
    assert any("a HER2 ERBB2" in line for line in lines)
    assert not any("EGFR" in line for line in lines)
