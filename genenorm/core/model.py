"""The values that cross module borders: frozen, typed, and free of behaviour that needs data.

Those of which an answer holds many are named tuples: a frozen data class takes four times as long to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from genenorm.core.evidence import NOTHING_AROUND, Around, Terms


class Status(Enum):
    """What became of one input name; the value is the word printed in tables."""

    RESOLVED = "resolved"
    GROUP = "group"
    AMBIGUOUS = "ambiguous"
    FAMILY = "family"
    RETIRED = "retired"
    UNKNOWN = "unknown"
    NOT_A_GENE = "not-a-gene"


class NameKind(Enum):
    """What sort of name of a gene (or family) was matched.

    The value is the code stored in the index; ``label`` is the word printed in tables.
    """

    __hash__ = object.__hash__  # as of evidence: members are singletons, and look-ups by kind are many

    SYMBOL = 0
    PREVIOUS_SYMBOL = 1
    SYNONYM = 2
    FULL_NAME = 3
    DESIGNATION = 4
    SYSTEMATIC_NAME = 5
    PREVIOUS_NAME = 6
    FAMILY = 8
    FAMILY_NAME = 9
    RETIRED_SYMBOL = 10
    IDENTIFIER = 12
    RETIRED_IDENTIFIER = 13

    @property
    def label(self) -> str:
        """The kind in words.

        >>> NameKind.PREVIOUS_SYMBOL.label
        'previous symbol'
        """
        return _KIND_LABELS[self]


_KIND_LABELS = {kind: kind.name.lower().replace("_", " ") for kind in NameKind}


class KeyRule(Enum):
    """The change to a written name that made it match; the value is printed in tables."""

    __hash__ = object.__hash__

    AS_WRITTEN = "as written"
    CASE = "case folded"
    PUNCTUATION = "punctuation folded"
    IDENTIFIER = "identifier"
    GREEK_LETTER = "Greek as Latin letter"
    LATIN_LETTER = "Latin letter as Greek"
    ROMAN_NUMERAL = "Roman numeral"
    PLURAL = "plural"
    BRACKETS = "brackets removed"
    ABBREVIATION = "word abbreviated"
    SPECIES_PREFIX = "species prefix removed"
    MODIFIER = "modifier removed"
    HEAD_WORD = "head word removed"
    WORD_ORDER = "word order"
    SHARED_HEAD = "shared head expanded"
    LONG_FORM = "long form in the document"
    SPREADSHEET_DATE = "spreadsheet date"
    ISOFORM = "isoform or variant dropped"
    COMPLETION = "numbered members of the name"
    OCR = "OCR confusion"
    DIGIT_BREAK = "digit separator dropped"


class Biotype(Enum):
    """Broad class of a gene; the value is the code stored in the index."""

    __hash__ = object.__hash__

    UNKNOWN = 0
    PROTEIN_CODING = 1
    NON_CODING_RNA = 2
    PSEUDOGENE = 3
    GENE_SEGMENT = 4
    OTHER = 5


@dataclass(frozen=True, slots=True)
class Taxon:
    """One supported species, as the index describes it."""

    taxon_id: int
    """NCBI taxon id, e.g. 9606."""
    name: str
    """Latin binomial, e.g. ``Homo sapiens``."""
    common: str
    """Short common name used on the command line, e.g. ``human``."""
    authority: str
    """Nomenclature authority, e.g. ``HGNC``."""
    source: str
    """Where the genes' symbols come from, with release, e.g. ``HGNC 2026-06``."""


class Gene(NamedTuple):
    """One gene of one species; empty strings and ``None`` mean "not known to the index"."""

    key: int
    """Row number in this index; not stable across indexes, never shown."""
    taxon_id: int
    gene_id: int | None
    """NCBI GeneID."""
    symbol: str
    name: str
    """Full name, may be empty."""
    ensembl_id: str
    authority_id: str
    """Identifier at the nomenclature authority, e.g. ``HGNC:4584`` or ``FBgn0010399``."""
    biotype: Biotype
    group: int | None
    """Row number of the homology group."""
    weight: int
    """0 to 255: how well connected the gene is (names, orthologs, interest); a ranking prior."""


@dataclass(frozen=True, slots=True)
class Group:
    """A homology group: genes of several species descended from one ancestor gene."""

    key: int
    group_id: str
    """Public id, e.g. ``HomoloGene:7187`` or ``HGNC:1234`` for a human-anchored group."""
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A gene's membership in a homology group, with the sources that assert it."""

    gene: int
    support: tuple[Support, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources, e.g. ``("HomoloGene", "HGNC")``."""
        return tuple(support.source for support in self.support)


@dataclass(frozen=True, slots=True)
class Support:
    """A homology source's word that genes belong together, with its count of methods where it counts them."""

    source: str
    methods: int = 0
    """How many of the source's methods agree; 0 when the source asserts it without counting."""
    of: int = 0
    """How many methods the source asked."""

    @property
    def words(self) -> str:
        """The support in words.

        >>> Support("HCOP", 9, 12).words, Support("HomoloGene").words
        ('HCOP 9/12 methods', 'HomoloGene')
        """
        return f"{self.source} {self.methods}/{self.of} methods" if self.of else self.source


@dataclass(frozen=True, slots=True)
class Family:
    """A protein family or complex (FamPlex) with its member genes, human."""

    key: int
    family_id: str
    """FamPlex id, e.g. ``NMDAR`` (printed as ``FPLX:NMDAR``)."""
    members: tuple[int, ...]
    """Row numbers of the member genes, in order of symbol."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry of a name's list in the index: a gene (or family) and how the name relates to it."""

    target: int
    """Row number of a gene, or of a family when ``kind`` is a family kind; 0 for "nothing"."""
    kind: NameKind
    mark: int
    """8-bit mark of the spelling in the source, to tell an exact match from a folded one."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a document that names something."""

    start: int
    """Offset of the first character in the document's whole text."""
    end: int
    text: str
    kind: str
    """``Gene``, ``Species``, ``Disease`` …, as the document says."""
    ids: tuple[str, ...] = ()
    """Identifiers given with the mention; empty when it carries none."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with mentions in it; offsets count in ``title + " " + text``."""

    document_id: str
    title: str
    text: str
    mentions: tuple[Mention, ...]
    """In the order of the file."""


class Match(NamedTuple):
    """How a name leads to a gene, with the evidence for it that holds in every context."""

    kind: NameKind
    rule: KeyRule
    label: str
    """The gene as tables name it among others (``label``)."""
    parts: tuple[Terms, ...] = ()
    """The evidence: how the name matched, the gene itself, how the name is written."""
    words: tuple[str, ...] = ()
    """How tables say that."""
    via: Gene | None = None
    """The gene of another species whose name matched, when this one came by homology."""
    source: str = ""
    """Who says that the name means it, when not the index: ``MyGene.info 20261115``."""


class Candidate(NamedTuple):
    """A gene that a name may mean, with the evidence that proposed it and its score."""

    gene: Gene
    match: Match
    score: float
    """0 to 1: the calibrated chance that this is the gene meant."""
    around: Around = NOTHING_AROUND
    """What the context says for it and against it."""

    @property
    def terms(self) -> Terms:
        """The evidence as one list of terms."""
        return (*(term for part in self.match.parts for term in part), *self.around.terms)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The reasons in words, those about the name first."""
        _, _, _, _, words, via, source = self.match
        if via is not None:
            words = (f"ortholog of {via.symbol} ({label(via)})", *words)
        words += self.around.words
        return (*words, source) if source else words

    @property
    def is_own_symbol(self) -> bool:
        """Whether the name is the gene's own official symbol, as written."""
        kind, rule, _, _, _, via, _ = self.match
        return kind is NameKind.SYMBOL and rule is KeyRule.AS_WRITTEN and via is None


class Resolution(NamedTuple):
    """The answer for one input name: what it means, how sure, why, and what else it may mean.

    ``answer`` is set when one gene is answered (resolved, retired); ``candidates`` holds every gene considered, best
    first, also when nothing is answered. The column-like properties are empty when there is no answer.
    """

    input: str
    status: Status
    answer: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()
    members: tuple[Gene, ...] = ()
    """Genes of a family or complex, or the several genes one name stands for."""
    group_id: str = ""
    score: float = 0.0
    """0 to 1: of the answered gene; of the group or family when that is the answer."""
    kind: NameKind | None = None
    rule: KeyRule | None = None
    note: str = ""
    """What the status rests on, in words, beyond the evidence of the answer."""

    @property
    def taxon_id(self) -> int | None:
        """NCBI taxon id of the answered gene."""
        return self.answer.gene.taxon_id if self.answer else None

    @property
    def gene_id(self) -> int | None:
        """NCBI GeneID of the answered gene."""
        return self.answer.gene.gene_id if self.answer else None

    @property
    def symbol(self) -> str:
        """Official symbol of the answered gene."""
        return self.answer.gene.symbol if self.answer else ""

    @property
    def ensembl_id(self) -> str:
        """Ensembl gene id of the answered gene."""
        return self.answer.gene.ensembl_id if self.answer else ""

    @property
    def authority_id(self) -> str:
        """Identifier of the answered gene at its nomenclature authority."""
        return self.answer.gene.authority_id if self.answer else ""

    @property
    def name_kind(self) -> str:
        """What sort of name matched, in words."""
        return self.kind.label if self.kind else ""

    @property
    def key_rule(self) -> str:
        """The change to the written name that made it match, in words."""
        return self.rule.value if self.rule else ""

    @property
    def evidence(self) -> str:
        """Why, in words, parts separated by ``; ``."""
        reasons = self.answer.evidence if self.answer else ()
        return "; ".join((self.note, *reasons) if self.note else reasons)

    @property
    def alternatives(self) -> tuple[str, ...]:
        """What else the name may mean, as ``taxon_id:gene_id``; a family's members, then the other candidates."""
        answered = self.answer.gene if self.answer else None
        others = [match.label for gene, match, _, _ in self.candidates if gene is not answered]
        return tuple(dict.fromkeys([*map(label, self.members), *others])) if self.members else tuple(others)


def label(gene: Gene) -> str:
    """Name a gene for the ``alternatives`` column: ``9606:2902``; its authority id where no GeneID is known."""
    known = gene.gene_id if gene.gene_id is not None else gene.authority_id or gene.ensembl_id or gene.symbol
    return f"{gene.taxon_id}:{known}"
