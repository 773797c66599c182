"""Doubt: the reasons of answers and of words, on an index of a few genes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from genenorm.annotation.annotations import annotate_record
from genenorm.annotation.row_doubts import DoubtFinder
from genenorm.annotation.scope import Scope
from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.model import Biotype, NameKind, Status
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
)
FAMILIES = (MadeFamily("QQD", ("QQD1", "QQD2"), ("QQD",)),)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Resolver:
    file = make_index(
        tmp_path_factory.mktemp("index") / "made.safetensors", GENES, families=FAMILIES, taxa=(HUMAN, MOUSE, FLY)
    )
    return Resolver(Reference.open(file))


def doubts_of_word(
    made: Resolver, symbol: str, word: TableWord, *, shared_word: str = "", support: Sequence[str] = ()
) -> list[Doubt]:
    """Return the doubts of a row whose keyword is a symbol for which a word was read."""
    record = Record("r", "r", (symbol,), species=(HUMAN,), words=(word,))
    (row,) = annotate_record(record, made).rows
    finder = DoubtFinder(made, NO_CONTEXT, PEOPLE)
    return read_doubts(finder.doubts(row.resolution, "in scope", support, shared_word, word, row.word_kind))


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
    assert finder.doubts(answer, "out of scope", (), "", TableWord("Zzz")) == "out of scope"
    assert finder.doubts(answer, "in scope", (), "", TableWord("Zzz")) == "its word is no name of it"


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
    assert doubts_of_answer(answer, (HUMAN,)) == expected


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
