"""Options that several commands share, and the functions that convert their text to values."""

from __future__ import annotations

import functools
import inspect
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import click

from genenorm.cli.commands import did_you_mean
from genenorm.cli.output.messages import detail, note
from genenorm.cli.output.streams import ROW_FORMATS
from genenorm.cli.plain_resolve import split_at_commas, utf8_names
from genenorm.core.numbers import whole_number

if TYPE_CHECKING:
    from genenorm.core.context import Context
    from genenorm.index.reference import Reference
    from genenorm.records.source import ReadOptions

Command = TypeVar("Command", bound=Callable[..., Any])

STANDARD_INPUT = "-"
"""The file name that stands for standard input."""
INPUT_FORMAT_NAMES = ("pfocr", "pfocr-table", "yaml", "bioc-json", "json", "jsonl", "csv", "tsv", "excel", "gmt",
                      "gmx", "list", "pubtator", "bioc", "gtf", "gff3", "gct", "gpml", "anndata")  # fmt: skip
"""The keys of ``genenorm.records.formats.INPUT_FORMATS``, repeated so that ``--help`` imports only click."""


def usage_error(message: str) -> click.UsageError:
    """Return an error of usage of the command that is running."""
    return click.UsageError(message, click.get_current_context())


# -- defining options -------------------------------------------------------------------------------------------------


def with_options(command: Command, *options: Callable[[Command], Command]) -> Command:
    """Return a command with further options, in the order in which its help lists them."""
    for option in reversed(options):
        command = option(command)
    return command


def option_group(
    argument: str, build: Callable[..., object], command: Command, *options: Callable[[Command], Command]
) -> Command:
    """Return a command with further options, whose values it receives as one argument.

    :param argument: the name of that argument.
    :param build: returns the argument; called with the options' values by name. It has a parameter for each option,
        with a default for those that not every command with this group has.
    """

    @functools.wraps(command)
    def with_group(*arguments: Any, **values: Any) -> Any:
        group = {name: values.pop(name) for name in inspect.signature(build).parameters if name in values}
        return command(*arguments, **{argument: build(**group)}, **values)

    return with_options(cast("Command", with_group), *options)


# -- names ------------------------------------------------------------------------------------------------------------


def names_options(command: Command) -> Command:
    """Add the argument ``NAMES`` and the option ``--file``; ``names_given`` returns their names."""
    file = click.option("--file", "-F", metavar="FILE", help="Read names from FILE, one a line ('-': standard input).")
    return click.argument("names", nargs=-1)(file(command))


def names_given(names: tuple[str, ...], file: str | None) -> list[str]:
    """Return the names of a command line: its arguments, then the lines of ``--file``.

    The lines of standard input take the place of an argument ``-``. With neither arguments nor ``--file``, standard
    input is read if something is piped into it.
    """
    if names and file is None and STANDARD_INPUT not in names:
        return decoded(names)
    from genenorm.cli.input_files import check_standard_input, read_names

    if not names and file is None:
        if sys.stdin is None or sys.stdin.isatty():
            message = "no names: give them as arguments, with --file, or in a pipe"
            raise click.UsageError(message, click.get_current_context())
        file = STANDARD_INPUT
    check_standard_input(*names, file)
    given: list[str] = []
    for name, text in zip(names, decoded(names), strict=True):
        given += read_names(name) if name == STANDARD_INPUT else [text]
    return given + (read_names(file) if file is not None else [])


def decoded(names: Iterable[str]) -> list[str]:
    """Return names from the command line decoded as UTF-8; a usage error when one cannot be."""
    try:
        return utf8_names(names)
    except UnicodeDecodeError as error:
        message = f"the name {os.fsdecode(error.object)!a} is not UTF-8 text"
        raise click.UsageError(message, click.get_current_context()) from None


# -- species and context ----------------------------------------------------------------------------------------------


class ContextChoice(NamedTuple):
    """The options for the context of the names in a command line.

    A tuple, as ``LiveChoice`` is: dataclasses take longer to create.
    """

    species: tuple[str, ...]
    organism: tuple[str, ...]
    text: str

    def context(self, reference: Reference, *, any_taxon: bool = False) -> Context:
        """Return these options as a context for a resolver over an index; an unknown species is a usage error.

        With ``any_taxon``, species may also be taxon ids that the index does not have.
        """
        from genenorm.core.context import AUTO, NO_CONTEXT, Context

        if not any(self):
            return NO_CONTEXT
        organisms = split_at_commas(self.organism)
        _warn_of_unknown_organisms(reference, organisms)
        if AUTO in (names := split_at_commas(self.species)):
            if len(names) > 1:
                message = f"--species {AUTO} lets the names decide; leave out the other species"
                raise click.UsageError(message, click.get_current_context())
            return Context(species=AUTO, organisms=organisms, text=self.text)
        species = taxon_ids(reference, self.species, any_taxon=any_taxon)
        return Context(species=species, organisms=organisms, text=self.text)


def context_options(command: Command) -> Command:
    """Add ``--species --organism --text``; the command gets them as ``context``, a ContextChoice."""
    return option_group(
        "context", ContextChoice, command,
        click.option(
            "--species", "-s", multiple=True, metavar="NAME,…",
            help="Find genes of these species only, by common name, Latin name or taxon id: human, 'Mus musculus', "
                 "10090. With 'auto' all names of a list together decide: the species that the list is of, or none.",
        ),
        click.option(
            "--organism", multiple=True, metavar="NAME,…",
            help="Species of the study or text that the names are from. Their genes are preferred, but genes of others "
                 "are found too.",
        ),
        click.option(
            "--text", default="",
            help="Text that the names are from, such as a caption or abstract; it is evidence for species and genes.",
        ),
    )  # fmt: skip


def taxon_ids(
    reference: Reference, species: Iterable[str], option: str = "--species", *, any_taxon: bool = False
) -> tuple[int, ...]:
    """Return the taxon ids of species given on the command line; an unknown one is a usage error.

    With ``any_taxon``, taxon ids that the index does not have are accepted.
    """
    from genenorm.core.errors import UnknownTaxonError

    given = tuple(species)
    names = split_at_commas(given)
    if given and not names:  # such as the value of a shell variable that is not set
        raise click.UsageError(
            f"{option} is empty; give a species, or leave the option out", click.get_current_context()
        )
    found = []
    for name in names:
        try:
            found.append(reference.taxon(name).taxon_id)
        except UnknownTaxonError as error:
            if any_taxon and (number := whole_number(name)) is not None:
                found.append(number)
                continue
            way_out = did_you_mean(name, error.known) or _ask_live(name, option, is_live=any_taxon)
            raise click.UsageError(f"{option}: {error}{way_out}", click.get_current_context()) from error
    return tuple(dict.fromkeys(found))


def _ask_live(name: str, option: str, *, is_live: bool) -> str:
    """Return how to have names looked up in a species that the index lacks; empty where a command cannot."""
    if is_live:
        return "; a species that the index lacks is given by its NCBI taxon id"
    command = click.get_current_context().command
    if option != "--species" or not any("--live" in parameter.opts for parameter in command.params):
        return ""
    if name.isascii() and name.isdigit():
        return f"; to look names up in it at MyGene.info: --species {name} --live"
    return "; other species are looked up at MyGene.info, by NCBI taxon id: --species 9823 --live"


def _warn_of_unknown_organisms(reference: Reference, organisms: Iterable[str]) -> None:
    """Print a note for each organism that the index does not have, since it may be misspelt."""
    from genenorm.core.errors import UnknownTaxonError

    for name in organisms:
        try:
            reference.taxon(name)
        except UnknownTaxonError as error:
            effect = f"genenorm: organism {name!r} is not a species of this index and has no effect"
            note(f"{effect}{did_you_mean(name, error.known)}")


# -- files, index and output format -----------------------------------------------------------------------------------


def reading_options(command: Command) -> Command:
    """Add ``--from --field`` and the options of tables; the command gets them as ``reading``, a ReadOptions."""
    return option_group(
        "reading", read_options, command,
        from_option,
        click.option("--field", default="", metavar="PATH",
                     help="The place of the names in a YAML or JSON file, as keys joined by dots: a.b.c"),
        column_option,
        *shape_options,
    )  # fmt: skip


def answer_reading_options(command: Command) -> Command:
    """Add ``--from`` and the options of tables to a command that needs no names; it gets them as ``reading``."""
    return option_group("reading", read_options, command, from_option, *shape_options)


def column_option(command: Command) -> Command:
    """Add ``--column``; the command gets it as ``column``, empty for the default."""
    return click.option(
        "--column", default="", metavar="NAME|NUMBER",
        help="The column of a table that has the names, by its header or its number, counted from 1; in GTF and GFF3, "
             "the attribute.",
    )(command)  # fmt: skip


shape_options = (
    click.option("--no-header", is_flag=True, help="The first row of a table is a gene, not the headers."),
    click.option("--header-row", type=click.IntRange(1), metavar="N",
                 help="The line of a table, or row of a sheet, with the headers; default: the first that looks so."),
    click.option("--delimiter", metavar="CHARACTER",
                 help="The character between the cells of a text table, or: tab, comma, semicolon, space, bar. "
                      "Default: that of the format, or the one that the file shows."),
    click.option("--sheet", default="", metavar="NAME", help="The sheet of a workbook; default: the first."),
    click.option("--largest", type=click.IntRange(1), metavar="MB",
                 help="The most megabytes of a compressed file or workbook when it is expanded; default: 64, or a "
                      "hundred times its size."),
)  # fmt: skip
"""The options that say what a table looks like, for ``read_options``."""
_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "space": " ", "bar": "|"}


def read_options(
    *, input_format: str, no_header: bool, header_row: int | None, delimiter: str | None, sheet: str, field: str = "",
    column: str = "", largest: int | None = None,
) -> ReadOptions:  # fmt: skip
    """Return the options of files and tables in a command line as one value; a contradiction is a usage error."""
    from genenorm.records.source import ReadOptions

    if no_header and header_row:
        raise click.UsageError("--no-header and --header-row exclude each other", click.get_current_context())
    try:
        return ReadOptions(
            field=field, column=column, form=input_format, no_header=no_header, header_row=header_row or 0,
            delimiter=_DELIMITERS.get((delimiter or "").lower(), delimiter or ""), sheet=sheet,
            largest=(largest or 0) << 20,
        )  # fmt: skip
    except ValueError as error:
        raise click.UsageError(f"--delimiter: {error}", click.get_current_context()) from error


def from_option(command: Command) -> Command:
    """Add ``--from``; the command gets it as ``input_format``, empty to choose the format by each file's name."""
    return click.option(
        "--from", "input_format", type=click.Choice(INPUT_FORMAT_NAMES), metavar="FORMAT",
        callback=lambda _context, _option, value: value or "",
        help=f"Format of the input; default: by the file's suffix. There are: {', '.join(INPUT_FORMAT_NAMES)}.",
    )(command)  # fmt: skip


def reference_option(command: Command) -> Command:
    """Add ``--reference``; the command gets it as ``index``, for ``Reference.open``."""
    return click.option(
        "--reference", "index", metavar="NAME|FILE", callback=_known_index,
        help="Reference index to use: a name that 'genenorm reference list' shows, or a file. Default: "
             "GENENORM_REFERENCE, else the index in use.",
    )(command)  # fmt: skip


def open_index(index: str | None) -> Reference:
    """Return the index of ``--reference`` after opening it; ``--verbose`` tells which it is."""
    from time import perf_counter

    from genenorm.index.reference import Reference

    start = perf_counter()
    opened = Reference.open(index)
    detail(f"genenorm: index {opened.stamp} opened in {1000 * (perf_counter() - start):.1f} ms: {opened.path}")
    return opened


def _known_index(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return the value of ``--reference``; a name that no index has is a usage error."""
    if value is not None:
        from genenorm.core.errors import UnknownReferenceError
        from genenorm.index.choose import find_index

        try:
            find_index(value)
        except UnknownReferenceError as error:
            raise click.UsageError(f"{param.opts[0]}: {error}", ctx) from error
    return value


def format_option(command: Command) -> Command:
    """Add ``--format`` for rows; the command gets it as ``form``, and ``streams.chosen_format`` returns the default."""
    return click.option(
        "--format", "-f", "form", type=click.Choice(ROW_FORMATS),
        help="Output format; default: table in a terminal, tsv otherwise.",
    )(command)  # fmt: skip


def text_or_json_option(command: Command) -> Command:
    """Add ``--format`` for commands that print text or a JSON document; the command gets it as ``form``."""
    return click.option(
        "--format", "-f", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
        help="text for people, json for programs.",
    )(command)  # fmt: skip
