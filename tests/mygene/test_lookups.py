"""Each step of a look-up: which names are asked, how replies are merged, and which candidates are added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import KeyRule, NameKind, Resolution, Status
from genenorm.index.reference import Reference
from genenorm.mygene.cached_source import LiveSource, SourceReply, UnaskedName
from genenorm.mygene.disagreements import DisagreementKind, LookupDisagreement
from genenorm.mygene.hits import LiveHit, LookupOrigin, dump_hit, read_hit
from genenorm.mygene.lookups import (
    LiveLookups,
    LookupReport,
    LookupRequest,
    LookupResult,
    add_all_hits,
    add_hits,
    merge_replies,
    plan_requests,
)
from genenorm.resolver.gather import Gatherer
from genenorm.resolver.proposals import NameProposals, match_word

HUMAN, MOUSE, PIG = 9606, 10090, 9823
INDEXED = (HUMAN, MOUSE)
KNOWN = Resolution("GRIN1", Status.RESOLVED)
UNKNOWN = Resolution("new  1", Status.UNKNOWN)
GUESSED = Resolution("CHRNAI", Status.RESOLVED, rule=KeyRule.OCR)
NO_GENE = Resolution("and", Status.NOT_A_GENE)
NO_NAME = Resolution("+/-", Status.UNKNOWN)
ANSWERS = (KNOWN, UNKNOWN, GUESSED, NO_GENE, NO_NAME)


def hit(name: str, **fields: object) -> LiveHit:
    raw = {"taxid": HUMAN, "symbol": name, **fields}
    found = read_hit(name, dump_hit(raw), LookupOrigin("20261115", 0))
    assert found is not None
    return found


# -- which names are asked --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("species", "always", "requests"),
    [
        ((), False, [LookupRequest(("new  1", "CHRNAI"), INDEXED)]),
        ((MOUSE,), False, [LookupRequest(("new  1", "CHRNAI"), (MOUSE,))]),
        ((), True, [LookupRequest(("GRIN1", "new  1", "CHRNAI", "and"), INDEXED)]),
        (
            (HUMAN, PIG),
            False,
            [LookupRequest(("new  1", "CHRNAI"), (HUMAN, PIG)), LookupRequest(("GRIN1",), (PIG,))],
        ),
    ],
    ids=["all species", "one species", "always", "a species that the index lacks"],
)
def test_names_are_asked_in_these_species(
    species: tuple[int, ...], always: bool, requests: list[LookupRequest]
) -> None:
    assert plan_requests(ANSWERS, species, INDEXED, always=always) == tuple(requests)


@pytest.mark.parametrize("answers", [(), (KNOWN,), (NO_GENE, NO_NAME)])
def test_nothing_is_asked_if_no_name_is_open(answers: tuple[Resolution, ...]) -> None:
    assert plan_requests(answers, (), INDEXED, always=False) == ()


# -- merging replies --------------------------------------------------------------------------------------------------


def test_replies_to_several_requests_are_merged() -> None:
    first = SourceReply({"a1": (hit("A1"),), " b2": ()}, (UnaskedName("b2", (HUMAN,), "offline"),), 1, ("a1",))
    second = SourceReply({"c3": ()}, (), 2, ())
    merged = merge_replies([first, second])
    assert merged.hits == {"a1": (hit("A1"),), " b2": (), "c3": ()}
    assert merged.unasked == {" b2": "offline"}, "by the name as spelled by the caller"
    assert merged.stale == ("a1",)
    assert merged.complete == {"a1": (hit("A1"),), "c3": ()}


def test_no_replies_are_merged_to_an_empty_one() -> None:
    merged = merge_replies([])
    assert (merged.hits, merged.unasked, merged.stale, merged.complete) == ({}, {}, (), {})


# -- adding hits ------------------------------------------------------------------------------------------------------


def live_genes(found: NameProposals) -> list[tuple[str, str]]:
    """Return the symbol of each proposed gene with the source of the proposal; all must be of a live source."""
    live = found.live or {}
    return [(live[gene].gene.symbol, live[gene].source) for gene in found.genes]


def test_a_hit_of_a_gene_of_the_index_is_proposed_once(reference: Reference) -> None:
    hits = [hit("NEW1", entrezgene="2902"), hit("NEW1", HGNC="4584")]
    found = add_hits(reference, NameProposals("NEW1", None), hits)
    assert live_genes(found) == [("GRIN1", "MyGene.info 20261115")]
    again = NameProposals("NEW1", None, found.genes, found.matches)
    assert add_hits(reference, again, hits) is again
    assert add_hits(reference, found, hits) is found


def test_hits_come_after_the_proposals_of_the_index_which_stay(reference: Reference) -> None:
    own = Gatherer(reference).gather("GRIN1")
    found = add_hits(reference, own, [hit("GRIN1", entrezgene="2902"), hit("GRIN1", entrezgene="999999909")])
    assert found.genes[:-1] == own.genes
    assert found.matches == (*own.matches, match_word(NameKind.SYMBOL, KeyRule.AS_WRITTEN, is_exact=True))
    assert found.live is not None
    assert list(found.live) == [found.genes[-1]]
    assert (found.key, found.families, found.parts) == (own.key, own.families, own.parts)


def test_only_names_with_further_genes_are_returned(reference: Reference) -> None:
    gathered = {name: NameProposals(name, None) for name in ("new1", "new2", "new3")}
    found = add_all_hits(reference, gathered, {"new1": (hit("NEW1"),), "new2": ()})
    assert list(found) == ["new1"]
    assert [symbol for symbol, _ in live_genes(found["new1"])] == ["NEW1"]
    assert found["new1"].genes[0] < 0


@pytest.mark.parametrize(
    ("name", "fields", "kind", "rule", "is_exact"),
    [
        ("NEW1", {}, NameKind.SYMBOL, KeyRule.AS_WRITTEN, True),
        (" NEW1 ", {}, NameKind.SYMBOL, KeyRule.AS_WRITTEN, True),
        ("new1", {}, NameKind.SYMBOL, KeyRule.CASE, False),
        ("NEW-1", {}, NameKind.SYMBOL, KeyRule.PUNCTUATION, False),
        ("999999909", {"entrezgene": "999999909"}, NameKind.IDENTIFIER, KeyRule.IDENTIFIER, True),
    ],
)
def test_a_proposal_has_the_rule_by_which_the_names_are_equal(
    reference: Reference, name: str, fields: dict[str, object], kind: NameKind, rule: KeyRule, is_exact: bool
) -> None:
    raw = {"taxid": HUMAN, "symbol": "NEW1", **fields}
    found = read_hit(name, dump_hit(raw), LookupOrigin("", 0))
    assert found is not None
    (word,) = add_hits(reference, NameProposals(name, None), [found]).matches
    assert word == match_word(kind, rule, is_exact=is_exact)


# -- the whole --------------------------------------------------------------------------------------------------------


class FixedSource(LiveSource):
    """Replies with fixed hits; the name ``down1`` cannot be asked."""

    def __init__(self, hits: Mapping[str, tuple[LiveHit, ...]]) -> None:
        super().__init__(None)
        self.hits = hits
        self.calls: list[LookupRequest] = []

    def look_up(self, names: Sequence[str], taxa: Sequence[int]) -> SourceReply:
        self.calls.append(LookupRequest(tuple(names), tuple(taxa)))
        unasked = tuple(UnaskedName(name, tuple(taxa), "offline") for name in names if name == "down1")
        return SourceReply({name: self.hits.get(name, ()) for name in names}, unasked, len(names), ("old1",))


def look_up(
    reference: Reference, source: LiveSource, *names: str, always: bool = False, context: Context = NO_CONTEXT
) -> tuple[LookupResult, list[LookupReport]]:
    reports: list[LookupReport] = []
    lookups = LiveLookups(source, always=always, on_report=reports.append)
    gathered = {name: NameProposals(name, None) for name in names}
    answers = {name: Resolution(name, Status.UNKNOWN, note="not in the index") for name in names}
    return lookups.look_up(reference, gathered, answers, context), reports


def test_a_look_up_returns_candidates_misses_and_a_report(reference: Reference) -> None:
    source = FixedSource({"NEW1": (hit("NEW1"),)})
    result, reports = look_up(reference, source, "NEW1", "miss1", "down1", "+/-")
    assert list(result.gathered) == ["NEW1"]
    assert result.misses == {"miss1"}
    assert result.report == LookupReport({"down1": "offline"}, ("old1",), ())
    assert reports == [result.report]
    assert source.calls == [LookupRequest(("NEW1", "miss1", "down1"), tuple(reference.taxa))]


def test_disagreements_are_reported_with_always_and_not_for_names_that_could_not_be_asked(
    reference: Reference,
) -> None:
    hits = {"NEW1": (hit("NEW1", entrezgene="1"),), "down1": (hit("DOWN1"),)}
    result, _ = look_up(reference, FixedSource(hits), "NEW1", "down1", always=True)
    assert result.report.disagreements == (
        LookupDisagreement("NEW1", DisagreementKind.ONLY_MYGENE, "", ("9606:1 NEW1",)),
    )
    result, _ = look_up(reference, FixedSource(hits), "NEW1", "down1")
    assert result.report.disagreements == ()


def test_the_source_is_opened_only_if_a_name_is_asked(reference: Reference) -> None:
    opened: list[FixedSource] = []

    def open_source() -> LiveSource:
        opened.append(FixedSource({}))
        return opened[-1]

    for names, count in ((("+/-",), 0), (("new1",), 1)):
        gathered = {name: NameProposals(name, None) for name in names}
        answers = {name: Resolution(name, Status.UNKNOWN) for name in names}
        LiveLookups(open_source).look_up(reference, gathered, answers, NO_CONTEXT)
        assert len(opened) == count


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (Resolution("down1", Status.UNKNOWN, note="not in the index"), "unknown (offline); not in the index"),
        (
            Resolution("miss1", Status.UNKNOWN, note="not in the index"),
            "not in the index; unknown to MyGene.info too",
        ),
        (Resolution("other", Status.UNKNOWN, note="not in the index"), "not in the index"),
        (Resolution("miss1", Status.RETIRED, note="withdrawn"), "withdrawn"),
    ],
)
def test_unknown_names_get_a_note_on_the_look_up(answer: Resolution, note: str) -> None:
    result = LookupResult({}, frozenset({"miss1"}), LookupReport({"down1": "offline"}))
    assert result.add_note(answer).note == note
