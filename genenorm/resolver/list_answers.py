"""The answers for a long list of names, gathered, ranked and decided together on arrays.

The decision is that of ``Resolver.decide`` for single names; a test holds the two equal. Names that need more than a
ranked list of genes (families, shorthand, retired names and such) are left to ``Resolver.decide``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy

from genenorm.core.model import Status
from genenorm.core.tables import NUMBER_DTYPES, SEPARATOR
from genenorm.index.schema import KIND_BY_CODE
from genenorm.resolver.answer_columns import AnswerColumns
from genenorm.resolver.answer_notes import (
    NOT_IN_INDEX,
    SYMBOL_ELSEWHERE,
    may_be_meant,
    note_of_unknown,
    species_open,
)
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from genenorm.resolver.decide import GENE_THRESHOLD, GROUP_THRESHOLD, IDENTIFIER_KINDS, RETIRED_KINDS
from genenorm.resolver.doubt import Doubt
from genenorm.resolver.list_doubts import DecidedList, bit_of, doubts_of_list
from genenorm.resolver.list_proposals import GATHERED, gather_list
from genenorm.resolver.list_ranking import codes_of, patterns_of, rank_list, with_orthologs
from genenorm.resolver.meter import Meter
from genenorm.resolver.name_evidence import GUESSED_CODES, MOST_OF_GUESS, OWN_MASK, is_name_elsewhere
from genenorm.resolver.proposals import OWN_SYMBOL, RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from genenorm.core.context import Context
    from genenorm.resolver.context_evidence import ContextEvidence
    from genenorm.resolver.list_proposals import ListNames
    from genenorm.resolver.list_ranking import RankedList
    from genenorm.resolver.list_species import ListPatterns
    from genenorm.resolver.meter import Progress
    from genenorm.resolver.rank import Ranker
    from genenorm.resolver.resolver import Resolver

    Ints = NDArray[numpy.int64]
    Floats = NDArray[numpy.float64]
    Bools = NDArray[numpy.bool_]

_DECIDED_TOGETHER = (GATHERED + 1) / 2
"""The share of the work on a list after which the names are left that are decided singly."""
_IDENTIFIER_CODES = [kind.value for kind in IDENTIFIER_KINDS]
_RETIRED_CODES = [kind.value for kind in RETIRED_KINDS]
_KIND_LABELS = numpy.array([kind.label if (kind := KIND_BY_CODE.get(code)) else "" for code in range(16)], object)
_RULE_VALUES = numpy.array([rule.value for rule in RULES], object)


def answer_list(
    resolver: Resolver,
    names: Sequence[str],
    context: Context,
    progress: Progress | None = None,
    patterns: ListPatterns | None = None,
) -> AnswerColumns:
    """Return the answers for the distinct names of a list, which are context for each other.

    :param patterns: what the names of the whole list say about its species, when these are a part of them.
    """
    meter = Meter(progress, len(names))
    gatherer = resolver.gatherer
    proposals, about = gather_list(resolver, names, meter)
    if patterns is None:
        patterns = patterns_of(proposals, about, resolver.list_ranker)
    evidence = resolver.with_list(resolver.context_evidence(resolver.settled(context, patterns)), patterns)
    ranker = resolver.ranker(evidence)
    if evidence.ortholog_taxa:
        proposals = with_orthologs(proposals, evidence.ortholog_taxa, gatherer)
    codes = codes_of(proposals, about, gatherer)
    if evidence.requested:
        wanted = numpy.isin(proposals.species, [gatherer.number_of(taxon) for taxon in evidence.requested])
        proposals, codes = proposals.where(wanted), codes[wanted]
    ranked = rank_list(proposals, codes, about, ranker, evidence)
    answers = _decide(resolver, names, ranked, about, evidence, meter)
    meter.end()
    return answers


def _decide(
    resolver: Resolver,
    names: Sequence[str],
    ranked: RankedList,
    about: ListNames,
    evidence: ContextEvidence,
    meter: Meter,
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
    for place in numpy.flatnonzero(about.is_unknown & about.may_have_note).tolist():
        columns["evidence"][place] = note_of_unknown(names[place]) or NOT_IN_INDEX
    columns["reference"][:] = reference.stamp
    status = numpy.where(is_answered, Status.RESOLVED.value, numpy.where(is_group, Status.GROUP.value,
                                                                        Status.AMBIGUOUS.value))  # fmt: skip
    columns["status"][owner] = status.astype(object)
    columns["name_kind"][owner] = _KIND_LABELS[code & 15]
    columns["key_rule"][owner] = _RULE_VALUES[code >> 4 & 31]
    answered, rows, index = owner[is_answered], gene[is_answered], reference.columns
    columns["symbol"][answered] = index.symbols(rows)
    columns["species"][answered] = _common_names(resolver)[species[is_answered]]
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
    species_count = numpy.bitwise_count(sets)
    columns["evidence"][owner[is_group]] = list(map(species_open, species_count[is_group].tolist()))
    is_open = ~(is_answered | is_group)
    columns["evidence"][owner[is_open]] = list(map(may_be_meant, sizes[is_open].tolist()))
    is_listed = numpy.ones(len(proposals.gene), bool)
    is_listed[starts[is_answered]] = False
    labels = numpy.full(len(is_listed), "", object)
    labels[is_listed] = index.labels(proposals.gene[is_listed])
    others = labels.tolist()
    firsts, ends = (starts + is_answered).tolist(), (starts + sizes).tolist()
    for place, first, end in zip(owner.tolist(), firsts, ends, strict=True):
        if first < end:
            columns["alternatives"][place] = SEPARATOR.join(others[first:end])

    taxon_ids, gene_ids, scores = (numpy.zeros(len(names), kind) for kind in (numpy.int64, numpy.int64, numpy.float64))
    taxon_ids[answered] = numpy.array(resolver.gatherer.species)[species[is_answered]]
    gene_ids[answered] = index.gene_ids[rows]
    given = numpy.where(is_group, group_score, score)
    is_guess = numpy.isin(code >> 4 & 31, GUESSED_CODES)
    given = numpy.where(is_guess, numpy.minimum(given, MOST_OF_GUESS), given)
    scores[owner] = _rounded(given)
    of_group_doubt = numpy.where(species_count > 1, bit_of(Doubt.SPECIES), bit_of(Doubt.SECOND))
    doubt = numpy.where(is_answered, 0, numpy.where(is_group, of_group_doubt, bit_of(Doubt.AMBIGUOUS)))
    decided = DecidedList(doubt, is_answered, given, is_grouped & is_own)
    columns["doubt"][owner] = doubts_of_list(ranked, decided, ranker, evidence.requested)
    answers = AnswerColumns(
        columns, taxon_ids, gene_ids, scores, reference.stamp, reference.common_names, evidence.requested
    )
    is_decided = about.is_unknown.copy()
    is_apart = numpy.isin(code & 15, _RETIRED_CODES) | _is_elsewhere(code)
    if evidence.organisms:
        wanted = [resolver.gatherer.number_of(taxon) for taxon in evidence.organisms]
        is_apart |= ~numpy.isin(species, wanted)
    if evidence.list_taxon is not None:
        is_apart |= ~is_own & (species != resolver.gatherer.number_of(evidence.list_taxon))
    is_decided[owner[~is_apart]] = True
    is_decided[list(about.special)] = False
    apart = numpy.flatnonzero(~is_decided).tolist()
    found = (
        about.special.get(place) or resolver.gatherer.gather(names[place])
        for place in meter.over(apart, _DECIDED_TOGETHER, 1.0)
    )
    answers.put(apart, (resolver.decide(proposals_of_name, evidence) for proposals_of_name in found))
    return answers


def _common_names(resolver: Resolver) -> NDArray[numpy.object_]:
    """Return the common names of species by their number."""
    names, species = resolver.reference.common_names, resolver.gatherer.species
    return numpy.array([names.get(taxon, "") for taxon in species], object)


def _is_elsewhere(codes: Ints) -> Bools:
    """Return for which evidence codes only the genes of another species have the name (``is_name_elsewhere``)."""
    distinct, place = numpy.unique(codes, return_inverse=True)
    found: Bools = numpy.array([is_name_elsewhere(code) for code in distinct.tolist()], bool)[place]
    return found


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
    rounded: Floats = numpy.rint(thousands) / 1000
    for place in numpy.flatnonzero(abs(thousands - numpy.floor(thousands) - 0.5) < 1e-6).tolist():
        rounded[place] = round(float(numbers[place]), 3)
    return rounded
