"""The arguments of the functions for single calls: what users pass, checked and in the types of the resolver.

What is wrong is a TypeError or a ValueError in one line that names the argument and the way out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from genenorm.core.context import AUTO, NO_CONTEXT, Context, Organisms, SpeciesChoice, several_names
from genenorm.core.names import name_text
from genenorm.index.homology import Homology
from genenorm.index.reference import Reference

if TYPE_CHECKING:
    import pandas


def homology_level(homology: Homology | str) -> Homology:
    """Return the kind of homology with a name; raises ValueError for another."""
    try:
        return Homology(homology)
    except ValueError:
        known = ", ".join(level.value for level in Homology)
        raise ValueError(f"homology is {homology!r:.60}; it may be: {known}") from None


def context_of(reference: Reference, species: SpeciesChoice, organisms: Organisms, text: str) -> Context:
    """Return a context with the species asked for, which must be species of the index, or are left to the names."""
    if species is None and text == "" and isinstance(organisms, tuple) and not organisms:
        return NO_CONTEXT
    wanted = AUTO if isinstance(species, str) and species == AUTO else taxon_ids(reference, species)
    return Context(species=wanted, organisms=organisms, text=text)


def taxon_ids(reference: Reference, species: SpeciesChoice, parameter: str = "species") -> tuple[int, ...]:
    """Return the taxon ids of some species of the index; raises UnknownTaxonError for another."""
    if species is None:
        return ()
    if isinstance(species, str) and "," in species:
        wanted: Iterable[object] = several_names(species)
    elif isinstance(species, str) or hasattr(species, "__index__"):
        wanted = (species,)
    elif isinstance(species, bytes | Mapping) or not isinstance(species, Iterable):
        raise TypeError(_not_species(parameter, species))
    else:
        wanted = species
    return tuple(dict.fromkeys(_taxon_id(reference, one, parameter) for one in wanted))


def _taxon_id(reference: Reference, species: object, parameter: str) -> int:
    if isinstance(species, bool) or not (isinstance(species, str) or hasattr(species, "__index__")):
        raise TypeError(_not_species(parameter, species))
    if species == AUTO:
        alone = "; it stands alone: species='auto'" if parameter == "species" else ""
        raise ValueError(f"{parameter} has no species 'auto'{alone}")
    return reference.taxon(species if isinstance(species, str) else int(species)).taxon_id


def _not_species(parameter: str, given: object) -> str:
    shown = f"not {type(given).__name__}: {given!r:.60}"
    return f"{parameter} must be a species or a list of them, such as 'mouse' or 10090, {shown}"


def read_options_of(cause: str) -> str:
    """Return the fields of ``ReadOptions`` that an error about a file advises as options of the command line.

    >>> read_options_of("which column has the names? name it with --column; if these are data: --no-header")
    'column=..., no_header=...'
    """
    options = {"--from": "form", "--column": "column", "--field": "field", "--sheet": "sheet", "--genes": "genes"}
    options |= {"--delimiter": "delimiter", "--header-row": "header_row", "--no-header": "no_header"}
    options |= {"--largest": "largest"}
    words = [word.strip(":;,.()") for word in cause.split()]
    return ", ".join(f"{options[word]}=..." for word in dict.fromkeys(words) if word in options)


def check_is_list(names: object, function: str, of_one: str) -> None:
    """Raise TypeError, with advice on the right call, for a value that is not a list of names.

    :param function: the function that was called with it.
    :param of_one: the function for one name.
    """
    if getattr(names, "ndim", 1) > 1 or hasattr(names, "num_columns"):  # of pandas and NumPy; of Arrow
        raise TypeError(f"names is a table; give the column that holds the names: {function}(table['symbol'])")
    if isinstance(names, str | bytes) or not isinstance(names, Iterable) or getattr(names, "ndim", 1) == 0:
        raise TypeError(f"names is one name, not a list of names; for one name use {of_one}(name)")
    if isinstance(names, Mapping):
        raise TypeError(f"names is a mapping; give its names as a list: {function}(list(mapping))")


def name_texts(names: Iterable[object]) -> list[str]:
    """Return names as a list of text; raises TypeError for a value that is not one name, with its place."""
    given = list(names)
    try:
        return list(map(name_text, given))
    except TypeError:
        raise TypeError(_not_a_name(given)) from None


_SEVERAL = ("list", "tuple", "set", "frozenset", "ndarray")


def _not_a_name(names: Iterable[object]) -> str:
    """Return a message about the first value that is not one name."""
    for place, name in enumerate(names):
        try:
            name_text(name)
        except TypeError as error:
            if isinstance(name, bytes | bytearray):
                return f"names[{place}]: {error}"
            kind = type(name).__name__
            flat = "; for a column of lists use column.explode()" if kind in _SEVERAL else ""
            return f"names[{place}] is a {kind}, not one name: {' '.join(repr(name).split()):.60}{flat}"
    return "names has a value that is not one name"


def index_of(names: Iterable[object], size: int) -> pandas.Index:
    """Return the index of a frame with one row for each name: that of a Series, or an Index itself, else 0, 1, 2 …."""
    import pandas

    if isinstance(names, pandas.Series):
        return names.index
    return names if isinstance(names, pandas.Index) else pandas.RangeIndex(size)
