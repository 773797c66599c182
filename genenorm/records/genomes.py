"""The species that a file states as the name of an organism, a taxon id or a genome build."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from genenorm.core.errors import UnknownTaxonError
from genenorm.core.numbers import whole_number
from genenorm.core.paths import data_rows
from genenorm.core.taxa import SPECIES_MEANT, taxon_id_of

_TAXON_ID = re.compile(r"(?:[?&]id=|taxon[:_]|taxid[:=_])(\d+)", re.IGNORECASE)
"""A taxon id in the address of a page on the species, or after a prefix."""


class _Genomes(NamedTuple):
    taxon_by_name: dict[str, int]
    taxon_by_build: dict[str, int]
    """Taxon ids by the beginnings of genome builds, in lower case."""
    builds: re.Pattern[str]


@cache
def _genomes() -> _Genomes:
    rows = [(int(taxon), name, builds.split("|") if builds else []) for taxon, name, builds in data_rows("genomes.tsv")]
    by_build = {build.lower(): taxon for taxon, _, builds in rows for build in builds}
    longest_first = "|".join(map(re.escape, sorted(by_build, key=len, reverse=True)))
    builds = re.compile(rf"(?<![a-z0-9])({longest_first})[._-]?v?\d", re.IGNORECASE)
    return _Genomes({name.casefold(): taxon for taxon, name, _ in rows}, by_build, builds)


def taxon_of_organism(name: str) -> int | None:
    """Return the taxon id of an organism given by name, or by taxon id after a prefix or in an address.

    ``None`` is returned for an unknown name.

    >>> taxon_of_organism("Sus scrofa"), taxon_of_organism("https://example.org/wwwtax.cgi?id=10090")
    (9823, 10090)
    """
    if (found := _TAXON_ID.search(name)) and (taxon_id := whole_number(found[1])) is not None:
        return SPECIES_MEANT.get(taxon_id, taxon_id)
    try:
        return taxon_id_of(name)
    except UnknownTaxonError:
        words = name.casefold().split()
        names = _genomes().taxon_by_name
        return names.get(" ".join(words)) or names.get(" ".join(words[:2]))


def taxa_of_builds(text: str) -> tuple[int, ...]:
    """Return the taxon ids of the species whose genome builds a text names, each once.

    >>> taxa_of_builds("annotation of the human genome (GRCh38), version 44"), taxa_of_builds("mRatBN7.2")
    ((9606,), (10116,))
    """
    genomes = _genomes()
    return tuple(dict.fromkeys(genomes.taxon_by_build[found[1].lower()] for found in genomes.builds.finditer(text)))
