"""Attack genenorm for as long as is asked for, and write the figures into docs/trust.md.

::

    python -m tools.trust_run                              # everything, which takes hours
    python -m tools.trust_run --names 300000 --files 5000 --bits 300 --ends 50 --kills 8 --fuzz-seconds 60
    python -m tools.trust_run --seed 7 --no-write          # other input, and only print the figures

The same seed and amounts make the same names, files and damage; the moments of kills and the inputs of the search by
coverage depend on the machine too.
"""

from __future__ import annotations

import platform
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import click
import numpy  # noqa: F401 - with it, long lists are answered on arrays

from genenorm import __version__
from genenorm.core.paths import SHIPPED_INDEX
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from tools.trust import coverage_guided
from tools.trust.checks import wrong_with_file, wrong_with_names
from tools.trust.damage import damaged
from tools.trust.index_damage import DamagedIndex
from tools.trust.kills import ATTACKED, wrong_with_kills
from tools.trust.names import known_names, made_lists
from tools.trust.samples import options_for, sample_files

PAGE = Path(__file__).resolve().parents[1] / "docs" / "trust.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
_SEARCHED = ("a.csv", "c.md", "f.yaml", "d.jsonl", "k.pubtator", "l.xml", "m.bioc.json", "g.gct", "h.gff3", "j.gpml")
"""The samples whose readers are searched by coverage; those of binary formats are readers of other projects."""
_ASKED_OF_INDEX = 30
_MOST_SHOWN = 20
_SECONDS_BETWEEN_NOTES = 30


@dataclass(slots=True)
class Attack:
    """One line of the table: what was run, how often, and what was wrong."""

    name: str
    holds: str
    """What must hold, in words."""
    count: int = 0
    wrong: list[str] = field(default_factory=list)
    skipped: str = ""
    """Why it was not run; empty if it was."""

    def add(self, wrong: str, count: int = 1) -> None:
        """Count so many more, and what was wrong with them."""
        self.count += count
        if wrong:
            self.wrong.append(wrong)
            click.echo(f"WRONG {self.name}: {wrong}", err=True)

    @property
    def row(self) -> str:
        """The line in Markdown."""
        count = self.skipped or f"{self.count:,}"
        return f"| {self.name} | {count} | {self.holds} | {'' if self.skipped else f'{len(self.wrong):,}'} |"


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much to run, and the seed."""

    names: int
    files: int
    bits: int
    ends: int
    kills: int
    fuzz_seconds: int
    seed: int


def attacks(amounts: Amounts, reference: Reference) -> Iterator[Attack]:
    """Run all attacks, and yield each when it is done."""
    yield _names(amounts, reference)
    yield _files(amounts, reference)
    yield _coverage(amounts)
    yield from _index(amounts, reference)
    yield from _kills(amounts)


def _names(amounts: Amounts, reference: Reference) -> Attack:
    attack = Attack("names in lists", "a row for each, in order; the same alone and in another order")
    resolver, lists = Resolver(reference), made_lists(known_names(reference), amounts.seed)
    note = _Notes(attack, amounts.names)
    while attack.count < amounts.names:
        names, context = next(lists)
        del names[max(1, amounts.names - attack.count) :]
        attack.add(wrong_with_names(names, resolver, context, Random(attack.count)), len(names))
        note()
    return attack


def _files(amounts: Amounts, reference: Reference) -> Attack:
    files = sample_files()
    holds = "refused in one line, or annotated twice and stripped without a lost byte"
    attack = Attack(f"damaged files of {len(files)} kinds", holds)
    resolver, chance, note = Resolver(reference), Random(amounts.seed), _Notes(attack, amounts.files)
    names, others = sorted(files), tuple(files.values())
    for number in range(amounts.files):
        name = names[number % len(names)]
        data = damaged(files[name], chance, others)
        wrong = wrong_with_file(data, name, resolver, options_for(name))
        attack.add(f"{name}, file {number}: {wrong}" if wrong else "")
        note()
    return attack


def _coverage(amounts: Amounts) -> Attack:
    attack = Attack("inputs of readers, guided by coverage", "read, or refused in one line; no byte is lost")
    if not coverage_guided.is_installed():
        attack.skipped = "not run (atheris, of the extra fuzz, is not installed)"
        return attack
    if amounts.fuzz_seconds:
        for name in _SEARCHED:
            found = coverage_guided.search(name, max(1, amounts.fuzz_seconds // len(_SEARCHED)), amounts.seed)
            attack.count += found.inputs
            for wrong in found.wrong:
                attack.add(wrong, 0)
    return attack


def _index(amounts: Amounts, reference: Reference) -> Iterator[Attack]:
    chance = Random(amounts.seed)
    bits = Attack("single bits of the index", "found by a check of all; the same answers, or an error of one line")
    ends = Attack("lost ends of the index", "not opened")
    with tempfile.TemporaryDirectory() as folder:
        asked = chance.sample(known_names(reference), _ASKED_OF_INDEX)
        index = DamagedIndex(SHIPPED_INDEX, Path(folder), asked)
        note = _Notes(bits, amounts.bits)
        for _ in range(amounts.bits):
            bits.add(index.wrong_with_bit(chance))
            note()
        for _ in range(amounts.ends):
            ends.add(index.wrong_with_end(chance))
    yield bits
    yield ends


def _kills(amounts: Amounts) -> Iterator[Attack]:
    count = amounts.kills // len(ATTACKED)
    for command, make in ATTACKED.items() if count else ():
        attack = Attack(f"SIGKILL and SIGINT of `{command}`", "nothing torn, lost or left over; a run ends the work")
        with tempfile.TemporaryDirectory() as folder:
            found = wrong_with_kills(make, Path(folder), count, Random(f"{amounts.seed} {command}"))
        attack.count = count
        for wrong in found:
            attack.add(wrong, 0)
        yield attack


class _Notes:
    """Prints now and then how far an attack is."""

    def __init__(self, attack: Attack, size: int) -> None:
        self._attack, self._size, self._last = attack, size, time.monotonic()

    def __call__(self) -> None:
        if time.monotonic() - self._last > _SECONDS_BETWEEN_NOTES:
            self._last = time.monotonic()
            click.echo(f"{self._attack.name}: {self._attack.count:,} of {self._size:,}", err=True)


def section(done: list[Attack], command: str, stamp: str, seconds: float) -> str:
    """Return the text between the markers: when and how it was run, the table, and what was wrong."""
    system = platform.system()
    lines = [
        f"Run on {datetime.now(UTC):%Y-%m-%d} in {seconds / 60:.0f} minutes, by",
        f"`{command}`,",
        f"with genenorm {__version__}, the index {stamp}, and Python {platform.python_version()} on {system}:",
        "",
        "| attack | run | what must hold | wrong |",
        "| --- | ---: | --- | ---: |",
        *(attack.row for attack in done),
    ]
    wrong = [f"- {attack.name}: {line}" for attack in done for line in attack.wrong]
    return "\n".join([*lines, *([""] if wrong else []), *wrong[:_MOST_SHOWN]])


def with_section(page: str, text: str) -> str:
    """Return a page with other text between the markers."""
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise click.ClickException(f"{PAGE}: the page has no {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


@click.command(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.option("--names", default=10_000_000, help="Names to resolve, in lists.")
@click.option("--files", default=50_000, help="Damaged files to annotate.")
@click.option("--bits", default=1_000, help="Single bits of the index to change.")
@click.option("--ends", default=100, help="Ends of the index to cut.")
@click.option("--kills", default=132, help="Runs to kill or interrupt, of all commands together.")
@click.option("--fuzz-seconds", default=3_600, help="How long to search the readers by coverage, all together.")
@click.option("--seed", default=1, help="Seed of all that is made.")
@click.option("--write/--no-write", default=True, help="Write the figures into docs/trust.md.")
def main(*, write: bool, **amounts: int) -> None:
    """Attack genenorm, and write what was run and what was wrong into docs/trust.md; exit code 1 if anything was."""
    start = time.monotonic()
    done = []
    with Reference.open(SHIPPED_INDEX) as reference:
        stamp = reference.stamp
        for attack in attacks(Amounts(**amounts), reference):
            click.echo(attack.row)
            done.append(attack)
    words = [word for name, value in amounts.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    command = shlex.join(["python", "-m", "tools.trust_run", *words])
    text = section(done, command, stamp, time.monotonic() - start)
    if write:
        PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    else:
        click.echo(text)
    sys.exit(any(attack.wrong for attack in done))


if __name__ == "__main__":
    main()
