"""The authorities that give genes identifiers, and every way in which their identifiers are written.

Each authority has one row here; its prefixes, patterns, pages and fields are written nowhere else.

>>> authority_of("FBgn0010399").name, curie_of("FBgn0010399"), curie_of("HGNC:4584")
('FlyBase', 'FlyBase:FBgn0010399', 'HGNC:4584')
"""

from __future__ import annotations

from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, WORM, YEAST
from genenorm.core.values import NamedTuple


class Authority(NamedTuple):
    """One authority, and how its identifiers are written in the index, in CURIEs, on the web and by MyGene.info."""

    name: str
    """Its name in the index, e.g. ``WormBase``."""
    id_start: str
    """The beginning of its identifiers in the index, e.g. ``HGNC:`` or ``FBgn``; empty when they share none."""
    id_rest: str
    """Regular expression for the rest of an identifier, in upper case."""
    prefixes: tuple[str, ...]
    """Words that people and databases put before an identifier, in lower case; a space may also be ``_`` or missing."""
    curie_prefix: str
    """Prefix of its CURIEs in SSSOM."""
    curie_base: str
    """URL that ``curie_prefix`` stands for; empty where no CURIEs are written."""
    page_base: str
    """URL of a gene's page up to the identifier as the index writes it; empty where no page is linked."""
    page_start: str = ""
    """The beginning of the identifiers that have a page, where it is longer than ``id_start``."""
    taxon_id: int | None = None
    """The species whose genes it names; ``None`` for authorities on genes of all species."""
    mygene_field: str = ""
    """Field of MyGene.info with its identifiers."""
    mygene_omits: str = ""
    """The part of ``id_start`` that MyGene.info leaves out."""
    id_starts: tuple[str, ...] = ()
    """The beginnings of its identifiers, where they have several; ``id_start`` is empty then."""
    is_shared_with_ensembl: bool = False
    """Whether Ensembl uses its identifiers as gene ids."""

    @property
    def has_curie_ids(self) -> bool:
        """Whether the index writes its identifiers as CURIEs, e.g. ``HGNC:4584``."""
        return self.id_start.endswith(":")


NCBI_GENE = Authority(
    name="NCBI Gene",
    id_start="",
    id_rest=r"\d{1,10}",
    prefixes=("ncbi gene", "ncbi gene id", "entrez", "entrez gene", "entrez id", "entrez gene id", "gene", "gene id",
              "loc"),
    curie_prefix="NCBIGene",
    curie_base="https://www.ncbi.nlm.nih.gov/gene/",
    page_base="https://www.ncbi.nlm.nih.gov/gene/",
)  # fmt: skip
ENSEMBL = Authority(
    name="Ensembl",
    id_start="ENS",
    id_rest=r"[A-Z]{0,4}[GT]\d{11}",
    prefixes=("ensembl", "ensg"),
    curie_prefix="ensembl",
    curie_base="https://www.ensembl.org/id/",
    page_base="https://www.ensembl.org/id/",
)
UNIPROT = Authority(
    name="UniProt",
    id_start="",
    id_rest=r"(?:[OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2})(?:-\d+)?",
    prefixes=("uniprot", "uniprotkb", "up", "sp"),
    curie_prefix="UniProt",
    curie_base="",
    page_base="",
)
REFSEQ = Authority(
    name="RefSeq",
    id_start="",
    id_starts=("NM_", "NR_", "XM_", "XR_", "YP_"),
    id_rest=r"(?:[NX][MR]|YP)_\d{6}(?:\d{3})?",
    prefixes=("refseq",),
    curie_prefix="RefSeq",
    curie_base="",
    page_base="",
)

HGNC = Authority(
    name="HGNC",
    taxon_id=HUMAN,
    id_start="HGNC:",
    id_rest=r"\d+",
    prefixes=("hgnc",),
    curie_prefix="HGNC",
    curie_base="https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:",
    page_base="https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/",
    mygene_field="HGNC",
    mygene_omits="HGNC:",
)
MGI = Authority(
    name="MGI",
    taxon_id=MOUSE,
    id_start="MGI:",
    id_rest=r"\d+",
    prefixes=("mgi",),
    curie_prefix="MGI",
    curie_base="https://www.informatics.jax.org/marker/MGI:",
    page_base="https://www.informatics.jax.org/marker/",
    mygene_field="MGI",
)
RGD = Authority(
    name="RGD",
    taxon_id=RAT,
    id_start="RGD:",
    id_rest=r"\d+",
    prefixes=("rgd",),
    curie_prefix="RGD",
    curie_base="https://rgd.mcw.edu/rgdweb/report/gene/main.html?id=",
    page_base="https://rgd.mcw.edu/rgdweb/report/gene/main.html?id=",
    mygene_field="RGD",
    mygene_omits="RGD:",
)
FLYBASE = Authority(
    name="FlyBase",
    taxon_id=FLY,
    id_start="FBgn",
    id_rest=r"\d{7}",
    prefixes=("flybase", "fb"),
    curie_prefix="FlyBase",
    curie_base="https://flybase.org/reports/",
    page_base="https://flybase.org/reports/",
    mygene_field="FLYBASE",
    is_shared_with_ensembl=True,
)
ZFIN = Authority(
    name="ZFIN",
    taxon_id=FISH,
    id_start="ZDB-",
    id_rest=r"[A-Z]+-\d{6}-\d+",
    prefixes=("zfin",),
    curie_prefix="ZFIN",
    curie_base="https://zfin.org/",
    page_base="https://zfin.org/",
    page_start="ZDB-GENE-",
    mygene_field="ZFIN",
)
WORMBASE = Authority(
    name="WormBase",
    taxon_id=WORM,
    id_start="WBGene",
    id_rest=r"\d{8}",
    prefixes=("wormbase", "wb"),
    curie_prefix="WB",
    curie_base="https://wormbase.org/species/c_elegans/gene/",
    page_base="https://wormbase.org/species/c_elegans/gene/",
    mygene_field="WormBase",
    is_shared_with_ensembl=True,
)
SGD = Authority(
    name="SGD",
    taxon_id=YEAST,
    id_start="S0",
    id_rest=r"\d{8}",
    prefixes=("sgd",),
    curie_prefix="SGD",
    curie_base="https://www.yeastgenome.org/locus/",
    page_base="https://www.yeastgenome.org/locus/",
    mygene_field="SGD",
)

NOMENCLATURE = (HGNC, MGI, RGD, FLYBASE, ZFIN, WORMBASE, SGD)
"""The nomenclature authorities, each of one species, in the order in which MyGene.info's fields are read."""
AUTHORITIES = (NCBI_GENE, ENSEMBL, UNIPROT, REFSEQ, *NOMENCLATURE)
"""All authorities."""
NOMENCLATURE_BY_TAXON = {row.taxon_id: row for row in NOMENCLATURE}
"""The nomenclature authority of each species, by taxon id."""

_BY_PREFIX = {prefix: row for row in NOMENCLATURE for prefix in row.prefixes}


def authority_of(identifier: str) -> Authority | None:
    """Return the nomenclature authority of an identifier written as in the index; ``None`` when it is of none.

    >>> authority_of("ZDB-GENE-990415-8") is ZFIN, authority_of("AT1G01010")
    (True, None)
    """
    return next((row for row in NOMENCLATURE if identifier.startswith(row.id_start)), None)


def curie_of(authority_id: str) -> str:
    """Return the CURIE of a nomenclature authority's identifier; an unknown identifier is returned as it is.

    >>> curie_of("WBGene00006763"), curie_of("MGI:95819"), curie_of("AT1G01010")
    ('WB:WBGene00006763', 'MGI:95819', 'AT1G01010')
    """
    row = authority_of(authority_id)
    return authority_id if row is None or row.has_curie_ids else f"{row.curie_prefix}:{authority_id}"


def index_form(curie: str) -> str:
    """Return the identifier of a CURIE as the index writes it; other text is returned as it is.

    >>> index_form("FB:FBgn0010399"), index_form("HGNC:4584"), index_form("MGI:MGI:95819"), index_form("-")
    ('FBgn0010399', 'HGNC:4584', 'MGI:95819', '-')
    """
    prefix, colon, rest = curie.partition(":")
    row = _BY_PREFIX.get(prefix.lower()) if colon else None
    if row is None or (row.has_curie_ids and not rest.startswith(row.id_start)):
        return curie
    return rest


def with_index_case(identifier: str) -> str:
    """Return an upper-case identifier in the case that the index uses.

    >>> with_index_case("FBGN0010399"), with_index_case("HGNC:4584")
    ('FBgn0010399', 'HGNC:4584')
    """
    for row in NOMENCLATURE:
        if identifier.startswith(row.id_start.upper()):
            return row.id_start + identifier[len(row.id_start) :]
    return identifier
