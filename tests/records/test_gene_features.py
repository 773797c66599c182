"""Genome annotation: the genes of GTF and GFF3 files as programs write them, and answers as attributes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.errors import RecordError
from genenorm.records.formats import read_record_file
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile


def lines(*rows: str, end: str = "\n") -> bytes:
    """Return lines whose columns are separated by blanks in ``rows``; the last column may have blanks."""
    texts = [row if row.startswith(("#", ">", "track")) else "\t".join(row.split(maxsplit=8)) for row in rows]
    return "".join(text + end for text in texts).encode()


ENSEMBL_GTF = lines(
    "#!genome-build GRCh38.p14",
    "#!genome-version GRCh38",
    "#!genebuild-last-updated 2023-09",
    '9 ensembl_havana gene 100 900 . + . gene_id "ENSG00000176884"; gene_version "17"; gene_name "GRIN1"; '
    'gene_source "ensembl_havana"; gene_biotype "protein_coding";',
    '9 ensembl_havana transcript 100 900 . + . gene_id "ENSG00000176884"; transcript_id "ENST00000371561"; '
    'gene_name "GRIN1"; tag "basic"; tag "MANE_Select";',
    '1 havana gene 1000 2000 . - . gene_id "ENSG00000223972"; gene_version "5"; gene_biotype "lncRNA";',
)
GENCODE_GTF = lines(
    "##description: evidence-based annotation of the mouse genome (GRCm39), version M35 (Ensembl 112)",
    "##provider: GENCODE",
    "##format: gtf",
    'chr1 HAVANA gene 100 900 . + . gene_id "ENSMUSG00000102693.2"; gene_type "TEC"; gene_name "4933401J01Rik"; '
    'level 2; mgi_id "MGI:1918292"; havana_gene "OTTMUSG00000049935.1";',
)
NCBI_GTF = lines(
    "#gtf-version 2.2",
    "#!genome-build Release 6 plus ISO1 MT",
    'NC_004354.4 RefSeq gene 122493 122706 . + . gene_id "Dmel_CG17636"; transcript_id ""; '
    'db_xref "FLYBASE:FBgn0025837"; db_xref "GeneID:30970"; gene "Or1a"; gene_biotype "protein_coding"; ',
)
NCBI_GFF3 = lines(
    "##gff-version 3",
    "#!gff-spec-version 1.21",
    "##sequence-region NC_051336.1 1 260522016",
    "##species https://www.ncbi.nlm.nih.gov/Taxonomy/Browser/wwwtax.cgi?id=10116",
    "NC_051336.1 RefSeq region 1 999 . + . ID=NC_051336.1:1..999;Dbxref=taxon:10116;Name=1;genome=chromosome",
    "NC_051336.1 BestRefSeq gene 100 900 . - . ID=gene-Grin1;Dbxref=RGD:2736,GeneID:24408;Name=Grin1;"
    "description=glutamate%2C ionotropic;gene=Grin1;gene_synonym=GluN1,NMDAR1",
    "NC_051336.1 BestRefSeq mRNA 100 900 . - . ID=rna-NM_017010.2;Parent=gene-Grin1;Name=NM_017010.2;gene=Grin1",
    "NC_051336.1 Gnomon pseudogene 1000 1900 . - . ID=gene-LOC1;Dbxref=GeneID:1;Name=LOC1;gene=LOC1",
    "###",
)
ENSEMBL_GFF3 = lines(
    "##gff-version 3",
    "##sequence-region   X 1 23542271",
    "#!genome-build FlyBase BDGP6.46",
    "X FlyBase gene 1 9 . + . ID=gene:FBgn0010399;Name=Nmdar1;biotype=protein_coding;gene_id=FBgn0010399",
    "X FlyBase ncRNA_gene 1 9 . + . ID=gene:FBgn0052826;biotype=ncRNA;logic_name=flybase",
    "X FlyBase mRNA 1 9 . + . ID=transcript:FBtr0070000;Parent=gene:FBgn0010399;Name=Nmdar1-RA",
)
FLYBASE_GFF = lines(
    "##gff-version 3",
    "2L FlyBase gene 1 9 . - . ID=FBgn0002121;Name=l%282%29gl;Alias=lgl,l(2)gl;Dbxref=FlyBase:FBan0002671,GB:A1",
    "##FASTA",
    ">2L",
    ">not a line of nine columns",
)
SGD_GFF = lines(
    "##gff-version 3",
    "#!assembly R64-3-1",
    "chrVI SGD gene 1 9 . - . ID=YFL039C;Name=YFL039C;gene=ACT1;Alias=ACT1,ABY1;display=Structural constituent",
    "chrI SGD gene 1 9 . + . ID=YAL003W;Name=YAL003W;Alias=EFB1",
)
UCSC_GTF = lines(
    'track name="genes"',
    'chr17 refGene transcript 1 9 . - . gene_id "TP53"; transcript_id "NM_000546";  gene_name "TP53";',
    'chr17 refGene exon 1 9 . - . gene_id "TP53"; transcript_id "NM_000546"; exon_number "1";  gene_name "TP53";',
    'chr9 refGene exon 1 9 . - . gene_id "X1"; transcript_id "NM_1"; exon_number "1";  gene_name "GRIN1";',
)
FILES = {
    "ensembl.gtf": (ENSEMBL_GTF, ("GRIN1", "ENSG00000223972"), (9606,)),
    "gencode.gtf": (GENCODE_GTF, ("4933401J01Rik",), (10090,)),
    "ncbi.gtf": (NCBI_GTF, ("Or1a",), (7227,)),
    "ncbi.gff": (NCBI_GFF3, ("Grin1", "LOC1"), (10116,)),
    "ensembl.gff3": (ENSEMBL_GFF3, ("Nmdar1", "FBgn0052826"), (7227,)),
    "flybase.gff": (FLYBASE_GFF, ("l(2)gl",), ()),
    "sgd.gff": (SGD_GFF, ("ACT1", "YAL003W"), (559292,)),
    "ucsc.gtf": (UCSC_GTF, ("TP53", "GRIN1"), ()),
}


def read(data: bytes, name: str, column: str = "") -> RecordFile:
    return read_record_file(data, name, ReadOptions(column=column))


def answers(record_file: RecordFile, reference: str = "made 2026-01-02 ab") -> list[AnswerRows]:
    fields = ("keyword", "gene_id", "symbol", "doubt", "support")
    rows = tuple((name, len(name), "", 'a "b"; c=d\t100%, e', "") for name in record_file.records[0].names)
    return [AnswerRows(fields, rows, (), reference)]


def rewritten(record_file: RecordFile) -> bytes:
    assert record_file.rewrite is not None
    return record_file.rewrite(answers(record_file))


@pytest.mark.parametrize("name", FILES)
def test_genes_and_species_are_read_from_files_as_programs_write_them(name: str) -> None:
    data, names, species = FILES[name]
    (record,) = read(data, name).records
    assert record.names == names
    assert record.species == species
    assert record.organisms == ()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("form", ["as written", "CRLF", "BOM", "no last line break", "no last semicolon", "blanks"])
def test_answers_are_added_to_the_lines_of_genes_and_removed_without_a_trace(name: str, form: str) -> None:
    data, names, _ = FILES[name]
    data = {
        "as written": data,
        "CRLF": data.replace(b"\n", b"\r\n"),
        "BOM": b"\xef\xbb\xbf" + data,
        "no last line break": data.removesuffix(b"\n"),
        "no last semicolon": data.replace(b'";\n', b'"\n'),
        "blanks": data.replace(b"\n", b"  \n"),
    }[form]
    record_file = read(data, name)
    written = rewritten(record_file)
    assert written.count(b"genenorm_gene_id") == len(names)
    again = read(written, name)
    assert (record_file.annotated, again.annotated) == (False, True)
    assert again.records == record_file.records
    assert rewritten(again) == written
    assert again.strip is not None
    assert record_file.strip is not None
    assert again.strip() == record_file.strip() == data


def test_gtf_answers_are_attributes_in_the_style_of_the_line() -> None:
    before, after = (
        ENSEMBL_GTF.decode().splitlines(),
        rewritten(read(ENSEMBL_GTF, "a.gtf")).decode().splitlines(),
    )
    assert after[:4] == [*before[:3], "#!genenorm-reference made 2026-01-02 ab"]
    doubt = "genenorm_doubt \"a 'b', c=d 100%, e\";"
    assert after[4] == f'{before[3]} genenorm_gene_id "5"; {doubt}'
    assert after[5] == before[4]
    assert after[6] == f'{before[5]} genenorm_gene_id "15"; {doubt}'


def test_gff3_answers_are_percent_encoded() -> None:
    after = rewritten(read(SGD_GFF, "a.gff")).decode().splitlines()
    assert after[3].endswith(
        ';display=Structural constituent;genenorm_gene_id=4;genenorm_doubt=a "b"%3B c%3Dd%09100%25%2C e'
    )


def test_without_lines_of_genes_the_first_line_of_each_gene_gets_the_answer() -> None:
    after = rewritten(read(UCSC_GTF, "a.gtf")).decode().splitlines()
    assert ["genenorm_gene_id" in line for line in after] == [False, False, True, False, True]


def test_without_lines_of_genes_a_later_line_may_have_the_name() -> None:
    data = lines(
        '1 StringTie transcript 1 9 . + . gene_id "STRG.1"; transcript_id "STRG.1.1";',
        '1 StringTie exon 1 9 . + . gene_id "STRG.1"; transcript_id "STRG.1.1"; exon_number "1";',
        '1 StringTie transcript 1 9 . + . gene_id "STRG.1"; transcript_id "STRG.1.2"; ref_gene_name "TP53";',
        '1 StringTie exon 1 9 . + . gene_id "STRG.1"; transcript_id "STRG.1.2"; ref_gene_name "TP53";',
        '1 StringTie transcript 1 9 . + . gene_id "STRG.2"; transcript_id "STRG.2.1";',
    )
    record_file = read(data, "a.gtf")
    assert record_file.records[0].names == ("TP53", "STRG.2")
    after = rewritten(record_file).decode().splitlines()
    assert ["genenorm_gene_id" in line for line in after] == [False, False, False, True, False, True]


@pytest.mark.parametrize(
    ("name", "column", "expected"),
    [
        ("ensembl.gtf", "gene_id", ("ENSG00000176884", "ENSG00000223972")),
        ("gencode.gtf", "mgi_id", ("MGI:1918292",)),
        ("ncbi.gff", "Dbxref", ("GeneID:24408", "GeneID:1")),
        ("ncbi.gtf", "db_xref", ("GeneID:30970",)),
        ("ncbi.gff", "ID", ("Grin1", "LOC1")),
        ("ensembl.gff3", "ID", ("FBgn0010399", "FBgn0052826")),
        ("ensembl.gff3", "Name", ("Nmdar1",)),
        ("flybase.gff", "Alias", ("lgl",)),
        ("ucsc.gtf", "transcript_id", ("NM_000546", "NM_1")),
    ],
)
def test_another_attribute_may_have_the_names(name: str, column: str, expected: tuple[str, ...]) -> None:
    assert read(FILES[name][0], name, column).records[0].names == expected


GENE = '1 x gene 1 9 . + . gene_id "E1"; gene_name "TP53";'


@pytest.mark.parametrize(
    ("comment", "species", "organisms"),
    [
        ("#!genome-build Sscrofa11.1", (9823,), ()),
        ("#!genome-build Unheardof9", (), ("Unheardof9",)),
        ("##species Danio rerio", (7955,), ()),
        ("##species https://example.org/wwwtax.cgi?id=10092", (10090,), ()),
        ("##species NCBITaxon:9031", (9031,), ()),
        ("##species Felis silvestris", (), ("Felis silvestris",)),
        ("# lifted from GRCm39", (), ()),
        ("##description: genes of everyone", (), ()),
    ],
)
def test_the_species_is_the_one_that_the_file_states(
    comment: str, species: tuple[int, ...], organisms: tuple[str, ...]
) -> None:
    (record,) = read(lines(comment, GENE), "a.gtf").records
    assert (record.species, record.organisms) == (species, organisms)


def test_a_file_of_two_genomes_has_two_species() -> None:
    data = lines("#!genome-build GRCh38", GENE, "#!genome-build GRCm39", GENE)
    assert read(data, "a.gtf").records[0].species == (9606, 10090)


@pytest.mark.parametrize(
    ("data", "column", "message"),
    [
        (lines(GENE, "1 x gene 1 9 . +"), "", "a.gtf, line 2: 7 columns; a line of GTF or GFF3 has 9"),
        (lines(GENE).replace(b"\n", b"\tx\n"), "", "a.gtf, line 1: 10 columns"),
        (lines("# only comments"), "", "a.gtf: no genes: no line has attributes"),
        (lines("1 x gene 1 9 . + . ."), "", "a.gtf: no genes: no line has attributes"),
        (lines('1 x gene 1 9 . + . note "x";'), "", "a.gtf: no gene has a name; name the attribute with --column: n"),
        (lines(GENE), "symbol", "a.gtf: no gene has an attribute 'symbol'; the attributes are: gene_id, gene_name"),
        (lines(GENE).replace(b"TP53", b"TP\xe953"), "", "a.gtf, line 1: not UTF-8 text (byte 0xe9)"),
        (lines('1 x gene 1 9 . + . genenorm_gene_id "7"; gene_name "TP53";'), "",
         "a.gtf, line 1: its genenorm_… attributes were edited or moved"),
        (b"\n\n", "", "a.gtf: the file is empty"),
        (lines(GENE).decode().encode("utf-16"), "", "a.gtf: the text is UTF-16"),
    ],
)  # fmt: skip
def test_a_file_of_another_shape_is_a_one_line_error(data: bytes, column: str, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(data, "a.gtf", column)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


ATTRIBUTES = st.lists(st.sampled_from(['gene_name "A"', 'note "x;y"', "Name=A", "Note=a b", "gene_id=1", 'tag "é"']))


@given(
    st.lists(
        st.tuples(st.sampled_from(["gene", "exon"]), ATTRIBUTES, st.sampled_from(["; ", ";"]), st.sampled_from("; .")),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "#!genome-build GRCh38", "##gff-version 3"]),
)
def test_any_attributes_take_answers(rows: list[tuple[str, list[str], str, str]], end: str, comment: str) -> None:
    texts = [f"1\tx\t{kind}\t1\t9\t.\t+\t.\t{separator.join(some)}{last}" for kind, some, separator, last in rows]
    data = end.join([comment, *texts] if comment else texts).encode()
    try:
        record_file = read(data, "a.gff")
    except RecordError as error:
        if not str(error).startswith("a.gff: no gene"):
            raise
        return
    written = rewritten(record_file)
    again = read(written, "a.gff")
    assert again.records == record_file.records
    assert rewritten(again) == written
    assert again.strip is not None
    assert again.strip() == data
