"""Reading whole files, with errors that name the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from genenorm.core.errors import RecordError


class FileContent(NamedTuple):
    """The bytes of a file, and its ``os.stat`` result just before it was read."""

    data: bytes
    state: os.stat_result


def read_file(path: str | Path) -> FileContent:
    """Return the bytes and state of a file; raises RecordError with the cause when it cannot be read.

    The state is read first. So a file that changes while it is read has another state afterwards than the one returned.
    """
    try:
        state = os.stat(path)  # noqa: PTH116 - a path object takes longer than the rest
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return FileContent(file.read(), state)
    except OSError as error:
        raise RecordError(path, (error.strerror or str(error)).lower()) from error
