"""Which candidates reconciliation offers, in which order, and which of them it calls a match."""

from __future__ import annotations

from typing import Any

import pytest

from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.service.reconciliation.entities import Entities, Entity
from genenorm.service.reconciliation.entity_candidates import EntityCandidates
from genenorm.service.reconciliation.query_forms import ReconciliationQuery


@pytest.fixture(scope="module")
def candidates(resolver: Resolver, reference: Reference) -> EntityCandidates:
    return EntityCandidates(resolver, Entities(reference))


def rows(candidates: EntityCandidates, name: str, types: Any = (), **properties: Any) -> list[dict[str, Any]]:
    """Return the candidates for a name with types and the values of properties."""
    query: dict[str, Any] = {"type": types if isinstance(types, str) else list(types)}
    if name:
        query["query"] = name
    query["properties"] = [{"pid": pid, "v": value} for pid, value in properties.items()]
    return candidates.of_query(ReconciliationQuery.model_validate(query))


def match(found: list[dict[str, Any]]) -> str:
    """Return the id of the match among candidates; empty when none is one, which all other cases need a person for."""
    matches = [row for row in found if row["match"]]
    assert matches in ([], found[:1])
    scores = [row["score"] for row in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 100 for score in scores)
    return matches[0]["id"] if matches else ""


@pytest.mark.parametrize(
    ("name", "types", "best", "is_match"),
    [
        ("GRIN1", (), "NCBIGene:2902", True),
        ("GRIN1", "gene", "NCBIGene:2902", True),
        ("p53", (), "HomoloGene:460", False),  # the species is open
        ("p53", "gene", "NCBIGene:7157", False),
        ("p53", "gene/10090", "NCBIGene:22059", True),
        ("p53", "homology-group", "HomoloGene:460", True),  # for which the species does not matter
        ("Nmdar1", "gene", "NCBIGene:40665", False),  # answered, but in doubt
        ("Nmdar1", "gene/10090", "NCBIGene:14810", True),
        ("AMPK", (), "FPLX:AMPK", False),
        ("AMPK", "family", "FPLX:AMPK", True),
        ("KAR", "family", "FPLX:Kainate_family", False),
        ("GRIN1 GRIN2A", "gene", "NCBIGene:2902", False),
        ("HGNC:4584", "gene", "NCBIGene:2902", True),
        ("ENSMUSG00000026959", (), "NCBIGene:14810", True),
        ("FPLX:AMPK", (), "FPLX:AMPK", True),
        ("HomoloGene:7187", (), "HomoloGene:7187", True),
        ("HomoloGene:7187", "gene", "", False),
        ("no such gene", (), "", False),
        ("control", "gene", "", False),
    ],
)
def test_a_match_is_an_answer_without_doubt(
    candidates: EntityCandidates, name: str, types: str, best: str, is_match: bool
) -> None:
    found = rows(candidates, name, types)
    assert (found[0]["id"] if found else "") == best
    assert match(found) == (best if is_match else "")


def test_a_doubt_is_said_in_words(candidates: EntityCandidates) -> None:
    found = rows(candidates, "Nmdar1", "gene")
    assert found[0]["description"].endswith("doubt: species by default")


def test_types_restrict_the_candidates(candidates: EntityCandidates) -> None:
    for types in ("gene/10090", ["gene/10090"], ["gene/10090", "gene/10116"], "family", "homology-group"):
        found = rows(candidates, "NMDAR", types)
        wanted = {types} if isinstance(types, str) else set(types)
        assert found
        assert all(wanted & {kind["id"] for kind in row["type"]} for row in found)
    both = candidates.of_query(ReconciliationQuery(query="GRIN1", type=["gene/9606", "gene/10090"], type_strict="all"))
    mixed = candidates.of_query(ReconciliationQuery(query="GRIN1", type=["gene", "family"], type_strict="all"))
    assert both == mixed == []
    human = candidates.of_query(ReconciliationQuery(query="Grin1", type=["gene", "gene/9606"], type_strict="all"))
    assert human[0]["id"] == "NCBIGene:2902"


@pytest.mark.parametrize("species", ["mouse", "Mus musculus", 10090, 10090.0, "NCBITaxon:10090", ["mouse", "dog"]])
def test_a_species_of_a_row_decides_between_orthologs(candidates: EntityCandidates, species: Any) -> None:
    assert match(rows(candidates, "NMDAR1", "gene", species=species)) == "NCBIGene:14810"


@pytest.mark.parametrize(
    ("types", "properties", "said"),
    [
        ("person", {}, "this service has no type 'person'"),
        (["person", "place"], {}, "this service has no type 'person'"),
        ("gene", {"profession": ["politician", {"id": "p1"}]}, "this service has no property 'profession' of queries"),
        ("gene", {"orthologs": "Grin1"}, "this service has no property 'orthologs' of queries"),
    ],
)
def test_what_the_service_does_not_know_is_said_and_prevents_a_match(
    candidates: EntityCandidates, types: Any, properties: dict[str, Any], said: str
) -> None:
    found = rows(candidates, "GRIN1", types, **properties)
    assert found[0]["id"] == "NCBIGene:2902"
    assert match(found) == ""
    assert said in found[0]["description"]
    assert rows(candidates, "no such gene", types, **properties) == []


def test_an_unknown_type_beside_a_known_one(candidates: EntityCandidates) -> None:
    assert match(rows(candidates, "GRIN1", ["person", "gene/9606"])) == "NCBIGene:2902"
    both = ReconciliationQuery(query="GRIN1", type=["person", "gene/9606"], type_strict="all")
    assert candidates.of_query(both) == []


def test_a_species_that_the_index_lacks_or_the_type_excludes_has_no_candidates(candidates: EntityCandidates) -> None:
    assert rows(candidates, "GRIN1", species="dog") == []
    assert rows(candidates, "GRIN1", "gene/9606", species="mouse") == []
    assert match(rows(candidates, "GRIN1", ["gene/9606", "gene/10090"], species="human")) == "NCBIGene:2902"


def test_a_text_is_evidence_for_the_species(candidates: EntityCandidates) -> None:
    assert match(rows(candidates, "NMDAR1", text="We recorded from neurons of mice.")) == "NCBIGene:14810"


@pytest.mark.parametrize("pid", ["gene_id", "identifier", "ensembl_id", "authority_id"])
@pytest.mark.parametrize("value", [14810, "14810", "NCBIGene:14810", "ENSMUSG00000026959.16", "MGI:95819"])
def test_an_identifier_of_a_row_decides(candidates: EntityCandidates, pid: str, value: Any) -> None:
    found = rows(candidates, "NMDAR1", **{pid: value})
    assert [row["id"] for row in found] == ["NCBIGene:14810"]
    assert match(found) == "NCBIGene:14810"
    assert match(rows(candidates, "", **{pid: value})) == "NCBIGene:14810"


@pytest.mark.parametrize(
    ("name", "types", "properties", "said"),
    [
        ("TP53", (), {"gene_id": 2902}, "doubt: the name is not known for it"),
        ("GRIN1", "gene/9606", {"gene_id": 14810}, "doubt: of another species than asked for"),
        ("GRIN1", (), {"gene_id": 2902, "ensembl_id": "ENSMUSG00000026959"}, "doubt: the identifiers are of different"),
        ("GRIN1", (), {"gene_id": 99999999}, "doubt: the identifier is not in the index"),
    ],
)
def test_an_identifier_that_does_not_fit_is_no_match(
    candidates: EntityCandidates, name: str, types: Any, properties: dict[str, Any], said: str
) -> None:
    found = rows(candidates, name, types, **properties)
    assert match(found) == ""
    assert said in found[0]["description"]


def test_a_retired_identifier_is_no_match(candidates: EntityCandidates) -> None:
    found = rows(candidates, "", gene_id=6248)
    assert found[0]["id"] == "NCBIGene:84301"  # which replaced it
    assert match(found) == ""
    assert "doubt: retired identifier" in found[0]["description"]


def test_another_name_of_the_row_decides_between_candidates(candidates: EntityCandidates) -> None:
    assert match(rows(candidates, "KAR", "gene/9606")) == ""
    found = rows(candidates, "KAR", "gene/9606", symbol="HSD17B12")
    assert match(found) == "NCBIGene:51144"
    assert {"id": "other_name", "value": True} in found[0]["features"]


def test_another_name_alone_is_no_match_for_an_unknown_one(candidates: EntityCandidates) -> None:
    found = rows(candidates, "no such gene", symbol="GRIN1")
    assert found[0]["id"] == "NCBIGene:2902"
    assert match(found) == ""


def test_names_that_contradict_each_other_are_no_match(candidates: EntityCandidates) -> None:
    found = rows(candidates, "GRIN1", previous_symbol="TP53")
    assert match(found) == ""
    assert {row["id"] for row in found[:2]} == {"NCBIGene:2902", "NCBIGene:7157"}
    assert any("the other names mean another gene" in row["description"] for row in found)
    assert match(rows(candidates, "GRIN1", previous_symbol="NMDAR1", species="human")) == "NCBIGene:2902"


def test_a_name_may_stand_in_a_property_alone(candidates: EntityCandidates) -> None:
    assert match(rows(candidates, "", symbol="GRIN1")) == "NCBIGene:2902"


def test_a_batch_can_be_ended_before_any_of_its_queries(candidates: EntityCandidates) -> None:
    batch = {f"q{place}": ReconciliationQuery(query="GRIN1") for place in range(5)}
    left = iter([None, None])
    with pytest.raises(StopIteration):
        candidates.of_batch(batch, lambda: next(left))
    assert list(left) == []


def test_features_say_how_a_candidate_was_found(candidates: EntityCandidates) -> None:
    best, mouse = rows(candidates, "GRIN1")[:2]
    assert [feature["id"] for feature in best["features"]] == [
        "official_symbol", "as_written", "through_ortholog", "prior",
    ]  # fmt: skip
    assert [feature["value"] for feature in best["features"][:3]] == [True, True, False]
    assert [feature["value"] for feature in mouse["features"][:3]] == [True, False, False]


def test_every_entity_is_found_by_its_id(reference: Reference) -> None:
    entities = Entities(reference)
    genes = [gene for row, gene in enumerate(reference.genes()) if row % 997 == 0]
    groups = [reference.group(row) for row in range(1, reference.count("groups"), 97)]
    families = [reference.family(row) for row in range(1, reference.count("families"), 7)]
    everything: list[Entity] = [*genes, *groups, *families]
    ids = [entities.id(entity) for entity in everything]
    assert len(set(ids)) == len(ids)
    assert [entities.find(identifier) for identifier in ids] == everything
    assert {identifier.partition(":")[0] for identifier in ids} >= {
        "NCBIGene",
        "ensembl",
        "HomoloGene",
        "homology",
        "FPLX",
    }
    assert all(entities.name(entity) for entity in everything)
