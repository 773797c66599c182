"""The MyGene-compatible server without HTTP: query language, shapes of documents, spellings of names."""

from __future__ import annotations

import tracemalloc

import pytest

from genenorm.core.model import NameKind
from genenorm.index.reference import Reference
from genenorm.index.schema import mark
from genenorm.mygene.server.document_shape import DocumentShape, shape_document
from genenorm.mygene.server.endpoints import split_terms
from genenorm.mygene.server.gene_documents import GeneDocuments
from genenorm.mygene.server.gene_names import GeneName, GeneNames
from genenorm.mygene.server.query import QueryEngine, QueryError
from genenorm.mygene.server.search import GeneSearch, rank_genes
from genenorm.text.keys import Key, fold


@pytest.fixture(scope="module")
def documents(reference: Reference) -> GeneDocuments:
    return GeneDocuments(reference)


@pytest.fixture(scope="module")
def query(reference: Reference, documents: GeneDocuments) -> QueryEngine:
    return QueryEngine(reference, GeneSearch(reference, documents.names.with_prefix), documents)


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("symbol:GRIN1 AND taxid:9606", ["GRIN1"]),
        ("symbol:grin1 species:mouse", ["Grin1"]),
        ("(symbol:GRIN1 OR symbol:GRIN2B) AND taxid:9606", ["GRIN1", "GRIN2B"]),
        ("symbol:GRIN1 OR symbol:GRIN2B AND taxid:9606 OR symbol:zzz", ["GRIN1", "Grin1", "GRIN2B"]),
        ('"insulin receptor" AND taxid:9606', ["INSR"]),
        ("insulin receptor", ["INSR", "Insr"]),
        ('name:"insulin receptor" AND NOT taxid:9606', ["Insr"]),
        ("entrezgene:2902", ["GRIN1"]),
        ("ensembl.gene:ENSG00000176884", ["GRIN1"]),
        ("ensemblgene:ENSG00000176884", ["GRIN1"]),
        ("HGNC:4584", ["GRIN1"]),
        ("MGI:95819", ["Grin1"]),
        ("2902", ["GRIN1"]),
        ("alias:NMDAR1 AND taxid:9606", ["GRIN1"]),
        ("symbol:NMDAR1", []),
        ("symbol:GRIN3* AND taxid:9606 AND type_of_gene:protein-coding", ["GRIN3A", "GRIN3B"]),
        ("NOT taxid:10090 AND symbol:GRIN1 AND NOT taxid:10116 taxid:9606", ["GRIN1"]),
        ("symbol:GRIN1 AND symbol:GRIN2B", []),
        ("uniprot:Q05586", ["GRIN1"]),
        ("zzzzzz", []),
    ],
)
def test_a_query_finds_these_genes(query: QueryEngine, text: str, symbols: list[str]) -> None:
    found = {hit.gene.symbol for hit in rank_genes(query.find(text), frozenset((9606, 10090)))}
    assert found == set(symbols)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "ends where a word was expected"),
        ("symbol:", "has no value"),
        ("symbol:(a OR b)", "write symbol:a OR symbol:b"),
        ("(symbol:a", "bracket is not closed"),
        ("symbol:a)", "unexpected"),
        ("taxid:9606", "only filters"),
        ("NOT symbol:a", "only filters"),
        ("symbol:a OR taxid:9606", "on both sides"),
        ("a AND", "ends where a word was expected"),
        ("AND a", "a word was expected before AND"),
        ("C*2", "the only wildcard"),
        ("C?K2", "the only wildcard"),
        ("summary:kinase", "no field 'summary'"),
        ("symbol:a AND species:martian", "cannot map"),
        ('"open', "quote not closed"),
        ("(" * 50 + "a" + ")" * 50, "too many brackets"),
        ("NOT " * 50 + "a", "too many brackets"),
    ],
)
def test_a_query_that_cannot_be_answered_is_refused_with_a_reason(query: QueryEngine, text: str, words: str) -> None:
    with pytest.raises(QueryError, match=words.replace("(", r"\(").replace("?", r"\?")):
        query.find(text)


@pytest.mark.usefixtures("without_coverage")
def test_all_finds_every_gene(query: QueryEngine, reference: Reference) -> None:
    assert len(query.find("__all__")) == reference.count("genes")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("a,b c|d+e\nf", ["a", "b", "c", "d", "e", "f"]),
        ('"a b","c,d"', ["a b", "c,d"]),
        ("'a b',c", ["a b", "c"]),
        (r'"a\"b","c\\d","e\f"', ['a"b', r"c\d", r"e\f"]),
        ("3'-x", ["3'-x"]),
        ('"","  ",a', ["a"]),
        ("", []),
    ],
)
def test_terms_are_split_as_mygene_splits_them(text: str, terms: list[str]) -> None:
    assert split_terms(text) == terms


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        (DocumentShape(), {"_id": "1", "a": {"b": 1, "c": [2]}, "d": "x"}),
        (DocumentShape(fields=("d",)), {"_id": "1", "d": "x"}),
        (DocumentShape(fields=("a",)), {"_id": "1", "a": {"b": 1, "c": [2]}}),
        (DocumentShape(fields=("a.b",)), {"_id": "1", "a": {"b": 1}}),
        (DocumentShape(fields=("a.z", "zz")), {"_id": "1"}),
        (DocumentShape(dotfield=True), {"_id": "1", "a.b": 1, "a.c": [2], "d": "x"}),
        (DocumentShape(fields=("d",), always_list=("d", "zz")), {"_id": "1", "d": ["x"]}),
        (DocumentShape(fields=("d",), allow_null=("e",), always_list=("e",)), {"_id": "1", "d": "x", "e": []}),
        (DocumentShape(fields=("a.b",), allow_null=("a.z", "q.z")), {"_id": "1", "a": {"b": 1, "z": None}}),
    ],
)
def test_a_document_is_shaped_as_asked_for(shape: DocumentShape, found: dict[str, object]) -> None:
    assert shape_document({"_id": "1", "a": {"b": 1, "c": [2]}, "d": "x"}, shape) == found


def test_shaping_does_not_change_the_document() -> None:
    document = {"a": {"b": 1}}
    shape_document(document, DocumentShape(always_list=("a.b",), allow_null=("a.c",)))
    assert document == {"a": {"b": 1}}


@pytest.mark.parametrize("spelling", ["NMDAR1", "PSD-95", "Nr1", "hAGO1", "dunce", "C01B12.4"])
def test_a_usual_spelling_is_recovered(spelling: str) -> None:
    key = fold(spelling)
    assert key is not None
    assert GeneName(key, NameKind.SYNONYM, mark(spelling)).spelling == spelling


@pytest.mark.parametrize("key", ["psd95", "c01b12-4", "dunce", "x"])
def test_a_spelling_is_given_only_if_it_has_the_stored_mark(key: str) -> None:
    spellings = {number: GeneName(Key(key), NameKind.SYNONYM, number).spelling for number in range(256)}
    assert 2 <= sum(map(bool, spellings.values())) <= 12
    assert all(mark(text) == number and fold(text) == key for number, text in spellings.items() if text)


def test_the_names_of_one_gene_are_found_without_reading_all(documents: GeneDocuments) -> None:
    names = documents.names
    tracemalloc.start()
    try:
        assert names.names_of(1)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


def test_names_of_a_gene_and_names_with_a_prefix(reference: Reference, documents: GeneDocuments) -> None:
    names: GeneNames = documents.names
    gene = reference.gene_by_id(2902)
    assert gene is not None
    assert "nmdar1" in {name.key for name in names.names_of(gene.key)}
    assert names.names_of(0) == ()
    keys = list(names.with_prefix("grin1"))
    assert keys == sorted(keys)
    assert "grin1" in keys
    assert all(key.startswith("grin1") for key in keys)
    assert list(names.with_prefix("\U0010ffff")) == []
