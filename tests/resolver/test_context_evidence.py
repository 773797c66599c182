"""The evidence of a context: requests, organisms, text, and the surroundings of a document's mentions."""

from __future__ import annotations

import pytest

from genenorm.core.context import NO_CONTEXT, Context, SpeciesMention
from genenorm.core.evidence import Evidence, Terms
from genenorm.core.model import Candidate, Document, Mention
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT
from genenorm.index.reference import Reference
from genenorm.resolver.context_evidence import NO_CONTEXT_EVIDENCE, ContextEvidence, read_context, within_species
from genenorm.resolver.document_mentions import DocumentResolver, PreparedDocument, best_genes, context_of
from genenorm.resolver.resolver import Resolver
from tests.resolver.conftest import OpenIndex
from tests.support.made_index import Made, MadeFamily


@pytest.fixture
def reference(open_index: OpenIndex) -> Reference:
    """An index of human, mouse, rat and fly without genes."""
    return open_index()


def terms_of(context: ContextEvidence, taxon_id: int) -> dict[Evidence, float]:
    return dict(context.terms_of(taxon_id))


def test_nothing_known_is_no_evidence(reference: Reference) -> None:
    assert read_context(reference, NO_CONTEXT) is NO_CONTEXT_EVIDENCE
    assert read_context(reference, Context()) is NO_CONTEXT_EVIDENCE
    assert NO_CONTEXT_EVIDENCE.terms_of(HUMAN) == ()


# -- requests and organisms -------------------------------------------------------------------------------------------


def test_requested_species_are_kept_in_order_and_are_stated(reference: Reference) -> None:
    context = read_context(reference, Context(species=(MOUSE, HUMAN)))
    assert context.requested == (MOUSE, HUMAN)
    assert context.stated == {MOUSE, HUMAN}
    assert set(context.named) == {MOUSE, HUMAN}
    assert context.text is None
    assert terms_of(context, MOUSE) == terms_of(context, HUMAN) == {Evidence.REQUESTED: 1.0}
    assert not terms_of(context, RAT)


def test_organisms_are_evidence_and_stated_but_no_request(reference: Reference) -> None:
    context = read_context(reference, Context(organisms=("Mus musculus", "rat", "Zea mays")))
    assert context.requested == ()
    assert context.stated == {MOUSE, RAT}
    assert context.named == (MOUSE, RAT)
    assert [terms_of(context, taxon) for taxon in (MOUSE, RAT, HUMAN)] == [
        {Evidence.ORGANISM: 1.0}, {Evidence.ORGANISM: 1.0}, {},
    ]  # fmt: skip


def test_organisms_of_a_record_are_evidence_of_their_own_kind(reference: Reference) -> None:
    context = read_context(reference, Context(record_organisms=("Mus musculus",)))
    assert (context.named, context.ortholog_taxa) == ((MOUSE,), ())
    assert context.stated == {MOUSE}
    assert terms_of(context, MOUSE) == {Evidence.RECORD_ORGANISM: 1.0}


def test_orthologs_are_looked_for_in_the_species_that_the_user_gives(reference: Reference) -> None:
    assert read_context(reference, Context(organisms=("rat", "mouse"))).ortholog_taxa == (MOUSE, RAT)
    assert read_context(reference, Context(species=(RAT, MOUSE), organisms="human")).ortholog_taxa == (RAT, MOUSE)
    assert read_context(reference, Context(text="mice")).ortholog_taxa == ()


def test_organisms_found_by_a_program_are_evidence_and_not_stated(reference: Reference) -> None:
    context = read_context(reference, Context(machine_organisms=("Mus musculus",)))
    assert (context.stated, context.named) == (frozenset(), ())
    assert terms_of(context, MOUSE) == {Evidence.MACHINE_ORGANISM: 1.0}


# -- text -------------------------------------------------------------------------------------------------------------


def test_species_of_a_text_have_its_shares_and_the_others_are_absent(reference: Reference) -> None:
    context = read_context(reference, Context(text="mice and mice and HeLa"))
    assert context.text is not None
    assert context.text.shares == {MOUSE: pytest.approx(2 / 2.8), HUMAN: pytest.approx(0.8 / 2.8)}
    assert context.named == (MOUSE, HUMAN)
    assert terms_of(context, FLY) == {Evidence.ABSENT: 1.0}
    assert list(terms_of(context, MOUSE)) == [Evidence.TEXT_SHARE]
    assert context.stated == frozenset()


def test_the_degree_of_a_share_grows_with_its_logarithm(reference: Reference) -> None:
    def degrees(mice: int, rats: int) -> list[float]:
        context = read_context(reference, Context(text=" ".join(["mouse"] * mice + ["rat"] * rats)))
        return [terms_of(context, taxon)[Evidence.TEXT_SHARE] for taxon in (MOUSE, RAT)]

    assert degrees(1, 1) == [pytest.approx(0.7686, abs=1e-4)] * 2
    assert degrees(3, 1) == [pytest.approx(0.9040, abs=1e-4), pytest.approx(0.5372, abs=1e-4)]
    assert degrees(19, 1)[1] == pytest.approx(0.0)
    assert degrees(99, 1)[1] == pytest.approx(0.0)
    assert terms_of(read_context(reference, Context(text="mouse")), MOUSE) == {Evidence.TEXT_SHARE: 1.0}


def test_a_text_without_species_of_the_index_says_nothing_about_them(reference: Reference) -> None:
    context = read_context(reference, Context(text="Arabidopsis"))
    assert not any(context.terms.values())
    assert context.named == ()
    nothing = read_context(reference, Context(text="a protein"))
    assert nothing.text is None
    assert not any(nothing.terms.values())


def test_species_of_the_title_are_marked(reference: Reference) -> None:
    context = read_context(reference, Context(title="In mice", text="mice and patients"))
    assert terms_of(context, MOUSE)[Evidence.TITLE] == 1.0
    assert Evidence.TITLE not in terms_of(context, HUMAN)
    assert Evidence.TITLE not in terms_of(read_context(reference, Context(text="mice")), MOUSE)


def test_the_best_supported_species_is_named_first(reference: Reference) -> None:
    text = "rat rat mouse"
    assert read_context(reference, Context(text=text)).named == (RAT, MOUSE)
    assert read_context(reference, Context(text=text, organisms=("mouse",))).named == (MOUSE, RAT)
    assert read_context(reference, Context(text=text, species=HUMAN)).named == (HUMAN, RAT, MOUSE)


def test_annotations_replace_the_names_of_species_and_keep_the_hints(reference: Reference) -> None:
    text = "mice, rats, patients, transgenic"
    context = read_context(reference, Context(text=text, mentions=(SpeciesMention(6, 10, FLY, 1.0),)))
    assert context.text is not None
    assert context.text.shares == {
        FLY: pytest.approx(1 / 1.9), HUMAN: pytest.approx(0.7 / 1.9), MOUSE: pytest.approx(0.2 / 1.9),
    }  # fmt: skip


def test_a_word_inside_an_annotation_counts_once(reference: Reference) -> None:
    text = "two patients here"
    for start, end, shares in ((4, 12, {HUMAN: 1.0}), (0, 5, {HUMAN: 1.0}), (11, 17, {HUMAN: 1.0})):
        context = read_context(reference, Context(text=text, mentions=(SpeciesMention(start, end, HUMAN, 1.0),)))
        assert context.text is not None
        assert context.text.shares == shares
    beside = Context(text=text, mentions=(SpeciesMention(0, 4, MOUSE, 1.0), SpeciesMention(12, 17, MOUSE, 1.0)))
    assert set(terms_of(read_context(reference, beside), HUMAN)) == {Evidence.TEXT_SHARE}
    inside = Context(text=text, mentions=(SpeciesMention(0, 5, MOUSE, 1.0),))
    assert set(terms_of(read_context(reference, inside), HUMAN)) == {Evidence.ABSENT}


def test_a_title_without_a_text_names_species_too(reference: Reference) -> None:
    context = read_context(reference, Context(title="Of mice"))
    assert context.named == (MOUSE,)
    assert terms_of(context, MOUSE) == {Evidence.TEXT_SHARE: 1.0, Evidence.TITLE: 1.0}


def test_annotations_of_the_text_replace_the_names_of_species_in_the_title_too(reference: Reference) -> None:
    title, text = "Rats and patients", "with flies and others"
    context = read_context(reference, Context(title=title, text=text, mentions=[SpeciesMention(23, 28, FLY, 1.0)]))
    assert context.text is not None
    assert set(context.text.shares) == {FLY, HUMAN}, "patients are a hint"


def test_a_word_of_the_text_counts_once_wherever_the_title_ends(reference: Reference) -> None:
    text = "two patients here"
    for title in ("", "T", "A title of some length"):
        start = len(title) + bool(title)
        spans = ((start + 11, start + 17), (start, start + 3))
        mentions = [SpeciesMention(*span, MOUSE, 1.0) for span in spans]
        context = read_context(reference, Context(title=title, text=text, mentions=mentions))
        assert context.text is not None
        assert set(context.text.shares) == {MOUSE}, "one of the annotations is of the word"


def test_that_names_are_symbols_is_read_without_any_other_fact(reference: Reference) -> None:
    context = read_context(reference, Context(are_symbols=True))
    assert context.are_symbols
    assert not any(context.terms.values())
    assert not read_context(reference, Context(species=MOUSE)).are_symbols


def test_a_context_within_a_species_is_as_if_it_were_asked_for_and_keeps_the_rest(reference: Reference) -> None:
    given = Context(text="mice", organisms=("rat",))
    context = read_context(reference, given)
    found = within_species(context, (FLY, MOUSE))
    asked = read_context(reference, Context(text="mice", organisms=("rat",), species=(FLY, MOUSE)))
    assert found.requested == asked.requested == (FLY, MOUSE)
    assert found.stated == asked.stated == {FLY, MOUSE, RAT}
    for taxon in (HUMAN, MOUSE, RAT, FLY):
        assert terms_of(found, taxon) == terms_of(asked, taxon)
    assert terms_of(found, MOUSE)[Evidence.REQUESTED] == 1.0
    assert Evidence.REQUESTED not in terms_of(found, HUMAN)
    assert (found.text, found.organisms) == (context.text, context.organisms)


# -- documents --------------------------------------------------------------------------------------------------------

GENES = (
    Made(1, "ABC1", full_name="alpha beta catenin 1", synonyms=("abc",), group="g1"),
    Made(2, "Abc1", taxon_id=MOUSE, synonyms=("abc",), group="g1"),
    Made(3, "Abc1", taxon_id=RAT, synonyms=("abc",), group="g1"),
    Made(4, "XYZ9", synonyms=("abc", "xylose enzyme"), group="g2"),
)


def document(text: str, *names: str, title: str = "", species: tuple[tuple[str, int], ...] = ()) -> Document:
    """Return a document in which each of some names is a gene mention, wherever it is."""
    whole = f"{title} {text}"
    mentions = []
    for name in names:
        start = whole.find(name)
        while start >= 0:
            mentions.append(Mention(start, start + len(name), name, "Gene"))
            start = whole.find(name, start + 1)
    for word, taxon in species:
        start = whole.index(word)
        mentions.append(Mention(start, start + len(word), word, "Species", (str(taxon),)))
    return Document("1", title, text, tuple(mentions))


def prepared(open_index: OpenIndex, given: Document, *genes: Made) -> tuple[DocumentResolver, PreparedDocument]:
    resolver = DocumentResolver(Resolver(open_index(*(genes or GENES))))
    return resolver, resolver.prepare(given)


def terms_by_row(open_index: OpenIndex, given: Document, name: str, *genes: Made) -> dict[int, Terms]:
    resolver, prepared_document = prepared(open_index, given, *genes)
    candidates: tuple[Candidate, ...] = resolver.candidates(name, prepared_document)
    return {candidate.gene.key: candidate.context_evidence.terms for candidate in candidates}


def degrees(terms: dict[int, Terms], term: Evidence) -> dict[int, float]:
    return {row: degree for row, found in sorted(terms.items()) for each, degree in found if each is term}


def test_a_document_is_running_text(open_index: OpenIndex) -> None:
    _, found = prepared(open_index, document("In mice, abc and GRIN1.", "abc"))
    assert found.context.is_prose
    assert found.context.named == (MOUSE,)


def test_species_in_the_sentence_count_by_the_share_of_the_mentions(open_index: OpenIndex) -> None:
    text = "In mice abc is low. In mice and also in rats the abc is high. Here abc is not."
    terms = terms_by_row(open_index, document(text, "abc"), "abc")
    assert degrees(terms, Evidence.SENTENCE) == {2: 1.0, 3: pytest.approx(2 / 3)}  # the last goes on with both


# -- the text as a whole ----------------------------------------------------------------------------------------------


def of_text(open_index: OpenIndex, text: str, term: Evidence) -> dict[int, float]:
    """Return the degrees of a term by species for a document."""
    _, found = prepared(open_index, document(f"{text} abc", "abc"))
    terms = {taxon: dict(found.context.terms_of(taxon)) for taxon in (HUMAN, MOUSE, RAT, FLY)}
    return {taxon: degrees[term] for taxon, degrees in terms.items() if term in degrees}


@pytest.mark.parametrize(
    ("text", "degrees"),
    [("It works.", {HUMAN: 1.0}), ("In E. coli it works.", {HUMAN: 1.0}), ("In mice it works.", {}), ("HeLa.", {})],
)
def test_texts_that_name_no_species_of_the_index_are_mostly_human(
    open_index: OpenIndex, text: str, degrees: dict[int, float]
) -> None:
    assert of_text(open_index, text, Evidence.UNNAMED) == degrees


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("It was injected.", 1 / 3),
        ("Its domain binds.", -2 / 4),
        ("Patients were injected.", 1 / 3),
        ("Mice, as patients, were injected.", 1 / 3),
        ("Mice were injected.", None),
        ("It works.", None),
    ],
)
def test_what_is_done_in_a_study_speaks_for_rodents_unless_the_text_leaves_no_choice(
    open_index: OpenIndex, text: str, degree: float | None
) -> None:
    expected = {} if degree is None else {MOUSE: pytest.approx(degree), RAT: pytest.approx(degree)}
    assert of_text(open_index, text, Evidence.STUDY) == expected


@pytest.mark.parametrize(
    ("text", "taxa"),
    [
        ("Knockout mice and flies.", [MOUSE]),
        ("Deficient rats.", [RAT]),
        ("Deficient cells.", []),
        ("Mice and rats.", []),
    ],
)
def test_bred_animals_are_evidence_for_the_rodents_of_the_text(
    open_index: OpenIndex, text: str, taxa: list[int]
) -> None:
    assert of_text(open_index, text, Evidence.BRED) == dict.fromkeys(taxa, 1.0)


def test_where_one_species_is_asked_for_the_text_as_a_whole_says_nothing_more(open_index: OpenIndex) -> None:
    given = document("The injected abc.", "abc")
    for species, expected in (((MOUSE,), set()), ((MOUSE, HUMAN), {Evidence.STUDY})):
        resolver = DocumentResolver(Resolver(open_index(*GENES)), species)
        found = resolver.prepare(given).context
        assert found.is_prose
        assert set(dict(found.terms_of(MOUSE))) - {Evidence.REQUESTED} == expected


@pytest.mark.parametrize(("annotated", "meant"), [(10092, MOUSE), (7215, FLY), (9605, HUMAN), (10116, RAT)])
def test_a_genus_subspecies_or_strain_that_is_annotated_means_its_species(
    reference: Reference, annotated: int, meant: int
) -> None:
    context = read_context(reference, Context(text="some mus", mentions=[SpeciesMention(5, 8, annotated, 1.0)]))
    assert context.named == (meant,)


def test_a_species_word_just_before_one_mention_counts_for_all(open_index: OpenIndex) -> None:
    terms = terms_by_row(open_index, document("Rats lack it; the mouse abc is low. Here abc is not.", "abc"), "abc")
    assert degrees(terms, Evidence.BEFORE) == {2: 1.0}


def test_the_votes_of_a_document_are_those_of_its_names(open_index: OpenIndex) -> None:
    terms = terms_by_row(open_index, document("ABC1 and abc", "ABC1", "abc"), "abc")
    assert degrees(terms, Evidence.LIST) == {1: 1.0, 4: 1.0}


def test_the_long_form_of_an_abbreviation_is_evidence_for_its_genes_and_their_groups(open_index: OpenIndex) -> None:
    text = "the alpha beta catenin 1 (abc) and mice"
    terms = terms_by_row(open_index, document(text, "abc"), "abc")
    assert degrees(terms, Evidence.LONG_FORM) == {1: 1.0, 2: 1.0, 3: 1.0}
    assert degrees(terms_by_row(open_index, document("abc and mice", "abc"), "abc"), Evidence.LONG_FORM) == {}


@pytest.mark.parametrize(
    ("text", "degree"), [("catenin abc", 1.0), ("abc alone", None), ("Catenin, abc", 1.0), ("alpha beta abc", None)]
)
def test_the_own_words_of_a_full_name_are_evidence_in_the_text(
    open_index: OpenIndex, text: str, degree: float | None
) -> None:
    found = degrees(terms_by_row(open_index, document(text, "abc"), "abc"), Evidence.NAME_IN_TEXT)
    assert found == ({} if degree is None else {1: degree})


def test_half_of_the_own_words_are_enough(open_index: OpenIndex) -> None:
    gene = Made(1, "ABC1", synonyms=("abc",), full_name="one two three four protein")
    for text, expected in (("one two abc", {1: 0.5}), ("one abc", {}), ("one two three abc", {1: 0.75})):
        assert degrees(terms_by_row(open_index, document(text, "abc"), "abc", gene), Evidence.NAME_IN_TEXT) == expected


def test_another_name_of_the_group_in_the_document_is_evidence(open_index: OpenIndex) -> None:
    terms = terms_by_row(open_index, document("xylose enzyme or abc", "abc", "xylose enzyme"), "abc")
    assert degrees(terms, Evidence.ELSEWHERE) == {4: 1.0}
    same = terms_by_row(open_index, document("abc or ABC", "abc", "ABC"), "abc")
    assert degrees(same, Evidence.ELSEWHERE) == {}
    lone = (Made(1, "QQA1", synonyms=("abc", "qqq")),)
    assert degrees(terms_by_row(open_index, document("abc qqq", "abc", "qqq"), "abc", *lone), Evidence.ELSEWHERE) == {}


def test_members_of_a_family_in_the_document_are_no_other_name(open_index: OpenIndex) -> None:
    reference = open_index(Made(1, "ABC1", group="g1"), families=[MadeFamily("ABC", ("ABC1",), ("ABCs",))])
    resolver = DocumentResolver(Resolver(reference))
    found = resolver.prepare(document("ABCs with ABC1", "ABCs", "ABC1"))
    assert found.keys_of_group == {1: {"abc1"}}


def test_species_annotations_of_a_document_are_its_context() -> None:
    mentions = (
        Mention(11, 15, "mice", "Species", ("10090", "*10116")),
        Mention(0, 1, "x", "OrganismTaxon", ("7227",)),
        Mention(2, 3, "y", "Gene", ("12",)),
        Mention(4, 5, "z", "Species", ("-", "²")),
    )
    assert context_of(Document("1", "A title", "of mice", mentions)) == Context(
        title="A title",
        text="of mice",
        mentions=[
            SpeciesMention(11, 15, MOUSE, 1.0),
            SpeciesMention(11, 15, RAT, 1.0),
            SpeciesMention(0, 1, FLY, 1.0),
        ],
    )


def test_mentions_of_other_kinds_have_no_answer_and_equal_names_the_same(open_index: OpenIndex) -> None:
    given = document("human ABC1 and mice, ABC1", "ABC1", species=(("mice", MOUSE),))
    answers = DocumentResolver(Resolver(open_index(*GENES))).resolve(given)
    assert [answer is None for answer in answers] == [False, False, True]
    assert answers[0] is answers[1]
    assert answers[0] is not None
    assert [gene.key for gene in best_genes(answers[0])] == [answers[0].candidates[0].gene.key]


def test_requested_species_are_the_only_ones_in_a_document(open_index: OpenIndex) -> None:
    resolver = DocumentResolver(Resolver(open_index(*GENES)), species=(RAT,))
    (answer,) = resolver.resolve(document("human ABC1", "ABC1"))
    assert answer is not None
    assert {candidate.gene.taxon_id for candidate in answer.candidates} == {RAT}


def test_stated_organisms_of_a_document_are_evidence_and_have_orthologs(open_index: OpenIndex) -> None:
    given = document("The ABC1 is low.", "ABC1")
    resolver = DocumentResolver(Resolver(open_index(*GENES)), organisms=("rat", "unicorn"))
    prepared_document = resolver.prepare(given)
    assert prepared_document.context.organisms == prepared_document.context.ortholog_taxa == (RAT,)
    assert dict(prepared_document.context.terms_of(RAT))[Evidence.ORGANISM] == 1.0
    assert RAT in {candidate.gene.taxon_id for candidate in resolver.candidates("ABC1", prepared_document)}


def test_a_further_text_of_a_document_is_read_as_its_last_sentences(open_index: OpenIndex) -> None:
    given = document("The ABC1 is low in mice", "ABC1")
    reference = open_index(*GENES)
    text = "Rats have grown inhibition factor (GIF)."
    plain, found = (DocumentResolver(Resolver(reference), text=said).prepare(given) for said in ("", text))
    assert set(found.context.named) == {MOUSE, RAT}
    assert set(plain.context.named) == {MOUSE}
    assert found.nearby == plain.nearby
    assert {"rats", "inhibition"} <= found.words
