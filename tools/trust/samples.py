"""A small file of each input format, from which damaged ones are made."""

from __future__ import annotations

import gzip
import io
from functools import cache
from pathlib import Path

from genenorm.records.source import ReadOptions

_FIGURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"
TEXTS = {
    "a.csv": 'gene,n\nGRIN1,-1\n"KARs",2\nTrp53,3\n',
    "b.tsv": "gene\tn\r\nGRIN1\t1\r\nno such gene\t2\r\n",
    "c.md": "---\nfigid: f1\ncaption: Mouse neurons, PSD95\nschema-jsonld:\n  keywords:\n  - GRIN1\n  - Dlg4\n---\n",
    "d.jsonl": '{"id": "1", "schema-jsonld": {"keywords": ["GRIN1", "p53"]}, "title": "mouse"}\n',
    "e.json": '{"id": "1", "schema-jsonld": {"keywords": ["GRIN1", "p53"]}}\n',
    "f.yaml": "id: f1\ntitle: 'mouse: β-cells'\nschema-jsonld: {keywords: [GRIN1, &a p53, *a]}\nmore: |+\n  text\n\n",
    "g.gct": "#1.3\n1\t1\t0\t0\nid\ts\nGRIN1\t1\n",
    "h.gff3": "##gff-version 3\nchr1\tx\tgene\t1\t5\t.\t+\t.\tID=gene1;Name=GRIN1\n",
    "i.gtf": 'chr1\tx\tgene\t1\t5\t.\t+\t.\tgene_id "g1"; gene_name "GRIN1";\n',
    "j.gpml": '<Pathway xmlns="http://pathvisio.org/GPML/2013a" Name="p" Organism="Homo sapiens">'
    '<DataNode TextLabel="GRIN1" GraphId="a" Type="GeneProduct"><Graphics CenterX="1" CenterY="1"/>'
    '<Xref Database="" ID=""/></DataNode></Pathway>',
    "k.pubtator": "1|t|GRIN1 binds.\n1|a|In mice.\n1\t0\t5\tGRIN1\tGene\t\n",
    "l.xml": "<collection><document><id>1</id><passage><offset>0</offset><text>GRIN1</text><annotation id='1'>"
    "<infon key='type'>Gene</infon><location offset='0' length='5'/><text>GRIN1</text></annotation></passage>"
    "</document></collection>",
    "m.bioc.json": '{"documents": [{"id": "1", "passages": [{"offset": 0, "text": "GRIN1", "annotations": [{"id": "1", '
    '"infons": {"type": "Gene"}, "text": "GRIN1", "locations": [{"offset": 0, "length": 5}]}]}]}]}',
    "n.gmt": "SET1\thttps://example.org\tGRIN1\tTP53\nSET2\t\tDlg4\tKARs\tIL-1β\n",
    "o.gmx": "SET1\tSET2\nna\tna\nGRIN1\tDlg4\nTP53\t\n",
    "p.txt": "GRIN1\nKARs\n\nmouse Il6\nTP53; EGFR\n",
    "PMC1__f1-genes.tsv": "organism_id\tword\tmatch\tncbigene_symbol\tncbigene_id\n9606\t(KAR\tKAR\tMDH1\t4190\n",
}  # fmt: skip
"""Small files of text formats by name, each with names of genes."""
_FIELDS = {"d.jsonl", "e.json", "f.yaml"}


@cache
def sample_files() -> dict[str, bytes]:
    """Return a file of each input format by its name, with compressed ones and binary ones."""
    files = {name: text.encode() for name, text in TEXTS.items()}
    files["q.md"] = _FIGURE.read_bytes()
    files["r.csv.gz"] = gzip.compress(files["a.csv"], mtime=0)
    files["t.xlsx"] = _workbook()
    files["u.h5ad"] = _anndata()
    files["s.csv.zst"] = _zst(files["a.csv"])
    return files


def options_for(name: str) -> ReadOptions:
    """Return the options that a sample is read with: where the names are, if its format does not say it."""
    return ReadOptions(field="schema-jsonld.keywords" if name in _FIELDS else "")


def _workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["gene", "n"], ["GRIN1", 1], ["KARs", 2], ["Trp53", 3]):
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _anndata() -> bytes:
    import h5py

    made = io.BytesIO()
    with h5py.File(made, "w") as file:
        file.attrs.update({"encoding-type": "anndata", "encoding-version": "0.1.0"})
        var = file.create_group("var")
        var.attrs.update({"_index": "_index", "encoding-type": "dataframe", "encoding-version": "0.2.0"})
        var.attrs["column-order"] = ["n"]
        var["_index"] = ["GRIN1", "KARs", "Trp53"]
        var["n"] = [1, 2, 3]
    return made.getvalue()


def _zst(data: bytes) -> bytes:
    import zstandard

    return zstandard.compress(data)
