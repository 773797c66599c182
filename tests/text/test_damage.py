"""Spreadsheet dates and OCR confusions."""

from __future__ import annotations

import pytest

from genenorm.text.damage import from_date, from_ocr


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("2-Sep", ("SEPTIN2", "SEPT2")),
        ("Sep-2", ("SEPTIN2", "SEPT2")),
        ("1-Mar", ("MARCHF1", "MARCH1", "MARC1")),
        ("Mar-01", ("MARCHF1", "MARCH1", "MARC1")),
        ("1-Dec", ("DELEC1", "DEC1")),
        ("2006-09-02 00:00:00", ("SEPTIN2", "SEPT2")),
        ("43891", ("MARCHF1", "MARCH1", "MARC1")),
        ("4-May", ()),
        ("2006-13-02", ()),
        ("SEPT2", ()),
        ("GRIN1", ()),
        ("12345", ()),
    ],
)
def test_a_date_gives_the_symbols_it_was(text: str, symbols: tuple[str, ...]) -> None:
    assert from_date(text) == symbols


def test_ocr_readings_change_one_look_alike() -> None:
    assert "GRIN1" in list(from_ocr("GRINl"))
    assert "TP53" in list(from_ocr("TPS3"))
    assert "CDK10" in list(from_ocr("CDK1O"))


def test_homoglyphs_of_other_alphabets_are_read_first() -> None:
    assert next(iter(from_ocr("\u0410KT1"))) == "AKT1"
