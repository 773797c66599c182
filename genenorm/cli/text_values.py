"""Texts in command lines: an empty one is refused, and the shell completes file names, species and words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem
from click.types import StringParamType

if TYPE_CHECKING:
    from typing import Any

_MAY_BE_EMPTY = ("names", "text")
"""Parameters that are meant for any text: an empty name gets an answer, and a record may have no text."""
_SPECIES = ("--species", "--organism", "--to", "--as")
_FILE_METAVARS = ("FILE", "PATH", "DIR", "LOCK", "GOLD", "OLD", "NEW")


class TextValue(StringParamType):
    """The type of a parameter with text.

    An empty text is the value of a shell variable that is not set; taken for "not given", or for the folder of work,
    it would change what a command does without a word.

    :param may_be_empty: whether an empty text is a value like others.
    """

    def __init__(self, *, may_be_empty: bool) -> None:
        self._may_be_empty = may_be_empty

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the text; an empty one in a command line is a usage error."""
        if value == "" and not self._may_be_empty and param is not None and ctx is not None:
            is_given = ctx.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
            if is_given and isinstance(param, click.Option):
                raise click.UsageError(f"{param.opts[0]} is empty; give a value, or leave the option out", ctx)
            if is_given:
                raise click.UsageError(f"{_metavar(param).strip('[]…')} is empty; give a value", ctx)
        return super().convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - click's signature
        """Return the words that a shell offers for the text typed so far; for files and folders the shell finds them.

        After a comma the next word of a list is completed.
        """
        before, comma, last = incomplete.rpartition(",")
        found = [CompletionItem(before + comma + word) for word in _words(param) if word.startswith(last)]
        if any(word in _metavar(param) for word in _FILE_METAVARS):
            found.insert(0, CompletionItem(incomplete, type="file"))
        return found


def add_text_values(command: click.Command) -> click.Command:
    """Return a command after giving its parameters of text the type ``TextValue``."""
    for parameter in command.params:
        may_be_empty = parameter.name in _MAY_BE_EMPTY or (isinstance(parameter, click.Option) and parameter.multiple)
        if parameter.type is click.STRING:
            parameter.type = TextValue(may_be_empty=may_be_empty)
        elif isinstance(parameter.type, click.Tuple):
            parts = parameter.type.types
            parameter.type = click.Tuple(
                [TextValue(may_be_empty=False) if part is click.STRING else part for part in parts]
            )
    return command


def _metavar(parameter: click.Parameter) -> str:
    return parameter.metavar or (parameter.name or "").upper()


def _words(parameter: click.Parameter) -> Iterable[str]:
    """Return the words that may be the value of a parameter, as far as they are known."""
    options = {*parameter.opts} if isinstance(parameter, click.Option) else set()
    if not options.isdisjoint(_SPECIES) and any(word in _metavar(parameter) for word in ("NAME", "SPECIES")):
        from genenorm.index.reference import Reference

        with Reference.open() as reference:
            return tuple(taxon.common for taxon in reference.taxa.values())
    if "--columns" in options:
        from genenorm.resolver.answer_table import ANSWER_COLUMNS

        return ("short", "full", *ANSWER_COLUMNS)
    if "--fail-on" in options:
        from genenorm.cli.answer_options import FAIL_WORDS

        return FAIL_WORDS
    return ()
