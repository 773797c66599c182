"""Input files of the commands: read in one way, with ``-`` for standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from genenorm.cli.options import INPUT_FORMAT_NAMES, STANDARD_INPUT
from genenorm.cli.output.messages import note
from genenorm.core.errors import RecordError
from genenorm.core.files import read_file, read_stream

if TYPE_CHECKING:
    from genenorm.annotation.inputs import InputFile

LONGEST_NAME = 10_000
"""The most characters of a line; a file with a longer one is not a list of names and is refused."""


COMPRESSION_SUFFIXES = (".gz", ".zst")
"""Those of ``records.compressed``, repeated so that a list of names is read without it."""
_ZIP = b"PK\x03\x04"


def check_standard_input(*files: str | None) -> None:
    """Raise a usage error when more than one input of a command line is standard input, which can be read only once."""
    if files.count(STANDARD_INPUT) > 1:
        message = "standard input ('-') is given more than once, and can be read only once"
        raise click.UsageError(message, click.get_current_context())


def check_format_given(files: Sequence[str], form: str) -> None:
    """Raise a usage error when standard input is among the files and ``--from`` does not give its format."""
    if STANDARD_INPUT in files and not form:
        formats = ", ".join(INPUT_FORMAT_NAMES)
        message = f"standard input has no file name that shows its format; use --from with one of: {formats}"
        raise click.UsageError(message, click.get_current_context())


def display_name(file: str | Path) -> str:
    """Return the name of an input file in messages.

    >>> display_name("-"), display_name("./-"), display_name("names.txt")
    ('standard input', './-', 'names.txt')
    """
    return "standard input" if file == STANDARD_INPUT else str(file)


def print_notes(source: str, notes: Sequence[str]) -> None:
    """Print in one line what was taken for granted about the shape of a file; nothing if nothing was."""
    if notes:
        note(f"genenorm: {source}: {'; '.join(notes)}")


def files_of(paths: Iterable[str], find: Callable[[list[str]], Iterable[InputFile]]) -> list[str | Path]:
    """Return the input files for some paths, each once and in their order; ``-`` stays standard input.

    ``find`` returns the files for the other paths.
    """
    files: list[str | Path] = []
    for is_standard_input, group in groupby(paths, lambda path: path == STANDARD_INPUT):
        files += group if is_standard_input else [file.path for file in find(list(group))]
    return list(dict.fromkeys(files))


def read_bytes(file: str | Path) -> bytes:
    """Return the bytes of an input file; the text ``-``, but not a Path, is standard input.

    Raises RecordError, naming the file and the cause, when it cannot be read.
    """
    if file != STANDARD_INPUT:
        return read_file(file).data
    if sys.stdin is None:
        raise RecordError(display_name(file), "closed, nothing can be read from it")
    try:
        return read_stream(sys.stdin.buffer, display_name(file))
    except OSError as error:
        raise RecordError(display_name(file), (error.strerror or str(error)).lower()) from error


def read_names(file: str) -> list[str]:
    """Return the lines of a list of gene names, each as one name; a compressed file is expanded.

    Empty lines are names too, so that there is one answer for each line; an empty file has none. Raises RecordError
    when the file is not a list of names.
    """
    source, names, data = display_name(file), [], read_bytes(file)
    if file.lower().endswith(COMPRESSION_SUFFIXES):
        from genenorm.records.compressed import expand

        data = expand(data, file)
    if data.startswith(_ZIP):
        raise RecordError(source, "a workbook or archive, not a list of names; for a workbook, use resolve --column")
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if b"\0" in line:
            raise RecordError(source, "binary data, not a list of names", number)
        try:
            name = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise RecordError(source, f"not UTF-8 text (byte {error.start + 1} of the line)", number) from error
        if len(name) > LONGEST_NAME:
            raise RecordError(source, f"{len(name):,} characters on one line; expected one gene name a line", number)
        names.append(name)
    return names
