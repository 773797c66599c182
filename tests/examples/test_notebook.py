"""The notebook runs from its first cell to its last, and docs/notebook.md shows what it shows."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tools import notebook_page
from tools.notebook_page import IMAGES, NOTEBOOK, PAGE


def test_the_page_shows_what_the_cells_show() -> None:
    text, images = notebook_page.page_and_images()
    assert PAGE.read_text(encoding="utf-8") == text, "run: python -m tools.notebook_page"
    beside = {path.name: path.read_bytes() for path in (PAGE.parent / IMAGES).glob("notebook_*")}
    assert beside == images
    assert set(re.findall(rf"\b{IMAGES}/(notebook_[\w.]+)", text)) == set(images)


def test_the_notebook_is_kept_without_what_it_shows() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells if cell["cell_type"] == "code")


def test_a_drawing_becomes_a_picture_beside_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from nbformat import from_dict

    shown = '<style scoped>td {}</style><svg aria-label="two bars"><g/></svg><table><tr>\n  <td>1</td></tr></table>'
    output = {"output_type": "display_data", "data": {"text/html": shown}, "metadata": {}}
    cell = {"cell_type": "code", "id": "c", "source": "", "metadata": {}, "outputs": [output], "execution_count": 1}
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    notebook: Any = from_dict(whole)  # type: ignore[no-untyped-call]
    monkeypatch.setattr(notebook_page, "executed", lambda: notebook)
    text, images = notebook_page.page_and_images()
    assert images == {"notebook_1.svg": b'<svg aria-label="two bars"><g/></svg>\n'}
    assert '<img src="images/notebook_1.svg" alt="two bars"><table><tr><td>1</td></tr></table>' in text
    assert "style" not in text
