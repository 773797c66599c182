"""From a written name to the genes and families it may mean: by identifier, name, shorthand and repair.

The proposals for a name are the same in every context; no weights are involved. All steps work on row numbers and match
words (``proposals``), since a list of names makes several for each.
"""

from __future__ import annotations

from genenorm.core.caches import Memo, Recent
from genenorm.core.model import KeyRule, NameKind
from genenorm.core.taxa import HUMAN, MAMMALS, YEAST
from genenorm.core.values import NamedTuple
from genenorm.index import identifiers
from genenorm.index.schema import FAMILY_KINDS, KIND_BY_CODE, mark
from genenorm.resolver.proposals import (
    IS_EXACT,
    IS_FIRST_MEMBER,
    IS_MEMBER,
    OWN_SYMBOL,
    OWN_SYMBOL_MASK,
    FamilyMatch,
    NameProposals,
    match_word,
)
from genenorm.text.conventions import CASE_SENSITIVE, style_taxon
from genenorm.text.forms import LONGEST_SINGLE, LONGEST_TEXT, may_be_product, may_have_form
from genenorm.text.identifier_types import identifier_type
from genenorm.text.keys import Key, fold
from genenorm.text.not_genes import NotGenes
from genenorm.text.usual_meanings import usual_symbols

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from genenorm.core.model import Gene
    from genenorm.index.reference import Reference
    from genenorm.text.variants import Variant

SYMBOL_CODES = (NameKind.SYMBOL.value, NameKind.PREVIOUS_SYMBOL.value, NameKind.SYNONYM.value)
SYSTEMATIC_CODE = NameKind.SYSTEMATIC_NAME.value
SHORTEST_STEM = 4
"""Key characters that a name needs for a search for its numbered members."""
_MEMBER_ENDING = (
    r"(?:(?:subunit|member|type|isoform|chain|polypeptide)?"
    r"(?:alpha|beta|gamma|delta|[a-d]|(?<![0-9])\d{1,2}[a-d]?|i{1,3}|iv|v)(?:\d{1,2}|alpha|beta)?|-\d{1,2})$"
)
"""What may follow a family's name in the names of its members; not ``receptor``: a ligand's name is no family of it.

A number does not go on with further digits: ``daf-41`` is no member of ``daf-4``.
"""
_RECENT_NAMES = 1 << 12
"""Kept at least, and at most twice as many; four times as many made nothing faster, and took 40 MB more."""
_CACHED_GROUPS = 1 << 16
FAMILY_CODES = tuple(sorted(kind.value for kind in FAMILY_KINDS))
OTHER_SPELLING, _WORST = 16, 32
_NO_MARK = -1
_LONGEST_WORD = 3
"""Letters of synonyms that are abbreviations of other things as often as not."""
WELL_KNOWN_WEIGHT = 60
"""Genes below this weight are obscure: transgenes, clones, predicted loci."""


def _words_by_order(exact: KeyRule, folded: KeyRule) -> tuple[int, ...]:
    """Return the match word of each kind of name: of names spelled so, then of names spelled otherwise."""
    kinds = [KIND_BY_CODE.get(code, NameKind.SYMBOL) for code in range(16)]
    spelled = [match_word(kind, exact, is_exact=True) for kind in kinds]
    return (*spelled, *(match_word(kind, folded) for kind in kinds))


OF_CASE = _words_by_order(KeyRule.AS_WRITTEN, KeyRule.CASE)
OF_PUNCTUATION = _words_by_order(KeyRule.AS_WRITTEN, KeyRule.PUNCTUATION)
_OF_RULE = Memo[KeyRule, "tuple[int, ...]"](lambda rule: _words_by_order(rule, rule), 1 << 6)


SHADOW = match_word(NameKind.DESIGNATION, KeyRule.CASE)
_PREVIOUS_SYMBOL = NameKind.PREVIOUS_SYMBOL.value


def is_symbol(word: int) -> bool:
    """Return whether a match word is that of a present or previous symbol, spelled in any way."""
    return word & 15 <= _PREVIOUS_SYMBOL


class LookAhead(NamedTuple):
    """What was found out about the names of a list together, which spares look-ups for each of them."""

    variants: Mapping[str, Variant | None] = {}
    """The first variant of each name that the index has; ``None`` when it has none."""
    repaired: Mapping[str, Key | None] = {}
    """The first key that the index has of each name after OCR repair; ``None`` when it has none."""
    alone: Collection[str] = ()
    """Keys of names that begin no key of a numbered member."""


NOTHING_AHEAD = LookAhead()


class Gatherer:
    """Gathers the proposals of a reference index for names; caches those of recent names."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.species = list(reference.taxon_ids)
        """Taxon ids by their number in gene facts; those that only live sources have come after the index's own."""
        self.mammals = frozenset(number for number, taxon in enumerate(self.species) if taxon in MAMMALS)
        """Numbers of the species whose genes' full names are names of the gene elsewhere too."""
        self.case_sensitive = frozenset(number for number, taxon in enumerate(self.species) if taxon in CASE_SENSITIVE)
        """Numbers of the species where names that differ only in case are different genes."""
        self.case_sensitive_bits = sum(1 << number for number in self.case_sensitive)
        """The same as a set of bits."""
        self._recent = Recent[str, NameProposals](_RECENT_NAMES)
        self._group_genes = Memo[int, "Mapping[int, tuple[int, ...]]"](reference.members_by_species, _CACHED_GROUPS)
        self.group_ids = Memo[int, str](reference.group_id, _CACHED_GROUPS)
        """The ids of homology groups by row number."""
        self.ahead = NOTHING_AHEAD
        """What is known about the names of the list that is being answered; it holds for other names too."""

    def gather(self, name: str) -> NameProposals:
        """Return the proposals for a name; those of recent names are kept."""
        if (found := self._recent.get(name)) is None:
            found = self.find(name)
            self._recent.put(name, found)
        return found

    def find(self, name: str) -> NameProposals:
        """Return the proposals for a name, which are not kept.

        The first of these ways that finds anything decides: the form of a name that is no symbol as it is written, the
        name as identifier, the folded name, shorthand for several genes, a spreadsheet date, variants of the name,
        numbered members, the name after OCR repair.
        """
        key = fold(name) if len(name) <= LONGEST_TEXT else None
        if key is None:
            return NameProposals(name, None)
        words: Sequence[int] | None = None
        if len(name) <= LONGEST_SINGLE >= len(key) and may_have_form(name):
            words = self.reference.postings(key)
            if not words or may_be_product(name) or not has_symbol(name, words):
                from genenorm.resolver.name_forms import gather_by_form

                if (found := gather_by_form(self, name, key)) is not None:
                    return found
        if identifiers.may_be_identifier(name) and (found := self.by_identifier(name, key)) is not None:
            return found
        return self.by_key(name, key, self.reference.postings(key) if words is None else words)

    def gather_by_key(self, name: str, key: str, words: Sequence[int]) -> NameProposals:
        """Return the proposals for a name that is no identifier, given the posting words of its key."""
        if (found := self._recent.get(name)) is None:
            found = self.by_key(name, Key(key), words)
            self._recent.put(name, found)
        return found

    def by_key(self, name: str, key: Key, words: Sequence[int]) -> NameProposals:
        """Return the proposals for a name that is no identifier, given the posting words of its key."""
        found = self.from_postings(name, key, words) if words else NameProposals(name, key)
        is_own = found.has_own_symbol
        is_certain = is_own or self.is_certain(found)
        if (usual := usual_symbols().get(key)) is not None and not found.families:
            found = self._with_usual(found, usual)
        if not is_own and _may_be_plural(found, is_certain):
            found = self._with_plural(found)
        return found if is_certain or found.families else self._by_other_ways(found, key)

    def _by_other_ways(self, found: NameProposals, key: Key) -> NameProposals:
        """Return the proposals for a name that its own proposals leave uncertain."""
        name = found.name
        if len(name) > LONGEST_SINGLE or len(key) > LONGEST_SINGLE:  # one character may be eighteen letters
            return self.by_parts(name, key) or found if found.is_empty else found
        if identifiers.has_form(name):  # an identifier that the index lacks; its other spellings are other identifiers
            return found
        if not found.is_empty:
            return self._with_variant(found, key)
        if identifier_type(name) is not None:
            return found
        from genenorm.text.alleles import may_be_allele

        if may_be_allele(name):
            from genenorm.resolver.allele_genes import by_allele

            if (allele := by_allele(self, name, key)) is not None:
                return allele
        if by_parts := self.by_parts(name, key):
            return by_parts
        if genes := self.by_date(name):
            return NameProposals(name, key, tuple(genes), tuple(genes.values()))
        return self._by_variant(name, key) or self.by_stem(name, key) or self._by_ocr_repair(name, key)

    def _with_variant(self, found: NameProposals, key: Key) -> NameProposals:
        """Return weak proposals together with those of the name's closest variant."""
        other = self._by_variant(found.name, key) or self.by_stem(found.name, key)
        if other is None:
            return found
        more = {gene: word for gene, word in zip(other.genes, other.matches, strict=True) if gene not in found.genes}
        return found.extended(more, more.values(), other.families, other.prefix_taxon)

    def _by_variant(self, name: str, key: Key) -> NameProposals | None:
        from genenorm.text.variants import prefix_taxon, variants

        ahead = self.ahead.variants
        for variant in filter(None, (ahead[name],)) if name in ahead else variants(name):
            words = self.reference.postings(variant.key)
            if words and not is_word(variant.key):
                taxon = prefix_taxon(variant.species) if variant.species else None
                if taxon is not None and not self.is_lettered(variant.key, words, taxon):
                    continue
                found = self.from_postings(name, key, words, variant.rule, taxon)
                is_foreign = taxon is not None and taxon not in self.reference.taxa  # xMyc, of Xenopus
                return found._replace(names_taxon=True) if is_foreign else found
        return None

    def is_lettered(self, key: Key, words: Sequence[int], taxon_id: int) -> bool:
        """Return whether the letter of a species may be before a name: not before a short word that is no symbol of it.

        ``mPFC`` is a part of the brain, though a gene of mouse has the synonym ``PFC``.
        """
        if not may_be_word(key):
            return True
        number, facts = self.number_of(taxon_id), self.reference.gene_facts
        kinds = (NameKind.SYMBOL.value, NameKind.PREVIOUS_SYMBOL.value)
        return any(word >> 8 & 15 in kinds and facts[word >> 12] >> 12 == number for word in words if word >> 12)

    def by_identifier(self, name: str, key: Key) -> NameProposals | None:
        """Return the gene of an identifier, and the genes of a number that is a date too; ``None`` for other names."""
        found = identifiers.find_identifier(self.reference, name)
        if found is None:
            return None
        kind = NameKind.RETIRED_IDENTIFIER if found.retired else NameKind.IDENTIFIER
        genes = {found.gene.key: match_word(kind, KeyRule.IDENTIFIER, is_exact=True)} if found.gene else {}
        if name.isdigit():
            for gene, word in self.by_date(name).items():
                genes.setdefault(gene, word)
        return NameProposals(name, key, tuple(genes), tuple(genes.values()), is_withdrawn=not genes)

    def by_name(self, name: str, key: Key) -> NameProposals:
        """Return the proposals that the index has for a name as it is, in any case and punctuation."""
        words = self.reference.postings(key)
        return self.from_postings(name, key, words) if words else NameProposals(name, key)

    def plural_families(self, key: str | None) -> list[int]:
        """Return the row numbers of the families that the plural of a name means: for ``KAR`` those named ``KARs``."""
        words = self.reference.postings(Key(f"{key}s"))
        return [word >> 12 for word in words if word >> 8 & 15 == NameKind.FAMILY_NAME.value]

    def _with_usual(self, found: NameProposals, usual: Key) -> NameProposals:
        """Add the human gene that the name usually means, given by its folded symbol, if no source calls it so."""
        human = self.number_of(HUMAN)
        facts = self.reference.gene_facts
        meant = [
            gene
            for gene in dict.fromkeys(word >> 12 for word in self.reference.postings(usual))
            if gene not in found.genes
            and facts[gene] >> 12 & 255 == human
            and fold(self.reference.symbol(gene)) == usual
        ]
        if not meant:
            return found
        word = match_word(NameKind.SYNONYM, KeyRule.USUAL_MEANING)
        return found.extended(meant, [word] * len(meant), (), found.prefix_taxon)

    def _with_plural(self, found: NameProposals) -> NameProposals:
        """Add the families that the plural of the name means."""
        families = tuple(
            FamilyMatch(self.reference.family(row), NameKind.FAMILY_NAME, KeyRule.PLURAL)
            for row in self.plural_families(found.key)
        )
        if not families:
            return found
        proposals = self._with_members(dict(zip(found.genes, found.matches, strict=True)), families)
        return found._replace(genes=tuple(proposals), matches=tuple(proposals.values()), families=families)

    def from_postings(
        self, name: str, key: Key, words: Sequence[int], rule: KeyRule | None = None, prefix_taxon: int | None = None
    ) -> NameProposals:
        """Decode posting words; ``rule`` is ``None`` when their key is that of the name itself."""
        if rule is None:
            own_mark = mark(name)
            word_by_order = OF_CASE if name.isalnum() else OF_PUNCTUATION
        else:
            own_mark = _NO_MARK
            word_by_order = _OF_RULE[rule]
        best: dict[int, int] = {}  # a gene's best kind of name, those spelled like the name before all others
        families: dict[int, FamilyMatch] | None = None
        is_withdrawn = False
        for word in words:  # bits as in index.schema; a function call each would take longer than all else here
            target, meaning = word >> 12, word & 4095
            order, is_own = meaning >> 8, meaning & 255 == own_mark
            if order in FAMILY_CODES:
                if families is None:
                    families = {}
                if target not in families:
                    how = KeyRule.AS_WRITTEN if is_own else _folded_rule(name, rule)
                    families[target] = FamilyMatch(self.reference.family(target), KIND_BY_CODE[order], how)
            elif target:
                if not is_own:
                    order |= OTHER_SPELLING
                if order < best.get(target, _WORST):
                    best[target] = order
            else:
                is_withdrawn = True
        genes, matches = tuple(best), tuple([word_by_order[order] for order in best.values()])
        if families:
            proposals = self._with_members(dict(zip(genes, matches, strict=True)), families.values())
            genes, matches = tuple(proposals), tuple(proposals.values())
        return NameProposals(
            name, key, genes, matches, tuple(families.values()) if families else (), (), prefix_taxon,
            is_withdrawn and not best,
        )  # fmt: skip

    def without_shadows(self, found: NameProposals) -> NameProposals:
        """Return proposals in which genes without identifiers give way to those of their species that were called so.

        Genomes have loci that only Ensembl knows, with the former symbol of a gene (``GBA`` of GBA1), or the symbol of
        one in another case. Their match becomes that of a designation.
        """
        species = [fact >> 12 for fact in self.facts(found)]
        named = [is_symbol(word) for word in found.matches]
        of_named = [number for number, name in zip(species, named, strict=True) if name]
        if len(set(of_named)) == len(of_named) or found.live:
            return found
        has_ids = [self.reference.has_ids(gene) for gene in found.genes]
        of_known = {number for number, name, known in zip(species, named, has_ids, strict=True) if name and known}
        columns = zip(found.matches, species, named, has_ids, strict=True)
        matches = tuple(
            SHADOW if name and not known and number in of_known else word for word, number, name, known in columns
        )
        return found if matches == found.matches else found._replace(matches=matches)

    def _with_members(self, direct: dict[int, int], families: Iterable[FamilyMatch]) -> dict[int, int]:
        """Return proposals with those for the members of families; the first member of each family is marked."""
        proposals = dict(direct)
        for match in families:
            member_word = match_word(match.kind, match.rule) | IS_MEMBER
            for place, gene in enumerate(sorted(match.family.members, key=self.member_order)):
                known = proposals.get(gene, member_word)
                proposals[gene] = known | IS_FIRST_MEMBER if place == 0 else known
        return proposals

    def member_order(self, gene: int) -> tuple[str, int]:
        """Return a sort key for a family's members: symbols, with numbers by value (AKT1, AKT2, AKT10)."""
        return _PATTERNS[r"\d+"].sub(lambda found: found[0].zfill(4), self.reference.symbol(gene)), gene

    def by_parts(self, name: str, key: Key) -> NameProposals | None:
        """Return the proposals for each gene of a name of several; ``None`` unless the index knows every part."""
        from genenorm.resolver.several_genes import by_parts

        return by_parts(self, name, key)

    def part(self, form: str) -> NameProposals | None:
        """Return the proposals for a possible full form of a part of a name; ``None`` if the index has none."""
        key = fold(form)
        if key is None or form.isdigit():
            return None
        found = self.by_name(form, key)
        if found.is_empty:
            return self._by_variant(form, key)
        return self._with_plural(found) if _may_be_plural(found, self.is_certain(found)) else found

    def by_stem(self, name: str, key: Key) -> NameProposals | None:
        """Return the well-known members of a family whose number the name lacks: of ``claudin``, CLDN1, CLDN2 …."""
        if len(key) < SHORTEST_STEM or key in self.ahead.alone:
            return None
        facts = self.reference.gene_facts
        found: dict[int, int] = {}
        for stem in stems_of(key):
            for longer, words in self.reference.starting_with(stem):
                if is_member(longer, stem):
                    proposed = self.from_postings(name, key, words, KeyRule.COMPLETION)
                    for gene, word in zip(proposed.genes, proposed.matches, strict=True):
                        if facts[gene] & 255 >= WELL_KNOWN_WEIGHT:
                            found.setdefault(gene, word)
        if not found or style_taxon(name) == YEAST:
            return None  # a systematic name of yeast is whole: YIL082W is not YIL082W-A
        by_taxon = sorted(found, key=lambda gene: (self.species[facts[gene] >> 12 & 255], *self.member_order(gene)))
        matches: list[int] = []
        seen: set[int] = set()
        for gene in by_taxon:
            species = facts[gene] >> 12 & 255
            first = 0 if species in seen else IS_FIRST_MEMBER
            matches.append(found[gene] & ~IS_FIRST_MEMBER | IS_MEMBER | first)
            seen.add(species)
        return NameProposals(name, key, tuple(by_taxon), tuple(matches))

    def _by_ocr_repair(self, name: str, key: Key) -> NameProposals:
        from genenorm.text.damage import repaired_keys

        ahead = self.ahead.repaired
        for other in filter(None, (ahead[name],)) if name in ahead else repaired_keys(name):
            words = self.reference.postings(other)
            if words and not is_word(other):
                return self.from_postings(name, key, words, KeyRule.OCR)
        return NameProposals(name, key)

    def with_long_form(self, found: NameProposals, long_form: NameProposals) -> NameProposals:
        """Return the proposals of an abbreviation, and those of its long form that are of no gene it means already."""
        if found.is_empty and long_form.parts:
            return long_form._replace(name=found.name, key=found.key)
        known = set(self.groups(found.genes))
        own = zip(long_form.genes, long_form.matches, self.groups(long_form.genes), strict=True)
        more = {
            gene: match_word(KIND_BY_CODE[word & 15], KeyRule.LONG_FORM) | word & (IS_MEMBER | IS_FIRST_MEMBER)
            for gene, word, group in own
            if gene not in found.genes and (not group or group not in known)
        }
        if found.parts or not more:
            return found
        return found.extended(more, more.values(), found.families or long_form.families, found.prefix_taxon)

    def by_date(self, name: str) -> dict[int, int]:
        """Return the genes whose symbols a spreadsheet turns into this date, those of today's symbols first."""
        text = name.strip()
        if not (text[:1].isdigit() or text[-1:].isdigit()):  # as each date begins or ends
            return {}
        from genenorm.text.damage import are_of_today, from_date

        found: dict[int, int] = {}
        others: dict[int, int] = {}  # synonyms of genes that have other symbols: DEC1 of BHLHE40
        for symbol in from_date(name):
            key = fold(symbol)
            proposed = self.by_name(symbol, key) if key else NameProposals(symbol, None)
            for gene, word in zip(proposed.genes, proposed.matches, strict=True):
                if word & IS_EXACT and word & 15 in SYMBOL_CODES:
                    is_own = word & 15 != NameKind.SYNONYM.value or are_of_today(self.reference.symbol(gene))
                    date_word = match_word(KIND_BY_CODE[word & 15], KeyRule.SPREADSHEET_DATE)
                    (found if is_own else others).setdefault(gene, date_word)
        if found and others and not any(are_of_today(self.reference.symbol(gene)) for gene in found):
            return found | others
        return found or others

    def is_certain(self, found: NameProposals) -> bool:
        """Whether a name's own proposals are good enough not to look at its variants.

        An exact official symbol is, however obscure its gene, and so is a systematic name. The full name of a single
        invertebrate gene is not: other species may have a longer name for the same gene.
        """
        if found.families:
            return True
        facts = self.reference.gene_facts
        for gene, word in zip(found.genes, found.matches, strict=True):
            if word & OWN_SYMBOL_MASK == OWN_SYMBOL or word & 15 == SYSTEMATIC_CODE:
                return True
            weight = facts[gene] & 255
            if weight >= WELL_KNOWN_WEIGHT:
                if len(found.genes) > 1 or facts[gene] >> 12 & 255 in self.mammals:
                    return True
            if weight >= WELL_KNOWN_WEIGHT // 2 and word & IS_EXACT and word & 15 in SYMBOL_CODES:
                return True
        return False

    # -- facts about proposed genes -----------------------------------------------------------------------------------

    def facts(self, found: NameProposals) -> list[int]:
        """Return the facts of each proposed gene as a word (see ``index.schema``)."""
        return self._facts_of(found, found.genes)

    def _facts_of(self, found: NameProposals, genes: Iterable[int]) -> list[int]:
        facts = self.reference.gene_facts
        if found.live is None:
            return [facts[gene] for gene in genes]
        return [facts[gene] if gene > 0 else self._live_facts(found, gene) for gene in genes]

    def gene(self, found: NameProposals, row: int) -> Gene:
        """Return a proposed gene by its row number, which is negative for a gene of a live source alone."""
        if found.live is not None and row in found.live:
            return found.live[row].gene
        return self.reference.gene(row)

    def _live_facts(self, found: NameProposals, gene: int) -> int:
        from genenorm.index.schema import facts_word

        assert found.live is not None
        live = found.live[gene].gene
        if live.taxon_id not in self.species:
            self.species.append(live.taxon_id)
        return facts_word(live.weight, live.biotype, self.number_of(live.taxon_id))

    def number_of(self, taxon_id: int) -> int:
        """Return the number of a species in gene facts and evidence codes; -1 for one without genes."""
        return self.species.index(taxon_id) if taxon_id in self.species else -1

    def of_species(self, found: NameProposals, taxon_id: int) -> NameProposals:
        """Return only those proposals that are genes of a species, which the name says."""
        number = self.number_of(taxon_id)
        columns = zip(found.genes, found.matches, self.facts(found), strict=True)
        kept = [(gene, word) for gene, word, fact in columns if fact >> 12 & 255 == number]
        genes, matches = zip(*kept, strict=True) if kept else ((), ())
        return found._replace(genes=genes, matches=matches, families=(), prefix_taxon=taxon_id if kept else None)

    def groups(self, genes: Iterable[int]) -> list[int]:
        """Return the row number of the homology group of each gene; 0 for none."""
        groups = self.reference.gene_groups
        return [groups[gene] if gene > 0 else 0 for gene in genes]

    def facts_and_groups(self, found: NameProposals, genes: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the facts and the groups of some genes, proposed for a name or orthologs of those."""
        if found.live is not None:
            return tuple(self._facts_of(found, genes)), tuple(self.groups(genes))
        facts, groups = self.reference.gene_facts, self.reference.gene_groups
        return tuple([facts[gene] for gene in genes]), tuple([groups[gene] for gene in genes])

    def transfer(
        self, found: NameProposals, taxa: Iterable[int], columns: tuple[tuple[int, ...], tuple[int, ...]] | None = None
    ) -> list[tuple[int, int, int]]:
        """Return orthologs of the proposed genes, in the given species where their group has no proposal.

        Each is a row number, the match word, and the row number of the gene whose name matched.

        :param columns: the facts and the groups of the proposed genes, if they are at hand.
        """
        facts, groups = columns or self.facts_and_groups(found, found.genes)
        first: dict[int, tuple[int, int]] = {}  # of several genes of a group, the one that the index names first
        species_of: dict[int, int] = {}
        for gene, word, fact, group in zip(found.genes, found.matches, facts, groups):  # noqa: B905
            if group:
                if group not in first:
                    first[group] = gene, word
                species_of[group] = species_of.get(group, 0) | 1 << (fact >> 12 & 255)
        added: list[tuple[int, int, int]] = []
        if not first:
            return added
        numbers = [self.number_of(taxon) for taxon in taxa]
        for group, (source, word) in first.items():
            by_species, known = self._group_genes[group], species_of[group]
            for number in numbers:
                if number in by_species and not known >> number & 1:
                    known |= 1 << number
                    added += [(gene, word, source) for gene in by_species[number]]
        return added

    def group_genes(self, group: int, species: int) -> tuple[int, ...]:
        """Return the genes of a homology group in one species, given by its number, by falling weight."""
        return self._group_genes[group].get(species, ())


def is_word(key: Key) -> bool:
    """Return whether the key of a variant is that of a word that is no gene: ``all`` of ``all genes``."""
    return bool(NotGenes.load().reason(key))


def is_member(key: str, stem: str) -> bool:
    """Return whether a key that begins with the name of a family may be that of one of its members."""
    return _PATTERNS[_MEMBER_ENDING].match(key, len(stem)) is not None


def stems_of(key: str) -> tuple[str, ...]:
    """Return the beginnings of the names of a family's numbered members, for the key of the family's name."""
    return (key, key.removesuffix("s")) if key.endswith("s") else (key,)


def _may_be_plural(found: NameProposals, is_certain: bool) -> bool:
    """Whether the plural of a name may mean a family.

    The name is an abbreviation in capitals that is nobody's own symbol, or of several words with uncertain proposals,
    such as a fly's ``kainate receptor``.
    """
    if found.name.isupper():
        return not (found.families or found.is_empty or found.has_own_symbol)
    return not is_certain and " " in found.name and not found.is_empty


def _find_pattern(text: str) -> re.Pattern[str]:
    import re

    return re.compile(text)


_PATTERNS = Memo[str, "re.Pattern[str]"](_find_pattern, 1 << 4)
"""Regular expressions, each compiled when it is first used."""


def may_be_word(text: str) -> bool:
    """Return whether a synonym is so short and plain that a letter before it may be part of a word: of ``mPFC``."""
    return len(text) <= _LONGEST_WORD and text.isalpha()


def has_symbol(name: str, words: Iterable[int], kinds: Collection[int] = (NameKind.SYMBOL.value,)) -> bool:
    """Return whether one of the posting words of a name's key is that of an official symbol spelled exactly so.

    :param kinds: the codes of the kinds of names that count instead of official symbols.
    """
    own = mark(name)
    return any(word & 255 == own and word >> 8 & 15 in kinds for word in words)


def _folded_rule(name: str, rule: KeyRule | None) -> KeyRule:
    return rule or (KeyRule.CASE if name.isalnum() else KeyRule.PUNCTUATION)
