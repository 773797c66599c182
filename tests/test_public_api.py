"""What is public stays as it is, unless it is changed on purpose."""

from __future__ import annotations

import pytest

import genenorm
from tools import api_page, public_api


@pytest.fixture(scope="module")
def page() -> str:
    """The text of docs/api.md as it would be written now."""
    return api_page.page()


def test_the_public_names_and_their_signatures_are_those_of_the_file(page: str) -> None:
    frozen = public_api.FILE.read_text(encoding="utf-8").splitlines()
    now = list(public_api.signatures(page))
    gone, new = ([line for line in one if line not in other] for one, other in ((frozen, now), (now, frozen)))
    assert (gone, new) == ([], []), "a change of what is public: see CHANGELOG.md, and run python -m tools.public_api"
    assert now == frozen


def test_every_public_name_is_in_the_file(page: str) -> None:
    lines = set(public_api.signatures(page))
    titles = {line.partition("(")[0] for line in lines}
    assert {*genenorm.__all__, *(f"genenorm.{file.stem}" for file in api_page.module_files())} <= titles
    assert {"Resolver.resolve", "Context", "genenorm.polars.NamesExpression.field"} <= titles
    assert {
        'Status.RESOLVED = "resolved"', "Gene.gene_id: int | None", "UnknownTaxonError is a GenenormError",
        "strip_file(data: bytes, name: str, *, options: ReadOptions | None = None) -> bytes",
    } <= lines  # fmt: skip


CHANGES = [
    ("strip_file(data: bytes, name", "strip_file(data: bytes, path"),
    ("-> Resolution", "-> str"),
    ("### check", "### verify"),
]


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_a_change_of_a_signature_is_seen(page: str, before: str, after: str) -> None:
    assert before in page
    changed = page.replace(before, after)
    assert list(public_api.signatures(changed)) != list(public_api.signatures(page))
