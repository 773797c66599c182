"""The long run: the figures that it writes are those of what it ran, and what is wrong makes it fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import genenorm
from genenorm.resolver.resolver import Resolver
from tools import trust_run
from tools.trust_run import BEGIN, END, PAGE, with_section

AMOUNTS = [
    *("--names", "300", "--files", "44", "--bits", "4", "--ends", "2"),
    *("--kills", "0", "--fuzz-seconds", "0", "--seed", "3"),
]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "trust.md"
    made.write_text(f"before\n{BEGIN}\nbygone\n{END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(trust_run, "PAGE", made)
    return made


def test_the_figures_are_written_between_the_marks(page: Path) -> None:
    done = CliRunner().invoke(trust_run.main, AMOUNTS)
    assert done.exit_code == 0, done.output
    text = page.read_text("utf-8")
    assert text.startswith(f"before\n{BEGIN}\nRun on 2")
    assert text.endswith(f"|\n{END}\nafter\n")
    rows = {cells[1].strip(): cells[2:] for line in text.splitlines() if len(cells := line.split("|")) == 6}
    assert [rows[name][0].strip() for name in ("names in lists", "damaged files of 22 kinds")] == ["300", "44"]
    assert [rows[f"{what} of the index"][2].strip() for what in ("single bits", "lost ends")] == ["0", "0"]
    assert f"--seed 3`,\nwith genenorm {genenorm.__version__}, the index shipped " in text
    assert "bygone" not in text


def test_what_is_wrong_is_listed_and_makes_it_fail(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Resolver, "table", None)
    done = CliRunner().invoke(trust_run.main, [*AMOUNTS, "--files", "0", "--bits", "0", "--ends", "0", "--no-write"])
    assert done.exit_code == 1
    assert "- names in lists: TypeError: 'NoneType' object is not callable" in done.output
    assert "bygone" in page.read_text("utf-8")


def test_the_page_has_the_marks_and_the_figures_of_a_run() -> None:
    text = PAGE.read_text("utf-8")
    assert "Run on " in text.partition(BEGIN)[2].partition(END)[0]
    assert with_section(f"a{BEGIN}x{END}b", "new") == f"a{BEGIN}\nnew\n{END}b"
