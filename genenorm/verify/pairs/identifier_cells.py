"""What the text of one identifier is: of which gene, retired, damaged, malformed, or unknown to the index."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from genenorm.core.authorities import ENSEMBL, FLYBASE, NCBI_GENE, NOMENCLATURE, SGD, WORMBASE, Authority
from genenorm.core.model import Gene
from genenorm.core.numbers import whole_number
from genenorm.index.identifiers import find_identifier, gene_id_of, has_form
from genenorm.index.reference import Reference
from genenorm.index.schema import UNDATED
from genenorm.text.identifier_forms import identifier_of_address, is_address, is_beginning
from genenorm.verify.pairs.column_roles import MISSING


class IdState(Enum):
    """What is known of an identifier."""

    IN_USE = "in use"
    RETIRED = "retired"
    UNKNOWN = "unknown"
    DAMAGED = "damaged"
    MALFORMED = "malformed"
    OTHER = "other"
    """A text of another kind, of which nothing is said."""


class IdReading(NamedTuple):
    """What the text of one identifier is."""

    text: str
    state: IdState
    gene: Gene | None = None
    """The gene that it means, or that replaced it."""
    authority: Authority | None = None
    """Whose identifier it is; ``None`` for those of transcripts and proteins, and for other texts."""
    repaired: str = ""
    """The identifier without its damage; empty when that is not known."""
    note: str = ""
    """What is wrong with it, in words."""

    @property
    def is_word(self) -> bool:
        """Whether it is a word, such as a symbol, in a column of identifiers."""
        return self.note == _NO_IDENTIFIER

    @property
    def is_gene_of_its_own(self) -> bool:
        """Whether it means a gene, and may speak against a name."""
        return self.gene is not None and self.authority is not None


_NO_IDENTIFIER = "no identifier"
_FLOAT = re.compile(r"(\d{1,10})[.,]0{1,6}$")
_EXPONENT = re.compile(r"\d(?:[.,]\d{1,9})?[eE]\+?\d{1,2}$")
_GROUPED = re.compile(r"\d{1,3}(?:[,' ]\d{3})+$")
_DATE = re.compile(r"\d{1,2}[-/ ][A-Za-z]{3}(?:[-/ ]\d{2,4})?$|[A-Za-z]{3}[-/ ]\d{2,4}$|\d{4}-\d\d-\d\d")
_LOOKALIKE = str.maketrans("OoIl", "0011")
_VERSION = re.compile(r"\.\d{1,3}$")
_GENE_FORMS = tuple(
    (row, re.compile(rf"(?:(?:{'|'.join(row.prefixes)}):)?({start})([0-9OIl]+)$", re.IGNORECASE), digits)
    for row, start, digits in (
        (ENSEMBL, r"ENS(?:[A-Z]{3,4})?G", 11),
        (FLYBASE, FLYBASE.id_start, 7),
        (WORMBASE, WORMBASE.id_start, 8),
        (SGD, SGD.id_start, 8),
    )
)
"""Identifiers with a fixed number of digits: whose, the beginning and the digits."""
_CURIE = re.compile(
    rf"({'|'.join(row.id_start.rstrip(':') for row in NOMENCLATURE if row.has_curie_ids)})\s*[:_]", re.I
)
_NOT_GENES = re.compile(r"ENS[A-Z]{0,4}[TPER]\d{11}", re.IGNORECASE)


@dataclass(slots=True)
class IdReader:
    """Reads identifiers with an index, each text once."""

    reference: Reference
    _read: dict[tuple[str, str], IdReading | None] = field(default_factory=dict)

    def read(self, text: str, numbers: str) -> IdReading | None:
        """Return what a text is; ``None`` for a missing value.

        :param numbers: what stands before an identifier that is a number: ``NCBIGene``, the beginning of an
            authority's ids, or nothing where numbers are no identifiers.
        """
        key = text, numbers
        if key not in self._read:
            if len(self._read) >= _MOST_KEPT:
                self._read.clear()
            self._read[key] = self._reading(text.strip(), numbers)
        return self._read[key]

    def _reading(self, text: str, numbers: str) -> IdReading | None:
        if text.lower() in MISSING:
            return None
        if text.isdigit() and text.isascii():
            return self._number(text, text, numbers)
        if numbers and (damaged := self._damaged_number(text, numbers)):
            return damaged
        plain = identifier_of_address(text) if is_address(text) else text
        if not plain:
            return IdReading(text, IdState.OTHER)
        if plain != text and plain.isdigit():
            return IdReading(text, IdState.OTHER)
        found = self._known(plain, text)
        if found is not None:
            return found
        return self._of_near_form(plain, text, numbers) or IdReading(text, IdState.OTHER)

    def _number(self, number: str, text: str, numbers: str) -> IdReading:
        if not numbers:
            return IdReading(text, IdState.OTHER)
        if numbers == NCBI_GENE.curie_prefix and number[0] == "0":
            note = "a number with zeros before it, as another database has them, and no GeneID"
            return IdReading(text, IdState.MALFORMED, authority=NCBI_GENE, note=note)
        if numbers == NCBI_GENE.curie_prefix:
            found = self._known(number, text) or IdReading(text, IdState.UNKNOWN, authority=NCBI_GENE)
            if len(number) <= _MOST_DIGITS and (whole_number(number) or 0) < 1 << 31:
                return found
            return found._replace(state=IdState.MALFORMED, note="a number too large for a GeneID")
        return self._known(numbers + number, text) or IdReading(text, IdState.UNKNOWN, authority=_authority(numbers))

    def _damaged_number(self, text: str, numbers: str) -> IdReading | None:
        """Return the reading of a number that a spreadsheet changed; ``None`` for other texts."""
        if found := _FLOAT.match(text):
            plain = self._number(found[1], found[1], numbers)
            return plain._replace(
                text=text, state=IdState.DAMAGED, repaired=found[1], note="a whole number that a program made a float"
            )
        if _EXPONENT.match(text):
            note = "a number that a spreadsheet shortened to an exponent, so that digits are lost"
            return IdReading(text, IdState.DAMAGED, authority=_authority(numbers), note=note)
        if _GROUPED.match(text):
            number = re.sub(r"\D", "", text)
            plain = self._number(number, number, numbers)
            if plain.gene is not None:
                return plain._replace(
                    text=text, state=IdState.DAMAGED, repaired=number, note="a number with marks between its thousands"
                )
        if _DATE.match(text):
            return IdReading(text, IdState.DAMAGED, authority=_authority(numbers), note="a spreadsheet's date")
        return None

    def _known(self, plain: str, text: str) -> IdReading | None:
        match = find_identifier(self.reference, plain)
        if match is not None:
            state = IdState.RETIRED if match.retired else IdState.IN_USE
            when = _date(match.retired)
            return IdReading(text, state, match.gene, _whose(plain), note=f"retired{when}" if match.retired else "")
        if has_form(plain) and (whose := _whose(plain)) is not None:
            is_other = whose is ENSEMBL and not plain.upper().rpartition(":")[2].startswith(self._ensembl_starts())
            return IdReading(
                text, IdState.OTHER if is_other else IdState.UNKNOWN, authority=None if is_other else whose
            )
        return None

    def _ensembl_starts(self) -> tuple[str, ...]:
        return tuple(filter(None, map(self.reference.ensembl_prefix, self.reference.taxon_ids)))

    def _of_near_form(self, plain: str, text: str, numbers: str) -> IdReading | None:
        """Return the reading of a text that begins as an identifier but is none, or is a word among numbers."""
        stem = _VERSION.sub("", plain)
        for authority, form, digits in _GENE_FORMS:
            if found := form.match(stem):
                number = found[2].translate(_LOOKALIKE)
                is_short = len(number) < digits
                repaired = found[1] + number.zfill(digits) if len(number) <= digits else ""
                known = self._known(repaired, repaired) if repaired else None
                lost = "without its zeros" if is_short else "with letters in place of digits"
                if known is not None and known.gene is not None:
                    return known._replace(
                        text=text, state=IdState.DAMAGED, repaired=repaired, note=f"an identifier {lost}"
                    )
                note = f"{len(number)} digits, where an identifier of {authority.name} has {digits}"
                return IdReading(text, IdState.MALFORMED, authority=authority, note=note)
        if _CURIE.match(plain) or is_beginning(plain):
            note = "the beginning of an identifier without its number"
            return IdReading(text, IdState.MALFORMED, authority=_authority(plain), note=note)
        if numbers and _NOT_GENES.match(plain) is None and plain[:1].isalpha() and ":" not in plain:
            if gene_id_of(plain) or " " in plain or "_" in plain or len(plain) > _LONGEST_NAME:
                return None
            return IdReading(text, IdState.MALFORMED, authority=_authority(numbers), note=_NO_IDENTIFIER)
        return None


_MOST_KEPT = 1 << 18
_MOST_DIGITS = 10
_LONGEST_NAME = 20


def _date(retired: int) -> str:
    return f" {retired // 10000}-{retired // 100 % 100:02d}-{retired % 100:02d}" if retired > UNDATED else ""


def _authority(start: str) -> Authority | None:
    """Return whose identifiers have a beginning, or are numbers under it."""
    if start == NCBI_GENE.curie_prefix:
        return NCBI_GENE
    upper = start.upper()
    return next((row for row in NOMENCLATURE if row.id_start and upper.startswith(row.id_start.upper())), None)


def _whose(text: str) -> Authority | None:
    """Return whose identifier of a gene a text is; ``None`` for other identifiers.

    >>> _whose("NCBIGene:2902").name, _whose("FB:FBgn0010399").name, _whose("ENST00000371561"), _whose("Q05586")
    ('NCBI Gene', 'FlyBase', None, None)
    """
    if gene_id_of(text):
        return NCBI_GENE
    rest = text.upper()
    if _NOT_GENES.match(rest.rpartition(":")[2]):
        return None
    for row in NOMENCLATURE:
        start = row.id_start.upper()
        if rest.startswith(start) or (not row.has_curie_ids and rest.rpartition(":")[2].startswith(start)):
            if row.name == "SGD" and rest.rpartition(":")[2][2:].isdigit() is False:
                continue
            return row
        if row.has_curie_ids and rest.startswith((start[:-1] + "_", start[:-1] + " ")):
            return row
    return ENSEMBL if rest.rpartition(":")[2].startswith(ENSEMBL.id_start) else None


def identifier_like(given: str, gene: Gene, authority: Authority | None) -> str:
    """Return a gene's identifier of the same type and in the same form as one that is given; empty if it has none.

    >>> from genenorm.index.reference import Reference
    >>> gene = Reference.open().gene_by_id(2902)
    >>> [identifier_like(text, gene, _whose(text)) for text in ("NCBIGene:1", "ENSG00000000003.5", "HGNC:HGNC:5")]
    ['NCBIGene:2902', 'ENSG00000176884', 'HGNC:HGNC:4584']
    """
    if authority is NCBI_GENE:
        own = "" if gene.gene_id is None else str(gene.gene_id)
    elif authority is ENSEMBL:
        own = gene.ensembl_id
    elif authority is not None and gene.authority_id.startswith(authority.id_start):
        own = gene.authority_id
    else:
        own = ""
    if not own:
        return ""
    if authority is NCBI_GENE:
        shape = re.match(r"^(.*?)[\d.,]+$", given.strip())
        return (shape[1] if shape and not _EXPONENT.match(given) and not _DATE.match(given) else "") + own
    if given.strip().isdigit():  # a number under a header that names the authority
        return own.removeprefix(authority.id_start) if authority is not None else own
    start = authority.id_start if authority is not None and authority.id_start else ENSEMBL.id_start
    before = given[: given.upper().rfind(start.upper())] if start.upper() in given.upper() else ""
    return before + own
