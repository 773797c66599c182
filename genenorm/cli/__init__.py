"""The command line: one file a command; options, messages, progress, printed answers and exit codes.

========  ================================================================================
code      meaning
========  ================================================================================
0         the work is done; unknown and ambiguous names are answers too
1         something in the data is wrong: a file cannot be read, the index is damaged
2         the command line is wrong: no such command, option or species
130       interrupted with Ctrl-C
========  ================================================================================

Data is written to standard output, everything else to standard error.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper

import click

from genenorm.cli.commands import OutputClosedError, cli
from genenorm.core.errors import GenenormError

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code.

    :param arguments: the words after ``genenorm``; without them, those that this process was started with.
    """
    _open_closed_streams()
    _write_utf8()
    try:
        with _cyclic_collection_off():
            code = cli.main(args=arguments, prog_name="genenorm", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        _print_error(_message_of(error))
        return error.exit_code
    except GenenormError as error:
        _print_error(f"genenorm: {error}")
        return FAILED
    except (OutputClosedError, BrokenPipeError):
        _discard_output()
        return DONE
    except (click.Abort, KeyboardInterrupt) as error:
        _print_error(f"genenorm: interrupted{_note_of(error)}")
        return INTERRUPTED
    except OSError as error:
        _print_error(f"genenorm: {error.filename or 'cannot read or write'}: {error.strerror or error}")
        return FAILED
    except Exception as error:
        if not _is_sqlite_error(error):
            raise
        _print_error(f"genenorm: the reference index is damaged ({error}); see: genenorm reference verify")
        return FAILED
    return code if isinstance(code, int) else DONE


def _open_closed_streams() -> None:
    """Discard what is written to a standard stream that the calling process has closed (``>&-``)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - open until the end


@contextmanager
def _cyclic_collection_off() -> Iterator[None]:
    """Switch cyclic garbage collection off inside a ``with`` block.

    Commands make many values that live until the end and hold no cycles; examining them again and again takes a fourth
    of the time of a long list. This is done for the program's own process only, never in a library call.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _is_sqlite_error(error: Exception) -> bool:
    """Return whether an error is SQLite's, without importing sqlite3 for commands that do not use it."""
    sqlite = sys.modules.get("sqlite3")
    return sqlite is not None and isinstance(error, sqlite.DatabaseError)


def _write_utf8() -> None:
    """Set the output streams to UTF-8, so that the same input gives the same bytes in every locale.

    A terminal keeps its encoding; letters that the encoding lacks are shown as escapes.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower() != "utf-8":
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8")


def _message_of(error: click.ClickException) -> str:
    """Return the message for an error of the command line: one line, or the help text if the command is missing."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return f"genenorm: {error.format_message()}"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return context.get_help()
    message = error.format_message().rstrip(".")
    return f"{context.command_path}: {message}; see: {context.command_path} --help"


def _note_of(error: BaseException) -> str:
    """Return a command's note on its interruption, such as how much is done and how to continue; empty without one."""
    interrupt = error.__cause__ if isinstance(error, click.Abort) else error  # click raises one from the other
    note = str(interrupt) if isinstance(interrupt, KeyboardInterrupt) else ""
    return f"; {note}" if note else ""


def _print_error(line: str) -> None:
    click.echo(line, err=True)


def _discard_output() -> None:
    """Point standard output at the null device, so that the interpreter's flush at exit does not fail either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
