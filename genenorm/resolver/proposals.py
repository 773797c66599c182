"""Proposals: the genes and families that the index has for a name, before a context decides between them.

A proposal is two numbers: the row number of the gene, and a match word, which says how the name leads to the gene::

    bits 3..0    code of the kind of name
    bits 8..4    number of the rule after which the name matched, its place in ``KeyRule``
    bit  9       some source spells the name exactly so
    bit  10      the gene is proposed as a member of a family that the name means
    bit  11      it is the first member, the one that the family's name alone usually means
"""

from __future__ import annotations

from genenorm.core.model import KeyRule, NameKind
from genenorm.core.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Protocol

    from genenorm.core.context import Context
    from genenorm.core.model import Family, Gene, Resolution
    from genenorm.index.reference import Reference
    from genenorm.text.keys import Key

RULES = tuple(KeyRule)
"""The rules by number."""
RULE_NUMBERS = {rule: number for number, rule in enumerate(RULES)}
IS_EXACT, IS_MEMBER, IS_FIRST_MEMBER = 1 << 9, 1 << 10, 1 << 11
MATCH_BITS = 12
"""Number of the bits of a match word."""
RULE_BITS = 31 << 4
"""The bits of the rule in a match word."""
OWN_SYMBOL_MASK, OWN_SYMBOL = IS_EXACT | 15, IS_EXACT | NameKind.SYMBOL.value
"""A match word is that of a gene's own official symbol, exactly as written, when its bits of the mask are these."""


def match_word(kind: NameKind, rule: KeyRule, *, is_exact: bool = False) -> int:
    """Return the match word for a kind of name and a rule.

    >>> word = match_word(NameKind.SYMBOL, KeyRule.AS_WRITTEN, is_exact=True)
    >>> kind_code(word) == NameKind.SYMBOL.value, rule_of(word), word & OWN_SYMBOL_MASK == OWN_SYMBOL
    (True, <KeyRule.AS_WRITTEN: 'as written'>, True)
    """
    return kind.value | RULE_NUMBERS[rule] << 4 | (IS_EXACT if is_exact else 0)


def with_rule(word: int, rule: KeyRule) -> int:
    """Return a match word with another rule; an exact match stays exact."""
    return word & ~RULE_BITS | RULE_NUMBERS[rule] << 4


def kind_code(word: int) -> int:
    """Return the code of the kind of name in a match word."""
    return word & 15


def rule_of(word: int) -> KeyRule:
    """Return the rule in a match word."""
    return RULES[word >> 4 & 31]


class FamilyMatch(NamedTuple):
    """A family or complex that a name means, and how the name leads to it."""

    family: Family
    kind: NameKind
    rule: KeyRule


class LiveProposal(NamedTuple):
    """What is known about a proposal that comes from a live source."""

    gene: Gene
    """Its key is negative when the index does not have the gene."""
    source: str
    """Name and date of the source: ``MyGene.info 20261115``."""


IS_ORTHOLOG = 1 << 24
"""Bit of an evidence code (see ``name_evidence``): the gene is an ortholog of the gene whose name matched."""
_DATE, _COPY = RULE_NUMBERS[KeyRule.SPREADSHEET_DATE], RULE_NUMBERS[KeyRule.PROGRAM_MARK]
_FULL_NAME_CODES = (NameKind.FULL_NAME.value, NameKind.DESIGNATION.value)


class NameProposals(NamedTuple):
    """Everything that the index proposes for one name."""

    name: str
    key: Key | None
    """The folded name; ``None`` for a name without a letter or digit."""
    genes: tuple[int, ...] = ()
    """Row numbers of the genes, the best first in the order of the index."""
    matches: tuple[int, ...] = ()
    """The match word of each gene."""
    families: tuple[FamilyMatch, ...] = ()
    parts: tuple[NameProposals, ...] = ()
    """One for each gene when the name is shorthand for several."""
    prefix_taxon: int | None = None
    """Taxon id of the species that the name says, in a letter or word removed from it (``h`` of ``hTERT``)."""
    is_withdrawn: bool = False
    """Whether the name is an identifier or a symbol that was retired without a replacement."""
    live: Mapping[int, LiveProposal] | None = None
    """What a live source adds, by the row number of the gene."""
    is_hint: bool = False
    """Whether the name says something about the genes, and is no name of them: a phrase, a number."""
    names_taxon: bool = False
    """Whether only genes of the species in ``prefix_taxon`` are meant, whatever the context says."""
    is_loci: bool = False
    """Whether the genes of a species are loci of one product, which the name means together: ``miR-16``."""
    is_contradiction: bool = False
    """Whether parts of the name mean the same and different genes each: ``TP53|1956``."""
    hint_note: str = ""
    """What a name is that is no name of a gene, for its answer; empty if its form says that."""

    @property
    def is_special(self) -> bool:
        """Whether the answer needs more than a ranked list of genes."""
        is_several = bool(self.families or self.parts) or self.is_loci or self.is_contradiction
        return is_several or self.is_hint or self.names_taxon

    @property
    def is_empty(self) -> bool:
        """Whether the index proposes nothing."""
        return not (self.genes or self.families or self.parts or self.is_withdrawn)

    @property
    def has_own_symbol(self) -> bool:
        """Whether the name is exactly the official symbol of a proposed gene."""
        for word in self.matches:  # noqa: SIM110 - all names come here, and a generator takes longer
            if word & OWN_SYMBOL_MASK == OWN_SYMBOL:
                return True
        return False

    @property
    def may_be_copy(self) -> bool:
        """Whether the name may be a symbol with the number of a program, and is another gene's as well: ``ALK-5``."""
        return self.is_contradiction and any(word >> 4 & 31 == _COPY for word in self.matches)

    @property
    def is_dated(self) -> bool:
        """Whether a spreadsheet may have made the name, a date or a number, of the symbol of a gene."""
        for word in self.matches:  # noqa: SIM110 - all names of a list come here, and a generator takes longer
            if word >> 4 & 31 == _DATE:
                return True
        return False

    def is_full_name(self, code: int) -> bool:
        """Whether the name is a full name of the gene with this evidence code, and only its plural a family's name.

        So is ``kainate receptor``: a fly gene is called that, and the family ``kainate receptors``.
        """
        is_own_name = kind_code(code) in _FULL_NAME_CODES and not code & IS_ORTHOLOG
        return is_own_name and bool(self.families) and self.families[0].rule is KeyRule.PLURAL

    def extended(
        self,
        genes: Iterable[int],
        matches: Iterable[int],
        families: tuple[FamilyMatch, ...],
        prefix_taxon: int | None,
    ) -> NameProposals:
        """Return these proposals and further ones, which have other families and another prefix."""
        genes, matches = (*self.genes, *genes), (*self.matches, *matches)
        return self._replace(genes=genes, matches=matches, families=families, prefix_taxon=prefix_taxon)

    def where(self, keep: Sequence[bool]) -> NameProposals:
        """Return these proposals with only some of the genes, by place."""
        genes = tuple([gene for gene, is_kept in zip(self.genes, keep, strict=True) if is_kept])
        matches = tuple([word for word, is_kept in zip(self.matches, keep, strict=True) if is_kept])
        return self._replace(genes=genes, matches=matches)

    def after(self, name: str, key: Key, rule: KeyRule) -> NameProposals:
        """Return these proposals for a part of a name as those for the name, after a rule; exact ones stay exact."""
        matches = tuple([with_rule(word, rule) for word in self.matches])
        families = tuple([match._replace(rule=rule) for match in self.families])
        return self._replace(name=name, key=key, matches=matches, families=families)

    def with_live(self, proposals: Sequence[tuple[int, LiveProposal]]) -> NameProposals:
        """Return these proposals and those of a live source, each with its match word."""
        live = dict(self.live or {}) | {found.gene.key: found for _, found in proposals}
        genes = (*self.genes, *(found.gene.key for _, found in proposals))
        return self._replace(genes=genes, matches=(*self.matches, *(word for word, _ in proposals)), live=live)


if TYPE_CHECKING:

    class LookupAnswers(Protocol):
        """What a live source knows about some names."""

        @property
        def gathered(self) -> Mapping[str, NameProposals]:
            """The names for which the source proposes further genes, each with all its proposals."""

        def add_note(self, answer: Resolution) -> Resolution:
            """Return an answer; when its name is still unknown, with a note on the look-up."""

    class Lookups(Protocol):
        """A live source that a resolver asks about names, such as ``mygene.lookups.LiveLookups``."""

        def look_up(
            self,
            reference: Reference,
            gathered: Mapping[str, NameProposals],
            answers: Mapping[str, Resolution],
            context: Context,
        ) -> LookupAnswers:
            """Return what the source adds to the proposals and answers of the index."""
