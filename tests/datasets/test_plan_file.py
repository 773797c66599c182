"""Plans as files: edits are read, and what must not be changed is refused with its line."""

from __future__ import annotations

import datetime
import re
from io import BytesIO

import pytest
from openpyxl import Workbook

from genenorm.core.errors import RecordError
from genenorm.datasets.harmonize.harmonize_plan import HarmonizePlan
from genenorm.datasets.harmonize.plan_file import PLAN_COLUMNS, is_damaged_by_spreadsheets
from genenorm.datasets.harmonize.plan_rows import Action, ConflictKind, PlanPlace, PlanRow, names_digest

NAMES = ("p53", "TP53", "SEPT2", "=1+1", "EGFR")
ROWS = (
    PlanRow("a", "rows", "p53", 1, Action.CONFLICT, "TP53", 7157, "human", ConflictKind.SAME_GENE, "why", "", 0.9),
    PlanRow("a", "rows", "TP53", 1, Action.KEEP, "TP53", 7157, "human", "", "as it should be", "", 0.998),
    PlanRow("a", "rows", "SEPT2", 2, Action.RENAME, "SEPTIN2", 4735, "human", "", "previous symbol", "", 0.95),
    PlanRow("a", "rows", "=1+1", 1, Action.UNKNOWN, "", None, "", "", "no such name", "", 0.0),
    PlanRow("a", "rows", "EGFR", 1, Action.KEEP, "EGFR", 1956, "human", "", "as it should be", "", 1.0),
)
PLACE = PlanPlace("a", "rows", "DataFrame", "human", 5, names_digest({row.name: row.rows for row in ROWS}))
PLAN = HarmonizePlan(ROWS, (PLACE,), "symbol", "shipped", ("a note",))


def read(text: str) -> HarmonizePlan:
    return HarmonizePlan.of_bytes(text.encode(), "plan.tsv")


def edited(old: str, new: str) -> str:
    text = PLAN.text()
    assert old in text
    return text.replace(old, new, 1)


def test_a_plan_is_read_as_it_was_written() -> None:
    assert read(PLAN.text()) == PLAN
    assert "\t'=1+1\t" in PLAN.text()  # no spreadsheet runs it


def test_actions_and_names_are_edited() -> None:
    plan = read(edited("conflict\tTP53", "SUM\tTP53"))
    assert (plan.rows[0].action, plan.rows[0].final, plan.conflicts) == (Action.SUM, "TP53", ())
    plan = read(edited("keep\tEGFR", "rename\tERBB1"))
    assert plan.rows[4].final == "ERBB1"


def test_a_spreadsheet_may_sort_rows_and_save_in_its_own_way() -> None:
    lines = PLAN.text().splitlines()
    rows = sorted(lines[6:])
    assert {row.key for row in read("\n".join([*lines[:6], *rows])).rows} == {row.key for row in ROWS}
    padded = ["\t".join(cells + [""] * (13 - len(cells))) for cells in (line.split("\t") for line in lines)]
    assert read("\ufeff" + "\r\n".join(padded)) == PLAN
    assert read("\n".join(line.replace("\t", ";") for line in lines)).rows == ROWS


def test_a_spreadsheet_may_save_a_workbook_and_its_damage_is_found() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in PLAN.text().splitlines():
        cells: list[object] = [float(cell) if re.fullmatch(r"\d+(\.\d+)?", cell) else cell for cell in line.split("\t")]
        sheet.append([cell or None for cell in cells])
    file = BytesIO()
    book.save(file)
    assert HarmonizePlan.of_bytes(file.getvalue(), "plan.xlsx").rows == ROWS
    sheet["C9"] = datetime.date(2026, 9, 2)
    file = BytesIO()
    book.save(file)
    with pytest.raises(RecordError, match=r"plan.xlsx, line 9: the name 2-Sep is what a spreadsheet makes of SEPTIN2"):
        HarmonizePlan.of_bytes(file.getvalue(), "plan.xlsx")


def test_columns_that_are_for_people_alone_may_be_left_out() -> None:
    lines = [line.split("\t") for line in PLAN.text().splitlines()]
    text = "\n".join("\t".join(cells if cells[0][0] == "#" else [*cells[:6], cells[8], cells[-1]]) for cells in lines)
    assert [row.action for row in read(text).rows] == [row.action for row in ROWS]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("a\trows\tSEPT2", "a\trows\t2-Sep", r"plan.tsv, line 9: the name 2-Sep is what a spreadsheet makes of"),
        ("a\trows\tSEPT2", "a\trows\t2.00E+10", r"line 9: the name 2.00E\+10 is not the one .* a spreadsheet made"),
        ("a\trows\tEGFR", "a\trows\tEGFRX", r"line 11: the name 'EGFRX' is not the one that was written"),
        ("a\trows\tEGFR", "b\trows\tEGFR", r"line 11: no dataset 'b' with names in 'rows'; there are: a in rows"),
        ("rename\tSEPTIN2", "rename\t2-Sep", r"line 9: SEPT2 would become 2-Sep, which is what a spreadsheet makes of"),
        ("rename\tSEPTIN2", "rename\t2E+10", r"line 9: SEPT2 would become 2E\+10, a number that a spreadsheet"),
        ("rename\tSEPTIN2", "rename\t", r"line 9: SEPT2 has the action rename, but the column becomes is empty"),
        ("rename\tSEPTIN2", 'rename\t"a\tb"', r"line 9: SEPT2 would become .*, which has a tab or a line break"),
        ("rename\tSEPTIN2", "renam\tSEPTIN2", r"line 9: no action 'renam' for SEPT2; did you mean rename\? there are:"),
        ("unknown\t", "conflict\t", r"line 10: =1\+1 has the action conflict, but no kind of conflict.*: keep"),
        ("SEPT2\t2\t", "SEPT2\tx\t", r"line 9: SEPT2 has no number of rows"),
        ("SEPT2\t2\t", "SEPT2\t1\t", r"plan.tsv: the numbers of rows of a were changed"),
        ("#genenorm plan\t1", "#genenorm plan\t9", r"a plan of version '9', which this genenorm cannot read"),
        ("#genenorm plan\t1\n", "", r"not a plan of genenorm harmonize: the first line must be '#genenorm plan'"),
        ("#to\tsymbol", "#to\tword", r"the line #to says 'word'; it must be one of: symbol, gene_id, ensembl_id"),
        ("human\t5\t", "human\tx\t", r"the line #dataset a was changed; leave the lines that begin with #"),
        ("\taction\t", "\tdo\t", r"line 6: the plan has no column 'action'; leave the headers as they were written"),
        ("conflict\tTP53", '"conflict\tTP53', r"plan.tsv, line \d+: not a table: "),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        read(edited(old, new))


def test_rows_that_are_missing_or_twice_are_refused() -> None:
    lines = PLAN.text().splitlines(keepends=True)
    with pytest.raises(RecordError, match=r"1 of the 5 rows of a \(rows\) are missing; .* its action is keep"):
        read("".join(lines[:-1]))
    with pytest.raises(RecordError, match=r"line 12: EGFR of a has a row already, in line 11"):
        read("".join([*lines, lines[-1]]))


@pytest.mark.parametrize("data", [b"", b"gene\tn\nTP53\t1\n", b"\xff\xfe#\0", b"#genenorm plan\t1\n"])
def test_what_is_no_plan_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError, match=r"^p\.tsv"):
        HarmonizePlan.of_bytes(data, "p.tsv")


def test_tables_are_edited_with_the_same_checks() -> None:
    table = PLAN.table()
    assert table["gene_id"].isna().to_list() == [False, False, False, True, False]
    assert PLAN.with_table(table) == PLAN
    assert PLAN.with_table(table.sample(frac=1, random_state=3)[list(PLAN_COLUMNS[:6])]) == PLAN
    table.loc[0, "action"] = "drop"
    assert PLAN.with_table(table).rows[0].action is Action.DROP
    table.loc[1, "action"] = "erase"
    with pytest.raises(ValueError, match=r"row 1: no action 'erase' for TP53; there are: keep, rename"):
        PLAN.with_table(table)
    with pytest.raises(ValueError, match="the row of EGFR in a is missing"):
        PLAN.with_table(PLAN.table().iloc[:4])
    with pytest.raises(ValueError, match="the row of p53 in a is missing"):
        PLAN.with_table(PLAN.table().replace({"name": {"p53": "X"}}))
    with pytest.raises(ValueError, match="the table of the plan has no column 'becomes'"):
        PLAN.with_table(PLAN.table().drop(columns="becomes"))


def test_actions_are_given_to_names_and_to_conflicts() -> None:
    assert PLAN.with_action("drop").rows[0].action is Action.DROP
    assert PLAN.with_action("keep", names=["SEPT2"], datasets="a").rows[2].action is Action.KEEP
    assert PLAN.with_action("sum", conflict=ConflictKind.SAME_GENE).conflicts == ()
    with pytest.raises(ValueError, match="no conflict is left"):
        PLAN.with_action("keep").with_action("keep")
    with pytest.raises(ValueError, match="no kind of conflict 'same'; there are: two names of one gene, name of"):
        PLAN.with_action("keep", conflict="same")
    with pytest.raises(ValueError, match="no name of the plan is X"):
        PLAN.with_action("keep", names="X")
    with pytest.raises(ValueError, match=r"=1\+1 has the action rename, but"):
        PLAN.with_action("rename", names="=1+1")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("MARCH1", True), ("Sept2", True), ("1-Dec", True), ("007", True), ("7157", False), ("DEC1A", False), ("", False)],
)
def test_damage_is_foreseen(name: str, expected: bool) -> None:
    assert is_damaged_by_spreadsheets(name) is expected


def test_a_plan_is_shown_as_text_and_html_without_its_markup() -> None:
    row = ROWS[0]._replace(name="<b>x</b>", action=Action.RENAME)
    plan = HarmonizePlan((*ROWS, row), (PLACE,), "symbol", "shipped", ("<i>note</i>",))
    shown = plan._repr_html_()
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert "<b>x" not in shown
    assert "&lt;i&gt;" in shown
    assert "two names of one gene" in shown
    assert str(plan).splitlines()[1] == "a (human): 6 names: 2 keep, 2 rename, 1 conflict, 1 unknown"


def test_a_paragraph_needs_the_index_that_answered() -> None:
    with pytest.raises(ValueError, match="the plan was made with the index shipped, not with "):
        PLAN.methods_text()
