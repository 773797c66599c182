"""Odd numbers, in names and in every format that has numbers: each is read, or refused in one line."""

from __future__ import annotations

import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.core.errors import GenenormError, RecordError
from genenorm.core.numbers import whole_number
from genenorm.records.formats import read_record_file
from genenorm.records.source import ReadOptions
from genenorm.resolver.resolver import Resolver

LONG = "9" * 5000
"""More digits than Python converts."""
ODD_NUMBERS = ("²", LONG, "9" * 25, "9223372036854775808", "-1", "1e5", "1e999", "１２", "٣", "1.5", "1_000", "")

NAMES = [
    *ODD_NUMBERS,
    *(f"{prefix}{number}" for prefix in ("RGD:", "HGNC:", "MGI:", "NCBIGene:", "GeneID: ", "LOC", "FBgn", "ENSG", "NM_",
      "CG", "miR-", "SEPT", "hsa:", "TP53_", "TP53|", "7157;", "GRIN1 ", "9606:") for number in ("²", LONG, "9" * 25)),
    *(f"{number}{ending}" for ending in ("-Sep", "Rik", ".1", "_at", "/9", ".0") for number in ("²", LONG, "9" * 25)),
    f"p.R{LONG}H", f"H3K{LONG}me3", f"AKT1(S{LONG})", f"WNT1-{LONG}", f"WNT3/{LONG}", f"2.31E+{LONG}",
    "0" * 5000 + "7157",
]  # fmt: skip


FILES = {
    "a.pubtator": "1|t|TP53 x\n1|a|y\n1\t{0}\t4\tTP53\tGene\t{0}\n1\t0\t{0}\tTP53\tGene\t\n"
    "1\t0\t4\tmouse\tSpecies\t{0}\n",
    "F-genes.tsv": "organism_id\tword\tmatch\tncbigene_symbol\tncbigene_id\n{0}\tTP53\tTP53\tTP53\t{0}\n",
    "a.xml": "<collection><document><id>1</id><passage><offset>{0}</offset><text>TP53</text><annotation id='1'>"
    "<infon key='type'>Gene</infon><location offset='{0}' length='{0}'/><text>TP53</text></annotation></passage>"
    "</document></collection>",
    "a.bioc.json": '{{"documents": [{{"id": "1", "passages": [{{"offset": {0}, "text": "TP53", "annotations": [{{'
    '"id": "1",'
    '"infons": {{"type": "Gene"}}, "text": "TP53", "locations": [{{"offset": {0}, "length": {0}}}]}}]}}]}}]}}',
    "b.gct": "#1.2\n{0}\t{0}\nName\tDescription\ta\nTP53\tx\t1\n",
    "c.gct": "#1.3\n{0}\t{0}\t{0}\t{0}\nid\ta\nTP53\t1\n",
    "a.gff3": "##gff-version 3\n##species https://example.org/wwwtax.cgi?id={0}\n"
    "chr1\tx\tgene\t{0}\t5\t.\t+\t.\tID=gene:ENSG1;Name=TP53;Dbxref=GeneID:{0}\n",
    "a.gtf": 'chr1\tx\tgene\t{0}\t5\t.\t+\t.\tgene_id "ENSG1"; gene_name "TP53";\n',
    "a.csv": "gene,{0}\nTP53,{0}\n{0},1\n",
    "a.tsv": "gene_id\tvalue\n{0}\t1\n{0}\t2\n",
    "a.json": '{{"names": ["TP53", {0}]}}',
    "a.yaml": "names: [TP53, {0}]\n",
    "F.md": "---\nfigid: x\norganisms: [{0}]\nschema-jsonld:\n  keywords: [TP53, {0}]\ncaption: 'a {0} b'\n---\n",
    "a.gpml": '<Pathway xmlns="http://pathvisio.org/GPML/2013a" Name="x" Organism="{0}"><DataNode TextLabel="TP53" '
    'GraphId="a" Type="GeneProduct"><Graphics CenterX="{0}" CenterY="1"/><Xref Database="Entrez Gene" ID="{0}"/>'
    "</DataNode></Pathway>",
    "a.txt": "TP53\n{0}\n",
    "a.gmt": "set\t{0}\tTP53\t{0}\n",
}
"""A file of each format, with ``{0}`` where a number stands."""


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("name", NAMES, ids=lambda name: f"{name[:12]}{len(name)}")
def test_a_name_with_an_odd_number_has_a_row(name: str, number: int, resolver: Resolver) -> None:
    names = [name] if number == 1 else [name, *(f"TP{place}" for place in range(60))]  # one by one, or in arrays
    rows = resolver.table(names).rows
    assert [row[0] for row in rows] == names


@pytest.mark.parametrize("number", ODD_NUMBERS, ids=lambda number: number[:9])
@pytest.mark.parametrize("file", FILES)
def test_a_file_with_an_odd_number_is_read_or_refused_in_one_line(file: str, number: str, resolver: Resolver) -> None:
    options = ReadOptions(field="names" if file in ("a.json", "a.yaml") else "")
    try:
        found = annotate_file(FILES[file].format(number).encode(), file, resolver, options=options)
    except GenenormError as error:
        message = str(error)
        assert (message.startswith(file), "\n" in message, len(message) < 300) == (True, False, True)
        return
    names = [name for annotation in found.annotations for name in annotation.record.names]
    assert [row[0] for row in found.table.rows] == names
    if found.record_file.rewrite is not None:
        found.rewritten()


@pytest.mark.parametrize("text", ["²", "１", "1_0", " 1", "1 ", "+1", "-1", "1.0", "1e3", "", LONG, "9" * 19])
def test_only_ascii_digits_are_a_number(text: str) -> None:
    assert whole_number(text) is None


@pytest.mark.parametrize("offset", ["-4", "+0", "1.5", "²", "9" * 5000, "\u0660"])
def test_an_annotation_of_odd_offsets_is_an_error_and_not_left_out(offset: str) -> None:
    text = f"1|t|TP53 x\n1|a|y\n1\t0\t4\tTP53\tGene\t\n1\t{offset}\t4\tEGFR\tGene\t\n"
    with pytest.raises(RecordError, match=r"a\.pubtator, line 4: the offsets of an annotation are no whole numbers"):
        read_record_file(text.encode(), "a.pubtator")


def test_a_relation_is_no_annotation() -> None:
    text = "1|t|TP53 x\n1|a|y\n1\t0\t4\tTP53\tGene\t\n1\tCID\t7157\t1956\tNovel\n"
    assert read_record_file(text.encode(), "a.pubtator").records[0].names == ("TP53",)
