"""The answers for a long list of names, ranked and decided together on arrays.

The steps are those of ``rank`` and ``Resolver.decide`` for single names, on the same evidence codes and sums; a test
holds the two equal. Names that need more than a ranked list of genes (families, shorthand, retired names and such) are
left to ``Resolver.decide``.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

import numpy

from genenorm.core.model import KeyRule, NameKind, Status
from genenorm.core.tables import NUMBER_DTYPES
from genenorm.index.identifiers import find_identifier, gene_id_of
from genenorm.index.schema import KIND_BY_CODE
from genenorm.resolver.answer_table import ANSWER_COLUMNS, AnswerColumns
from genenorm.resolver.gather import (
    FAMILY_CODES,
    MOST_LONGER,
    NOTHING_AHEAD,
    OF_CASE,
    OF_PUNCTUATION,
    OTHER_SPELLING,
    SHORTEST_STEM,
    SYMBOL_CODES,
    WELL_KNOWN_WEIGHT,
    LookAhead,
    member_ending,
    repaired_keys,
    stems_of,
)
from genenorm.resolver.name_evidence import (
    BIOTYPE_SHIFT,
    HAS_PREFIX,
    HAS_STYLE,
    MOST_SUPPORT,
    OTHER_CASE,
    OWN_MASK,
    SHORT,
    SUPPORT_SHIFT,
    none_case,
)
from genenorm.resolver.proposals import IS_EXACT, IS_ORTHOLOG, OWN_SYMBOL, OWN_SYMBOL_MASK, RULES, match_word
from genenorm.resolver.rank import MOST_TAXA_OF_VOTE, ListVotes
from genenorm.resolver.resolver import (
    GENE_THRESHOLD,
    GROUP_THRESHOLD,
    IDENTIFIER_KINDS,
    NOT_IN_INDEX,
    RETIRED_KINDS,
    SYMBOL_ELSEWHERE,
    may_be_meant,
    species_open,
)
from genenorm.resolver.spelled_names import SpelledNames
from genenorm.text.damage import from_date
from genenorm.text.shorthand import expand
from genenorm.text.variants import variants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeAlias, TypeVar

    from numpy.typing import NDArray

    from genenorm.core.context import Context
    from genenorm.index.columns import IndexColumns
    from genenorm.resolver.context_evidence import ContextEvidence
    from genenorm.resolver.gather import Gatherer
    from genenorm.resolver.proposals import NameProposals
    from genenorm.resolver.rank import Ranker
    from genenorm.resolver.resolver import Resolver

    Ints = NDArray[numpy.int64]
    Floats = NDArray[numpy.float64]
    Bools = NDArray[numpy.bool_]
    Buffer: TypeAlias = array[int] | Ints
    _Form = TypeVar("_Form")

_MATCH_WORDS = numpy.array((OF_PUNCTUATION, OF_CASE))
"""Match words by whether a name consists of letters and digits, then by the order of the kind of name."""
_FEWEST_LOOKED_AHEAD = 256
"""Unsettled names of a list from which they are looked up together; the arrays for that are made once."""
_LOOKED_UP_TOGETHER = 1 << 12
"""Names whose variants are looked up together."""
_IDENTIFIER = match_word(NameKind.IDENTIFIER, KeyRule.IDENTIFIER, is_exact=True)
"""The match word of identifiers in use."""
_IDENTIFIER_CODES = [kind.value for kind in IDENTIFIER_KINDS]
_RETIRED_CODES = [kind.value for kind in RETIRED_KINDS]
_KIND_LABELS = numpy.array([kind.label if (kind := KIND_BY_CODE.get(code)) else "" for code in range(16)], object)
_RULE_VALUES = numpy.array([rule.value for rule in RULES], object)


class _Proposals(NamedTuple):
    """The proposals for the names of a list: one element for each, those of a name together."""

    name: Ints
    """Place of the name in the list."""
    gene: Ints
    match: Ints
    """Match words (see ``proposals``)."""
    facts: Ints
    group: Ints
    place: Ints
    """Place among the proposals for the name, in the order of the index."""
    source: Ints
    """For an ortholog, the row number of the gene whose name matched; 0 for other genes."""

    @property
    def species(self) -> Ints:
        """Number of each gene's species."""
        return self.facts >> 12 & 255

    def where(self, chosen: Bools | Ints) -> _Proposals:
        """Return some of the proposals, by place or mask."""
        return _Proposals(*(column[chosen] for column in self))

    def joined(self, other: _Proposals) -> _Proposals:
        """Return these proposals and others, by name and by the row of their gene."""
        both = _Proposals(*map(numpy.concatenate, zip(self, other, strict=True)))
        return both.where(numpy.argsort(both.name << 32 | both.gene, kind="stable"))


class _Names(NamedTuple):
    """The facts about each name of a list that do not depend on its proposals' genes."""

    casing: Ints
    """The bits of evidence codes for the casing."""
    none: Ints
    """``none_case`` of the name."""
    style: Ints
    """Number of the only species whose symbols are written so; -1 for none."""
    prefix: Ints
    """Number of the species whose letter was removed from the name; -1 for none."""
    special: dict[int, NameProposals]
    """Names that are decided singly, by place."""
    is_unknown: Bools
    """Whether nothing at all is proposed for the name."""


def answer_list(resolver: Resolver, names: Sequence[str], context: Context) -> AnswerColumns:
    """Return the answers for the distinct names of a list, which are context for each other."""
    gatherer = resolver.gatherer
    proposals, about = _gather(resolver, names)
    evidence = resolver.context_evidence(context)
    if len(names) > 1:
        evidence = resolver.with_votes(evidence, _votes(proposals, len(names), gatherer))
    ranker = resolver.ranker(evidence)
    if evidence.requested:
        proposals = _with_orthologs(proposals, evidence.requested, gatherer)
    codes = _codes(proposals, about, gatherer)
    if evidence.requested:
        wanted = numpy.isin(proposals.species, [gatherer.number_of(taxon) for taxon in evidence.requested])
        proposals, codes = proposals.where(wanted), codes[wanted]
    ranked = _rank(proposals, codes, about, ranker, evidence)
    return _decide(resolver, names, ranked, about, evidence)


def _gather(resolver: Resolver, names: Sequence[str]) -> tuple[_Proposals, _Names]:
    """Return the proposals for each name, as ``Gatherer.gather`` does: of most names together, of the others singly."""
    gatherer = resolver.gatherer
    spelled = SpelledNames(names)
    identified, is_identifier = _identified(gatherer, names, spelled)
    proposals, is_direct, unsettled = _own_proposals(gatherer, names, spelled, is_identifier)
    is_unknown = numpy.zeros(len(names), bool)
    if len(unsettled.names) >= _FEWEST_LOOKED_AHEAD:
        is_own = numpy.zeros(len(names), bool)
        is_own[proposals.name] = True
        gatherer.ahead = ahead = _look_ahead(gatherer, names, unsettled, spelled)
        plurals = _plural_families(gatherer, names, spelled, unsettled.names)
        for name in unsettled.names:
            if ahead.finds_nothing(names[name], spelled.keys[name].decode()):
                is_direct[name] = is_own[name] and name not in plurals
                is_unknown[name] = not unsettled.has_words(name) and _is_unknown(names[name], ahead)
    proposals = proposals.where(is_direct[proposals.name])
    is_direct[list(identified)] = True
    none = (numpy.fromiter(map(len, spelled.keys), numpy.int64, len(names)) <= SHORT).astype(numpy.int64)
    style, prefix = numpy.full(len(names), -1), numpy.full(len(names), -1)
    for name, taxon in spelled.styles.items():
        style[name] = gatherer.number_of(taxon)
    special_keys = {key.encode() for key in resolver.special_keys}
    special = {place: gatherer.gather(names[place]) for place, key in enumerate(spelled.keys) if key in special_keys}
    owners, genes = array("q", identified), array("q", identified.values())
    matches, places = array("q", [_IDENTIFIER] * len(identified)), array("q", [0] * len(identified))
    for name in numpy.flatnonzero(~(is_direct | is_unknown)).tolist():
        text = names[name]
        if name in unsettled.bounds:
            found = gatherer.gather_by_key(text, spelled.keys[name].decode(), unsettled.words(name))
        else:
            found = gatherer.gather(text)
        count = len(found.genes)
        owners.extend([name] * count)
        genes.extend(found.genes)
        matches.extend(found.matches)
        places.extend(range(count))
        none[name] = none_case(found)
        if found.prefix_taxon is not None:
            prefix[name] = gatherer.number_of(found.prefix_taxon)
        is_unknown[name] = found.is_empty and found.key is not None
        if not (found.genes or is_unknown[name]) or found.families or found.parts:
            special[name] = found
    gatherer.ahead = NOTHING_AHEAD  # what is known of a long list takes much memory
    if genes:
        proposals = proposals.joined(_proposals(gatherer, owners, genes, matches, places))
    return proposals, _Names(spelled.casing, none, style, prefix, special, is_unknown)


def _is_unknown(name: str, ahead: LookAhead) -> bool:
    """Return whether a name that the index lacks with its variants is unknown: no repaired, shared or spoiled name."""
    return not (ahead.repaired[name] or expand(name) or from_date(name))


def _identified(gatherer: Gatherer, names: Sequence[str], spelled: SpelledNames) -> tuple[dict[int, int], Bools]:
    """Return the row number of the gene of each identifier in use by its place, and which names are identifiers.

    Retired identifiers, and numbers that may be spoiled dates, have no gene here.
    """
    reference = gatherer.reference
    places = numpy.flatnonzero(spelled.may_be_identifier).tolist()
    rows = reference.columns.rows_of([gene_id_of(names[place]) for place in places]).tolist()
    identified: dict[int, int] = {}
    is_identifier = numpy.zeros(len(names), bool)
    for place, row in zip(places, rows, strict=True):
        name = names[place]
        if not row:
            if (found := find_identifier(reference, name)) is None:
                continue
            row = found.gene.key if found.gene is not None and not found.retired else 0
        is_identifier[place] = True
        if row and not (name.isdigit() and from_date(name)):
            identified[place] = row
    return identified, is_identifier


class _Unsettled(NamedTuple):
    """The names of a list that are no identifiers, and that the index does not settle as they are written."""

    names: Sequence[int]
    """Places of the names."""
    bounds: Mapping[int, tuple[int, int]]
    """Places of the first posting word of each name and of that behind its last one."""
    posting_words: Ints
    """The posting words of all names."""

    def has_words(self, name: int) -> bool:
        """Return whether a name, given by its place, has posting words."""
        start, end = self.bounds[name]
        return start < end

    def words(self, name: int) -> Sequence[int]:
        """Return the posting words of a name, given by its place."""
        start, end = self.bounds[name]
        words: list[int] = self.posting_words[start:end].tolist()
        return words


def _own_proposals(
    gatherer: Gatherer, names: Sequence[str], spelled: SpelledNames, is_identifier: Bools
) -> tuple[_Proposals, Bools, _Unsettled]:
    """Return the proposals for names as they are written, which of them the index settles so, and the other names.

    Identifiers, and names of families, have no proposals here.
    """
    keys = list(spelled.keys)
    for name in numpy.flatnonzero(is_identifier).tolist():
        keys[name] = b""
    owner_of_word, place, words = gatherer.reference.columns.postings(keys)
    target, kind = words >> 12, words >> 8 & 15
    is_direct = numpy.zeros(len(names), bool)
    is_direct[owner_of_word[target > 0]] = True
    is_direct[owner_of_word[numpy.isin(kind, FAMILY_CODES)]] = False
    chosen = is_direct[owner_of_word] & (target > 0)
    owner, place, target, kind = (column[chosen] for column in (owner_of_word, place, target, kind))
    # a gene's best kind of name, those spelled like the name before all others
    order = kind | (words[chosen] & 255 != spelled.marks[owner]) * OTHER_SPELLING
    pairs = owner << 32 | target
    by_gene = numpy.argsort(pairs, kind="stable")
    starts = _starts(pairs[by_gene])
    best = numpy.minimum.reduceat(order[by_gene], starts) if len(starts) else order
    first = by_gene[starts]
    owner = owner[first]
    match = _MATCH_WORDS[spelled.is_alnum[owner].astype(numpy.int64), best]
    proposals = _proposals(gatherer, owner, target[first], match, place[first])
    is_direct &= _are_certain(gatherer, proposals, len(names))
    has_own = numpy.zeros(len(names), bool)
    has_own[owner[match & OWN_SYMBOL_MASK == OWN_SYMBOL]] = True
    capitals = [name for name in numpy.flatnonzero(is_direct & ~has_own).tolist() if names[name].isupper()]
    is_direct[list(_plural_families(gatherer, names, spelled, capitals))] = False
    left = [name for name in numpy.flatnonzero(~is_direct).tolist() if keys[name]]
    bounds = zip(*(numpy.searchsorted(owner_of_word, left, side).tolist() for side in ("left", "right")), strict=True)
    return proposals, is_direct, _Unsettled(left, dict(zip(left, bounds, strict=True)), words)


def _plural_families(
    gatherer: Gatherer, names: Sequence[str], spelled: SpelledNames, places: Iterable[int]
) -> set[int]:
    """Return the places of the names whose plural means a family; of the names given by their places alone."""
    asked = [place for place in places if names[place].isupper() or " " in names[place]]
    rows = gatherer.reference.columns.key_rows([spelled.keys[place] + b"s" for place in asked])
    known = [asked[number] for number in numpy.flatnonzero(rows).tolist()]
    return {place for place in known if gatherer.plural_families(spelled.keys[place].decode())}


def _look_ahead(gatherer: Gatherer, names: Sequence[str], unsettled: _Unsettled, spelled: SpelledNames) -> LookAhead:
    """Return what the index has for unsettled names: their variants and repaired spellings are looked up together."""
    index = gatherer.reference.columns
    keys = [spelled.keys[name].decode() for name in unsettled.names]
    found = _first_known(index, [names[name] for name in unsettled.names], variants, lambda variant: variant.key)
    lacking = [names[name] for name in unsettled.names if not unsettled.has_words(name)]
    repaired = _first_known(index, lacking, repaired_keys, lambda key: key)
    stems = list(dict.fromkeys([stem for key in keys if len(key) >= SHORTEST_STEM for stem in stems_of(key)]))
    endings = index.endings([stem.encode() for stem in stems], MOST_LONGER)
    is_member = member_ending().match
    begin = {stem for stem, following in zip(stems, endings, strict=True) if any(map(is_member, following))}
    return LookAhead(found, repaired, {key for key in keys if begin.isdisjoint(stems_of(key))})


def _first_known(
    index: IndexColumns,
    names: Sequence[str],
    forms_of: Callable[[str], Iterable[_Form]],
    key_of: Callable[[_Form], str],
) -> dict[str, _Form | None]:
    """Return the first form of each name whose key the index has; ``None`` for names without one.

    The forms of some names are looked up together; those of all names of a long list would take much memory.
    """
    known: dict[str, _Form | None] = dict.fromkeys(names)
    for start in range(0, len(names), _LOOKED_UP_TOGETHER):
        forms = [(name, form) for name in names[start : start + _LOOKED_UP_TOGETHER] for form in forms_of(name)]
        rows = index.key_rows([key_of(form).encode() for _, form in forms])
        for place in numpy.flatnonzero(rows)[::-1].tolist():
            name, form = forms[place]
            known[name] = form
    return known


def _are_certain(gatherer: Gatherer, proposals: _Proposals, names: int) -> Bools:
    """Return which names are settled by their own proposals, as ``Gatherer.is_certain`` says."""
    weight, match = proposals.facts & 255, proposals.match
    is_several = numpy.bincount(proposals.name, minlength=names)[proposals.name] > 1
    is_exact_symbol = (match & IS_EXACT > 0) & numpy.isin(match & 15, SYMBOL_CODES)
    decides = (
        (match & OWN_SYMBOL_MASK == OWN_SYMBOL)
        | (weight >= WELL_KNOWN_WEIGHT) & (is_several | numpy.isin(proposals.species, list(gatherer.mammals)))
        | (weight >= WELL_KNOWN_WEIGHT // 2) & is_exact_symbol
    )
    certain = numpy.zeros(names, bool)
    certain[proposals.name[decides]] = True
    return certain


def _proposals(
    gatherer: Gatherer, owners: Buffer, genes: Buffer, matches: Buffer, places: Buffer, sources: Buffer | None = None
) -> _Proposals:
    """Return proposals from columns of 64-bit integers."""
    owner, gene, match, place = (numpy.frombuffer(column, numpy.int64) for column in (owners, genes, matches, places))
    source = numpy.zeros_like(gene) if sources is None else numpy.frombuffer(sources, numpy.int64)
    return _Proposals(owner, gene, match, *_gene_columns(gatherer, gene), place, source)


def _gene_columns(gatherer: Gatherer, genes: Ints) -> tuple[Ints, Ints]:
    """Return the facts and the group of each gene."""
    columns = gatherer.reference.columns
    return columns.facts[genes].astype(numpy.int64), columns.groups[genes].astype(numpy.int64)


def _starts(owner: Ints) -> Ints:
    """Return the places where the elements of another name begin."""
    if not len(owner):
        return numpy.zeros(0, numpy.int64)
    return numpy.flatnonzero(numpy.concatenate(([True], owner[1:] != owner[:-1])))


def _votes(proposals: _Proposals, names: int, gatherer: Gatherer) -> ListVotes:
    """Return the votes of the names, as ``Ranker.votes`` does."""
    starts = _starts(proposals.name)
    is_own = proposals.match & OWN_SYMBOL_MASK == OWN_SYMBOL
    has_own = numpy.logical_or.reduceat(is_own, starts) if len(starts) else numpy.zeros(0, bool)
    place = numpy.cumsum(numpy.concatenate(([0], numpy.diff(proposals.name) != 0))) if len(starts) else proposals.name
    voting = is_own | ~has_own[place]
    species = numpy.where(voting, 1 << proposals.species, 0)
    voted = numpy.bitwise_or.reduceat(species, starts) if len(starts) else species
    count = numpy.bitwise_count(voted)
    votes: dict[int, float] = {}
    for number, taxon in enumerate(gatherer.species):
        of = (voted >> number & 1 == 1) & (count <= MOST_TAXA_OF_VOTE)
        if of.any():
            votes[taxon] = float((1 / count[of]).sum())
    return ListVotes(dict(sorted(votes.items())), float(has_own.sum()) / names)


def _with_orthologs(proposals: _Proposals, taxa: Sequence[int], gatherer: Gatherer) -> _Proposals:
    """Return proposals with their orthologs in some species, as ``Gatherer.transfer`` finds them."""
    grouped = proposals.where(proposals.group > 0)
    pairs = _pairs(grouped.name, grouped.group)
    owners, genes, matches, places, sources = array("q"), array("q"), array("q"), array("q"), array("q")
    for taxon in taxa:
        number = gatherer.number_of(taxon)
        lacking = grouped.where(~numpy.isin(pairs, pairs[grouped.species == number]))
        # of several genes of a group, the one that the index names first
        lacking = lacking.where(numpy.lexsort((lacking.place, _pairs(lacking.name, lacking.group))))
        some = lacking.where(_starts(_pairs(lacking.name, lacking.group)))
        columns = (some.name, some.gene, some.match, some.group, some.place)
        for name, gene, match, group, place in zip(*(column.tolist() for column in columns), strict=True):
            found = gatherer.group_genes(group, number)
            owners.extend([name] * len(found))
            genes.extend(found)
            matches.extend([match] * len(found))
            places.extend([place] * len(found))
            sources.extend([gene] * len(found))
    return proposals.joined(_proposals(gatherer, owners, genes, matches, places, sources)) if genes else proposals


def _pairs(names: Ints, groups: Ints) -> Ints:
    """Return one number for each pair of a name and a homology group."""
    return names << 32 | groups


def _codes(proposals: _Proposals, about: _Names, gatherer: Gatherer) -> Ints:
    """Return the evidence code of each proposal, as ``evidence_of`` does."""
    name, species = proposals.name, proposals.species
    codes = proposals.match | proposals.facts >> 8 << BIOTYPE_SHIFT | about.casing[name]
    is_own = proposals.source == 0
    codes[~is_own] |= IS_ORTHOLOG
    codes |= _support(proposals, is_own) << SUPPORT_SHIFT
    for number in gatherer.case_sensitive:
        exact = is_own & (species == number) & (codes & IS_EXACT > 0)
        rivalled = numpy.zeros(len(about.none), bool)
        rivalled[name[exact]] = True
        codes[(species == number) & (codes & IS_EXACT == 0) & rivalled[name]] |= OTHER_CASE
    codes[species == about.style[name]] |= HAS_STYLE
    codes[species == about.prefix[name]] |= HAS_PREFIX
    return codes


def _support(proposals: _Proposals, is_own: Bools) -> Ints:
    """Return in how many other species the name itself leads to the group of each proposal, at most 3."""
    support = numpy.zeros(len(is_own), numpy.int64)
    grouped = proposals.group > 0
    pairs = _pairs(proposals.name, proposals.group)
    own = numpy.flatnonzero(is_own & grouped)
    if not len(own):
        return support
    own = own[numpy.argsort(pairs[own], kind="stable")]
    starts = _starts(pairs[own])
    species = numpy.bitwise_or.reduceat(1 << proposals.species[own], starts)
    known, most = pairs[own[starts]], numpy.minimum(numpy.bitwise_count(species) - 1, MOST_SUPPORT)
    places = numpy.searchsorted(known, pairs[grouped])  # an ortholog's group is that of one of the name's own genes
    support[grouped] = most[places]
    return support


class _Ranked(NamedTuple):
    """The candidates of all names, those of a name together and the likeliest first."""

    proposals: _Proposals
    code: Ints
    """Evidence codes."""
    chance: Floats
    starts: Ints
    """Place of the first candidate of each name that has any."""


def _rank(proposals: _Proposals, codes: Ints, about: _Names, ranker: Ranker, evidence: ContextEvidence) -> _Ranked:
    """Return the candidates with their chances, as ``Ranker.rank`` does."""
    distinct, place = numpy.unique(codes, return_inverse=True)
    weigher, by_class = ranker.weigher, ranker.context_terms(evidence)
    sums = numpy.array([weigher.sums[code] for code in distinct.tolist()], numpy.float64)
    added = numpy.array([by_class[weigher.classes[code]].total for code in distinct.tolist()], numpy.float64)
    totals = sums[place] + numpy.array(weigher.weight_sums)[proposals.facts & 255] + added[place]
    starts = _starts(proposals.name)
    owners = proposals.name[starts]
    sizes = numpy.diff(numpy.append(starts, len(totals)))
    none = numpy.array(weigher.none_sums)[about.none[owners]]
    top = numpy.maximum(numpy.maximum.reduceat(totals, starts), none) if len(starts) else none
    odds = numpy.exp(totals - numpy.repeat(top, sizes))
    whole = numpy.add.reduceat(odds, starts) + numpy.exp(none - top) if len(starts) else none
    chance = odds / numpy.repeat(whole, sizes)
    order = numpy.lexsort((-chance, proposals.name))
    return _Ranked(proposals.where(order), codes[order], chance[order], starts)


def _decide(
    resolver: Resolver, names: Sequence[str], ranked: _Ranked, about: _Names, evidence: ContextEvidence
) -> AnswerColumns:
    """Return the answers, as ``Resolver.decide`` gives them."""
    reference, ranker = resolver.reference, resolver.ranker(evidence)
    proposals, starts = ranked.proposals, ranked.starts
    sizes = numpy.diff(numpy.append(starts, len(ranked.code)))
    owner, gene, code, source = (column[starts] for column in (proposals.name, proposals.gene, ranked.code,
                                                               proposals.source))  # fmt: skip
    score, group, species = ranked.chance[starts], proposals.group[starts], proposals.species[starts]
    of_group = (proposals.group == numpy.repeat(group, sizes)) & (proposals.group > 0)
    group_score = _sums(numpy.where(of_group, ranked.chance, 0.0), starts)
    is_sure = (score >= GENE_THRESHOLD) | numpy.isin(code & 15, _IDENTIFIER_CODES)
    is_grouped = ~is_sure & (group_score >= GROUP_THRESHOLD)
    is_own = code & OWN_MASK == OWN_SYMBOL
    is_answered, is_group = is_sure | is_grouped & is_own, is_grouped & ~is_own

    columns = {name: numpy.full(len(names), "", object) for name in ANSWER_COLUMNS if name not in NUMBER_DTYPES}
    columns["input"][:] = names
    columns["status"][:] = Status.UNKNOWN.value
    columns["evidence"][:] = NOT_IN_INDEX
    columns["reference"][:] = reference.stamp
    status = numpy.where(is_answered, Status.RESOLVED.value, numpy.where(is_group, Status.GROUP.value,
                                                                        Status.AMBIGUOUS.value))  # fmt: skip
    columns["status"][owner] = status.astype(object)
    columns["name_kind"][owner] = _KIND_LABELS[code & 15]
    columns["key_rule"][owner] = _RULE_VALUES[code >> 4 & 31]
    answered, rows, index = owner[is_answered], gene[is_answered], reference.columns
    columns["symbol"][answered] = index.symbols(rows)
    columns["ensembl_id"][answered] = index.ensembl_ids(rows)
    columns["authority_id"][answered] = index.authority_ids(rows)
    in_group = (is_answered | is_group) & (group > 0)
    columns["group_id"][owner[in_group]] = index.group_ids(group[in_group])
    columns["evidence"][answered] = _reasons(
        ranker, evidence, code[is_answered], source[is_answered], is_grouped[is_answered]
    )
    sets = (
        numpy.bitwise_or.reduceat(numpy.where(of_group, 1 << proposals.species, 0), starts) if len(starts) else starts
    )
    columns["evidence"][owner[is_group]] = list(map(species_open, numpy.bitwise_count(sets[is_group]).tolist()))
    is_open = ~(is_answered | is_group)
    columns["evidence"][owner[is_open]] = list(map(may_be_meant, sizes[is_open].tolist()))
    is_listed = numpy.ones(len(proposals.gene), bool)
    is_listed[starts[is_answered]] = False
    labels = numpy.full(len(is_listed), "", object)
    labels[is_listed] = index.labels(proposals.gene[is_listed])
    others = labels.tolist()
    firsts, ends = (starts + is_answered).tolist(), (starts + sizes).tolist()
    alternatives: list[tuple[str, ...]] = [()] * len(names)
    for place, first, end in zip(owner.tolist(), firsts, ends, strict=True):
        alternatives[place] = tuple(others[first:end])  # the garbage collector visits lists again and again
    columns["alternatives"][:] = alternatives

    taxon_ids, gene_ids, scores = (numpy.zeros(len(names), kind) for kind in (numpy.int64, numpy.int64, numpy.float64))
    taxon_ids[answered] = numpy.array(resolver.gatherer.species)[species[is_answered]]
    gene_ids[answered] = index.gene_ids[rows]
    scores[owner] = _rounded(numpy.where(is_group, group_score, score))
    answers = AnswerColumns(columns, taxon_ids, gene_ids, scores, reference.stamp)
    decided = about.is_unknown.copy()
    decided[owner[~numpy.isin(code & 15, _RETIRED_CODES)]] = True
    decided[list(about.special)] = False
    for place in numpy.flatnonzero(~decided).tolist():
        found = about.special.get(place) or resolver.gatherer.gather(names[place])
        answers.put(place, resolver.decide(found, evidence))
    return answers


def _sums(numbers: Floats, starts: Ints) -> Floats:
    return numpy.add.reduceat(numbers, starts) if len(starts) else numbers


def _reasons(ranker: Ranker, evidence: ContextEvidence, codes: Ints, sources: Ints, noted: Bools) -> list[str]:
    """Return the cells of the column ``evidence`` for answered genes, as ``Resolution.evidence`` gives them."""
    by_class, weigher = ranker.context_terms(evidence), ranker.weigher
    reference = ranker.gatherer.reference

    def reasons(code: int, source: int, has_note: int) -> str:
        found = weigher.words[code] + by_class[weigher.classes[code]].words
        if source:
            found = (f"ortholog of {reference.symbol(source)} ({reference.label(source)})", *found)
        return "; ".join((SYMBOL_ELSEWHERE, *found) if has_note else found)

    distinct, place = numpy.unique(codes << 1 | noted, return_inverse=True)
    texts = numpy.array([reasons(both >> 1, 0, both & 1) for both in distinct.tolist()], object)
    cells: list[str] = texts[place].tolist() if len(codes) else []
    for place_of in numpy.flatnonzero(sources).tolist():
        cells[place_of] = reasons(int(codes[place_of]), int(sources[place_of]), int(noted[place_of]))
    return cells


def _rounded(numbers: Floats) -> Floats:
    """Return numbers rounded to three decimals, as ``round`` does and ``numpy.round`` does not near a tie."""
    thousands = numbers * 1000
    rounded = numpy.rint(thousands) / 1000
    for place in numpy.flatnonzero(abs(thousands - numpy.floor(thousands) - 0.5) < 1e-6).tolist():
        rounded[place] = round(float(numbers[place]), 3)
    return rounded
