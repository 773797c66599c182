"""A program that uses genenorm, as type checkers see it: ``tests/test_consumer.py`` checks and runs it."""

from __future__ import annotations

from typing import assert_type

import pandas as pd

import genenorm
from genenorm import (
    AnnotatedFile,
    Annotation,
    Candidate,
    CheckedFile,
    Context,
    Finding,
    Gene,
    GenenormError,
    ListSpecies,
    Ortholog,
    Record,
    Reference,
    Resolution,
    Resolver,
    Status,
    UnknownTaxonError,
)


def one_name() -> None:
    """Use the answer for a name."""
    answer = genenorm.resolve("PSD-95", species="human")
    assert_type(answer, Resolution)
    assert_type(answer.status, Status)
    assert_type(answer.score, float)
    assert_type(answer.gene, Gene | None)
    assert_type(answer.gene_id, int | None)
    assert_type(answer.symbol, str)
    for candidate in answer.candidates:
        assert_type(candidate, Candidate)
        assert_type(candidate.gene.taxon_id, int)
    assert_type(genenorm.orthologs("GRIN1", to=["mouse", 7227]), tuple[Ortholog, ...])
    assert_type(genenorm.species_of_list(["Grin1", "Dlg4"]), ListSpecies)


def columns() -> None:
    """Use tables of answers for lists and columns of pandas."""
    table = pd.DataFrame({"name": ["GRIN1", "psd95"]})
    assert_type(genenorm.resolve_frame(["GRIN1", None, 7157]), pd.DataFrame)
    assert_type(genenorm.resolve_frame(table["name"], columns="short", text_dtype="category"), pd.DataFrame)
    assert_type(genenorm.resolve_frame(table.index, species=["mouse", 9606], split=True), pd.DataFrame)
    assert_type(genenorm.resolve_frame(name for name in ("GRIN1", "TP53")), pd.DataFrame)
    assert_type(genenorm.orthologs_frame(["GRIN1"], to="mouse", homology="all"), pd.DataFrame)
    assert_type(genenorm.orthologs_frame(table["name"], "mouse", columns=["symbol"]), pd.DataFrame)
    assert_type(genenorm.methods_text(genenorm.resolve_frame(["GRIN1"])), str)


def records() -> None:
    """Use records, files and a resolver."""
    record = Record("by hand", "figure 1", ("GRIN1", "PSD95"), organisms=("Homo sapiens",))
    annotation = genenorm.annotate(record)
    assert_type(annotation, Annotation)
    assert_type(annotation.rows[0].resolution, Resolution)
    resolver = Resolver(Reference.open("shipped"))
    assert_type(resolver.resolve("Nmdar1", Context(species="mouse")), Resolution)
    assert_type(resolver.resolve_all(["GRIN1", "TP53"]), list[Resolution])
    assert_type(resolver.table(["GRIN1"]).rows[0][0], str | int | float | tuple[str, ...] | None)


def files(path: str) -> None:
    """Use the answers for a file, and what is wrong in it."""
    done = genenorm.annotate(path)
    assert_type(done, AnnotatedFile)
    assert_type(done.rewritten(), bytes)
    checked = genenorm.check(path, species="human")
    assert_type(checked, CheckedFile)
    assert_type(checked.findings, tuple[Finding, ...])


def errors() -> None:
    """Use an error."""
    try:
        genenorm.resolve("GRIN1", species="humna")
    except UnknownTaxonError as error:
        assert_type(error.known, tuple[str, ...])
    except GenenormError:
        raise


def main() -> None:
    """Run what needs no file."""
    one_name()
    columns()
    records()
    errors()


if __name__ == "__main__":
    main()
