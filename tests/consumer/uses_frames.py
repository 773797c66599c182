"""A program that uses genenorm with polars, as type checkers see it: ``tests/test_consumer.py`` checks and runs it."""

from __future__ import annotations

from typing import assert_type

import polars as pl

import genenorm
from genenorm.polars import NamesExpression, NamesSeries


def main() -> None:
    """Use tables of answers for columns of polars."""
    table = pl.DataFrame({"name": ["GRIN1", "psd95"]})
    assert_type(genenorm.resolve_frame(table["name"], species="human", columns="short"), pl.DataFrame)
    assert_type(genenorm.resolve_frame(table["name"], split=True, text_dtype="category"), pl.DataFrame)
    assert_type(genenorm.orthologs_frame(table["name"], to="mouse"), pl.DataFrame)
    # type checkers do not know attributes that are registered; the classes behind them can be used directly
    assert_type(NamesSeries(table["name"]).resolve("human"), pl.DataFrame)
    assert_type(NamesSeries(table["name"]).orthologs("mouse"), pl.DataFrame)
    assert_type(NamesExpression(pl.col("name")).resolve("human", columns="short"), pl.Expr)
    assert_type(NamesExpression(pl.col("name")).field("gene_id", "human"), pl.Expr)


if __name__ == "__main__":
    main()
