"""The species of a list of names, as a line on standard error."""

from __future__ import annotations

import sys
from collections import Counter

from genenorm.cli.output.messages import is_quiet, note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from genenorm.core.context import Context
    from genenorm.resolver.list_species import ListSpecies
    from genenorm.resolver.resolver import Resolver

_FEWEST_NAMES = 10
"""The fewest names whose species is told without being asked for."""
_FEWEST_OF_LONG = 20
"""The fewest names whose answers are summed up in a terminal: with fewer, all rows can be seen."""


def is_long_list(names: Sequence[str]) -> bool:
    """Return whether the answers for some names are summed up at the end: in a terminal, for a list of some length."""
    return len(names) >= _FEWEST_OF_LONG and sys.stderr.isatty() and not is_quiet()


def print_species_of_list(resolver: Resolver, names: Sequence[str], context: Context) -> None:
    """Print the species of a list of names where it is wanted.

    That is where the names decide the species, and for a list of some length in a terminal, where no species is asked
    for. In a pipe nothing is printed without being asked for.
    """
    if is_quiet():
        return
    if context.is_auto:
        note(f"genenorm: {decision(resolver.species_of(names, context))}")
    elif not context.species and len(names) >= _FEWEST_NAMES and sys.stdout.isatty() and sys.stderr.isatty():
        note(f"genenorm: species of these names: {resolver.species_of(names, context)}")


def decision(found: ListSpecies) -> str:
    """Return what the names of a list decided about its species, in words."""
    return f"species {'left open' if found.sole_taxon_id is None else 'decided by the names'}: {found}"


def decisions(found: Sequence[ListSpecies]) -> str:
    """Return what the names of some records decided about the species of each, in words.

    Several records are counted by species: ``species of 5 records decided by their names: mouse in 4; left open in 1``.
    """
    if len(found) == 1:
        return decision(found[0])
    return decisions_counted(Counter(map(decided_name, found)))


def decided_name(found: ListSpecies) -> str:
    """Return the common name of the species that a list was decided to be of; empty when it was left open."""
    return found.first_name if found.sole_taxon_id is not None else ""


def decisions_counted(counts: Counter[str]) -> str:
    """Return in words how many records were decided to be of which species; the key of those left open is empty."""
    decided = ", ".join(f"{name} in {count:,}" for name, count in counts.most_common() if name) or "none"
    return f"species of {counts.total():,} records decided by their names: {decided}; left open in {counts['']:,}"
