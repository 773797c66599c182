"""Every input format: read as records, given answers without changing another byte, and stripped of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import yaml

from genenorm.core.errors import RecordError
from genenorm.records.compressed import compress, expand
from genenorm.records.delimited import words_by_symbol
from genenorm.records.formats import INPUT_FORMATS, input_format_of, read_record_file
from genenorm.records.record import TableWord
from genenorm.records.source import MENTION_GENE_IDS, AnswerRows, ReadOptions, RecordFile
from genenorm.records.yaml_rows import AnswerCell

FIELDS = ("keyword", "gene_id", "alternatives")
TABLES = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "pfocr" / "tables"
MENTIONS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "mentions" / "biored_train.pubtator"


def read(text: str | bytes, name: str, **options: str) -> RecordFile:
    read_options = ReadOptions(**options)  # type: ignore[arg-type]
    return read_record_file(text.encode() if isinstance(text, str) else text, name, read_options)


def tables(record_file: RecordFile) -> list[AnswerRows]:
    """Return answers for every name: its length as GeneID, and a text that needs quotes in every format."""
    found = []
    for record in record_file.records:
        rows: list[tuple[AnswerCell, ...]] = [(name, len(name) or None, '9606:1|"x",\ty') for name in record.names]
        if record.document is not None:
            found.append(AnswerRows((*FIELDS, MENTION_GENE_IDS), tuple((*row, str(row[1] or "")) for row in rows)))
        else:
            found.append(AnswerRows(FIELDS, tuple(rows)))
    return found


def names(record_file: RecordFile) -> list[tuple[str, ...]]:
    return [record.names for record in record_file.records]


WORD = {"column": "word"}
READABLE = [
    ("a.md", "---\nfigid: f\nschema-jsonld:\n  keywords: [A, B]\n---\n", {}, [("A", "B")]),
    ("a.yaml", "id: f\nx:\n  y: [NO, 12_3]\n", {"field": "x.y"}, [("NO", "12_3")]),
    ("a.yml", "genes:\n- symbol: A\n- symbol: ON\n- other: B\n", {"field": "genes.symbol"}, [("A", "ON")]),
    ("a.yaml", "\ufeff---\r\nx: A\r\n...\r\n", {"field": "x"}, [("A",)]),
    ("a.json", '{"id": "f", "x": {"y": ["A", "B"]}}', {"field": "x.y"}, [("A", "B")]),
    ("a.json", '{\n  "x": [\n    {"y": "A"},\n    {"y": "B"}\n  ],\n  "n": 1e400\n}\n', {"field": "x.y"}, [("A", "B")]),
    ("a.json", '{"x": "A", "t": ", \\"genenorm\\": [1]"}', {"field": "x"}, [("A",)]),
    ("a.jsonl", '{"x": ["A"]}\n\n{"x": ["B", "B"]}\r\n', {"field": "x"}, [("A",), ("B", "B")]),
    ("a.ndjson", '{"x": ["A"]}', {"field": "x"}, [("A",)]),
    ("a.jsonl", '{"x": []}\n{"x": ["A"]}\n{}\n{"y": 1}\n', {"field": "x"}, [("A",)]),
    ("a.json", '{"x": "\\ud83e\\uddec", "t": "\\\\ud83e"}', {"field": "x"}, [("\U0001f9ec",)]),
    ("a.csv", "gene,text\nA," + "x" * 200_000 + "\n", {"column": "gene"}, [("A",)]),
    ("a.csv", "gene\nGRIN1\nGrin1\n", {}, [("GRIN1", "Grin1")]),
    ("a.tsv", "gene, as printed\nGRIN1\n", {}, [("GRIN1",)]),
    ("a.csv", "n;gene\n1;A\n", {"column": "n;gene"}, [("1;A",)]),
    ("a.csv", 'n,"gene"\r\n1,"a, ""b"""\r\n2,x\r\n\r\n3,\r\n', {"column": "gene"}, [('a, "b"', "x", "")]),
    ("a.csv", '\ufeffgene,n\n"two\nlines",1\nx,2', {"column": "gene"}, [("two\nlines", "x")]),
    ("a.tsv", "gene\tn\nNA\t1\n\u2028\t2\n", {"column": "gene"}, [("NA", "\u2028")]),
    ("PMC1-genes.tsv", "organism_id\tword\tncbigene_symbol\n9606\tKAR\tMDH1\n10090\tx\tA\n", {}, [("MDH1",), ("A",)]),
    ("PMC1-genes.tsv", "organism_id\tword\n9606\tKAR\n10090\tKAR\n9606\tAkt\n", WORD, [("KAR", "Akt"), ("KAR",)]),
    ("a.gmt", "s1\td\tA\tB\n\ns2\t\tC\n", {}, [("A", "B"), ("C",)]),
    ("a.gmx", "s1\ts2\nd\t\nA\tC\nB\t\n", {}, [("A", "B"), ("C",)]),
    ("a.txt", "\ufeffA\r\n\r\n B \r\nA", {}, [("A", "B", "A")]),
    ("a.gtf", '1\tx\tgene\t1\t9\t.\t+\t.\tgene_id "E1"; gene_name "A";\n', {}, [("A",)]),
    ("a.gtf", '1\tx\tgene\t1\t9\t.\t+\t.\tgene_id "E1"; gene_name "A";\n', {"column": "gene_id"}, [("E1",)]),
    ("a.gff3", "##gff-version 3\n1\tx\tgene\t1\t9\t.\t+\t.\tID=gene:E1;Name=A%3BB", {}, [("A;B",)]),
    ("a.gff", "1\tx\tgene\t1\t9\t.\t+\t.\tID=gene:E1\r\n", {}, [("E1",)]),
    ("a.gct", "#1.2\n2\t1\nName\tDescription\ts1\nA\tna\t1\nB\tna\t2\n", {}, [("A", "B")]),
    ("a.gct", "#1.3\n1\t1\t1\t0\nid\tsymbol\ts1\nx\tA\t1\n", {"column": "symbol"}, [("A",)]),
    ("a.gpml", '<Pathway><DataNode TextLabel="A" Type="Protein"><Xref Database="" ID=""/></DataNode></Pathway>', {},
     [("A",)]),
    ("a.pubtator", "7|t|TrkB\n7|a|rats\n7\t0\t4\tTrkB\tGene\n7\t5\t9\trats\tSpecies\t10116\n", {}, [("TrkB",)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "options", "expected"), READABLE)
def test_the_suffix_chooses_the_format(
    name: str, text: str, options: dict[str, str], expected: list[tuple[str, ...]]
) -> None:
    assert names(read(text, name, **options)) == expected


@pytest.mark.parametrize(("name", "text", "options"), [case[:3] for case in READABLE])
def test_answers_are_added_and_removed_without_a_trace(name: str, text: str, options: dict[str, str]) -> None:
    record_file = read(text, name, **options)
    if record_file.rewrite is None:
        assert input_format_of(name).name in ("gmt", "gmx", "list", "gct")
        return
    written = record_file.rewrite(tables(record_file))
    assert written != text.encode()
    again = read(written, name, **options)
    assert again.records == record_file.records or input_format_of(name).name == "pubtator"
    if again.strip is not None and again.rewrite is not None:
        assert (record_file.annotated, again.annotated) == (False, True)
        assert again.strip() == text.encode()
        assert again.rewrite(tables(again)) == written
    assert b"\r\n" not in written or "\r\n" in text


@pytest.mark.parametrize("name", ["a.json", "b.json", "a.jsonl", "a.yaml"])
def test_the_written_data_has_one_more_key(name: str) -> None:
    text = {
        "a.json": '{"x": ["A", "B\\u2028"], "z": 1}\n',
        "b.json": '{\n\t"x": [\n\t\t"A"\n\t]\n}',
        "a.jsonl": '{"x": ["A"], "y": {}}\n',
        "a.yaml": "x: [A]\n",
    }[name]
    record_file = read(text, name, field="x")
    assert record_file.rewrite is not None
    written = record_file.rewrite(tables(record_file)).decode()
    load = yaml.safe_load if name.endswith("yaml") else json.loads
    before, after = load(text), load(written)
    assert after.pop("genes" if name.endswith("yaml") else "genenorm")[0]["keyword"] == "A"
    assert before == after


@pytest.mark.parametrize("member", ['{"mine": 1}', '["mine"]', "3"])
@pytest.mark.parametrize("text", ['{"x": ["A"], "genenorm": MINE}', '{"genenorm": MINE, "x": ["A"]}'])
def test_another_member_with_the_key_of_the_answers_is_kept_and_an_error(text: str, member: str) -> None:
    text = text.replace("MINE", member)
    for name, line in (("a.json", 1), ("a.jsonl", 2)):
        before = '{"x": ["B"]}\n' * (line - 1)
        record_file = read(before + text, name, field="x")
        assert record_file.rewrite is not None
        assert record_file.strip is not None
        assert record_file.strip() == (before + text).encode()
        with pytest.raises(RecordError, match=rf'{name}, line {line}: its member "genenorm" was not written by'):
            record_file.rewrite([AnswerRows(FIELDS, (("A", 5, ""),))] * line)


def test_csv_rows_get_answer_columns_to_the_right_and_keep_their_quotes() -> None:
    record_file = read('n,gene\r\n"1",A\r\n2,\r\n', "a.csv", column="gene")
    assert record_file.rewrite is not None
    assert record_file.rewrite([AnswerRows(FIELDS, (("A", 5, "x,y"), ("", None, "")))]) == (
        b'n,gene,genenorm_gene_id,genenorm_alternatives\r\n"1",A,5,"x,y"\r\n2,,,\r\n'
    )


def test_a_row_with_fewer_or_more_cells_than_the_header_is_an_error() -> None:
    for row in ("2", "2,x,y"):
        record_file = read(f"n,gene\n1,A\n{row}\n", "a.csv", column="gene")
        assert record_file.rewrite is not None
        with pytest.raises(RecordError, match=r"a\.csv, line 3: [13] cells under 2 headers"):
            record_file.rewrite(tables(record_file))


def test_a_pfocr_table_has_one_record_for_each_organism() -> None:
    record_file = read(
        "word\torganism_id\tncbigene_symbol\nKAR\t9606\tMDH1\nKAR\t7227\tkar\nAkt\t9606\tAKT1\n", "x/PMC1__f-genes.tsv"
    )
    assert [(r.record_id, r.species, r.names, r.words) for r in record_file.records] == [
        ("PMC1__f", (9606,), ("MDH1", "AKT1"), (TableWord("KAR"), TableWord("Akt"))),
        ("PMC1__f", (7227,), ("kar",), (TableWord("KAR"),)),
    ]
    assert record_file.rewrite is not None
    rows = [AnswerRows(("k", "n"), (("KAR", 1), ("Akt", 3))), AnswerRows(("k", "n"), (("KAR", 2),))]
    written = record_file.rewrite(rows)
    assert [line.split(b"\t")[3] for line in written.splitlines()] == [b"genenorm_n", b"1", b"2", b"3"]


def test_the_word_of_a_symbol_has_its_match_and_all_gene_ids_of_the_symbol() -> None:
    rows = ("9606\t(KAR\tKAR\tMDH1\t4190", "10090\tKAR\tKAR\tMdh1\t17449", "10116\tKA\tKA\tMdh1\t24551",
            "9606\tx\tX\tNOID\t", "9606\tshort")  # fmt: skip
    table = "\n".join(("organism_id\tword\tmatch\tncbigene_symbol\tncbigene_id", *rows)).encode()
    assert words_by_symbol(table, "a-genes.tsv") == {
        "MDH1": TableWord("(KAR", "KAR", (4190,)),
        "Mdh1": TableWord("KAR", "KAR", (17449, 24551)),
        "NOID": TableWord("x", "X"),
    }
    assert words_by_symbol(b"word\tncbigene_symbol\nKAR\tMDH1\n", "a-genes.tsv") == {"MDH1": TableWord("KAR")}


PUBTATOR = (
    "7|t|TrkB and Akt\n7|a|in rats\n7\t0\t4\tTrkB\tGene\n7\t9\t12\tAkt\tGene\t-\n7\t9\t12\tAkt\tGene\t207\n"
    "7\t16\t20\trats\tSpecies\t10116\n7\tBind\t207\t25054\tNovel\n\n"
)


def test_pubtator_mentions_without_an_identifier_get_one() -> None:
    record_file = read(PUBTATOR, "a.pubtator")
    assert record_file.rewrite is not None
    table = AnswerRows(("k", MENTION_GENE_IDS), (("TrkB", "25054"), ("Akt", "24185"), ("Akt", "24185")))
    assert record_file.rewrite([table]).decode() == PUBTATOR.replace("TrkB\tGene\n", "TrkB\tGene\t25054\n").replace(
        "Gene\t-\n", "Gene\t24185\n"
    )


BIOC = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE collection SYSTEM "BioC.dtd">
<collection><source>PubTator</source><document><id>7</id>
  <passage><infon key="type">title</infon><offset>0</offset><text>TrkB &amp; β-Akt</text>
    <annotation id="1">
      <infon key="type">Gene</infon>
      <location offset="0" length="4"/>
      <text>TrkB</text>
    </annotation>
    <annotation id="2"><infon key="identifier"></infon><infon key="type">Gene</infon><location offset="9" length="3"/><text>Akt</text></annotation>
    <annotation id="3"><infon key="NCBI Gene">207</infon><infon key="type">Gene</infon><location offset="9" length="3"/><text>Akt</text></annotation>
    <annotation id="4"><infon key="type">Species</infon><infon key="identifier">10116</infon><location offset="16" length="4"/><text>rats</text></annotation>
  </passage>
  <passage><infon key="type">abstract</infon><offset>13</offset><text>in rats</text></passage>
</document></collection>
"""  # noqa: E501


def test_bioc_xml_is_a_document_at_its_offsets() -> None:
    document = read(BIOC, "a.xml").records[0].document
    assert document is not None
    assert (document.document_id, document.title, document.text) == ("7", "TrkB & β-Akt", "in rats")
    assert [(m.text, m.kind, m.ids) for m in document.mentions] == [
        ("TrkB", "Gene", ()), ("Akt", "Gene", ()), ("Akt", "Gene", ("207",)), ("rats", "Species", ("10116",)),
    ]  # fmt: skip


def test_bioc_xml_annotations_without_an_identifier_get_one() -> None:
    record_file = read(BIOC, "a.xml")
    assert record_file.rewrite is not None
    table = AnswerRows(("k", MENTION_GENE_IDS), (("TrkB", "25054"), ("Akt", "24185"), ("Akt", "24185")))
    assert record_file.rewrite([table]).decode() == BIOC.replace(
        '<infon key="type">Gene</infon>\n      <location',
        '<infon key="identifier">25054</infon>\n      <infon key="type">Gene</infon>\n      <location',
    ).replace('<infon key="identifier"></infon>', '<infon key="identifier">24185</infon>')


def test_bioc_xml_identifiers_come_with_the_stamp_of_the_index() -> None:
    record_file = read(BIOC, "a.xml")
    assert record_file.rewrite is not None
    table = AnswerRows(
        ("k", MENTION_GENE_IDS), (("TrkB", "25054"), ("Akt", "24185"), ("Akt", "24185")), reference="a<b 1 2"
    )
    written = record_file.rewrite([table]).decode()
    infon = '<infon key="genenorm_reference">a&lt;b 1 2</infon>'
    assert written == BIOC.replace(
        '<infon key="type">Gene</infon>\n      <location',
        f'<infon key="identifier">25054</infon>\n      {infon}\n      <infon key="type">Gene</infon>\n      <location',
    ).replace('<infon key="identifier"></infon>', f'{infon}<infon key="identifier">24185</infon>')
    again = read(written, "a.xml")
    assert again.rewrite is not None
    assert again.rewrite([table]).decode() == written


BIOC_JSON = """{"source": "x", "documents": [{"id": "7", "infons": {}, "passages": [
 {"infons": {"type": "title"}, "offset": 0, "text": "TrkB \\"and\\" [Akt]", "annotations": [
  {"id": "1", "infons": {"type": "Gene"}, "text": "TrkB", "locations": [{"offset": 0, "length": 4}]},
  {"id": "2", "infons": {"identifier": null, "type": "Gene"}, "text": "Akt", "locations": [{"offset": 12,"length": 3}]},
 {"id": "3", "text": "Akt", "locations": [{"offset": 12,"length": 3}], "infons": {"type": "Gene", "identifier": "207"}},
  {"id": "4", "infons": {}, "text": "x", "locations": [{"offset": 12, "length": 3}]}
 ]}]}]}
"""


def test_bioc_json_annotations_without_an_identifier_get_one() -> None:
    record_file = read(BIOC_JSON, "a.bioc.json")
    assert names(record_file) == [("TrkB", "Akt", "Akt")]
    assert record_file.rewrite is not None
    table = AnswerRows(("k", MENTION_GENE_IDS), (("TrkB", "25054"), ("Akt", "24185"), ("Akt", "24185")))
    written = record_file.rewrite([table]).decode()
    assert written == BIOC_JSON.replace('{"type": "Gene"},', '{"identifier": "25054", "type": "Gene"},').replace(
        "null", '"24185"'
    )
    json.loads(written)


def test_a_passage_of_bioc_json_may_have_no_text() -> None:
    record_file = read('{"id": "1", "passages": [{"offset": 0, "text": null}]}', "a.bioc.json")
    assert record_file.records[0].caption == ""


def test_bioc_json_identifiers_come_with_the_stamp_of_the_index() -> None:
    record_file = read(BIOC_JSON, "a.bioc.json")
    assert record_file.rewrite is not None
    table = AnswerRows(
        ("k", MENTION_GENE_IDS), (("TrkB", "25054"), ("Akt", "24185"), ("Akt", "24185")), reference="s 1 2"
    )
    written = record_file.rewrite([table]).decode()
    first, second, third, other = json.loads(written)["documents"][0]["passages"][0]["annotations"]
    assert first["infons"] == {"identifier": "25054", "genenorm_reference": "s 1 2", "type": "Gene"}
    assert second["infons"] == {"genenorm_reference": "s 1 2", "identifier": "24185", "type": "Gene"}
    assert (third["infons"], other["infons"]) == ({"type": "Gene", "identifier": "207"}, {})
    again = read(written, "a.bioc.json")
    assert again.rewrite is not None
    assert again.rewrite([table]).decode() == written


BAD = [
    ("x/barcodes.tsv", "AAAC-1\n", {}, "x/barcodes.tsv: it has the barcodes of cells (10x Genomics), no names"),
    ("matrix.mtx.gz", gzip.compress(b"%%"), {}, "matrix.mtx.gz: it has the counts of a matrix, whose genes are in"),
    ("a.doc", "x", {}, "a.doc: the file's name does not show its format; for a table: --from tsv; the other formats"),
    ("a.yaml", "x: 1", {}, "a.yaml: which field has the names? name it with --field"),
    ("a.yaml", "x: 1\n---\ny: 1\n", {"field": "x"}, "a.yaml, line 2: not valid YAML: expected a single document in"),
    ("a.yaml", "x:\n\t- A\n", {"field": "x"}, "a.yaml, line 2: not valid YAML: found character that cannot start"),
    ("a.yaml", "x: 1", {"field": "y"}, "a.yaml: no names: y is missing or empty"),
    ("a.json", '{"x": 1,}', {"field": "x"}, "a.json, line 1: not valid JSON"),
    ("a.json", "[1]", {"field": "x"}, "a.json, line 1: its JSON is not an object"),
    ("a.json", '{"x": [null]}', {"field": "x"}, "a.json, line 1: an item of x is not text; quote it"),
    ("a.json", '{"x": ' + "[" * 100_000, {"field": "x"}, "a.json, line 1: not"),
    ("a.json", '{"x": "\\ud83e"}', {"field": "x"}, r"a.json, line 1: not valid text: \ud83e is an unpaired surrogate"),
    ("a.jsonl", '{"x": []}\n{"y": "A"}\n', {"field": "x"}, "a.jsonl: no names: x is missing or empty in every line"),
    ("a.jsonl", '{"x": "A"}\n\n{"x": }\n', {"field": "x"}, "a.jsonl, line 3: not valid JSON"),
    ("a.jsonl", '{"x": "A"}\n{"x": "\\uD83E"}', {"field": "x"}, r"a.jsonl, line 2: not valid text: \ud83e is an un"),
    ("a.csv", "a,b\n1,2\n", {}, "a.csv, line 1: which column has the names? name it with --column; the columns"),
    ("a.csv", "a,b\n1,2\n", {"column": "c"}, "a.csv, line 1: no column 'c'; the columns are: a, b"),
    ("a.csv", 'a,"b\nc"\n1,2\n', {"column": "c"}, "a.csv, line 1: no column 'c'; the columns are: a, b c"),
    ("a.csv", "n|gene\n1|A\n", {}, "a.csv, line 1: its only column is 'n|gene'; if '|' separates the cells, say so"),
    ("a.tsv", "n,gene\n1,A,B,C\n", {}, "a.tsv, line 1: its only column is 'n,gene'; if ',' separates the cells"),
    ("a.txt", gzip.compress(b"GRIN1"), {}, "a.txt: the file is gzip-compressed; expand it, or rename"),
    ("a.csv", 'a\nb\n"c\nd\n' * 2, {}, "a.csv, line 3: not a table: ',' expected after"),
    ("a.csv", 'a\nb\n"c\nd\n', {}, "a.csv, line 3: not a table: a quote is opened and not closed"),
    ("a.tsv", "a\tgenenorm_symbol\n1\n", {"column": "a"}, "a.tsv, line 2: its genenorm_… columns were edited or moved"),
    ("P-genes.tsv", "organism_id\tword\nx\tA\n", WORD, "P-genes.tsv, line 2: this row has no organism_id"),
    ("a.gmt", "s1\td\tA\nbad\n", {}, "a.gmt, line 2: a gene set needs a name, a description and at least one gene"),
    ("a.gmx", "s1\n", {}, "a.gmx: a GMX file needs a line of names"),
    ("a.pubtator", "no document", {}, "a.pubtator, line 1:"),
    ("a.xml", "<a>", {}, "a.xml, line 1: not valid XML"),
    ("a.xml", '<?xml version="1.0" encoding="UT-8"?><a/>', {}, "a.xml, line 1: not valid XML: unknown encoding"),
    ("a.xml", "<a/>", {}, "a.xml: not BioC: no document element"),
    ("a.xml", "<model>\n<annotation/></model>", {}, "a.xml, line 2: not BioC: a passage, annotation or text is"),
    ("a.xml", "<text/>", {}, "a.xml, line 1: not BioC: a passage, annotation or text is outside a document"),
    ("a.xml", "<document><passage>\n<offset>x</offset></passage></document>", {}, "a.xml, line 2: not BioC: an offset"),
    ("a.xml", f"<document><passage><offset>{10**13}</offset></passage></document>", {}, "a.xml, line 1: not BioC: an"),
    ("a.bioc.json", '{"id": "1", "passages": [{"offset": -1}]}', {}, "a.bioc.json: not BioC JSON: no documents of"),
    ("a.bioc.json", '{"id": "1", "infons": {"annotations": [{"infons": {}}]}, "passages": []}', {},
     "a.bioc.json: not BioC JSON: an annotation is outside a passage"),
    ("a.bioc.json", "{}", {}, "a.bioc.json: not BioC JSON: a document, passage or annotation has no 'id'"),
    ("a.bioc.json", "[1]", {}, "a.bioc.json: not BioC JSON: no documents of passages with annotations"),
    ("a.csv", "", {"header_row": 1}, "a.csv: the file is empty"),
    ("P-genes.tsv", "", WORD, "P-genes.tsv: the file is empty"),
    ("a.gtf", "1\tx\tgene\t1\t9\t.\t+\n", {}, "a.gtf, line 1: 7 columns; a line of GTF or GFF3 has 9"),
    ("a.gct", "Name\tDescription\n", {}, "a.gct, line 1: not GCT: its first line is 'Name', not #1.2 or #1.3"),
    ("a.gpml", "<collection/>", {}, "a.gpml, line 1: not GPML: its root element is <collection>, not <Pathway>"),
    ("a.txt.gz", "not gzip", {}, "a.txt.gz: damaged or not gz-compressed"),
    ("a.xlsx", "not a workbook", {}, "a.xlsx: not an Excel workbook"),
    ("a.h5ad", "not hdf5", {}, "a.h5ad: not an AnnData file"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "options", "message"), BAD, ids=[f"{c[0]}-{n}" for n, c in enumerate(BAD)])
def test_a_file_of_another_shape_is_a_one_line_error(
    name: str, text: str | bytes, options: dict[str, str], message: str
) -> None:
    with pytest.raises(RecordError) as caught:
        read(text, name, **options)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_an_xml_entity_bomb_is_an_error() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "0123456789">{entities}]><x>&e11;</x>'
    with pytest.raises(RecordError, match=r"a\.xml.*: not"):
        read(bomb, "a.xml")


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_compressed_input_is_read_and_written_compressed(suffix: str) -> None:
    if suffix == ".zst":
        pytest.importorskip("zstandard", reason="zstandard, of the zst extra, is not installed")
    data = compress(b"gene\nGRIN1\n", f"a.csv{suffix}")
    assert data == compress(b"gene\nGRIN1\n", f"a.csv{suffix}") != b"gene\nGRIN1\n"
    record_file = read(data, f"a.csv{suffix}")
    assert names(record_file) == [("GRIN1",)]
    assert record_file.rewrite is not None
    assert expand(record_file.rewrite(tables(record_file)), f"x{suffix}").startswith(b"gene,genenorm_gene_id")


def test_a_truncated_gzip_file_is_an_error() -> None:
    with pytest.raises(RecordError, match="damaged or not gz-compressed"):
        read(gzip.compress(b"GRIN1\n" * 1000)[:-9], "a.txt.gz")


def test_no_suffix_of_a_format_is_hidden_by_an_earlier_format() -> None:
    seen: list[str] = []
    for input_format in INPUT_FORMATS.values():
        for suffix in input_format.suffixes:
            assert not any(suffix.endswith(earlier) for earlier in seen), f"{suffix} is never reached"
            seen.append(suffix)


def test_a_requested_format_overrides_the_suffix() -> None:
    assert names(read("A\n", "a.md", form="list")) == [("A",)]
    with pytest.raises(RecordError, match="no input format 'xyz'; there are: pfocr, "):
        read("A\n", "a.md", form="xyz")


@pytest.mark.skipif(not TABLES.is_dir(), reason="the record corpus is not beside this checkout")
@pytest.mark.parametrize("path", sorted(TABLES.glob("*.tsv")), ids=lambda path: path.name)
def test_every_gene_table_of_the_corpus_round_trips(path: Path) -> None:
    data = path.read_bytes()
    record_file = read(data, path.name)
    assert record_file.rewrite is not None
    written = record_file.rewrite(tables(record_file))
    again = read(written, path.name)
    assert again.strip is not None
    assert again.strip() == data


@pytest.mark.skipif(not MENTIONS.is_file(), reason="the mention corpus is not beside this checkout")
def test_the_mention_corpus_keeps_its_bytes_where_mentions_have_an_identifier() -> None:
    data = MENTIONS.read_bytes()
    record_file = read(data, MENTIONS.name)
    assert sum(len(record.names) for record in record_file.records) > 3900
    assert record_file.rewrite is not None
    written = record_file.rewrite(tables(record_file)).split(b"\n")
    changed = [line for line, new in zip(data.split(b"\n"), written, strict=True) if line != new]
    assert {line.rsplit(b"\t", 1)[1] for line in changed} <= {b"-"}


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_a_column_of_row_numbers_is_not_taken_for_the_names(name: str) -> None:
    separator = "," if name.endswith("csv") else "\t"
    data = "\n".join(separator.join(row) for row in (("", "hit", "fc"), ("0", "TP53", "1"), ("1", "BRCA1", "2")))
    with pytest.raises(RecordError, match="which column has the names"):
        read(data, name)
