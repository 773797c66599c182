"""Where the answers of the index and of MyGene.info differ, and where they only seem to."""

from __future__ import annotations

import pytest

from genenorm.core.model import Biotype, Candidate, Gene, KeyRule, Match, NameKind, Resolution, Status, label
from genenorm.mygene.disagreements import DisagreementKind, LookupDisagreement, find_disagreements, names_to_look_up
from genenorm.mygene.hits import LiveHit, LookupOrigin, dump_hit, read_hit

GENE = Gene(1, 9606, 2902, "GRIN1", "", "ENSG1", "HGNC:4584", Biotype.PROTEIN_CODING, None, 0)
MATCH = Match(NameKind.SYMBOL, KeyRule.AS_WRITTEN, label(GENE))
GRIN1 = Resolution("GRIN1", Status.RESOLVED, Candidate(GENE, MATCH, 1.0))


def hit(**fields: object) -> LiveHit:
    text = dump_hit({"taxid": 9606, "entrezgene": "2902", "symbol": "GRIN1", "alias": "OTHER", **fields})
    found = read_hit(str(fields.get("symbol", "GRIN1")), text, LookupOrigin("", 0))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("resolution", "hits", "difference"),
    [
        (GRIN1, (hit(),), None),
        (GRIN1, (hit(entrezgene="9"), hit()), None),
        (GRIN1, (hit(entrezgene="9"),), DisagreementKind.OTHER_GENE),
        (GRIN1, (hit(symbol="NEW1"),), DisagreementKind.OTHER_SYMBOL),
        (GRIN1, (hit(taxid=10090, entrezgene="14810"),), DisagreementKind.ONLY_INDEX),
        (GRIN1, (), DisagreementKind.ONLY_INDEX),
        (GRIN1, (hit(entrezgene=None, HGNC="4584"),), None),
        (GRIN1, (hit(entrezgene=None, ensembl={"gene": "ENSG1"}),), None),
        (GRIN1, (hit(entrezgene=None),), DisagreementKind.OTHER_GENE),
        (Resolution("GRIN1", Status.UNKNOWN), (hit(),), DisagreementKind.ONLY_MYGENE),
        (Resolution("GRIN1", Status.UNKNOWN), (), None),
        (Resolution("GRIN1", Status.AMBIGUOUS), (hit(),), None),
    ],
)
def test_two_answers_differ_or_not(
    resolution: Resolution, hits: tuple[LiveHit, ...], difference: DisagreementKind | None
) -> None:
    found = find_disagreements([resolution], {"GRIN1": hits})
    assert [one.kind for one in found] == ([difference] if difference else [])


def test_a_disagreement_has_the_genes_of_both_sources() -> None:
    assert find_disagreements([GRIN1, GRIN1], {"GRIN1": (hit(entrezgene="9", symbol="NEW1"),)}) == (
        LookupDisagreement("GRIN1", DisagreementKind.OTHER_GENE, "9606:2902 GRIN1", ("9606:9 NEW1",)),
    )


def test_names_that_were_not_looked_up_are_not_compared() -> None:
    assert find_disagreements([GRIN1], {}) == ()


def test_names_that_the_index_cannot_answer_are_asked_or_all_names() -> None:
    unknown = Resolution("new1", Status.UNKNOWN)
    assert names_to_look_up([GRIN1, unknown, unknown], always=False) == ("new1",)
    assert names_to_look_up([GRIN1, unknown, GRIN1], always=True) == ("GRIN1", "new1")


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
def test_names_that_are_guessed_or_withdrawn_are_asked(resolution: Resolution, asked: bool) -> None:
    assert names_to_look_up([resolution], always=False) == (("n",) if asked else ())
