r"""What programs and databases write around an identifier or a symbol: ``GRCh38_TP53``, ``TP53|7157``, addresses.

Nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from genenorm.core.authorities import AUTHORITIES, NOMENCLATURE
from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, STRAINS, WORM, YEAST
from genenorm.core.values import NamedTuple


class _Later:
    """A regular expression that is compiled when it is first used: most lists have names of few of these forms."""

    def __init__(self, form: str, *, any_case: bool = False) -> None:
        self._form, self._any_case = form, any_case

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._form, re.IGNORECASE if self._any_case else 0)

    def match(self, text: str) -> re.Match[str] | None:
        """Return how the beginning of a text fits, or ``None``."""
        return self._pattern.match(text)

    def without(self, text: str) -> str:
        """Return a text without the parts that fit."""
        return self._pattern.sub("", text)


# -- prefixes ---------------------------------------------------------------------------------------------------------

_ASSEMBLIES = {
    HUMAN: "GRCh36 GRCh37 GRCh38 hg16 hg17 hg18 hg19 hg38 hs37d5 b37 T2T CHM13",
    MOUSE: "GRCm38 GRCm39 NCBIM37 MGSCv37 mm7 mm8 mm9 mm10 mm39",
    RAT: "Rnor rn4 rn5 rn6 rn7 rn8 mRatBN7 GRCr8 RGSC",
    FLY: "BDGP5 BDGP6 dm3 dm6",
    FISH: "GRCz10 GRCz11 GRCz12 Zv9 danRer7 danRer10 danRer11",
    WORM: "WBcel235 ce6 ce10 ce11",
    YEAST: "R64 sacCer1 sacCer2 sacCer3",
}
_TAXON_OF_ASSEMBLY = {name: taxon for taxon, names in _ASSEMBLIES.items() for name in names.split()}
_TAXON_OF_KEGG = {"hsa": HUMAN, "mmu": MOUSE, "rno": RAT, "dme": FLY, "dre": FISH, "cel": WORM, "sce": YEAST}
_TAXON_OF_NUMBER = {str(taxon): taxon for taxon in _ASSEMBLIES} | {str(one): taxon for one, taxon in STRAINS.items()}
_TAXON_OF_WORD = {"human": HUMAN, "mouse": MOUSE, "rat": RAT}
_TAXON_OF_LOCUS_TAG = {"Dmel": FLY, "CELE": WORM}
_SEPARATORS = frozenset("_:.-\\")
_LONGEST_HEAD = 9
"""Characters of the longest name of an assembly."""
_BUILD = _Later(
    r"(?:[\-_.](?:pre-?m?rna|p?\d\d?|\d{4}-[A-Z]|v\d\d?|ensembl|gencode|refseq|CHM13[\w.]*?))*(?:[_\-]+|[.:])(?=[^\s_])"
)
"""What may follow the name of an assembly: its patch and release, and the separator."""
_TAGS = frozenset(
    ("gene", "gn", "transcript", "rna", "mrna", "cds", "exon", "protein", "polypeptide", "symbol", "hgnc symbol",
     "mgi symbol", "gene symbol", "gene name", "gene id", "name", "locus", "locus tag", "entrez gene/locuslink",
     *(prefix for row in AUTHORITIES for prefix in row.prefixes if prefix not in ("sp", "up", "loc")),
     *(prefix.replace(" ", "") for row in AUTHORITIES for prefix in row.prefixes))
)  # fmt: skip
"""Words before a colon or an equals sign, in lower case."""
_DASHED_TAGS = ("gene-", "rna-", "cds-", "exon-")
_PSEUDOAUTOSOMAL = ("_PAR_Y", "_PAR_X")
_WITH_NUMBERS = frozenset(prefix for row in NOMENCLATURE if row.has_curie_ids for prefix in row.prefixes)
"""Tags whose identifiers are numbers, of which they are a part."""
_TAXON_OF_TAG = {prefix: row.taxon_id for row in NOMENCLATURE for prefix in row.prefixes}


class Plain(NamedTuple):
    """A name without what is written before it."""

    text: str
    taxon_id: int | None
    """The species that the prefixes say."""
    is_gene_id: bool
    """Whether a number is a GeneID, as behind the organisms of KEGG."""


_DESCRIPTION = _Later(r"\((?:gene name|gene name synonym|display_short|display_long|orf name|locus name)\)$")
"""What tables of interactions write behind a name to say what it is."""


def without_prefixes(name: str) -> Plain | None:
    r"""Return a name without the prefixes of databases, assemblies and species; ``None`` for a name without any.

    >>> [without_prefixes(name)[:2] for name in ("GRCh38_TP53", "mm10___Xkr4", "Dmel\\hh", "gene:TP53")]
    [('TP53', 9606), ('Xkr4', 10090), ('hh', 7227), ('TP53', None)]
    """
    text, taxon, is_gene_id = name, None, False
    while True:
        if found := _species_prefix(text):
            taxon, length, is_gene_id = found
        elif tag := _tag(text):
            of_tag, length, is_gene_id = tag
            taxon = taxon or of_tag
        else:
            break
        text = text[length:]
    if text != name and text.endswith(")"):
        text = _DESCRIPTION.without(text)
    if text.endswith(_PSEUDOAUTOSOMAL):
        text = text[: -len(_PSEUDOAUTOSOMAL[0])]
    return None if text == name else Plain(text, taxon, is_gene_id)


def _species_prefix(text: str) -> tuple[int, int, bool] | None:
    """Return the species of a prefix, its length, and whether a number behind it is a GeneID."""
    end = next((place for place, letter in enumerate(text[: _LONGEST_HEAD + 1]) if letter in _SEPARATORS), 0)
    head, mark, length = text[:end], text[end : end + 1], end + 1
    if (taxon := _TAXON_OF_ASSEMBLY.get(head)) is not None:
        found = _BUILD.match(text[end:])
        return (taxon, end + found.end(), False) if found else None
    if mark in ":-":
        taxon = _TAXON_OF_KEGG.get(head)
    elif mark == ".":
        taxon = _TAXON_OF_NUMBER.get(head)
    elif mark in "_\\":
        taxon = _TAXON_OF_LOCUS_TAG.get(head)
        if taxon is None and mark == "_":
            taxon = _TAXON_OF_WORD.get(head.lower())
        length = len(text) - len(text[end:].lstrip("_\\"))
    if taxon is None or not text[length:] or text[length].isspace():
        return None
    return taxon, length, mark == ":"


def _tag(text: str) -> tuple[int | None, int, bool] | None:
    """Return the species of a tag, its length, and whether a number behind it is a GeneID."""
    if text.startswith(_DASHED_TAGS):
        return None, text.index("-") + 1, False
    ends = [place for mark in ":=" if (place := text.find(mark)) > 0]
    end = min(ends, default=0)
    tag = text[:end].rstrip().lower().replace("_", " ").replace(".", " ")
    if not end or tag not in _TAGS:
        return None
    length = len(text) - len(text[end + 1 :].lstrip())
    if not text[length:] or text[length] in ":=" or (tag in _WITH_NUMBERS and text[length].isdigit()):
        return None
    return _TAXON_OF_TAG.get(tag), length, "locuslink" in tag


def taxon_of_database(name: str) -> int | None:
    """Return the species of the database that a name begins with; ``None`` for names without, or of all species.

    >>> taxon_of_database("HGNC:11998"), taxon_of_database("Ensembl:ENSG00000141510")
    (9606, None)
    """
    return _TAXON_OF_TAG.get(name.partition(":")[0].rstrip().lower()) if ":" in name else None


# -- beginnings without their number ----------------------------------------------------------------------------------

_BEGINNING = _Later(
    r"^(?:(?:MGI|HGNC|RGD|SGD|ZFIN|FB|FlyBase|WB|WormBase|NCBIGene|Gene_?ID|Entrez|Ensembl|RefSeq|UniProt(?:KB)?|UP|SP|TR|"
    r"O?MIM|GO|KEGG|hsa|mmu|rno|dme|dre|cel|sce|ID|gene|symbol|rs|LOC|GI|PDB|CCDS|HP)\s?[:_|=\-]+|"
    r"[NXWY][MRPGCTWZ]_|ZDB-(?:GENE-)?|ENS(?:[A-Z]{0,4}[GTPE])?0*\.|ILMN_|(?:Hs|Mm|Rn|Dr|Dm)\.|"
    r"(?:hsa-|mmu-|rno-|dme-)?(?:mi[rR]|let)-)$",
    any_case=True,
)


def is_beginning(name: str) -> bool:
    """Return whether a name is the beginning of an identifier without its number.

    >>> [is_beginning(name) for name in ("MGI:", "NM_", "HGNC:4584", "GRIN1")]
    [True, True, False, False]
    """
    return not name[-1:].isalnum() and _BEGINNING.match(name) is not None


# -- identifiers with partners ----------------------------------------------------------------------------------------

_LETTERED = (
    r"ENS[A-Z]{0,4}[GTP]\d{11}(?:\.\d{1,3})?(?:_PAR_[XY])?|FBgn\d{7}|WBGene\d{8}|S0\d{8}|ZDB-GENE-\d{6}-\d+|"
    r"(?:HGNC|MGI|RGD):(?:(?:HGNC|MGI|RGD):)?\d+|[NX][MR]_\d{6,9}(?:\.\d{1,3})?|"
    r"(?:NCBI[ _]?Gene|Gene[ _]?ID|Entrez(?:[ _]?Gene)?(?:[ _]?ID)?):?\s?\d+|"
    r"(?:[OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2})(?:-\d{1,2}|\.\d{1,3})?"
)
_LIST_SEPARATORS = (" /// ", ";", ",")
_RECORD = _Later(r"^(?:gi\|\d+\|)?(?:sp|tr|ref|gb|emb|dbj|lcl)\|([^|]+)\|?\S*(?:\s.*)?$")
_CHANGE = _Later(rf"^({_LETTERED}|[NXY]P_\d{{6,9}}(?:\.\d+)?)(?:\([\w\-]+\))?:\s?[cgmnpr]\.\S+$", any_case=True)


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


def splits_of(name: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to split a name in two at a separator, of which one half may be an identifier.

    >>> list(splits_of("NM_000546.6_TP53"))[1]
    ('NM_000546.6', 'TP53')
    """
    for separator in " _:-./":
        if separator in name:
            for first, _, last in dict.fromkeys((name.partition(separator), name.rpartition(separator))):
                if first and last.strip(separator):
                    yield first.rstrip(separator), last.lstrip(separator)


def _split(name: str, separator: str, *, is_list: bool) -> Parts | None:
    texts = tuple(dict.fromkeys(text for part in name.split(separator) if (text := part.strip()) not in ("", "---")))
    return Parts(texts, is_list) if texts and name.strip(" ;,|") != name[:0] else None


def without_record(name: str) -> str:
    """Return the identifier of a sequence record or of a variant of it; an empty string for other names.

    >>> without_record("sp|P04637|P53_HUMAN"), without_record("NM_000546.6:c.215C>G"), without_record("TP53")
    ('P04637', 'NM_000546.6', '')
    """
    found = None
    if "|" in name:
        found = _RECORD.match(name)
    elif ":" in name and "." in name:
        found = _CHANGE.match(name)
    return found[1] if found else ""


def inner_identifiers(name: str) -> Iterator[str]:
    """Yield the texts in a name that may be an identifier, the innermost first; the last is the name.

    >>> list(inner_identifiers("gene:AF123456"))
    ['AF123456', 'gene', 'AF123456', 'gene:AF123456']
    """
    if is_address(name):
        name = identifier_of_address(name) or name
    if inside := without_record(name):
        yield inside
    if (plain := without_prefixes(name)) is not None:
        yield plain.text
    if (parts := parts_of(name)) is not None:
        yield from parts.texts
    yield from (half for pair in splits_of(name) for half in pair if " " not in name)
    yield name


# -- addresses --------------------------------------------------------------------------------------------------------

_ADDRESS = _Later(r"^<?(?:https?://|www\.|urn:miriam:|ftp://)", any_case=True)
_PIECES = r"[/?&=#;!<>]+"
_OWN_FORM = _Later(
    rf"^(?:{_LETTERED}|[NXY]P_\d{{6,9}}(?:\.\d+)?|(?:{'|'.join(_TAXON_OF_KEGG)}):\S+|"
    r"(?:FB|WB|SGD|ZFIN|ENSEMBL|NCBIGene|UniProt(?:KB)?):\S+)$",
    any_case=True,
)
_OF_NUMBER = (
    ("rgd", "RGD"), ("hgnc", "HGNC"), ("genenames", "HGNC"), ("informatics.jax", "MGI"), ("mgi", "MGI"),
    ("omim", "OMIM"), ("ncbigene", "NCBIGene"), ("/gene", "NCBIGene"), ("db=gene", "NCBIGene"), ("geneid", "NCBIGene"),
)  # fmt: skip
"""A part of an address, and the database whose numbers are in such addresses; the first that fits decides."""
_OF_SYMBOL = ("symbol", "genecards", "yeastgenome", "locus", "proteinatlas")


def is_address(name: str) -> bool:
    """Return whether a name is an address on the web or of a registry of identifiers."""
    return ("//" in name or name.startswith(("www.", "urn:"))) and _ADDRESS.match(name) is not None


def identifier_of_address(address: str) -> str:
    """Return the identifier in the address of a gene's page; an empty string when it has none.

    >>> identifier_of_address("https://www.ncbi.nlm.nih.gov/gene/7157")
    'NCBIGene:7157'
    >>> identifier_of_address("https://www.ensembl.org/Homo_sapiens/Gene/Summary?db=core;g=ENSG00000141510")
    'ENSG00000141510'
    """
    address = _ADDRESS.without(address)
    pieces = [piece for piece in re.split(_PIECES, address.replace("%3A", ":").replace("%3a", ":")) if piece]
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
