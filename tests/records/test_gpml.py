"""GPML pathways as PathVisio writes them: labels stay, empty cross-references are filled in."""

from __future__ import annotations

import gc
from contextlib import suppress
from xml.dom import minidom

import pytest

from genenorm.core.errors import RecordError
from genenorm.records.formats import read_record_file
from genenorm.records.source import AnswerRows, RecordFile
from genenorm.records.yaml_rows import AnswerCell

OLD = """<?xml version="1.0" encoding="UTF-8"?>
<Pathway xmlns="http://pathvisio.org/GPML/2013a" Name="Glutamate signaling" Version="20230101" Organism="Mus musculus">
  <Comment Source="GenMAPP notes">notes</Comment>
  <Comment Source="WikiPathways-description">Receptors &amp; kinases
of the synapse.</Comment>
  <BiopaxRef>a1b</BiopaxRef>
  <Graphics BoardWidth="800.0" BoardHeight="600.0" />
  <DataNode TextLabel="Grin1" GraphId="ab1" Type="GeneProduct" GroupRef="e2f">
    <Comment>see Dlg4 &gt; x</Comment>
    <Graphics CenterX="1.0" CenterY="2.0" Width="80.0" Height="20.0" ZOrder="32768" Valign="Middle" />
    <Xref Database="" ID="" />
  </DataNode>
  <DataNode TextLabel="PSD95&#xA;(Dlg4)" GraphId="ab2" Type="Protein">
    <Graphics CenterX="1.0" CenterY="2.0" Width="80.0" Height="20.0" />
    <Xref Database="Ensembl" ID="" />
  </DataNode>
  <DataNode TextLabel="Camk2a" GraphId="ab3" Type="GeneProduct">
    <Graphics CenterX="1.0" CenterY="2.0" Width="80.0" Height="20.0" />
    <Xref Database="Uniprot-TrEMBL" ID="P11798" />
  </DataNode>
  <DataNode TextLabel="glutamate" GraphId="ab4" Type="Metabolite">
    <Graphics CenterX="1.0" CenterY="2.0" Width="80.0" Height="20.0" />
    <Xref Database="" ID="" />
  </DataNode>
  <DataNode TextLabel="Mir21" GraphId="ab5" Type="Rna">
    <Graphics CenterX="1.0" CenterY="2.0" Width="80.0" Height="20.0" />
  </DataNode>
  <State TextLabel="P" GraphId="c1" GraphRef="ab1"><Graphics RelX="1.0" /><Xref Database="" ID="" /></State>
  <Interaction GraphId="i1"><Graphics><Point X="1" Y="2" /></Graphics><Xref Database="" ID="" /></Interaction>
</Pathway>
"""
NEW = """<?xml version="1.0" encoding="UTF-8"?>
<Pathway xmlns="http://pathvisio.org/GPML/2021" title="Glutamate signaling" organism="Homo sapiens">
  <Xref identifier="WP9999" dataSource="WikiPathways" />
  <Description>Receptors of the synapse.</Description>
  <Graphics boardWidth="800.0" boardHeight="600.0" backgroundColor="ffffff" />
  <DataNodes>
    <DataNode elementId="d1" textLabel="GRIN1" type="GeneProduct">
      <Xref identifier='' dataSource=""></Xref>
      <States>
        <State elementId="s1" textLabel="P" type="Undefined"><Xref identifier="" dataSource="" /></State>
      </States>
      <Graphics centerX="1.0" centerY="2.0" width="90.0" height="25.0" />
    </DataNode>
    <DataNode elementId="d2" textLabel="PSD-95" type="Protein">
      <Graphics centerX="1.0" centerY="2.0" width="90.0" height="25.0" />
    </DataNode>
    <DataNode elementId="d3" textLabel="TP53" type="RNA">
      <Xref identifier="ENSG00000141510" dataSource="Ensembl" />
      <Graphics centerX="1.0" centerY="2.0" width="90.0" height="25.0" />
    </DataNode>
    <DataNode elementId="d4" textLabel="" type="Protein"><Xref identifier="" dataSource="" /></DataNode>
    <DataNode elementId="d5" textLabel="AKT1" type="Protein" />
  </DataNodes>
</Pathway>
"""
FIELDS = ("keyword", "gene_id", "ensembl_id", "scope")


def read(text: str | bytes) -> RecordFile:
    return read_record_file(text.encode() if isinstance(text, str) else text, "a.gpml")


def rewritten(record_file: RecordFile, scope: str = "in scope", reference: str = "made 2026") -> str:
    names = record_file.records[0].names
    rows: list[tuple[AnswerCell, ...]] = [
        (name, 10 + number, f"ENS{number}", scope) for number, name in enumerate(names)
    ]
    assert record_file.rewrite is not None
    return record_file.rewrite([AnswerRows(FIELDS, tuple(rows), (), reference)]).decode()


def changes(before: str, after: str) -> list[str]:
    """Return the lines of a text that another text lacks, stripped."""
    return [line.strip() for line in after.splitlines() if line not in before.splitlines()]


def test_the_record_of_a_pathway_has_its_genes_species_title_and_description() -> None:
    (record,) = read(OLD).records
    assert record.names == ("Grin1", "PSD95 (Dlg4)", "Camk2a", "Mir21")
    assert (record.species, record.organisms) == ((10090,), ())
    assert (record.title, record.caption) == ("Glutamate signaling", "Receptors & kinases of the synapse.")
    assert record.record_id == "a.gpml"
    (record,) = read(NEW).records
    assert record.names == ("GRIN1", "PSD-95", "TP53", "AKT1")
    assert (record.record_id, record.species) == ("WP9999", (9606,))
    assert (record.title, record.caption) == ("Glutamate signaling", "Receptors of the synapse.")


@pytest.mark.parametrize(
    ("organism", "species", "organisms"),
    [
        ("Bos taurus", (9913,), ()),
        ("Canis familiaris", (9615,), ()),
        ("Saccharomyces cerevisiae", (559292,), ()),
        ("Lutra lutra", (), ("Lutra lutra",)),
    ],
)
def test_the_organism_is_the_species_of_the_genes(
    organism: str, species: tuple[int, ...], organisms: tuple[str, ...]
) -> None:
    text = NEW.replace("Homo sapiens", organism).replace("Receptors", "Converted from the pathway of Homo sapiens")
    (record,) = read(text).records
    assert (record.species, record.organisms) == (species, organisms)
    assert bool(record.caption) is bool(record.title) is bool(species)


def test_empty_cross_references_are_filled_in_and_missing_ones_added() -> None:
    assert changes(OLD, rewritten(read(OLD))) == [
        '<Xref Database="Entrez Gene" ID="10" /><!-- genenorm: database and identifier 10 from made 2026 -->',
        '<Xref Database="Ensembl" ID="ENS1" /><!-- genenorm: identifier ENS1 from made 2026 -->',
        '<Xref Database="Entrez Gene" ID="13" /><!-- genenorm: cross-reference 13 from made 2026 -->',
    ]
    written = rewritten(read(NEW), reference="")
    assert changes(NEW, written) == [
        "<Xref identifier='10' dataSource=\"Entrez Gene\"></Xref><!-- genenorm: database and identifier 10 -->",
        '<Xref identifier="11" dataSource="Entrez Gene" /><!-- genenorm: cross-reference 11 -->',
    ]
    nodes = minidom.parseString(written).getElementsByTagName("DataNode")
    assert [child.nodeName for child in nodes[1].childNodes if child.nodeType == child.ELEMENT_NODE] == [
        "Xref",
        "Graphics",
    ]


def test_an_empty_reference_to_another_database_stays() -> None:
    text = OLD.replace('Database="Ensembl" ID=""', 'Database="KEGG Genes" ID=""')
    assert "PSD95" in text
    assert 'Database="KEGG Genes" ID=""' in rewritten(read(text))


def test_genes_out_of_scope_are_not_filled_in() -> None:
    assert rewritten(read(NEW), "out of scope") == NEW


@pytest.mark.parametrize("text", [OLD, NEW], ids=["2013a", "2021"])
@pytest.mark.parametrize("form", ["as written", "CRLF", "BOM", "one line", "latin-1", "prefix"])
def test_answers_are_added_and_removed_without_a_trace(text: str, form: str) -> None:
    data = {
        "as written": text.encode(),
        "CRLF": text.replace("\n", "\r\n").encode(),
        "BOM": b"\xef\xbb\xbf" + text.encode(),
        "one line": "".join(line.strip() + " " for line in text.splitlines()).encode(),
        "latin-1": text.replace("UTF-8", "ISO-8859-1").replace("synapse", "synapse é").encode("latin-1"),
        "prefix": text.replace("<", "<g:").replace("<g:/", "</g:").replace("<g:?", "<?").replace("xmlns", "xmlns:g")
        .encode(),
    }[form]  # fmt: skip
    record_file = read(data)
    assert record_file.rewrite is not None
    assert record_file.strip is not None
    rows = [AnswerRows(FIELDS, tuple((name, 7, "E7", "") for name in record_file.records[0].names), (), "made")]
    written = record_file.rewrite(rows)
    assert written.count(b"<!-- genenorm: ") == (3 if text is OLD else 2)
    minidom.parseString(written)
    again = read(written)
    assert (record_file.annotated, again.annotated) == (False, True)
    assert again.records == record_file.records
    assert again.rewrite is not None
    assert again.rewrite(rows) == written
    assert again.strip is not None
    assert again.strip() == record_file.strip() == data


def test_an_identifier_that_was_corrected_since_stays() -> None:
    corrected = rewritten(read(OLD)).replace('ID="10"', 'ID="99"')
    record_file = read(corrected)
    assert rewritten(record_file) == corrected
    assert record_file.strip is not None
    assert b'<Xref Database="Entrez Gene" ID="99" />' in record_file.strip()


def test_a_pathway_without_genes_is_unchanged() -> None:
    text = (
        '<Pathway Name="x"><DataNode TextLabel="ATP" Type="Metabolite"><Xref Database="" ID=""/></DataNode></Pathway>'
    )
    record_file = read(text)
    assert record_file.records[0].names == ()
    assert rewritten(record_file) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (NEW[:700], "a.gpml, line 14: not valid XML"),
        ('<pathway name="path:hsa1"/>', "a.gpml, line 1: not GPML: its root element is <pathway>, not <Pathway>"),
        ('<?xml version="1.0"?>\n<collection/>', "a.gpml, line 2: not GPML: its root element is <collection>"),
        ("", "a.gpml: the file is empty"),
        (NEW.encode("utf-16"), "a.gpml: the text is UTF-16"),
    ],
)
def test_a_file_of_another_shape_is_a_one_line_error(text: str | bytes, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(text)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("place", ["content", "attribute"])
def test_an_entity_bomb_is_an_error(place: str) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    node = "<Description>&e11;</Description>" if place == "content" else '<DataNode textLabel="&e11;" type="Protein"/>'
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "0123456789">{entities}]><Pathway title="x">{node}</Pathway>'
    with pytest.raises(RecordError, match=r"a\.gpml.*: not valid XML"):
        read(bomb)


def test_a_file_outside_is_not_read() -> None:
    text = '<Pathway title="x"><Description>&e;</Description></Pathway>'
    with pytest.raises(RecordError, match="the entity &e; is not in the file, and nothing else is read"):
        read('<!DOCTYPE x [<!ENTITY e SYSTEM "a.txt">]>' + text)


@pytest.mark.parametrize("text", [NEW, NEW[:700], "<collection/>"])
def test_reading_leaves_nothing_for_the_garbage_collector(text: str) -> None:
    assert 0 in [objects_left_by_reading(text) for _ in range(3)]  # what another thread leaves does not recur


def objects_left_by_reading(text: str) -> int:
    """Return how many objects the garbage collector finds after a text was read."""
    gc.collect()
    gc.disable()
    try:
        with suppress(RecordError):
            read(text)
        return gc.collect()
    finally:
        gc.enable()
