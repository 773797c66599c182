"""Finding genes by identifiers in their usual forms: ``2902``, ``NCBIGene:2902``, ``ENSG00000176884.18``."""

from __future__ import annotations

from functools import cached_property

from genenorm.core.authorities import (
    AUTHORITIES,
    ENSEMBL,
    NCBI_GENE,
    NOMENCLATURE,
    REFSEQ,
    UNIPROT,
    Authority,
    with_index_case,
)
from genenorm.core.model import Gene
from genenorm.core.numbers import whole_number
from genenorm.index.reference import IdMatch, Reference
from genenorm.text.species_marks import by_two_characters

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Collection


def _compiled(pattern: str, *, any_case: bool = False) -> re.Pattern[str]:
    import re

    return re.compile(pattern, re.IGNORECASE if any_case else 0)


class _Patterns:
    """Regular expressions for the forms of identifiers, each compiled when it is first used."""

    @cached_property
    def starts(self) -> dict[str, tuple[str, ...]]:
        """Beginnings of identifiers with letters, in upper case, by their first two characters.

        UniProt accessions have none in common.
        """
        prefixes = (prefix.partition(" ")[0] for row in AUTHORITIES for prefix in row.prefixes)
        starts = (*(start for row in AUTHORITIES for start in (row.id_start, *row.id_starts) if start), *prefixes)
        return by_two_characters(dict.fromkeys(start.upper() for start in starts))

    @cached_property
    def gene_id(self) -> re.Pattern[str]:
        # gene1 and gene_2 are the names of rows of a table, and LOC1 is a symbol: such names have long numbers
        words = _prefix_words(NCBI_GENE)
        return _compiled(rf"^(?!gene_*\d|loc\d{{1,2}}$)(?:(?:{words})[:=/ _]*)?({NCBI_GENE.id_rest})$", any_case=True)

    @cached_property
    def version(self) -> re.Pattern[str]:
        return _compiled(r"\.\d{1,3}$")

    @cached_property
    def curie_prefix(self) -> re.Pattern[str]:
        words = _prefix_words(*(row for row in AUTHORITIES if row is not NCBI_GENE))
        return _compiled(rf"^(?:{words})[:/ ](?=\S)", any_case=True)

    @cached_property
    def ensembl(self) -> re.Pattern[str]:
        return _compiled(rf"^{ENSEMBL.id_start}{ENSEMBL.id_rest}$")

    @cached_property
    def refseq(self) -> re.Pattern[str]:
        return _compiled(rf"^{REFSEQ.id_rest}$")

    @cached_property
    def authority_curie(self) -> re.Pattern[str]:
        words = "|".join(row.id_start.rstrip(":") for row in NOMENCLATURE if row.has_curie_ids)
        return _compiled(rf"^({words})[:_ ]+(?:\1:)?(\d+)$")

    @cached_property
    def authority(self) -> re.Pattern[str]:
        forms = "|".join(row.id_start.upper() + row.id_rest for row in NOMENCLATURE if not row.has_curie_ids)
        return _compiled(rf"^(?:{forms})$")

    @cached_property
    def uniprot(self) -> re.Pattern[str]:
        return _compiled(rf"^{UNIPROT.id_rest}$")


_PATTERNS = _Patterns()


def _prefix_words(*authorities: Authority) -> str:
    """Return a regular expression for the words that people write before the identifiers of some authorities."""
    return "|".join(prefix.replace(" ", "[ _]?") for row in authorities for prefix in row.prefixes)


SHORTEST_ACCESSION = 6
"""Characters of the shortest identifier that is neither a number nor begins as one of ``identifier_starts``."""


def identifier_starts() -> Collection[str]:
    """Return the first two characters, in upper case, of identifiers that have a beginning in common."""
    return _PATTERNS.starts.keys()


def may_be_identifier(text: str) -> bool:
    """Return whether a text may be an identifier, by a cheap check of its length, its first and its last characters.

    A digit that is not ASCII is a mark, such as a superscript, or of another script, and no GeneID.

    >>> [may_be_identifier(text) for text in ("2902", "P29475", "HGNC:4584", "GRIN1", "p53", "TNF")]
    [True, True, True, False, False, False]
    """
    text = text.strip()
    if not text[-1:].isdigit():  # all identifiers end with a digit
        return False
    if text[:2].upper()[:2] in _PATTERNS.starts:
        return True
    return (text.isdigit() or (text[1:2].isdigit() and len(text) >= SHORTEST_ACCESSION)) and text.isascii()


def is_uniprot_accession(text: str) -> bool:
    """Return whether a text has the form of a UniProt accession.

    >>> is_uniprot_accession("Q05586"), is_uniprot_accession("GRIN1")
    (True, False)
    """
    return bool(_PATTERNS.uniprot.match(text))


def has_form(text: str) -> bool:
    """Return whether a text has the form of an identifier with a prefix or a beginning of its own, known or not.

    >>> [has_form(text) for text in ("MGI:1", "FBgn9999999", "Ensembl:ENSG1", "P29475", "2902", "GRIN1")]
    [True, True, True, False, False, False]
    """
    text = _with_identifier_start(text)
    if not text or text.isdigit():
        return False
    upper = text.upper()
    if (_PATTERNS.gene_id.match(text) and not text.isalnum()) or (":" in text and _PATTERNS.curie_prefix.match(upper)):
        return True
    stem = _PATTERNS.version.sub("", upper)
    patterns = (_PATTERNS.authority_curie, _PATTERNS.ensembl, _PATTERNS.refseq, _PATTERNS.authority)
    return any(pattern.match(stem) for pattern in patterns)


def find_identifier(reference: Reference, text: str) -> IdMatch | None:
    """Return the gene that an identifier means; ``None`` when the text is not an identifier in the index.

    Prefixes, versions and the case of letters may differ from those in the index. An identifier of a transcript or
    protein means its gene. The ``gene`` of a retired identifier is the one that replaces it, or ``None``.

    >>> reference = Reference.open()
    >>> forms = ("NCBIGene:2902", "ENSG00000176884.18", "HGNC:4584", "MGI:95819", "NM_007327.4")
    >>> [find_identifier(reference, text).gene.symbol for text in forms]
    ['GRIN1', 'GRIN1', 'GRIN1', 'Grin1', 'GRIN1']
    >>> find_identifier(reference, "GRIN1") is None
    True
    """
    text = _with_identifier_start(text)
    if not text:
        return None
    if found := _PATTERNS.gene_id.match(text):
        gene_id = whole_number(found[1])
        if gene_id is None:
            return None
        return _found(reference.gene_by_id(gene_id)) or _other(reference, gene_id)
    stem = text.upper()
    if not stem.isalnum():  # it may have a prefix or a version
        if found := _PATTERNS.authority_curie.match(stem):
            return _authority(reference, f"{found[1]}:{found[2]}")
        stem = _PATTERNS.version.sub("", _PATTERNS.curie_prefix.sub("", stem))
    if _PATTERNS.ensembl.match(stem):
        return _found(reference.gene_by_ensembl(stem)) or _other(reference, stem)
    if _PATTERNS.authority.match(stem):
        return _authority(reference, with_index_case(stem))
    if _PATTERNS.refseq.match(stem):
        return _other(reference, stem)
    if _PATTERNS.uniprot.match(stem):
        return _other(reference, stem.partition("-")[0])
    return None


def gene_id_of(text: str) -> int:
    """Return the GeneID that a text is; 0 when it is none.

    >>> [gene_id_of(text) for text in ("2902", "LOC2902", "GeneID: 2902", "HGNC:4584", "GRIN1")]
    [2902, 2902, 2902, 0, 0]
    """
    found = _PATTERNS.gene_id.match(_with_identifier_start(text))
    return (whole_number(found[1]) or 0) if found else 0


def _with_identifier_start(text: str) -> str:
    """Return a text without spaces around it; empty when it does not begin as an identifier does."""
    text = text.strip()
    if not text[-1:].isdigit():
        return ""
    starts = _PATTERNS.starts.get(text[:2].upper()[:2])
    if starts is None:
        return text if may_be_identifier(text) else ""  # a number, or an accession without a beginning of its own
    return text if text[1:2].isdigit() or text.upper().startswith(starts) else ""


def _found(gene: Gene | None) -> IdMatch | None:
    return IdMatch(gene) if gene else None


def _authority(reference: Reference, text: str) -> IdMatch | None:
    return _found(reference.gene_by_authority(text)) or _other(reference, text)


def _other(reference: Reference, identifier: int | str) -> IdMatch | None:
    return reference.gene_by_other_id(identifier)
