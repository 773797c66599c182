"""The page of performance numbers, docs/performance.md; all its numbers are of one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import PEERS

Numbers = Mapping[str, Any]
"""The numbers of one measurement by name."""
NOTES = Path(__file__).with_name("notes.md")
"""The end of the page, written by hand: where the time goes, and what was tried."""


@dataclass(frozen=True, slots=True)
class Target:
    """A row of the table of targets."""

    subject: str
    target: str
    measured: str
    reached: bool


def render(numbers: Mapping[str, Numbers]) -> str:
    """Return the page as Markdown; ``numbers`` are those that ``measure_all`` returns."""
    parts = [
        *_head(numbers["machine"], numbers["index"]),
        *_target_section(numbers),
        *_comparison_section(numbers),
        *_scaling_section(numbers),
    ]
    return "\n".join(parts) + "\n\n" + NOTES.read_text(encoding="utf-8")


def _head(machine: Numbers, index: Numbers) -> Iterator[str]:
    yield "# Performance"
    yield ""
    yield "Written by `python -m benchmarks`; all numbers are of one run. The names are drawn from the shipped index"
    yield "with a fixed random seed; a third of them are rewritten (case, dashes, Greek letters), and a tenth are"
    yield "random letters. Times of single names and of whole processes are medians."
    yield ""
    start, end = machine["load"], machine["load_at_end"]
    yield f"Machine: {machine['processor']}, {machine['system']}, Python {machine['python']}; index of"
    yield f"{index['names']:,} names, content hash `{index['content_hash'][:12]}`."
    yield f"Load average over a minute: {start:.1f} at the start, {end:.1f} at the end; the measurement itself is one."
    if start > 1:
        yield ""
        yield "**The cores were shared with other work: the times are too long, by an amount that changed during the"
        yield "run. Whole processes were measured in turns and can be compared; other ratios are approximate.**"
    yield ""


def _target_section(numbers: Mapping[str, Numbers]) -> Iterator[str]:
    yield "## Targets"
    yield ""
    yield "| subject | target | measured | reached |"
    yield "| --- | --- | --- | --- |"
    for row in _targets(numbers):
        yield f"| {row.subject} | {row.target} | {row.measured} | {'yes' if row.reached else 'no'} |"
    yield ""


def _targets(numbers: Mapping[str, Numbers]) -> Iterator[Target]:
    yield from _process_targets(numbers)
    yield from _name_targets(numbers)
    rate = numbers["documents"]["documents"] / numbers["documents"]["seconds"]
    yield Target(
        "PubTator documents, 13 mentions each, one core", "≥ 400 a second", f"{rate:,.0f} a second", rate >= 400
    )
    yield from _record_targets(numbers["records"])


def _process_targets(numbers: Mapping[str, Numbers]) -> Iterator[Target]:
    seconds = numbers["processes"]
    genenorm, sqlite = seconds["genenorm resolve GRIN1"], seconds["bare SQLite look-up"]
    pandas = seconds["python -c 'import pandas'"]
    yield Target(
        "`genenorm resolve GRIN1`, whole process", "≤ 3 × a process with a bare SQLite look-up",
        f"{_milliseconds(genenorm)} ({_ratio(genenorm, sqlite)})", genenorm <= 3 * sqlite,
    )  # fmt: skip
    yield Target(
        "the same process", "< ¼ of `import pandas`", f"{genenorm / pandas:.0%} of {_milliseconds(pandas)}",
        genenorm < pandas / 4,
    )  # fmt: skip
    memory = numbers["memory"]["memory_mb"]
    yield Target("its private memory", "≤ 25 MB", f"{memory:.0f} MB", memory <= 25)


def _name_targets(numbers: Mapping[str, Numbers]) -> Iterator[Target]:
    plain, repeated = numbers["single"]["plain"], numbers["single"]["repeated"]
    yield Target("a plain symbol, for the first time", "≤ 15 µs", _microseconds(plain), plain <= 15e-6)
    yield Target("the same name again", "≤ 1 µs", _microseconds(repeated), repeated <= 1e-6)
    frames = numbers["frames"]
    each = frames["distinct"]
    yield Target(
        f"`resolve_frame`, {frames['names']:,} distinct names", "≤ 5 µs a name", f"{_microseconds(each)} a name",
        each <= 5e-6,
    )  # fmt: skip
    factorize = numbers["lower bounds"]["factorize"]
    yield Target(
        f"`resolve_frame`, {frames['repeated_names']:,} names, repeated", "≤ 2.5 × `pandas.factorize`",
        f"{frames['repeated']:.2f} s ({_ratio(frames['repeated'], factorize)})",
        frames["repeated"] <= 2.5 * factorize,
    )  # fmt: skip
    each = numbers["ambiguous"]["each"]
    yield Target("an ambiguous name with a text as context", "≤ 60 µs", _microseconds(each), each <= 60e-6)


def _record_targets(records: Numbers) -> Iterator[Target]:
    target = "≤ 1.5 × parsing them with PyYAML's C loader"
    parse, two, one = (records[f"records_{name}"] for name in ("parse", "two_processes", "annotate"))
    yield Target(
        f"{records['records']:,} figure records, two processes", target,
        f"{two:.1f} s ({_ratio(two, parse)}); one process {one:.1f} s ({_ratio(one, parse)})", two <= 1.5 * parse,
    )  # fmt: skip
    parse, two = records["rare_parse"], records["rare_two_processes"]
    yield Target(
        f"{records['rare']:,} figure records whose names hardly recur", target,
        f"{two:.1f} s ({_ratio(two, parse)})", two <= 1.5 * parse,
    )  # fmt: skip


_BOUNDS = {
    "dict": "`dict.get` of a folded key",
    "fold": "folding the name to its key",
    "sqlite": "SQLite, one key a statement",
    "sqlite_batch": "SQLite, 500 keys a statement",
    "pandas_merge": "pandas merge",
    "polars_join": "polars join",
}


def _comparison_section(numbers: Mapping[str, Numbers]) -> Iterator[str]:
    bounds, single, frames = numbers["lower bounds"], numbers["single"], numbers["frames"]
    yield "## Comparison with other tools and with lower bounds"
    yield ""
    yield "| tool | time per name | time to the first answer | names answered |"
    yield "| --- | --- | --- | --- |"
    first = _milliseconds(single["first_answer"])
    yield f"| genenorm, one name at a time | {_microseconds(single['plain'])} | {first} | |"
    yield f"| genenorm, `resolve_frame` | {_microseconds(frames['distinct'])} | | |"
    for peer in PEERS:
        if found := numbers.get(f"peer {peer.name}"):
            yield (
                f"| {peer.requirement.replace('==', ' ')} ({peer.scope}) | {_microseconds(found['each'])} "
                f"| {_milliseconds(found['open'])} | {found['answered']:.0%} of {found['names']:,} |"
            )
            if "each_without_pauses" in found:
                each = _microseconds(found["each_without_pauses"])
                yield f"| the same without the client's pauses of 1 s | {each} | | |"
    for key, label in _BOUNDS.items():
        yield f"| lower bound: {label} | {_microseconds(bounds[key])} | | |"
    yield ""
    yield "| whole process | time |"
    yield "| --- | --- |"
    for label, seconds in numbers["processes"].items():
        yield f"| `{label}` | {_milliseconds(seconds)} |"
    yield ""


def _scaling_section(numbers: Mapping[str, Numbers]) -> Iterator[str]:
    doubled = numbers["doubled"]
    yield "## Scaling"
    yield ""
    yield "| distinct names in `resolve_frame` | total | per name |"
    yield "| --- | --- | --- |"
    for names, seconds in numbers["frames"]["scaling"].items():
        yield f"| {int(names):,} | {seconds:.2f} s | {_microseconds(seconds / int(names))} |"
    yield ""
    shipped, twice = _microseconds(doubled["shipped"]), _microseconds(doubled["doubled"])
    yield f"The same {doubled['names']:,} names take {shipped} each with the shipped index, and {twice} each with an"
    yield "index that has every gene and every name twice."


def _ratio(part: float, whole: float) -> str:
    return f"{part / whole:.1f} ×"


def _microseconds(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} µs" if seconds < 1e-3 else _milliseconds(seconds)


def _milliseconds(seconds: float) -> str:
    if seconds < 0.01:
        return f"{seconds * 1e3:.1f} ms"
    return f"{seconds * 1e3:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
