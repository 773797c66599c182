"""The page of numbers: docs/performance.md, every number in it from one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.measure import PEERS, ratio

Numbers = Mapping[str, Any]
NOTES = Path(__file__).with_name("notes.md")
"""What the time goes to and what was tried, written by hand; it stands at the end of the page."""


def render(numbers: Mapping[str, Numbers]) -> str:
    """Return the page."""
    parts = [
        *_head(numbers["machine"], numbers["index"]),
        *_reach(numbers),
        *_table_of_speed(numbers),
        *_growth(numbers),
    ]
    return "\n".join(parts) + "\n\n" + NOTES.read_text(encoding="utf-8")


def _head(machine: Numbers, index: Numbers) -> Iterator[str]:
    yield "# Performance"
    yield ""
    yield "Written by `python -m benchmarks` from one run. The names are drawn with a seed from the shipped index; a"
    yield "third are rewritten (case, dashes, Greek letters), a tenth are nonsense. Times of single names and of whole"
    yield "processes are medians."
    yield ""
    start, end = machine["load"], machine["load_at_end"]
    yield f"Machine: {machine['processor']}, {machine['system']}, Python {machine['python']}; index of"
    yield f"{index['names']:,} names, content hash `{index['content_hash'][:12]}`."
    yield f"Processes that wanted a core, averaged over a minute: {start:.1f} at the start, {end:.1f} at the end (the"
    yield "measuring itself is one)."
    if start > 1:
        yield ""
        yield "**Other work shared the cores: times are too long, and how much so changed during the run. The whole"
        yield "processes took turns and compare well with each other; other ratios are rough.**"
    yield ""


def _reach(numbers: Mapping[str, Numbers]) -> Iterator[str]:
    yield "## What is aimed at, and what is reached"
    yield ""
    yield "| what | aim | measured | reached |"
    yield "| --- | --- | --- | --- |"
    for what, aim, measured, reached in _aims(numbers):
        yield f"| {what} | {aim} | {measured} | {'yes' if reached else 'no'} |"
    yield ""


def _aims(numbers: Mapping[str, Numbers]) -> Iterator[tuple[str, str, str, bool]]:
    cold, single, frames = numbers["cold"], numbers["single"], numbers["frames"]
    ours, bare = cold["genenorm resolve GRIN1"], cold["bare SQLite look-up"]
    pandas = cold["python -c 'import pandas'"]
    yield (
        "`genenorm resolve GRIN1`, whole process", "≤ 3 × a bare SQLite look-up process",
        f"{_ms(ours)} ({ratio(ours, bare)})", ours <= 3 * bare,
    )  # fmt: skip
    yield "the same", "< ¼ of `import pandas`", f"{ours / pandas:.0%} of {_ms(pandas)}", ours < pandas / 4
    memory = numbers["memory"]["memory_mb"]
    yield "its private memory", "≤ 25 MB", f"{memory:.0f} MB", memory <= 25
    plain = single["plain"]
    yield "a plain symbol, first asked", "≤ 15 µs", _us(plain), plain <= 15e-6
    yield "the same name asked again", "≤ 1 µs", _us(single["repeated"]), single["repeated"] <= 1e-6
    each = frames["distinct"]
    yield f"`resolve_frame`, {frames['names']:,} distinct names", "≤ 5 µs a name", f"{_us(each)} a name", each <= 5e-6
    floor = numbers["floors"]["factorize"]
    yield (
        f"`resolve_frame`, {frames['repeated_names']:,} names, repeated", "≤ 2.5 × `pandas.factorize`",
        f"{frames['repeated']:.2f} s ({ratio(frames['repeated'], floor)})", frames["repeated"] <= 2.5 * floor,
    )  # fmt: skip
    each = numbers["ambiguous"]["each"]
    yield "an ambiguous name with a text as context", "≤ 60 µs", _us(each), each <= 60e-6
    rate = numbers["documents"]["documents"] / numbers["documents"]["seconds"]
    yield "PubTator documents, 13 mentions each, one core", "≥ 400 a second", f"{rate:,.0f} a second", rate >= 400
    records, aim = numbers["records"], "≤ 1.5 × parsing them with PyYAML's C loader"
    parse, two, one = (records[f"records_{what}"] for what in ("parse", "two_processes", "annotate"))
    yield (
        f"{records['records']:,} figure records, two processes", aim,
        f"{two:.1f} s ({ratio(two, parse)}); one process {one:.1f} s ({ratio(one, parse)})", two <= 1.5 * parse,
    )  # fmt: skip
    parse, two = records["rare_parse"], records["rare_two_processes"]
    yield (
        f"{records['rare']:,} whose names hardly recur", aim,
        f"{two:.1f} s ({ratio(two, parse)})", two <= 1.5 * parse,
    )  # fmt: skip


def _table_of_speed(numbers: Mapping[str, Numbers]) -> Iterator[str]:
    floors, single, frames = numbers["floors"], numbers["single"], numbers["frames"]
    yield "## Beside its peers and the floor"
    yield ""
    yield "| what | time for one name | time to the first answer | has an answer for |"
    yield "| --- | --- | --- | --- |"
    yield f"| genenorm, one name at a time | {_us(single['plain'])} | {_ms(single['first_answer'])} | |"
    yield f"| genenorm, `resolve_frame` | {_us(frames['distinct'])} | | |"
    for peer in PEERS:
        if found := numbers.get(f"peer {peer.name}"):
            yield (
                f"| {peer.requirement.replace('==', ' ')} ({peer.scope}) | {_us(found['each'])} | {_ms(found['open'])} "
                f"| {found['answered']:.0%} of {found['names']:,} |"
            )
            if "each_without_pauses" in found:
                yield f"| the same, its pauses of 1 s taken out | {_us(found['each_without_pauses'])} | | |"
    labels = {
        "dict": "floor: `dict.get` of a folded key",
        "fold": "floor: folding the name to its key",
        "sqlite": "floor: SQLite, one key a statement",
        "sqlite_batch": "floor: SQLite, 500 keys a statement",
        "pandas_merge": "floor: pandas merge",
        "polars_join": "floor: polars join",
    }
    yield from (f"| {label} | {_us(floors[key])} | | |" for key, label in labels.items())
    yield ""
    yield "| whole process | time |"
    yield "| --- | --- |"
    yield from (f"| `{label.replace('|', '')}` | {_ms(seconds)} |" for label, seconds in numbers["cold"].items())
    yield ""


def _growth(numbers: Mapping[str, Numbers]) -> Iterator[str]:
    frames, doubled = numbers["frames"], numbers["doubled"]
    yield "## Growth"
    yield ""
    yield "| `resolve_frame` of distinct names | in all | a name |"
    yield "| --- | --- | --- |"
    for names, seconds in frames["scaling"].items():
        yield f"| {int(names):,} | {seconds:.2f} s | {_us(seconds / int(names))} |"
    yield ""
    yield f"The same {doubled['names']:,} names take {_us(doubled['shipped'])} each on the shipped index, and"
    yield f"{_us(doubled['doubled'])} each on one that holds every gene and every name a second time."


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} µs" if seconds < 1e-3 else _ms(seconds)


def _ms(seconds: float) -> str:
    if seconds < 0.01:
        return f"{seconds * 1e3:.1f} ms"
    return f"{seconds * 1e3:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
