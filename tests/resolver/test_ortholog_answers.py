"""Answers whose genes are replaced by their orthologs in a species."""

from __future__ import annotations

import pytest

from genenorm.core.context import Context
from genenorm.core.model import Status
from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT
from genenorm.index.homology import orthologs
from genenorm.resolver.ortholog_answers import lifted_answer
from genenorm.resolver.resolver import Resolver


def test_a_gene_becomes_its_ortholog_and_says_so(resolver: Resolver) -> None:
    answer = resolver.resolve("psd95", Context(species=MOUSE))
    lifted = lifted_answer(resolver.reference, answer, HUMAN)
    assert (lifted.input, lifted.status, lifted.symbol, lifted.kind) == ("psd95", Status.RESOLVED, "DLG4", answer.kind)
    assert lifted.evidence.endswith("ortholog of Dlg4 (10090:13385)")


def test_a_gene_of_the_species_stays(resolver: Resolver) -> None:
    answer = resolver.resolve("Dlg4", Context(species=MOUSE))
    assert lifted_answer(resolver.reference, answer, MOUSE) is answer


def test_a_gene_with_several_orthologs_means_them_all(resolver: Resolver) -> None:
    reference = resolver.reference
    answer = resolver.resolve("AKT3", Context(species=HUMAN))
    assert answer.gene is not None
    found = tuple(ortholog.gene for ortholog in orthologs(reference, answer.gene, FISH))
    assert len(found) > 1
    lifted = lifted_answer(reference, answer, FISH)
    assert (lifted.status, lifted.members, lifted.gene) == (Status.FAMILY, found, None)
    assert lifted.note == f"{len(found)} zebrafish orthologs of AKT3 (9606:10000)"


def test_a_gene_without_an_ortholog_is_unknown_and_says_why(resolver: Resolver) -> None:
    lifted = lifted_answer(resolver.reference, resolver.resolve("GRIN1", Context(species=HUMAN)), 559292)
    assert (lifted.status, lifted.gene) == (Status.UNKNOWN, None)
    assert lifted.note.startswith("no yeast ortholog of GRIN1 (9606:2902)")


@pytest.mark.parametrize("taxon", [HUMAN, MOUSE, RAT])
def test_an_open_species_is_decided(resolver: Resolver, taxon: int) -> None:
    answer = next(
        found
        for name in ("TrkB", "NR1", "psd95", "p53", "GluN1")
        if (found := resolver.resolve(name)).status is Status.GROUP
    )
    lifted = lifted_answer(resolver.reference, answer, taxon)
    assert (lifted.status, lifted.taxon_id, lifted.group_id) == (Status.RESOLVED, taxon, answer.group_id)


def test_the_members_of_a_family_become_theirs(resolver: Resolver) -> None:
    answer = resolver.resolve("NMDAR", Context(species=HUMAN))
    lifted = lifted_answer(resolver.reference, answer, MOUSE)
    assert lifted.status is Status.FAMILY
    assert {gene.taxon_id for gene in answer.members} == {HUMAN}
    assert {gene.taxon_id for gene in lifted.members} == {MOUSE}
    assert lifted.note == f"{answer.note}; {len(lifted.members)} mouse orthologs"
    assert lifted_answer(resolver.reference, answer, HUMAN) is answer


@pytest.mark.parametrize("name", ["no such gene", "and", ""])
def test_an_answer_without_a_gene_stays(resolver: Resolver, name: str) -> None:
    answer = resolver.resolve(name)
    assert lifted_answer(resolver.reference, answer, FLY) is answer
