"""What is public stays as it is, unless it is changed on purpose."""

from __future__ import annotations

import pytest

import genenorm
from tools import public_api
from tools.api_page import module_files


def test_the_public_names_and_their_signatures_are_those_of_the_file() -> None:
    frozen = public_api.FILE.read_text(encoding="utf-8").splitlines()
    now = list(public_api.signatures())
    gone, new = ([line for line in one if line not in other] for one, other in ((frozen, now), (now, frozen)))
    assert (gone, new) == ([], []), "a change of what is public: see CHANGELOG.md, and run python -m tools.public_api"
    assert now == frozen


def test_every_public_name_is_in_the_file() -> None:
    titles = {line.partition("(")[0] for line in public_api.signatures()}
    assert {*genenorm.__all__, *(f"genenorm.{file.stem}" for file in module_files())} <= titles
    assert {"Resolver.resolve", "Context", "genenorm.polars.NamesExpression.field"} <= titles
    lines = set(public_api.signatures())
    assert {
        'Status.RESOLVED = "resolved"', "Gene.gene_id: int | None", "UnknownTaxonError is a GenenormError",
        "strip_file(data: bytes, name: str, *, options: ReadOptions | None = None) -> bytes",
    } <= lines  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [("name: str, resolver", "path: str, resolver"), ("-> Resolution", "-> str"), ("### check", "### verify")],
)
def test_a_change_of_a_signature_is_seen(before: str, after: str, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen, page = public_api.frozen(), public_api.page()
    assert before in page
    monkeypatch.setattr(public_api, "page", lambda: page.replace(before, after))
    assert public_api.frozen() != frozen
