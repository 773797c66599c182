"""What the tests of the resolver share: indexes of a few genes, made for one test, and readable proposals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from genenorm.core.model import KeyRule, NameKind
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT
from genenorm.index.reference import Reference
from genenorm.index.schema import KIND_BY_CODE
from genenorm.resolver.proposals import IS_EXACT, IS_FIRST_MEMBER, IS_MEMBER, NameProposals, kind_code, rule_of
from tests.support.made_index import Made, MadeFamily, make_index


class OpenIndex(Protocol):
    """Make an index of some genes, whose rows are numbered from 1 in their order, and open it."""

    def __call__(
        self, *genes: Made, families: Sequence[MadeFamily] = (), withdrawn: Sequence[str] = ()
    ) -> Reference: ...


@pytest.fixture
def open_index(tmp_path: Path) -> Iterator[OpenIndex]:
    """Open made indexes of human, mouse, rat and fly genes, and close them after the test."""
    opened: list[Reference] = []

    def open_made(*genes: Made, families: Sequence[MadeFamily] = (), withdrawn: Sequence[str] = ()) -> Reference:
        file = tmp_path / f"{len(opened)}.safetensors"
        make_index(file, genes, families=families, withdrawn=withdrawn, taxa=(HUMAN, MOUSE, RAT, FLY))
        opened.append(Reference.open(file))
        return opened[-1]

    yield open_made
    for reference in opened:
        reference.close()


class Proposal(NamedTuple):
    """A gene proposed for a name, read from its row number and match word."""

    symbol: str
    kind: NameKind
    rule: KeyRule
    is_exact: bool
    is_member: bool
    is_first_member: bool


def read_proposals(reference: Reference, found: NameProposals) -> list[Proposal]:
    """Return the proposals for a name in their order."""
    return [
        Proposal(
            reference.symbol(gene),
            KIND_BY_CODE[kind_code(word)],
            rule_of(word),
            bool(word & IS_EXACT),
            bool(word & IS_MEMBER),
            bool(word & IS_FIRST_MEMBER),
        )
        for gene, word in zip(found.genes, found.matches, strict=True)
    ]


def values_of(found: NameProposals) -> tuple[object, ...]:
    """Return everything that proposals say as a tuple, which can be compared."""
    families = tuple((match.family, match.kind, match.rule) for match in found.families)
    parts = tuple(map(values_of, found.parts))
    return (
        found.name, found.key, found.genes, found.matches, families, parts, found.prefix_taxon, found.is_withdrawn,
        found.live,
    )  # fmt: skip
