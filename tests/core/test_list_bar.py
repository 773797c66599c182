"""The bar that shows how much of a long list is answered."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import Any

import pytest

import genenorm
from genenorm.core.list_bar import list_bar, words

NAMES = ["GRIN1", "no such gene", "KARs"] * 40


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Notebook:
    """Stands for the module with which IPython shows values."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def HTML(self, text: str) -> str:  # noqa: N802 - the name of IPython's class
        return text

    def display(self, page: str, *, display_id: bool) -> Notebook:
        assert display_id
        self.shown.append(page)
        return self

    def update(self, page: str) -> None:
        self.shown.append(page)


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Notebook:
    made = Notebook()
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell, display=made))
    return made


def in_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Make standard error a terminal; not in a fixture, after which pytest sets it again."""
    made = Terminal()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    return made


def test_what_is_done_is_said_with_names_a_second() -> None:
    assert words(1000, 1000, 0.5) == "1,000 of 1,000 names, 2,000 names/s"
    assert words(5, 10, 0.0) == "5 of 10 names"


def test_elsewhere_and_by_default_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = in_terminal(monkeypatch)
    genenorm.resolve_frame(NAMES)
    genenorm.orthologs_frame(NAMES[:6], "mouse")
    assert terminal.getvalue() == ""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with list_bar(10, wanted=True) as shown:
        assert shown is None
    monkeypatch.setattr(sys, "stderr", None)  # as in a window without a terminal
    with list_bar(10, wanted=True) as shown:
        assert shown is None


@pytest.mark.parametrize("split", [False, True])
def test_a_terminal_shows_a_bar_that_ends_with_all_names(monkeypatch: pytest.MonkeyPatch, split: bool) -> None:
    terminal = in_terminal(monkeypatch)
    genenorm.resolve_frame(NAMES, progress=True, split=split)
    assert "120 of 120 names" in terminal.getvalue()
    assert "names/s" in terminal.getvalue()


def test_a_notebook_shows_a_bar_that_ends_with_all_names(notebook: Notebook) -> None:
    names = [*NAMES, *(f"no{number}gene" for number in range(300))]
    genenorm.resolve_frame(names, progress=True)
    counts = [int(page.partition('value="')[2].partition('"')[0]) for page in notebook.shown]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, len(names))
    assert 3 < len(counts) <= 102
    assert "names/s" in notebook.shown[-1]


def test_orthologs_show_a_bar_too(notebook: Notebook) -> None:
    frame = genenorm.orthologs_frame(NAMES, "mouse", progress=True)
    assert len(frame) == len(NAMES)
    assert f'value="{len(NAMES)}"' in notebook.shown[-1]


def test_a_shell_without_a_kernel_is_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = in_terminal(monkeypatch)
    shell: Any = SimpleNamespace()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    genenorm.resolve_frame(["GRIN1"], progress=True)
    assert "1 of 1 names" in terminal.getvalue()


def test_an_interrupted_list_ends_the_bar_and_the_next_call_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = in_terminal(monkeypatch)
    names = [*NAMES, *(f"no{number}gene" for number in range(300))]

    def interrupt(*_: object) -> list[str]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(genenorm.Resolver, "columns", interrupt)
        with pytest.raises(KeyboardInterrupt):
            genenorm.resolve_frame(names, progress=True)
    assert terminal.getvalue().endswith("\n\x1b[?25h")  # the cursor is shown again
    assert len(genenorm.resolve_frame(names)) == len(names)
