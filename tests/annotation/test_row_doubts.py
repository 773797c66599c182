"""Doubt: the reasons of answers and of words, on an index of a few genes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from genenorm.annotation.annotations import annotate_record
from genenorm.annotation.row_doubts import DoubtFinder
from genenorm.annotation.scope import Scope
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import Biotype, Candidate, Gene, KeyRule, NameKind, Resolution, Status
from genenorm.index.reference import Reference
from genenorm.records.record import NO_WORD, Record, TableWord
from genenorm.resolver.doubt import Doubt, doubt_text, doubts_of_answer, read_doubts
from genenorm.resolver.resolver import Resolver
from tests.support.made_index import Made, MadeFamily, make_index

HUMAN, MOUSE, FLY = 9606, 10090, 7227
PEOPLE = Scope((HUMAN,))
GENES = (
    Made(1, "QQA1", synonyms=("Qor7", "Qum1"), group="G1", weight=200),
    Made(2, "QQB1", synonyms=("Qor7",), group="G2", weight=200),
    Made(3, "QQC1", synonyms=("QQA1", "Qword", "ATP"), weight=120),
    Made(4, "QQD1", group="G3", weight=120),
    Made(5, "QQD2", group="G4", weight=120),
    Made(6, "Qqa1", group="G1", taxon_id=MOUSE, weight=200),
    Made(7, "QQE1P", biotype=Biotype.PSEUDOGENE),
    Made(8, "QQF1", biotype=Biotype.UNKNOWN),
    Made(9, "Q6", weight=120),
    Made(10, "qqg", taxon_id=FLY, weight=120),
    Made(11, "QQH1", synonyms=("QQD",), weight=120),
    Made(12, "QQI1", names=((NameKind.RETIRED_SYMBOL, "QQIOLD"),), weight=120),
    Made(13, "Qqj1", group="G9", taxon_id=MOUSE, weight=120),
    Made(14, "QQJ9", synonyms=("Qjay77", "Qor8"), group="G9", weight=120),
    Made(15, "QQK1", synonyms=("Qor8",), weight=120),
)
FAMILIES = (MadeFamily("QQD", ("QQD1", "QQD2"), ("QQD",)),)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Resolver:
    file = make_index(
        tmp_path_factory.mktemp("index") / "made.safetensors", GENES, families=FAMILIES, taxa=(HUMAN, MOUSE, FLY)
    )
    return Resolver(Reference.open(file))


class Given:
    """Statements of a text on any gene."""

    def __init__(self, statements: Sequence[str]) -> None:
        self._statements = statements

    def on(self, _gene: Gene) -> Sequence[str]:
        return self._statements

    with_symbol_of = on


def doubts_of_word(
    made: Resolver, symbol: str, word: TableWord, *, shared_word: str = "", support: Sequence[str] = ()
) -> list[Doubt]:
    """Return the doubts of a row whose keyword is a symbol for which a word was read."""
    record = Record("r", "r", (symbol,), species=(HUMAN,), words=(word,))
    (row,) = annotate_record(record, made).rows
    finder = DoubtFinder(made, NO_CONTEXT, PEOPLE)
    given = row.resolution, row.gene, "in scope", shared_word, word, row.word_kind
    return read_doubts(finder.doubts(*given, support=Given(support)))


# -- words read in the figure -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("symbol", "word", "expected"),
    [
        ("QQA1", TableWord("QQA1", "QQA1"), []),
        ("QQA1", TableWord("(QQA-1", "QQA1"), []),
        ("QQC1", TableWord("QQA1", "QQA1"), [Doubt.OTHER_GENE]),
        ("QQD1", TableWord("QQD", "QQD"), []),
        ("QQH1", TableWord("QQD", "QQD"), [Doubt.OTHER_GENE]),
        ("QQD2", TableWord("QQD1/2", "QQD2"), []),
        ("Q6", TableWord("QOK4/6", "Q6"), [Doubt.NO_NAME]),
        ("QQD1", TableWord("QQD\u0431", "QQD"), [Doubt.PART]),
        ("QQD1", TableWord("Zzz", "Zzz"), [Doubt.NO_NAME]),
        ("QQC1", TableWord("ATP", "ATP"), [Doubt.NOT_A_GENE]),
        ("QQC1", TableWord("Qword", "QWORD"), [Doubt.EVERYDAY]),
        ("QQA1", TableWord("Qor7", "QOR7"), [Doubt.SECOND]),
        ("QQA1", TableWord("Zzz"), [Doubt.NO_NAME]),
    ],
)
def test_a_word_that_does_not_clearly_mean_the_gene_is_a_reason(
    made: Resolver, symbol: str, word: TableWord, expected: list[Doubt]
) -> None:
    assert doubts_of_word(made, symbol, word) == expected


def test_a_word_without_a_kind_of_name_for_the_gene_is_always_a_reason(made: Resolver) -> None:
    words = (*(TableWord(text, text) for text in ("QQA1", "Qor7", "QQD", "Zzz", "QQD1/2", "QOK4/6")), NO_WORD)
    for symbol in ("QQA1", "QQC1", "QQD2", "Q6"):
        record = Record("r", "r", (symbol,) * len(words), species=(HUMAN,), words=words)
        for row in annotate_record(record, made).rows:
            assert row.doubt or row.word_kind or not row.word, row


def test_a_shared_word_is_a_reason_unless_it_clearly_means_the_gene_or_the_text_names_it_otherwise(
    made: Resolver,
) -> None:
    shared = "Qor7: QQA1, QQB1"
    word = TableWord("Qor7", "QOR7")
    assert doubts_of_word(made, "QQA1", word, shared_word=shared) == [Doubt.SHARED]
    for support in ('caption: "Qum1" → QQA1 synonym', 'title: "QQA1" → QQA1 symbol'):
        assert doubts_of_word(made, "QQA1", word, shared_word=shared, support=(support,)) == []
    same = ('caption: "Qor7" → QQA1 synonym',)
    assert doubts_of_word(made, "QQA1", word, shared_word=shared, support=same) == [Doubt.SHARED]
    clear = "QQA1: QQA1, QQC1"
    assert doubts_of_word(made, "QQA1", NO_WORD, shared_word=clear) == []
    assert doubts_of_word(made, "QQC1", NO_WORD, shared_word=clear) == [Doubt.OTHER_GENE]


@pytest.mark.parametrize("symbol", ["QQE1P", "QQF1"])
def test_a_gene_without_a_known_product_is_a_reason_unless_the_text_has_its_symbol(made: Resolver, symbol: str) -> None:
    assert doubts_of_word(made, symbol, NO_WORD) == [Doubt.NO_PRODUCT]
    assert doubts_of_word(made, symbol, NO_WORD, support=(f'title: "{symbol}" → {symbol} symbol',)) == []


# -- answers ----------------------------------------------------------------------------------------------------------


def test_an_answer_out_of_scope_has_that_reason_and_none_about_its_word(made: Resolver) -> None:
    answer = made.resolve("qqg", Context(species=FLY))
    assert answer.gene_id == 10
    finder = DoubtFinder(made, NO_CONTEXT, PEOPLE)
    assert finder.doubts(answer, answer.gene, "out of scope", "", TableWord("Zzz")) == "out of scope"
    assert finder.doubts(answer, answer.gene, "in scope", "", TableWord("Zzz")) == "its word is no name of it"


def doubts_of_figure(made: Resolver, *names: str, caption: str, words: Sequence[str] = ()) -> list[str]:
    """Return the doubts of the rows of a figure record, the first of which is out of scope."""
    read = tuple(TableWord(word, word) for word in words)
    record = Record("r", "r", names, caption=caption, words=read, names_are_symbols=True)
    rows = annotate_record(record, made).rows
    assert (rows[0].resolution.status, rows[0].scope) == (Status.RESOLVED, "out of scope")
    return [row.doubt for row in rows]


def test_a_figure_about_species_that_the_index_lacks_is_settled_by_its_scope(made: Resolver) -> None:
    record = Record("r", "r", ("QQA1", "Qor7", "QQD"), caption="Roots of seedlings")
    annotation = annotate_record(record, made)
    assert annotation.scope.is_of_others
    assert {row.scope for row in annotation.rows} == {"out of scope"}
    assert {row.doubt for row in annotation.rows} == {""}


def test_a_gene_out_of_scope_is_settled_by_the_row_of_its_ortholog_in_scope(made: Resolver) -> None:
    assert doubts_of_figure(made, "qqg", "QQA1", caption="Patients") == ["out of scope", ""]
    assert doubts_of_figure(made, "Qqj1", "QQA1", caption="Patients") == ["out of scope", ""]
    assert doubts_of_figure(made, "Qqj1", "QQJ9", caption="Patients") == ["", ""]


def test_a_gene_out_of_scope_is_settled_by_rows_of_the_family_that_its_word_names(made: Resolver) -> None:
    for others, doubt in ((("QQD1",), ""), (("QQB1",), "out of scope")):
        words = ("QQD", *others)
        found = doubts_of_figure(made, "qqg", *others, caption="Patients", words=words)
        assert found == [doubt, ""], others


def test_a_gene_out_of_scope_is_no_work_where_the_figure_clearly_means_its_ortholog(made: Resolver) -> None:
    for word, doubt in (("QQJ9", ""), ("Qjay77", ""), ("Zzz", "out of scope"), ("QQB1", "out of scope")):
        assert doubts_of_figure(made, "Qqj1", caption="Patients", words=[word]) == [doubt], word
    assert doubts_of_figure(made, "Qqj1", caption="Patients have QQJ9") == [""]
    assert doubts_of_figure(made, "Qqj1", caption="Patients have Qor8") == ["out of scope"]


def test_a_record_about_several_species_means_the_gene_of_each(made: Resolver, resolver: Resolver) -> None:
    record = Record("r", "r", ("Grin1",), caption="Neurons of mice and rats")
    (row,) = annotate_record(record, resolver).rows
    assert (row.scope, row.resolution.status, row.doubt) == ("in scope", Status.RESOLVED, "")
    assert doubts_of_answer(row.resolution) == [Doubt.SPECIES]


def test_each_status_without_one_sure_gene_is_a_reason_but_not_that_of_a_name_without_an_answer(
    made: Resolver,
) -> None:
    by_name = {name: doubts_of_answer(made.resolve(name)) for name in ("QQD", "Qor7", "QQIOLD", "Zzz", "QQB1", "the")}
    assert by_name == {
        "QQD": [Doubt.FAMILY], "Qor7": [Doubt.AMBIGUOUS], "QQIOLD": [Doubt.RETIRED], "Zzz": [], "QQB1": [], "the": [],
    }  # fmt: skip


def test_the_species_is_by_default_only_when_another_one_in_scope_is_as_likely(resolver: Resolver) -> None:
    answer = resolver.resolve("Grin1")
    assert answer.status is Status.RESOLVED
    assert doubts_of_answer(answer) == doubts_of_answer(answer, (10090, 10116)) == [Doubt.SPECIES]
    assert doubts_of_answer(answer, (10090,)) == []


@pytest.mark.parametrize(
    ("name", "expected"), [("GRIN-1", []), ("NTRK2 kinase", [Doubt.LOOSE]), ("GR1N1", [Doubt.REPAIRED])]
)
def test_a_repaired_or_loosened_spelling_is_a_reason(resolver: Resolver, name: str, expected: list[Doubt]) -> None:
    answer = resolver.resolve(name, Context(species=HUMAN))
    assert answer.symbol == name.replace("-", "").replace("1N", "IN").partition(" ")[0]
    found = doubts_of_answer(answer, (HUMAN,))
    assert [doubt for doubt in found if doubt in (Doubt.LOOSE, Doubt.REPAIRED)] == expected
    assert Doubt.GUESS not in found  # the spelling is the reason for the low score


def test_an_answer_with_a_low_score_is_in_doubt_for_what_else_it_may_mean_or_else_as_a_guess(made: Resolver) -> None:
    gene, rival, ortholog = (made.resolve(name, Context(species=species)).best for name, species in
                             (("QQA1", HUMAN), ("QQB1", HUMAN), ("Qqa1", MOUSE)))  # fmt: skip
    assert gene is not None
    assert rival is not None
    assert ortholog is not None

    def answer(score: float, *others: tuple[Candidate, float]) -> Resolution:
        ranked = tuple(candidate._replace(score=chance) for candidate, chance in ((gene, score), *others))
        return Resolution("name", Status.RESOLVED, candidates=ranked, answer=True, score=score, rule=KeyRule.AS_WRITTEN)

    assert doubts_of_answer(answer(0.73)) == [Doubt.GUESS]
    assert doubts_of_answer(answer(0.74)) == doubts_of_answer(answer(0.8, (rival, 0.2))) == []
    assert doubts_of_answer(answer(0.7, (rival, 0.1))) == [Doubt.SECOND]
    assert doubts_of_answer(answer(0.7, (ortholog, 0.1))) == [Doubt.SPECIES]
    assert doubts_of_answer(answer(0.7, (ortholog, 0.1)), (HUMAN,)) == []  # in the species in scope it is sure
    assert doubts_of_answer(answer(0.7, (rival, 0.09))) == [Doubt.GUESS]
    assert doubts_of_answer(answer(0.9), (MOUSE,)) == [Doubt.OUT_OF_SCOPE]


def test_reasons_are_joined_once_each_and_read_back_most_serious_first() -> None:
    text = doubt_text([Doubt.SPECIES, Doubt.FAMILY, Doubt.AMBIGUOUS, Doubt.SPECIES])
    assert text == "ambiguous; species by default; family, not a gene"
    assert read_doubts(text) == [Doubt.AMBIGUOUS, Doubt.SPECIES, Doubt.FAMILY]
    assert read_doubts("a reason of another version; shared word") == [Doubt.SHARED]
    assert doubt_text([]) == ""


def test_a_gene_id_that_may_be_the_date_of_a_spreadsheet_is_in_doubt(tmp_path_factory: pytest.TempPathFactory) -> None:
    genes = (Made(44441, "Bqq46", taxon_id=FLY), Made(4735, "SEPTIN2", weight=200), Made(44440, "Bqq45", taxon_id=FLY))
    file = make_index(tmp_path_factory.mktemp("dates") / "made.safetensors", genes, taxa=(HUMAN, FLY))
    resolver = Resolver(Reference.open(file))
    found = {name: doubts_of_answer(resolver.resolve(name)) for name in ("44441", "SEPTIN2", "44440000")}
    assert (found["44441"], found["SEPTIN2"], found["44440000"]) == ([Doubt.DATE], [], [])
