"""Tables in the shapes in which programs write them: read, given answers without changing another byte, and stripped.

Each text is as the named program writes it.
"""

from __future__ import annotations

import csv
import io

import pytest

from genenorm.core.errors import RecordError
from genenorm.records.answer_fields import ROW_FIELDS
from genenorm.records.compressed import compress
from genenorm.records.formats import read_record_file
from genenorm.records.source import AnswerRows, ReadOptions, RecordFile
from genenorm.records.table_column import find_column

FIELDS = ("keyword", "gene_id", "evidence")
GENES = {"TP53", "EGFR", "MYC", "CDKN1A", "KRAS", "w", "hh"}
"""What the index of these tests knows."""


def is_name(first: str, others: object) -> bool:
    return first in GENES


def read(text: str | bytes, name: str, **options: object) -> RecordFile:
    read_options = ReadOptions(**{"is_name": is_name, **options})  # type: ignore[arg-type]
    return read_record_file(text.encode() if isinstance(text, str) else text, name, read_options)


def names(record_file: RecordFile) -> tuple[str, ...]:
    (record,) = record_file.records
    return record.names


def answers(record_file: RecordFile) -> list[AnswerRows]:
    """Return answers in all fields, as many as in the tables that are read again."""
    cells = [
        {"keyword": name, "gene_id": len(name) or None, "evidence": '5\' end, no. #1; "x"'}
        for name in names(record_file)
    ]
    rows = tuple(tuple(row.get(field, "") for field in ROW_FIELDS) for row in cells)
    return [AnswerRows(ROW_FIELDS, rows, reference="shipped 2026-11-24 8745d431dc72")]


def written(record_file: RecordFile) -> bytes:
    assert record_file.rewrite is not None
    return record_file.rewrite(answers(record_file))


TP53_EGFR = ("TP53", "EGFR")
IDS = ("ENSG00000141510", "ENSG00000146648")
TENX = "ENSG00000141510\tTP53\tGene Expression\nENSG00000146648\tEGFR\tGene Expression\nCD3\tCD3_A\tAntibody Capture\n"
MAF = "#version 2.4\nHugo_Symbol\tEntrez_Gene_Id\tGene\nTP53\t7157\tENSG00000141510\nEGFR\t1956\t\n"
FEATURE_COUNTS = (
    '# Program:featureCounts v2.0.1; Command:"featureCounts" "-T" "8"\nGeneid\tChr\nENSG00000141510\t1;1\n'
    "ENSG00000146648\t7\n"
)
DESEQ = '"","baseMean","padj"\n"TP53",100.5,NA\n"EGFR",3.5,0.01\n'
LIMMA = '"ID"\t"adj.P.Val"\t"Gene.symbol"\n"1007_s_at"\t"0.1"\t"TP53"\n"1053_at"\t"0.2"\t"EGFR"\n'
R_SPACES = '"logFC" "PValue"\n"TP53" 1.2 0.01\n"EGFR" -2.1 0.5\n"MYC" 1 1\n'

GEO = (
    '!Series_title\t"x"\n!Series_geo_accession\t"GSE1"\n\n!Sample_title\t"a"\t"b"\n!series_matrix_table_begin\n'
    '"ID_REF"\t"GSM1"\t"GSM2"\n"TP53"\t1.5\t2\n"EGFR"\t2.5\t3\n!series_matrix_table_end\n'
)
GAF = (
    "!gaf-version: 2.2\n!\n! made, by hand\nUniProtKB\tP04637\tTP53\tenables\tGO:0003677\t\tF\n"
    "UniProtKB\tP00533\tEGFR\tenables\tGO:0003677\t\tF\n"
)
MITAB = "#ID(s) interactor A\tID(s) interactor B\tAlias(es)\nuniprotkb:P04637\tx\ty\nuniprotkb:P00533\tx\tz\n"

SHAPES: dict[str, tuple[str, str, dict[str, object], tuple[str, ...], str]] = {
    # what: name of the file, text, options, names, a part of the notes
    "10x Cell Ranger": ("features.tsv", TENX, {}, (*IDS, "CD3"), "no header"),
    "10x, its symbols": ("features.tsv", TENX, {"column": "2"}, ("TP53", "EGFR", "CD3_A"), "no header"),
    "10x before version 3": ("x/genes.tsv", "ENSG00000141510\tTP53\nENSG00000146648\tEGFR\n", {}, IDS, "no header"),
    "10x with a prefix": ("GSM1_features.tsv", TENX, {}, (*IDS, "CD3"), "has data (ENSG00000141510)"),
    "a table of one's own named as 10x": ("genes.tsv", "gene\tfc\nTP53\t1\nEGFR\t2\n", {}, TP53_EGFR, "'gene'"),
    "such a table, its column": ("genes.tsv", "hit\tfc\nTP53\t1\nEGFR\t2\n", {"column": "hit"}, TP53_EGFR, ""),
    "GSEA": ("a.rnk", "TP53\t2.5\nEGFR\t-1.25\n", {}, TP53_EGFR, "column 1 (TP53, …)"),
    "GSEA with comments": ("a.rnk", "# by fold\nTP53\t2\nEGFR\t-1\n#end\n", {}, TP53_EGFR, "no header"),
    "GSEA with a header": ("a.rnk", "Name\tScore\nTP53\t2.5\nEGFR\t-1.25\n", {}, TP53_EGFR, "'Name'"),
    "STAR": ("ReadsPerGene.out.tab", "N_unmapped\t9\t9\t9\nENSG00000141510\t1\t1\t0\n", {},
             ("N_unmapped", "ENSG00000141510"), "no header"),
    "HTSeq": ("s1.txt", "ENSG00000141510\t1\nENSG00000146648\t0\n__x\t7\n", {}, (*IDS, "__x"), "table"),
    "a list saved as CSV": ("a.csv", "TP53\nEGFR\n", {}, TP53_EGFR, "has data (TP53)"),
    "a list of one gene": ("a.csv", "TP53\n", {}, ("TP53",), "has data (TP53)"),
    "a list of identifiers": ("a.tsv", "\n".join(IDS), {"is_name": None}, IDS, "has data (ENSG00000141510)"),
    "a list of GeneIDs": ("a.csv", "7157\r\n1956\r\n", {"is_name": None}, ("7157", "1956"), "has data (7157)"),
    "rows without a header": ("a.csv", "TP53,1.5,x\nEGFR,-2.5,y\n", {}, TP53_EGFR, "has data (1.5)"),
    "pairs without a header": ("a.csv", "TP53,CDKN1A\nEGFR,KRAS\n", {"column": "2"}, ("CDKN1A", "KRAS"), "(CDKN1A)"),
    "no header, as said": ("a.csv", "aaa,bbb\nccc,ddd\n", {"no_header": True, "column": "2"}, ("bbb", "ddd"), ""),
    "no header, as said of a list": ("a.csv", "aaa\nccc\n", {"no_header": True}, ("aaa", "ccc"), ""),
    "pandas, index of numbers": ("a.csv", ",symbol,fc\n0,TP53,1.5\n1,EGFR,2.0\n", {}, TP53_EGFR, "'symbol'"),
    "pandas, index of genes": ("a.csv", ",fc\nTP53,1.5\nEGFR,2.0\n", {}, TP53_EGFR, "names of the rows"),
    "pandas, a Series": ("a.csv", "0\nTP53\nEGFR\n", {}, TP53_EGFR, ""),
    "pandas, index of genes, tabs": ("a.tsv", "\tfc\nTP53\t1.5\nEGFR\t2.0\n", {}, TP53_EGFR, "names of the rows"),
    "pandas, index of genes read back": ("a.csv", "Unnamed: 0,fc\nTP53,1.5\nEGFR,2.0\n", {}, TP53_EGFR, "of the rows"),
    "R write.csv": ("a.csv", DESEQ, {}, TP53_EGFR, "names of the rows, in column 1"),
    "R write.table": ("a.txt", '"logFC"\t"p"\n"TP53"\t1.2\t0.1\n"EGFR"\t2\t1\n', {}, TP53_EGFR, "names of the rows"),
    "R write.table, one column": ("a.tsv", '"logFC"\n"TP53"\t1.2\n"EGFR"\t2\n', {}, TP53_EGFR, "names of the rows"),
    "R write.table, no quotes": ("a.tsv", "logFC\tp\nTP53\t1\t0.1\nEGFR\t2\t1\n", {"column": "1"}, TP53_EGFR, ""),
    "R write.table, its column": ("a.txt", "hit\tp\n1\tTP53\t0.1\n2\tEGFR\t1\n", {"column": "hit"}, TP53_EGFR, "table"),
    "R write.table, known column": ("a.txt", "gene\tp\n1\tTP53\t0.1\n2\tEGFR\t1\n", {}, TP53_EGFR, "'gene'"),
    "R write.table, spaces": ("a.txt", R_SPACES, {}, (*TP53_EGFR, "MYC"), "separated by spaces"),
    "R write.table, spaces, no quotes": ("a.txt", "logFC p\nTP53 1 0.1\nEGFR 2 1\n", {}, TP53_EGFR, "by spaces"),
    "R write.table, one column of it": ("a.txt", "gene p\nTP53 0.1\nEGFR 1\n", {}, TP53_EGFR, "by spaces"),
    "pandas, no header": ("a.csv", "0,TP53,1.5\n1,EGFR,2.0\n", {}, TP53_EGFR, "column 2 (TP53, …)"),
    "counts without a header": ("a.tsv", "TP53\t1\t5\nEGFR\t0\t7\n", {}, TP53_EGFR, "has data (TP53)"),
    "R write.csv2": ("a.csv", '"";"fc"\r\n"TP53";1,5\r\n"EGFR";2\r\n', {}, TP53_EGFR, "separated by semicolons"),
    "GEO2R": ("a.txt", LIMMA, {}, TP53_EGFR, "'Gene.symbol'"),
    "MAF": ("a.maf", MAF, {}, TP53_EGFR, "'Hugo_Symbol'"),
    "cBioPortal": ("data_mutations.txt", MAF, {}, TP53_EGFR, "'Hugo_Symbol'"),
    "featureCounts": ("a.txt", FEATURE_COUNTS, {}, IDS, "Geneid"),
    "a commented header": ("a.tsv", "#gene\tfc\nTP53\t1\nEGFR\t2\n", {}, TP53_EGFR, "'#gene'"),
    "a comment and no header": ("a.csv", "# by, hand\nTP53,1.5\nEGFR,2.5\n", {"no_header": True}, TP53_EGFR, "(TP53,"),
    "blank lines at the top": ("a.csv", "\n \r\ngene,n\nTP53,1\nEGFR,2\n", {}, TP53_EGFR, "'gene'"),
    "Excel CSV with sep=": ("a.csv", "\ufeffsep=;\r\nGene;n\r\nTP53;1,5\r\nEGFR;2\r\n", {}, TP53_EGFR, "semicolons"),
    "European CSV": ("a.csv", "gene;n;x\nTP53;1,5;a, b\nEGFR;2,0;c\n", {}, TP53_EGFR, "separated by semicolons"),
    "European CSV, decimals alone": ("a.csv", "gene;n\nTP53;1,5\nEGFR;2,0\n", {}, TP53_EGFR, "separated by semicolons"),
    "European CSV with a title": ("a.csv", "Table 1\n\ngene;n\nTP53;1,5\nEGFR;2,0\n", {}, TP53_EGFR, "row 3"),
    "tabs in a CSV": ("a.csv", "gene\tn\nTP53\t1\nEGFR\t2\n", {}, TP53_EGFR, "separated by tabs"),
    "commas in a TSV": ("a.tsv", "gene,n\nTP53,1\nEGFR,2\n", {}, TP53_EGFR, "separated by commas"),
    "bars, as said": ("a.csv", "gene|n\nTP53|1\nEGFR|2\n", {"delimiter": "|"}, TP53_EGFR, "'gene'"),
    "a title": ("a.csv", "Table S1. Genes\ngene,n\nTP53,1\nEGFR,2\n", {}, TP53_EGFR, "row 2"),
    "a title of Excel": ("a.csv", "Table S1,\n,\nhit,n\nTP53,1\nEGFR,2\n", {"column": "hit"}, TP53_EGFR, "row 3"),
    "a title over unknown headers": ("a.csv", "Table S1\nhit,n\nTP53,1\nEGFR,2\n", {"column": "1"}, TP53_EGFR, "row 2"),
    "a header row, as said": ("a.csv", "x,y\nnote\ngene,n\nTP53,1\nEGFR,2\n", {"header_row": 3}, TP53_EGFR, "'gene'"),
    "two well-known columns": ("a.csv", "gene_id,Gene Name\n1,TP53\n2,EGFR\n", {"column": "gene name"}, TP53_EGFR, ""),
    "a header that is a number": ("a.csv", "gene,2\nMYC,TP53\nMYC,EGFR\n", {"column": "2"}, TP53_EGFR, ""),
    "a number of a column": ("a.csv", "n,hit\nMYC,TP53\nMYC,EGFR\n", {"column": "2"}, TP53_EGFR, "header (n, hit)"),
    "a list with an unknown header": ("a.csv", "RP11-3P1.7\nTP53\nEGFR\n", {}, TP53_EGFR, "header (RP11-3P1.7); if"),
    "duplicates and gaps": ("a.csv", "gene,n\nTP53,1\n,2\nTP53,3\n", {}, ("TP53", "", "TP53"), "'gene'"),
    "a header that may be counts": ("a.tsv", "RP11-3P1.7\t12\nTP53\t3\nEGFR\t5\n", {"column": "1"}, TP53_EGFR,
                                    "header (RP11-3P1.7, 12); if it has a gene: --no-header"),
    "such a header, by its name": ("a.tsv", "RP11-3P1.7\t12\nTP53\t3\nEGFR\t5\n", {"column": "RP11-3P1.7"},
                                   TP53_EGFR, "header (RP11-3P1.7, 12); if it has a gene: --no-header"),
    "years above numbers": ("a.tsv", "hit\t2015\tp\nTP53\t3\t0.1\nEGFR\t5\t0.2\n", {"column": "hit"}, TP53_EGFR, ""),
    "R write.table, one column of names": ("a.txt", '"x"\n"1" "TP53"\n"2" "EGFR"\n', {"column": "x"}, TP53_EGFR,
                                           "separated by spaces"),
    "commas in a list, its column": ("a.txt", "gene,fc\nTP53,1\nEGFR,2\n", {"column": "gene"}, TP53_EGFR,
                                     "read it as a list with --from list; the cells are separated by commas"),
    "semicolons in a list, no header": ("a.txt", "TP53;1,5\nEGFR;2,5\n", {"no_header": True}, TP53_EGFR, "semicolons"),
    "spaces in a list, its column": ("a.txt", "gene set\nTP53 up\nEGFR up\n", {"column": "GENE"}, TP53_EGFR, "spaces"),
    "spaces in a list, a number": ("a.txt", "count s2\nTP53 15 3\nEGFR 3 4\n", {"column": "1"}, TP53_EGFR, "spaces"),
    "commas in a list, a header row": ("a.txt", "x\n\nhit,n\nTP53,1\nEGFR,2\n", {"header_row": 3, "column": "hit"},
                                       TP53_EGFR, "commas"),
    "GEO series matrix": ("GSE1_series_matrix.txt", GEO, {"column": "ID_REF"}, TP53_EGFR, "table"),
    "GAF": ("a.txt", GAF, {}, TP53_EGFR, "column 3 (TP53, …)"),
    "GAF, as said": ("goa.gaf", GAF, {"form": "tsv"}, TP53_EGFR, "column 3 (TP53, …)"),
    "MITAB": ("a.tsv", MITAB, {"column": "#ID(s) interactor A"}, ("uniprotkb:P04637", "uniprotkb:P00533"), ""),
    "MITAB, in another case": ("a.txt", MITAB, {"column": "id(s) interactor a"},
                               ("uniprotkb:P04637", "uniprotkb:P00533"), "table"),
    "MITAB, one row": ("a.txt", MITAB.rpartition("uniprotkb")[0], {"column": "1"}, ("uniprotkb:P04637",), "table"),
    "a table in a list": ("a.txt", "gene\nTP53\nEGFR\n", {"column": "gene"}, TP53_EGFR, ""),
}  # fmt: skip


@pytest.mark.parametrize("what", SHAPES)
def test_the_names_are_found_and_a_guess_is_noted(what: str) -> None:
    name, text, options, expected, note = SHAPES[what]
    record_file = read(text, name, **options)
    assert names(record_file) == expected
    assert note in "; ".join(record_file.notes)
    assert bool(note) == bool(record_file.notes)


@pytest.mark.parametrize("what", SHAPES)
def test_answers_are_added_and_removed_without_a_trace(what: str) -> None:
    name, text, options, expected, _ = SHAPES[what]
    record_file = read(text, name, **options)
    data = written(record_file)
    again = read(data, name, **options)
    assert (record_file.annotated, again.annotated, names(again)) == (False, True, expected)
    assert written(again) == data
    assert again.strip is not None
    assert again.strip() == text.encode()
    lines, before = data.decode().splitlines(), text.splitlines()
    assert len(lines) == len(before)
    assert all(line.startswith(old) for line, old in zip(lines, before, strict=True))


@pytest.mark.parametrize("what", SHAPES)
def test_answers_are_removed_without_an_index_or_the_column(what: str) -> None:
    name, text, options, _, _ = SHAPES[what]
    data = written(read(text, name, **options))
    delimiter = {key: value for key, value in options.items() if key in ("delimiter", "form")}
    record_file = read(data, name, is_name=None, answers_only=True, **delimiter)
    assert record_file.strip is not None
    assert record_file.strip() == text.encode()


@pytest.mark.parametrize("what", ["10x Cell Ranger", "GSEA", "R write.csv"])
def test_a_compressed_table_has_the_shape_of_its_name(what: str) -> None:
    name, text, options, expected, _ = SHAPES[what]
    record_file = read(compress(text.encode(), "x.gz"), f"{name}.gz", **options)
    assert names(record_file) == expected


# -- what is written --------------------------------------------------------------------------------------------------


def test_a_table_without_a_header_stays_without_one() -> None:
    record_file = read("TP53\t2.5\nEGFR\t-1\n", "a.rnk")
    assert record_file.rewrite is not None
    table = AnswerRows(("keyword", "gene_id", "symbol"), (("TP53", 7157, "TP53"), ("EGFR", None, "")))
    assert record_file.rewrite([table]) == (
        b"TP53\t2.5\tgenenorm_answers\t7157\tTP53\nEGFR\t-1\tgenenorm_answers\t\t\n"
    )


def test_a_table_of_r_stays_one_header_short_and_readable_for_r() -> None:
    record_file = read(R_SPACES, "a.txt")
    assert record_file.rewrite is not None
    rows = (("TP53", None, '5\' "end"'), ("EGFR", 1956, "no. #1"), ("MYC", 4609, "symbol"))
    assert record_file.rewrite([AnswerRows(FIELDS, rows)]).decode().splitlines() == [
        '"logFC" "PValue" genenorm_gene_id genenorm_evidence',
        '"TP53" 1.2 0.01 "" "5\' \'end\'"',
        '"EGFR" -2.1 0.5 1956 "no. #1"',
        '"MYC" 1 1 4609 symbol',
    ]


# -- what is refused --------------------------------------------------------------------------------------------------

REFUSED = [
    ("a.csv", ",a,b\n0,1,2\n1,3,4\n", {}, ("a.csv, line 1: which column has the names? name it with --column; the "
     "columns are: '', a, b")),
    ("a.csv", "id\n0\n1\n2\n", {}, ("a.csv, line 1: the column 'id' has the numbers of the rows (0, 1, 2), not names; "
     "it is the only column")),
    ("a.csv", "tpm\n0.5\nNA\n1.25\n", {}, "a.csv, line 1: the column 'tpm' has numbers (0.5, 1.25), not names"),
    ("a.csv", "gene,n\n0.5,x\n1.5,y\n", {}, ("a.csv, line 1: the column 'gene' has numbers (0.5, 1.5), not names; name "
     "the column with --column; the columns are: gene, n")),
    ("a.csv", "gene_id,gene_name\n1,TP53\n", {}, "a.csv, line 1: which column has the names?"),
    ("a.csv", "TF,target\nTP53,CDKN1A\nMYC,KRAS\n", {}, "a.csv, line 1: which column has the names?"),
    ("a.csv", "a,b\nc,d\n", {"no_header": True}, ("a.csv: which column has the names? give its number with --column; "
     "the columns are: 1 (a), 2 (b)")),
    ("a.csv", "a,b\nc,d\n", {"no_header": True, "column": "a"}, "a.csv: no header and no column number 'a'"),
    ("a.csv", "a,b\nc,d\n", {"header_row": 7}, "a.csv: no headers in row 7, which --header-row names"),
    ("a.csv", "a,b\n\nc,d\n", {"header_row": 2}, "a.csv: no headers in row 2, which --header-row names"),
    ("a.csv", "n,hit\n1,TP53\n", {"column": "3"}, "a.csv, line 1: no column '3'; the columns are: n, hit"),
    ("a.tsv", "gene,n\nTP53,1\nMYC\n", {"column": "gene"}, ("a.tsv, line 1: no column 'gene'; if commas separate the "
     "cells: --delimiter comma; the columns are: gene,n")),
    ("a.csv", "n,genenorm_symbol\n1,TP53\n", {"column": "genenorm_symbol"}, ("a.csv, line 1: 'genenorm_symbol' is one "
     "of the columns of answers, which are left out and made anew; the columns are: n")),
    ("a.csv", "hit,Hit\n1,TP53\n", {"column": "HIT"}, "a.csv, line 1: no column 'HIT'; the columns are: hit, Hit"),
    ("a.tsv", "RP11-3P1.7\t12\nTP53\t3\n", {}, ("a.tsv, line 1: which column has the names? name it with --column; the "
     "columns are: RP11-3P1.7, 12; if these are data and not headers: --no-header")),
    ("a.txt", "up\tdown\nTP53\tMYC\nEGFR\tKRAS\n", {}, "a.txt, line 1: which column has the names?"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "options", "message"), REFUSED)
def test_a_table_without_a_clear_column_of_names_is_a_one_line_error(
    name: str, text: str, options: dict[str, object], message: str
) -> None:
    with pytest.raises(RecordError) as caught:
        read(text, name, **options)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_numbers_are_names_when_their_column_is_asked_for() -> None:
    assert names(read("id\n0\n1\n", "a.csv", column="id")) == ("0", "1")
    assert names(read("entrez,n\n7157,1\n1956.0,2\n", "a.csv")) == ("7157", "1956.0")


def test_a_header_that_is_a_gene_of_another_kind_stays_a_header() -> None:
    assert names(read("up\nTP53\nEGFR\n", "a.csv")) == TP53_EGFR
    assert names(read("gene\nTP53\n", "a.csv", is_name=lambda *_: True)) == ("TP53",)


def test_a_list_stays_a_list() -> None:
    for text, options in (
        ("TP53\nIL 6 receptor\n", {}),
        ("TP53\nEGFR\tMYC\n", {}),
        ("protein\ninterleukin 2\ninterleukin 10\n", {}),
        ("IL 2\nIL 10\nIL 6\n", {}),
        ("Kv 1.1\nKv 1.2\nKv 1.3\n", {}),
        ("channel\nKv 1.1\nKv 1.2\nKv 1.3\n", {}),
        ("a\tb\nc\td\n", {"form": "list"}),
        ("TP53\nEGFR\n", {"column": "gene"}),
        ("TP53\nactin, beta\n", {"column": "1"}),
        ("actin, beta\nactin, alpha\n", {}),
        ("IL 2\nIL 10\nIL 6\n", {"column": "1"}),
        ("tumor protein\ngrowth factor\n", {"column": "2"}),
    ):
        record_file = read(text, "a.txt", **options)
        assert names(record_file) == tuple(text.splitlines())
        assert record_file.rewrite is None


@pytest.mark.parametrize("text", ["gene,fc,p\nTP53,1,2\nEGFR,2,4\n", "hit;fc\nTP53;1,5\nEGFR;2,5\n"])
def test_a_list_that_looks_like_a_table_is_one_with_a_note_that_names_the_option(text: str) -> None:
    record_file = read(text, "a.txt")
    assert names(record_file) == tuple(text.splitlines())
    (note,) = record_file.notes
    way_out = note.partition("if it is one: --delimiter ")[2]
    assert way_out in ("comma", "semicolon")
    delimiter = "," if way_out == "comma" else ";"
    assert names(read(text, "a.txt", delimiter=delimiter, column="1")) == TP53_EGFR
    assert read(text, "a.txt", form="list").notes == ()


def test_rows_that_end_with_a_delimiter_have_no_names_of_rows() -> None:
    record_file = read("gene,fc\nTP53,1,\nEGFR,2,\n", "a.csv")
    assert names(record_file) == TP53_EGFR
    with pytest.raises(RecordError, match="3 cells under 2 headers"):
        written(record_file)


def test_options_that_contradict_each_other_are_an_error() -> None:
    with pytest.raises(ValueError, match="no header row"):
        ReadOptions(no_header=True, header_row=1)
    for delimiter in ("ab", '"', "\n"):
        with pytest.raises(ValueError, match="it must be one character"):
            ReadOptions(delimiter=delimiter)


def test_a_column_is_found_by_header_then_number_then_header_in_another_case() -> None:
    headers = ("1", " Gene", "gene", "#FC")
    assert [find_column(headers, asked) for asked in ("gene", "Gene", "1", "2", "fc", "GENE", "5", "")] == [
        2, None, 0, 1, 3, None, None, None,
    ]  # fmt: skip
    assert find_column(("a", "b"), "2", row_names=True) == 1


# -- tables that were edited after a run ------------------------------------------------------------------------------

EDITED = {
    "with a header": ("a.tsv", "gene\tfc\nTP53\t1\nEGFR\t2\n", "\t"),
    "in CSV": ("a.csv", "fc,gene\n1,TP53\n2,EGFR\n", ","),
    "without a header": ("a.rnk", "TP53\t2.5\nEGFR\t-1\n", "\t"),
    "of R": ("a.tsv", "logFC\tp\nTP53\t1\t0.1\nEGFR\t2\t1\n", "\t"),
}


def edited(rows: list[list[str]], how: str) -> list[list[str]]:
    """Return the cells of a table as a user leaves them who works with the table."""
    mine = [f"mine{number}" for number in range(len(rows))]
    rows = [list(row) for row in rows]
    for row, cell in zip(rows, mine, strict=True):
        if how == "a column behind":
            row.append(cell)
        elif how == "a column between":
            row.insert(len(row) - 3, cell)
        elif how == "answers left out and the last column moved":
            row[:] = [*row[:1], *row[2:5], row[1]]
        elif how == "the same answer twice":
            row.append(row[-1])
        elif how == "one cell more in the last row" and cell == mine[-1]:
            row.append(cell)
    return rows


@pytest.mark.parametrize("how", ["a column behind", "a column between", "answers left out and the last column moved",
                                 "the same answer twice", "one cell more in the last row"])  # fmt: skip
@pytest.mark.parametrize("what", EDITED)
def test_answers_that_were_moved_or_edited_are_not_removed_since_columns_of_the_user_would_be(
    what: str, how: str
) -> None:
    name, text, delimiter = EDITED[what]
    options = {"column": "1"} if what == "of R" else {}
    lines = list(csv.reader(written(read(text, name, **options)).decode().splitlines(), delimiter=delimiter))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(edited(lines, how))
    for more in (options, {"answers_only": True}):
        with pytest.raises(RecordError, match="its genenorm_… columns were edited or moved; remove them first"):
            read(out.getvalue(), name, **more)


def test_a_column_before_the_answers_stays() -> None:
    name, text, _ = EDITED["with a header"]
    lines = [line.split("\t") for line in written(read(text, name)).decode().splitlines()]
    for place in (0, 1, 2):
        now = [[*line[:place], f"m{number}", *line[place:]] for number, line in enumerate(lines)]
        again = read("".join("\t".join(line) + "\n" for line in now), name)
        assert names(again) == TP53_EGFR
        assert again.strip is not None
        assert again.strip().decode().splitlines() == ["\t".join(line[:3]) for line in now]


def test_a_column_of_the_user_named_like_answers_is_none() -> None:
    text = "gene\tgenenorm_note\tfc\nTP53\tmine\t1\nEGFR\tyours\t2\n"
    record_file = read(text, "a.tsv")
    assert not record_file.annotated
    data = written(record_file)
    assert data.decode().splitlines()[1].startswith("TP53\tmine\t1\t")
    again = read(data, "a.tsv")
    assert written(again) == data
    assert again.strip is not None
    assert again.strip() == text.encode()


def test_a_list_whose_last_line_is_a_comment_of_fewer_cells_is_read() -> None:
    """Lines like cells between separators are compared with each other, and may differ in their number."""
    assert read_record_file(b"sep=;#\n;\n#", "a.txt", ReadOptions()).records[0].names
