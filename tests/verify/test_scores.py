"""Scoring against gold identifiers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from genenorm.cli.commands import cli
from genenorm.records.pubtator import parse_pubtator
from genenorm.resolver.document_mentions import DocumentResolver
from genenorm.resolver.resolver import Resolver
from genenorm.verify.scores import Cause, judge_mentions, summarise, without_ids

GOLD = (
    "1|t|BDNF and TrkB in human neurons.\n"
    "1|a|Patients carry variants of BDNF. Qqq9 does not exist. In mice nothing was tried.\n"
    "1\t0\t4\tBDNF\tGene\t627\n"
    "1\t9\t13\tTrkB\tGene\t4915\n"
    "1\t17\t22\thuman\tSpecies\t9606\n"
    "1\t59\t63\tBDNF\tGene\t627\n"
    "1\t65\t69\tQqq9\tGene\t99999999\n"
)


@pytest.fixture
def documents(resolver: Resolver) -> DocumentResolver:
    return DocumentResolver(resolver)


def test_right_wrong_and_missing_answers_have_their_causes(documents: DocumentResolver) -> None:
    document = parse_pubtator(GOLD.encode(), "gold")[0].document
    judged = judge_mentions([document], documents)
    assert [item.cause for item in judged] == [Cause.RIGHT, Cause.RIGHT, Cause.RIGHT, Cause.NO_CANDIDATE]
    assert [item.taxon_id for item in judged] == [9606, 9606, 9606, None]


def test_the_gold_identifiers_are_removed_before_resolving() -> None:
    document = parse_pubtator(GOLD.encode(), "gold")[0].document
    hidden = without_ids(document)
    assert all(not mention.ids for mention in hidden.mentions if mention.kind == "Gene")
    assert [mention.ids for mention in hidden.mentions if mention.kind == "Species"] == [("9606",)]


def test_a_wrong_gold_id_counts_as_an_error(documents: DocumentResolver) -> None:
    mouse = GOLD.replace("\t627\n", "\t12064\n")  # the mouse's Bdnf, in a text on humans
    judged = judge_mentions([parse_pubtator(mouse.encode(), "gold")[0].document], documents)
    assert judged[0].cause is Cause.WRONG_SPECIES
    assert judged[0].group_right


def test_the_figures_add_up(documents: DocumentResolver) -> None:
    report = summarise(judge_mentions([parse_pubtator(GOLD.encode(), "gold")[0].document], documents))
    assert report.mentions == 4
    assert report.accuracy == 0.75
    assert sum(count for _, count in report.causes) == 4
    assert sum(count for _, count, _ in report.per_taxon) == 4
    assert sum(count for _, count, _, _ in report.reliability) == 4
    assert report.document_recall == pytest.approx(2 / 3)


def test_nothing_to_score_is_an_error() -> None:
    with pytest.raises(ValueError, match="no gene mention"):
        summarise([])


def test_the_command_prints_figures_for_people_and_programs(tmp_path: Path) -> None:
    gold = tmp_path / "gold.pubtator"
    gold.write_text(GOLD, encoding="utf-8")
    text = CliRunner().invoke(cli, ["evaluate", str(gold)])
    data = CliRunner().invoke(cli, ["evaluate", str(gold), "--format", "json"])
    assert text.exit_code == 0
    assert "mention accuracy                0.7500" in text.output
    assert json.loads(data.output)["accuracy"] == 0.75


def test_documents_are_scored_with_the_organism_that_is_given(tmp_path: Path) -> None:
    gold = tmp_path / "gold.pubtator"
    gold.write_text("1|t|TrkB in neurons.\n1|a|\n1\t0\t4\tTrkB\tGene\t25054\n", encoding="utf-8")
    shares = []
    for said in ([], ["--organism", "rat"], ["--organism", "fly,Rattus norvegicus"], ["--species", "rat"]):
        done = CliRunner().invoke(cli, ["evaluate", str(gold), "--format", "json", *said])
        shares.append(json.loads(done.output)["accuracy"])
    assert shares == [0.0, 1.0, 1.0, 1.0]
    assert CliRunner().invoke(cli, ["evaluate", str(gold), "--species", "auto"]).exit_code == 2
