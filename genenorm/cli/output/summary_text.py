"""The end of a run in words: its answers in numbers, the rows to look at first, and the next command to type.

A terminal shows a screen of it. Elsewhere it is one line, for the log of whoever runs the command.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from textwrap import wrap

from genenorm.annotation.summary import AnswerSummary
from genenorm.cli.output.messages import is_quiet, note
from genenorm.cli.output.streams import has_colours, printable
from genenorm.cli.output.terminal_table import cut, layout
from genenorm.core.model import Status
from genenorm.resolver.answer_class import AnswerClass

_NARROWEST, _WIDEST = 40, 120
_LONGEST_NAME, _LONGEST_ANSWER = 24, 32
_MOST_REASONS = 5
_NO_BREAK = "\xa0"
_USUAL_LINES, _FEWEST_LINES, _OTHER_LINES = 24, 6, 3
"""The lines of a terminal of unknown size; the fewest for rows; those for their title and for the prompt."""
_BOLD, _RED, _GREEN, _YELLOW = 1, 31, 32, 33
"""Codes of styles in terminals (ECMA-48, SGR)."""
_COLOURS = {AnswerClass.CLEAN: _GREEN, AnswerClass.DOUBTFUL: _YELLOW, AnswerClass.FAILED: _RED}
_FAILED = (Status.UNKNOWN, Status.NOT_A_GENE)
_INDENT = "  "
_SET_ASIDE = "set aside as of other species"


def print_summary(
    summary: AnswerSummary,
    commands: Iterable[tuple[str, str]] = (),
    *,
    failed: int = 0,
    done_before: int = 0,
    in_terminal_only: bool = False,
) -> None:
    """Print the summary of a run on standard error: a screen in a terminal, and one line elsewhere.

    :param summary: the answers of the run.
    :param commands: the commands to type next, each after what it is for.
    :param failed: the number of files that could not be read or written.
    :param done_before: the number of files that an earlier run has finished.
    :param in_terminal_only: print nothing elsewhere, as for answers on standard output, which a program reads.
    """
    is_terminal = sys.stderr.isatty()
    if is_quiet() or (in_terminal_only and not is_terminal):
        return
    files = [f"{count:,} {'file' if count == 1 else 'files'} {what}" for count, what in (
        (failed, "failed"), (done_before, "done before")) if count]  # fmt: skip
    if not summary.files and not summary.names and not done_before:  # the failures say enough
        return
    if not is_terminal:
        doubt = [f"{summary.in_doubt:,} in doubt"] if summary.in_doubt else []
        aside = [f"{summary.set_aside:,} {_SET_ASIDE}"] if summary.set_aside else []
        note(f"genenorm: {'; '.join([counts_text(summary), *doubt, *aside, *files])}")
        return
    note("\n".join(_screen(summary, list(commands), files, _window())), is_styled=True)


def counts_text(summary: AnswerSummary) -> str:
    """Return the numbers of files, records and names, and of names with each status.

    >>> counts_text(AnswerSummary(1, 3, (5, 0, 1, 0, 0, 2, 0)))
    '1 file, 3 records, 8 names: 5 resolved, 1 ambiguous, 2 unknown'
    """
    return ", ".join(_counts(summary))


def _counts(summary: AnswerSummary) -> list[str]:
    parts = [_counted(summary.files, "file")] if summary.files else []
    parts += [_counted(summary.records, "record")] if summary.records != summary.files else []
    first, *others = _statuses(summary, Status) or [""]
    named = _counted(summary.names, "name")
    return [*parts, f"{named}: {first}" if first else named, *others]


def _statuses(summary: AnswerSummary, statuses: Iterable[Status]) -> list[str]:
    named = ((summary.count(status), status.value.replace("-", " ")) for status in statuses)
    return [f"{count:,} {words}" for count, words in named if count]


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _screen(
    summary: AnswerSummary, commands: Sequence[tuple[str, str]], files: Sequence[str], size: os.terminal_size
) -> list[str]:
    """Return the lines of a screen."""
    is_coloured = has_colours(sys.stderr)

    def styled(text: str, code: int) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if is_coloured else text

    head = _wrapped([*_counts(summary), *files], size.columns, _INDENT)
    lines = [styled(line, _BOLD) for line in head]
    if summary.genes_by_species:
        species = ", ".join(f"{name} {count:,}" for name, count in summary.genes_by_species)
        lines.append(cut(f"{_INDENT}genes of {species}", size.columns))
    counts = {kind: f"{summary.count(kind):,}" for kind in AnswerClass if summary.count(kind)}
    wide = max(map(len, counts.values()), default=0)
    for kind, count in counts.items():
        share = f"{100 * summary.count(kind) / summary.names:.0f} %"
        start = f"{_INDENT}{kind.value:<8}  {count:>{wide}}  {share:>5}  "
        reasons = _wrapped(_why(summary, kind), size.columns - len(start)) or [""]
        lines.append((start.replace(kind.value, styled(kind.value, _COLOURS[kind]), 1) + reasons[0]).rstrip())
        lines += [" " * len(start) + line for line in reasons[1:]]
    ends = []
    if commands:
        room = max(len(purpose) for purpose, _ in commands) + 1
        ends = ["", *(f"{purpose + ':':<{room}}  {command}" for purpose, command in commands)]
    if summary.doubtful:
        most = max(_FEWEST_LINES, size.lines - len(lines) - len(ends) - _OTHER_LINES)
        rows, shown = _rows(summary, size.columns, most)
        left = summary.in_doubt - shown
        lines += ["", styled(f"Look at these first{f', then at {left:,} more' if left else ''}:", _BOLD), *rows]
    return lines + ends


def _wrapped(parts: Sequence[str], width: int, indent: str = "") -> list[str]:
    """Return counts as lines, none of which ends between a number and what is counted."""
    whole = ", ".join(part.replace(" ", _NO_BREAK) for part in parts)
    lines = wrap(whole, width, subsequent_indent=indent, break_on_hyphens=False)
    return [line.replace(_NO_BREAK, " ") for line in lines]


def _why(summary: AnswerSummary, kind: AnswerClass) -> list[str]:
    """Return what is behind the number of a class, the largest numbers first."""
    if kind is AnswerClass.FAILED:
        return _statuses(summary, _FAILED)
    if kind is AnswerClass.CLEAN:
        return ["one gene each, no reason for doubt"]
    reasons = sorted(summary.by_reason.items(), key=lambda item: -item[1])
    rest = sum(count for _, count in reasons[_MOST_REASONS:])
    named = [f"{count:,} {doubt.value}" for doubt, count in reasons[:_MOST_REASONS]]
    others = [f"{rest:,} for other reasons"] if rest else []
    return [*named, *others, *([f"{summary.set_aside:,} {_SET_ASIDE}"] if summary.set_aside else [])]


def _rows(summary: AnswerSummary, width: int, most: int) -> tuple[list[str], int]:
    """Return at most so many lines of the rows to look at first, and the number of these rows.

    Each line has the reason of its row where there is room for it; else rows are below their reasons.
    """
    rows = summary.most_doubtful
    is_of_several = summary.records > 1
    cells = [
        (
            cut(printable(row.name), _LONGEST_NAME),
            f"→ {cut(printable(row.answer), _LONGEST_ANSWER)}",
            f"{row.score:.3f}",
            row.reason,
            *((printable(row.record),) if is_of_several else ()),
        )
        for row in rows[:most]
    ]
    lines = list(layout(*_first_and_rest(cells), None))
    if all(len(_INDENT + line) <= width for line in lines):
        return [_INDENT + line for line in lines], len(lines)
    lines = list(layout(*_first_and_rest([cell[:3] + cell[4:] for cell in cells]), width - 2 * len(_INDENT)))
    shown: list[str] = []
    count = 0
    for reason, group in groupby(zip(rows, lines, strict=False), key=lambda pair: pair[0].reason):
        if len(shown) + 2 > most:
            break
        below = [f"{_INDENT}{_INDENT}{line}" for _, line in group][: most - len(shown) - 1]
        count += len(below)
        shown += [f"{_INDENT}{reason}", *below]
    return shown, count


def _first_and_rest(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], Sequence[tuple[str, ...]]]:
    """Return rows as ``layout`` takes them, which aligns the names of the columns with the rows."""
    return rows[0], rows[1:]


def _window() -> os.terminal_size:
    """Return the size of the terminal of standard error, as far as a screen of text may fill it."""
    try:
        columns, lines = os.get_terminal_size(sys.stderr.fileno())
    except (OSError, ValueError):
        columns, lines = 0, 0
    wanted = os.environ.get("COLUMNS", "")
    columns = int(wanted) if wanted.isdigit() and int(wanted) else columns or _WIDEST
    return os.terminal_size((max(_NARROWEST, min(columns, _WIDEST)), lines or _USUAL_LINES))
