"""A file of named arrays that is mapped into memory and read in place, without unpacking.

The layout is that of safetensors, which other programs read as well: the length of the header as 8 little-endian bytes,
the header in JSON, then the arrays, little-endian and without holes. An array is called a section here.

The bytes are covered by checksums, so that damage is found before a wrong value is used: the section ``checksums`` has
the CRC-32 of every block of ``BLOCK`` bytes of the sections before it, and the section ``seal``, the last one, the
CRC-32 of everything before the sections and that of ``checksums``. Opening a file checks the seal. A block is checked
when one of its values is first needed.
"""

from __future__ import annotations

import mmap
import os
import sys
from array import array
from bisect import bisect_right
from zlib import crc32

from genenorm.core.errors import ReferenceFileError
from genenorm.core.json_text import read_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any, TypeAlias

    Words: TypeAlias = "memoryview[int] | Section"
    """The values of a section: those that are checked as they are read, or the whole array once all are checked."""

BLOCK = 4096
"""Number of bytes that one checksum covers."""
TYPE_CODES = {"U8": "B", "U32": "I", "U64": "Q"}
"""The types of values in a file, each with its letter for ``array`` and ``memoryview``."""
CHECKSUMS, SEAL = "checksums", "seal"
"""Names of the last two sections."""
BUILD_AGAIN = "build it again, or add it again from a good copy"
"""The way out when an index of the user is damaged."""
SEAL_SIZE = 8
LONGEST_HEADER = 1 << 20
"""The most bytes that a header may have."""
_MOST_CHECKS = 64
"""The number of blocks of a section that are checked one by one; then all others are checked at once."""
_MOST_READS = 500
"""The number of times that a section is read while only some of its blocks are checked; then all others are."""
_FEW_BLOCKS = 20
"""A section of up to so many blocks is checked as a whole when it is first needed."""


class NotAnArrayFileError(ValueError):
    """The reason why a file cannot be read: it is of another kind, or damaged."""


def seal(before: bytes | memoryview[int], checksums: bytes | memoryview[int]) -> bytes:
    """Return the bytes of ``seal``, of the bytes before the sections and those of ``checksums``."""
    return crc32(before).to_bytes(4, "little") + crc32(checksums).to_bytes(4, "little")


class ArrayFile:
    """An open file of named arrays. It is read-only, and threads may share it.

    Raises NotAnArrayFileError when the file is of another kind or its header is damaged, and OSError when it cannot be
    read. ``way_out`` is what the user can do about damage that is found later, which is raised as ReferenceFileError.
    """

    _descriptor = -1

    def __init__(self, path: str | Path, way_out: str = BUILD_AGAIN) -> None:
        self.path = path
        self.way_out = way_out
        self._bound: list[tuple[object, str]] = []
        self._is_closed = False
        self._descriptor = os.open(path, os.O_RDONLY)
        state = os.fstat(self._descriptor)
        self._file_id = state.st_dev, state.st_ino
        if not state.st_size:
            raise NotAnArrayFileError("the file is empty")
        self._mapped = mmap.mmap(self._descriptor, 0, access=mmap.ACCESS_READ)
        self._bytes = memoryview(self._mapped)
        self._state = len(self._bytes), state.st_mtime_ns
        try:
            header = self._read_header()
        except NotAnArrayFileError:
            self.close()
            raise
        self.metadata: Mapping[str, str] = header
        """The texts in the header."""

    def _read_header(self) -> dict[str, str]:
        size = len(self._bytes)
        begin = 8 + int.from_bytes(self._bytes[:8], "little")
        if not 8 < begin <= min(LONGEST_HEADER, size):
            raise NotAnArrayFileError("it has no header of named arrays")
        try:
            header = read_json(str(self._mapped[8:begin], "utf-8"))
            metadata: dict[str, str] = dict(header.pop("__metadata__", {}))
            self.layout: dict[str, dict[str, Any]] = header
            """The type, shape and position of each section."""
            begins, ends = zip(*(entry["data_offsets"] for entry in header.values()), strict=True)
            whole = begins == (0, *ends[:-1]) and begin + ends[-1] == size
            is_sealed = list(header)[-2:] == [CHECKSUMS, SEAL]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise NotAnArrayFileError("its header is no list of named arrays") from error
        self._begin = begin
        self._seal = bytes(self._bytes[-SEAL_SIZE:])
        self._starts, self._names = begins, tuple(header)
        self.is_intact = is_sealed and whole and self._is_sealed()
        """Whether the header and the checksums are as they were written, and the file has its full length."""
        return metadata

    def _is_sealed(self) -> bool:
        start: int
        start, end = self.layout[CHECKSUMS]["data_offsets"]
        packed = self._bytes[self._begin + start : self._begin + end]
        if self._bytes[-SEAL_SIZE:] != seal(self._bytes[: self._begin], packed):
            return False
        self._covered = start
        """Number of bytes of the sections that checksums cover."""
        self._checksums = _native("I", packed)
        self._checked = bytearray(len(self._checksums))
        return len(self._checksums) == -(-start // BLOCK)

    def section(self, name: str) -> Section:
        """Return the section with a name; raises KeyError if there is none, and ValueError if the file is closed."""
        self.check_open()
        entry = self.layout[name]
        start, end = entry["data_offsets"]
        code = TYPE_CODES[entry["dtype"]]
        return Section(self, code, start, self._bytes[self._begin + start : self._begin + end])

    def whole(self, name: str) -> memoryview[int]:
        """Return the values of a section, all of them checked."""
        return self.section(name).whole()

    def text(self, name: str) -> str:
        """Return a section as text, all of it checked."""
        return str(self.whole(name), "utf-8")

    def bind(self, owner: object, *, is_kept: bool = False, **sections: str) -> None:
        """Set attributes of an object to sections, given by name.

        Once all values of a section are checked, its attribute is set to the array itself, which is read quickest.
        With ``is_kept`` the object can still read them when the file is closed.
        """
        for attribute, name in sections.items():
            section = self.section(name)
            section.bound = owner, attribute
            setattr(owner, attribute, section.items if section.is_whole else section)
            if not is_kept:
                self._bound.append(section.bound)

    def is_unchecked(self, place: int) -> bool:
        """Return whether the block of a byte of the sections has not been checked."""
        return not self._checked[place // BLOCK]

    def check(self, start: int, end: int) -> int:
        """Check the blocks of some bytes of the sections that have not been checked, and return their number.

        Raises ReferenceFileError when one is damaged.
        """
        found = 0
        for block in range(start // BLOCK, -(-end // BLOCK)):
            if not self._checked[block]:
                begin = block * BLOCK
                until = min(begin + BLOCK, self._covered)
                if crc32(self._bytes[self._begin + begin : self._begin + until]) != self._checksums[block]:
                    raise self.damage(begin, until)
                self._checked[block] = 1
                found += 1
        return found

    def check_all(self) -> None:
        """Check every section again, also those that have been checked; raises ReferenceFileError for damage."""
        self._checked = bytearray(len(self._checksums))
        self.check(0, self._covered)

    def check_unchanged(self) -> None:
        """Raise ReferenceFileError when somebody has written into the file, or cut it, since it was opened.

        A file that was replaced or deleted keeps its bytes until it is closed. The open file is asked, which takes a
        third of the time that it takes to find one by its path.
        """
        try:
            state = os.fstat(self._descriptor)
        except OSError:
            return  # it is closed, here or by a process that closes all files, as daemons do
        now = state.st_size, state.st_mtime_ns
        if now != self._state and (state.st_dev, state.st_ino) == self._file_id:
            if now[0] == self._state[0] and self._bytes[-SEAL_SIZE:] == self._seal and self._is_sealed():
                self.check_all()
                self._state = now  # the same bytes again
            else:
                raise ReferenceFileError(f"{self.path}: {_CHANGED_MESSAGE}")

    def damage(self, start: int, end: int) -> ReferenceFileError:
        """Return the error for damaged bytes, which names the sections that have them."""
        first, last = (bisect_right(self._starts, place) - 1 for place in (start, end - 1))
        names = [name for name in self._names[first : last + 1] if self.layout[name]["data_offsets"][1] > start]
        return ReferenceFileError(f"{self.path}: damaged ({', '.join(names)}); {self.way_out}")

    def check_open(self) -> None:
        """Raise ValueError if the file is closed."""
        if self._is_closed:
            raise ValueError(_CLOSED_MESSAGE)

    def close(self) -> None:
        """Close the file; what was bound to be kept can still be read, and the file is unmapped with the last of it."""
        for owner, attribute in self._bound:
            setattr(owner, attribute, _CLOSED)
        self._bound.clear()
        self._is_closed = True
        self._close_descriptor()

    def __del__(self) -> None:
        self._close_descriptor()

    def _close_descriptor(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor < 0:
            return
        # A process that closes all files, as daemons do, has closed this one, and may have another of its number.
        try:
            state = os.fstat(descriptor)
            if (state.st_dev, state.st_ino) == self._file_id:
                os.close(descriptor)
        except OSError:
            pass


class Section:
    """One array of a file, whose values are checked as they are read. It is indexed like a ``memoryview``."""

    __slots__ = ("_checks", "_file", "_reads", "_size", "_start", "bound", "is_whole", "items")

    def __init__(self, file: ArrayFile, code: str, start: int, packed: memoryview[int]) -> None:
        self._file = file
        self._start = start
        self._reads = self._checks = 0
        self.bound: tuple[object, str] | None = None
        """The object and its attribute which is set to the array once it is checked."""
        self.is_whole = False
        """Whether all values are checked."""
        self.items: memoryview[int] = packed
        """The array itself; parts of it may not have been checked."""
        if sys.byteorder == "big" and code != "B":
            self.whole()
        self.items = packed if code == "B" else _native(code, packed)
        self._size = self.items.itemsize

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: Any) -> Any:
        if not self.is_whole:
            if isinstance(place, slice):
                start, end, _ = place.indices(len(self.items))
                self._check(start, end)
            # an aligned value is in one block
            elif self._file.is_unchecked(self._start + place * self._size):
                self._check(place, place + 1)
            self._reads += 1
            if self._reads > _MOST_READS:
                self.whole()
        return self.items[place]

    def _check(self, start: int, end: int) -> None:
        if self.items.nbytes <= _FEW_BLOCKS * BLOCK:
            self.whole()
        elif end > start:
            self._checks += self._file.check(self._start + start * self._size, self._start + end * self._size)
            if self._checks > _MOST_CHECKS:
                self.whole()

    def whole(self) -> memoryview[int]:
        """Return all values, checked."""
        if not self.is_whole:
            self._file.check(self._start, self._start + self.items.nbytes)
            self.is_whole = True
            bound, self.bound = self.bound, None
            if bound is not None:
                setattr(*bound, self.items)
        return self.items


_CHANGED_MESSAGE = (
    "its bytes were changed while it was in use; run again, and replace an index by a new file, not by copying over it:"
    " genenorm reference add --replace FILE"
)
_CLOSED_MESSAGE = "the reference index is closed"


class _Closed:
    """What takes the place of an array when its file is closed."""

    def __getitem__(self, _place: object) -> int:
        raise ValueError(_CLOSED_MESSAGE)

    def __len__(self) -> int:
        return self[0]


_CLOSED = _Closed()


def _native(code: str, packed: memoryview[int]) -> memoryview[int]:
    """Return little-endian values as an array of this machine."""
    if sys.byteorder == "little":
        return packed.cast(code)  # type: ignore[call-overload,no-any-return]
    values = array(code, packed.tobytes())
    values.byteswap()
    return memoryview(values)
