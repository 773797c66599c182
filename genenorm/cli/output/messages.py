"""Messages on standard error: as many as the user asked for.

Errors are always printed, with ``streams.echo``. Notes are left out with ``--quiet``; details need ``--verbose``.
"""

from __future__ import annotations

from genenorm.cli.output.streams import echo, visible

QUIET, NORMAL, VERBOSE = -1, 0, 1
_chosen = [NORMAL]
"""The one level of this process."""


def choose_level(level: int) -> None:
    """Set how many messages are printed: ``QUIET``, ``NORMAL`` or ``VERBOSE``."""
    _chosen[0] = level


def is_quiet() -> bool:
    """Return whether notes are left out, so that none needs to be made."""
    return _chosen[0] == QUIET


def note(text: str, *, is_styled: bool = False) -> None:
    """Print a line that the user may want to know of; nothing with ``--quiet``.

    Control characters are shown as escapes, unless the text ``is_styled``: then it has the colours of genenorm, and no
    others.
    """
    if not is_quiet():
        echo(text if is_styled else visible(text), err=True)


def detail(text: str) -> None:
    """Print a line for those who ask for details with ``--verbose``."""
    if _chosen[0] == VERBOSE:
        echo(visible(text), err=True)
