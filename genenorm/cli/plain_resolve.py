"""``genenorm resolve`` with plain arguments: names, ``--species`` and ``--format``; answered without click.

click takes several times longer to import than a name takes to resolve. It does everything that is not plain here:
all other options and ways to write them, mistakes, and help.
"""

from __future__ import annotations

import os

from genenorm.cli.output.streams import ROW_FORMATS, chosen_format
from genenorm.core.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SPECIES, _FORMAT = ("--species", "-s"), ("--format", "-f")
_VARIABLES = ("GENENORM_OFFLINE", "_GENENORM_COMPLETE")
"""Environment variables after which click has more to do: look-ups without network, completion in a shell."""


class PlainRequest(NamedTuple):
    """The names, species and output format in the arguments of a plain ``genenorm resolve``."""

    names: list[str]
    species: tuple[str, ...]
    form: str | None


def plain_request(arguments: Sequence[str]) -> PlainRequest | None:
    """Return what the words after ``genenorm`` ask for, or ``None`` when they are not plain.

    >>> plain_request(["resolve", "Nmdar1", "-s", "mouse,rat"])
    PlainRequest(names=['Nmdar1'], species=('mouse', 'rat'), form=None)
    >>> plain_request(["resolve", "Nmdar1", "--live"]), plain_request(["explain", "Nmdar1"])
    (None, None)
    """
    if not arguments or arguments[0] != "resolve" or os.name != "posix" or not os.environ.keys().isdisjoint(_VARIABLES):
        return None
    names: list[str] = []
    species: list[str] = []
    form = None
    rest = iter(arguments[1:])
    for argument in rest:
        if not argument.startswith("-"):
            names.append(argument)
            continue
        option, equals, value = argument.partition("=") if argument.startswith("--") else (argument, "", "")
        if option not in (*_SPECIES, *_FORMAT):
            return None
        value = value if equals else next(rest, "")
        if value.startswith("-"):
            return None
        if option in _SPECIES and split_at_commas([value]):
            species.append(value)
        elif option in _FORMAT and value in ROW_FORMATS:
            form = value
        else:
            return None
    try:
        return PlainRequest(utf8_names(names), split_at_commas(species), form) if names else None
    except UnicodeDecodeError:
        return None


def print_plain(request: PlainRequest) -> bool:
    """Print the answers to a request, and return whether that was done: not for a species that the index lacks.

    Raises GenenormError, after all is printed, when a name ended in an exception nobody expected.
    """
    from genenorm.cli.output.answers import print_rows
    from genenorm.cli.output.species_of_list import is_long_list, print_species_of_list
    from genenorm.core.context import NO_CONTEXT, Context
    from genenorm.core.errors import UnknownTaxonError
    from genenorm.index.reference import Reference
    from genenorm.resolver.answer_table import SHORT_COLUMNS
    from genenorm.resolver.resolver import Resolver

    with Reference.open() as reference:
        try:
            species = tuple(dict.fromkeys([reference.taxon(name).taxon_id for name in request.species]))
        except UnknownTaxonError:
            return False
        context = Context(species=species) if species else NO_CONTEXT
        resolver = Resolver(reference)
        table = resolver.table(request.names, context)
        form = chosen_format(request.form)
        print_rows(table.only(SHORT_COLUMNS) if form == "table" else table, form)
        print_species_of_list(resolver, request.names, context)
        if is_long_list(request.names):
            from genenorm.cli.output.list_end import ListEnd

            ListEnd(resolver, table, context).print_summary()
        if resolver.faults:
            from genenorm.core.errors import GenenormError
            from genenorm.resolver.guarded_answers import faults_text

            raise GenenormError(faults_text(resolver.faults))
    return True


def utf8_names(names: Iterable[str]) -> list[str]:
    """Return names from the command line decoded as UTF-8, whatever the encoding of the locale is.

    Raises UnicodeDecodeError.
    """
    return [os.fsencode(name).decode("utf-8") for name in names]


def split_at_commas(values: Iterable[str]) -> tuple[str, ...]:
    """Return the words in the values of a repeatable option.

    >>> split_at_commas(["human, mouse", "fly"])
    ('human', 'mouse', 'fly')
    """
    return tuple(word for value in values for part in value.split(",") if (word := part.strip()))
