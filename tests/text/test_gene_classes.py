"""Classes of genes that a text names by a word."""

from __future__ import annotations

import pytest

from genenorm.core.paths import data_rows
from genenorm.text.gene_classes import gene_class


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("cytokines", "cytokine"), ("Cytokine", "cytokine"), ("anti-inflammatory cytokines", "cytokine"),
        ("secreted growth-factors", "growth factor"), ("several other kinases", "kinase"),
        ("protease genes", "protease"),
    ],
)  # fmt: skip
def test_a_word_alone_or_after_adjectives_names_a_class(name: str, word: str) -> None:
    found = gene_class(name)
    assert found is not None
    assert found.word == word


@pytest.mark.parametrize("name", ["IL-2 receptor", "Rho kinase", "Wnt ligand", "cytokinesis", "kin", ""])
def test_other_names_are_no_class(name: str) -> None:
    assert gene_class(name) is None


@pytest.mark.parametrize(
    ("name", "full_name", "is_member"),
    [
        ("cytokine", "interleukin 4", True),
        ("cytokine", "interleukin 4 receptor", False),
        ("kinase", "mitogen-activated protein kinase 9", True),
        ("kinase", "cyclin dependent kinase inhibitor 3", False),
        ("chemokine", "C-C motif chemokine ligand 7", True),
        ("growth factor", "platelet derived growth factor subunit A", True),
    ],
)
def test_the_full_name_of_a_gene_says_whether_it_is_of_a_class(name: str, full_name: str, is_member: bool) -> None:
    found = gene_class(name)
    assert found is not None
    assert found.has(full_name) is is_member


def test_each_class_is_listed_once_with_words() -> None:
    rows = list(data_rows("gene_classes.tsv"))
    assert len({word for word, _, _ in rows}) == len(rows)
    assert all(words and others for _, words, others in rows)
