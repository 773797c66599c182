"""A bar that shows how much of a long list is answered, in terminals and notebooks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

Shown: TypeAlias = Callable[[int, int], None]
"""Shows that some of all is done."""


@contextmanager
def list_bar(size: int, *, wanted: bool) -> Iterator[Shown | None]:
    """Yield a function that shows how much of a list of names is done, and how many names a second that is.

    In a notebook it shows a bar under the cell, in a terminal one on standard error. ``None`` is yielded elsewhere, and
    if no bar is ``wanted``.
    """
    if not wanted:
        yield None
    elif (notebook := _notebook()) is not None:
        yield from _in_notebook(size, notebook)
    elif sys.stderr is not None and sys.stderr.isatty():
        yield from _in_terminal(size)
    else:
        yield None


def words(done: int, size: int, seconds: float) -> str:
    """Return how much is done, in words.

    >>> words(2500, 10000, 0.5), words(0, 10, 0.0)
    ('2,500 of 10,000 names, 5,000 names/s', '0 of 10 names')
    """
    rate = f", {done / seconds:,.0f} names/s" if done and seconds > 0 else ""
    return f"{done:,} of {size:,} names{rate}"


def _in_terminal(size: int) -> Iterator[Shown]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(bar_width=20), TextColumn("{task.description}"), TimeRemainingColumn())
    start = time.monotonic()
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(words(0, size, 0.0), total=size)

        def show(done: int, of: int) -> None:
            count = size * done // of if of else size
            bar.update(task, completed=count, description=words(count, size, time.monotonic() - start))

        yield show
        show(1, 1)


def _in_notebook(size: int, notebook: Any) -> Iterator[Shown]:
    def page(count: int) -> Any:
        text = words(count, size, time.monotonic() - start)
        return notebook.HTML(f'<progress max="{size}" value="{count}" aria-label="names answered"></progress> {text}')

    def show(done: int, of: int) -> None:
        shown.update(page(size * done // of if of else size))

    start = time.monotonic()
    shown = notebook.display(page(0), display_id=True)
    yield show
    show(1, 1)


def _notebook() -> Any:
    """Return the module with which a notebook's kernel shows values; ``None`` outside notebooks."""
    ipython = sys.modules.get("IPython")  # a notebook has imported it
    shell = ipython.get_ipython() if ipython is not None else None
    return None if ipython is None or getattr(shell, "kernel", None) is None else ipython.display
