"""Answers for retired names say when they were retired and what replaced them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from genenorm.builder.merge.arrange import arrange
from genenorm.builder.merge.groups import HomologyGroups
from genenorm.builder.merge.roster import Roster
from genenorm.builder.source_rows import SourceGene, WithdrawnEntry
from genenorm.builder.sources.pins import load_species
from genenorm.builder.write_index import write_index_file
from genenorm.core.model import NameKind, Status
from genenorm.core.taxa import HUMAN
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.resolver.retired_names import retirement
from genenorm.text.keys import fold
from tests.resolver.conftest import OpenIndex
from tests.support.made_index import Made

WITHDRAWN = (
    WithdrawnEntry("NCBIGene:999000001", "NMDARX", "NCBIGene:2902", HUMAN, 20190304),
    WithdrawnEntry("NCBIGene:999000003", "GONE9", "", HUMAN, 20200105),
    WithdrawnEntry("HGNC:9", "OLDX", "HGNC:4584", HUMAN),
)


@pytest.fixture(scope="module")
def resolver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resolver]:
    roster = Roster(HUMAN)
    roster.add(SourceGene(HUMAN, "GRIN1", 2902, "HGNC:4584", ("ENSG00000176884",)))
    roster.add(SourceGene(HUMAN, "CLONED1", 55, names=((NameKind.SYNONYM, "999000003"),)))
    out: Path = tmp_path_factory.mktemp("index") / "index.safetensors"
    snapshot, species = load_species()
    rosters = {entry.taxon.taxon_id: Roster(entry.taxon.taxon_id) for entry in species} | {HUMAN: roster}
    write_index_file(out, arrange(rosters, HomologyGroups(rosters), [], WITHDRAWN), species, {"build_date": snapshot})
    with Reference.open(out) as reference:
        yield Resolver(reference)


@pytest.mark.parametrize(
    ("name", "kind", "note"),
    [
        ("999000001", NameKind.RETIRED_IDENTIFIER, "retired 2019-03-04, replaced by GRIN1 (NCBIGene:2902)"),
        ("NCBIGene:999000001", NameKind.RETIRED_IDENTIFIER, "retired 2019-03-04, replaced by GRIN1 (NCBIGene:2902)"),
        ("LOC999000001", NameKind.RETIRED_IDENTIFIER, "retired 2019-03-04, replaced by GRIN1 (NCBIGene:2902)"),
        ("HGNC:9", NameKind.RETIRED_IDENTIFIER, "retired, replaced by GRIN1 (NCBIGene:2902)"),
        ("NMDARX", NameKind.RETIRED_SYMBOL, "withdrawn 2019-03-04, replaced by GRIN1 (NCBIGene:2902)"),
        ("nmdarx", NameKind.RETIRED_SYMBOL, "withdrawn 2019-03-04, replaced by GRIN1 (NCBIGene:2902)"),
        ("OLDX", NameKind.RETIRED_SYMBOL, "withdrawn, replaced by GRIN1 (NCBIGene:2902)"),
    ],
)
def test_a_retired_name_is_answered_by_its_replacement(
    resolver: Resolver, name: str, kind: NameKind, note: str
) -> None:
    answer = resolver.resolve(name)
    assert (answer.status, answer.gene_id, answer.kind, answer.note) == (Status.RETIRED, 2902, kind, note)


@pytest.mark.parametrize(
    ("name", "kind", "note"),
    [
        ("NCBIGene:999000003", NameKind.RETIRED_IDENTIFIER, "retired 2020-01-05 without a replacement"),
        ("gene 999000003", NameKind.RETIRED_IDENTIFIER, "retired 2020-01-05 without a replacement"),
        ("GONE9", NameKind.RETIRED_SYMBOL, "withdrawn 2020-01-05 without a replacement"),
    ],
)
def test_a_name_retired_without_a_replacement_says_so(resolver: Resolver, name: str, kind: NameKind, note: str) -> None:
    answer = resolver.resolve(name)
    assert (answer.status, answer.gene_id, answer.kind, answer.note) == (Status.RETIRED, None, kind, note)


def test_a_gene_id_nobody_ever_had_is_unknown(resolver: Resolver) -> None:
    assert resolver.resolve("NCBIGene:2913").status is Status.UNKNOWN


def test_a_symbol_that_is_an_identifier_in_use_too_was_withdrawn_as_a_symbol(open_index: OpenIndex) -> None:
    reference = open_index(Made(77, "ABC1"))
    found = retirement(reference, "77", fold("77"), reference.gene(1))
    assert (found.kind, found.note) == (NameKind.RETIRED_SYMBOL, "withdrawn, replaced by ABC1 (NCBIGene:77)")
    found = retirement(reference, "…", None)
    assert (found.kind, found.note) == (NameKind.RETIRED_SYMBOL, "withdrawn without a replacement")


@pytest.mark.parametrize(
    ("gene", "identifier"),
    [
        (Made(1, "ABC1", authority=4584, ensembl=176884), "NCBIGene:1"),
        (Made(None, "ABC1", authority=4584, ensembl=176884), "HGNC:4584"),
        (Made(None, "ABC1", authority=4584), "HGNC:4584"),
        (Made(None, "ABC1", ensembl=176884), "ENSG00000176884"),
    ],
)
def test_a_replacement_without_a_gene_id_is_told_by_another_identifier(
    open_index: OpenIndex, gene: Made, identifier: str
) -> None:
    reference = open_index(gene)
    note = retirement(reference, "OLD9", fold("OLD9"), reference.gene(1)).note
    assert note == f"withdrawn, replaced by ABC1 ({identifier})"
