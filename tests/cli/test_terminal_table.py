"""Tables for people: aligned, cut to the window, and safe to print."""

from __future__ import annotations

import pytest

from genenorm.cli.output import terminal_table
from genenorm.cli.output.streams import printable
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from genenorm.resolver.ortholog_answers import ORTHOLOG_COLUMNS

ROW = dict.fromkeys(ANSWER_COLUMNS, "") | {
    "input": "Nmdar1",
    "status": "resolved",
    "taxon_id": "10090",
    "symbol": "Grin1",
}


def test_expendable_columns_are_columns() -> None:
    assert set(terminal_table.EXPENDABLE) <= set(ORTHOLOG_COLUMNS)


def test_numbers_are_aligned_at_their_right() -> None:
    rows = [["a", "7157", "0.9"], ["b", "22059", ""]]
    shown = list(terminal_table.layout(["input", "gene_id", "status"], rows, 80))
    assert shown == ["input  gene_id  status", "a         7157  0.9", "b        22059"]


def test_columns_without_a_value_are_left_out_but_the_main_ones_stay() -> None:
    shown = [ANSWER_COLUMNS[at] for at in terminal_table.fit(ANSWER_COLUMNS, [list(ROW.values())], None)]
    assert shown == ["input", "status", "taxon_id", "gene_id", "symbol", "doubt", "evidence"]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    row = [name * 3 for name in ANSWER_COLUMNS]
    shown = terminal_table.fit(ANSWER_COLUMNS, [row], width)
    lines = terminal_table.layout([ANSWER_COLUMNS[at] for at in shown], [[row[at] for at in shown]], width)
    assert all(len(line) <= width for line in lines)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abc", None, "abc"),
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("蛋白質基因", 5, "蛋白…"),
        ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"),
    ],
)
def test_text_is_cut_by_what_it_takes_on_the_screen(text: str, width: int | None, expected: str) -> None:
    assert terminal_table.cut(text, width) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("IL-1β", "IL-1β"), ("a\tb", "a\\tb"), ("\x1b]0;x\x07", "\\x1b]0;x\\x07"), ("\ud800", "\\ud800")],
)
def test_control_characters_are_spelled_out(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_an_empty_table_is_its_header() -> None:
    assert list(terminal_table.layout(["input", "status"], [], 80)) == ["input  status"]
