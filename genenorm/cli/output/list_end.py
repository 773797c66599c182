"""What follows the answers for a list of names: the methods paragraph and the summary."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING

from genenorm.annotation.summary import AnswerSummary
from genenorm.cli.next_commands import after_names, repeated
from genenorm.cli.output.messages import is_quiet

if TYPE_CHECKING:
    from genenorm.core.context import Context
    from genenorm.core.tables import Table
    from genenorm.resolver.resolver import Resolver


class ListEnd:
    """The answers for a list of names, once they are made.

    :param resolver: gave the answers.
    :param table: the answers, with all columns of ``resolver.answer_table``.
    :param context: what the user said of the names.
    """

    def __init__(self, resolver: Resolver, table: Table, context: Context) -> None:
        self._resolver, self._table, self._context = resolver, table, context

    @cached_property
    def summary(self) -> AnswerSummary:
        """The answers in numbers, with the most doubtful ones."""
        return AnswerSummary.of_table(self._table, self._resolver.reference)

    def write_methods(self, file: str, *, is_live: bool) -> None:
        """Write the methods paragraph; raises RecordError when the file cannot be written."""
        from genenorm.cli.output.methods_file import write_methods

        write_methods(file, self.summary, self._resolver.reference, self._context, is_live=is_live)

    def print_summary(self, file: str | None = None, *, is_kept_apart: bool = False) -> None:
        """Print the summary in a terminal; nothing elsewhere, where the rows say all.

        :param file: the file with the names, if they are in one.
        :param is_kept_apart: whether the rows are in files by what the answers are worth.
        """
        from genenorm.cli.output.summary_text import print_summary

        if sys.stderr.isatty() and not is_quiet():
            context = repeated_context(self._context, self._resolver)
            print_summary(self.summary, after_names(self.summary, file, is_split=is_kept_apart, context=context))


def repeated_context(context: Context, resolver: Resolver) -> list[str]:
    """Return the words that say of a name what the command line said; also without click, for a plain ``resolve``."""
    if words := repeated(("species", "organism", "text", "index")):
        return words
    taxa = resolver.reference.taxa
    species = ",".join(taxa[taxon].common if taxon in taxa else str(taxon) for taxon in context.species)
    return ["--species", species] if species else []
