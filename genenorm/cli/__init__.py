"""The command line: parse, call one library function, print, and turn every failure into one line and an exit code.

========  ================================================================================
code      meaning
========  ================================================================================
0         done; unknown and ambiguous names are answers
1         something in the data failed: a file that cannot be read, a damaged index
2         usage: no such command, option, species
130       interrupted (Ctrl-C)
========  ================================================================================

Data goes to standard output, everything else to standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

import click

from genenorm.cli.commands import ReaderGone, cli
from genenorm.core.errors import GenenormError

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (default: that of this process) and return its exit code."""
    _speak_utf8()
    try:
        code = cli.main(args=arguments, prog_name="genenorm", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        _say(_usage_line(error))
        return error.exit_code
    except GenenormError as error:
        _say(f"genenorm: {error}")
        return FAILED
    except (ReaderGone, BrokenPipeError):
        _forget_stdout()
        return DONE
    except (click.Abort, KeyboardInterrupt):
        _say("genenorm: interrupted")
        return INTERRUPTED
    except OSError as error:
        _say(f"genenorm: {error.filename or 'input or output'}: {error.strerror or error}")
        return FAILED
    except Exception as error:
        if not _is_damage(error):
            raise
        _say(f"genenorm: the reference index is damaged ({error}); see: genenorm reference verify")
        return FAILED
    return code if isinstance(code, int) else DONE


def _is_damage(error: Exception) -> bool:
    """Tell whether an error is SQLite's, without loading it for commands that do without."""
    sqlite = sys.modules.get("sqlite3")
    return sqlite is not None and isinstance(error, sqlite.DatabaseError)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says, so that the same input gives the same bytes and no letter stops the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower() != "utf-8":
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8")


def _usage_line(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return f"genenorm: {error.format_message()}"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return context.get_help()
    message = error.format_message().rstrip(".")
    return f"{context.command_path}: {message}; see: {context.command_path} --help"


def _say(line: str) -> None:
    click.echo(line, err=True)


def _forget_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's own flush at exit is as quiet as this program."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
