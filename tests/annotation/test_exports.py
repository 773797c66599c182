"""Exports of annotated records, each read as another tool would read it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pandas
import pytest

from genenorm.annotation.annotations import RECORD_COLUMNS, AnnotatedFile, annotate_file
from genenorm.annotation.exports.export import ExportSettings, Flavor, GeneText
from genenorm.annotation.exports.export_formats import EXPORT_NAMES, RECORD, TEXT_EXPORTS, exported, suffix_of
from genenorm.annotation.exports.links import authority_link, ensembl_link, gene_link
from genenorm.index.reference import Reference
from genenorm.records.formats import read_record_file
from genenorm.resolver.resolver import Resolver

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"
FIGURE = "PMC8120160__fnins-15-657714-g002"


@pytest.fixture(scope="module")
def file(resolver: Resolver) -> AnnotatedFile:
    return annotate_file(FIXTURE.read_bytes(), FIXTURE.name, resolver)


@pytest.fixture(scope="module")
def names(resolver: Resolver) -> AnnotatedFile:
    """Names of every status: resolved, ambiguous, family, unknown, not a gene, shorthand for several genes."""
    return annotate_file(b"GRIN1\nKAR\nNMDAR\nno such name\nand\nIL-1\xce\xb2\ncaspase-3/7\nBdnf\n", "a.txt", resolver)


@pytest.fixture(scope="module")
def settings(reference: Reference) -> ExportSettings:
    return ExportSettings(reference, "1.0")


@pytest.mark.parametrize("name", [name for name in EXPORT_NAMES if name != RECORD])
def test_an_export_is_the_same_bytes_each_time(name: str, names: AnnotatedFile, settings: ExportSettings) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow, of the parquet extra, is not installed")
    assert exported(name, names, settings) == exported(name, names, settings) != b""
    assert suffix_of(name).startswith(".")


def test_the_record_itself_is_an_export(file: AnnotatedFile, settings: ExportSettings) -> None:
    assert exported(RECORD, file, settings) == file.rewritten()


@pytest.mark.parametrize(("name", "delimiter"), [("tsv", "\t"), ("csv", ",")])
def test_tables_have_one_header_and_a_row_for_each_keyword(
    name: str, delimiter: str, file: AnnotatedFile, settings: ExportSettings
) -> None:
    rows = list(csv.reader(io.StringIO(exported(name, file, settings).decode()), delimiter=delimiter))
    assert tuple(rows[0]) == RECORD_COLUMNS
    assert len(rows) == 46
    assert {row[rows[0].index("reference")] for row in rows[1:]} == {settings.reference.stamp}
    assert (
        TEXT_EXPORTS[name].body(file, settings) * 2
        == "".join(TEXT_EXPORTS[name].text(file, settings).splitlines(True)[1:]) * 2
    )


def test_json_lines_and_json_have_the_same_rows(file: AnnotatedFile, settings: ExportSettings) -> None:
    lines = [json.loads(line) for line in exported("jsonl", file, settings).splitlines()]
    assert lines == json.loads(exported("json", file, settings))
    assert (lines[0]["gene_id"], lines[0]["record"]) == (2902, "genenorm__ketamine-figure")


def test_parquet_has_the_same_rows(file: AnnotatedFile, settings: ExportSettings) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow, of the parquet extra, is not installed")
    frame = pandas.read_parquet(io.BytesIO(exported("parquet", file, settings)))
    assert tuple(frame.columns) == RECORD_COLUMNS
    assert frame["gene_id"].tolist()[0] == 2902


@pytest.mark.parametrize("name", sorted({*TEXT_EXPORTS} - {"pubtator"}))
def test_every_export_says_which_index_answered(name: str, file: AnnotatedFile, settings: ExportSettings) -> None:
    assert settings.reference.stamp in exported(name, file, settings).decode()


def test_the_index_is_in_the_field_that_each_format_has_for_it(file: AnnotatedFile, settings: ExportSettings) -> None:
    stamp, meta = settings.reference.stamp, settings.reference.meta
    linked = json.loads(exported("jsonld", file, settings))
    assert linked["isBasedOn"] == {
        "@type": "Dataset",
        "name": f"genenorm reference {stamp}",
        "version": meta["build_date"],
        "identifier": meta["content_hash"],
    }
    assert json.loads(exported("bioc-json", file, settings))["infons"] == {"genenorm_reference": stamp}
    assert f"#other: 'genenorm_reference={stamp}'" in exported("sssom", file, settings).decode().splitlines()
    described = {line.split("\t")[1] for line in exported("gmt", file, settings).decode().splitlines()}
    title = file.annotations[0].record.title
    assert described == {f"{title} (genenorm reference {stamp})"}


def gmt(file: AnnotatedFile, settings: ExportSettings) -> dict[str, list[str]]:
    rows = [line.split("\t") for line in exported("gmt", file, settings).decode().splitlines()]
    assert all(len(row) > 2 for row in rows)
    return {row[0]: row[2:] for row in rows}


def test_gmt_has_a_set_for_each_species(file: AnnotatedFile, settings: ExportSettings) -> None:
    sets = gmt(file, settings)
    assert {name.split("%")[1] for name in sets} == {"Homo sapiens", "Mus musculus", "Drosophila melanogaster"}
    assert sets["genenorm__ketamine-figure%Mus musculus"] == [
        "Grin1", "Mdh1", "Ntrk2", "Bdnf", "Gria1", "Dlg4", "Akt1", "Eef2",
    ]  # fmt: skip


def test_lifting_takes_the_well_supported_orthologs_outside_the_group_too(
    resolver: Resolver, settings: ExportSettings
) -> None:
    lifted = replace(settings, ortholog_taxon=10090)
    found = exported("gmt", annotate_file(b"GSTA1\n", "a.txt", resolver), lifted).decode().split()
    assert {"Gsta1", "Gsta2", "Gsta5", "Gsta13"} <= set(found)


def test_gmt_lifted_to_human_has_one_set_with_each_ortholog_once(file: AnnotatedFile, settings: ExportSettings) -> None:
    lifted = gmt(file, replace(settings, ortholog_taxon=9606))
    assert list(lifted) == ["genenorm__ketamine-figure%Homo sapiens"]
    symbols = lifted["genenorm__ketamine-figure%Homo sapiens"]
    assert len(symbols) == len(set(symbols))
    assert symbols[0] == "GRIN1"
    assert {"GABBR1", "ABAT"} <= set(symbols)
    assert not {"Grin1", "Nmdar1", "Rdl"} & set(symbols)


def test_gmt_may_have_gene_ids(file: AnnotatedFile, settings: ExportSettings) -> None:
    sets = gmt(file, replace(settings, gene_text=GeneText.GENE_ID))
    assert sets["genenorm__ketamine-figure%Homo sapiens"][0] == "2902"
    fly = sets["genenorm__ketamine-figure%Drosophila melanogaster"]
    assert all(text.isdigit() for text in fly)
    assert len(fly) == 16  # Fs(3)Kar has no GeneID in the index


def test_each_flavor_exports_more_genes(names: AnnotatedFile, settings: ExportSettings) -> None:
    def human(flavor: Flavor) -> set[str]:
        sets = gmt(names, replace(settings, flavor=flavor))
        return set(sets.get("a.txt%Homo sapiens", ()))

    strict, synonyms, everything = (human(flavor) for flavor in Flavor)
    assert strict < everything
    assert strict <= synonyms <= everything
    assert "GRIN1" in strict
    assert "GRIN2A" in everything - synonyms


@pytest.fixture(scope="module")
def figure(corpus: Path) -> Path:
    return corpus / "pfocr" / "records" / f"{FIGURE}.md"


def test_the_biothings_document_of_a_record_is_the_expected_one(
    corpus: Path, figure: Path, resolver: Resolver, settings: ExportSettings
) -> None:
    expected = (corpus / "pfocr" / "expected" / f"{FIGURE}.biothings.ndjson").read_text(encoding="utf-8").splitlines()
    written = exported("biothings", annotate_file(figure.read_bytes(), figure.name, resolver), settings)
    document = json.loads(written)
    assert document.pop("reference") == settings.reference.stamp
    assert document == json.loads(expected[2])
    assert written.decode() == f'{expected[2][:-1]}, "reference": "{settings.reference.stamp}"}}\n'


@pytest.mark.parametrize(("flavor", "line"), [(Flavor.STRICT, 0), (Flavor.SYNONYMS, 1), (Flavor.ALL, 2)])
def test_biothings_flavors_follow_the_words_of_the_gene_table(
    corpus: Path, resolver: Resolver, settings: ExportSettings, flavor: Flavor, line: int
) -> None:
    expected = (corpus / "pfocr" / "expected" / f"{FIGURE}.biothings.ndjson").read_text(encoding="utf-8").splitlines()
    table = corpus / "pfocr" / "tables" / f"{FIGURE}-genes.tsv"
    file = annotate_file(table.read_bytes(), table.name, resolver)
    found = json.loads(exported("biothings", file, replace(settings, flavor=flavor)))
    wanted = json.loads(expected[line])
    assert found["_id"] == wanted["_id"]
    assert found["associatedWith"]["pmc"] == wanted["associatedWith"]["pmc"]
    assert found["associatedWith"]["mentions"] == wanted["associatedWith"]["mentions"]


def test_json_ld_keywords_are_terms_with_their_gene_or_plain_text(
    names: AnnotatedFile, settings: ExportSettings
) -> None:
    document = json.loads(exported("jsonld", names, settings))
    assert document["@context"] == "https://schema.org/"
    assert document["keywords"][0]["termCode"] == "2902"
    assert document["keywords"][0]["sameAs"][0] == "https://www.ensembl.org/id/ENSG00000176884"
    plain = [term for term in document["keywords"] if isinstance(term, str)]
    assert plain == ["KAR", "NMDAR", "no such name", "and", "caspase-3/7"]
    assert len(document["keywords"]) == 8


def test_sssom_is_valid_to_the_package_of_the_standard(
    names: AnnotatedFile, file: AnnotatedFile, settings: ExportSettings, tmp_path: Path
) -> None:
    pytest.importorskip("sssom", reason="sssom, a development dependency, is not installed")
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own and its dependencies' deprecations
        from sssom.constants import SchemaValidationType
        from sssom.parsers import parse_sssom_table
        from sssom.validators import validate

        for number, each in enumerate((names, file)):
            path = tmp_path / f"{number}.sssom.tsv"
            path.write_bytes(exported("sssom", each, settings))
            mappings = parse_sssom_table(str(path))
            kinds = [SchemaValidationType.JsonSchema, SchemaValidationType.PrefixMapCompleteness,
                     SchemaValidationType.StrictCurieFormat]  # fmt: skip
            reports = validate(mappings, kinds, fail_on_error=False)
            assert [result.message for report in reports.values() for result in report.results] == []
            assert set(mappings.df["mapping_tool"]) == {"genenorm"}
            assert (
                len(mappings.df) == len(path.read_text(encoding="utf-8").split("\nsubject_label")[1].splitlines()) - 1
            )
    frame = mappings.df.set_index("subject_label")
    assert frame.loc["GRIN1", "object_id"] == "NCBIGene:2902"
    assert frame.loc["Fs(3)Kar", "object_id"] == "FlyBase:FBgn0001054"


def test_a_biothings_document_of_a_list_has_no_address_of_a_figure(
    names: AnnotatedFile, resolver: Resolver, settings: ExportSettings
) -> None:
    figure = b"---\nfigid: PMC1__f1\npmcid: PMC1\nschema-jsonld:\n  keywords:\n  - GRIN1\n---\n"
    file = annotate_file(figure, "PMC1__f1.md", resolver)
    of_list, of_figure = (json.loads(exported("biothings", each, settings))["associatedWith"] for each in (names, file))
    assert (of_list["pfocrUrl"], of_list["figureUrl"], of_list["pmc"]) == ("", "", "")
    assert of_figure["pfocrUrl"] == "https://pfocr.wikipathways.org/figures/PMC1__f1.html"


def test_sssom_gives_away_no_rights_of_the_sources(file: AnnotatedFile, settings: ExportSettings) -> None:
    (line,) = [line for line in exported("sssom", file, settings).decode().splitlines() if line.startswith("#license:")]
    assert line == "#license: https://w3id.org/sssom/license/unspecified"


def test_sssom_says_how_each_name_relates_to_its_genes(names: AnnotatedFile, settings: ExportSettings) -> None:
    text = exported("sssom", names, settings).decode()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    predicates: dict[str, set[str]] = {}
    for row in rows:
        predicates.setdefault(row["subject_label"], set()).add(row["predicate_id"])
    assert predicates["GRIN1"] == {"skos:exactMatch"}
    assert predicates["NMDAR"] == {"skos:narrowMatch"}
    assert {row["object_id"] for row in rows if row["subject_label"] in ("no such name", "and")} == {
        "sssom:NoTermFound"
    }
    assert set(predicates) == set(names.annotations[0].record.names)


@pytest.mark.parametrize("name", ["pubtator", "bioc-json"])
def test_a_record_as_a_document_marks_where_its_text_names_its_genes(
    name: str, file: AnnotatedFile, settings: ExportSettings
) -> None:
    data = exported(name, file, settings)
    (record,) = read_record_file(data, f"a{suffix_of(name)}").records
    document = record.document
    assert document is not None
    whole = f"{document.title} {document.text}"
    assert all(whole[mention.start : mention.end] == mention.text for mention in document.mentions)
    found = {mention.text: mention.ids for mention in document.mentions}
    assert {"1742", "13385"} <= set(found["PSD95"])
    assert set(found["TrkB"]) == {"4915", "18212"}
    assert "Flk-1" not in found


def test_a_document_keeps_its_mentions_and_their_identifiers(resolver: Resolver, settings: ExportSettings) -> None:
    text = (
        "7|t|TrkB and Akt\n7|a|in rats\n7\t0\t4\tTrkB\tGene\t\n"
        "7\t9\t12\tAkt\tGene\t207\n7\t16\t20\trats\tSpecies\t10116\n\n"
    )
    written = exported("pubtator", annotate_file(text.encode(), "a.pubtator", resolver), settings).decode()
    assert written == text.replace("Gene\t\n", "Gene\t25054\n")


@pytest.mark.parametrize(
    ("authority", "url"),
    [
        ("HGNC:4584", "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:4584"),
        ("RGD:2736", "https://rgd.mcw.edu/rgdweb/report/gene/main.html?id=RGD:2736"),
        ("FBgn0010399", "https://flybase.org/reports/FBgn0010399"),
        ("ZDB-GENE-1-2", "https://zfin.org/ZDB-GENE-1-2"),
        ("WBGene00001", "https://wormbase.org/species/c_elegans/gene/WBGene00001"),
        ("S000000001", "https://www.yeastgenome.org/locus/S000000001"),
        ("", ""),
    ],
)
def test_an_authority_id_has_a_page(authority: str, url: str) -> None:
    assert authority_link(authority) == url


def test_no_id_has_no_link() -> None:
    assert (gene_link(None), gene_link(""), ensembl_link("")) == ("", "", "")
    assert gene_link(2902) == "https://www.ncbi.nlm.nih.gov/gene/2902"
