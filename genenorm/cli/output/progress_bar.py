"""The progress bar of commands that take long, on standard error and in a terminal only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from genenorm.cli.output.messages import is_quiet
from genenorm.cli.output.streams import has_progress

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


_FEWEST_NAMES = 2_000
"""The fewest names whose progress is shown; fewer are answered before a bar can be read."""


class NamesProgress(Protocol):
    """Shows how many names of a list are done."""

    def __call__(self, done: int, size: int, step: str = "", /) -> None:
        """Show that ``done`` of ``size`` are done; a new step begins a new bar."""
        ...


class ProgressBar:
    """A bar with the current step and the time left; without a display it shows nothing."""

    def __init__(self, display: Progress | None) -> None:
        self._display = display
        self._step = ""
        self._task: TaskID | None = None

    @property
    def is_shown(self) -> bool:
        """Whether there is a display."""
        return self._display is not None

    def show(self, done: float, total: float | None, detail: str, *, step: str = "") -> None:
        """Show that ``done`` of ``total`` is done, with ``None`` for an unknown total; a new step starts a new bar."""
        if self._display is None:
            return
        text = f"{step} {detail}" if step else detail
        if self._task is None or step != self._step:
            if self._task is not None:
                self._display.remove_task(self._task)
            self._step, self._task = step, self._display.add_task(text, total=total)
        self._display.update(self._task, completed=done, total=total, description=text)


@contextmanager
def progress_bar(*, wanted: bool = True) -> Iterator[ProgressBar]:
    """Yield a progress bar that is removed from the terminal at the end of the ``with`` block.

    It shows nothing when standard error is no terminal that can show it, with ``--quiet``, or when none is ``wanted``.
    """
    if not wanted or is_quiet() or not has_progress():
        yield ProgressBar(None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(bar_width=20), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        yield ProgressBar(display)


@contextmanager
def names_progress(count: int) -> Iterator[NamesProgress | None]:
    """Yield a function that shows how many of some names are done, and how many that is a second.

    ``None`` is yielded when nothing is to be shown: for few names, in pipes and files, with ``--quiet``. The names are
    context for each other, so that what is done are steps for all of them, not answers.
    """
    with progress_bar(wanted=count >= _FEWEST_NAMES) as bar:
        if not bar.is_shown:
            yield None
            return
        starts = {"": monotonic()}

        def show(done: int, size: int, step: str = "") -> None:
            rate = done / max(monotonic() - starts.setdefault(step, monotonic()), 1e-3)
            bar.show(done, size, f"{done:,}/{size:,} names, {rate:,.0f} names/s", step=step)

        show(0, count)
        yield show
