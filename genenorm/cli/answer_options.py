"""The options for the answers that a command writes: the file, its format and columns, and what makes it fail."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from genenorm.cli.commands import did_you_mean
from genenorm.cli.options import option_group
from genenorm.cli.output.messages import detail
from genenorm.cli.output.streams import ANSWER_FORMATS, chosen_format, echo
from genenorm.cli.plain_resolve import split_at_commas
from genenorm.cli.result_options import raw_option

if TYPE_CHECKING:
    from genenorm.annotation.failing import FailingNames
    from genenorm.core.tables import Table

Command = TypeVar("Command", bound=Callable[..., Any])

DOUBT = "doubt"
FAIL_WORDS = ("unknown", "ambiguous", DOUBT, "group", "family", "retired", "not-a-gene")
"""The words of ``--fail-on``: the statuses of names without a single gene, and doubt."""
FAILED_NAMES = 3
"""The exit code when an answer is one that ``--fail-on`` names."""


# -- the file ---------------------------------------------------------------------------------------------------------


class FileFormat(NamedTuple):
    """The format of an output file, and the suffix of its compression."""

    form: str
    compression: str = ""


def format_of_file(out: str, known: Sequence[str], usual: str) -> FileFormat:
    """Return the format that the suffix of an output file shows, and its compression.

    A file without a suffix, or with ``.txt``, has the ``usual`` format; another suffix is a usage error.

    >>> format_of_file("a.CSV.gz", ("tsv", "csv"), "tsv"), format_of_file("answers", ("csv",), "tsv")
    (FileFormat(form='csv', compression='.gz'), FileFormat(form='tsv', compression=''))
    """
    from pathlib import PurePath

    from genenorm.records.compressed import compression_of, without_compression

    compression = compression_of(out)
    suffix = PurePath(without_compression(out)).suffix.lower().removeprefix(".")
    if suffix in known:
        return FileFormat(suffix, compression)
    if suffix in ("", "txt", usual):
        return FileFormat(usual, compression)
    endings = ", ".join(f".{form}" for form in known)
    message = f"the suffix of {out} shows no format; it may be {endings}, with .gz or .zst; or give --format"
    raise click.UsageError(message, click.get_current_context())


def out_option(command: Command) -> Command:
    """Add ``--out`` for a single file; the command gets it as ``out``, ``-`` by default."""
    return click.option(
        "--out", "-o", metavar="FILE", default="-",
        help="Write to FILE, whole or not at all; its suffix shows the format (.gz and .zst compress). Default: "
             "standard output.",
    )(command)  # fmt: skip


# -- answers ----------------------------------------------------------------------------------------------------------


class AnswerOutput(NamedTuple):
    """Where answers are written and how, and which of them make the command fail."""

    out: str
    """The output file; ``-`` for standard output."""
    given_form: str | None
    """The format of ``--format``; ``None`` when not given."""
    columns: str
    """The value of ``--columns``; empty when not given."""
    fail_on: tuple[str, ...]
    """Of ``FAIL_WORDS``."""
    raw: bool = False
    """Whether CSV keeps cells that a spreadsheet would run."""

    def file_format(self) -> FileFormat:
        """Return the format and the compression of the output."""
        from genenorm.cli.output.output_file import STANDARD_OUTPUT
        from genenorm.records.compressed import compression_of

        if self.out == STANDARD_OUTPUT:
            if self.given_form == "parquet" and sys.stdout.isatty():
                message = "--format parquet is no text; write it with --out FILE, or into a pipe"
                raise click.UsageError(message, click.get_current_context())
            return FileFormat(chosen_format(self.given_form))
        if self.given_form:
            return FileFormat(self.given_form, compression_of(self.out))
        return format_of_file(self.out, [form for form in ANSWER_FORMATS if form != "table"], "tsv")

    def chosen_columns(self, known: Sequence[str], short: Sequence[str], form: str) -> tuple[str, ...]:
        """Return the columns to write in a format, of all that are known; an unknown one is a usage error."""
        from genenorm.resolver.answer_table import chosen_columns

        wanted = self.columns or ("short" if form == "table" else "full")
        if wanted == "short":
            return tuple(short)
        try:
            return chosen_columns(wanted, known)
        except ValueError as error:
            raise click.UsageError(f"--columns: {error}", click.get_current_context()) from error

    def check(self, inputs: Iterable[str | None], known: Sequence[str]) -> None:
        """Raise an error, before any work is done, for an unknown format or column, and an output with no place.

        It has none among the inputs, nor in a folder that is missing.
        """
        from genenorm.cli.output.output_file import check_not_input, check_writable

        self.chosen_columns(known, (), self.file_format().form)
        check_not_input(self.out, inputs)
        check_writable(self.out)

    def write(self, table: Table, short: Sequence[str]) -> None:
        """Write the columns asked for of a table of answers; ``short`` are those that a terminal shows."""
        file_format = self.file_format()
        columns = self.chosen_columns(table.columns, short, file_format.form)
        write_table(table.only(columns), self.out, file_format, raw=self.raw)

    def exit_if_failing(self, table: Table, faults: Mapping[str, str] | None = None) -> None:
        """End with an exit code if something failed, after one line on it; else do nothing.

        :param faults: the names that ended in exceptions nobody expected, as ``Resolver.faults`` has them: code 1.
            Code 3 is that of answers such that the command fails.
        """
        found = []
        if self.fail_on:
            from genenorm.annotation.failing import FailingNames

            answers = table.only(("input", "status", DOUBT)).rows
            found.append(FailingNames.of(((str(a), str(b), str(c)) for a, b, c in answers), self.fail_on))
        print_failing(found)
        if faults:
            exit_with_faults(faults)
        exit_if_failing(found)


def write_table(table: Table, out: str, file_format: FileFormat, *, raw: bool = False) -> None:
    """Write a table to a file or, for ``-``, to standard output; see ``core.tables.to_csv`` for ``raw``."""
    from genenorm.cli.output.answers import print_rows, rows_as_bytes
    from genenorm.cli.output.output_file import STANDARD_OUTPUT, write_output

    if out == STANDARD_OUTPUT and not file_format.compression:
        print_rows(table, file_format.form, raw=raw)
        return
    from genenorm.records.compressed import compress

    rows = rows_as_bytes(table, file_format.form, raw=raw)
    write_output(out, [compress(rows, f"x{file_format.compression}")])
    count = f"{len(table.rows):,} {'row' if len(table.rows) == 1 else 'rows'}"
    detail(f"genenorm: {count} of {len(table.columns)} columns written to {out} as {file_format.form}")


def answer_options(command: Command) -> Command:
    """Add ``--out --format --columns --raw --fail-on``; the command gets them as ``output``, an AnswerOutput."""
    return option_group(
        "output", _answer_output, command,
        out_option,
        click.option("--format", "-f", "form", type=click.Choice(ANSWER_FORMATS),
                     help="Output format; default: by the suffix of --out, else table in a terminal and tsv "
                          "elsewhere."),
        click.option("--columns", default="", metavar="short|full|LIST",
                     help="Columns to write: short, full, or names joined by commas. Default: short in the format "
                          "table, else full."),
        raw_option,
        fail_on_option,
    )  # fmt: skip


def _answer_output(
    *, out: str, form: str | None, columns: str, raw: bool = False, fail_on: tuple[str, ...] = ()
) -> AnswerOutput:
    return AnswerOutput(out, form, columns, fail_on, raw)


# -- failing ----------------------------------------------------------------------------------------------------------


def fail_on_option(command: Command) -> Command:
    """Add ``--fail-on``; the command gets it as ``fail_on``, some of ``FAIL_WORDS``."""
    return click.option(
        "--fail-on", multiple=True, metavar="WORD,…", callback=lambda ctx, _, values: _fail_words(ctx, values),
        help=f"End with exit code 3, after all output, if an answer is one of these: {', '.join(FAIL_WORDS)}.",
    )(command)  # fmt: skip


def _fail_words(ctx: click.Context, values: tuple[str, ...]) -> tuple[str, ...]:
    words = split_at_commas(values)
    for word in words:
        if word not in FAIL_WORDS:
            near = did_you_mean(word, FAIL_WORDS)
            raise click.UsageError(f"--fail-on: {word!r} is none of {', '.join(FAIL_WORDS)}{near}", ctx)
    if values and not words:
        raise click.UsageError(f"--fail-on is empty; give one of {', '.join(FAIL_WORDS)}", ctx)
    return tuple(dict.fromkeys(words))


def exit_with_faults(faults: Mapping[str, str]) -> None:
    """End with exit code 1, after one line, if names ended in exceptions nobody expected (``Resolver.faults``)."""
    if faults:
        from genenorm.cli.output.answers import exit_with_failures
        from genenorm.resolver.guarded_answers import faults_text

        exit_with_failures([faults_text(faults)])


def print_failing(found: Sequence[FailingNames]) -> None:
    """Print in one line how many names make the command fail, and which first; nothing if none does."""
    if any(found):
        from genenorm.annotation.failing import FailingNames

        echo(f"genenorm: --fail-on: {FailingNames.merge(found)}", err=True)


def exit_if_failing(found: Sequence[FailingNames]) -> None:
    """End with exit code 3 if any name makes the command fail."""
    if any(found):
        raise click.exceptions.Exit(FAILED_NAMES)
