"""The names under which people ask for a species."""

from __future__ import annotations

from collections.abc import Collection

from genenorm.errors import UnknownTaxonError
from genenorm.model import Taxon

_ALIASES = {
    "fruit fly": "7227", "fruitfly": "7227", "drosophila": "7227", "flies": "7227", "humans": "9606", "mice": "10090",
    "rats": "10116", "fish": "7955", "danio": "7955", "nematode": "6239", "c elegans": "6239", "elegans": "6239",
    "s cerevisiae": "559292", "saccharomyces cerevisiae": "559292", "s. cerevisiae": "559292", "4932": "559292",
    "budding yeast": "559292", "baker's yeast": "559292",
}  # fmt: skip


def find_taxon(taxa: Collection[Taxon], name: str | int) -> Taxon:
    """Return the one of some species that a taxon id, Latin name or common name means; raises UnknownTaxonError.

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
    raise UnknownTaxonError(str(name), tuple(taxon.common for taxon in taxa))
