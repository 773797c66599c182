"""The answers for lists on arrays are those for single names, cell by cell."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import Biotype, NameKind, Status
from genenorm.core.names import name_text
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT
from genenorm.index.reference import Reference
from genenorm.mygene.lookups import LookupReport, LookupResult
from genenorm.resolver import list_answers, list_proposals
from genenorm.resolver import resolver as resolver_module
from genenorm.resolver.answer_columns import AnswerColumns
from genenorm.resolver.answer_table import table_of
from genenorm.resolver.list_answers import answer_list
from genenorm.resolver.name_evidence import WeightTable
from genenorm.resolver.resolver import Resolver
from genenorm.text.usual_meanings import usual_symbols
from tests.resolver.conftest import OpenIndex
from tests.support.made_index import Made, MadeFamily, make_index

PIG = 9823
"""A species that the indexes lack."""
WELL_KNOWN = 100
CODING, PSEUDOGENE = Biotype.PROTEIN_CODING, Biotype.PSEUDOGENE
GENES = (
    Made(
        2902,
        "GRIN1",
        4584,
        176884,
        ("NMDAR1", "abc"),
        "g1",
        more_ids=("ENST00000371561", "NM_007327", "NM_001185090"),
        retired_ids=(999000001,),
        weight=200,
        full_name="receptor 1",
    ),
    Made(14810, "Grin1", 95819, 26959, ("Nmdar1", "abc"), "g1", MOUSE, weight=150),
    Made(24408, "Grin1", None, None, ("abc",), "g1", RAT, weight=90),
    Made(40665, "Nmdar1", 10399, None, ("abc",), "g1", FLY, weight=90),
    Made(7157, "TP53", synonyms=("p53", "LFS1"), group="g2", weight=255),
    Made(22059, "Trp53", synonyms=("p53",), group="g2", taxon_id=MOUSE, weight=200),
    Made(11, "Trp53b", group="g2", taxon_id=MOUSE, weight=20),
    Made(12, "Trp53c", group="g2", taxon_id=MOUSE, weight=20),
    Made(8878, "SQSTM1", synonyms=("p62", "A170"), group="g3", weight=180),
    Made(18412, "Sqstm1", synonyms=("A170",), group="g3", taxon_id=MOUSE, weight=180),
    Made(13, "QQA1", synonyms=("p62", "ATP"), weight=30),
    Made(14, "Qqa2", synonyms=("p62", "na"), taxon_id=RAT),
    Made(15, "h", taxon_id=FLY, weight=WELL_KNOWN),
    Made(16, "H", taxon_id=FLY, weight=WELL_KNOWN),
    Made(17, "na", taxon_id=FLY, group="g4"),
    Made(18, "NALCN", synonyms=("NA",), group="g4"),
    Made(19, "CG1234", taxon_id=FLY),
    Made(20, "QQA3", synonyms=("CG1234",)),
    Made(7015, "TERT", group="g5", weight=200),
    Made(21752, "Tert", group="g5", taxon_id=MOUSE, weight=150),
    Made(54996, "MARCHF1", weight=80),
    Made(43891, "QQA4"),
    Made(21, "SEPTIN2", synonyms=("SEPT2",), weight=80),
    Made(22, "GRIK10"),
    Made(23, "GRIK2", group="g6"),
    Made(24, "GRIK1", synonyms=("KARS",), group="g7"),
    Made(25, "Grik1", taxon_id=MOUSE, group="g7"),
    Made(26, "MDH1", synonyms=("KAR",), weight=WELL_KNOWN),
    Made(27, "GluRIA", full_name="kainate receptor", taxon_id=FLY, weight=59),
    Made(28, "WNT3", group="g8", weight=90),
    Made(29, "WNT5A", weight=90),
    Made(30, "Wnt3", taxon_id=MOUSE, group="g8"),
    Made(31, "CLDN10", synonyms=("claudin-10",), weight=60),
    Made(32, "CLDN2", synonyms=("claudin-2",), weight=60),
    Made(33, "Cldn2", synonyms=("claudin-2",), weight=60, taxon_id=MOUSE),
    Made(34, "PPARG", names=((NameKind.RETIRED_SYMBOL, "OLD9"), (NameKind.RETIRED_SYMBOL, "abc")), group="g9"),
    Made(35, "Pparg", taxon_id=MOUSE, group="g9", biotype=PSEUDOGENE),
    Made(36, "ABCD2", names=((NameKind.PREVIOUS_SYMBOL, "ABC9"), (NameKind.SYSTEMATIC_NAME, "YAB9"))),
    Made(37, "QQA5", synonyms=("p-abcd2", "same"), weight=29),
    Made(None, "QQA6", 77, synonyms=("same",), taxon_id=MOUSE),
    Made(None, "QQA7", None, 88, synonyms=("same", "lone7"), biotype=Biotype.NON_CODING_RNA),
    Made(None, "Qqa8", synonyms=("same", "lone8"), taxon_id=RAT, biotype=Biotype.UNKNOWN),
    Made(38, "ABC9", group="g10", weight=40),
    Made(39, "ABC9", group="g10", taxon_id=MOUSE, weight=40),
    Made(40, "ABC9", group="g10", taxon_id=RAT, weight=40),
    Made(41, "Abc9", group="g10", taxon_id=FLY, weight=40),
    Made(42, "LONE1"),
    Made(43, "Lone1", taxon_id=FLY),
    Made(None, "QQB1"),  # without an identifier, it gives way to the gene that was called so
    Made(44, "QQB2", names=((NameKind.PREVIOUS_SYMBOL, "QQB1"),), weight=30),
)
FAMILIES = (
    MadeFamily("KAR", ("GRIK2", "GRIK10", "GRIK1"), ("KARs", "kainate receptors")),
    MadeFamily("WNT", ("WNT3", "WNT5A"), ("WNTs", "LONE1")),
)
WITHDRAWN = ("GONE9", "abc")
SPELLED = dict.fromkeys(
    text
    for gene in GENES
    for text in (gene.symbol, gene.full_name, *gene.synonyms, *(text for _, text in gene.names))
    if text
)
_NAMES = (
    *SPELLED, "KARs", "KAR", "kars", "WNTs", "Kainate-Receptors", "kainate receptor", "GONE9", "gone9", "999000001",
    "2902",
    "NCBIGene:2902", "HGNC:4584", "ENSG00000176884", "ENST00000371561.8", "enst00000371561", "ENST00000371562",
    "NM_007327", "nm_007327.4", "RefSeq:NM_001185090", "NM_007328", "NP_015566", "NR_007327", "NR1", "TP53_HUMAN",
    "43891", "1-Mar", "2-Sep", "WNT3/5A", "WNT3/1", "claudin",
    "claudins", "PPARγ", "GRlN1", "p-Akts", "hTERT", "mTERT", "rTERT", "dNmdar1", "tert kinase", "TERT gene", "ATP",
    "and", "NA", "na", "CG1234", "cg1234", "l(2)46Da", "", " ", "-", "…", "zzz9", "zzz 9", "x" * 300, "GRIN\ud8001",
    "β", "grin-1", "Grin 1", "ABC-9", "abc 9", "TP53.1", "GRIN1-2", "Wnt3.1", "grin1.1", "p-TP53", "pTP53", "pLFS1",
    "P-GRIN1", "p-KARs", "pTP53(S15)", "p-WNT3/5A", "gene1", "gene:TP53", "gene:h", "Dmel\\h", "dLONE1", "3-2",
    "14-3-3", "43890", "99999999", "3/1", "2.3E+13", "None", "NaN", "#REF!", "#N/A", "REF", "H3K27me3", "AcH3",
    "miR-16", "let-7a", "TP53 R175H", "TP53R175H", "X1700001O22Rik", "MGI:1", "HGNC:99999", "YIL082W", "rhTERT",
    "sTERT", "TERTKO", "TP53 is raised in the serum of mice", "the kainate receptor of all the many mice here",
    "tumour protein", "NCBI_GeneID:2902", "2902.0", "GRIN1|2902", "GRIN1|999000001", "TP53_2902", "2902;999000001",
    "GRIN1;2902",
    "ENSG00000176884.18_GRIN1", "ENSG00000176884_TP53", "hg38_GRIN1", "mm10___Grin1", "hsa:2902", "hsa:GRIN1", "MGI:",
    "symbol:GRIN1", "http://identifiers.org/ncbigene/2902", "9606.GRIN1", "NP_000537", "AF123456", "rs7412",
    "chr1:12345", "GRIN1_HUMAN", "P12345 P12346", "miR-16-5p", "hsa-miR-16", "mir-124", "let-7", "cel-let-7",
    "miR-29a/b", "1007_s_at", "QQB1 kinase", "QQB1-kinase domain",
)  # fmt: skip
NAMES = tuple(dict.fromkeys(_NAMES))
CONTEXTS = (
    NO_CONTEXT,
    Context(species=HUMAN),
    Context(species=MOUSE),
    Context(species=FLY),
    Context(species=(MOUSE, HUMAN)),
    Context(species=(RAT, FLY, PIG)),
    Context(species=(MOUSE, MOUSE)),
    Context(species=PIG),
    Context(organisms=("Mus musculus", "fly")),
    Context(machine_organisms=("rat",)),
    Context(title="In mice", text="mice and patients"),
    Context(species=RAT, organisms=("human",), text="mice"),
    Context(species="auto"),
    Context(species="auto", organisms=("rat",), text="mice"),
)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    """An index in which names are of all kinds."""
    file = tmp_path_factory.mktemp("list") / "index"
    make_index(file, GENES, families=FAMILIES, withdrawn=WITHDRAWN, taxa=(HUMAN, MOUSE, RAT, FLY))
    with Reference.open(file) as opened:
        yield opened


@pytest.fixture(scope="module")
def resolvers(reference: Reference) -> tuple[Resolver, Resolver]:
    """A resolver for the answers on arrays, and one for single answers: they share no cache."""
    return Resolver(reference), Resolver(reference)


def assert_same(resolvers: tuple[Resolver, Resolver], names: Sequence[str], context: Context = NO_CONTEXT) -> None:
    """Check that the answers on arrays are equal to single ones in every cell, and have cells of the same types."""
    on_arrays, singly = resolvers
    found = answer_list(on_arrays, names, context).table()
    answers, settled = singly.resolve_list(names, context)
    reference = singly.reference
    expected = AnswerColumns.of(answers, reference.stamp, reference.common_names, settled.species).table()
    for row, other in zip(found.rows, expected.rows, strict=True):
        assert row == other
    assert found == expected
    assert [[type(cell) for cell in row] for row in found.rows] == [
        [type(cell) for cell in row] for row in expected.rows
    ]


# -- made indexes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("context", CONTEXTS)
def test_names_of_all_kinds_in_one_list(resolvers: tuple[Resolver, Resolver], context: Context) -> None:
    assert_same(resolvers, NAMES, context)


@pytest.mark.parametrize("context", CONTEXTS[:6])
def test_names_of_all_kinds_alone(resolvers: tuple[Resolver, Resolver], context: Context) -> None:
    for name in NAMES:
        assert_same(resolvers, [name], context)


def test_the_made_names_have_answers_of_every_status(resolvers: tuple[Resolver, Resolver]) -> None:
    statuses = {answer.status for context in CONTEXTS for answer in resolvers[1].resolve_all(NAMES, context)}
    assert statuses == set(Status)


@pytest.mark.parametrize("context", CONTEXTS[:2])
def test_no_name(resolvers: tuple[Resolver, Resolver], context: Context) -> None:
    assert_same(resolvers, [], context)


@pytest.mark.parametrize("names", [["zzz9", "", "zzz8"], ["GONE9", "KARs", "and"], ["", " "]])
def test_names_without_a_ranked_gene(resolvers: tuple[Resolver, Resolver], names: list[str]) -> None:
    for context in CONTEXTS:
        assert_same(resolvers, names, context)


def test_what_is_known_of_a_list_is_its_own_while_another_thread_answers_another(
    reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver, names = Resolver(reference), [*NAMES, *(f"no such gene{number}" for number in range(300))]
    expected = answer_list(resolver, names, NO_CONTEXT).table()
    plural_families = list_proposals._plural_families

    def replaced(*arguments: Any) -> Any:
        monkeypatch.setattr(list_proposals, "_plural_families", plural_families)
        answer_list(resolver, [f"other{number}" for number in range(300)], NO_CONTEXT)  # as another thread may do now
        monkeypatch.setattr(list_proposals, "_plural_families", replaced)
        return plural_families(*arguments)

    monkeypatch.setattr(list_proposals, "_plural_families", replaced)
    assert answer_list(resolver, names, NO_CONTEXT).table() == expected


REWRITTEN = st.builds(
    lambda name, change: change(name),
    st.sampled_from(NAMES),
    st.sampled_from((str, str.upper, str.lower, str.title, str.swapcase, lambda name: f"{name}s", lambda name: name[1:],
                     lambda name: name.replace("1", "-1"), lambda name: f"h{name}", lambda name: f" {name} ")),
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(REWRITTEN | st.text("aAbBcC19-βp/ ", max_size=6), unique=True, max_size=25), st.sampled_from(CONTEXTS))
def test_any_list(resolvers: tuple[Resolver, Resolver], names: list[str], context: Context) -> None:
    assert_same(resolvers, names, context)


@pytest.mark.parametrize("context", CONTEXTS)
def test_equal_chances_and_sums_at_a_threshold_are_decided_alike(reference: Reference, context: Context) -> None:
    resolvers = Resolver(reference, WeightTable({}, {})), Resolver(reference, WeightTable({}, {}))
    assert_same(resolvers, NAMES, context)


@pytest.mark.parametrize(("in_group", "others"), [(1, 0), (6, 3), (3, 1), (12, 7), (5, 3), (29, 10), (59, 40)])
def test_a_group_at_its_threshold_is_decided_alike(open_index: OpenIndex, in_group: int, others: int) -> None:
    genes = [Made(row, f"QQA{row}", synonyms=("abc",), group="g1") for row in range(1, in_group + 1)]
    genes += [Made(row + 100, f"QQB{row}", synonyms=("abc",)) for row in range(others)]
    reference = open_index(*genes)
    assert_same((Resolver(reference, WeightTable({}, {})), Resolver(reference, WeightTable({}, {}))), ["abc", "QQA1"])


def test_an_index_without_genes(open_index: OpenIndex) -> None:
    reference = open_index()
    resolvers = Resolver(reference), Resolver(reference)
    for context in CONTEXTS:
        assert_same(resolvers, NAMES, context)


# -- the shipped index ------------------------------------------------------------------------------------------------

SHIPPED_CONTEXTS = (NO_CONTEXT, Context(species=HUMAN), Context(species=(MOUSE, HUMAN)), Context(species=FLY))


def drawn_names(reference: Reference, seed: int, count: int) -> list[str]:
    """Return some names of the index, many of them written otherwise, and the same ones each time."""
    draw = random.Random(seed)
    rows = draw.sample(range(1, len(reference.gene_facts)), count)
    names: list[str] = []
    for gene in map(reference.gene, rows):
        texts = [gene.symbol, gene.symbol, gene.name, gene.ensembl_id, gene.authority_id, str(gene.gene_id or "")]
        names.append(draw.choice(texts))
    names += draw.sample([text for start in ("ENST", "NM_") for text, _ in reference.secondary_ids(start)], 100)
    for stem in ("".join(draw.choices("abcdefghijklmnoprst", k=3)) for _ in range(count // 20)):
        keys = [key for key, _ in reference.starting_with(stem)]
        names += draw.sample(keys, min(len(keys), 15))
    names += draw.sample(sorted(usual_symbols()), 40)
    names += [
        "KARs",
        "NMDAR",
        "and",
        "ATP",
        "1-Mar",
        "WNT3/5A",
        "hTERT",
        "claudin",
        "A2MR",
        "LOC100911545",
        "hGRalpha",  # of its variants, the first one of the index is a word behind the letter of a species
        "mIF alpha",
        "h",
        "H",
        "",
    ]
    changes = (
        str.upper, str.lower, str.capitalize, str.swapcase, lambda name: name.replace("-", " "),
        lambda name: "-".join(name.rsplit(name[-1:], 1)) if name else name,
        lambda name: name.replace("1", "l"), lambda name: f"{name}s", lambda name: f"p-{name}",
        lambda name: f"p{name}", lambda name: f"{name}.1", lambda name: f"{name}-2", lambda name: f"{name} V600E",
        lambda name: name[: len(name) // 2] + draw.choice("x1-γ ") + name[len(name) // 2 :],
    )  # fmt: skip
    names += [draw.choice(changes)(name) for name in draw.sample(names, len(names) // 2)]
    draw.shuffle(names)
    return list(dict.fromkeys(names))


@pytest.mark.usefixtures("without_coverage")
@pytest.mark.parametrize("context", SHIPPED_CONTEXTS)
def test_names_of_the_shipped_index(context: Context) -> None:
    with Reference.open() as shipped:
        names = drawn_names(shipped, 14, 2000)
        assert len(names) > 2500
        resolvers = Resolver(shipped), Resolver(shipped)
        assert_same(resolvers, names, context)
        for start in range(0, 400, 40):  # shorter lists have other votes
            assert_same(resolvers, names[start : start + 40], context)


FEWEST = resolver_module._FEWEST_IN_ARRAYS
LISTS = {
    MOUSE: ["Grin1", "Trp53", "Trp53inp1", "Brca1", "Prl2c2", "Gm5", "Psg16", "psd95", "no such gene"],
    HUMAN: ["GRIN1", "TP53", "BRCA1", "DLG4", "p53", "NMDAR1"],
    FLY: ["hh", "ptc", "Ubx", "Antp", "Nmdar1", "CG4849"],
}


@pytest.mark.parametrize("taxon", LISTS)
def test_a_list_that_decides_its_species_is_answered_as_if_that_were_asked_for(
    reference: Reference, taxon: int
) -> None:
    names = LISTS[taxon]
    with Reference.open() as shipped:
        resolvers = Resolver(shipped), Resolver(shipped)
        assert_same(resolvers, names, Context(species="auto"))
        assert resolvers[0].species_of(names).sole_taxon_id == taxon
        asked = answer_list(resolvers[0], names, Context(species=taxon)).table()
        assert answer_list(resolvers[0], names, Context(species="auto")).table() == asked
        assert asked != answer_list(resolvers[0], names, NO_CONTEXT).table()


def test_the_species_of_a_mixed_list_stays_open() -> None:
    names = [*LISTS[HUMAN], *LISTS[FLY]]
    with Reference.open() as shipped:
        resolvers = Resolver(shipped), Resolver(shipped)
        assert resolvers[0].species_of(names).sole_taxon_id is None
        assert_same(resolvers, names, Context(species="auto"))
        assert resolvers[0].table(names, Context(species="auto")) == resolvers[0].table(names)


def test_look_ups_are_for_the_species_that_the_list_decides() -> None:
    asked: list[Context] = []

    class Live(NothingLive):
        def look_up(self, *arguments: object) -> LookupResult:
            context = arguments[-1]
            assert isinstance(context, Context)
            asked.append(context)
            return super().look_up(*arguments)

    with Reference.open() as shipped:
        names, auto = LISTS[FLY], Context(species="auto", text="larvae")
        answers = Resolver(shipped, live=Live()).resolve_all(names, auto)
        assert answers == Resolver(shipped).resolve_all(names, auto)
    assert asked == [Context(species=FLY, text="larvae")]


def test_arrays_and_loops_find_the_same_species(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    for count in (FEWEST, len(NAMES)):
        on_arrays = Resolver(reference).species_of(NAMES[:count])
        with monkeypatch.context() as patch:
            patch.setattr(Resolver, "_uses_arrays", lambda *_: False)
            assert Resolver(reference).species_of(NAMES[:count]) == on_arrays
        assert on_arrays.size == count


# -- the choice -------------------------------------------------------------------------------------------------------


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of the lists that were answered on arrays."""
    lengths: list[int] = []
    real = list_answers.answer_list

    def answered(resolver: Resolver, names: Sequence[str], *more: Any) -> AnswerColumns:
        lengths.append(len(names))
        return real(resolver, names, *more)

    monkeypatch.setattr(list_answers, "answer_list", answered)
    return lengths


@pytest.mark.parametrize(("count", "lengths"), [(0, []), (1, []), (FEWEST - 1, []), (FEWEST, [FEWEST])])
def test_arrays_are_chosen_for_long_lists(
    reference: Reference, counted: list[int], count: int, lengths: list[int]
) -> None:
    names = NAMES[:count]
    resolver = Resolver(reference)
    found = resolver.columns(names).table()
    assert counted == lengths
    assert found == table_of(Resolver(reference).resolve_all(names), reference.stamp)


def test_numpy_is_loaded_for_very_long_lists_alone(
    reference: Reference, counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolver_module, "modules", {})
    resolver = Resolver(reference)
    resolver.columns(NAMES)
    assert counted == []
    monkeypatch.setattr(resolver_module, "_FEWEST_FOR_NUMPY", len(NAMES))
    resolver.columns(NAMES)
    assert counted == [len(NAMES)]


class NothingLive:
    """A live source that knows nothing."""

    def look_up(self, *_: object) -> LookupResult:
        return LookupResult({}, frozenset(), LookupReport({}))


def test_names_that_are_looked_up_are_answered_singly(reference: Reference, counted: list[int]) -> None:
    found = Resolver(reference, live=NothingLive()).columns(NAMES).table()
    assert counted == []
    assert found == table_of(Resolver(reference).resolve_all(NAMES), reference.stamp)


def test_a_context_of_another_type_is_an_error_for_lists_of_any_length(reference: Reference) -> None:
    resolver = Resolver(reference)
    for names in (NAMES, NAMES[:2]):
        with pytest.raises(TypeError, match=r"Context\(species='mouse'\), not 'mouse'"):
            resolver.columns(names, "mouse")  # type: ignore[arg-type]


def test_more_species_than_bits_are_answered_singly(
    reference: Reference, counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = Resolver(reference)
    monkeypatch.setattr("genenorm.resolver.resolver._MOST_SPECIES", len(reference.taxa) - 1)
    assert resolver.columns(NAMES).table() == table_of(Resolver(reference).resolve_all(NAMES), reference.stamp)
    assert counted == []


@pytest.mark.parametrize("count", [3, len(NAMES)])
def test_a_table_has_one_row_for_each_name_in_order(reference: Reference, count: int) -> None:
    names: list[object] = [*NAMES[:count], 2902, None, *NAMES[:count][::-1], float("nan")]
    answers = Resolver(reference).resolve_all(names)
    table = Resolver(reference).table(names)
    assert table == table_of(answers, reference.stamp)
    assert [row[0] for row in table.rows] == list(map(name_text, names))


def test_one_name_is_no_list(reference: Reference) -> None:
    with pytest.raises(TypeError, match=r"resolve\(name\)"):
        Resolver(reference).table("GRIN1")


@pytest.mark.parametrize("context", [NO_CONTEXT, Context(species="auto"), Context(text="Cultured neurons of the rat")])
@pytest.mark.parametrize("count", [1, 3, 200])
def test_one_name_of_a_list_is_answered_as_among_all(reference: Reference, context: Context, count: int) -> None:
    names = NAMES[:count]
    answer = Resolver(reference).one_of_list(names, context)
    assert [answer(name) for name in names] == Resolver(reference).resolve_all(names, context)


def test_a_name_of_a_list_that_ends_in_an_exception_is_unknown(
    reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = Resolver(reference)
    answer = resolver.one_of_list(["GRIN1", "TP53"])
    monkeypatch.setattr(resolver, "decide", lambda *_: 1 // 0)
    assert answer("TP53").status is Status.UNKNOWN
    assert "ZeroDivisionError" in resolver.faults["TP53"]
