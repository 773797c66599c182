"""The messages of a run over files on standard error: each once, and the numbers at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from genenorm.annotation.summary import NO_ANSWERS
from genenorm.cli.output.messages import detail, note
from genenorm.cli.output.species_of_list import decided_name, decisions, decisions_counted
from genenorm.cli.output.streams import echo, printable
from genenorm.cli.output.summary_text import print_summary

if TYPE_CHECKING:
    from genenorm.annotation.failing import FailingNames
    from genenorm.annotation.inputs import InputFiles
    from genenorm.annotation.run import Outcome
    from genenorm.mygene.lookups import LookupReport

_MOST_NOTES = 10
"""The most different notes that are printed for several files."""
_MOST_NAMES = 5
"""The most names that are listed as having had other answers."""


class RunStory:
    """Collects the outcomes of a run; ``end`` prints what they have in common.

    :param is_one: whether the run is over a single file, whose messages are printed at once.
    :param is_printed: whether the answers are on standard output.
    """

    def __init__(self, *, is_one: bool, is_printed: bool = False) -> None:
        self.failures: list[str] = []
        """Why files could not be annotated, each in one line."""
        self.faults: list[str] = []
        """What failed by a fault of genenorm within files that were written, each in one line."""
        self.reports: list[LookupReport] = []
        """The reports of live look-ups."""
        self.failing: list[FailingNames] = []
        """The names whose answers the run is not to have."""
        self.summary = NO_ANSWERS
        self._is_one, self._is_printed = is_one, is_printed
        self._done_before = 0
        self._species: Counter[str] = Counter()
        self._notes: dict[str, tuple[str, int]] = {}
        self._notes_left_out = 0
        self._replaced: list[tuple[str, int]] = []
        self._first_replaced: tuple[str, ...] = ()

    def add(self, outcome: Outcome) -> None:
        """Add the outcome of a file, and print what is wanted for each: the genes missing among its names."""
        self.summary += outcome.summary
        self.reports += outcome.reports
        if outcome.failing:
            self.failing.append(outcome.failing)
        self._done_before += outcome.skipped
        if outcome.error:
            self.failures.append(outcome.error)
        if outcome.fault:
            self.faults.append(outcome.fault)
        if outcome.notes:
            self._take_note(outcome.source, "; ".join(outcome.notes))
        for gene in outcome.missing:
            echo(printable(f"genenorm: {outcome.source}: not among the keywords: {gene}"), err=True)
        if outcome.replaced:
            self._first_replaced = self._first_replaced or outcome.replaced
            self._replaced.append((outcome.source, len(outcome.replaced)))
            if not self._is_one:
                told_of = f"{_replaced_text(len(outcome.replaced))}: {', '.join(outcome.replaced)}"
                detail(f"genenorm: {outcome.source}: {told_of}")
        if outcome.species:
            show = note if self._is_one else detail
            show(f"genenorm: {outcome.source}: {decisions(outcome.species)}")
            self._species.update(map(decided_name, outcome.species))

    def _take_note(self, source: str, text: str) -> None:
        if self._is_one:
            note(f"genenorm: {source}: {text}")
            return
        detail(f"genenorm: {source}: {text}")
        if text in self._notes:
            first, count = self._notes[text]
            self._notes[text] = first, count + 1
        elif len(self._notes) < _MOST_NOTES:
            self._notes[text] = source, 1
        else:
            self._notes_left_out += 1

    def end(self, commands: Sequence[tuple[str, str]] = ()) -> None:
        """Tell what several files have in common, then the summary and the commands to type next."""
        for text, (first, count) in self._notes.items():
            others = f" and {count - 1:,} other file{'s' if count > 2 else ''}" if count > 1 else ""
            note(f"genenorm: {first}{others}: {text}")
        if self._notes_left_out:
            note(f"genenorm: notes on {self._notes_left_out:,} more files: add --verbose")
        if self._species and not self._is_one:
            note(f"genenorm: {decisions_counted(self._species)}")
        self._tell_replaced()
        print_summary(
            self.summary,
            commands,
            failed=len(self.failures),
            done_before=self._done_before,
            in_terminal_only=self._is_printed,
        )

    def _tell_replaced(self) -> None:
        """Tell which answers were other ones before the run, since somebody may have edited them."""
        if not self._replaced:
            return
        names = self._first_replaced[:_MOST_NAMES]
        left = len(self._first_replaced) - len(names)
        named = f"{', '.join(names)}{f' and {left:,} more' if left else ''}"
        first = self._replaced[0][0]
        count = sum(number for _, number in self._replaced)
        if len(self._replaced) == 1:
            note(f"{first}: {_replaced_text(count)}: {named}")
        else:
            files = f"{len(self._replaced):,} files"
            note(f"genenorm: {_replaced_text(count)}, in {files}; in {first}: {named} (--verbose names all)")


def _replaced_text(count: int) -> str:
    answers = "1 answer that was" if count == 1 else f"{count:,} answers that were"
    return f"replaced {answers} edited, or had other options"


def warn_of_no_files(paths: Sequence[str], count: int) -> None:
    """Tell that no file was found for some paths, if none was."""
    if not count:
        note(f"genenorm: no records in {', '.join(paths)}")


def note_left_out(inputs: InputFiles) -> None:
    """Tell how many files of folders are left out, and why; nothing if none is."""
    for count, why in (
        (inputs.unrecognized, "with a suffix of no known format"),
        (inputs.without_genes, "which have no names of genes, as their names show"),
        (inputs.like_outputs, "named as a table of genenorm but not written by it; rename to read"),
    ):
        if count:
            note(f"genenorm: {'1 file' if count == 1 else f'{count:,} files'} skipped, {why}")
    if count := inputs.read_with_records:
        tables = "1 gene table" if count == 1 else f"{count:,} gene tables"
        note(f"genenorm: {tables} read with the records, and not annotated; to annotate them, leave out --with-tables")


def with_progress(outcomes: Iterator[Outcome], count: int) -> Iterator[Outcome]:
    """Yield the outcomes of a run over ``count`` files, with a progress bar if there are several."""
    from genenorm.cli.output.progress_bar import progress_bar

    done, records, start = 0, 0, monotonic()
    with progress_bar(wanted=count > 1) as bar:
        for outcome in outcomes:
            done += 1
            records += outcome.records
            yield outcome
            rate = records / max(monotonic() - start, 1e-9)
            bar.show(done, count, f"{done:,}/{count:,} files, {rate:,.0f} records/s")
