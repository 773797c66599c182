"""The page of performance numbers, docs/performance.md; all its numbers are of one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import IMPORT_GENENORM, IMPORT_PANDAS, IMPORT_SQLITE, LOOK_UP, PEERS, RESOLVE

Numbers = Mapping[str, Any]
"""The numbers of one measurement by name."""
NOTES = Path(__file__).with_name("notes.md")
"""The end of the page, written by hand: where the time goes, and what was tried."""


@dataclass(frozen=True, slots=True)
class Target:
    """A row of the table of targets: what is measured, and the most or the least that it may be."""

    subject: str
    target: str
    measured: str
    compared_with: str
    """The measurement of the same run that it is compared with; empty for an absolute target."""
    ratio: str
    reached: bool

    @classmethod
    def at_most(
        cls, subject: str, times: float, unit: str, measured: tuple[str, float], compared_with: tuple[str, float]
    ) -> Target:
        """Return a target of at most ``times`` another measurement; each of the two is its text and its value."""
        ratio = measured[1] / compared_with[1]
        return cls(subject, f"≤ {times:g} × {unit}", measured[0], compared_with[0], f"{ratio:.2f} ×", ratio <= times)


def render(numbers: Mapping[str, Numbers]) -> str:
    """Return the page as Markdown; ``numbers`` are those that ``measure_all`` returns."""
    parts = [
        *_head(numbers["machine"], numbers["index"]),
        *_target_section(numbers),
        *_comparison_section(numbers),
        *_doors_section(numbers),
        *_scaling_section(numbers),
    ]
    return "\n".join(parts) + "\n\n" + NOTES.read_text(encoding="utf-8")


def _head(machine: Numbers, index: Numbers) -> Iterator[str]:
    yield "# Performance"
    yield ""
    yield "Written by `python -m benchmarks`; all numbers are of one run. The names are drawn from the shipped index"
    yield "with a fixed random seed. The lists of clean symbols are official symbols as written in the index: as many"
    yield "as the mix has, or those of all protein-coding genes of a species with fewer. Of the mix, a third are"
    yield "rewritten (case, dashes, Greek letters), and a tenth are random letters."
    yield ""
    yield "What is compared is measured in turns, in one process or in alternating processes. Of lists, documents and"
    yield "records the fastest round counts; times of single names and of whole processes are medians. The pandas merge"
    yield "is a left merge of the folded names with a table of all keys of the index and one GeneID for each: it hashes"
    yield "the table, but does not fold the names or choose between genes. Lists are resolved by a resolver that has"
    yield "answered 200 other names, and no answer is cached. Documents and records are annotated as the command does,"
    yield "which switches the cyclic garbage collector off. Records are written to a folder in memory where the system"
    yield "has one (`/dev/shm`), since a disk takes longer after each round whose files were deleted. Beside them is"
    yield "the time in which plain Python reads the records and writes the same answered files."
    yield ""
    start, end = machine["load"], machine["load_at_end"]
    yield f"Machine: {machine['processor']}, {machine['system']}, Python {machine['python']}; index of"
    yield f"{index['names']:,} names, content hash `{index['content_hash'][:12]}`."
    yield f"Load average over a minute: {start:.1f} at the start, {end:.1f} at the end; the measurement itself is one."
    if start > 1:
        yield ""
        yield "**The cores were shared with other work: the times are too long, by an amount that changed during the"
        yield "run. Ratios can be compared, since their parts were measured in turns; absolute times cannot.**"
    yield ""


def _target_section(numbers: Mapping[str, Numbers]) -> Iterator[str]:
    yield "## Targets"
    yield ""
    yield "The targets are goals for further work. `no` marks one that is not reached; what to expect is in the column"
    yield "`measured`."
    yield ""
    yield "| subject | target | measured | compared with | ratio | reached |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in _targets(numbers):
        cells = (row.subject, row.target, row.measured, row.compared_with, row.ratio, "yes" if row.reached else "no")
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield from _memory_notes(numbers)


def _targets(numbers: Mapping[str, Numbers]) -> Iterator[Target]:
    yield from _list_targets(numbers)
    yield from _name_targets(numbers)
    yield from _process_targets(numbers)
    yield from _record_targets(numbers)
    yield from _memory_targets(numbers)
    yield from _scaling_targets(numbers)


_LISTS = {
    "human": ("clean human symbols", 5),
    "mouse": ("clean mouse symbols", 5),
    "mixed": ("clean symbols of four species", 5),
    "mix": ("the mix", 12),
}
"""The lists of distinct names: what they are, and how many times a merge they may take."""


def _list_targets(numbers: Mapping[str, Numbers]) -> Iterator[Target]:
    for label, (what, times) in _LISTS.items():
        found = numbers["lists distinct"][label]
        count = found["names"]
        yield Target.at_most(
            f"`resolve_frame`, {count:,} names, {what}", times, "a pandas merge",
            (f"{_microseconds(found['frame'] / count)} a name", found["frame"]),
            (f"{_microseconds(found['merge'] / count)} a name", found["merge"]),
        )  # fmt: skip
    if gilda := numbers.get("peer gilda"):
        ours, theirs = gilda["frame_each"], gilda["each"]
        yield Target(
            "the mix, and gilda in alternating processes", "≥ 4 × as fast as gilda", f"{_microseconds(ours)} a name",
            f"{_microseconds(theirs)} a name", f"{theirs / ours:.2f} × as fast", theirs >= 4 * ours,
        )  # fmt: skip
    repeated = numbers["lists repeated"]
    for key, most, how in (("frame", 4.0, ""), ("categories", 2.5, ", as categoricals")):
        if key in repeated:
            yield Target.at_most(
                f"`resolve_frame`, {repeated['names']:,} names, repeated{how}", most, "`pandas.factorize`",
                (_milliseconds(repeated[key]), repeated[key]),
                (_milliseconds(repeated["factorize"]), repeated["factorize"]),
            )  # fmt: skip


def _name_targets(numbers: Mapping[str, Numbers]) -> Iterator[Target]:
    plain, ambiguous = numbers["single_names plain"], numbers["single_names ambiguous"]
    floor = plain["fold"] + plain["dict"]
    for subject, most, seconds in (
        ("a plain symbol, asked for the first time", 20e-6, plain["first"]),
        ("an ambiguous name with a text as context", 22e-6, ambiguous["each"]),
    ):
        yield Target(
            subject, f"≤ {most * 1e6:.0f} µs", _microseconds(seconds),
            f"folding it and a dictionary look-up: {_microseconds(floor)}", f"{seconds / floor:.1f} ×", seconds <= most,
        )  # fmt: skip


def _process_targets(numbers: Mapping[str, Numbers]) -> Iterator[Target]:
    for values, text, how in (
        (numbers["processes"], _milliseconds, ""),
        (numbers["instructions"], _millions, ", instructions"),
    ):
        if values:
            for ours, theirs, times in ((RESOLVE, LOOK_UP, 2.5), (IMPORT_GENENORM, IMPORT_SQLITE, 1.5)):
                yield Target.at_most(
                    f"`{ours}`, whole process{how}", times, theirs if theirs == LOOK_UP else f"`{theirs}`",
                    (text(values[ours]), values[ours]), (text(values[theirs]), values[theirs]),
                )  # fmt: skip


def _record_targets(numbers: Mapping[str, Numbers]) -> Iterator[Target]:
    for key, what in (("records", "figure records"), ("rare", "figure records whose names hardly recur")):
        found = numbers["files records"][key]
        floor = f"{_milliseconds(found['parse'])}; reading and writing the files: {_milliseconds(found['copy'])}"
        for label, times, how in (("one_process", 3.3, "one process"), ("two_processes", 2.2, "two processes")):
            yield Target.at_most(
                f"{found['records']:,} {what}, {how}", times, "parsing them with PyYAML's C loader",
                (_milliseconds(found[label]), found[label]), (floor, found["parse"]),
            )  # fmt: skip
    found = numbers["files documents"]
    rate = found["documents"] / found["annotate"]
    yield Target(
        f"{found['documents']:,} PubTator documents, 13 mentions each, one core", "≥ 450 a second",
        f"{rate:,.0f} a second", f"reading and writing them: {found['documents'] / found['copy']:,.0f} a second",
        f"{found['annotate'] / found['copy']:.1f} ×", rate >= 450,
    )  # fmt: skip


def _memory_targets(numbers: Mapping[str, Numbers]) -> Iterator[Target]:
    cold, frame = numbers["memory cold"]["private"], numbers["memory frame"]
    yield Target(f"`{RESOLVE}`, private memory", "≤ 15 MB", f"{cold:.1f} MB", "", "", cold <= 15)
    yield Target(
        f"`resolve_frame`, {frame['names']:,} names of the mix, private memory", "≤ 250 MB",
        f"{frame['peak']:.0f} MB", f"{frame['imports']:.0f} MB of imports are not counted", "", frame["peak"] <= 250,
    )  # fmt: skip


_LINEAR = 1.25
"""How many times the time for a name may be that with fewer names, or with the smaller index."""


def _scaling_targets(numbers: Mapping[str, Numbers]) -> Iterator[Target]:
    each = {int(size): seconds / int(size) for size, seconds in numbers["lists scaling"].items()}
    most = max(each)
    for size in sorted(each)[:-1]:
        yield Target.at_most(
            f"{most:,} names of the mix, time for a name", _LINEAR, f"that with {size:,} names",
            (_microseconds(each[most]), each[most]), (_microseconds(each[size]), each[size]),
        )  # fmt: skip
    doubled = numbers["lists doubled"]
    yield Target.at_most(
        "an index with all genes and names twice, time for a name", _LINEAR, "that with them once",
        (_microseconds(doubled["twice"]), doubled["twice"]), (_microseconds(doubled["once"]), doubled["once"]),
    )  # fmt: skip


def _memory_notes(numbers: Mapping[str, Numbers]) -> Iterator[str]:
    shared = numbers["memory shared"]
    yield "Private memory is `Private_Clean` and `Private_Dirty` of Linux's `/proc/PID/smaps_rollup`: at the end of"
    yield "the cold call, and for the list the most that another process read every few milliseconds, less what it was"
    yield "after the import of pandas. Pages of the index file are among them while only one process has read them."
    yield ""
    private, pss = (f"{shared[f'two_{name}']:.0f} MB" for name in ("private", "pss"))
    one_private, one_pss = (f"{shared[f'one_{name}']:.0f} MB" for name in ("private", "pss"))
    yield f"Two processes that have answered 2,000 names each with the index open have {private} of private memory"
    yield f"together, and {pss} with their part of shared pages (PSS); one alone has {one_private} and {one_pss}."
    yield ""


_BOUNDS = {
    "dict": "`dict.get` of a folded key",
    "fold": "folding the name to its key",
    "sqlite": "SQLite, one key a statement",
    "sqlite_batch": "SQLite, 500 keys a statement",
    "polars_join": "polars join",
}


def _comparison_section(numbers: Mapping[str, Numbers]) -> Iterator[str]:
    bounds, opening, mix = numbers["lower bounds"], numbers["single_names opening"], numbers["lists distinct"]["mix"]
    plain, ambiguous = numbers["single_names plain"], numbers["single_names ambiguous"]
    yield "## Comparison with other tools and with lower bounds"
    yield ""
    yield "| tool | time per name | time to the first answer | names answered |"
    yield "| --- | --- | --- | --- |"
    first = _milliseconds(opening["first_answer"])
    yield f"| genenorm, one plain symbol at a time | {_microseconds(plain['first'])} | {first} | |"
    yield f"| the same symbols again | {_microseconds(plain['again'])} | | |"
    yield f"| genenorm, an ambiguous name in a context, never asked before | {_microseconds(ambiguous['first'])} | | |"
    yield f"| genenorm, `resolve_frame`, the mix | {_microseconds(mix['frame'] / mix['names'])} | | |"
    for peer in PEERS:
        if found := numbers.get(f"peer {peer.name}"):
            yield (
                f"| {peer.requirement.replace('==', ' ')} ({peer.scope}) | {_microseconds(found['each'])} "
                f"| {_milliseconds(found['open'])} | {found['answered']:.0%} of {found['names']:,} |"
            )
            if "each_without_pauses" in found:
                each = _microseconds(found["each_without_pauses"])
                yield f"| the same without the client's pauses of 1 s | {each} | | |"
    yield f"| lower bound: pandas merge, the mix | {_microseconds(mix['merge'] / mix['names'])} | | |"
    for key, label in _BOUNDS.items():
        if key in bounds:
            yield f"| lower bound: {label} | {_microseconds(bounds[key])} | | |"
    yield ""
    yield f"Opening the index takes {opening['open'] * 1e3:.2f} ms, once its modules are imported."
    yield ""
    instructions = numbers["instructions"]
    yield "| whole process | time | instructions |" if instructions else "| whole process | time |"
    yield "| --- | --- | --- |" if instructions else "| --- | --- |"
    for label, seconds in numbers["processes"].items():
        counted = f" {_millions(instructions[label]) if label in instructions else ''} |" if instructions else ""
        yield f"| `{label}` | {_milliseconds(seconds)} |{counted}"
    yield ""
    processes = numbers["processes"]
    yield f"`{RESOLVE}` takes {processes[RESOLVE] / processes[IMPORT_PANDAS]:.0%} of the time of importing pandas."
    yield ""


def _doors_section(numbers: Mapping[str, Numbers]) -> Iterator[str]:
    doors = dict(numbers["lists doors"])
    names, factorize = doors.pop("names"), doors.pop("factorize")
    yield "## Columns of pandas, polars and Arrow"
    yield ""
    yield f"The list of {names:,} names with repetitions in `resolve_frame`: as text, and as categories (in Arrow"
    yield f"dictionaries) with categories in the answers. `pandas.factorize` takes {_milliseconds(factorize)}."
    yield ""
    yield "| column | time | times `pandas.factorize` |"
    yield "| --- | ---: | ---: |"
    for label, seconds in doors.items():
        yield f"| {label} | {_milliseconds(seconds)} | {seconds / factorize:.1f} |"
    yield ""


def _scaling_section(numbers: Mapping[str, Numbers]) -> Iterator[str]:
    doubled = numbers["lists doubled"]
    yield "## Scaling"
    yield ""
    yield "| names of the mix in `resolve_frame` | total | per name |"
    yield "| --- | --- | --- |"
    for names, seconds in numbers["lists scaling"].items():
        yield f"| {int(names):,} | {_milliseconds(seconds)} | {_microseconds(seconds / int(names))} |"
    yield ""
    once, twice = _microseconds(doubled["once"]), _microseconds(doubled["twice"])
    yield f"The same {doubled['names']:,} names take {once} each with an index that has every gene and every name once,"
    yield f"and {twice} each with one that has them twice."


def _millions(count: float) -> str:
    return f"{count / 1e6:,.0f} million"


def _microseconds(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} µs" if seconds < 1e-3 else _milliseconds(seconds)


def _milliseconds(seconds: float) -> str:
    if seconds < 0.01:
        return f"{seconds * 1e3:.1f} ms"
    return f"{seconds * 1e3:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
