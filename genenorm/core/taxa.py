"""The species that genenorm knows by name, and finding a species by its names or taxon id."""

from __future__ import annotations

from genenorm.core.errors import UnknownTaxonError
from genenorm.core.numbers import whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from genenorm.core.model import Taxon

HUMAN, MOUSE, RAT, FLY, FISH, WORM, YEAST = 9606, 10090, 10116, 7227, 7955, 6239, 559292
"""NCBI taxon ids; that of yeast is the id of the reference strain, as in every index."""
STRAINS = {4932: YEAST}
"""The taxon id of the strain that an index has genes of, by the taxon id of its species."""
SPECIES_MEANT = {
    **STRAINS,
    # genera, which annotators use for their best known species
    9605: HUMAN, 10088: MOUSE, 10114: RAT, 7215: FLY, 7954: FISH, 6237: WORM, 4930: YEAST,
    # subspecies, and the strains of yeast that laboratories use
    63221: HUMAN, 741158: HUMAN,
    10091: MOUSE, 10092: MOUSE, 35531: MOUSE, 39442: MOUSE, 57486: MOUSE, 80274: MOUSE, 947987: RAT,
    285006: YEAST, 307796: YEAST, 580240: YEAST, 889517: YEAST,
}  # fmt: skip
"""The species of an index that is meant, by the taxon id of its genus, of a subspecies or of a strain."""
MAMMALS = frozenset((HUMAN, MOUSE, RAT))

_NAMES = {
    HUMAN: ("human", "Homo sapiens"),
    MOUSE: ("mouse", "Mus musculus"),
    RAT: ("rat", "Rattus norvegicus"),
    FLY: ("fly", "Drosophila melanogaster"),
    FISH: ("zebrafish", "Danio rerio"),
    WORM: ("worm", "Caenorhabditis elegans"),
    YEAST: ("yeast", "Saccharomyces cerevisiae"),
}
"""Common and Latin name by taxon id; an index may have further species, with the names that it records."""
COMMON_NAMES = {taxon_id: common for taxon_id, (common, _) in _NAMES.items()}
"""The common name of each species by taxon id."""

_ALIASES = {
    "fruit fly": "7227", "fruitfly": "7227", "drosophila": "7227", "flies": "7227", "humans": "9606", "mice": "10090",
    "rats": "10116", "fish": "7955", "danio": "7955", "nematode": "6239", "elegans": "6239",
    "saccharomyces cerevisiae": "559292", "s. cerevisiae": "559292", "s cerevisiae": "559292",
    "scerevisiae": "559292", "4932": "559292", "budding yeast": "559292", "baker's yeast": "559292",
}  # fmt: skip


def common_name(species: str) -> str:
    """Return the common name of a species given by its common or Latin name; an unknown one is returned as it is.

    >>> common_name("Mus musculus"), common_name("mouse"), common_name("Sus scrofa")
    ('mouse', 'mouse', 'Sus scrofa')
    """
    return next((common for common, latin in _NAMES.values() if latin == species), species)


def find_taxon(taxa: Collection[Taxon], name: str | int) -> Taxon | None:
    """Return the species in ``taxa`` with this taxon id, Latin name or common name; ``None`` when none has it.

    >>> from genenorm.core.model import Taxon
    >>> fly = Taxon(7227, "Drosophila melanogaster", "fly", "FlyBase", "")
    >>> find_taxon([fly], "fruit fly") is find_taxon([fly], "D. melanogaster") is fly
    True
    """
    wanted = _folded(name)
    return next((taxon for taxon in taxa if _is_named(wanted, taxon.taxon_id, taxon.common, taxon.name)), None)


def taxon_id_of(name: str | int) -> int:
    """Return the taxon id of a species given by common name, Latin name or NCBI taxon id.

    >>> taxon_id_of("mouse"), taxon_id_of("D. melanogaster"), taxon_id_of("9823"), taxon_id_of(4932)
    (10090, 7227, 9823, 559292)

    Latin names may be written as programs write them, and a strain or subspecies may follow.

    >>> [taxon_id_of(name) for name in ("Mus_musculus", "hsapiens", "C.elegans", "NCBITaxon:10116", "txid7227")]
    [10090, 9606, 6239, 10116, 7227]
    >>> taxon_id_of("Mus musculus C57BL/6")
    10090

    Any number is returned as it is, even when no index has the species. Raises UnknownTaxonError for an unknown name.
    """
    wanted = _folded(name)
    if (number := whole_number(wanted)) is not None:
        return number
    for taxon_id, (common, latin) in _NAMES.items():
        if _is_named(wanted, taxon_id, common, latin):
            return taxon_id
    raise UnknownTaxonError(str(name), tuple(common for common, _ in _NAMES.values()))


def _folded(name: str | int) -> str:
    wanted = " ".join(str(name).casefold().replace("_", " ").replace(".", ". ").split())
    wanted = wanted.removeprefix("ncbitaxon").removeprefix("txid").removeprefix("taxid").lstrip(": ")
    return _ALIASES.get(wanted, wanted)


def _is_named(wanted: str, taxon_id: int, common: str, latin: str) -> bool:
    latin = latin.casefold()
    genus, _, rest = latin.partition(" ")
    initial = genus[0]
    return (
        wanted in (str(taxon_id), common, latin, f"{initial}. {rest}", f"{initial} {rest}", initial + rest)
        or (wanted.startswith(f"{latin} ") and " x " not in wanted)  # a strain; not of a cross of two species
    )
