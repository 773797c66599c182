"""A resolver with live look-ups, through the ``mygene`` client, at a server that knows more than the index."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import KeyRule, NameKind, Resolution, Status
from genenorm.index import homology
from genenorm.index.reference import Reference
from genenorm.mygene.cached_source import SECONDS_PER_DAY, LiveOptions, LiveSource, Network
from genenorm.mygene.hits import LookupOrigin, dump_hit, read_hit
from genenorm.mygene.lookups import LiveLookups, LookupReport, find_indexed_gene, open_source
from genenorm.mygene.store import LookupStore
from genenorm.resolver.ortholog_answers import ortholog_answers
from genenorm.resolver.resolver import Resolver
from tests.support.mygene_faults import Fault, FaultKind, MyGeneTestServer
from tests.support.small_index import write_small_index

HUMAN, PIG = 9606, 9823
UNREACHABLE = "http://127.0.0.1:1/v3"


@pytest.fixture(scope="module")
def fresher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    with Reference.open(write_small_index(tmp_path_factory.mktemp("small") / "index.safetensors")) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(fresher: Reference) -> Iterator[MyGeneTestServer]:
    with MyGeneTestServer(fresher) as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LookupStore]:
    with LookupStore.open(tmp_path / "cache") as opened:
        yield opened


Make = Callable[..., Resolver]


@pytest.fixture
def reports() -> list[LookupReport]:
    return []


@pytest.fixture
def make(
    reference: Reference,
    server: MyGeneTestServer,
    store: LookupStore,
    reports: list[LookupReport],
    monkeypatch: pytest.MonkeyPatch,
) -> Make:
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)

    def resolver(*, always: bool = False, now: Callable[[], float] = time.time, **options: Any) -> Resolver:
        chosen = LiveOptions(**{"url": server.url, **options})
        source = LiveSource(store, chosen, now=now, sleep=lambda _: None)
        return Resolver(reference, live=LiveLookups(source, always=always, on_report=reports.append))

    return resolver


# -- hits as candidates -----------------------------------------------------------------------------------------------


def test_the_shipped_index_does_not_know_the_names_of_the_small_one(resolver: Resolver) -> None:
    for name in ("FRESH1", "FRESHALIAS1", "NEWALIAS7"):
        assert resolver.resolve(name, Context(species=(HUMAN,))).status is Status.UNKNOWN


def test_a_symbol_that_only_the_service_knows_is_resolved_with_its_source(make: Make) -> None:
    answer = make().resolve("FRESH1", Context(species=(HUMAN,)))
    assert (answer.status, answer.taxon_id, answer.gene_id, answer.symbol) == (
        Status.RESOLVED, HUMAN, 999999901, "FRESH1",
    )  # fmt: skip
    assert (answer.kind, answer.rule) == (NameKind.SYMBOL, KeyRule.AS_WRITTEN)
    assert answer.evidence.endswith("MyGene.info 20261115")


def test_the_rule_says_how_a_spelling_differs(make: Make) -> None:
    rules = {"frqz-19": KeyRule.CASE, "FRQZ19": KeyRule.PUNCTUATION, "FRQZ-19": KeyRule.AS_WRITTEN}
    for name, rule in rules.items():
        candidate = make().resolve(name, Context(species=(HUMAN,))).candidates[0]
        assert candidate.match[:2] == (NameKind.SYNONYM, rule), name


def test_a_new_name_of_a_gene_of_the_index_gives_the_gene_of_the_index(make: Make, reference: Reference) -> None:
    answer = make().resolve("NEWALIAS7", Context(species=(HUMAN,)))
    assert answer.answer is not None
    assert answer.answer.gene is reference.gene_by_id(2902)
    assert answer.group_id == "HomoloGene:7187"
    assert "MyGene.info" in answer.evidence


def test_hits_of_several_species_are_ranked_like_candidates_of_the_index(make: Make) -> None:
    answer = make().resolve_all(["Fresh1", "Trp53", "Grin1", "Dlg4"])[0]
    assert (answer.taxon_id, answer.symbol) == (10090, "Fresh1"), "the other names are those of mouse genes"
    assert answer.alternatives == ("9606:999999901",)


def test_a_list_keeps_its_order_and_length_and_each_name_is_asked_once(make: Make, server: MyGeneTestServer) -> None:
    names = ["GRIN1", "FRESH1", "no such gene", "FRESH1", "", "and", "FRESH1"]
    before = len(server.requests)
    answers = make().resolve_all(names, Context(species=(HUMAN,)))
    assert [answer.input for answer in answers] == names
    assert [answer.status.value for answer in answers] == [
        "resolved", "resolved", "unknown", "resolved", "unknown", "not-a-gene", "resolved",
    ]  # fmt: skip
    assert len(server.requests) - before == 2, "one for the build, one for the names"


def test_a_name_that_the_service_does_not_know_either_has_a_note(make: Make) -> None:
    assert make().resolve("no such gene").note == "no such name in the index; unknown to MyGene.info too"


def test_names_that_the_index_answers_are_not_asked(make: Make, server: MyGeneTestServer, resolver: Resolver) -> None:
    names = ["GRIN1", "Dlg4", "KARs", "and", "", "   ", "x" * 300]
    before = server.requests
    assert make().resolve_all(names) == resolver.resolve_all(names)
    assert server.requests == before


@pytest.mark.parametrize("context", [NO_CONTEXT, Context(species=(HUMAN,)), Context(text="rat neurons")])
def test_without_hits_live_look_ups_change_no_answer(make: Make, resolver: Resolver, context: Context) -> None:
    names = ["GRIN1", "p62", "TrkB", "Rdl"]
    assert make().resolve_all(names, context) == resolver.resolve_all(names, context)
    assert make().resolve("TrkB", context) == resolver.resolve("TrkB", context)


# -- species that the index lacks -------------------------------------------------------------------------------------


def test_names_are_resolved_in_a_species_that_the_index_lacks(make: Make, resolver: Resolver) -> None:
    assert resolver.resolve("GRIN1", Context(species=(PIG,))).status is Status.UNKNOWN
    answers = make().resolve_all(["GRIN1", "NMDAR1", "zzz"], Context(species=(PIG,)))
    assert [(answer.status.value, answer.taxon_id, answer.gene_id) for answer in answers] == [
        ("resolved", PIG, 100155500), ("resolved", PIG, 100155500), ("unknown", None, None),
    ]  # fmt: skip


def test_every_name_is_asked_in_a_species_that_the_index_lacks(make: Make) -> None:
    answer = make().resolve("GRIN1", Context(species=(HUMAN, PIG)))
    assert {candidate.gene.taxon_id for candidate in answer.candidates} == {HUMAN, PIG}


def test_a_gene_that_the_index_lacks_has_no_group_and_no_orthologs(make: Make, reference: Reference) -> None:
    answer = make().resolve("GRIN1", Context(species=(PIG,)))
    assert answer.answer is not None
    gene = answer.answer.gene
    assert gene.key < 0
    assert homology.orthologs(reference, gene) == ()
    rows = ortholog_answers(reference, answer, (HUMAN,))
    assert [row.resolution.note for row in rows] == ["no human ortholog of GRIN1 (9823:100155500) in the index"]


@pytest.mark.parametrize(
    ("fields", "symbol"),
    [
        ({"entrezgene": "2902"}, "GRIN1"),
        ({"entrezgene": "999999909", "ensembl": {"gene": "ENSG00000176884"}}, "GRIN1"),
        ({"HGNC": "4584"}, "GRIN1"),
        ({"entrezgene": "14810"}, None),  # a GeneID of another species
        ({"entrezgene": "999999909"}, None),
        ({"taxid": PIG, "ensembl": {"gene": "ENSG00000176884"}}, None),
    ],
)
def test_the_indexed_gene_of_a_hit_is_found_by_any_of_its_ids(
    reference: Reference, fields: dict[str, object], symbol: str | None
) -> None:
    hit = read_hit("X1", dump_hit({"taxid": HUMAN, "symbol": "X1", **fields}), LookupOrigin("", 0))
    assert hit is not None
    gene = find_indexed_gene(reference, hit)
    assert (gene.symbol if gene else None) == symbol


# -- always -----------------------------------------------------------------------------------------------------------


def test_always_asks_for_all_names_and_reports_disagreements(make: Make, reports: list[LookupReport]) -> None:
    names = ["GRIN1", "TP53", "DLG4", "FRESH1", "TTN", "no such gene"]
    answers = make(always=True).resolve_all(names, Context(species=(HUMAN,)))
    assert [str(one) for one in reports[0].disagreements] == [
        "TP53: other symbol: the index says 9606:7157 TP53, MyGene.info 9606:7157 TP53NEW",
        "DLG4: other gene: the index says 9606:1742 DLG4, MyGene.info 9606:999999903 GENEB9",
        "FRESH1: only MyGene.info: the index says nothing, MyGene.info 9606:999999901 FRESH1",
        "TTN: only the index: the index says 9606:7273 TTN, MyGene.info nothing",
    ]
    assert "9606:999999903" in answers[2].alternatives, "the other gene is a candidate too"
    assert answers[2].symbol == "DLG4"


def test_names_that_could_not_be_asked_are_no_disagreements(make: Make, reports: list[LookupReport]) -> None:
    make(always=True, network=Network.OFFLINE).resolve_all(["GRIN1", "TP53"])
    assert reports[0].disagreements == ()
    assert reports[0].unasked == {"GRIN1": "offline", "TP53": "offline"}


# -- failure ----------------------------------------------------------------------------------------------------------

TWICE = 2
TEMPORARY = [
    Fault(FaultKind.TOO_MANY, retry_after="0"),
    Fault(FaultKind.TOO_MANY),
    Fault(FaultKind.UNAVAILABLE),
    Fault(FaultKind.CLOSED),
    Fault(FaultKind.CUT_SHORT),
    Fault(FaultKind.TRUNCATED),
    Fault(FaultKind.HANG),
]


@pytest.mark.parametrize("fault", TEMPORARY, ids=lambda fault: fault.kind.value)
def test_a_temporary_failure_costs_no_answer(make: Make, fresher: Reference, fault: Fault) -> None:
    with MyGeneTestServer(fresher, faults=[fault] * TWICE) as shaky:
        answer = make(url=shaky.url, timeout=0.5).resolve("FRESH1", Context(species=(HUMAN,)))
        assert answer.gene_id == 999999901
        assert len(shaky.requests) == TWICE + 2


LASTING = [
    (Fault(FaultKind.TOO_MANY), "unknown (MyGene.info answered 429 Too Many Requests)"),
    (Fault(FaultKind.UNAVAILABLE), "unknown (MyGene.info answered 503 Service Unavailable)"),
    (Fault(FaultKind.BAD_REQUEST), "unknown (MyGene.info answered 400 Bad Request)"),
    (Fault(FaultKind.WRONG_TYPE), "answered with text/html, not JSON)"),
    (Fault(FaultKind.CLOSED), "unknown (MyGene.info"),
    (Fault(FaultKind.HANG), "unknown (MyGene.info did not answer in time)"),
]


@pytest.mark.parametrize(("fault", "note"), LASTING, ids=[fault.kind.value for fault, _ in LASTING])
def test_after_a_lasting_failure_the_names_not_asked_are_reported(
    make: Make, fresher: Reference, reports: list[LookupReport], fault: Fault, note: str
) -> None:
    with MyGeneTestServer(fresher, faults=[fault] * 20) as broken:
        answers = make(url=broken.url, timeout=0.3, retries=1).resolve_all(["GRIN1", "FRESH1", "FRESH2"])
    assert answers[0].gene_id == 2902
    assert [answer.status for answer in answers[1:]] == [Status.UNKNOWN] * 2
    assert note in answers[1].note
    assert answers[1].note.endswith("; no such name in the index")
    assert list(reports[0].unasked) == ["FRESH1", "FRESH2"]


def test_a_slow_service_is_waited_for(make: Make, fresher: Reference) -> None:
    with MyGeneTestServer(fresher, faults=[Fault(FaultKind.DELAY, seconds=0.2)] * 2) as slow:
        assert make(url=slow.url, timeout=5.0).resolve("FRESH1").candidates


def test_answers_before_a_lasting_failure_are_used(make: Make, fresher: Reference) -> None:
    fine = Fault(FaultKind.NONE)
    with MyGeneTestServer(fresher, faults=[fine, fine, *[Fault(FaultKind.UNAVAILABLE)] * 20]) as failing:
        answers = make(url=failing.url, batch=1, retries=0).resolve_all(
            ["FRESH1", "NEWALIAS7"], Context(species=(HUMAN,))
        )
    assert [answer.gene_id for answer in answers] == [999999901, None]


# -- cached answers ----------------------------------------------------------------------------------------------------


def test_offline_cached_answers_are_used_and_other_names_have_a_note(make: Make, server: MyGeneTestServer) -> None:
    context = Context(species=(HUMAN,))
    first = make().resolve_all(["FRESH1", "zzz"], context)
    before = server.requests
    offline = make(network=Network.OFFLINE)
    assert offline.resolve_all(["FRESH1", "zzz"], context) == first
    assert offline.resolve("qqqq2", context).note == "unknown (offline); no such name in the index"
    assert server.requests == before


def test_a_stale_answer_is_used_if_allowed_and_marked_in_the_evidence(make: Make, reports: list[LookupReport]) -> None:
    context = Context(species=(HUMAN,))
    make(now=lambda: 1_790_000_000.0).resolve("FRESH1", context)
    strict = make(network=Network.OFFLINE).resolve("FRESH1", context)
    assert (strict.status, strict.note) == (Status.UNKNOWN, "unknown (offline); no such name in the index")
    lenient = make(network=Network.OFFLINE, stale_ok=True).resolve("FRESH1", context)
    assert lenient.gene_id == 999999901
    assert lenient.evidence.endswith("MyGene.info 20261115 (stale, asked 2026-09-21)")
    assert reports[-1].stale == ("FRESH1",)


def test_a_long_lived_resolver_asks_again_when_an_answer_expires(make: Make, server: MyGeneTestServer) -> None:
    moment = [1_790_000_000.0]
    resolver = make(now=lambda: moment[0])
    resolver.resolve("FRESH1")
    count = len(server.requests)
    moment[0] += 29 * SECONDS_PER_DAY
    resolver.resolve("FRESH1")
    assert len(server.requests) == count
    moment[0] += 2 * SECONDS_PER_DAY
    resolver.resolve("FRESH1")
    assert len(server.requests) > count


def test_offline_no_store_is_created(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    source = open_source(folder, LiveOptions(network=Network.OFFLINE))
    assert source.store is None
    assert source.look_up(["FRESH1"], [HUMAN]).unasked[0].reason == "offline"
    assert not folder.exists()


def test_live_true_shares_one_store_per_process_and_opens_it_on_first_use(
    reference: Reference, server: MyGeneTestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENENORM_MYGENE", server.url)
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "shared"))
    monkeypatch.delenv("GENENORM_OFFLINE", raising=False)
    one, other = Resolver(reference, live=True), Resolver(reference, live=True)
    assert one.resolve("GRIN1").gene_id == 2902
    assert not (tmp_path / "shared").exists()
    assert one.resolve("FRESH1", Context(species=(HUMAN,))).gene_id == 999999901
    assert isinstance(one.live, LiveLookups)
    assert isinstance(other.live, LiveLookups)
    assert one.live.source is other.live.source
    store = one.live.source.store
    assert store is not None
    store.close()


def test_a_resolver_without_a_reference_opens_the_shipped_one() -> None:
    resolver = Resolver()
    assert resolver.resolve("GRIN1").gene_id == 2902
    resolver.reference.close()


# -- no look-ups -----------------------------------------------------------------------------------------------------


def test_a_resolver_without_live_look_ups_imports_nothing_for_them() -> None:
    code = (
        "import sys; from genenorm import Resolver, Reference; r = Resolver(Reference.open()); "
        "r.resolve_all(['GRIN1', 'zzz']); "
        "print([n for n in sys.modules if n.startswith(('genenorm.mygene', 'httpx', 'mygene'))])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_cached_answers_give_the_same_resolutions_as_fetched_ones(make: Make) -> None:
    names = ["FRESH1", "NEWALIAS7", "Fresh1"]
    asked: list[list[Resolution]] = [make().resolve_all(names) for _ in range(2)]
    assert asked[0] == asked[1]


def test_a_gene_of_the_live_source_alone_may_be_out_of_the_scope_of_a_record(make: Make) -> None:
    record = (
        b'---\norganisms:\n- Mus musculus\ncaption: "mouse GRIN1"\n'
        b"schema-jsonld:\n  keywords:\n  - FRESH1\n  - GRIN1\n---\n"
    )
    for full in (False, True):
        (annotation,) = annotate_file(record, "a.md", make()).annotations
        assert not annotation.error
        rows = annotation.answer_rows(full=full).rows
        assert [row[:2] for row in rows] == [("FRESH1", "resolved"), ("GRIN1", "resolved")]
        assert "out of scope" in rows[0]
