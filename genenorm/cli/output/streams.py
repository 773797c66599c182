"""The standard streams: made ready for output, and printed to as ``click.echo`` does, but mostly without click.

click takes several times longer to import than a name takes to resolve.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

ROW_FORMATS = ("table", "tsv", "csv", "json", "jsonl", "md")
"""The values of ``--format`` in commands that print rows."""
ANSWER_FORMATS = (*ROW_FORMATS, "parquet")
"""The values of ``--format`` in commands that print answers."""


def open_closed_streams() -> None:
    """Discard what is written to a standard stream that the calling process has closed (``>&-``)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - open until the end


def write_utf8() -> None:
    """Set the output streams to UTF-8, so that the same input gives the same bytes in every locale.

    A terminal keeps its encoding; letters that the encoding lacks are shown as escapes.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower() != "utf-8":
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8")


def discard_output() -> None:
    """Point standard output at the null device, so that the interpreter's flush at exit does not fail either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def echo(text: str = "", *, nl: bool = True, err: bool = False) -> None:
    """Print a text on standard output, or with ``err`` on standard error, as ``click.echo`` does.

    What a terminal shows is made visible by the caller, since the colours of genenorm are control characters too. click
    itself is used where it does more than to write: it leaves colours out of files, and it writes to terminals of
    Windows and of other encodings.
    """
    stream = sys.stderr if err else sys.stdout
    is_utf8 = os.name == "posix" and getattr(stream, "encoding", "").lower() == "utf-8"
    if not is_utf8 or ("\x1b" in text and not has_colours(stream)):
        import click

        click.echo(text, nl=nl, err=err, color=has_colours(stream))
    else:
        stream.write(f"{text}\n" if nl else text)
        stream.flush()


def has_colours(stream: IO[str]) -> bool:
    """Return whether colours are written to a stream: to terminals, unless the environment says otherwise.

    ``NO_COLOR`` (see no-color.org) and ``TERM=dumb`` forbid them; ``FORCE_COLOR`` asks for them in pipes and files too.
    """
    environment = os.environ
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return bool(environment.get("FORCE_COLOR")) or stream.isatty()


def has_progress() -> bool:
    """Return whether progress can be shown on standard error: a terminal that can move its cursor."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def chosen_format(form: str | None) -> str:
    """Return the output format: the one asked for, else ``table`` in a terminal and ``tsv`` elsewhere."""
    return form or ("table" if sys.stdout.isatty() else "tsv")


def printable(text: str) -> str:
    r"""Return a text with control characters as escapes, so that no input can control the terminal.

    >>> printable("p53\x1b[31m")
    'p53\\x1b[31m'
    """
    if text.isprintable():
        return text
    return "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode() for ch in text)


def visible(text: str) -> str:
    r"""Return a text of several lines with all control characters but tabs and line breaks as escapes.

    >>> visible("TP53\tgene\np53\x9b31m")
    'TP53\tgene\np53\\x9b31m'
    """
    return "\n".join("\t".join(map(printable, line.split("\t"))) for line in text.split("\n"))
