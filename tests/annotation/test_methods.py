"""The methods paragraph: what it says of the index, the run and what to cite."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import genenorm
from genenorm.annotation.methods import citations, methods_text, sources_of
from genenorm.annotation.summary import NO_ANSWERS
from genenorm.builder.sources.dump_list import load_dumps
from genenorm.builder.sources.dumps_on_disk import UNKNOWN_RELEASE
from genenorm.core.context import Context
from genenorm.index.reference import Reference


def test_every_source_of_the_index_is_named_with_its_releases_and_cited(reference: Reference) -> None:
    text = methods_text(NO_ANSWERS, reference, version="1.2")
    paragraph = text.split("\n")[0]
    assert "with genenorm 1.2 (" in paragraph
    assert f"built on {reference.meta['build_date']}" in paragraph
    assert reference.meta["content_hash"][:12] in paragraph
    releases = {release for row in json.loads(reference.meta["sources"]) for release in row["release"].split(", ")}
    for release in releases:
        name, _, version = release.rpartition(" ")
        assert re.search(rf"{re.escape(name)} \([^)]*\b{re.escape(version)}\b[^)]*\) \[\d", paragraph), release
    assert {"HGNC", "MGI", "RGD", "FlyBase", "ZFIN", "WormBase", "SGD"} <= sources_of(reference).keys()


def test_an_index_made_from_dumps_names_databases_and_the_releases_that_are_known(
    reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {
            "registry": "authority",
            "key": "gene_info_human",
            "package": "Homo_sapiens.gene_info.gz",
            "release": "2021-07-11",
        },
        {"registry": "authority", "key": "sgd", "package": "SGD_features.tab.gz", "release": UNKNOWN_RELEASE},
    ]
    monkeypatch.setattr(reference, "meta", {**reference.meta, "sources": json.dumps(rows)})
    found = sources_of(reference)
    assert (found["NCBI Gene"], found["SGD"]) == (("2021-07-11",), ())
    paragraph = methods_text(NO_ANSWERS, reference, version="1").split("\n")[0]
    assert "NCBI Gene (2021-07-11) [1], SGD [2]" in paragraph
    assert "gene_info" not in paragraph


def test_the_numbers_in_the_paragraph_are_those_of_the_references(reference: Reference) -> None:
    paragraph, *lines = methods_text(NO_ANSWERS, reference, version="1", live=True).split("\n")
    cited = [int(number) for found in re.findall(r"\[([\d, ]+)\]", paragraph) for number in found.split(",")]
    listed = [int(line.split(".")[0]) for line in lines if re.match(r"\d+\. ", line)]
    assert cited == listed == list(range(1, len(listed) + 1))
    assert "MyGene.info" in paragraph


def test_every_citation_has_a_doi_and_an_address() -> None:
    for cited in citations().values():
        for entry in cited:
            assert re.fullmatch(r"10\.\d{4,}/\S+", entry.doi), entry
            assert entry.url.startswith("https://"), entry
            assert re.search(r"\b(19|20)\d\d\b.*\.$", entry.text), entry


def test_every_dump_of_an_index_made_from_dumps_has_a_source_to_cite() -> None:
    starts = tuple(start for cited in citations().values() for entry in cited for start in entry.dumps)
    assert [dump.key for dump in load_dumps() if not dump.key.startswith(starts)] == []


def test_what_was_asked_is_said(reference: Reference) -> None:
    def said(context: Context) -> str:
        return methods_text(NO_ANSWERS, reference, version="1", context=context, options=["So it was."]).split("\n")[0]

    assert "Only genes of Mus musculus and Rattus norvegicus were accepted." in said(Context(species=(10090, 10116)))
    assert "decided by its names together" in said(Context(species="auto"))
    assert "stated organism (mouse) were preferred" in said(Context(organisms=("mouse",), text="mice"))
    assert said(Context()).endswith("So it was.")


def test_markdown_has_links_and_a_heading(reference: Reference) -> None:
    text = methods_text(NO_ANSWERS, reference, version="1", markdown=True)
    assert text.startswith("## ")
    assert "](https://doi.org/10." in text


def test_the_public_function_counts_what_is_given() -> None:
    names = ["GRIN1", "TP53", "KARs", "and", "no such gene"]
    paragraph = genenorm.methods_text(genenorm.resolve_frame(names), species="human").split("\n")[0]
    assert f"with genenorm {genenorm.__version__} " in paragraph
    counted = "Of 5 names, 2 (40.0 %) were mapped to one gene (human 2) and 1 (20.0 %) to a gene family"
    assert counted in paragraph
    assert "of the others, 1 had no entry and 1 named no gene." in paragraph
    assert "Only genes of Homo sapiens were accepted." in paragraph


def test_names_out_of_scope_are_told_since_they_are_mapped_too(tmp_path: Path) -> None:
    figure = tmp_path / "f1.md"
    keywords = "schema-jsonld:\n  keywords:\n  - Grin1\n  - dpp\n  - Ubx\n"
    figure.write_text(f"---\nfigid: f1\ncaption: Neurons of mice.\n{keywords}---\n", encoding="utf-8")
    text = genenorm.methods_text(genenorm.annotate(figure))
    assert "For 2 (66.7 %) of the names, the answer is of a species that the record is not about." in text
    assert "the record is not about" not in genenorm.methods_text(genenorm.resolve_frame(["GRIN1", "dpp"]))
