"""What the tests of the resolver share: indexes of a few genes, made for one test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT
from genenorm.index.reference import Reference
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
