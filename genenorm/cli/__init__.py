"""The command line: one file a command; options, messages, progress, printed answers and exit codes.

========  ================================================================================
code      meaning
========  ================================================================================
0         the work is done; unknown and ambiguous names are answers too
1         something in the data is wrong: a file cannot be read, or lacks the column
2         the command line is wrong: no such command, option, species or word
3         an answer is one that ``--fail-on`` names; the output is complete
130       interrupted with Ctrl-C or SIGTERM
========  ================================================================================

Data is written to standard output, everything else to standard error.
"""

from __future__ import annotations

import gc
import sys

from genenorm.cli.output.streams import discard_output, echo, open_closed_streams, printable, write_utf8
from genenorm.cli.plain_resolve import plain_request, print_plain
from genenorm.core.errors import GenenormError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, FAILED, INTERRUPTED = 0, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code.

    :param arguments: the words after ``genenorm``; without them, those that this process was started with.
    """
    open_closed_streams()
    write_utf8()
    try:
        code = _run_uncollected(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except GenenormError as error:
        _print_error(f"genenorm: {error}")
        return FAILED
    except MemoryError:
        _print_error("genenorm: needs more memory than there is")
        return FAILED
    except BrokenPipeError:
        discard_output()
        return DONE
    except KeyboardInterrupt as error:
        note = str(error)  # such as how much is done and how to continue
        _print_error(f"genenorm: interrupted; {note}" if note else "genenorm: interrupted")
        return INTERRUPTED
    except OSError as error:
        _print_error(f"genenorm: {error.filename or 'cannot read or write'}: {error.strerror or error}")
        return FAILED
    return code


def _run_uncollected(arguments: Sequence[str]) -> int:
    """Run a command line with cyclic garbage collection switched off, and return its exit code.

    Commands make many values that live until the end and hold no cycles; examining them again and again takes a fourth
    of the time of a long list. This is done for the program's own process only, never in a library call.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        return _run(arguments)
    finally:
        if was_on:
            gc.enable()


def _run(arguments: Sequence[str]) -> int:
    request = plain_request(arguments)
    try:
        if request is not None and print_plain(request):
            return DONE
    except KeyboardInterrupt:
        _print_error("")  # ends the line on which a terminal shows ^C, as click does
        raise
    from genenorm.cli.commands import run_with_click

    return run_with_click(arguments)


def _print_error(line: str) -> None:
    echo(printable(line), err=True)
