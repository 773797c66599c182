"""From a written name to the genes and families it may mean: by identifier, name, shorthand and repair.

The proposals for a name are the same in every context; no weights are involved.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from genenorm.core.caches import Recent
from genenorm.core.model import Gene, KeyRule, NameKind
from genenorm.core.taxa import MAMMALS
from genenorm.index import identifiers
from genenorm.index.homology import group_genes
from genenorm.index.reference import Reference
from genenorm.index.schema import FAMILY_KINDS, KIND_BY_CODE, kind_of, mark, posting_fields, target_of
from genenorm.resolver.proposals import FamilyMatch, NameProposals, Proposal
from genenorm.text.keys import Key, fold

if TYPE_CHECKING:
    from genenorm.text.variants import Variant

_SYMBOL_KINDS = (NameKind.SYMBOL, NameKind.PREVIOUS_SYMBOL, NameKind.SYNONYM)
_SHORTEST_STEM = 4
"""Key characters that a name needs for a search for its numbered members."""
_MEMBER_ENDING = re.compile(
    r"^(?:(?:subunit|member|type|isoform|chain|polypeptide)?(?:alpha|beta|gamma|delta|[a-d]|\d{1,2}[a-d]?|i{1,3}|iv|v)"
    r"(?:\d{1,2}|alpha|beta)?|-\d{1,2})$"
)
"""What may follow a family's name in the names of its members; not ``receptor``: a ligand's name is no family of it."""
_NAMES_AHEAD = 4096
"""Names of a list that are read ahead together."""
_FEWEST_AHEAD = 4
_RECENT_NAMES = 1 << 14
_FAMILY_CODES = frozenset(kind.value for kind in FAMILY_KINDS)
_OTHER_SPELLING, _WORST = 16, 32
_NO_MARK = -1
_WELL_KNOWN_WEIGHT = 60
"""Genes below this weight are obscure: transgenes, clones, predicted loci."""


class Gatherer:
    """Gathers the proposals of a reference index for names; caches those of recent names."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._recent = Recent[str, NameProposals](_RECENT_NAMES)

    def gather(self, name: str) -> NameProposals:
        """Return the proposals for a name.

        The first of these ways that finds anything decides: the name as identifier, the folded name, shorthand for
        several genes, a spreadsheet date, variants of the name, numbered members, the name after OCR repair.
        """
        if (found := self._recent.get(name)) is None:
            found, is_final = self._as_written(name, fold(name))
            if not is_final:
                found = self._with_plural(found)
                if not _is_certain(found):
                    found = self._by_other_ways(found)
            self._recent.put(name, found)
        return found

    def gather_all(self, names: Sequence[str]) -> dict[str, NameProposals]:
        """Return the proposals for each of many distinct names, with few reads for all of them."""
        gathered: dict[str, NameProposals] = {}
        for start in range(0, len(names), _NAMES_AHEAD):
            part = names[start : start + _NAMES_AHEAD]
            new = [name for name in part if self._recent.get(name) is None]
            if len(new) >= _FEWEST_AHEAD:
                self._gather_ahead(new)
            gathered.update((name, self.gather(name)) for name in part)
        return gathered

    def _gather_ahead(self, names: Sequence[str]) -> None:
        """Gather new names in steps, reading for each step what all of them need."""
        keyed = [(name, fold(name)) for name in names]
        final: list[NameProposals] = []
        named: list[NameProposals] = []
        for name, key in keyed:
            found, is_final = self._as_written(name, key)
            (final if is_final else named).append(found)
        uncertain: list[NameProposals] = []
        for found in map(self._with_plural, named):
            (final if _is_certain(found) else uncertain).append(found)
        variants = {found.name: tuple(_variants_of(found.name)) for found in uncertain}
        final += [self._by_other_ways(found, variants[found.name]) for found in uncertain]
        for found in final:
            self._recent.put(found.name, found)

    def _as_written(self, name: str, key: Key | None) -> tuple[NameProposals, bool]:
        """Return the proposals for a name as it is written, and whether they are final, as those of an identifier."""
        if key is None:
            return NameProposals(name, None), True
        if found := self._by_identifier(name, key):
            return found, True
        return self._by_name(name, key), False

    def _by_other_ways(self, found: NameProposals, variants: Iterable[Variant] | None = None) -> NameProposals:
        """Return the proposals for a name that its own proposals leave uncertain; ``variants`` if made already."""
        name, key = found.name, found.key
        if key is None:
            return found
        if not found.is_empty:
            return self._with_variant(found, key, variants)
        if by_parts := self._by_parts(name, key):
            return by_parts
        if proposals := self._by_date(name):
            return NameProposals(name, key, tuple(proposals))
        return self._by_variant(name, key, variants) or self._by_stem(name, key) or self._by_ocr_repair(name, key)

    def _with_variant(self, found: NameProposals, key: Key, variants: Iterable[Variant] | None) -> NameProposals:
        """Return weak proposals together with those of the name's closest variant."""
        other = self._by_variant(found.name, key, variants) or self._by_stem(found.name, key)
        if other is None:
            return found
        known = {proposal.gene.key for proposal in found.proposals}
        more = tuple(proposal for proposal in other.proposals if proposal.gene.key not in known)
        return found._replace(
            proposals=found.proposals + more, families=other.families, prefix_taxon=other.prefix_taxon
        )

    def _by_variant(self, name: str, key: Key, variants: Iterable[Variant] | None = None) -> NameProposals | None:
        from genenorm.text.variants import prefix_taxon

        for variant in _variants_of(name) if variants is None else variants:
            if words := self.reference.postings(variant.key):
                taxon = prefix_taxon(variant.species) if variant.species else None
                return self._from_postings(name, key, words, variant.rule, taxon)
        return None

    def _by_identifier(self, name: str, key: Key) -> NameProposals | None:
        found = identifiers.find_identifier(self.reference, name)
        if found is None:
            return None
        kind = NameKind.RETIRED_IDENTIFIER if found.retired else NameKind.IDENTIFIER
        proposals = [Proposal(found.gene, kind, KeyRule.IDENTIFIER, is_exact=True)] if found.gene else []
        if name.isdigit():
            proposals += self._by_date(name)
        return NameProposals(name, key, tuple(proposals), is_withdrawn=not proposals)

    def _by_name(self, name: str, key: Key) -> NameProposals:
        words = self.reference.postings(key)
        return self._from_postings(name, key, words, None) if words else NameProposals(name, key)

    def _with_plural(self, found: NameProposals) -> NameProposals:
        """Add the families that the plural of the name means: for ``KAR`` those named ``KARs``."""
        if not _may_be_plural(found):
            return found
        words = self.reference.postings(_plural(found))
        families = tuple(
            FamilyMatch(self.reference.family(target_of(word)), NameKind.FAMILY_NAME, KeyRule.PLURAL)
            for word in words
            if kind_of(word) is NameKind.FAMILY_NAME
        )
        if not families:
            return found
        return found._replace(families=families, proposals=tuple(self._with_members(found.proposals, families)))

    def _from_postings(
        self, name: str, key: Key, words: array[int], rule: KeyRule | None, prefix_taxon: int | None = None
    ) -> NameProposals:
        """Decode posting words; ``rule`` is ``None`` when their key is that of the name itself."""
        own_mark = mark(name) if rule is None else _NO_MARK
        as_written = rule or KeyRule.AS_WRITTEN
        folded = rule or (KeyRule.CASE if name.isalnum() else KeyRule.PUNCTUATION)
        best: dict[int, int] = {}  # a gene's best kind of name, those spelled like the name before all others
        families: dict[int, FamilyMatch] = {}
        is_withdrawn = False
        for word in words:
            target, order, word_mark = posting_fields(word)
            if word_mark != own_mark:
                order |= _OTHER_SPELLING
            if order & 15 in _FAMILY_CODES:
                how = folded if order & _OTHER_SPELLING else as_written
                families.setdefault(target, FamilyMatch(self.reference.family(target), KIND_BY_CODE[order & 15], how))
            elif target == 0:
                is_withdrawn = True
            elif order < best.get(target, _WORST):
                best[target] = order
        genes = self.reference.genes_of(best)
        proposals = [
            Proposal(gene, KIND_BY_CODE[order & 15], as_written, is_exact=True)
            if order < _OTHER_SPELLING
            else Proposal(gene, KIND_BY_CODE[order & 15], folded, is_exact=False)
            for gene, order in zip(genes, best.values(), strict=True)
        ]
        if families:
            proposals = self._with_members(proposals, families.values())
        is_withdrawn = is_withdrawn and not best
        return NameProposals(name, key, tuple(proposals), tuple(families.values()), (), prefix_taxon, is_withdrawn)

    def _with_members(self, direct: Iterable[Proposal], families: Iterable[FamilyMatch]) -> list[Proposal]:
        """Return proposals with those for the members of families; the first member of each family is marked."""
        proposals = {proposal.gene.key: proposal for proposal in direct}
        for match in families:
            for place, gene in enumerate(sorted(self.reference.genes_of(match.family.members), key=_member_order)):
                member = Proposal(gene, match.kind, match.rule, is_exact=False, is_family_member=True)
                known = proposals.get(gene.key, member)
                proposals[gene.key] = known._replace(is_first_member=known.is_first_member or place == 0)
        return list(proposals.values())

    def _by_parts(self, name: str, key: Key) -> NameProposals | None:
        """Return the proposals for each gene of a shorthand name; ``None`` unless the index knows every part."""
        from genenorm.text.shorthand import expand

        parts = []
        for forms in expand(name):
            known = (self._part(form) for form in forms)
            part = next((found for found in known if found is not None), None)
            if part is None:
                return None
            parts.append(part)
        return NameProposals(name, key, parts=tuple(parts)) if parts else None

    def _part(self, form: str) -> NameProposals | None:
        key = fold(form)
        if key is None or form.isdigit():
            return None
        found = self._with_plural(self._by_name(form, key))
        return self._by_variant(form, key) if found.is_empty else found

    def _by_stem(self, name: str, key: Key) -> NameProposals | None:
        """Return the well-known members of a family whose number the name lacks: of ``claudin``, CLDN1, CLDN2 …."""
        if len(key) < _SHORTEST_STEM:
            return None
        postings = [
            words
            for stem in dict.fromkeys((key, Key(key.removesuffix("s"))))
            for longer, words in self.reference.starting_with(stem)
            if _MEMBER_ENDING.match(longer[len(stem) :])
        ]
        if not postings:
            return None
        found: dict[int, Proposal] = {}
        for words in postings:
            for proposal in self._from_postings(name, key, words, KeyRule.COMPLETION).proposals:
                if proposal.gene.weight >= _WELL_KNOWN_WEIGHT:
                    found.setdefault(proposal.gene.key, proposal)
        members: list[Proposal] = []
        taxa: set[int] = set()
        for proposal in sorted(found.values(), key=lambda each: (each.gene.taxon_id, *_member_order(each.gene))):
            taxon = proposal.gene.taxon_id
            members.append(proposal._replace(is_family_member=True, is_first_member=taxon not in taxa))
            taxa.add(taxon)
        return NameProposals(name, key, tuple(members)) if members else None

    def _by_ocr_repair(self, name: str, key: Key) -> NameProposals:
        for other in _repaired_keys(name):
            if other != key and (words := self.reference.postings(other)):
                return self._from_postings(name, key, words, KeyRule.OCR)
        return NameProposals(name, key)

    def _by_date(self, name: str) -> list[Proposal]:
        """Return the genes whose symbols a spreadsheet turns into this date, those of today's symbols first."""
        if not any(map(str.isdigit, name)):
            return []
        from genenorm.text.damage import from_date

        found: dict[int, Proposal] = {}
        for symbol in from_date(name):
            key = fold(symbol)
            for proposal in self._by_name(symbol, key).proposals if key else ():
                if proposal.kind in _SYMBOL_KINDS and proposal.is_exact:
                    dated = Proposal(proposal.gene, proposal.kind, KeyRule.SPREADSHEET_DATE, is_exact=False)
                    found.setdefault(proposal.gene.key, dated)
        return list(found.values())

    def transfer(self, proposals: Iterable[Proposal], taxa: Iterable[int]) -> list[Proposal]:
        """Return orthologs of the proposed genes, in those of the given species where their group has no proposal."""
        proposals = list(proposals)
        present = {(proposal.gene.group, proposal.gene.taxon_id) for proposal in proposals}
        known = {proposal.gene.key for proposal in proposals}
        added: list[Proposal] = []
        for taxon in taxa:
            for source in proposals:
                if source.gene.group is None or (source.gene.group, taxon) in present:
                    continue
                for gene in group_genes(self.reference, source.gene, taxon):
                    if gene.key not in known:
                        known.add(gene.key)
                        added.append(source._replace(gene=gene, via=source.gene))
        return added


def _may_be_plural(found: NameProposals) -> bool:
    """Whether the plural of a name may mean a family.

    The name is an abbreviation in capitals that is nobody's own symbol, or of several words with uncertain proposals,
    such as a fly's ``kainate receptor``.
    """
    if found.families or found.is_empty:
        return False
    if found.name.isupper():
        return not any(proposal.is_own_symbol for proposal in found.proposals)
    return " " in found.name and not _is_certain(found)


def _plural(found: NameProposals) -> Key:
    return Key(f"{found.key}s")


def _variants_of(name: str) -> Iterator[Variant]:
    from genenorm.text.variants import variants

    return variants(name)


def _repaired_keys(name: str) -> list[Key]:
    """Return the keys of a name's spellings after OCR repair."""
    from genenorm.text.damage import from_ocr

    return [key for key in map(fold, from_ocr(name)) if key is not None]


_NUMBER = re.compile(r"\d+")


def _member_order(gene: Gene) -> tuple[str, int]:
    """Return a sort key for a family's members: symbols, with numbers by value (AKT1, AKT2, AKT10)."""
    return _NUMBER.sub(lambda found: found[0].zfill(4), gene.symbol), gene.key


def _is_certain(found: NameProposals) -> bool:
    """Whether a name's own proposals are good enough not to look at its variants.

    An exact official symbol is, however obscure its gene. The full name of a single invertebrate gene is not: other
    species may have a longer name for the same gene.
    """
    return bool(found.families) or any(
        proposal.is_own_symbol
        or (proposal.kind in _SYMBOL_KINDS and proposal.is_exact and proposal.gene.weight >= _WELL_KNOWN_WEIGHT // 2)
        or (
            proposal.gene.weight >= _WELL_KNOWN_WEIGHT
            and (proposal.gene.taxon_id in MAMMALS or len(found.proposals) > 1)
        )
        for proposal in found.proposals
    )
