"""The file of ``--methods``: a paragraph for the methods section of a paper."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from genenorm.cli.output.output_file import STANDARD_OUTPUT, check_not_input, write_output

if TYPE_CHECKING:
    from genenorm.annotation.summary import AnswerSummary
    from genenorm.core.context import Context
    from genenorm.index.reference import Reference


def check_methods_file(file: str, others: Iterable[str | None], *, is_output_printed: bool) -> None:
    """Raise a usage error when the paragraph would be mixed with answers, or replace another file of the command."""
    if file == STANDARD_OUTPUT and is_output_printed:
        message = (
            "--methods -: the answers are printed on standard output too; give a file, or write the answers to one"
        )
        raise click.UsageError(message, click.get_current_context())
    others = tuple(others)
    check_not_input(file, others)
    if file and any(other and os.path.realpath(other) == os.path.realpath(file) for other in others):
        message = f"--methods {file}: the answers are written to this file too; give another file"
        raise click.UsageError(message, click.get_current_context())


def write_methods(
    file: str,
    summary: AnswerSummary,
    reference: Reference,
    context: Context,
    options: Sequence[str] = (),
    *,
    is_live: bool = False,
) -> None:
    """Write the methods paragraph of a run; in Markdown when the file's name says so.

    :param options: sentences on options that matter for the answers.
    :param is_live: whether MyGene.info was asked.
    :raises RecordError: the file cannot be written.
    """
    from genenorm import __version__
    from genenorm.annotation.methods import methods_text

    text = methods_text(
        summary,
        reference,
        version=__version__,
        context=context,
        options=options,
        live=is_live,
        markdown=file.lower().endswith((".md", ".markdown")),
    )
    write_output(file, [text.encode()], make_folder=True)
