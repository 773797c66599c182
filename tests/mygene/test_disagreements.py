"""Where index and MyGene.info differ about a name, and where they only seem to."""

from __future__ import annotations

import pytest

from genenorm.core.model import Biotype, Candidate, Gene, KeyRule, Match, NameKind, Resolution, Status, label
from genenorm.mygene.disagreements import Difference, Disagreement, disagreements, names_to_ask
from genenorm.mygene.hits import LiveHit, Provenance, dump_hit, read_hit

GENE = Gene(1, 9606, 2902, "GRIN1", "", "ENSG1", "HGNC:4584", Biotype.PROTEIN_CODING, None, 0)
MATCH = Match(NameKind.SYMBOL, KeyRule.AS_WRITTEN, label(GENE))
GRIN1 = Resolution("GRIN1", Status.RESOLVED, Candidate(GENE, MATCH, 1.0))


def hit(**fields: object) -> LiveHit:
    text = dump_hit({"taxid": 9606, "entrezgene": "2902", "symbol": "GRIN1", "alias": "OTHER", **fields})
    found = read_hit(str(fields.get("symbol", "GRIN1")), text, Provenance("", 0))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("resolution", "hits", "difference"),
    [
        (GRIN1, (hit(),), None),
        (GRIN1, (hit(entrezgene="9"), hit()), None),
        (GRIN1, (hit(entrezgene="9"),), Difference.OTHER_GENE),
        (GRIN1, (hit(symbol="NEW1"),), Difference.OTHER_SYMBOL),
        (GRIN1, (hit(taxid=10090, entrezgene="14810"),), Difference.ONLY_INDEX),
        (GRIN1, (), Difference.ONLY_INDEX),
        (GRIN1, (hit(entrezgene=None, HGNC="4584"),), None),
        (GRIN1, (hit(entrezgene=None, ensembl={"gene": "ENSG1"}),), None),
        (GRIN1, (hit(entrezgene=None),), Difference.OTHER_GENE),
        (Resolution("GRIN1", Status.UNKNOWN), (hit(),), Difference.ONLY_MYGENE),
        (Resolution("GRIN1", Status.UNKNOWN), (), None),
        (Resolution("GRIN1", Status.AMBIGUOUS), (hit(),), None),
    ],
)
def test_two_answers_differ_or_not(
    resolution: Resolution, hits: tuple[LiveHit, ...], difference: Difference | None
) -> None:
    found = disagreements([resolution], {"GRIN1": hits})
    assert [one.difference for one in found] == ([difference] if difference else [])


def test_a_disagreement_says_what_each_source_says() -> None:
    assert disagreements([GRIN1, GRIN1], {"GRIN1": (hit(entrezgene="9", symbol="NEW1"),)}) == (
        Disagreement("GRIN1", Difference.OTHER_GENE, "9606:2902 GRIN1", ("9606:9 NEW1",)),
    )


def test_names_that_were_not_looked_up_are_passed_over() -> None:
    assert disagreements([GRIN1], {}) == ()


def test_names_the_index_cannot_answer_are_asked_or_all_of_them() -> None:
    unknown = Resolution("new1", Status.UNKNOWN)
    assert names_to_ask([GRIN1, unknown, unknown], always=False) == ("new1",)
    assert names_to_ask([GRIN1, unknown, GRIN1], always=True) == ("GRIN1", "new1")


@pytest.mark.parametrize(
    ("resolution", "asked"),
    [
        (Resolution("n", Status.RESOLVED, rule=KeyRule.OCR), True),
        (Resolution("n", Status.AMBIGUOUS, rule=KeyRule.COMPLETION), True),
        (Resolution("n", Status.RETIRED), True),
        (Resolution("n", Status.RETIRED, GRIN1.answer), False),
        (Resolution("n", Status.AMBIGUOUS, rule=KeyRule.GREEK_LETTER), False),
        (Resolution("n", Status.NOT_A_GENE), False),
        (Resolution("n", Status.FAMILY), False),
    ],
)
def test_a_guess_or_a_withdrawn_symbol_is_worth_asking(resolution: Resolution, asked: bool) -> None:
    assert names_to_ask([resolution], always=False) == (("n",) if asked else ())
