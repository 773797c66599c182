"""Tests of a whole index built from a folder with all dumps, some of them, or none."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from genenorm.builder import BuildReport, build_index
from genenorm.builder.sources.dump_list import load_dumps
from genenorm.builder.sources.dumps_on_disk import find_dumps
from genenorm.cli import main
from genenorm.core.errors import SourceError
from genenorm.core.model import NameKind, Status
from genenorm.index.reference import Reference
from genenorm.index.schema import UNDATED, decode_posting, target_of
from genenorm.resolver.resolver import Resolver
from genenorm.text.keys import Key

SLICES = Path(__file__).parents[2] / "fixtures" / "dumps"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildReport]:
    out = tmp_path_factory.mktemp("official") / "index.safetensors"
    return out, build_index(out, profile="official", folder=SLICES)


@pytest.fixture(scope="module")
def index(made: tuple[Path, BuildReport]) -> Iterator[Reference]:
    with Reference.open(made[0]) as reference:
        yield reference


def some(folder: Path, *names: str) -> Path:
    """Return a folder with only these slices."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copyfile(SLICES / name, folder / name)
    return folder


def test_the_slices_have_every_dump() -> None:
    assert set(find_dumps(load_dumps(), SLICES)) == {dump.key for dump in load_dumps()}


def test_the_dumps_of_one_gene_become_one_gene(index: Reference) -> None:
    expected = {
        2902: ("GRIN1", "ENSG00000176884", "HGNC:4584"),
        14810: ("Grin1", "ENSMUSG00000026959", "MGI:95819"),
        24408: ("Grin1", "ENSRNOG00000011726", "RGD:2736"),
        40665: ("Nmdar1", "FBgn0010399", "FBgn0010399"),
        767745: ("grin1a", "ENSDARG00000027828", "ZDB-GENE-051202-1"),
        179424: ("akt-1", "WBGene00000102", "WBGene00000102"),
        850504: ("ACT1", "", "S000001855"),
    }
    found = {gene_id: index.gene_by_id(gene_id) for gene_id in expected}
    assert {key: (gene.symbol, gene.ensembl_id, gene.authority_id) for key, gene in found.items() if gene} == expected


def test_a_fly_locus_known_by_mutants_alone_has_its_gene_id(index: Reference) -> None:
    gene = index.gene_by_id(44503)
    assert gene is not None
    assert (gene.symbol, gene.authority_id, gene.name) == ("ar", "FBgn0000112", "abdomen rotatum")


def test_every_cg_number_is_a_name(index: Reference) -> None:
    (word,) = index.postings(Key("cg17725"))
    assert index.gene(target_of(word)).symbol == "Pepck1"


def test_older_ensembl_ids_lead_to_the_gene_and_the_current_one_is_primary(index: Reference) -> None:
    rat = index.gene_by_id(24408)
    assert rat is not None
    assert rat.ensembl_id == "ENSRNOG00000011726", "RGD lists the older id first"
    assert index.gene_by_other_id("ENSRNOG00000061847") == (rat, 0)
    human = index.gene_by_id(3126)
    assert human is not None
    for alternate in ("ENSG00000227826", "ENSG00000231021"):  # of gene_info, of gene2ensembl
        assert (human.ensembl_id, index.gene_by_other_id(alternate)) == ("ENSG00000227357", (human, 0))


RETIRED = {
    999000001: (2902, 20190304),  # NCBI: replaced
    999000002: (2902, 20080516),  # NCBI: replaced by an id that was replaced
    999000003: (None, 20200105),  # NCBI: without a replacement
    999000004: (14810, 20110708),
    999000005: (None, 20061006),
    999000006: (850504, 20010926),  # under the species' taxon, not the strain's
    "HGNC:392": (207, UNDATED),
    "HGNC:440": (None, UNDATED),
    "MGI:2136540": (14810, UNDATED),
    "RGD:1560991": (24408, 20141002),
    "RGD:1560992": (None, UNDATED),
    "FBgn0037361": (40665, UNDATED),
    "ZDB-GENE-030131-9999": (767745, UNDATED),
    "WBGene00000003": (None, UNDATED),
    "L000000027": (850504, UNDATED),
}


@pytest.mark.parametrize("identifier", RETIRED)
def test_a_retired_id_leads_to_its_replacement_with_the_date(index: Reference, identifier: int | str) -> None:
    found = index.gene_by_other_id(identifier)
    assert found is not None
    gene, date = found
    assert (gene.gene_id if gene else None, date) == RETIRED[identifier]


@pytest.mark.parametrize(
    ("name", "symbol", "note"),
    [
        ("NMDARX", "GRIN1", "withdrawn 2019-03-04, replaced by GRIN1 (NCBIGene:2902)"),
        ("AKT1X", "AKT1", "withdrawn, replaced by AKT1 (NCBIGene:207)"),
        ("Rhobx", "Rhob", "withdrawn, replaced by Rhob (NCBIGene:11852)"),
        ("Nmdaz", "Grin1", "withdrawn 2014-10-02, replaced by Grin1 (NCBIGene:24408)"),
        ("ALPPL1", "", "withdrawn without a replacement"),
        ("GONE9", "", "withdrawn 2020-01-05 without a replacement"),
        ("NCBIGene:999000002", "GRIN1", "retired 2008-05-16, replaced by GRIN1 (NCBIGene:2902)"),
    ],
)
def test_answers_for_retired_names_have_a_note(index: Reference, name: str, symbol: str, note: str) -> None:
    answer = Resolver(index).resolve(name)
    assert (answer.status, answer.symbol, answer.note) == (Status.RETIRED, symbol, note)


def test_a_symbol_that_was_split_is_ambiguous_between_the_genes(index: Reference) -> None:
    words = index.postings(Key("cbbm"))
    kinds = {decode_posting(word).kind for word in words}
    assert ({index.gene(target_of(word)).symbol for word in words}, kinds) == (
        {"OPN1MW", "OPN1LW"}, {NameKind.RETIRED_SYMBOL},
    )  # fmt: skip


def test_groups_and_families_come_from_the_dumps(index: Reference) -> None:
    human = index.gene_by_id(2902)
    assert human is not None
    assert human.group is not None
    group = index.group(human.group)
    assert group.group_id == "HomoloGene:7187"
    symbols = {index.gene(member.gene).symbol for member in group.members}
    assert symbols == {"GRIN1", "Grin1", "Nmdar1", "grin1a"}
    assert [index.family(1).family_id, len(index.family(1).members)] == ["NMDAR", 2]


def test_well_known_genes_weigh_more_without_interest_lists(index: Reference) -> None:
    weights = {gene.symbol: gene.weight for gene in index.genes(9606)}
    assert weights["GRIN1"] > weights["GRIN2A"] > weights["LOC105378000"]
    assert max(weights.values()) <= 255


def test_the_index_records_its_sources(index: Reference) -> None:
    assert (index.meta["profile"], index.meta["build_date"]) == ("official", "2025-11-03")
    sources = {source["key"]: source for source in json.loads(index.meta["sources"])}
    human = sources["gene_info_human"]
    assert (human["package"], human["release"], human["registry"]) == (
        "Homo_sapiens.gene_info", "2025-11-02", "authority",
    )  # fmt: skip
    assert len(human["sha256"]) == 64
    assert sources["flybase"]["release"] == "2025_04"
    assert sources["gene2ensembl"]["release"] == "not told"
    assert {taxon.common: taxon.source for taxon in index.taxa.values()} == {
        "human": "HGNC 2025-11-02", "mouse": "MGI not told", "rat": "RGD 2025-11-01", "fly": "FlyBase FB2025_04",
        "zebrafish": "ZFIN not told", "worm": "WormBase WS298", "yeast": "SGD not told",
    }  # fmt: skip


def test_the_bytes_do_not_depend_on_file_dates_or_compression(made: tuple[Path, BuildReport], tmp_path: Path) -> None:
    folder = some(tmp_path / "again", *(path.name for path in SLICES.iterdir()))
    (folder / "notes.txt").write_text("not a dump")
    out = tmp_path / "again.safetensors"
    build_index(out, profile="official", folder=folder)
    assert out.read_bytes() == made[0].read_bytes()
    packed = folder / "Homo_sapiens.gene_info"
    (folder / "Homo_sapiens.gene_info.gz").write_bytes(gzip.compress(packed.read_bytes(), mtime=0))
    packed.unlink()
    report = build_index(out, profile="official", folder=folder)
    assert report.content_hash == made[1].content_hash


@pytest.mark.parametrize("name", sorted(path.name for path in SLICES.glob("*.gene_info")))
def test_one_dump_of_genes_is_enough(tmp_path: Path, name: str) -> None:
    report = build_index(tmp_path / "x.safetensors", profile="official", folder=some(tmp_path / "dumps", name))
    with Reference.open(tmp_path / "x.safetensors") as reference:
        (taxon,) = reference.taxa.values()
        assert taxon.source.startswith("NCBI Gene 2025-")
        symbol = next(gene.symbol for gene in reference.genes() if gene.gene_id)
        assert Resolver(reference).resolve(symbol).symbol == symbol
    assert any(line.startswith("every gene of ") for line in report.missing)


@pytest.mark.parametrize(
    "name",
    [
        "hgnc_complete_set.txt", "MRK_List2.rpt", "MGI_EntrezGene.rpt", "MRK_ENSEMBL.rpt", "GENES_RAT.txt",
        "fb_synonym_fb_2025_04.tsv", "fbgn_annotation_ID_fb_2025_04.tsv", "fbgn_NAseq_Uniprot_fb_2025_04.tsv",
        "fbgn_fbtr_fbpp_expanded_fb_2025_04.tsv", "genetic_markers.txt", "aliases.txt", "gene.txt",
        "ensembl_1_to_1.txt", "c_elegans.PRJNA13758.WS298.geneIDs.txt", "SGD_features.tab",
        "c_elegans.PRJNA13758.WS298.geneOtherIDs.txt",
    ],
)  # fmt: skip
def test_one_dump_of_an_authority_is_enough(tmp_path: Path, name: str) -> None:
    build_index(tmp_path / "x.safetensors", profile="official", folder=some(tmp_path / "dumps", name))
    with Reference.open(tmp_path / "x.safetensors") as reference:
        genes = list(reference.genes())
        assert all(gene.authority_id for gene in genes)
        assert all(gene.symbol for gene in genes if gene.taxon_id != 10116), "only one rat gene gets a symbol"
        assert reference.count("genes") > 0


def test_the_report_lists_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = some(tmp_path / "dumps", "Mus_musculus.gene_info")
    out = tmp_path / "x.safetensors"
    assert main(["reference", "build", "--profile", "official", "--from", str(folder), "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "missing dumps, without which the index lacks:" in shown
    assert "  every gene of human (no hgnc, gene_info_human)" in shown
    assert "  retired GeneIDs and their symbols, with replacement and date (gene_history)" in shown
    assert "SGD" not in shown, "only missing dumps of species in the index are listed"


def test_a_complete_set_of_dumps_lacks_no_species(made: tuple[Path, BuildReport]) -> None:
    assert not any("every gene of" in line for line in made[1].missing)
    assert made[1].unused == ()


@pytest.mark.parametrize(
    ("genes", "families", "needs"),
    [
        ("Homo_sapiens.gene_info", ["entities.csv"], "famplex_relations, famplex_grounding_map"),
        ("Homo_sapiens.gene_info", ["relations.csv", "grounding_map.csv"], "famplex_entities"),
        ("Mus_musculus.gene_info", ["entities.csv", "relations.csv", "grounding_map.csv"], "genes of human"),
    ],
)
def test_the_report_lists_unused_dumps_and_what_they_need(
    tmp_path: Path, genes: str, families: list[str], needs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = some(tmp_path / "dumps", genes, *families), tmp_path / "x.safetensors"
    assert main(["reference", "build", "--profile", "official", "--from", str(folder), "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    lines = shown[shown.index("dumps that were found but not used:\n") :].split("\n\n")[0].splitlines()[1:]
    assert [line.partition(" (")[0] for line in lines] == [f"  {folder / name}" for name in families]
    assert all(line.endswith(f"): needs {needs}") for line in lines)


def test_a_dump_that_is_not_used_does_not_date_the_index(tmp_path: Path) -> None:
    folder = some(tmp_path / "dumps", "Mus_musculus.gene_info", "entities.csv")
    sha256 = find_dumps(load_dumps(), folder)["famplex_entities"].sha256
    (folder / "entities.csv.origin.json").write_text(json.dumps({"release": "2099-01-01", "sha256": sha256}))
    build_index(tmp_path / "x.safetensors", profile="official", folder=folder)
    with Reference.open(tmp_path / "x.safetensors") as opened:
        assert opened.meta["build_date"] == "2025-11-03"


@pytest.mark.parametrize("names", [(), ("gene_history", "withdrawn.txt"), ("README.md",)])
def test_a_folder_without_genes_is_a_one_line_error_with_advice(
    tmp_path: Path, names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = some(tmp_path / "dumps", *names)
    out = tmp_path / "x.safetensors"
    assert main(["reference", "build", "--profile", "official", "--from", str(folder), "--out", str(out)]) == 1
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert str(folder) in shown
    assert ("genenorm reference fetch" in shown) == ("gene_history" not in names)
    assert not out.exists()


def test_without_a_folder_the_fetched_dumps_are_read(tmp_path: Path) -> None:
    some(tmp_path / "cache" / "dumps", "Danio_rerio.gene_info")
    report = build_index(tmp_path / "x.safetensors", profile="official", cache=tmp_path / "cache")
    assert [row.species for row in report.coverage] == ["zebrafish"]
    with pytest.raises(SourceError, match="genenorm reference fetch"):
        build_index(tmp_path / "y.safetensors", profile="official", cache=tmp_path / "nothing")


def test_the_release_of_a_fetched_file_comes_from_its_note(tmp_path: Path) -> None:
    folder = some(tmp_path / "dumps", "gene2ensembl", "Mus_musculus.gene_info")
    plain = find_dumps(load_dumps(), folder)
    note = {"release": "2025-11-20", "sha256": plain["gene2ensembl"].sha256, "size": 1}
    (folder / "gene2ensembl.origin.json").write_text(json.dumps(note))
    (folder / "Mus_musculus.gene_info.origin.json").write_text(json.dumps({**note, "sha256": "of another file"}))
    found = find_dumps(load_dumps(), folder)
    assert (found["gene2ensembl"].release, found["gene2ensembl"].date) == ("2025-11-20", "2025-11-20")
    assert found["gene_info_mouse"].release == "2025-11-03", "the note is of another file"


def test_of_several_releases_the_newest_is_read(tmp_path: Path) -> None:
    folder = some(tmp_path / "dumps", "fb_synonym_fb_2025_04.tsv")
    shutil.copyfile(folder / "fb_synonym_fb_2025_04.tsv", folder / "fb_synonym_fb_2024_06.tsv")
    assert find_dumps(load_dumps(), folder)["flybase"].release == "2025_04"


def test_the_report_names_the_file_used_instead_of_an_unused_one(tmp_path: Path) -> None:
    folder = some(tmp_path / "dumps", "fb_synonym_fb_2025_04.tsv")
    (folder / "fb_synonym_fb_2025_04.tsv.gz").write_bytes((folder / "fb_synonym_fb_2025_04.tsv").read_bytes())
    others = ("fb_synonym_fb_2025_04.tsv", "fb_synonym_fb_2024_06.tsv", "flybase_old_synonyms.tsv")
    for name in others:
        (folder / name).write_bytes(b"never read")
    report = build_index(tmp_path / "x.safetensors", profile="official", folder=folder)
    assert report.unused == tuple(f"{folder / name}: fb_synonym_fb_2025_04.tsv.gz is used instead" for name in others)


def test_the_newest_release_is_read_compressed_or_not(tmp_path: Path) -> None:
    folder = some(tmp_path / "dumps", "fb_synonym_fb_2025_04.tsv")
    older = folder / "fb_synonym_fb_2024_06.tsv.gz"
    older.write_bytes(gzip.compress((folder / "fb_synonym_fb_2025_04.tsv").read_bytes()))
    assert find_dumps(load_dumps(), folder)["flybase"].path.name == "fb_synonym_fb_2025_04.tsv"


@pytest.mark.parametrize(
    ("bytes_of", "message"),
    [
        (lambda whole: gzip.compress(whole)[:-40], "is damaged gzip"),
        (lambda whole: gzip.compress(whole)[:30] + b"\xff" * 40, "is damaged gzip"),
        (lambda _whole: b"", "is empty"),
        (lambda whole: whole.replace(b"Synonyms", b"Aliases", 1), "no column Synonyms"),
    ],
)
def test_a_damaged_dump_is_a_one_line_error_with_its_path_and_advice(
    tmp_path: Path, bytes_of: Callable[[bytes], bytes], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "dumps"
    folder.mkdir()
    dump = folder / "Mus_musculus.gene_info.gz"
    dump.write_bytes(bytes_of((SLICES / "Mus_musculus.gene_info").read_bytes()))
    out = tmp_path / "x.safetensors"
    assert main(["reference", "build", "--profile", "official", "--from", str(folder), "--out", str(out)]) == 1
    shown = capsys.readouterr().err
    assert shown.startswith(f"genenorm: {dump}: ")
    assert message in shown
    assert shown.endswith("; delete it, then fetch or copy it again\n")
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "is empty"), (gzip.compress(b"", mtime=0), "is empty"), (b"<html>\n<body>log in", "is a web page")],
)
def test_an_empty_dump_or_web_page_is_refused_where_the_dump_has_no_header(
    tmp_path: Path, content: bytes, message: str
) -> None:
    folder = some(tmp_path / "dumps", "Mus_musculus.gene_info")
    (folder / "homologene.data").write_bytes(content)
    with pytest.raises(SourceError, match=f"homologene.data: {message}.*; delete it, then fetch or copy it again$"):
        build_index(tmp_path / "x.safetensors", profile="official", folder=folder)


@pytest.mark.parametrize("given", ["dumps", "../{}/dumps"])
def test_a_bad_dump_is_named_as_it_was_given_and_leaves_no_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    with (some(tmp_path / "dumps", "Mus_musculus.gene_info") / "Mus_musculus.gene_info").open("a") as file:
        file.write("10090\tx\n")
    monkeypatch.chdir(tmp_path)
    folder = Path(given.format(tmp_path.name))
    with pytest.raises(SourceError) as refused:
        build_index(tmp_path / "x.safetensors", profile="official", folder=folder)
    assert str(refused.value) == f"{folder}/Mus_musculus.gene_info, line 4: 2 columns, expected 16"
    assert [path.name for path in tmp_path.iterdir()] == ["dumps"]


def test_profile_registry_takes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="profile registry reads packages"):
        build_index(tmp_path / "x.safetensors", folder=SLICES)
