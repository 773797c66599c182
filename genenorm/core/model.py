"""The values that rooms exchange: genes, groups, families, mentions, candidates and resolutions. All are immutable.

Types with many values in each answer are named tuples, since a frozen data class takes four times as long to make.
"""

from __future__ import annotations

from enum import Enum, StrEnum

from genenorm.core.caches import Memo
from genenorm.core.evidence import NO_TERMS
from genenorm.core.values import NamedTuple, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from genenorm.core.evidence import Terms, WeighedTerms


class Status(StrEnum):
    """The kind of answer for a name; the value is the word in tables, to which it is equal.

    >>> Status.RESOLVED == "resolved", f"{Status.NOT_A_GENE}"
    (True, 'not-a-gene')
    """

    __hash__ = str.__hash__  # Enum's own is a Python call; see ``NameKind``

    RESOLVED = "resolved"
    GROUP = "group"
    AMBIGUOUS = "ambiguous"
    FAMILY = "family"
    RETIRED = "retired"
    UNKNOWN = "unknown"
    NOT_A_GENE = "not-a-gene"


class NameKind(Enum):
    """The kind of a gene's or family's name.

    The value is the code stored in the index; ``label`` is the word in tables.
    """

    __hash__ = object.__hash__  # members are singletons; Enum's own hash is a Python call, and look-ups are many

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
    """The change to the written name after which it matched; the value is its wording in tables."""

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
    BRITISH_SPELLING = "British spelling"
    PROGRAM_MARK = "mark of a program dropped"
    PROTEIN_VARIANT = "variant of its protein"
    ALLELE = "allele or form dropped"
    SEVERAL_NAMES = "several names"
    USUAL_MEANING = "usual meaning"


class Biotype(Enum):
    """Broad class of a gene; the value is the code stored in the index."""

    __hash__ = object.__hash__

    UNKNOWN = 0
    PROTEIN_CODING = 1
    NON_CODING_RNA = 2
    PSEUDOGENE = 3
    GENE_SEGMENT = 4
    OTHER = 5


class Taxon(Value):
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
    """The source of the genes' symbols with its release, e.g. ``HGNC 2026-06``."""


class Gene(NamedTuple):
    """One gene of one species; an empty string or ``None`` means that the index does not know the value."""

    key: int
    """Row number in the index that the gene was read from; it differs between indexes and is not in any output."""
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
    """A prior for ranking from 0 to 255, larger for genes that texts name more often."""


class Group(Value):
    """A homology group: genes of several species descended from one ancestor gene."""

    key: int
    group_id: str
    """Public id, e.g. ``HomoloGene:7187``; the HGNC id of its human gene when HomoloGene has no such group."""
    members: tuple[Member, ...]


class Member(Value):
    """A gene's membership in a homology group, with the sources that assert it."""

    gene: int
    """Row number of the gene."""
    support: tuple[Support, ...]
    """The statement of each source."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the sources, e.g. ``("HomoloGene", "HGNC")``."""
        return tuple(support.source for support in self.support)


WEAK_SOURCES = frozenset({"PANTHER", "equal symbol"})
"""Homology sources that are right less often than the others; their support is marked in words."""


class Support(Value):
    """A source's statement that genes are homologous, with the number of methods that agree if it counts them."""

    source: str
    methods: int = 0
    """How many of the source's methods agree; 0 when it does not count methods."""
    compared: int = 0
    """How many methods the source compares; 0 when it does not count methods."""

    @property
    def words(self) -> str:
        """The support in words.

        >>> Support("HCOP", 9, 12).words, Support("HomoloGene").words, Support("PANTHER").words
        ('HCOP 9/12 methods', 'HomoloGene', 'PANTHER (weak)')
        """
        if self.compared:
            return f"{self.source} {self.methods}/{self.compared} methods"
        return f"{self.source} (weak)" if self.source in WEAK_SOURCES else self.source


class Family(Value):
    """A protein family or complex of FamPlex with its member genes, which are human."""

    key: int
    family_id: str
    """FamPlex id, e.g. ``NMDAR`` (printed as ``FPLX:NMDAR``)."""
    members: tuple[int, ...]
    """Row numbers of the member genes, in order of symbol."""


class Posting(Value):
    """One meaning of a name in the index: a gene or family, and the kind of name that it has there."""

    target: int
    """Row number of a gene, or of a family when ``kind`` is a family kind; 0 for "nothing"."""
    kind: NameKind
    mark: int
    """8-bit mark of the source's spelling, which distinguishes an exact match from a folded one."""


class Mention(NamedTuple):
    """A span of a document that names something."""

    start: int
    """Offset of the first character in the document's whole text."""
    end: int
    text: str
    kind: str
    """The annotation type of the document: ``Gene``, ``Species``, ``Disease`` …"""
    ids: tuple[str, ...] = ()
    """Identifiers given with the mention; empty when it carries none."""

    @property
    def is_gene(self) -> bool:
        """Whether the mention is annotated as a gene or gene product.

        >>> Mention(0, 5, "GRIN1", "Gene").is_gene, Mention(0, 4, "mice", "Species").is_gene
        (True, False)
        """
        return _IS_GENE_KIND[self.kind]


_GENE_KINDS = frozenset({"gene", "geneorgeneproduct", "protein", "genenormal", "gene_or_gene_product"})
"""Kinds of mentions, in lower case, that name a gene or its product."""
_IS_GENE_KIND = Memo[str, bool](lambda kind: kind.casefold() in _GENE_KINDS, 1 << 10)


class Document(Value):
    """A text with its mentions; their offsets count in ``title + " " + text``."""

    document_id: str
    title: str
    text: str
    mentions: tuple[Mention, ...]
    """In the order of the file."""


class Match(NamedTuple):
    """How a name matches a gene, with the evidence that does not depend on the context."""

    kind: NameKind
    rule: KeyRule
    label: str
    """The gene as it is written in the ``alternatives`` column; see the function ``label``."""
    parts: tuple[Terms, ...] = ()
    """The evidence: how the name matched, the gene itself, how the name is written."""
    words: tuple[str, ...] = ()
    """That evidence in the words of tables."""
    via: Gene | None = None
    """The gene of another species that has the name, when this gene is a candidate as its ortholog."""
    source: str = ""
    """The source of the match when it is not the index: ``MyGene.info 20261115``."""


class Candidate(NamedTuple):
    """A gene that a name may mean, with its evidence and score."""

    gene: Gene
    match: Match
    score: float
    """The calibrated probability that the name means this gene, from 0 to 1."""
    context_evidence: WeighedTerms = NO_TERMS
    """The evidence that the context gives for it and against it."""

    @property
    def terms(self) -> Terms:
        """The evidence as one list of terms."""
        return (*(term for part in self.match.parts for term in part), *self.context_evidence.terms)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The reasons in words, those about the name first."""
        _, _, _, _, words, via, source = self.match
        if via is not None:
            words = (f"ortholog of {via.symbol} ({label(via)})", *words)
        words += self.context_evidence.words
        return (*words, source) if source else words

    def __repr__(self) -> str:
        """Return the gene, its score and the evidence in one line."""
        reasons = "; ".join((f"score {self.score:.3f}", *self.evidence))
        return f"<Candidate {self.gene.symbol or self.gene.authority_id} ({label(self.gene)}): {reasons}>"

    @property
    def is_own_symbol(self) -> bool:
        """Whether the name is the gene's own official symbol, as written."""
        kind, rule, _, _, _, via, _ = self.match
        return kind is NameKind.SYMBOL and rule is KeyRule.AS_WRITTEN and via is None


if TYPE_CHECKING:

    class Ranked(Protocol):
        """The candidates for a name, each made when it is looked at."""

        def __len__(self) -> int:
            """Return the number of candidates."""

        def candidate(self, place: int) -> Candidate:
            """Return a candidate by its place, the best first; the same object each time."""

        @property
        def best_gene(self) -> Gene:
            """The gene of the first candidate."""

        @property
        def best_gene_id(self) -> int | None:
            """The GeneID of the first candidate, for which its gene is not made."""

        @property
        def best_group_id(self) -> str:
            """The homology group of the first candidate; empty when it has none."""

        @property
        def best_match(self) -> tuple[NameKind, KeyRule, bool]:
            """How the name leads to the first candidate: its kind, the rule, and whether it is another gene's name."""

        def genes_from(self, least: float) -> list[Gene]:
            """Return the genes of the candidates with at least a score, the best first."""

        def has_name_as_written(self) -> bool:
            """Return whether a candidate has the name as it is written."""

        def evidence(self) -> tuple[str, ...]:
            """Return the evidence of the first candidate, in words."""

        def rows(self) -> list[int]:
            """Return the row number of the gene of each candidate."""

        def labels(self, first: int = 0) -> list[str]:
            """Return the genes of the candidates from a place on, as the function ``label`` does."""


class _ResolutionFields(NamedTuple):
    input: str
    """The name as it was given."""
    status: Status
    """The kind of answer."""
    answered: Candidate | bool | None
    """The answered gene; ``True`` for the first candidate."""
    ranked: Ranked | tuple[Candidate, ...]
    """Every gene that was considered."""
    members: tuple[Gene, ...]
    """The genes of a family or complex, or the several genes that one name means."""
    grouped: str | bool
    """The homology group of the answer; ``True`` for that of the first candidate, empty when it has none."""
    score: float
    """From 0 to 1, for the answered gene, or for the group or family that is the answer."""
    kind: NameKind | None
    """The kind of name that matched."""
    rule: KeyRule | None
    """The change to the written name after which it matched."""
    note: str
    """The reason for the status in words, in addition to the evidence of the answer."""


class Resolution(_ResolutionFields):
    """The answer for one name: the gene that it means, the score, the evidence, and the other candidates.

    The properties ``taxon_id``, ``gene_id``, ``symbol``, ``ensembl_id`` and ``authority_id`` are those of the answered
    gene; they are empty or ``None`` when no single gene is answered. Candidates are made when they are looked at.
    """

    __slots__ = ()

    def __new__(
        cls,
        input: str,  # noqa: A002 - the name of the column
        status: Status,
        answer: Candidate | bool | None = None,
        candidates: Ranked | tuple[Candidate, ...] = (),
        members: tuple[Gene, ...] = (),
        group_id: str | bool = "",
        score: float = 0.0,
        kind: NameKind | None = None,
        rule: KeyRule | None = None,
        note: str = "",
    ) -> Resolution:
        """Make an answer; ``answer`` and ``group_id`` may be ``True`` for the first of the candidates and its group."""
        fields = (input, status, answer, candidates, members, group_id, score, kind, rule, note)
        return tuple.__new__(cls, fields)

    @property
    def answer(self) -> Candidate | None:
        """The answered gene; ``None`` when no single gene is answered."""
        return self.best if self.answered is True else self.answered or None

    @property
    def best(self) -> Candidate | None:
        """The likeliest candidate, whether it is answered or not; ``None`` without candidates."""
        ranked = self.ranked
        if isinstance(ranked, tuple):
            return ranked[0] if ranked else None
        return ranked.candidate(0)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Every gene that was considered, best first, also when none is answered."""
        ranked = self.ranked
        return ranked if isinstance(ranked, tuple) else tuple(map(ranked.candidate, range(len(ranked))))

    def __eq__(self, other: object) -> bool:
        """Whether two answers are equal in all that they say."""
        return isinstance(other, Resolution) and self._values() == other._values()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((self.input, self.status, self.group_id, self.score, self.note))

    def __reduce__(self) -> tuple[type[Resolution], tuple[object, ...]]:
        return Resolution, self._values()

    def _values(self) -> tuple[object, ...]:
        return self.input, self.status, self.answer, self.candidates, self.members, self.group_id, *self[6:]

    @property
    def group_id(self) -> str:
        """The homology group of the answer; empty when it has none."""
        grouped, ranked = self.grouped, self.ranked
        if isinstance(grouped, str):
            return grouped
        return ranked.best_group_id if grouped and not isinstance(ranked, tuple) else ""

    @property
    def gene(self) -> Gene | None:
        """The answered gene; ``None`` when no single gene is answered."""
        answered = self.answered
        if answered is True:
            ranked = self.ranked
            return ranked[0].gene if isinstance(ranked, tuple) else ranked.best_gene
        return answered.gene if answered else None

    @property
    def best_gene(self) -> Gene | None:
        """The gene of the likeliest candidate, whether it is answered or not; ``None`` without candidates."""
        ranked = self.ranked
        if isinstance(ranked, tuple):
            return ranked[0].gene if ranked else None
        return ranked.best_gene

    @property
    def gene_meant(self) -> Gene | None:
        """The answered gene, or the best candidate when only the species is open; ``None`` for other answers."""
        gene = self.gene
        return self.best_gene if gene is None and self.status is Status.GROUP else gene

    @property
    def taxon_id(self) -> int | None:
        """NCBI taxon id of the answered gene."""
        return gene.taxon_id if (gene := self.gene) else None

    @property
    def gene_id(self) -> int | None:
        """NCBI GeneID of the answered gene."""
        return gene.gene_id if (gene := self.gene) else None

    @property
    def symbol(self) -> str:
        """Official symbol of the answered gene."""
        return gene.symbol if (gene := self.gene) else ""

    @property
    def ensembl_id(self) -> str:
        """Ensembl gene id of the answered gene."""
        return gene.ensembl_id if (gene := self.gene) else ""

    @property
    def authority_id(self) -> str:
        """Identifier of the answered gene at its nomenclature authority."""
        return gene.authority_id if (gene := self.gene) else ""

    @property
    def name_kind(self) -> str:
        """The kind of name that matched, in words."""
        return self.kind.label if self.kind else ""

    @property
    def key_rule(self) -> str:
        """The change to the written name after which it matched, in words."""
        return self.rule.value if self.rule else ""

    @property
    def evidence(self) -> str:
        """The reasons in words, separated by ``; ``."""
        answered, ranked = self.answered, self.ranked
        if answered is True and not isinstance(ranked, tuple):
            reasons = ranked.evidence()
        else:
            reasons = answer.evidence if (answer := self.answer) else ()
        return "; ".join((self.note, *reasons) if self.note else reasons)

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Other genes that the name may mean, as ``taxon_id:gene_id``: a family's members, then other candidates."""
        ranked = self.ranked
        if isinstance(ranked, tuple):
            answered = self.gene
            others = [match.label for gene, match, _, _ in ranked if gene is not answered]
        else:
            others = ranked.labels(1 if self.answered else 0)
        return tuple(dict.fromkeys([*map(label, self.members), *others])) if self.members else tuple(others)

    def __repr__(self) -> str:
        """Return the answer in one line; ``explain`` on the command line shows every candidate.

        >>> Resolution("foo", Status.UNKNOWN, note="no such name in the index")
        <Resolution 'foo': unknown; no such name in the index>
        """
        gene = self.gene_meant
        parts = [self.status.value]
        if gene is not None:
            parts[0] += f" {gene.symbol or gene.authority_id} ({label(gene)})"
        if self.group_id:
            parts.append(self.group_id)
        if self.score:
            parts.append(f"score {self.score:.3f}")
        reasons = self.evidence
        parts += [reasons if len(reasons) <= _LONGEST_REASONS else f"{reasons[:_LONGEST_REASONS]}…"] if reasons else []
        others = len(self.alternatives)
        parts += [f"{others} alternative{'s' if others > 1 else ''}"] if others else []
        shown = repr(self.input if len(self.input) <= _LONGEST_INPUT else f"{self.input[:_LONGEST_INPUT]}…")
        return " ".join(f"<Resolution {shown}: {'; '.join(parts)}>".split("\n"))

    def _repr_html_(self) -> str:
        """Return the answer as an HTML table of its columns and candidates, for notebooks."""
        from html import escape

        from genenorm.core.taxa import COMMON_NAMES

        facts = {
            "status": self.status.value,
            "species": COMMON_NAMES.get(self.taxon_id or 0, ""),
            "symbol": self.symbol,
            "taxon_id": self.taxon_id,
            "gene_id": self.gene_id,
            "ensembl_id": self.ensembl_id,
            "authority_id": self.authority_id,
            "group_id": self.group_id,
            "members": ", ".join(gene.symbol or label(gene) for gene in self.members),
            "score": f"{self.score:.3f}",
            "evidence": self.evidence,
        }
        rows = [f"<tr><th>{name}</th><td>{escape(str(fact))}</td></tr>" for name, fact in facts.items() if fact]
        table = f"<table><caption>{escape(self.input)}</caption>{''.join(rows)}</table>"
        others = [
            f"<tr><td>{candidate.score:.3f}</td><td>{COMMON_NAMES.get(candidate.gene.taxon_id, '')}</td>"
            f"<td>{escape(candidate.gene.symbol)}</td>"
            f"<td>{escape(label(candidate.gene))}</td><td>{escape('; '.join(candidate.evidence))}</td></tr>"
            for candidate in self.candidates[:_MOST_SHOWN]
        ]
        if not others:
            return table
        more = len(self.candidates) - len(others)
        caption = "candidates" + (f" (the first {len(others)} of {len(self.candidates)})" if more else "")
        head = "<tr><th>score</th><th>species</th><th>symbol</th><th>gene</th><th>evidence</th></tr>"
        return f"{table}<table><caption>{caption}</caption>{head}{''.join(others)}</table>"


_LONGEST_INPUT, _LONGEST_REASONS = 60, 120
"""The most characters of a name and of its evidence that ``repr`` shows."""
_MOST_SHOWN = 10
"""The most candidates that a notebook shows for an answer."""


def label(gene: Gene) -> str:
    """Return a gene as it is written in the ``alternatives`` column: ``9606:2902``, taxon id and GeneID.

    A gene without a GeneID has its authority id, Ensembl id or symbol instead, the first of these that is known.
    """
    known = gene.gene_id if gene.gene_id is not None else gene.authority_id or gene.ensembl_id or gene.symbol
    return f"{gene.taxon_id}:{known}"
