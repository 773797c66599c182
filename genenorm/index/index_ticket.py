"""Finding the index of a program in other processes, on this machine or another: by its content, not by its place.

A program makes a ticket of its open index and sends it with the work. ``opened`` gives a worker the same index: from
the same path, from the worker's own genenorm, or from a folder into which the program has sent a copy.

>>> from genenorm.index.reference import Reference
>>> reference = Reference.open()
>>> opened(IndexTicket.of(reference)).stamp == reference.stamp
True
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from genenorm.core.errors import GenenormError, ReferenceFileError
from genenorm.core.paths import SHIPPED_FILE, packaged_file
from genenorm.index.reference import Reference


class IndexTicket(NamedTuple):
    """What a worker needs to open the index of the program that sends it work."""

    path: str
    """The file that the program has open."""
    name: str
    stamp: str
    content_hash: str
    version: str
    """Version of genenorm of the program."""

    @classmethod
    def of(cls, reference: Reference) -> IndexTicket:
        """Return the ticket of an open index."""
        path = str(reference.path.absolute())
        return cls(path, reference.name, reference.stamp, reference.meta["content_hash"], _version())

    @property
    def file_name(self) -> str:
        """Name of the copy that is sent to workers; indexes of other content have other names."""
        return f"genenorm-{self.content_hash[:16]}.safetensors"

    def copied_to(self, folder: str | Path) -> Path:
        """Return the path of a copy of the index in a folder, under the name by which workers look for it."""
        copy = Path(folder, self.file_name)
        if not copy.exists():
            try:
                os.link(self.path, copy)  # takes no space
            except OSError:
                shutil.copyfile(self.path, copy)
        return copy


@lru_cache(maxsize=2)
def opened(ticket: IndexTicket, folder: str = "") -> Reference:
    """Return the index of a ticket, which a process opens once and which stays open.

    It goes by the name and the stamp that it has in the program, so that answers are the same in every column.

    :param folder: where the program has sent a copy, if it has.
    :raises ReferenceFileError: this machine does not have the index.
    :raises GenenormError: this process has another version of genenorm than the program.
    """
    if _version() != ticket.version:
        raise GenenormError(
            f"a worker has genenorm {_version()} and the program that sent it work has {ticket.version}; install the "
            "same version on both"
        )
    for path in _places(ticket, folder):
        reference = _intact(path)
        if reference is not None and reference.meta.get("content_hash") == ticket.content_hash:
            reference.name, reference.stamp = ticket.name, ticket.stamp
            return reference
    raise ReferenceFileError(
        f"a worker has no index {ticket.stamp}: neither {ticket.path} nor its own is this one, and no copy was sent; "
        "send one with the job (ship=True), or put the file in the same place on all machines"
    )


def _places(ticket: IndexTicket, folder: str) -> Iterator[str]:
    own = (ticket.path, SHIPPED_FILE, packaged_file(), os.path.join(folder, ticket.file_name) if folder else "")  # noqa: PTH118
    return (path for path in dict.fromkeys(own) if path and os.path.isfile(path))  # noqa: PTH113


def _intact(path: str) -> Reference | None:
    """Return the index in a file, if it is a whole one of this schema."""
    try:
        return Reference.open(Path(path))
    except ReferenceFileError:
        return None


def _version() -> str:
    return str(vars(sys.modules["genenorm"])["__version__"])
