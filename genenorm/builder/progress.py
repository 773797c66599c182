"""The functions that a build or a download calls to report its progress."""

from __future__ import annotations

from collections.abc import Callable

BuildProgress = Callable[[str, float], None]
"""Called with the current task and the share of the build that is done, from 0 to 1."""

FetchProgress = Callable[[str, int, int | None], None]
"""Called with a dump's key, the bytes received, and the bytes expected (``None`` where the server does not say)."""

DownloadProgress = Callable[[int, int | None], None]
"""Called with the bytes of one file received, and the bytes expected (``None`` where the server does not say)."""


def no_progress(*_progress: object) -> None:
    """Report nothing; the default where no progress function is given."""
