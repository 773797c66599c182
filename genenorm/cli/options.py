"""Options that several commands share, each defined once, and what turns their text into values."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from genenorm.cli.commands import did_you_mean

if TYPE_CHECKING:
    from genenorm.index.reference import Reference
    from genenorm.text.species_words import Context

Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = ("table", "tsv", "csv", "json", "jsonl")
INPUT_FORMATS = ("pfocr", "pfocr-table", "yaml", "bioc-json", "json", "jsonl", "csv", "tsv", "excel", "gmt", "gmx",
                 "list", "pubtator", "bioc", "anndata")  # fmt: skip
"""``genenorm.records.formats.BY_NAME``, told here so that ``--help`` imports no more than click; a test compares."""
LONGEST_NAME = 10_000
"""Characters of a name; a longer line is not a list of names, and is said to be so."""


def with_options(command: Command, *options: Callable[[Command], Command]) -> Command:
    """Return a command with further options, in the order of its help."""
    for option in reversed(options):
        command = option(command)
    return command


def names_options(command: Command) -> Command:
    """Add ``NAMES… --file F``."""
    file = click.option("--file", "-F", metavar="FILE", help="Read names from FILE, one a line; '-' is standard input.")
    return click.argument("names", nargs=-1)(file(command))


def context_options(command: Command) -> Command:
    """Add ``--species --organism --text``: what is known around the names."""
    species = click.option(
        "--species", "-s", multiple=True, metavar="NAME,…",
        help="Answer with genes of these species only: human, mouse, 'Mus musculus', 10090, …",
    )  # fmt: skip
    organism = click.option(
        "--organism", "-o", multiple=True, metavar="NAME,…",
        help="Organisms the names come with, as a record gives them: a hint, not a limit.",
    )  # fmt: skip
    text = click.option("--text", default="", help="Text the names come from (a caption, an abstract): a hint.")
    return with_options(command, species, organism, text)


def from_option(files: str) -> Callable[[Command], Command]:
    """Return ``--from`` for a command; without it, the text is empty and each file's suffix tells its format."""
    return click.option(
        "--from", "form", type=click.Choice(INPUT_FORMATS), callback=lambda _context, _option, value: value or "",
        help=f"Format of {files}; default: by suffix.",
    )  # fmt: skip


def reference_option(command: Command) -> Command:
    """Add ``--reference``; the command gets it as ``index``, for ``Reference.open``."""
    return click.option(
        "--reference", "index", metavar="NAME|FILE", callback=_known_index,
        help="The reference index to answer from; default: GENENORM_REFERENCE, else the one in use.",
    )(command)  # fmt: skip


def _known_index(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return the value of ``--reference``; a name that no index has is a usage error."""
    if value is not None:
        from genenorm.core.errors import UnknownReferenceError
        from genenorm.index.choose import find

        try:
            find(value)
        except UnknownReferenceError as error:
            raise click.UsageError(f"{param.opts[0]}: {error}", ctx) from error
    return value


def format_option(command: Command) -> Command:
    """Add ``--format``."""
    return click.option(
        "--format", "-f", "form", type=click.Choice(FORMATS),
        help="Default: table in a terminal, tsv otherwise.",
    )(command)  # fmt: skip


def chosen_format(form: str | None) -> str:
    """Return the output format: the one asked for, else ``table`` in a terminal and ``tsv`` elsewhere."""
    return form or ("table" if sys.stdout.isatty() else "tsv")


def words(values: Iterable[str]) -> tuple[str, ...]:
    """Split the values of a repeatable option at commas.

    >>> words(["human, mouse", "fly"])
    ('human', 'mouse', 'fly')
    """
    return tuple(word for value in values for part in value.split(",") if (word := part.strip()))


def taxon_ids(
    reference: Reference, species: Iterable[str], option: str = "--species", *, any_taxon: bool = False
) -> tuple[int, ...]:
    """Return the taxon ids of species given on the command line; an unknown one is a usage error.

    With ``any_taxon`` a taxon id that the index does not hold is as good as one it does.
    """
    from genenorm.core.errors import UnknownTaxonError

    found = []
    for name in words(species):
        try:
            found.append(reference.taxon(name).taxon_id)
        except UnknownTaxonError as error:
            if any_taxon and name.isascii() and name.isdigit():
                found.append(int(name))
                continue
            near = did_you_mean(name, error.known)
            raise click.UsageError(f"{option}: {error}{near}", click.get_current_context()) from error
    return tuple(dict.fromkeys(found))


def context_of(
    reference: Reference, species: Iterable[str], organism: Iterable[str], text: str, *, any_taxon: bool = False
) -> Context:
    """Return the context that the options of ``context_options`` describe.

    With ``any_taxon`` species may also be taxon ids that the index does not hold.
    """
    from genenorm.text.species_words import NO_CONTEXT, Context

    if not (species or organism or text):
        return NO_CONTEXT
    _warn_of_strangers(reference, words(organism))
    taxa = taxon_ids(reference, species, any_taxon=any_taxon)
    return Context(species=taxa, organisms=words(organism), text=text)


def _warn_of_strangers(reference: Reference, organisms: Iterable[str]) -> None:
    """Tell which organisms are none of the index's species: they may be real, and may be misspelt."""
    from genenorm.core.errors import UnknownTaxonError

    for name in organisms:
        try:
            reference.taxon(name)
        except UnknownTaxonError as error:
            note = f"note: organism {name!r} is none of this index's species and says nothing"
            click.echo(f"{note}{did_you_mean(name, error.known)}", err=True)


def names_given(names: tuple[str, ...], file: str | None) -> list[str]:
    """Return the names of a command line: its arguments, then the lines of ``--file``.

    With neither, standard input is read when something is piped into it.
    """
    if file is None and not names:
        if sys.stdin is None or sys.stdin.isatty():
            raise click.UsageError("no names given: name some, or use --file", click.get_current_context())
        file = "-"
    return [*map(_argument, names), *(_lines(file) if file is not None else ())]


def _argument(name: str) -> str:
    """Return a name of the command line as text, also where the locale made Python read its bytes otherwise."""
    try:
        return os.fsencode(name).decode("utf-8")
    except UnicodeDecodeError:
        shown = ascii(name)
        raise click.UsageError(f"the name {shown} is not UTF-8 text", click.get_current_context()) from None


def read_file(file: str) -> bytes:
    """Return the bytes of an input file; ``-`` is standard input."""
    from genenorm.api import read_input

    return sys.stdin.buffer.read() if file == "-" else read_input(file)


def shown_name(file: str) -> str:
    """Return how messages name an input file."""
    return "standard input" if file == "-" else file


def _lines(file: str) -> list[str]:
    """Read one name a line; every line is a name, an empty one too, so that the answers line up with the file."""
    from genenorm.core.errors import RecordError

    source = shown_name(file)
    data = read_file(file)
    names = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if b"\0" in line:
            raise RecordError(source, "binary data, not a list of names", number)
        try:
            name = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise RecordError(source, f"not UTF-8 text (byte {error.start + 1} of the line)", number) from error
        if len(name) > LONGEST_NAME:
            raise RecordError(source, f"{len(name):,} characters on one line; expected one gene name a line", number)
        names.append(name)
    if not names:
        raise RecordError(source, "empty, no names in it")
    return names
