"""Auditing names and identifiers: what is wrong is found, what is right is left alone, what is certain is corrected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.errors import RecordError
from genenorm.index.reference import Reference
from genenorm.records.source import ReadOptions
from genenorm.resolver.resolver import Resolver
from genenorm.verify.pairs.check_file import CheckedFile, check_bytes
from genenorm.verify.pairs.column_roles import ColumnChoice
from genenorm.verify.pairs.findings import Sureness
from genenorm.verify.pairs.table_rows import MOST_PIECES
from genenorm.verify.pairs.verdicts import Trust

HUMAN, MOUSE = 9606, 10090


def check(text: str, resolver: Resolver, name: str = "a.csv", **more: object) -> CheckedFile:
    return check_bytes(text.encode(), name, resolver, **more)  # type: ignore[arg-type]


def found(checked: CheckedFile) -> list[tuple[int | None, str, str, str, str]]:
    """Return line, cell, kind, right value and sureness of what is at least likely."""
    return [
        (one.line, one.cell, one.kind.value, one.right, one.sure.value)
        for one in checked.findings
        if one.sure is not Sureness.POSSIBLE
    ]


def test_right_pairs_of_all_types_have_no_finding(resolver: Resolver) -> None:
    table = (
        "symbol,gene_id,ensembl_gene_id,authority,species\n"
        "GRIN1,2902,ENSG00000176884.18,HGNC:4584,human\n"
        "Grin1,14810,ENSMUSG00000026959,MGI:95819,Mus musculus\n"
        "hh,42737,FBgn0004644,FB:FBgn0004644,7227\n"
        "TP53,7157,,HGNC:HGNC:11998,9606\n"
        "unc-54,,WBGene00006789,WB:WBGene00006789,C. elegans\n"
    )
    checked = check(table, resolver)
    assert (checked.findings, checked.pairs) == ((), 5)


@pytest.mark.parametrize(
    ("row", "kind", "right", "sure"),
    [
        ("BRCA1,675", "mismatch", "", "certain"),
        ("TP53,7157.0", "damaged", "7157", "certain"),
        ("1-Mar,55016", "damaged", "MARCHF1", "certain"),
        ("2-Sep,4735", "damaged", "SEPTIN2", "certain"),
        ("SEPT6,23157", "outdated", "SEPTIN6", "certain"),
        ("PSD95,1742", "alias", "DLG4", "certain"),
        ("GRIN1,no id", "", "", ""),
        ("TP53,EGFR", "malformed", "7157", "likely"),
        ("A1BG,", "", "", ""),
        ("PZP2P,3", "retired", "124903067", "certain"),
        ("TP53,99999999999", "malformed", "7157", "likely"),
    ],
)
def test_each_kind_of_fault_is_found_with_its_right_value(
    row: str, kind: str, right: str, sure: str, resolver: Resolver
) -> None:
    clean = "GRIN1,2902\nEGFR,1956\nKRAS,3845\nMYC,4609\nBRCA2,675\n"
    expected = [(7, "gene_id" if kind in ("mismatch", "malformed", "retired") or right.isdigit() else "symbol", kind,
                 right, sure)] if kind else []  # fmt: skip
    assert found(check(f"symbol,gene_id\n{clean}{row}\n", resolver)) == expected


def test_an_alias_is_a_finding_only_where_the_header_says_symbol(resolver: Resolver) -> None:
    assert found(check("gene,gene_id\nPSD95,1742\n", resolver)) == []
    assert found(check("gene,gene_id\nSEPT6,23157\n", resolver)) == [(2, "gene", "outdated", "SEPTIN6", "certain")]


def test_the_species_of_the_row_decides_which_side_is_wrong(resolver: Resolver) -> None:
    table = "symbol,gene_id,species\nGRIN1,14810,human\nGrin1,14810,human\nTP53,7157,Homo sapiens\nPOU5F1,2,pig\n"
    assert found(check(table, resolver)) == [
        (2, "gene_id", "other-species", "2902", "certain"),
        (3, "species", "other-species", "", "likely"),
    ]
    assert check(table, resolver).notes == ("1 row not compared, about species that the index lacks: pig",)
    said = check("symbol,gene_id\nGRIN1,14810\n", resolver, species=HUMAN)
    assert found(said) == [(2, "gene_id", "other-species", "2902", "certain")]
    header = check("human_symbol,human_entrez_id\nGRIN1,14810\n", resolver)
    assert found(header) == [(2, "human_entrez_id", "other-species", "2902", "certain")]


def test_the_species_of_the_other_rows_is_evidence_but_not_certain(resolver: Resolver) -> None:
    clean = "".join(
        f"{symbol},{gene_id}\n"
        for symbol, gene_id in (("TP53", 7157), ("EGFR", 1956), ("KRAS", 3845), ("MYC", 4609), ("BRCA1", 672),
                                ("BRCA2", 675), ("AKT1", 207), ("PTEN", 5728), ("RB1", 5925), ("TNF", 7124))
    )  # fmt: skip
    checked = check(f"symbol,gene_id\n{clean}GRIN1,14810\n", resolver)
    assert found(checked) == [(12, "gene_id", "other-species", "2902", "likely")]
    assert checked.fixed().endswith(b"GRIN1,14810\n")


def test_other_identifiers_decide_if_two_agree_with_the_name(resolver: Resolver) -> None:
    table = (
        "symbol,gene_id,hgnc_id,ensembl_id\n"
        "TP53,1956,HGNC:11998,\n"
        "TP53,1956,HGNC:3236,\n"
        "TP53,1956,HGNC:11998,ENSG00000141510\n"
    )
    checked = check(table, resolver)
    assert found(checked) == [
        (2, "gene_id", "mismatch", "7157", "likely"),
        (3, "gene_id", "mismatch", "", "certain"),
        (4, "gene_id", "mismatch", "7157", "certain"),
    ]
    assert checked.fixed().decode() == table.replace("1956,HGNC:11998,E", "7157,HGNC:11998,E")


@pytest.mark.parametrize(
    ("trust", "line"), [(Trust.NEITHER, "BRCA1,675"), (Trust.IDS, "BRCA2,675"), (Trust.NAMES, "BRCA1,672")]
)
def test_neither_side_is_changed_unless_one_is_trusted(trust: Trust, line: str, resolver: Resolver) -> None:
    checked = check("symbol,gene_id\nBRCA1,675\n", resolver, trust=trust)
    assert checked.fixed() == f"symbol,gene_id\n{line}\n".encode()
    assert len(checked.findings) == 1


def test_a_corrected_copy_differs_in_the_wrong_cells_alone(resolver: Resolver) -> None:
    table = '# note\r\n"symbol";gene_id;text\r\n"SEPT6";23157.0;"a ""b"";\n c"\r\nBRCA1;675;\r\n\r\nPSD95;"1742"; x\r\n'
    checked = check_bytes(table.encode(), "a.csv", resolver)
    assert checked.fixed().decode() == table.replace('"SEPT6";23157.0', '"SEPTIN6";23157').replace("PSD95", "DLG4")
    again = check_bytes(checked.fixed(), "a.csv", resolver)
    assert [one.kind.value for one in again.findings] == ["mismatch"]


def test_orthologs_beside_symbols_are_no_findings(resolver: Resolver) -> None:
    genes = (("TP53", 22059), ("EGFR", 13649), ("KRAS", 16653), ("MYC", 17869), ("BRCA1", 12189), ("BRCA2", 12190),
             ("AKT1", 11651), ("PTEN", 19211), ("RB1", 19645), ("GRIN1", 14810))  # fmt: skip
    table = "symbol,mgi_gene_id,gene_id\n" + "".join(f"{one},{two},\n" for one, two in genes)
    checked = check(table, resolver)
    assert found(checked) == []


def test_a_column_that_was_sorted_alone_is_one_finding(resolver: Resolver) -> None:
    names = ("AKT1", "BRCA1", "BRCA2", "EGFR", "GRIN1", "KRAS", "MYC", "PTEN", "RB1", "TNF", "TP53")
    shifted = (672, 675, 1956, 2902, 3845, 4609, 5728, 5925, 7124, 7157, 207)
    checked = check("symbol,gene_id\n" + "".join(f"{a},{b}\n" for a, b in zip(names, shifted, strict=True)), resolver)
    assert [(one.line, one.kind.value, one.right) for one in checked.findings] == [(None, "misaligned", "")]


def test_numbers_of_rows_are_no_identifiers(resolver: Resolver) -> None:
    names = ("AKT1", "BRCA1", "BRCA2", "EGFR", "GRIN1", "KRAS", "MYC", "PTEN", "RB1", "TNF", "TP53")
    checked = check("gene_id,symbol\n" + "".join(f"{row},{name}\n" for row, name in enumerate(names)), resolver)
    assert checked.findings == ()


def test_one_ortholog_among_few_rows_is_found(resolver: Resolver) -> None:
    checked = check("symbol,gene_id\nTP53,7157\nEGFR,1956\nKRAS,3845\nMYC,4609\nGRIN1,14810\n", resolver)
    assert found(checked) == [(6, "gene_id", "other-species", "2902", "likely")]


def test_identifiers_of_a_species_that_the_index_lacks_are_not_accused(resolver: Resolver) -> None:
    pig = "symbol,gene_id\nTP53,397276\nEGFR,397070\nKRAS,100127131\nMYC,100048657\nPTEN,100326259\nTNF,397086\n"
    checked = check(pig, resolver)
    assert found(checked) == []
    assert any("perhaps because they are of another species" in line for line in checked.notes)


def test_several_names_and_identifiers_in_a_cell_are_compared_one_by_one(resolver: Resolver) -> None:
    checked = check("symbols,gene_ids\nTP53|EGFR,7157|2064\nTP53;EGFR,7157;1956\nTP53;EGFR,7157\n", resolver)
    assert [(one.line, one.name, one.identifier) for one in checked.findings] == [(2, "EGFR", "2064")]
    fixed = check("symbols\tgene_ids\nTP53|SEPT6\t7157|23157\n", resolver, "a.tsv").fixed()
    assert fixed == b"symbols\tgene_ids\nTP53|SEPTIN6\t7157|23157\n"


def test_without_names_beside_identifiers_the_columns_are_listed(resolver: Resolver) -> None:
    checked = check("a,b\nx,1\n", resolver)
    assert checked.findings == ()
    assert "name the columns with --column and --id-column; the columns are: a, b" in checked.notes[-1]


def test_columns_may_be_named(resolver: Resolver) -> None:
    table = "a,b,c\nBRCA1,675,human\n"
    named = check(table, resolver, columns=ColumnChoice("a", ("2",), "c"))
    assert found(named) == [(2, "b", "mismatch", "", "certain")]
    with pytest.raises(RecordError, match=r"no column 'x'; the columns are: a, b, c"):
        check(table, resolver, columns=ColumnChoice("x"))
    without = check("BRCA1,675\nTP53,7157\n", resolver, columns=ColumnChoice("1", ("2",)),
                    options=ReadOptions(no_header=True))  # fmt: skip
    assert found(without) == [(1, "column 2", "mismatch", "", "certain")]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.txt", "TP53 (Gene ID: 7158), GRIN1 (NCBIGene:2902).", [("id", "TP53")]),
        ("a.txt", "It was (HGNC:4584) and rest: HGNC:4584, NCBIGene:2902 GRIN1", []),
        ("a.md", "| Gene | NCBI Gene ID |\n|---|---|\n| TP53 | 7157 |\n| BRCA1 | 675 |\n\nMYC (Gene ID: 4610)\n",
         [("NCBI Gene ID", "BRCA1"), ("id", "MYC")]),
        ("a.json", '{"x": [{"symbol": "BRCA1", "gene_id": 675}, {"symbol": "TP53", "gene_id": 7157}]}',
         [("gene_id", "BRCA1")]),
        ("a.jsonl", '{"symbol": "TP53", "gene_id": "7157"}\n{"symbol": "BRCA1", "gene_id": "675"}\n',
         [("gene_id", "BRCA1")]),
        ("a.yaml", "genes:\n- {symbol: BRCA1, gene_id: 675}\n", [("gene_id", "BRCA1")]),
        ("a.obo", "[Term]\nid: HGNC:1100\nname: BRCA2\n\n[Term]\nid: X:1\nname: y\nrelationship: r HGNC:4584 ! GRIN1\n",
         [("id", "BRCA2")]),
        ("a.owl", ('<r xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rdfs="s" xmlns:owl="o">'
                  '<owl:Class rdf:about="http://identifiers.org/hgnc/1100"><rdfs:label>BRCA2</rdfs:label></owl:Class></r>'),
         [("id", "BRCA2")]),
        ("a.sssom.tsv", ("#x: y\nsubject_id\tsubject_label\tobject_id\tobject_label\n"
                         "HGNC:4584\tGRIN1\tNCBIGene:2902\tGRIN1\nHGNC:1100\tBRCA1\tNCBIGene:675\tBRCA1\n"),
         [("object_id", "BRCA1")]),
    ],
)  # fmt: skip
def test_pairs_are_found_in_every_format(
    name: str, text: str, expected: list[tuple[str, str]], resolver: Resolver
) -> None:
    checked = check(text, resolver, name)
    assert [(one.cell, one.name) for one in checked.findings] == expected
    assert checked.fixed() == text.encode()


def test_a_long_table_is_judged_as_a_short_one(resolver: Resolver) -> None:
    clean = "TP53,7157\nEGFR,1956\nKRAS,3845\nMYC,4609\n"
    long = "symbol,gene_id\n" + clean * 900 + "BRCA1,675\nSEPT6,23157\n" + clean
    short = "symbol,gene_id\n" + clean * 9 + "BRCA1,675\nSEPT6,23157\n" + clean
    several = [[(one.kind, one.right, one.why) for one in check(text, resolver).findings] for text in (long, short)]
    assert several[0] == several[1]
    assert len(several[0]) == 2


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("6.10E+25,66048,", [("symbol", "damaged", "Emc6", "certain")]),
        ("2.31E+13,66048,", [("symbol", "damaged", "Emc6", "likely")]),
        ("unc-54,,WBGene6789", [("authority_id", "damaged", "WBGene00006789", "certain")]),
        ("hh,,FBgnOOO4644", [("authority_id", "damaged", "FBgn0004644", "certain")]),
        ("TP53,,ENSG0000014151", [("authority_id", "malformed", "ENSG00000141510", "likely")]),
        ('TP53,"7,157",', [("gene_id", "damaged", "7157", "certain")]),
        ("LOC105369318,1.05E+08,", [("gene_id", "damaged", "105369318", "certain")]),
        ("GRIN1,2902,HGNC:", [("authority_id", "malformed", "HGNC:4584", "likely")]),
        ("F7R,2156,", [("gene_id", "retired", "", "certain")]),
        ("LOC100420576,2764,", [("gene_id", "mismatch", "", "likely")]),
        ("GRIN1,0002902,", [("gene_id", "malformed", "2902", "likely")]),
        ("GRIN1,2902,P04637", []),
        ("GRIN1,2902,ENSBTAG00000000001", []),
        ("IL-1β,3553,", [("symbol", "alias", "IL1B", "certain")]),
        ("il1b,3553,", []),
        ("NA,2902,", []),
        ("GRIN1,NA,-", []),
        ("-,2902,HGNC:4584", []),
    ],
)
def test_damage_is_told_from_what_is_only_written_otherwise(
    row: str, expected: list[tuple[str, str, str, str]], resolver: Resolver
) -> None:
    checked = check(f"symbol,gene_id,authority_id\nGRIN1,2902,HGNC:4584\n{row}\n", resolver)
    assert [one[1:] for one in found(checked) if one[0] == 3] == expected


def test_words_beside_identifiers_in_a_text_are_no_names(resolver: Resolver) -> None:
    text = "11 FBgn0000099; the identifier HGNC:11; CAT (a word) HGNC:4584\nNCBIGene:2902 and NCBIGene:7157 was found\n"
    assert [(one.name, one.identifier, one.kind.value) for one in check(text, resolver, "a.txt").findings] == [
        ("", "FBgn0000099", "retired"), ("", "HGNC:11", "retired"),
    ]  # fmt: skip


@given(st.lists(st.sampled_from(("GRIN1", "2902", "1-Mar", "x|y", "NCBIGene:", "2.0", "é", '"', "", "10090", "LOC5"))))
def test_no_cells_end_the_audit_or_are_changed_without_a_finding(cells: list[str]) -> None:
    text = "symbol\tgene_id\tspecies\n" + "".join(
        "\t".join(cells[place : place + 3]) + "\n" for place in range(0, len(cells), 3)
    ).replace('"', "")
    with Reference.open() as reference:
        checked = check(text, Resolver(reference), "a.tsv")
        fixed = checked.fixed().decode()
    assert len(fixed.splitlines()) == len(text.splitlines())
    lines = {one.line for one in checked.findings if one.can_be_fixed}
    for number, (before, after) in enumerate(zip(text.splitlines(), fixed.splitlines(), strict=True), start=1):
        assert before == after or number in lines


def test_only_some_identifiers_of_a_cell_are_compared(resolver: Resolver) -> None:
    table = "symbol,gene_id\nBRCA1," + "675|2902|" * 20_000 + "675\n"
    assert len(check(table, resolver).findings) <= MOST_PIECES


def test_aliases_of_yaml_are_read_once(resolver: Resolver) -> None:
    keys = "".join(f"k{number}: *ids\n" for number in range(2000))
    text = "gene_id: &ids [" + ", ".join(["675"] * 2000) + "]\nsymbol: BRCA2\n" + keys
    assert check(text, resolver, "a.yaml").findings == ()
