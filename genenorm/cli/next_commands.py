"""The commands that a summary proposes, by what was found; each can be pasted into a shell as it is."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from genenorm.annotation.summary import AnswerSummary

CONTEXT = ("species", "organism", "text", "index")
"""The parameters with which a name is answered as before."""
READING = ("input_format", "field", "column", "no_header", "header_row", "delimiter", "sheet")
"""The parameters with which a file is read as before."""
ANSWERING = ("with_tables", "find", "orthologs_in", "live")
"""The further parameters that change the rows of files."""
SPLIT_FOLDER = "split"
REPORT_FILE = "report.html"


def repeated(names: Collection[str]) -> list[str]:
    """Return the words of the options that the command line of this command has, of those with some names."""
    ctx = click.get_current_context(silent=True)
    words: list[str] = []
    for parameter in ctx.command.params if ctx is not None else ():
        name = parameter.name or ""
        if ctx is None or name not in names or ctx.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        option, value = parameter.opts[0], ctx.params.get(name)
        if isinstance(parameter, click.Option) and parameter.is_flag:
            words.append(option)
        else:
            for one in value if isinstance(value, tuple) else (value,):
                words += [option, str(one)]
    return words


def command(words: Iterable[str]) -> str:
    """Return a command line that runs genenorm with some words, quoted for a shell.

    >>> print(command(["explain", "IL-1β", "NMDA receptor"]))
    genenorm explain 'IL-1β' 'NMDA receptor'
    """
    return shlex.join(["genenorm", *words])


def after_annotate(
    summary: AnswerSummary, paths: Sequence[str], shown: Sequence[str], *, is_split: bool
) -> list[tuple[str, str]]:
    """Return the commands after a run over files, each after what it is for.

    :param paths: the input files; empty when they cannot be read again.
    :param shown: the files with the answers, for the report; empty when a report would give other answers.
    """
    found = []
    if (summary.in_doubt or summary.set_aside) and shown:
        words = ["report", *shown, *repeated((*READING, "index", "with_tables")), "--out", REPORT_FILE]
        found.append(("See them all on a page" if summary.in_doubt else "See why on a page", command(words)))
    if summary.in_doubt and paths and not is_split:
        words = ["annotate", *paths, *repeated((*READING, *CONTEXT, *ANSWERING)), "--split-by", "doubt", SPLIT_FOLDER]
        found.append(("Set the clean ones apart", command(words)))
    return _safe(found) or after_names(summary)


def after_names(
    summary: AnswerSummary, file: str | None = None, *, is_split: bool = False, context: Sequence[str] | None = None
) -> list[tuple[str, str]]:
    """Return the commands after a list of names; ``file`` has the names, if a file has."""
    found = []
    given = repeated(CONTEXT) if context is None else context
    if rows := summary.most_doubtful:
        found.append(("See what a name may mean", command(["explain", *given, *_as_name(rows[0].name)])))
        if file is not None and not is_split:
            words = ["resolve", "--file", file, *given, "--split-by", "doubt", SPLIT_FOLDER]
            found.append(("Set the clean ones apart", command(words)))
    elif summary.unknown_name:
        found.append(("See names like it", command(["explain", *given, *_as_name(summary.unknown_name)])))
    return _safe(found)


def _safe(commands: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the commands without those that have control characters of a name or a file, which no terminal shows."""
    return [(purpose, line) for purpose, line in commands if line.isprintable()]


def _as_name(name: str) -> list[str]:
    return ["--", name] if name.startswith("-") else [name]
