"""The proposals for the names of a long list, gathered together on arrays; ``gather`` does it for single names."""

from __future__ import annotations

from array import array
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy

from genenorm.core.model import KeyRule, NameKind
from genenorm.index.identifiers import find_identifier, gene_id_of
from genenorm.resolver.gather import (
    FAMILY_CODES,
    NOTHING_AHEAD,
    OF_CASE,
    OF_PUNCTUATION,
    OTHER_SPELLING,
    SHADOW,
    SHORTEST_STEM,
    SYMBOL_CODES,
    SYSTEMATIC_CODE,
    WELL_KNOWN_WEIGHT,
    LookAhead,
    is_member,
    is_word,
    stems_of,
)
from genenorm.resolver.meter import NO_METER
from genenorm.resolver.name_evidence import SHORT, TIGHT_RULES
from genenorm.resolver.name_forms import gather_by_form
from genenorm.resolver.proposals import IS_EXACT, OWN_SYMBOL, OWN_SYMBOL_MASK, match_word
from genenorm.resolver.spelled_names import SpelledNames
from genenorm.text.alleles import may_be_allele
from genenorm.text.damage import from_date, repaired_keys
from genenorm.text.forms import LONGEST_SINGLE, LONGEST_TEXT, may_be_product, may_have_form
from genenorm.text.keys import Key
from genenorm.text.several import separations
from genenorm.text.shorthand import expand, may_be_range
from genenorm.text.variants import prefix_taxon, variants

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import TypeAlias, TypeVar

    from numpy.typing import NDArray

    from genenorm.index.columns import IndexColumns
    from genenorm.resolver.gather import Gatherer
    from genenorm.resolver.meter import Meter
    from genenorm.resolver.proposals import NameProposals
    from genenorm.resolver.resolver import Resolver
    from genenorm.text.variants import Variant

    Ints = NDArray[numpy.int64]
    Bools = NDArray[numpy.bool_]
    Buffer: TypeAlias = array[int] | Ints
    _Form = TypeVar("_Form")

_MATCH_WORDS = numpy.array((OF_PUNCTUATION, OF_CASE))
"""Match words by whether a name consists of letters and digits, then by the order of the kind of name."""
_FEWEST_LOOKED_AHEAD = 256
"""Unsettled names of a list from which they are looked up together; the arrays for that are made once."""
_FEWEST_OF_WORDS = 1 << 12
"""Unsettled names of several words from which the letters of all keys are counted, which takes as long as hundreds."""
_LOOKED_UP_TOGETHER = 1 << 12
"""Names whose variants are looked up together."""
_LOOKED_AHEAD, GATHERED = 0.4, 0.85
"""The shares of the work on a list after which its names are looked up together, and after which all are gathered."""
_IDENTIFIER = match_word(NameKind.IDENTIFIER, KeyRule.IDENTIFIER, is_exact=True)
"""The match word of identifiers in use."""


class ListProposals(NamedTuple):
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

    def where(self, chosen: Bools | Ints) -> ListProposals:
        """Return some of the proposals, by place or mask."""
        return ListProposals(*(column[chosen] for column in self))

    def joined(self, other: ListProposals) -> ListProposals:
        """Return these proposals and others, by name and by the row of their gene."""
        both = ListProposals(*map(numpy.concatenate, zip(self, other, strict=True)))
        return both.where(numpy.argsort(both.name << 32 | both.gene, kind="stable"))


class ListNames(NamedTuple):
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
    may_have_note: Bools
    """Whether an unknown name may have the form of something else than a gene."""


def gather_list(resolver: Resolver, names: Sequence[str], meter: Meter = NO_METER) -> tuple[ListProposals, ListNames]:
    """Return the proposals for each name, as ``Gatherer.gather`` does: of most names together, of the others singly."""
    try:
        return _gather_list(resolver, names, meter)
    finally:  # also when the user interrupts it
        resolver.gatherer.ahead = NOTHING_AHEAD  # what is known of a long list takes much memory


def _gather_list(resolver: Resolver, names: Sequence[str], meter: Meter) -> tuple[ListProposals, ListNames]:
    gatherer = resolver.gatherer
    spelled = SpelledNames(names)
    identified, is_identifier = _identified(gatherer, names, spelled)
    proposals, is_direct, apart, unsettled = _own_proposals(gatherer, names, spelled, is_identifier, identified)
    is_unknown = numpy.zeros(len(names), bool)
    if len(unsettled.names) >= _FEWEST_LOOKED_AHEAD:
        is_own = numpy.zeros(len(names), bool)
        is_own[proposals.name] = True
        ahead, finds_nothing = _look_ahead(gatherer, names, unsettled, spelled, meter)
        gatherer.ahead = ahead  # which other threads may replace
        plurals = _plural_families(gatherer, names, spelled, [name for name in unsettled.names if is_own[name]])
        alone = numpy.array(unsettled.names)[finds_nothing]
        is_direct[alone] = is_own[alone]
        is_direct[list(plurals)] = False
        for name in alone.tolist():
            is_unknown[name] = not unsettled.has_words(name) and _is_unknown(names[name], ahead)
    special_keys = {key.encode() for key in resolver.special_keys}
    special = {place: gatherer.gather(names[place]) for place, key in enumerate(spelled.keys) if key in special_keys}
    is_direct[list(special)] = is_unknown[list(special)] = False
    proposals = proposals.where(is_direct[proposals.name])
    is_direct[list(identified)] = True
    sizes = numpy.fromiter(map(len, spelled.keys), numpy.int64, len(names))
    style, prefix = numpy.full(len(names), -1), numpy.full(len(names), -1)
    for name, taxon in spelled.styles.items():
        style[name] = gatherer.number_of(taxon)
    owners, genes = array("q", identified), array("q", identified.values())
    matches, places = array("q", [_IDENTIFIER] * len(identified)), array("q", [0] * len(identified))
    for name in meter.over(numpy.flatnonzero(~(is_direct | is_unknown)).tolist(), _LOOKED_AHEAD, GATHERED):
        text = names[name]
        if name in unsettled.starts:
            found = gatherer.gather_by_key(text, spelled.keys[name].decode(), unsettled.words(name))
        elif (of_form := apart.get(name)) is not None:
            found = of_form
        else:
            found = gatherer.gather(text)
        count = len(found.genes)
        owners.extend([name] * count)
        genes.extend(found.genes)
        matches.extend(found.matches)
        places.extend(range(count))
        sizes[name] = len(found.key or "")  # it may be that of a part
        if found.prefix_taxon is not None:
            prefix[name] = gatherer.number_of(found.prefix_taxon)
        is_unknown[name] = found.is_empty and found.key is not None
        is_special = found.is_special or found.is_dated
        if name in apart:
            is_special |= found.is_empty or (found.key or "").encode() in special_keys
        if not (found.genes or is_unknown[name]) or is_special:
            special[name] = found
    if genes:
        proposals = proposals.joined(proposals_of(gatherer, owners, genes, matches, places))
    none = _none_cases(sizes, proposals)  # before the match words of some genes become those of designations
    proposals = _without_shadows(gatherer, proposals)
    return proposals, ListNames(spelled.casing, none, style, prefix, special, is_unknown, spelled.may_have_note)


def _is_unknown(name: str, ahead: LookAhead) -> bool:
    """Return whether a name that the index lacks with its variants is unknown: no repaired, shared or spoiled name."""
    if ahead.repaired[name] or may_be_allele(name):
        return False
    if name.isalnum():  # no list, and no date but for the number of one
        return not (may_be_range(name) and expand(name)) and not (name.isdigit() and from_date(name))
    return not (expand(name) or from_date(name) or any(separations(name)))


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
    starts: Mapping[int, int]
    """Place of the first posting word of each name."""
    ends: Mapping[int, int]
    """Place behind its last one."""
    posting_words: Ints
    """The posting words of all names."""

    def has_words(self, name: int) -> bool:
        """Return whether a name, given by its place, has posting words."""
        return self.starts[name] < self.ends[name]

    def words(self, name: int) -> Sequence[int]:
        """Return the posting words of a name, given by its place."""
        words: list[int] = self.posting_words[self.starts[name] : self.ends[name]].tolist()
        return words


def _own_proposals(
    gatherer: Gatherer,
    names: Sequence[str],
    spelled: SpelledNames,
    is_identifier: Bools,
    identified: Collection[int],
) -> tuple[ListProposals, Bools, dict[int, NameProposals | None], _Unsettled]:
    """Return the proposals for names as they are written, which of them the index settles so, and the other names.

    Identifiers, and names of families, have no proposals here. Names with a form are neither settled nor among the
    others; they are returned with their proposals, or with ``None`` where ``Gatherer.gather`` has to find these.

    :param identified: places of the identifiers in use, whose genes are known.
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
    starts = starts_of(pairs[by_gene])
    best = numpy.minimum.reduceat(order[by_gene], starts) if len(starts) else order
    first = by_gene[starts]
    owner = owner[first]
    match = _MATCH_WORDS[spelled.is_alnum[owner].astype(numpy.int64), best]
    proposals = proposals_of(gatherer, owner, target[first], match, place[first])
    is_direct &= _are_certain(gatherer, proposals, len(names))
    has_symbol = numpy.zeros(len(names), bool)
    has_symbol[owner_of_word[words & 4095 == spelled.marks[owner_of_word] | NameKind.SYMBOL.value << 8]] = True
    capitals = [name for name in numpy.flatnonzero(is_direct & ~has_symbol).tolist() if names[name].isupper()]
    is_direct[list(_plural_families(gatherer, names, spelled, capitals))] = False
    asked = [
        place
        for place in numpy.flatnonzero(spelled.may_be_formed).tolist()
        if place not in identified
        and (not has_symbol[place] or may_be_product(names[place]))
        and (may_have_form(names[place]) or len(names[place]) > LONGEST_TEXT)
    ]
    apart = _by_form(gatherer, names, keys, asked)
    is_direct[list(apart)] = False
    left = [name for name in numpy.flatnonzero(~is_direct).tolist() if keys[name] and name not in apart]
    word_starts = dict(zip(left, numpy.searchsorted(owner_of_word, left).tolist(), strict=True))
    word_ends = dict(zip(left, numpy.searchsorted(owner_of_word, left, "right").tolist(), strict=True))
    return proposals, is_direct, apart, _Unsettled(left, word_starts, word_ends, words)


def _by_form(
    gatherer: Gatherer, names: Sequence[str], keys: Sequence[bytes], asked: Iterable[int]
) -> dict[int, NameProposals | None]:
    """Return the proposals for those names, of some given by their places, that have a form.

    :param keys: the encoded keys of all names; ``None`` is returned for names without one, and for very long names.
    """
    found: dict[int, NameProposals | None] = {}
    for place in asked:
        name, key = names[place], keys[place].decode()
        if not key or len(name) > LONGEST_SINGLE or len(key) > LONGEST_SINGLE:
            found[place] = None
        elif (of_form := gather_by_form(gatherer, name, Key(key))) is not None:
            found[place] = of_form
    return found


def _without_shadows(gatherer: Gatherer, proposals: ListProposals) -> ListProposals:
    """Return proposals in which genes without identifiers give way to others, as ``Gatherer.without_shadows`` does."""
    named = numpy.flatnonzero(proposals.match & 15 <= NameKind.PREVIOUS_SYMBOL.value)
    has_ids = gatherer.reference.columns.has_ids(proposals.gene[named])
    places = proposals.name[named] * len(gatherer.species) + proposals.species[named]
    is_known = numpy.zeros(places.max(initial=0) + 1, bool)
    is_known[places[has_ids]] = True
    match = proposals.match.copy()
    match[named[~has_ids & is_known[places]]] = SHADOW
    return proposals._replace(match=match)


def _none_cases(sizes: Ints, proposals: ListProposals) -> Ints:
    """Return the ``none_case`` of each name, given by the characters of its key."""
    is_loose = numpy.zeros(len(sizes), numpy.int64)
    is_loose[proposals.name] = 2
    is_loose[proposals.name[numpy.isin(proposals.match >> 4 & 31, list(TIGHT_RULES))]] = 0
    cases: Ints = is_loose | (sizes <= SHORT)
    return cases


def _plural_families(
    gatherer: Gatherer, names: Sequence[str], spelled: SpelledNames, places: Iterable[int]
) -> set[int]:
    """Return the places of the names whose plural means a family; of the names given by their places alone."""
    asked = [place for place in places if names[place].isupper() or " " in names[place]]
    owner, _, words = gatherer.reference.columns.postings([spelled.keys[place] + b"s" for place in asked])
    return {asked[number] for number in owner[words >> 8 & 15 == NameKind.FAMILY_NAME.value].tolist()}


def _look_ahead(
    gatherer: Gatherer, names: Sequence[str], unsettled: _Unsettled, spelled: SpelledNames, meter: Meter
) -> tuple[LookAhead, Bools]:
    """Return what the index has for unsettled names, looked up together, and for which it has nothing more.

    The others have a variant, or begin the name of a numbered member.
    """
    index = gatherer.reference.columns
    asked = [names[name] for name in unsettled.names]

    def is_lettered(variant: Variant) -> bool:
        taxon = prefix_taxon(variant.species) if variant.species else None
        return taxon is None or gatherer.is_lettered(variant.key, gatherer.reference.postings(variant.key), taxon)

    variants_of = _variants_by_letters(index, names, unsettled, spelled)
    found = _first_known(index, asked, variants_of, attrgetter("key"), is_lettered, meter)
    lacking = [names[name] for name in unsettled.names if not unsettled.has_words(name)]
    repaired = _first_known(index, lacking, repaired_keys, str, lambda _: True)
    keys = [spelled.keys[name].decode() for name in unsettled.names]
    stems = list(dict.fromkeys([stem for key in keys if len(key) >= SHORTEST_STEM for stem in stems_of(key)]))
    begin = {
        stem
        for stem, following in index.endings(stems).items()
        if any(is_member(stem + ending, stem) for ending in following)
    }
    alone = {key for key in keys if begin.isdisjoint(stems_of(key))}
    ahead = LookAhead(dict(zip(asked, found, strict=True)), dict(zip(lacking, repaired, strict=True)), alone)
    columns = zip(found, keys, strict=True)
    return ahead, numpy.array([variant is None and key in alone for variant, key in columns], bool)


def _variants_by_letters(
    index: IndexColumns, names: Sequence[str], unsettled: _Unsettled, spelled: SpelledNames
) -> Callable[[str], Iterable[Variant]]:
    """Return a function for the variants of unsettled names, without most of those that the index cannot have."""
    several = [name for name in unsettled.names if not spelled.is_alnum[name]]
    if len(several) < _FEWEST_OF_WORDS:
        return variants
    own = {names[name]: spelled.keys[name].decode() for name in several if unsettled.has_words(name)}
    letters = index.key_letters

    def known_variants(name: str) -> Iterable[Variant]:
        if name.isalnum() or not name.isascii():
            return variants(name)
        return variants(name, partial(letters.may_have, besides=own.get(name)))

    return known_variants


def _first_known(
    index: IndexColumns,
    names: Sequence[str],
    forms_of: Callable[[str], Iterable[_Form]],
    key_of: Callable[[_Form], str],
    may_be_meant: Callable[[_Form], bool],
    meter: Meter = NO_METER,
) -> list[_Form | None]:
    """Return the first form of each name whose key the index has, and is no word; ``None`` for names without one.

    Of the forms that the index has, only those are taken that may be meant.
    The forms of some names are looked up together; those of all names of a long list would take much memory.
    """
    known: list[_Form | None] = [None] * len(names)
    for start in meter.over(range(0, len(names), _LOOKED_UP_TOGETHER), 0.05, _LOOKED_AHEAD):
        forms: list[_Form] = []
        ends = []
        for name in names[start : start + _LOOKED_UP_TOGETHER]:
            forms += forms_of(name)
            ends.append(len(forms))
        rows = index.key_rows(list(map(str.encode, map(key_of, forms))))
        places = numpy.flatnonzero(rows)[::-1]
        numbers = start + numpy.searchsorted(ends, places, "right")
        for place, number in zip(places.tolist(), numbers.tolist(), strict=True):
            if not is_word(Key(key_of(forms[place]))) and may_be_meant(forms[place]):
                known[number] = forms[place]
    return known


def _are_certain(gatherer: Gatherer, proposals: ListProposals, names: int) -> Bools:
    """Return which names are settled by their own proposals, as ``Gatherer.is_certain`` says."""
    weight, match = proposals.facts & 255, proposals.match
    is_several = numpy.bincount(proposals.name, minlength=names)[proposals.name] > 1
    is_exact_symbol = (match & IS_EXACT > 0) & numpy.isin(match & 15, SYMBOL_CODES)
    decides = (
        (match & OWN_SYMBOL_MASK == OWN_SYMBOL)
        | (match & 15 == SYSTEMATIC_CODE)
        | (weight >= WELL_KNOWN_WEIGHT) & (is_several | numpy.isin(proposals.species, list(gatherer.mammals)))
        | (weight >= WELL_KNOWN_WEIGHT // 2) & is_exact_symbol
    )
    certain = numpy.zeros(names, bool)
    certain[proposals.name[decides]] = True
    return certain


def proposals_of(
    gatherer: Gatherer, owners: Buffer, genes: Buffer, matches: Buffer, places: Buffer, sources: Buffer | None = None
) -> ListProposals:
    """Return proposals from columns of 64-bit integers."""
    owner, gene, match, place = (numpy.frombuffer(column, numpy.int64) for column in (owners, genes, matches, places))
    source = numpy.zeros_like(gene) if sources is None else numpy.frombuffer(sources, numpy.int64)
    return ListProposals(owner, gene, match, *_gene_columns(gatherer, gene), place, source)


def _gene_columns(gatherer: Gatherer, genes: Ints) -> tuple[Ints, Ints]:
    """Return the facts and the group of each gene."""
    columns = gatherer.reference.columns
    return columns.facts[genes].astype(numpy.int64), columns.groups[genes].astype(numpy.int64)


def starts_of(owner: Ints) -> Ints:
    """Return the places where the elements of another name begin."""
    if not len(owner):
        return numpy.zeros(0, numpy.int64)
    return numpy.flatnonzero(numpy.concatenate(([True], owner[1:] != owner[:-1])))
