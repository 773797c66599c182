"""What ``genenorm check`` prints: findings for people and for programs, and their number."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from genenorm.cli.output.streams import has_colours, printable
from genenorm.core.tables import TEXT_FORMATS
from genenorm.verify.pairs.findings import Finding, Sureness, findings_table, github_lines

_STYLES = {Sureness.CERTAIN: 31, Sureness.LIKELY: 33, Sureness.POSSIBLE: 36}
"""Codes of colours in terminals (ECMA-48, SGR)."""
_BOLD, _GREEN = 1, 32


def print_findings(findings: Sequence[Finding], form: str, stamp: str, *, is_fixing: bool) -> str:
    """Return findings in one of the formats of ``--to``, as they are printed."""
    if form == "github":
        return "".join(f"{line}\n" for line in github_lines(findings))
    if form == "text":
        return "".join(f"{line}\n" for line in _lines(findings, is_fixing=is_fixing))
    return TEXT_FORMATS[form](findings_table(findings, stamp, is_fixed=is_fixing))


def _lines(findings: Sequence[Finding], *, is_fixing: bool) -> Iterator[str]:
    """Yield the lines for people: the file once, then each finding with its reason below it."""
    style = _styled if has_colours(sys.stdout) else _plain
    file = None
    for found in findings:
        if found.file != file:
            file = found.file
            yield style(printable(file), _BOLD)
        where = found.cell if found.line is None or "!" in found.cell else f"line {found.line}, {found.cell}"
        pair = ", ".join(filter(None, (found.name, found.identifier)))
        kind = style(found.kind.value, _STYLES[found.sure])
        right = style(f" → {printable(found.right)}", _GREEN) if found.right else ""
        done = " (corrected)" if is_fixing and found.can_be_fixed else ""
        yield f"  {printable(where)}: {printable(pair)}{': ' if pair else ''}{kind} ({found.sure.value}){right}{done}"
        yield f"      {printable(found.why)}"


def _styled(text: str, code: int) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


def _plain(text: str, _code: int) -> str:
    return text


def summary(findings: Sequence[Finding], pairs: int, files: int, *, is_fixing: bool) -> str:
    """Return the number of findings by kind, in one line.

    >>> summary([], 12, 1, is_fixing=False)
    'nothing found in 12 pairs'
    """
    where = f"{pairs:,} {'pair' if pairs == 1 else 'pairs'}" + (f" of {files:,} files" if files > 1 else "")
    if not pairs and not findings:
        return "no names beside identifiers to compare"
    if not findings:
        return f"nothing found in {where}"
    kinds = Counter(found.kind.value for found in findings)
    counts = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    number = f"{len(findings):,} {'finding' if len(findings) == 1 else 'findings'} in {where}: {counts}"
    fixable = sum(found.can_be_fixed for found in findings)
    if is_fixing:
        return f"{number}; {fixable:,} corrected, {len(findings) - fixable:,} left"
    return f"{number}; {fixable:,} can be corrected with --fix" if fixable else number
