r"""What may stand beside an identifier: marks of decoys and contaminants, parts of genes, symbols, brackets, lists.

Nothing is looked up here.
"""

from __future__ import annotations

import re
from functools import cache

from genenorm.core.errors import UnknownTaxonError
from genenorm.core.taxa import FISH, HUMAN, MOUSE, RAT, taxon_id_of
from genenorm.text.named_species import worded_species
from genenorm.text.species_marks import may_have_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

DECOY = "a decoy of a search for proteins, or a shuffled or reversed sequence, which is no gene"
NOT_ITS_NAME = "an identifier beside a text that is no name of its gene"
OTHER_SPECIES = "an identifier beside the name of another species than its own, or of the database of one"
PROBE_OR_GENE_ID = "a probe set of an Affymetrix array, or a GeneID before the ending _at of BrainArray"
_DECOY_WORD = r"rev(?:erse[ds]?)?|decoys?|xxx|shuffled?|scrambled?|entrap(?:ment)?"
_DECOY_BEFORE = (
    rf"(?i)^>?(?:#{{2,}}(?:\w+#+)?|(?:{_DECOY_WORD})(?:[_:|]+|[-. ](?=.*\d{{3}}))(?:\d{{1,3}}[_:|]+)?)(?=\w)"
)
_DECOY_BEHIND = rf"(?i)(?:[_:|]+|(?<=\d\d)[-. ]+)(?:{_DECOY_WORD})$"
_CONTAMINANT = r"^(?:CON__|(?i:cont(?:am(?:inant)?)?|crap)[_\-|]+)(?=\S)"
"""The marks of search engines at proteins from their list of contaminants; they are the proteins that they are."""
_PART_OF_GENE = (
    r"(?i)^(?:gene|transcript|m?rna|cds|protein|isoform|exon|tx|id|accession|variant)s?(?:[_\-. ]?\d{1,3})?$|"
    r"^(?:v|ex|e|t|iso)\d{1,3}$|^PAR[_-][XY]$|^p?[STYK]\d{2,4}$|^(?:[sx]_)?at$"
)
"""Parts of a gene, and a site of its product; BrainArray has ``_at`` behind the identifiers of genes."""
_YEAR = r"^(?:19|20)\d\d$"
_PROBE = r"^(\d{1,9})_at$"
_OF_COLUMN = r"(?i)^(?:(hgnc|mgi|rgd)[ _]ids?|(ncbi))\s?[:=]\s?(?:\1:)?(\d+)$"
_CLONE = r"^[A-Z][A-Za-z\d]{1,7}-[\w\-]*\d[A-Z]\d{1,3}\.\d{1,2}$"
_SYMBOL = r"^(?:[A-Z]{2,6}|C(?=\d+orf))\d[A-Za-z\d]{0,10}(?:-[A-Z]{1,3}\d{0,2})?(?:\.\d{1,2})?$|^Gm\d{3,}$"
_TRIVIAL = r"(?i)^(?:exp|rep|sample|neg|ctrl?|pos|control|spike|peak|chr|cluster|exon|intron|probe|group|set|ercc)\d"
_NUMBER_BEHIND = r"[-._ ]\d{1,3}$"
_BRACKETED = r"^([^()\[\]{}]*[^()\[\]{}\s])\s*(?:\(([^()\[\]{}]+)\)|\[([^()\[\]{}]+)\]|\{([^()\[\]{}]+)\})$"
_SYMBOL_OF_CHANGE = r"^([^\s()]+)\(([\w\-]+)\):"
_SEPARATORS = (r"\s*(?:/{1,3}|;|,|\+)\s*", r"\s+", r"\s*[;,\s]\s*", r"[_\-]+")
_TAXON_OF_ENTRY = {"HUMAN": HUMAN, "MOUSE": MOUSE, "RAT": RAT, "DANRE": FISH}


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def without_decoy(name: str) -> str:
    """Return what a name says is a decoy, or shuffled or reversed; an empty string for other names.

    >>> [without_decoy(name) for name in ("REV__P04637", "DECOY_0_P04637", "##sp|P04637|", "P04637_rev", "rev-1")]
    ['P04637', 'P04637', 'sp|P04637|', 'P04637', '']
    """
    if (rest := _pattern(_DECOY_BEFORE).sub("", name)) != name:
        return rest
    rest = _pattern(_DECOY_BEHIND).sub("", name)
    return rest if rest != name else ""


def without_contaminant(name: str) -> str:
    """Return a name without the mark of a protein from a list of contaminants.

    >>> without_contaminant("CON__P04264"), without_contaminant("P04264")
    ('P04264', 'P04264')
    """
    return _pattern(_CONTAMINANT).sub("", name)


def is_part_of_gene(text: str) -> bool:
    """Return whether a text beside an identifier says that it is of a gene, a transcript or an exon.

    >>> [is_part_of_gene(text) for text in ("exon2", "transcript", "E012", "PAR_Y", "intron", "antisense")]
    [True, True, True, True, False, False]
    """
    return _pattern(_PART_OF_GENE).match(text) is not None


def is_year(text: str) -> bool:
    """Return whether a number may be the year of a publication, rather than a GeneID.

    >>> is_year("2019"), is_year("7157")
    (True, False)
    """
    return _pattern(_YEAR).match(text) is not None


def before_probe_ending(name: str) -> int:
    """Return the number before the ending of a probe set, which may be a GeneID; 0 for other names.

    >>> before_probe_ending("7157_at"), before_probe_ending("1007_s_at")
    (7157, 0)
    """
    found = _pattern(_PROBE).match(name)
    return int(found[1]) if found else 0


def curie_of_column(name: str) -> str:
    """Return the identifier of a number behind the name of a column; an empty string for other names.

    >>> curie_of_column("hgnc_id:1100"), curie_of_column("NCBI:672"), curie_of_column("HGNC:1100")
    ('HGNC:1100', 'NCBIGene:672', '')
    """
    found = _pattern(_OF_COLUMN).match(name)
    if found is None:
        return ""
    return f"{found[1].upper()}:{found[3]}" if found[1] else f"NCBIGene:{found[3]}"


def may_be_new_symbol(text: str) -> bool:
    """Return whether a text has the form of a symbol or a clone, with letters and digits, that an index may lack.

    >>> [may_be_new_symbol(text) for text in ("LINC09999", "AL390719.1", "RP11-34P13.7", "spike", "ERV", "NEG1")]
    [True, True, True, False, False, False]
    """
    if _pattern(_TRIVIAL).match(text):
        return False
    return _pattern(_SYMBOL).match(text) is not None or _pattern(_CLONE).match(text) is not None


def without_number(text: str) -> str:
    """Return a text without a number behind it, as of a transcript (``TP53-201``)."""
    return _pattern(_NUMBER_BEHIND).sub("", text)


def species_of_word(text: str) -> int:
    """Return the taxon id of the species that a text names, or is the name of; 0 for other texts.

    >>> [species_of_word(text) for text in ("mouse", "Homo sapiens", "mouse TP53", "TP53")]
    [10090, 9606, 10090, 0]
    """
    if may_have_word(text) and (named := worded_species(text)) is not None:
        return named.taxon_id
    if any(map(str.isdigit, text)):
        return 0
    if (taxon := _TAXON_OF_ENTRY.get(text)) is not None:
        return taxon
    try:
        return taxon_id_of(text)
    except UnknownTaxonError:
        return 0


def bracketed(name: str) -> tuple[str, str] | None:
    """Return what is before brackets at the end of a name, and in them; ``None`` for a name without any.

    >>> bracketed("BRCA1 (672)"), bracketed("ENSG00000012048[BRCA1]"), bracketed("NM_007294.4(BRCA1):c.68_69del")
    (('BRCA1', '672'), ('ENSG00000012048', 'BRCA1'), ('NM_007294.4', 'BRCA1'))
    """
    if found := _pattern(_SYMBOL_OF_CHANGE).match(name):
        return found[1], found[2]
    if name[-1:] not in ")]}" or (found := _pattern(_BRACKETED).match(name)) is None:
        return None
    return found[1], (found[2] or found[3] or found[4]).strip()


def pieces_of_list(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways to split a name at the separators of lists, that may all be identifiers with prefixes.

    >>> next(pieces_of_list("hsa:7157 hsa:672"))
    ('hsa:7157', 'hsa:672')
    """
    for separator in _SEPARATORS:
        pieces = tuple(dict.fromkeys(filter(None, _pattern(separator).split(name.strip(" ;,")))))
        if len(pieces) > 1 and all(any(map(str.isdigit, piece)) or ":" in piece for piece in pieces):
            yield pieces
