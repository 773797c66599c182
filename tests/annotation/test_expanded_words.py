"""Words inferred from the names that a program made of them, on an index of a few genes."""

from __future__ import annotations

from pathlib import Path

import pytest

from genenorm.annotation.annotations import annotate_record
from genenorm.annotation.expanded_words import expanded_words
from genenorm.annotation.name_clashes import name_clashes
from genenorm.annotation.text_support import places_by_gene
from genenorm.index.reference import Reference
from genenorm.records.record import Record, TableWord
from genenorm.resolver.doubt import Doubt, read_doubts
from genenorm.resolver.resolver import Resolver
from tests.support.made_index import Made, MadeFamily, make_index

MOUSE = 10090
GENES = (
    Made(1, "AAQ1", synonyms=("Qp21",), group="G1", weight=200),
    Made(2, "BBR2", synonyms=("Qp21",), group="G2", weight=40),
    Made(3, "CCS3", synonyms=("Qp21",), group="G3", weight=40),
    Made(4, "Bbr2", group="G2", taxon_id=MOUSE),
    Made(5, "DDQ1", group="G5"),
    Made(6, "DDQ2", group="G6"),
    Made(7, "DDQ3", group="G7"),
    Made(8, "ZZX8", synonyms=("Qfam",)),
    Made(9, "EET4", synonyms=("Qtwo",), group="G9"),
    Made(10, "FFU5", synonyms=("Qtwo",), group="G9"),
    Made(11, "GGV1", synonyms=("Qold",), group="G11"),
    Made(12, "GGV2", synonyms=("Qold",), group="G12"),
    Made(13, "HHW1", synonyms=("Qone",)),
)
FAMILIES = (MadeFamily("QFAM", ("DDQ1", "DDQ2", "DDQ3"), ("Qfam",)),)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Resolver:
    file = make_index(tmp_path_factory.mktemp("index") / "made.safetensors", GENES, families=FAMILIES)
    return Resolver(Reference.open(file))


def words_of(made: Resolver, *names: str) -> dict[str, str]:
    answers = made.resolve_all(names)
    meant = [answer.gene_meant for answer in answers]
    aliases = name_clashes(made.reference, places_by_gene(made.reference, answers, meant)).aliases
    found = expanded_words(made.reference, answers, meant, aliases)
    return {names[place]: statement for place, statement in found.items()}


def test_a_word_was_read_where_all_genes_that_have_the_name_are_there(made: Resolver) -> None:
    statement = "qp21: AAQ1, BBR2, CCS3"
    assert words_of(made, "AAQ1", "DDQ1", "BBR2", "CCS3") == dict.fromkeys(("AAQ1", "BBR2", "CCS3"), statement)
    assert words_of(made, "AAQ1", "BBR2") == {}


def test_an_ortholog_shares_the_word(made: Resolver) -> None:
    found = words_of(made, "AAQ1", "BBR2", "CCS3", "Bbr2")
    assert found["Bbr2"] == found["BBR2"] == "qp21: AAQ1, BBR2, CCS3"
    assert words_of(made, "Bbr2") == {}


def test_a_family_was_read_where_most_of_its_members_are_there_with_a_gene_that_only_has_its_name(
    made: Resolver,
) -> None:
    assert words_of(made, "DDQ1", "DDQ2", "ZZX8") == {"ZZX8": "qfam: DDQ1, DDQ2, ZZX8"}
    assert words_of(made, "DDQ1", "ZZX8") == words_of(made, "DDQ1", "DDQ2", "DDQ3") == {}


def test_relatives_may_share_a_name_and_one_gene_tells_nothing(made: Resolver) -> None:
    assert words_of(made, "EET4", "FFU5") == {}  # one homology group
    assert words_of(made, "GGV1", "GGV2") == {}  # symbols that begin alike
    assert words_of(made, "HHW1", "no gene") == {}


def record_of(*names: str, words: tuple[TableWord, ...] = (), symbols: bool = True) -> Record:
    return Record("r", "r", names, species=(9606,), names_are_symbols=symbols, words=words)


def test_rows_of_symbols_that_a_program_made_are_in_doubt_where_the_word_does_not_mean_them(made: Resolver) -> None:
    rows = annotate_record(record_of("DDQ1", "DDQ2", "ZZX8"), made).rows
    assert [read_doubts(row.doubt) for row in rows] == [[], [], [Doubt.OTHER_GENE]]
    assert rows[2].shared_word == "qfam: DDQ1, DDQ2, ZZX8"


def test_no_word_is_inferred_for_names_that_people_wrote_or_beside_words_that_were_read(made: Resolver) -> None:
    words = (TableWord("DDQ1"), TableWord("DDQ2"), TableWord("ZZX8"))
    for record in (record_of("DDQ1", "DDQ2", "ZZX8", symbols=False), record_of("DDQ1", "DDQ2", "ZZX8", words=words)):
        assert [(row.doubt, row.shared_word) for row in annotate_record(record, made).rows] == [("", "")] * 3


def test_an_index_without_shared_names_has_none(tmp_path: Path) -> None:
    with Reference.open(make_index(tmp_path / "a.safetensors", (Made(1, "AAQ1"), Made(2, "BBR2")))) as reference:
        assert words_of(Resolver(reference), "AAQ1", "BBR2") == {}
