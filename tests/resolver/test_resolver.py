"""The resolver on the shipped index: the traps of the field, each a test, and the shape of every answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from genenorm.core.context import Context
from genenorm.core.model import Resolution, Status
from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT, WORM, YEAST
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver


@pytest.fixture(scope="module")
def resolver() -> Iterator[Resolver]:
    with Reference.open() as reference:
        yield Resolver(reference)


def lead(answer: Resolution) -> tuple[int, str]:
    """Return the likeliest gene of an answer, decided or not."""
    gene = answer.candidates[0].gene
    return gene.taxon_id, gene.symbol


def of(*taxa: int) -> Context:
    return Context(species=taxa)


@pytest.mark.parametrize(
    ("name", "taxon_id", "gene_id"),
    [
        ("GRIN1", HUMAN, 2902),
        ("Grin1", MOUSE, 14810),
        ("Nmdar1", FLY, 40665),
        ("eEF2", FLY, 35422),
        ("CG4849", FLY, 43358),
        ("unc-13", WORM, 172497),
        ("TP53", HUMAN, 7157),
        ("Trp53", MOUSE, 22059),
    ],
)
def test_an_official_symbol_alone_names_its_gene(resolver: Resolver, name: str, taxon_id: int, gene_id: int) -> None:
    answer = resolver.resolve(name)
    assert (answer.status, answer.taxon_id, answer.gene_id) == (Status.RESOLVED, taxon_id, gene_id)
    assert answer.rule is not None
    assert answer.rule.value == "as written"


@pytest.mark.parametrize(
    ("name", "species", "symbol"),
    [
        ("IL-1β", HUMAN, "IL1B"),
        ("IL-1 beta", MOUSE, "Il1b"),
        ("PPARγ", HUMAN, "PPARG"),
        ("TGFβ1", HUMAN, "TGFB1"),
        ("TGF-beta1", HUMAN, "TGFB1"),
        ("TNF-α", HUMAN, "TNF"),
        ("IFN-γ", MOUSE, "Ifng"),
        ("p62", HUMAN, "SQSTM1"),
        ("p53", HUMAN, "TP53"),
        ("NR1", HUMAN, "GRIN1"),
        ("PSD-95", HUMAN, "DLG4"),
        ("PSD95", MOUSE, "Dlg4"),
        ("TrkB", HUMAN, "NTRK2"),
        ("Flk-1", HUMAN, "KDR"),
        ("p-Akt1", HUMAN, "AKT1"),
        ("anti-CD4", HUMAN, "CD4"),
        ("CD8A+", HUMAN, "CD8A"),
        ("GFP-AKT1", HUMAN, "AKT1"),
        ("Trp53-/-", MOUSE, "Trp53"),
        ("BRCA1 gene", HUMAN, "BRCA1"),
        ("interleukin (IL)-6", HUMAN, "IL6"),
        ("cyclooxygenase (COX)-2", HUMAN, "PTGS2"),
        ("hypoxia inducible factor-1a", HUMAN, "HIF1A"),
        ("thyroid hormone beta receptor", HUMAN, "THRB"),
        ("VEGF receptor 2", HUMAN, "KDR"),
        ("Epo receptor", HUMAN, "EPOR"),
        ("TGFBRII", HUMAN, "TGFBR2"),
        ("SEPT2", HUMAN, "SEPTIN2"),
        ("2-Sep", HUMAN, "SEPTIN2"),
        ("1-Mar", HUMAN, "MARCHF1"),
        ("43891", HUMAN, "MARCHF1"),
        ("GRlN1", HUMAN, "GRIN1"),
        ("\u0410KT1", HUMAN, "AKT1"),
    ],
)
def test_a_name_as_people_write_it_leads_to_its_gene(resolver: Resolver, name: str, species: int, symbol: str) -> None:
    assert lead(resolver.resolve(name, of(species))) == (species, symbol)


def test_il_1_beta_is_never_il1a(resolver: Resolver) -> None:
    symbols = {candidate.gene.symbol.upper() for candidate in resolver.resolve("IL-1β").candidates}
    assert "IL1B" in symbols
    assert "IL1A" not in symbols


def test_septin_6_is_an_alternative_to_septin_2(resolver: Resolver) -> None:
    septin6 = "9606:23157"
    assert septin6 in resolver.resolve("SEPT2", of(HUMAN)).alternatives
    assert septin6 in resolver.resolve("2-Sep", of(HUMAN)).alternatives


@pytest.mark.parametrize(
    "text",
    [
        "2902", "NCBIGene:2902", "ncbigene:2902", "GeneID:2902", "Entrez:2902", "ENSG00000176884", "ENSG00000176884.18",
        "ensembl:ENSG00000176884", "HGNC:4584", "hgnc:4584", "HGNC:HGNC:4584", "Q05586", "UniProtKB:Q05586", "Q05586-2",
    ],
)  # fmt: skip
def test_identifiers_are_recognised_in_every_form(resolver: Resolver, text: str) -> None:
    answer = resolver.resolve(text)
    assert (answer.status, answer.gene_id, answer.name_kind) == (Status.RESOLVED, 2902, "identifier")
    assert answer.score > 0.95


@pytest.mark.parametrize(
    ("text", "taxon_id", "symbol"),
    [
        ("MGI:95819", MOUSE, "Grin1"),
        ("RGD:2736", RAT, "Grin1"),
        ("FBgn0010399", FLY, "Nmdar1"),
        ("FLYBASE:FBgn0010399", FLY, "Nmdar1"),
        ("ZDB-GENE-051202-1", FISH, "grin1a"),
        ("WBGene00003774", WORM, "nmr-1"),
        ("ENSMUSG00000026959", MOUSE, "Grin1"),
        ("S000000735", YEAST, "GCN4"),
    ],
)
def test_every_authority_has_its_identifiers(resolver: Resolver, text: str, taxon_id: int, symbol: str) -> None:
    answer = resolver.resolve(text)
    assert (answer.taxon_id, answer.symbol) == (taxon_id, symbol)


def test_a_merged_locus_leads_to_the_gene_that_replaced_it(resolver: Resolver) -> None:
    answer = resolver.resolve("LOC100911545")
    assert answer.status is Status.RETIRED
    assert answer.taxon_id == RAT
    assert resolver.resolve("100911545").gene_id == answer.gene_id


def test_a_species_asked_for_is_the_only_one_answered(resolver: Resolver) -> None:
    answer = resolver.resolve("GRIN1", of(MOUSE))
    assert (answer.taxon_id, answer.gene_id) == (MOUSE, 14810)
    assert {candidate.gene.taxon_id for candidate in answer.candidates} == {MOUSE}


def test_a_name_without_a_gene_there_comes_by_homology_and_says_so(resolver: Resolver) -> None:
    answer = resolver.resolve("spidey", of(HUMAN))
    assert lead(answer) == (HUMAN, "HSD17B12")
    assert answer.candidates[0].match.via is not None
    assert answer.candidates[0].evidence[0].startswith("ortholog of spidey")


def test_a_name_known_elsewhere_only_is_unknown_and_says_where(resolver: Resolver) -> None:
    answer = resolver.resolve("Andorra", of(HUMAN))
    assert answer.status is Status.UNKNOWN
    assert "fly" in answer.evidence


@pytest.mark.parametrize(
    "name", ["and", "AND", "ATP", "ADP", "GTP", "NADPH", "LPS", "ROS", "EMT", "cycle", "NA", "CO2"]
)
def test_words_that_are_aliases_by_accident_are_no_genes(resolver: Resolver, name: str) -> None:
    answer = resolver.resolve(name)
    assert answer.status is Status.NOT_A_GENE
    assert answer.gene_id is None
    assert answer.evidence


def test_an_exact_symbol_of_a_stated_species_outweighs_the_list_of_words(resolver: Resolver) -> None:
    assert resolver.resolve("and").status is Status.NOT_A_GENE
    exact = resolver.resolve("na", of(FLY))
    assert (exact.status, exact.symbol) == (Status.RESOLVED, "na")


def test_case_tells_fly_genes_apart(resolver: Resolver) -> None:
    answers = resolver.resolve_all(["h", "H", "dl", "Dl"], of(FLY))
    assert [lead(answer)[1] for answer in answers] == ["hry", "H", "dl", "Delta"]


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("NMDAR", ["GRIN1", "GRIN2A", "GRIN2B", "GRIN2C", "GRIN2D", "GRIN3A", "GRIN3B"]),
        ("mTORC1", ["MTOR", "RPTOR"]),
        ("KARs", ["GRIK1", "GRIK2", "GRIK3", "GRIK4", "GRIK5"]),
        ("AMPA receptor", ["GRIA1", "GRIA2", "GRIA3", "GRIA4"]),
        ("WNT3/5A", ["WNT3", "WNT5A"]),
        ("caspase-3/7", ["CASP3", "CASP7"]),
        ("MMP-2/-9", ["MMP2", "MMP9"]),
    ],
)
def test_families_and_shorthand_name_their_members(resolver: Resolver, name: str, members: list[str]) -> None:
    answer = resolver.resolve(name, of(HUMAN))
    assert answer.status is Status.FAMILY
    assert [gene.symbol for gene in answer.members] == members
    assert len(answer.alternatives) >= len(members)


def test_kar_means_kainate_receptors_and_lists_its_namesakes(resolver: Resolver) -> None:
    context = Context(organisms=("Homo sapiens",), text="presynaptic kainate receptors (KARs)")
    answer = resolver.resolve("KAR", context)
    assert answer.status is Status.FAMILY
    assert [gene.symbol for gene in answer.members] == ["GRIK1", "GRIK2", "GRIK3", "GRIK4", "GRIK5"]
    assert "9606:4190" in answer.alternatives, "MDH1 has the synonym KAR"


def test_a_family_is_named_in_the_singular_too_unless_a_gene_of_the_species_asked_for_is_called_so(
    resolver: Resolver,
) -> None:
    for name in ("kainate receptor", "kainate receptors"):
        answer = resolver.resolve(name, of(HUMAN))
        assert [gene.symbol for gene in answer.members] == ["GRIK1", "GRIK2", "GRIK3", "GRIK4", "GRIK5"]
    assert resolver.resolve("kainate receptor", of(FLY)).symbol == "GluRIA"
    assert resolver.resolve("kainate receptor").status is Status.FAMILY


@pytest.mark.parametrize("name", ["Fatty acids", "oxoglutarate"])
def test_what_a_receptor_receives_is_not_the_receptor(resolver: Resolver, name: str) -> None:
    assert resolver.resolve(name, of(HUMAN)).status is Status.UNKNOWN


def test_a_range_names_each_gene(resolver: Resolver) -> None:
    answer = resolver.resolve("Akt1-3", of(MOUSE))
    assert [gene.symbol for gene in answer.members] == ["Akt1", "Akt2", "Akt3"]


def test_two_genes_in_one_name(resolver: Resolver) -> None:
    answer = resolver.resolve("TrkB/Flk-1", of(HUMAN))
    assert [gene.symbol for gene in answer.members] == ["NTRK2", "KDR"]


def test_a_family_is_given_in_the_species_asked_for(resolver: Resolver) -> None:
    answer = resolver.resolve("KARs", of(MOUSE))
    assert answer.status is Status.FAMILY
    assert [gene.symbol for gene in answer.members] == ["Grik1", "Grik2", "Grik3", "Grik4", "Grik5"]


def test_a_species_letter_is_read_but_never_that_of_mtor(resolver: Resolver) -> None:
    assert lead(resolver.resolve("hTERT")) == (HUMAN, "TERT")
    assert lead(resolver.resolve("mTrem2")) == (MOUSE, "Trem2")
    assert lead(resolver.resolve("dAkt")) == (FLY, "Akt")
    assert lead(resolver.resolve("mTOR")) == (HUMAN, "MTOR")


@pytest.mark.parametrize("name", ["", " ", "-", "…", "(", "\u200b"])
def test_text_without_letter_or_digit_is_unknown(resolver: Resolver, name: str) -> None:
    answer = resolver.resolve(name)
    assert (answer.status, answer.evidence) == (Status.UNKNOWN, "no letter or digit")


def test_half_a_surrogate_pair_is_survived(resolver: Resolver) -> None:
    assert resolver.resolve("GRIN\ud8001").symbol == "GRIN1"


def test_a_typo_is_never_an_answer(resolver: Resolver) -> None:
    answer = resolver.resolve("GRIN1XQ")
    assert answer.status is Status.UNKNOWN
    assert not answer.candidates


def test_a_withdrawn_symbol_answers_with_its_replacement(resolver: Resolver) -> None:
    answer = resolver.resolve("A2MR", of(HUMAN))
    assert answer.symbol == "LRP1"
    assert answer.status in (Status.RETIRED, Status.RESOLVED)


def test_output_has_the_length_and_order_of_the_input(resolver: Resolver) -> None:
    names = ["GRIN1", "", "nonsense_1", "GRIN1", "and", "Grin1"]
    answers = resolver.resolve_all(names)
    assert [answer.input for answer in answers] == names
    assert answers[0] == answers[3]


def test_an_empty_list_has_an_empty_answer(resolver: Resolver) -> None:
    assert resolver.resolve_all([]) == []


def test_the_rest_of_the_list_decides_a_shared_name(resolver: Resolver) -> None:
    fly = resolver.resolve_all(["Nmdar1", "Rdl", "spidey", "dlg1", "Gabat", "p53"])
    human = resolver.resolve_all(["GRIN1", "GABRA1", "HSD17B12", "DLG1", "ABAT", "p53"])
    assert lead(fly[-1]) == (FLY, "p53")
    assert lead(human[-1]) == (HUMAN, "TP53")


def test_a_symbol_that_mouse_and_rat_share_lists_the_other(resolver: Resolver) -> None:
    answer = resolver.resolve("Mdh1")
    assert (answer.status, answer.taxon_id, answer.gene_id) == (Status.RESOLVED, MOUSE, 17449)
    assert "10116:24551" in answer.alternatives


def test_one_doubtful_gene_is_counted_as_one(resolver: Resolver) -> None:
    answer = resolver.resolve("PIF4", Context(text="Arabidopsis seedlings and human cells"))
    assert (answer.status, answer.note) == (Status.AMBIGUOUS, "1 gene may be meant, or none")


def test_gene_ids_that_another_program_gave_to_a_name_are_evidence_for_their_genes_alone(resolver: Resolver) -> None:
    names = ["Grin1", "Bdnf", "Grin1"]
    mouse, other, same = resolver.resolve_all(names)
    rat, other_after, same_after = resolver.resolve_all(names, assigned={"Grin1": (24408, 999999999)})
    assert (mouse.gene_id, rat.gene_id) == (14810, 24408)
    assert (same, same_after) == (mouse, rat)
    assert "gene of the figure's table" in rat.evidence
    assert "gene of the figure's table" not in mouse.evidence
    assert other_after == other
    (alone,) = resolver.resolve_all(["Grin1"], assigned={"Grin1": (24408,)})
    assert alone.gene_id == 24408


def test_gene_ids_of_another_gene_do_not_make_a_name_mean_it(resolver: Resolver) -> None:
    assert resolver.resolve_all(["GRIN1", "GRIN2A"], assigned={"GRIN1": (627,)})[0].gene_id == 2902


def test_chances_of_an_answer_never_exceed_one(resolver: Resolver) -> None:
    for name in ("p62", "KAR", "GRIN1", "NMDAR", "Akt", "claudin"):
        scores = [candidate.score for candidate in resolver.resolve(name).candidates]
        assert sum(scores) <= 1.0 + 1e-9
        assert scores == sorted(scores, reverse=True)


def test_answers_do_not_depend_on_what_was_asked_before(resolver: Resolver) -> None:
    with Reference.open() as reference:
        fresh = Resolver(reference)
        names = ["KAR", "p62", "Nmdar1", "NMDAR"]
        assert [fresh.resolve(name) for name in reversed(names)][::-1] == [resolver.resolve(name) for name in names]


CONTEXTS = [
    of(MOUSE),
    of(FISH, WORM),
    Context(organisms=("Mus musculus",), text="The protein was found in mouse cortex."),
    Context(),
]


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_name_that_was_answered_without_a_context_is_not_gathered_again_in_one(
    resolver: Resolver, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [
        "KAR",
        "p62",
        "Nmdar1",
        "NMDAR",
        "mouse Il6",
        "GRIN1/2A",
        "p-ERK",
        "2-Sep",
        "GBA",
        "no such gene",
        "",
        "--",
    ]
    answers = [resolver.resolve(name, context) for name in names]
    with Reference.open() as reference:
        fresh = Resolver(reference)
        for name in names:
            fresh.resolve(name)
        monkeypatch.setattr(fresh.gatherer, "find", pytest.fail)
        assert [fresh.resolve(name, context) for name in names] == answers


@pytest.mark.parametrize("name", [None, float("nan"), 7157, "GRIN1"])
def test_a_resolver_takes_missing_values_and_numbers_as_the_functions_do(resolver: Resolver, name: object) -> None:
    one = resolver.resolve(name)
    assert resolver.resolve_all([name, "Nmdar1"])[0].input == one.input
    assert one.status.value == ("resolved" if one.input else "unknown")


def test_a_context_of_another_type_and_one_name_for_several_are_errors_that_name_the_right_call(
    resolver: Resolver,
) -> None:
    with pytest.raises(TypeError, match=r"Context\(species='mouse'\), not 'mouse'"):
        resolver.resolve("GRIN1", "mouse")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"resolve\(name\)"):
        resolver.resolve_all("GRIN1")
