r"""What programs and databases write around an identifier or a symbol: ``GRCh38_TP53``, ``TP53|7157``, addresses.

Nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from genenorm.core.authorities import AUTHORITIES, NOMENCLATURE
from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, STRAINS, WORM, YEAST

# -- prefixes ---------------------------------------------------------------------------------------------------------

_ASSEMBLIES = {
    HUMAN: r"GRCh3[678]|hg1[6-9]|hg38|hs37d5|b37|(?:T2T-?)?CHM13(?:v\d(?:\.\d)?)?",
    MOUSE: r"GRCm3[89]|NCBIM37|MGSCv37|mm(?:[789]|10|39)",
    RAT: r"Rnor_?\d(?:\.\d)?|rn[4-8]|mRatBN7(?:\.2)?|GRCr8|RGSC_?\d\.\d",
    FLY: r"BDGP\d(?:\.\d\d?)?|dm[36]",
    FISH: r"GRCz1\d|Zv9|danRer\d\d?",
    WORM: r"WBcel235|ce(?:6|1[01])",
    YEAST: r"R64(?:-1-1)?|sacCer[123]",
}
_BUILD = r"(?:[\-_.](?:pre-?m?rna|p\d\d?|\d{4}-[A-Z]|v\d\d?|ensembl|gencode|refseq))*"
_COMMON = {HUMAN: "human", MOUSE: "mouse", RAT: "rat"}
_KEGG = {HUMAN: "hsa", MOUSE: "mmu", RAT: "rno", FLY: "dme", FISH: "dre", WORM: "cel", YEAST: "sce"}
_NUMBERS = {taxon: (taxon, *(species for species, strain in STRAINS.items() if strain == taxon)) for taxon in _KEGG}


def _species_prefix(taxon: int) -> str:
    number = "|".join(map(str, _NUMBERS[taxon]))
    forms = [rf"(?:{_ASSEMBLIES[taxon]}){_BUILD}(?:[_\-]+|[.:])", rf"(?:{number})\.", rf"{_KEGG[taxon]}[:\-]"]
    if taxon in _COMMON:
        forms.append(rf"(?i:{_COMMON[taxon]})_+")
    if taxon == FLY:
        forms.append(r"Dmel[_\\]\\?")
    if taxon == WORM:
        forms.append("CELE_")
    return "|".join(forms)


_SPECIES_PREFIX = re.compile(
    "^(?:" + "|".join(f"(?P<t{taxon}>{_species_prefix(taxon)})" for taxon in _KEGG) + r")(?=[^\s_])"
)
_AUTHORITY_PREFIX = "|".join(
    prefix.replace(" ", "[ _]?") for row in AUTHORITIES for prefix in row.prefixes if prefix not in ("sp", "up", "loc")
)
_TAG = re.compile(
    r"^(?:(?i:gene|transcript|m?rna|cds|exon|protein|polypeptide):\s?|(?:gene|rna|cds|exon)-|"
    r"(?i:(?:hgnc|mgi|gene)[._ ]?symbol|symbol|gene[._ ]?(?:name|id|symbol)|gene|name|locus|locus_?tag|"
    rf"entrez gene/locuslink|{_AUTHORITY_PREFIX})\s?[:=]\s?)(?=[^\s:=])"
)
_PSEUDOAUTOSOMAL = re.compile(r"_PAR_[XY]$")
_TAXON_OF_TAG = {prefix: row.taxon_id for row in NOMENCLATURE for prefix in row.prefixes}


class Plain(NamedTuple):
    """A name without what is written before it."""

    text: str
    taxon_id: int | None
    """The species that the prefixes say."""
    is_gene_id: bool
    """Whether a number is a GeneID, as behind the organisms of KEGG."""


def without_prefixes(name: str) -> Plain | None:
    r"""Return a name without the prefixes of databases, assemblies and species; ``None`` for a name without any.

    >>> [without_prefixes(name)[:2] for name in ("GRCh38_TP53", "mm10___Xkr4", "Dmel\\hh", "gene:TP53")]
    [('TP53', 9606), ('Xkr4', 10090), ('hh', 7227), ('TP53', None)]
    """
    text, taxon, is_gene_id = name, None, False
    while True:
        if found := _SPECIES_PREFIX.match(text):
            taxon = int((found.lastgroup or "")[1:])
            is_gene_id = found[0] == f"{_KEGG[taxon]}:"
        elif found := _TAG.match(text):
            is_gene_id = "locuslink" in found[0]
            taxon = taxon or _TAXON_OF_TAG.get(found[0].rstrip(":= ").lower())
        else:
            break
        text = text[found.end() :]
    shorter = _PSEUDOAUTOSOMAL.sub("", text)
    return None if shorter == name else Plain(shorter, taxon, is_gene_id)


# -- beginnings without their number ----------------------------------------------------------------------------------

_BEGINNING = re.compile(
    r"^(?:(?:MGI|HGNC|RGD|SGD|ZFIN|FB|FlyBase|WB|WormBase|NCBIGene|Gene_?ID|Entrez|Ensembl|RefSeq|UniProt(?:KB)?|UP|SP|TR|"
    r"O?MIM|GO|KEGG|hsa|mmu|rno|dme|dre|cel|sce|ID|gene|symbol|rs|LOC|GI|PDB|CCDS|HP)\s?[:_|=\-]+|"
    r"[NXWY][MRPGCTWZ]_|FBgn|WBGene|ZDB-?(?:GENE-?)?|ENS(?:[A-Z]{0,4}[GTPE])?0*\.?|S0+|CCDS|ILMN_?|(?:Hs|Mm|Rn|Dr|Dm)\.|"
    r"(?:hsa-|mmu-|rno-|dme-)?(?:mi[rR]|let)-)$",
    re.IGNORECASE,
)


def is_beginning(name: str) -> bool:
    """Return whether a name is the beginning of an identifier without its number.

    >>> [is_beginning(name) for name in ("MGI:", "NM_", "ENSG", "HGNC:4584", "GRIN1")]
    [True, True, True, False, False]
    """
    return _BEGINNING.match(name) is not None


# -- identifiers with partners ----------------------------------------------------------------------------------------

_LETTERED = (
    r"ENS[A-Z]{0,4}[GTP]\d{11}(?:\.\d{1,3})?(?:_PAR_[XY])?|FBgn\d{7}|WBGene\d{8}|S0\d{8}|ZDB-GENE-\d{6}-\d+|"
    r"(?:HGNC|MGI|RGD):(?:(?:HGNC|MGI|RGD):)?\d+|[NX][MR]_\d{6,9}(?:\.\d{1,3})?|"
    r"(?:NCBI[ _]?Gene|Gene[ _]?ID|Entrez(?:[ _]?Gene)?(?:[ _]?ID)?):?\s?\d+|"
    r"(?:[OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2})(?:-\d{1,2}|\.\d{1,3})?"
)
_FIRST = re.compile(rf"^({_LETTERED})[_:.\-/\s]+([A-Za-z]\S*)$", re.IGNORECASE)
_LAST = re.compile(rf"^(\S+?)[_:.\-/\s]+({_LETTERED})$", re.IGNORECASE)
_NUMBER_LAST = re.compile(r"^([A-Za-z][A-Za-z\d\-]*)[_:](\d{1,10})$")
_NUMBER_FIRST = re.compile(r"^(\d{1,10})[_:]([A-Za-z][A-Za-z\d\-]*)$")
_LIST_SEPARATORS = (" /// ", ";", ",")
_RECORD = re.compile(r"^(?:gi\|\d+\|)?(?:sp|tr|ref|gb|emb|dbj|lcl)\|([^|]+)\|?\S*(?:\s.*)?$")
_CHANGE = re.compile(rf"^({_LETTERED}|[NXY]P_\d{{6,9}}(?:\.\d+)?)(?:\([\w\-]+\))?:\s?[cgmnpr]\.\S+$", re.IGNORECASE)


class Parts(NamedTuple):
    """The parts of a name, of which some may be identifiers."""

    texts: tuple[str, ...]
    is_list: bool
    """Whether the separator is one of lists, so that the parts may be of several genes."""
    is_certain: bool = True
    """Whether a number among the parts is a GeneID even if the other parts say otherwise."""


def parts_of(name: str) -> Parts | None:
    """Return the parts of a name with a separator, which may be identifiers; ``None`` for a name without one.

    >>> parts_of("TP53|7157").texts, parts_of("P04637;P00533").is_list, parts_of("TP53_7157")
    (('TP53', '7157'), True, None)
    """
    for separator in (" // ", "|"):
        if separator in name:
            return _split(name, separator, is_list=False)
    for separator in _LIST_SEPARATORS:
        if separator in name:
            return _split(name, separator, is_list=True)
    return None


def partners_of(name: str) -> Parts | None:
    """Return an identifier and the symbol beside it, or several identifiers with spaces; ``None`` for other names.

    >>> partners_of("ENSG00000141510.16_TP53").texts, partners_of("TP53_7157").texts
    (('ENSG00000141510.16', 'TP53'), ('TP53', '7157'))
    """
    if found := _FIRST.match(name) or _LAST.match(name):
        return Parts((found[1], found[2]), is_list=" " in name)
    if found := _NUMBER_LAST.match(name) or _NUMBER_FIRST.match(name):
        return Parts((found[1], found[2]), is_list=False, is_certain=False)
    return Parts(tuple(name.split()), is_list=True) if " " in name else None


def _split(name: str, separator: str, *, is_list: bool) -> Parts | None:
    texts = tuple(dict.fromkeys(text for part in name.split(separator) if (text := part.strip()) not in ("", "---")))
    return Parts(texts, is_list) if texts and name.strip(" ;,|") != name[:0] else None


def without_record(name: str) -> str:
    """Return the identifier of a sequence record or of a variant of it; an empty string for other names.

    >>> without_record("sp|P04637|P53_HUMAN"), without_record("NM_000546.6:c.215C>G"), without_record("TP53")
    ('P04637', 'NM_000546.6', '')
    """
    found = _RECORD.match(name) or _CHANGE.match(name)
    return found[1] if found else ""


def inner_identifiers(name: str) -> Iterator[str]:
    """Yield the texts in a name that may be an identifier, the innermost first; the last is the name.

    >>> list(inner_identifiers("9606.ENSP00000269305"))
    ['ENSP00000269305', '9606.ENSP00000269305']
    """
    if is_address(name):
        name = identifier_of_address(name) or name
    if inside := without_record(name):
        yield inside
    if (plain := without_prefixes(name)) is not None:
        yield plain.text
    if (parts := parts_of(name) or partners_of(name)) is not None and " " not in name:
        yield from parts.texts
    yield name


# -- addresses --------------------------------------------------------------------------------------------------------

_ADDRESS = re.compile(r"^<?(?:https?://|www\.|urn:miriam:|ftp://)", re.IGNORECASE)
_PIECES = re.compile(r"[/?&=#;!<>]+")
_OWN_FORM = re.compile(
    rf"^(?:{_LETTERED}|[NXY]P_\d{{6,9}}(?:\.\d+)?|(?:{'|'.join(_KEGG.values())}):\S+|"
    r"(?:FB|WB|SGD|ZFIN|ENSEMBL|NCBIGene|UniProt(?:KB)?):\S+)$",
    re.IGNORECASE,
)
_OF_NUMBER = (
    ("rgd", "RGD"), ("hgnc", "HGNC"), ("genenames", "HGNC"), ("informatics.jax", "MGI"), ("mgi", "MGI"),
    ("omim", "OMIM"), ("ncbigene", "NCBIGene"), ("/gene", "NCBIGene"), ("db=gene", "NCBIGene"), ("geneid", "NCBIGene"),
)  # fmt: skip
"""A part of an address, and the database whose numbers are in such addresses; the first that fits decides."""
_OF_SYMBOL = ("symbol", "genecards", "yeastgenome", "locus", "proteinatlas")


def is_address(name: str) -> bool:
    """Return whether a name is an address on the web or of a registry of identifiers."""
    return _ADDRESS.match(name) is not None


def identifier_of_address(address: str) -> str:
    """Return the identifier in the address of a gene's page; an empty string when it has none.

    >>> identifier_of_address("https://www.ncbi.nlm.nih.gov/gene/7157")
    'NCBIGene:7157'
    >>> identifier_of_address("https://www.ensembl.org/Homo_sapiens/Gene/Summary?db=core;g=ENSG00000141510")
    'ENSG00000141510'
    """
    address = _ADDRESS.sub("", address)
    pieces = [piece for piece in _PIECES.split(address.replace("%3A", ":").replace("%3a", ":")) if piece]
    pieces = [piece.removesuffix(".html").removesuffix(".fasta").removesuffix(".txt") for piece in pieces]
    for piece in reversed(pieces):
        if _OWN_FORM.match(piece):
            return piece
    if not pieces:
        return ""
    lower, last = f"/{address.lower()}", pieces[-1]
    number = last.rpartition(":")[2]
    if number.isdigit():
        return next((f"{database}:{number}" for part, database in _OF_NUMBER if part in lower), "")
    return last if any(part in lower for part in _OF_SYMBOL) and last.isascii() else ""
