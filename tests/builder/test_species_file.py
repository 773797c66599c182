"""Tests of species that are added as data: the file that describes one, and indexes of both profiles with it."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from genenorm.builder import build_index
from genenorm.builder.merge.roster import JoinRule
from genenorm.builder.readers.plain_table import TableLayout, read_plain_table
from genenorm.builder.source_rows import SourceGene, Tally
from genenorm.builder.sources.species_file import AddedReader, load_added_species
from genenorm.cli import main
from genenorm.core.context import Context
from genenorm.core.errors import SourceError
from genenorm.core.model import Biotype, NameKind
from genenorm.index.homology import Homology, orthologs
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from tests.support.packages import contents, source_file, write_packages

SLICES = Path(__file__).parents[2] / "fixtures" / "dumps"
CHICKEN = """
[species]
taxon_id = 9031
name = "Gallus gallus"
common = "chicken"
authority = "CGNC"
source = "NCBI Gene 2026-11"
authority_prefix = "CGNC:"
ensembl_prefix = "ENSGALG"
ensembl_digits = 11
"""
HOMOLOGENE = '\n[[source]]\nreader = "homologene"\n'
GENE_INFO = """
[[source]]
reader = "gene_info"
file = "Gallus_gallus.gene_info"
release = "2027-01-15"
licence = "public domain"
"""
TABLE = """
[[source]]
reader = "table"
file = "chicken.csv"
release = "1"
licence = "CC0-1.0"
join = ["symbol"]
adds_genes = false
delimiter = ","
columns = { symbol = "Symbol", synonyms = "Aliases" }
"""
ROWS = (
    "9031\t404296\tGRIN1\t-\tNMDAR1\tCGNC:49651|Ensembl:ENSGALG00000026465\t17\t-\tglutamate receptor\tprotein-coding\t"
    "GRIN1\tglutamate receptor\tO\t-\t20261101\t-\n"
    "9031\t395928\tAKT1\t-\t-\tCGNC:51404\t5\t-\tAKT kinase\tprotein-coding\tAKT1\tAKT kinase\tO\t-\t20261101\t-\n"
    "9032\t1\tGRIN1\t-\t-\t-\t-\t-\t-\tprotein-coding\t-\t-\t-\t-\t20261101\t-\n"
)


def described(folder: Path, text: str, name: str = "chicken.toml") -> Path:
    """Write a description of a species with the files that it may name, and return it."""
    folder.mkdir(exist_ok=True)
    header = (SLICES / "Danio_rerio.gene_info").read_text(encoding="utf-8").splitlines(keepends=True)[0]
    (folder / "Gallus_gallus.gene_info").write_text(header + ROWS, encoding="utf-8")
    (folder / "chicken.csv").write_text("Symbol,Aliases\nGRIN1,GLURX|NR1X\nNOSUCH,N1\n", encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


# -- the file -------------------------------------------------------------------------------------------------------


def test_a_file_describes_a_species_and_its_sources(tmp_path: Path) -> None:
    added = load_added_species(described(tmp_path, CHICKEN + HOMOLOGENE + GENE_INFO + TABLE))
    taxon = added.species.taxon
    assert (taxon.taxon_id, taxon.name, taxon.common, taxon.authority) == (9031, "Gallus gallus", "chicken", "CGNC")
    assert added.species.ensembl.decode(7) == "ENSGALG00000000007"
    homologene, gene_info, table = added.sources
    assert [source.reader for source in added.sources] == [
        AddedReader.HOMOLOGENE, AddedReader.GENE_INFO, AddedReader.TABLE,
    ]  # fmt: skip
    assert homologene.rules == (JoinRule.GENE_ID, JoinRule.AUTHORITY, JoinRule.ENSEMBL)
    assert (gene_info.file, gene_info.adds_genes) == (tmp_path / "Gallus_gallus.gene_info", True)
    assert (table.rules, table.adds_genes) == ((JoinRule.SYMBOL,), False)
    assert table.layout == TableLayout({"symbol": "Symbol", "synonyms": "Aliases"}, delimiter=",")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("taxon_id = 9031", "taxon = 9031", r"\[species\] has no 'taxon_id'"),
        ("taxon_id = 9031", 'taxon_id = "9031"', "taxon_id is '9031'; it must be a whole number"),
        ("taxon_id = 9031", "taxon_id = true", "taxon_id is True; it must be a whole number"),
        ("taxon_id = 9031", "taxon_id = -5", r"\[species\]: taxon_id is a number above 0"),
        ('common = "chicken"', 'common = "a,b"', "common is a name in lower-case letters"),
        ('common = "chicken"', 'common = ""', "common is a name in lower-case letters"),
        ('name = "Gallus gallus"', 'name = "Mus musculus"', r"mouse \(10090\) is one of genenorm's own species"),
        ("ensembl_digits = 11", 'ensembl_digits = "x"', "ensembl_digits is 'x'; it must be a whole number"),
        ("taxon_id = 9031", "taxon_id = 10090", r"mouse \(10090\) is one of genenorm's own species"),
        ('common = "chicken"', 'common = "fly"', r"fly \(7227\) is one of genenorm's own species"),
        ('common = "chicken"', 'common = "Chicken"', "common is a name in lower-case letters"),
        ('source = "NCBI Gene 2026-11"', 'source = "x"\nrank = 1', r"\[species\] has an unknown key 'rank'; the keys"),
        ('reader = "gene_info"', 'reader = "gene"', r"\[\[source\]\] 1: reader is 'gene'; it is one of: homologene,"),
        ('file = "Gallus_gallus.gene_info"', "", r"\[\[source\]\] 1 has no 'file'"),
        ('licence = "public domain"', "", r"\[\[source\]\] 1 has no 'licence'"),
        ('licence = "public domain"', 'licence = "x"\ncolumns = {}', r"\[\[source\]\] 1 has an unknown key 'columns'"),
        ('licence = "public domain"', 'licence = "x"\njoin = ["name"]', r"1: join is 'name'; it is one of: gene_id,"),
        ('licence = "public domain"', 'licence = "x"\njoin = "symbol"', r"1: join is 'symbol'; it must be a list"),
        (
            'licence = "public domain"',
            'licence = "x"\nadds_genes = "no"',
            "adds_genes is 'no'; it must be true or false",
        ),
        ('licence = "public domain"', 'licence = "x"\nadds_genes = false', r"no \[\[source\]\] adds genes"),
        ('file = "Gallus_gallus.gene_info"', 'path = "a"\npackage = { name = "a" }', "package has no 'version'"),
        ("[[source]]", "[source]", "the file: source is .*; it must be a list"),
        ("[species]", "[spezies]", "the file has no 'species'"),
        ("[species]", "[species", "cannot be read as the description of a species"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = CHICKEN + GENE_INFO
    assert old in text
    with pytest.raises(SourceError, match=message) as caught:
        load_added_species(described(tmp_path, text.replace(old, new)))
    assert str(caught.value).startswith(f"{tmp_path / 'chicken.toml'}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('symbol = "Symbol"', 'name = "Symbol"', "columns has 'name'; it may have: symbol, gene_id,"),
        ('symbol = "Symbol", ', "", "columns has neither symbol nor an identifier"),
        ('symbol = "Symbol"', "symbol = 1", "columns are all given by name, or all by position"),
        ('{ symbol = "Symbol", synonyms = "Aliases" }', "{ symbol = 0 }", "positions of columns count from 1"),
        ("columns =", 'only = [{ column = "Status" }]\ncolumns =', "each entry of only has column and values"),
    ],
)
def test_a_mistake_in_the_columns_of_a_table_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = CHICKEN + GENE_INFO + TABLE
    assert old in text
    with pytest.raises(SourceError, match=r"\[\[source\]\] 2: .*" + message):
        load_added_species(described(tmp_path, text.replace(old, new)))


# -- tables ---------------------------------------------------------------------------------------------------------


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    file = source_file("id\tname\tother\tkind\tstate\nX:1\ta\tb|c\ttRNA\tlive\nX:2\td\t\t\tdead\n\t-\t\t\tlive\n")
    layout = TableLayout.of_row(
        {
            "columns": {"authority": "id", "symbol": "name", "synonyms": "other", "biotype": "kind"},
            "only": [{"column": "state", "values": ["live"]}],
        },
        "demo",
    )
    tally = Tally()
    assert list(read_plain_table(file, tally, 1, layout)) == [
        SourceGene(1, "a", authority="X:1", biotype=Biotype.NON_CODING_RNA,
                   names=((NameKind.SYNONYM, "b"), (NameKind.SYNONYM, "c")))
    ]  # fmt: skip
    assert tally.read == 3
    assert tally.dropped == {"not of the rows to read": 1, "neither symbol nor identifier": 1}


def test_a_table_without_a_header_is_read_by_positions() -> None:
    file = source_file("ENSG1,abc,7,protein_coding\nENSG2,ENSG2,,lncRNA\n")
    layout = TableLayout.of_row(
        {"columns": {"ensembl": 1, "symbol": 2, "gene_id": 3, "biotype": 4}, "delimiter": ",", "quoted": True}, "demo"
    )
    assert list(read_plain_table(file, Tally(), 1, layout)) == [
        SourceGene(1, "abc", 7, ensembl=("ENSG1",), biotype=Biotype.PROTEIN_CODING),
        SourceGene(1, "", ensembl=("ENSG2",), biotype=Biotype.NON_CODING_RNA),
    ]
    with pytest.raises(SourceError, match="line 1: 1 columns, expected 4"):
        list(read_plain_table(source_file("ENSG1\n"), Tally(), 1, layout))


# -- indexes --------------------------------------------------------------------------------------------------------


def test_a_species_is_added_to_the_profile_official(tmp_path: Path) -> None:
    out = tmp_path / "index.safetensors"
    species = described(tmp_path / "chicken", CHICKEN + GENE_INFO + TABLE)
    report = build_index(out, profile="official", folder=SLICES, species=[species])
    (row,) = [row for row in report.coverage if row.species == "chicken"]
    assert (row.genes, row.gene_ids, row.ensembl, row.groups) == (2, 2, 1, 2)
    with Reference.open(out) as reference:
        assert (reference.meta["profile"], reference.meta["build_date"]) == ("official+chicken", "2027-01-15")
        chicken = Context(species=(9031,))
        resolver = Resolver(reference)
        for name in ("GRIN1", "NMDAR1", "GLURX", "404296", "ENSGALG00000026465", "CGNC:49651"):
            answer = resolver.resolve(name, chicken)
            assert (answer.gene_id, answer.authority_id) == (404296, "CGNC:49651"), name
        grin1 = reference.gene_by_id(404296)
        assert grin1 is not None
        assert [(found.gene.gene_id, found.homology) for found in orthologs(reference, grin1, 9606, Homology.ALL)] == [
            (2902, "HCOP 2/2 methods; NCBI")
        ]
        akt1 = reference.gene_by_id(395928)
        assert akt1 is not None
        assert [found.gene.gene_id for found in orthologs(reference, akt1, 9606)] == [207]
        sources = {source["key"]: source for source in json.loads(reference.meta["sources"])}
        assert sources["chicken_1"]["dropped"] == {"other species or strain": 1}
        assert (sources["chicken_2"]["licence"], sources["chicken_2"]["kept"]) == ("CC0-1.0", 1)


def test_the_other_species_are_as_without_it(tmp_path: Path) -> None:
    with_it, without = tmp_path / "with.safetensors", tmp_path / "without.safetensors"
    species = described(tmp_path / "chicken", CHICKEN.replace("chicken", "hen") + GENE_INFO)
    build_index(with_it, profile="official", folder=SLICES, species=[species])
    build_index(without, profile="official", folder=SLICES)
    with Reference.open(with_it) as new, Reference.open(without) as old:
        known = [(gene.taxon_id, gene.symbol, gene.gene_id, gene.ensembl_id) for gene in old.genes()]
        assert [
            (gene.taxon_id, gene.symbol, gene.gene_id, gene.ensembl_id) for gene in new.genes() if gene.taxon_id != 9031
        ] == known


def test_a_species_is_added_to_the_profile_registry_from_its_homologene(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = write_packages(tmp_path / "cache", contents())
    monkeypatch.setattr("genenorm.builder.profiles.registry.load_pinned_files", lambda: sources)
    cress = CHICKEN.replace("9031", "3702").replace("Gallus gallus", "Arabidopsis thaliana").replace("chicken", "cress")
    pinned = sources["ensembl_rat"].pin
    table = f"""
[[source]]
reader = "table"
package = {{ name = "{pinned.name}", version = "{pinned.version}", registry = "{pinned.registry}", \
file = "{pinned.file}", sha256 = "{pinned.sha256}" }}
path = "{sources["ensembl_rat"].path}"
release = "Ensembl 114"
licence = "MIT"
delimiter = ","
columns = {{ ensembl = 1, symbol = 2 }}
"""
    out = tmp_path / "index.safetensors"
    build_index(out, cache=tmp_path / "cache", species=[described(tmp_path, cress + HOMOLOGENE + table)])
    with Reference.open(out) as reference:
        assert reference.meta["profile"] == "registry+cress"
        found = [(gene.symbol, gene.gene_id, gene.ensembl_id) for gene in reference.genes("cress")]
        assert sorted(found, key=str) == [("AT1", 5, ""), ("Grin1", None, "ENSRNOG00000011726")]


def test_a_species_needs_homologene_where_it_is_read_from_it(tmp_path: Path) -> None:
    folder = tmp_path / "dumps"
    folder.mkdir()
    shutil.copyfile(SLICES / "Mus_musculus.gene_info", folder / "Mus_musculus.gene_info")
    with pytest.raises(SourceError, match="an added species is read from homologene, and its dump is missing"):
        build_index(
            tmp_path / "x", profile="official", folder=folder, species=[described(tmp_path, CHICKEN + HOMOLOGENE)]
        )
    assert not (tmp_path / "x").exists()


def test_a_missing_file_and_a_species_given_twice_are_named(tmp_path: Path) -> None:
    species = described(tmp_path, CHICKEN + GENE_INFO)
    (tmp_path / "Gallus_gallus.gene_info").unlink()
    with pytest.raises(SourceError, match=r"1: there is no file .*Gallus_gallus\.gene_info; see CONTRIBUTING"):
        build_index(tmp_path / "x", profile="official", folder=SLICES, species=[species])
    (tmp_path / "Gallus_gallus.gene_info").touch()
    with pytest.raises(SourceError, match=r"chicken\.toml: taxon_id 9031 is used in another file too"):
        build_index(tmp_path / "x", profile="official", folder=SLICES, species=[species, species])


def test_the_command_adds_species_and_names_the_index_after_them(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    species = described(tmp_path / "files", CHICKEN + GENE_INFO)
    command = ["reference", "build", "--profile", "official", "--from", str(SLICES), "--species", str(species)]
    assert main(command) == 0
    shown = capsys.readouterr()
    assert "chicken_1" in shown.out
    assert shown.err.endswith("use it with: genenorm reference use official-chicken\n")
    assert main(["resolve", "CGNC:49651", "--reference", "official-chicken", "-f", "tsv"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split("\t")[1:5] == ["resolved", "9031", "404296", "GRIN1"]


def test_a_real_dump_gives_a_species_that_genenorm_does_not_have(corpus: Path, tmp_path: Path) -> None:
    dumps = corpus.parent / "dumps"
    human = dumps / "Homo_sapiens.gene_info.gz"
    if not human.is_file():
        pytest.skip(f"{human}: no such dump")
    folder = tmp_path / "dumps"
    folder.mkdir()
    (folder / "Saccharomyces_cerevisiae.gene_info.gz").symlink_to(dumps / "Saccharomyces_cerevisiae.gene_info.gz")
    neandertal = f"""
[species]
taxon_id = 63221
name = "Homo sapiens neanderthalensis"
common = "neandertal"
source = "NCBI Gene 2021-07"

[[source]]
reader = "gene_info"
file = "{human}"
release = "2021-07"
licence = "public domain"
"""
    out = tmp_path / "index.safetensors"
    build_index(out, profile="official", folder=folder, species=[described(tmp_path, neandertal, "neandertal.toml")])
    with Reference.open(out) as reference:
        genes = list(reference.genes("neandertal"))
        assert len(genes) == 37
        uses = Counter(gene.symbol for gene in genes)
        single = [gene for gene in genes if uses[gene.symbol] == 1]
        assert len(single) >= 33, "two transfer RNAs have two genes each"
        answers = Resolver(reference).resolve_all([gene.symbol for gene in single], Context(species=(63221,)))
        assert [answer.gene_id for answer in answers] == [gene.gene_id for gene in single]
