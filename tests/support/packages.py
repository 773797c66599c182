"""Tiny packages in the shape of the pinned ones: a few genes of each species, for building a whole small index."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import lzma
import pickle
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from genenorm.builder.source_rows import SourceFile
from genenorm.builder.sources.pins import PinnedFile, PinnedPackage, load_pinned_files

PARQUET = (
    "ensembl_id", "symbol", "alias_symbols", "prev_symbols", "gene_type", "status", "source_id", "canonical_biotype",
)  # fmt: skip


def source_file(text: str | bytes, name: str = "demo.whl: demo.tsv") -> SourceFile:
    """A source file of this content."""
    return SourceFile(name, text.encode() if isinstance(text, str) else text)


def table(*rows: str) -> str:
    """Rows written with spaces between the columns, ``_`` for an empty field and ``~`` for a space, as TSV."""
    cells = [["" if cell == "_" else cell.replace("~", " ") for cell in row.split()] for row in rows]
    return "".join("\t".join(row) + "\n" for row in cells)


def parquet(*rows: tuple[str | None, ...], columns: Sequence[str] = PARQUET) -> bytes:
    """A gene table as parquet."""
    import pyarrow
    import pyarrow.parquet

    stream = io.BytesIO()
    values = {column: [row[place] for row in rows] for place, column in enumerate(columns)}
    pyarrow.parquet.write_table(pyarrow.table(values), stream)
    return stream.getvalue()


def _plain(value: Any) -> bytes:
    return pickle.dumps(value, 2)[2:-1]


def _global(module: str, name: str) -> bytes:
    return f"c{module}\n{name}\n".encode()


def _index(values: Sequence[Any]) -> bytes:
    kind, data = _global("pandas.core.indexes.base", "Index"), _array([list(values)], flat=True)
    return _global("pandas.core.indexes.base", "_new_Index") + kind + b"}" + _plain("data") + data + b"s\x86R"


def _array(rows: Sequence[Sequence[Any]], *, flat: bool = False) -> bytes:
    dtype = _global("numpy", "dtype") + _plain(("O8",)) + b"R"
    values = [value for row in rows for value in row]
    shape = (len(values),) if flat else (len(rows), len(rows[0]))
    state = b"(" + _plain(1) + _plain(shape) + dtype + _plain(False) + _plain(values) + b"t"
    return _global("numpy.core.multiarray", "_reconstruct") + b")R" + state + b"b"


def frame(columns: Mapping[str, Sequence[Any]], index: Sequence[Any] | None = None) -> bytes:
    """A pickled pandas frame of an older pandas, compressed, written without pandas."""
    rows = list(columns.values())
    index = list(range(len(rows[0]))) if index is None else index
    places = _global("builtins", "slice") + _plain((0, len(rows), 1)) + b"R"
    block = b"}(" + _plain("values") + _array(rows) + _plain("mgr_locs") + places + b"u"
    axes = b"(" + _index(list(columns)) + _index(index) + b"l"
    extra = b"}(" + _plain("axes") + axes + _plain("blocks") + b"(" + block + b"lu"
    state = b"(NNN}" + _plain("0.14.1") + extra + b"st"
    manager = _global("pandas.core.internals.managers", "BlockManager") + b")R" + state + b"b"
    made = _global("pandas.core.frame", "DataFrame") + b")R}" + _plain("_mgr") + manager + b"sb."
    return lzma.compress(b"\x80\x02" + made)


def go_index(names: Mapping[str, str]) -> bytes:
    """A genescape index that gives each symbol two terms."""
    document = {"name2sym": dict(names), "sym2go": {symbol: ["GO:1", "GO:2"] for symbol in names.values()}}
    return gzip.compress(json.dumps(document).encode(), mtime=0)


def zipped(members: Mapping[str, str]) -> bytes:
    """A zip archive with files of this text, without the time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return stream.getvalue()


GENBANK = """LOCUS       BK006949  100 bp
FEATURES             Location/Qualifiers
     source          1..100
                     /db_xref="taxon:559292"
     gene            complement(10..40)
                     /gene="RHO1"
                     /locus_tag="YPR165W"
     CDS             complement(10..40)
                     /gene="RHO1"
                     /locus_tag="YPR165W"
                     /gene_synonym="RHOS1; RHOS2"
                     /note="a GTPase; see
                     /gene of others"
                     /product="Rho family GTPase
                     RHO1"
                     /db_xref="GI:1"
                     /db_xref="SGD:S000006369"
     tRNA            50..60
                     /locus_tag="YNCP0001W"
                     /product="tRNA-Ala"
                     /db_xref="SGD:S000006700"
     ncRNA           70..80
                     /locus_tag="YNCP0002W"
ORIGIN
        1 ccacaccaca
//
"""
"""A chromosome in GenBank's format, with two genes that have an SGD id."""


def gaf(*rows: str) -> bytes:
    """A compressed annotation file; a row has accession, symbol, evidence code, evidence, synonyms and taxon."""
    lines = ["!gaf-version: 2.1"]
    for row in rows:
        accession, symbol, code, evidence, synonyms, taxon = ("" if cell == "_" else cell for cell in row.split())
        lines.append(
            f"UniProtKB\t{accession}\t{symbol}\t\tGO:1\tPMID:1\t{code}\t{evidence}\tF\ta protein\t{synonyms}\tprotein\t"
            f"taxon:{taxon}\t20190101\tUniProt\t\t"
        )
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)


def transcripts(*rows: str) -> bytes:
    """Ensembl's transcripts, with their genes and the equal transcripts of RefSeq, ``_`` for none, as a frame."""
    ids, genes, equal = zip(*(row.split() for row in rows), strict=True)
    names = [float("nan") if text == "_" else text for text in equal]
    return frame({"gene_id": genes, "NCBI Transcript ID": names}, ids)


_HGNC = (
    "hgnc_id symbol name locus_group status alias_symbol prev_symbol ensembl_gene_id uniprot_ids entrez_id "
    "refseq_accession"
)
_HGNC_OLD = "hgnc_id alias_symbol alias_name prev_symbol prev_name uniprot_ids pubmed_id mgd_id rgd_id mane_select"
_GENE_INFO = (
    "#tax_id GeneID Symbol LocusTag Synonyms dbXrefs description type_of_gene "
    "Full_name_from_nomenclature_authority Other_designations"
)
_NT = (
    "  {} : NtData(tax_id={}, GeneID={}, CurrentID=0, Symbol={!r}, Aliases={!r}, description={!r}, "
    "other_designations=''),"
)


def _human() -> dict[str, str | bytes]:
    return {
        "hgnc": table(
            _HGNC,
            "HGNC:4584 GRIN1 glutamate~receptor~1 protein-coding~gene Approved GluN1|NR1 NMDAR1 "
            "ENSG00000176884 Q05586 2902 NM_007327|NG_011507|NM_021569.4|NM_000001",
            "HGNC:4585 GRIN2A glutamate~receptor~2A protein-coding~gene Approved GluN2A _ ENSG00000183454 _ 2903 "
            "NM_001134407|NM_000001",
        ),
        "hgnc_2025": table(
            _HGNC_OLD,
            "HGNC:4584 NR1 NMDA~receptor~1 NMDAR1 old~receptor~name Q05586 1|2 MGI:95819 RGD:2736 "
            "ENST00000371561.8|NM_007327.4",
            "HGNC:4585 _ _ _ _ _ _ _ _ ENST00000396573.7|NM_007327.4",
        ),
        "hgnc_withdrawn": table(
            "HGNC~ID Approved~symbol Approved~name Status",
            "HGNC:6 OLD1 symbol~withdrawn,~see~[HGNC:4584](/data) Symbol~Withdrawn",
            "HGNC:7 GONE1 entry~withdrawn Entry~Withdrawn",
        ),
        "gene_info": table(
            _GENE_INFO,
            "9606 2902 GRIN1 - GluN1|MRD8 HGNC:HGNC:4584|Ensembl:ENSG00000176884 receptor "
            "protein-coding - zeta~subunit",
            "9606 3 A2MP1 - - HGNC:HGNC:8 a~pseudogene pseudo - -",
            "63221 6775065 CYTB - - - cytochrome~b protein-coding - -",
            "9606 99 REGION1 - - - a~region biological-region - -",
            "9606 100123 LOC100123 - - - uncharacterized~LOC100123 ncRNA - -",
        ),
        "entrez_human": (
            "hgnc_symbol,ensembl_gene_id,entrezgene_id\nGRIN1,ENSG00000176884,2902\nGRIN1,ENSG00000999001,\n"
        ),
        "ensembl_human": "ENSG00000176884,GRIN1,1,9,protein_coding\nENSG00000000007,ENSG00000000007,1,9,lncRNA\n",
        "transcripts_human": transcripts(
            "ENST00000371561 ENSG00000183454 NM_007327.4", "ENST00000330684 ENSG00000183454 NM_021569.4",
            "ENST00000000009 ENSG00000000009 _",
        ),
        "interest_human": "## prefix: ENSG\n9\t1\t2\t176884\tGRIN1\tglutamate receptor%2C one\n",
        "synonyms_human": "GRIN1\tNMDA1\n",
        "go_human": go_index({"Q05586": "GRIN1"}),
        "goa_human": gaf("Q05586 GRIN1 IBA FB:FBgn0010399|PANTHER:PTN001|SGD:S000006369 _ 9606"),
        "goa_human_2023": gaf("Q05586 GRIN1 IBA PANTHER:PTN001|WB:WBGene00003774 _ 9606"),
        "famplex_entities": "NMDA_R\nEMPTY\n",
        "famplex_relations": "HGNC,GRIN1,isa,FPLX,NMDA_R\nHGNC,GRIN2A,isa,FPLX,NMDA_R\nUP,P1,isa,FPLX,NMDA_R\n",
        "famplex_grounding_map": "NMDA receptors,FPLX,NMDA_R,,\nzeta1,HGNC,GRIN1,,\naspirin,CHEBI,CHEBI:1,,\n",
    }  # fmt: skip


def _mouse_and_rat() -> dict[str, str | bytes]:
    mouse, rat = "ENSMUSG00000026959", "ENSRNOG00000011726"
    locus = _NT.format(109599, 10090, 109599, "Om", "", "ocular malformation")
    goatools = _NT.format(14810, 10090, 14810, "Grin1", "Nmdar, Nr1", "glutamate receptor")
    return {
        "mgi": parquet(
            (mouse, "Grin1", "NMDAR1", "", "protein coding gene", "approved", "MGI:95819", "protein_coding")
        ),
        "rgd": parquet(
            (rat, "Grin1", "", "NR1|LOC999|LOC24408", "protein-coding", "approved", "RGD:2736", "protein_coding"),
            (None, "Mirlet7a", "", "", "ncrna", "approved", "RGD:2325", "mirna"),
            (None, "LOC100911545", "", "", "ncrna", "provisional", "RGD:9", "other_ncrna"),
        ),
        "rgd_entries": "ID\tsymbol\tsynonyms\tensembl\n2736\tGrin1\tGluN1;NR1\tENSRNOG00000011726\n",
        "ncbi_2016_mouse": f"GENEID2NT = {{\n{goatools}\n}}\n",
        "ncbi_2016_mouse_all": f"GENEID2NT = {{\n{locus}\n}}\n",
        "mirbase": (
            "mirbase_id\tmirbase_name\tdatabase\tidentifier\tlabel\nMI1\trno-let-7a\tENTREZGENE\t100313983\tMirlet7a\n"
            "MI1\trno-let-7a\tRFAM\tRF1\tlet-7\nMI2\tmmu-let-7a\tENTREZGENE\t387244\tMirlet7a\n"
        ),
        "entrez_mouse": f"uniprot_gn_symbol,ensembl_gene_id,entrezgene_id\n,{mouse},14810\n",
        "ensembl100_mouse": frame({"Entrez": ["14810", float("nan")]}, [mouse, "ENSMUSG00000000001"]),
        "transcripts_mouse": transcripts(f"ENSMUST00000114307 {mouse} NM_008169.3"),
        "ensembl_mouse": f"{mouse},Grin1,1,9,protein_coding\n",
        "ensembl_rat": f"{rat},Grin1,1,9,protein_coding\n",
        "interest_mouse": "## prefix: ENSMUSG\n2\t1\t2\t26959\tGrin1\tglutamate receptor\n",
        "interest_rat": "## prefix: ENSRNOG\n3\t1\t2\t11726\tGrin1\tglutamate receptor\n",
        "synonyms_mouse": "Grin1\tNR1\n",
        "synonyms_rat": "Grin1\tNR1\n",
        "go_mouse": go_index({"MGI:95819": "GRIN1"}),
        "goa_mouse": gaf("P35438 Grin1 IDA _ Glurz1 10090"),
        "goa_rat": gaf("P35439 Grin1 IDA _ _ 10116"),
        "go_rat": go_index({"2736": "GRIN1"}),
        "hcop": (
            "Gene stable ID,Gene name,Mouse gene stable ID,Mouse gene name,supporting_source\n"
            f'ENSG00000176884,GRIN1,{mouse},Grin1,"OMA,EggNOG,Panther"\n'
        ),
    }


def _others() -> dict[str, str | bytes]:
    fly = _NT.format(40665, 7227, 40665, "Nmdar1", "Dmel_CG2902, CG2902, dNR1", "NMDA receptor 1")
    homologene: dict[str, list[Any]] = {
        "homology_id": [7187, 7187, 7187, 7187, 9, 11],
        "tax_id": [9606, 10090, 10116, 7227, 3702, 4932],
        "gene_id": [2902, 14810, 24408, 40665, 5, 856],
        "gene_symbol": ["GRIN1", "Grin1", "Grin1", "Nmdar1", "AT1", "RHO1"],
    }
    return {
        "homologene": frame(homologene),
        "flybase": parquet(
            (
                "FBgn0010399",
                "Nmdar1",
                "CG2902|NR1",
                "FBgn0000001",
                "CG2902",
                "approved",
                "FlyBase:FBgn0010399",
                "protein_coding",
            )
        ),
        "ncbi_2016_fly": f"GENEID2NT = {{\n{fly}\n}}\n",
        "go_fly": go_index({"FBGN0010399": "NMDAR1", "FBGN0001054": "FS(3)KAR", "Q1": "X"}),
        "goa_fly": gaf("Q24418 Nmdar1 IBA PANTHER:PTN001 Dmel_CG2902|FBgn0010399 7227"),
        "goa_zebrafish": gaf("A0A0R4IPX1 grin1a IEA _ _ 7955"),
        "goa_worm": gaf("A0A131MBU3 nmr-1 IBA PANTHER:PTN001 CELE_F54E2.3 6239"),
        "worm_descriptions": (
            "Sequence ID,Wormbase ID,Automated Description\n"
            'F54E2.3,WBGene00003774,"nmr-1 is an ortholog of human NMDAR1 (receptor 1)\\; is expressed in neurons."\n'
        ),
        "zfin_2026": parquet(("", "grin1a", "", "", "SO:1", "approved", "ZFIN:ZDB-GENE-051202-1", "protein_coding")),
        "zfin": "ZFIN ID\tSymbol\tNCBI Gene ID\tEnsembl ID\nZDB-GENE-051202-1\tgrin1a\t767745\tENSDARG00000027828\n",
        "zfin_human": "ZFIN ID\tHGNC ID\nZDB-GENE-051202-1\t4584\n",
        "ensembl_zebrafish": "ENSDARG00000027828,grin1a,1,9,protein_coding\n",
        "interest_zebrafish": "## prefix: ENSDARG\n5\t1\t2\t27828\tgrin1a\tglutamate receptor 1a\n",
        "synonyms_zebrafish": "grin1a\tnr1.1\twu:fc15c04\n",
        "go_zebrafish": go_index({"ZDB-GENE-051202-1": "GRIN1A"}),
        "wormbase": parquet(
            ("WBGene00003774", "nmr-1", "F54E2.3", "", "gene", "approved", "WormBase:WBGene00003774", "protein_coding")
        ),
        "names_worm": "## prefix: WBGene\nII\t1\t2\t3774\tnmr-1\tNMDA receptor homolog\nII\t3\t4\t5\tx-1\t\n",
        "go_worm": go_index({"WBGENE00003774": "NMR-1"}),
        "go_yeast": go_index({"S000006369": "RHO1"}),
        "genbank_yeast": zipped({"chr16.gb": GENBANK, "primers.txt": "x"}),
    }


def contents() -> dict[str, bytes]:
    """The content of every source of profile ``registry``, by key."""
    found = {**_human(), **_mouse_and_rat(), **_others()}
    return {key: text.encode() if isinstance(text, str) else text for key, text in found.items()}


def write_packages(cache: Path, files: Mapping[str, bytes]) -> dict[str, PinnedFile]:
    """Write the sources' packages into a cache folder and return the sources, pinned to what was written."""
    sources = load_pinned_files()
    folder = cache / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    packages: dict[PinnedPackage, dict[str, bytes]] = {}
    for key, source in sources.items():
        packages.setdefault(source.pin, {})[source.path] = files[key]
    pins = {pin: replace(pin, sha256=_write(folder / pin.file, members)) for pin, members in packages.items()}
    return {key: replace(source, pin=pins[source.pin]) for key, source in sources.items()}


def _write(path: Path, members: Mapping[str, bytes]) -> str:
    if path.suffix == ".tgz":
        with gzip.GzipFile(path, "w", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
            for name, data in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
    else:
        with zipfile.ZipFile(path, "w") as wheel:
            for name, data in members.items():
                wheel.writestr(zipfile.ZipInfo(name), data)  # without the time
    return hashlib.sha256(path.read_bytes()).hexdigest()
