"""The species that the code itself speaks of, and the names under which people ask for one."""

from __future__ import annotations

from collections.abc import Collection

from genenorm.core.model import Taxon

HUMAN, MOUSE, RAT, FLY, FISH, WORM, YEAST = 9606, 10090, 10116, 7227, 7955, 6239, 559292
"""Their NCBI taxon ids; yeast's is that of the reference strain, as in every index."""
STRAINS = {4932: YEAST}
"""The strain that an index names where a source names its species."""
MAMMALS = frozenset((HUMAN, MOUSE, RAT))

_ALIASES = {
    "fruit fly": "7227", "fruitfly": "7227", "drosophila": "7227", "flies": "7227", "humans": "9606", "mice": "10090",
    "rats": "10116", "fish": "7955", "danio": "7955", "nematode": "6239", "c elegans": "6239", "elegans": "6239",
    "s cerevisiae": "559292", "saccharomyces cerevisiae": "559292", "s. cerevisiae": "559292", "4932": "559292",
    "budding yeast": "559292", "baker's yeast": "559292",
}  # fmt: skip


def find_taxon(taxa: Collection[Taxon], name: str | int) -> Taxon | None:
    """Return the one of some species that a taxon id, Latin name or common name means; ``None`` when it means none.

    >>> fly = Taxon(7227, "Drosophila melanogaster", "fly", "FlyBase", "")
    >>> find_taxon([fly], "fruit fly") is find_taxon([fly], "D. melanogaster") is fly
    True
    """
    wanted = str(name).strip().casefold()
    wanted = wanted.removeprefix("ncbitaxon:").removeprefix("taxid:")
    wanted = _ALIASES.get(wanted, wanted)
    for taxon in taxa:
        genus, _, rest = taxon.name.casefold().partition(" ")
        if wanted in (str(taxon.taxon_id), taxon.common, taxon.name.casefold(), f"{genus[0]}. {rest}"):
            return taxon
    return None
