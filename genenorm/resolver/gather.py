"""From a written name to the genes and families it may mean: identifiers, names, shorthand, repairs.

Nothing here knows a context or a weight: a name gathers the same proposals everywhere.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from genenorm.core.caches import Recent
from genenorm.core.model import Gene, KeyRule, NameKind
from genenorm.core.taxa import MAMMALS
from genenorm.index import identifiers
from genenorm.index.homology import group_genes
from genenorm.index.reference import Reference
from genenorm.index.schema import KINDS, mark
from genenorm.resolver.proposals import FamilyMatch, Gathered, Proposal, groups_of
from genenorm.text.keys import Key, fold

if TYPE_CHECKING:
    from genenorm.text.variants import Variant

_SYMBOL_KINDS = (NameKind.SYMBOL, NameKind.PREVIOUS_SYMBOL, NameKind.SYNONYM)
_SHORTEST_STEM = 4
"""Key characters a name needs before its numbered members are looked for."""
_MEMBER = re.compile(
    r"^(?:(?:subunit|member|type|isoform|chain|polypeptide)?(?:alpha|beta|gamma|delta|[a-d]|\d{1,2}[a-d]?|i{1,3}|iv|v)"
    r"(?:\d{1,2}|alpha|beta)?|-\d{1,2})$"
)
"""What may follow a family's name in its members' names; no `receptor`, for what it receives is another thing."""
_AHEAD = 4096
"""Names of a list that are read ahead together; what is read for them is held that long."""
_FEWEST_AHEAD = 4
_FAMILY_CODES = (NameKind.FAMILY.value, NameKind.FAMILY_NAME.value)
_OTHER_SPELLING, _WORST = 16, 32
_NO_MARK = -1


class Gatherer:
    """Gathers proposals from a reference index, remembering recent names."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._recent = Recent[str, Gathered](1 << 14)

    def gather(self, name: str) -> Gathered:
        """Return what the index proposes for a name.

        Asked in turn, the first that finds anything answers: identifier, name as folded, shorthand for several
        genes, variants of the name, repaired name.
        """
        if (found := self._recent.get(name)) is None:
            found, settled = self._bare(name, fold(name))
            if not settled:
                found = self._with_plural(found)
                if not _is_solid(found):
                    found = self._further(found)
            self._recent.put(name, found)
        return found

    def gather_all(self, names: Sequence[str]) -> dict[str, Gathered]:
        """Return what the index proposes for each of many distinct names, with few reads for all of them."""
        gathered: dict[str, Gathered] = {}
        for start in range(0, len(names), _AHEAD):
            part = names[start : start + _AHEAD]
            new = [name for name in part if self._recent.get(name) is None]
            if len(new) >= _FEWEST_AHEAD:
                self._gather_ahead(new)
            gathered.update((name, self.gather(name)) for name in part)
        return gathered

    def _gather_ahead(self, names: Sequence[str]) -> None:
        keyed = [(name, fold(name)) for name in names]
        self.reference.read_ahead(key for _, key in keyed if key is not None)
        ended: list[Gathered] = []
        named: list[Gathered] = []
        for name, key in keyed:
            found, settled = self._bare(name, key)
            (ended if settled else named).append(found)
        self.reference.read_ahead(_plural(found) for found in named if _may_be_plural(found))
        unsettled: list[Gathered] = []
        for found in map(self._with_plural, named):
            (ended if _is_solid(found) else unsettled).append(found)
        made = {found.name: _variants_of(found.name) for found in unsettled}
        keys = [variant.key for some in made.values() for variant in some]
        readings = [key for found in unsettled if found.is_empty for key in _readings(found.name)]
        self.reference.read_ahead((*keys, *readings))
        ended += [self._further(found, made[found.name]) for found in unsettled]
        for found in ended:
            self._recent.put(found.name, found)
        self.reference.read_group_ids_ahead(groups_of(ended))

    def _bare(self, name: str, key: Key | None) -> tuple[Gathered, bool]:
        """Return what a name proposes exactly as it stands, and whether that settles it, as an identifier does."""
        if key is None:
            return Gathered(name, None), True
        if found := self._identifier(name, key):
            return found, True
        return self._named(name, key), False

    def _further(self, found: Gathered, made: Iterable[Variant] | None = None) -> Gathered:
        """Return what a name that is not settled proposes; ``made`` are its variants, where they are made already."""
        name, key = found.name, found.key
        if key is None:
            return found
        if not found.is_empty:
            return self._with_variants(found, key, made)
        if found_parts := self._parts(name, key):
            return found_parts
        if proposals := self._dated(name):
            return Gathered(name, key, tuple(proposals))
        return self._varied(name, key, made) or self._completed(name, key) or self._misread(name, key)

    def _with_variants(self, found: Gathered, key: Key, made: Iterable[Variant] | None) -> Gathered:
        """Return weak proposals together with those of the name's closest variant."""
        other = self._varied(found.name, key, made) or self._completed(found.name, key)
        if other is None:
            return found
        known = {proposal.gene.key for proposal in found.proposals}
        more = tuple(proposal for proposal in other.proposals if proposal.gene.key not in known)
        return found._replace(proposals=found.proposals + more, families=other.families, prefix=other.prefix)

    def _varied(self, name: str, key: Key, made: Iterable[Variant] | None = None) -> Gathered | None:
        from genenorm.text.variants import prefix_taxon, variants

        for variant in variants(name) if made is None else made:
            if words := self.reference.postings(variant.key):
                taxon = prefix_taxon(variant.species) if variant.species else None
                return self._from_postings(name, key, words, variant.rule, taxon)
        return None

    def _identifier(self, name: str, key: Key) -> Gathered | None:
        found = identifiers.find(self.reference, name)
        if found is None:
            return None
        kind = NameKind.RETIRED_IDENTIFIER if found.retired else NameKind.IDENTIFIER
        proposals = [Proposal(found.gene, kind, KeyRule.IDENTIFIER, exact=True)] if found.gene else []
        if name.isdigit():
            proposals += self._dated(name)
        return Gathered(name, key, tuple(proposals), withdrawn=not proposals)

    def _named(self, name: str, key: Key) -> Gathered:
        words = self.reference.postings(key)
        return self._from_postings(name, key, words, None) if words else Gathered(name, key)

    def _with_plural(self, found: Gathered) -> Gathered:
        """Add the families whose name is the plural of a name: KAR, and `kainate receptor`, since there are KARs."""
        if not _may_be_plural(found):
            return found
        words = self.reference.postings(_plural(found))
        families = tuple(
            FamilyMatch(self.reference.family(word >> 12), NameKind.FAMILY_NAME, KeyRule.PLURAL)
            for word in words
            if word >> 8 & 15 == NameKind.FAMILY_NAME.value
        )
        if not families:
            return found
        return found._replace(families=families, proposals=tuple(self._with_families(list(found.proposals), families)))

    def _from_postings(
        self, name: str, key: Key, words: array[int], rule: KeyRule | None, prefix: int | None = None
    ) -> Gathered:
        """Decode posting words; ``rule`` is ``None`` when the name itself, folded, was the key."""
        own = mark(name) if rule is None else _NO_MARK
        as_written = rule or KeyRule.AS_WRITTEN
        folded = rule or (KeyRule.CASE if name.isalnum() else KeyRule.PUNCTUATION)
        best: dict[int, int] = {}  # the best of a gene's kinds, those of the name's own spelling before all others
        families: dict[int, FamilyMatch] = {}
        withdrawn = False
        for word in words:
            target, order = word >> 12, word >> 8 & 15
            if word & 0xFF != own:
                order |= _OTHER_SPELLING
            if order & 15 in _FAMILY_CODES:
                how = folded if order & _OTHER_SPELLING else as_written
                families.setdefault(target, FamilyMatch(self.reference.family(target), KINDS[order & 15], how))
            elif target == 0:
                withdrawn = True
            elif order < best.get(target, _WORST):
                best[target] = order
        genes = self.reference.genes_of(best)
        proposals = [
            Proposal(gene, KINDS[order & 15], as_written, exact=True)
            if order < _OTHER_SPELLING
            else Proposal(gene, KINDS[order & 15], folded, exact=False)
            for gene, order in zip(genes, best.values(), strict=True)
        ]
        if families:
            proposals = self._with_families(proposals, families.values())
        return Gathered(name, key, tuple(proposals), tuple(families.values()), (), prefix, withdrawn and not best)

    def _with_families(self, direct: list[Proposal], families: Iterable[FamilyMatch]) -> list[Proposal]:
        """Add the members of the families a name means, and say which proposal is a family's first member."""
        proposals = {proposal.gene.key: proposal for proposal in direct}
        for match in families:
            for place, gene in enumerate(sorted(self.reference.genes_of(match.family.members), key=_member_order)):
                member = Proposal(gene, match.kind, match.rule, exact=False, family=True)
                known = proposals.get(gene.key, member)
                proposals[gene.key] = known._replace(first=known.first or place == 0)
        return list(proposals.values())

    def _parts(self, name: str, key: Key) -> Gathered | None:
        """Resolve a shorthand into its genes; ``None`` unless every part is known."""
        parts = []
        from genenorm.text.shorthand import expand

        for forms in expand(name):
            known = (self._part(form) for form in forms)
            part = next((found for found in known if found is not None), None)
            if part is None:
                return None
            parts.append(part)
        return Gathered(name, key, parts=tuple(parts)) if parts else None

    def _part(self, form: str) -> Gathered | None:
        key = fold(form)
        if key is None or form.isdigit():
            return None
        found = self._with_plural(self._named(form, key))
        return self._varied(form, key) if found.is_empty else found

    def _completed(self, name: str, key: Key) -> Gathered | None:
        """Return the members of a family that the name lacks only the number of: ``claudin`` for CLDN1, CLDN2 …."""
        if len(key) < _SHORTEST_STEM:
            return None
        members = [
            words
            for form in dict.fromkeys((key, Key(key.removesuffix("s"))))
            for longer, words in self.reference.starting_with(form)
            if _MEMBER.match(longer[len(form) :])
        ]
        if not members:
            return None
        self.reference.read_genes_ahead(members)
        found: dict[int, Proposal] = {}
        for words in members:
            for proposal in self._from_postings(name, key, words, KeyRule.COMPLETION).proposals:
                if proposal.gene.weight >= _SOLID_WEIGHT:
                    found.setdefault(proposal.gene.key, proposal)
        proposals = sorted(found.values(), key=lambda proposal: (proposal.gene.taxon_id, *_member_order(proposal.gene)))
        firsts: set[int] = set()
        numbered = []
        for proposal in proposals:
            taxon = proposal.gene.taxon_id
            numbered.append(proposal._replace(family=True, first=taxon not in firsts))
            firsts.add(taxon)
        return Gathered(name, key, tuple(numbered)) if numbered else None

    def _misread(self, name: str, key: Key) -> Gathered:
        for other in _readings(name):
            if other != key and (words := self.reference.postings(other)):
                return self._from_postings(name, key, words, KeyRule.OCR)
        return Gathered(name, key)

    def _dated(self, name: str) -> list[Proposal]:
        """Return the genes whose symbols a spreadsheet turns into this date, today's symbols first."""
        if not any(map(str.isdigit, name)):
            return []
        from genenorm.text.damage import from_date

        found: dict[int, Proposal] = {}
        for symbol in from_date(name):
            key = fold(symbol)
            for proposal in self._named(symbol, key).proposals if key else ():
                if proposal.kind in _SYMBOL_KINDS and proposal.exact:
                    dated = Proposal(proposal.gene, proposal.kind, KeyRule.SPREADSHEET_DATE, exact=False)
                    found.setdefault(proposal.gene.key, dated)
        return list(found.values())

    def transfer(self, proposals: Iterable[Proposal], taxa: Iterable[int]) -> list[Proposal]:
        """Return orthologs of the proposals in species where their homology group has no proposal yet."""
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


def _may_be_plural(found: Gathered) -> bool:
    """Whether the plural of a name may name a family, and the name be nobody's own symbol.

    It is an abbreviation in capitals, or words that are no proof of a gene: a fly's `kainate receptor`.
    """
    if found.families or found.is_empty:
        return False
    if found.name.isupper():
        return not any(proposal.is_own_symbol for proposal in found.proposals)
    return " " in found.name and not _is_solid(found)


def _plural(found: Gathered) -> Key:
    return Key(f"{found.key}s")


def _variants_of(name: str) -> tuple[Variant, ...]:
    from genenorm.text.variants import variants

    return tuple(variants(name))


@lru_cache(maxsize=_AHEAD)
def _readings(name: str) -> tuple[Key, ...]:
    """Return the keys of the readings of a damaged name; they are read ahead first, and asked for later."""
    from genenorm.text.damage import from_ocr

    return tuple(key for key in map(fold, from_ocr(name)) if key is not None)


_NUMBER = re.compile(r"\d+")


def _member_order(gene: Gene) -> tuple[str, int]:
    """Order a family's members by symbol, numbers by value: AKT1, AKT2, AKT10."""
    return _NUMBER.sub(lambda found: found[0].zfill(4), gene.symbol), gene.key


_SOLID_WEIGHT = 60
"""Genes below this weight are obscure: transgenes, clones, predicted loci."""


def _is_solid(found: Gathered) -> bool:
    """Whether a name's own proposals leave no need to look at its variants.

    An official symbol, exactly, is settled however obscure its gene. Full names of one invertebrate
    gene are no proof: other species may call the same gene by a longer name.
    """
    return bool(found.families) or any(
        proposal.is_own_symbol
        or (proposal.kind in _SYMBOL_KINDS and proposal.exact and proposal.gene.weight >= _SOLID_WEIGHT // 2)
        or (proposal.gene.weight >= _SOLID_WEIGHT and (proposal.gene.taxon_id in MAMMALS or len(found.proposals) > 1))
        for proposal in found.proposals
    )
