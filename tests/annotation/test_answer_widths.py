"""Short and full answers: each takes the place of the other in every format, and both are removed without a trace."""

from __future__ import annotations

import io

import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.annotation.stripping import strip_file
from genenorm.core.errors import RecordError
from genenorm.records.compressed import compress
from genenorm.records.source import ReadOptions
from genenorm.resolver.resolver import Resolver

FIELD = ReadOptions(field="names")
FIGURE = "---\nfigid: f\norganisms: [Homo sapiens]\nschema-jsonld:\n  keywords: [GRIN1, and, x y]\n---\nText\n"
GTF = '1\te\tgene\t1\t9\t.\t+\t.\tgene_id "ENSG00000176884"; gene_name "GRIN1";\n'
FILES: dict[str, str] = {
    "figure.md": FIGURE,
    "crlf.md": FIGURE.replace("\n", "\r\n"),
    "bom.md": "\ufeff" + FIGURE,
    "cut.md": FIGURE.removesuffix("\nText\n"),
    "own genes.md": FIGURE.replace("figid: f\n", "figid: f\ngenes: []\nscope: x\n"),
    "a.yaml": "names: [GRIN1, x]\n",
    "cut.yaml": "names: [GRIN1, x]",
    "crlf.yaml": "names:\r\n- GRIN1\r\n",
    "a.json": '{"names": ["GRIN1", "x"]}\n',
    "lines.json": '\ufeff{\r\n  "names": ["GRIN1", "x"]\r\n}',
    "a.jsonl": '{"names": ["GRIN1"]}\n\n{"names": ["x"]}',
    "a.csv": "names\nGRIN1\nx\n",
    "crlf.csv": "\ufeffnames\r\nGRIN1\r\nx",
    "r.tsv": "names\tfc\na\tGRIN1\t1\nb\tx\t2\n",
    "no header.rnk": "GRIN1\t2.5\nTP53\t-1\n",
    "figure-genes.tsv": "organism_id\tword\tncbigene_symbol\n9606\tNR1\tGRIN1\n10090\tKAR\tMdh1\n",
    "a.gtf": GTF,
    "a.gff3": "1\te\tgene\t1\t9\t.\t+\t.\tName=GRIN1\n",
    "a.gct": "#1.3\n1\t1\t0\t0\nid\ts1\nGRIN1\t1\n",
    "a.gpml": '<Pathway Name="p" Organism="Homo sapiens"><DataNode TextLabel="GRIN1" Type="Protein">'
    '<Xref Database="" ID="" /></DataNode></Pathway>',
}
PACKED = {
    "figure.md.gz": FIGURE,
    "a.csv.gz": FILES["a.csv"],
    "a.jsonl.gz": FILES["a.jsonl"],
}
FIELDS_OF_PATHWAYS = ("a.gpml",)
"""Files into which the same is written in both widths."""


@pytest.mark.parametrize("name", [*FILES, *PACKED])
def test_each_width_takes_the_place_of_the_other_and_is_removed(name: str, resolver: Resolver) -> None:
    data = compress(PACKED[name].encode(), name) if name in PACKED else FILES[name].encode()
    file = annotate_file(data, name, resolver, options=FIELD)
    both = short, full = file.rewritten(), file.rewritten(full=True)
    assert data not in both
    assert (short == full) is (name in FIELDS_OF_PATHWAYS)
    for written in both:
        again = annotate_file(written, name, resolver, options=FIELD)
        assert again.record_file.annotated
        assert [again.rewritten(full=width) for width in (False, True)] == [short, full]
        assert again.record_file.records == file.record_file.records
        assert strip_file(written, name) == data  # which needs no option


def test_each_width_takes_the_place_of_the_other_in_a_workbook(resolver: Resolver) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl, of the excel extra, is not installed")

    def cells(data: bytes) -> list[list[object]]:
        book = openpyxl.load_workbook(io.BytesIO(data))
        return [[cell for cell in row if cell is not None] for row in book.active.iter_rows(values_only=True)]

    for rows, options in (([["gene"], ["GRIN1"]], ReadOptions()), ([["GRIN1"], ["TP53"]], ReadOptions(no_header=True))):
        book, out = openpyxl.Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(out)
        file = annotate_file(out.getvalue(), "a.xlsx", resolver, options=options)
        both = [cells(file.rewritten(full=width)) for width in (False, True)]
        assert len(both[0][1]) < len(both[1][1])
        for width in (False, True):
            again = annotate_file(file.rewritten(full=width), "a.xlsx", resolver, options=options)
            assert [cells(again.rewritten(full=other)) for other in (False, True)] == both
            assert cells(strip_file(file.rewritten(full=width), "a.xlsx")) == rows


def test_each_width_takes_the_place_of_the_other_in_anndata(resolver: Resolver) -> None:
    h5py = pytest.importorskip("h5py", reason="h5py, of the anndata extra, is not installed")

    def columns(data: bytes) -> list[str]:
        with h5py.File(io.BytesIO(data)) as file:
            return sorted(file["var"])

    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        var = file.create_group("var")
        var.attrs.update({"_index": "_index", "encoding-type": "dataframe", "encoding-version": "0.2.0"})
        var.attrs.create("column-order", [], shape=(0,), dtype=h5py.string_dtype())
        var.create_dataset("_index", data=["GRIN1", "TP53"], dtype=h5py.string_dtype())
    short, full = (annotate_file(out.getvalue(), "a.h5ad", resolver).rewritten(full=width) for width in (False, True))
    assert len(columns(short)) == 10 < len(columns(full))
    for written in (short, full):
        again = annotate_file(written, "a.h5ad", resolver)
        assert columns(again.rewritten()) == columns(short)
        assert columns(again.rewritten(full=True)) == columns(full)
        assert columns(strip_file(written, "a.h5ad")) == ["_index"]


def test_cells_of_a_user_behind_short_answers_are_never_taken_for_those_of_full_ones(resolver: Resolver) -> None:
    """As many cells as full answers have are there, but behind the mark of short ones."""
    written = annotate_file(b"GRIN1\t2.5\nTP53\t-1\n", "a.rnk", resolver).rewritten().decode()
    own = written.replace("\n", "\t" + "\t".join("abcdefghi") + "\n")
    with pytest.raises(RecordError, match="columns were edited or moved; remove them first"):
        strip_file(own.encode(), "a.rnk")
