"""Mentions that are added to documents: at their offsets, among those that are there, with all other bytes kept."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from genenorm.core.model import Mention
from genenorm.records.formats import read_record_file
from genenorm.records.source import MENTION_GENE_IDS, AnswerRows, FoundMention, RecordFile

FOUND = FoundMention(4, "Wnt", ("7471",)), FoundMention(12, "α-Syn", ("6622", "1"))
STAMP = "shipped 2026"


def added(record_file: RecordFile, found: Sequence[FoundMention], reference: str = "") -> str:
    assert record_file.rewrite is not None
    answers = [
        AnswerRows(("keyword", MENTION_GENE_IDS), tuple((name, "") for name in record.names), (), reference, found)
        for record, found in zip(record_file.records, (tuple(found), ()), strict=False)
    ]
    return record_file.rewrite(answers).decode()


def read(text: str, name: str) -> RecordFile:
    return read_record_file(text.encode(), name)


def mentions_of(text: str, name: str) -> tuple[Mention, ...]:
    document = read(text, name).records[0].document
    assert document is not None
    return document.mentions


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("lines", "places"),
    [
        (["1|t|Akt", "1|a|Wnt and α-Syn"], (2, 2)),
        (["1|t|Akt", "1|a|Wnt and α-Syn", "1\t8\t11\tand\tProtein\t5", "1\tCID\tD1\tD2"], (2, 3)),
        (["1|t|Akt", "1|a|Wnt and α-Syn", "1\t0\t3\tAkt\tProtein\t5", "", "2|t|Wnt", "2|a|Wnt"], (3, 3)),
        (["1|t|Akt", "1|a|Wnt and α-Syn", "1\t8\t11\tand\tDisease\t5", "1\t0\t3\tAkt\tProtein\t5"], (2, 4)),
    ],
)
def test_lines_are_added_where_their_offsets_belong(lines: list[str], places: tuple[int, int], newline: str) -> None:
    kind = "Protein" if any("Protein" in line for line in lines) else "Gene"
    expected = list(lines)
    expected.insert(places[1], f"1\t12\t17\tα-Syn\t{kind}\t6622,1")
    expected.insert(places[0], f"1\t4\t7\tWnt\t{kind}\t7471")
    for end in (newline, ""):
        text = newline.join(lines) + end
        written = added(read(text, "a.pubtator"), FOUND)
        assert written.rstrip("\r\n") == newline.join(expected)
        assert added(read(text, "a.pubtator"), ()) == text


def test_offsets_count_from_an_empty_title() -> None:
    written = added(read("1|t|\n1|a|the Wnt\n", "a.pubtator"), [FoundMention(4, "Wnt", ("7471",))])
    assert written.endswith("1\t5\t8\tWnt\tGene\t7471\n")


XML = """<?xml version="1.0"?>
<collection>
  <document>
    <id>1</id>
    <passage>
      <infon key="type">title</infon>
      <offset>0</offset>
      <text>Akt</text>
    </passage>
    <passage>
      <offset>4</offset>
      <text>Wnt and α-Syn</text>{annotation}{relation}
    </passage>
  </document>
</collection>
"""
XML_ANNOTATION = """
      <annotation id="9">
        <infon key="type">Protein</infon>
        <location offset="8" length="3"/>
        <text>and</text>
      </annotation>"""
XML_RELATION = """
      <relation id="R1"/>"""


@pytest.mark.parametrize("annotation", ["", XML_ANNOTATION])
@pytest.mark.parametrize("relation", ["", XML_RELATION])
@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-7"])
def test_annotations_are_added_to_their_passage_of_bioc_xml(annotation: str, relation: str, encoding: str) -> None:
    text = XML.format(annotation=annotation, relation=relation)
    data = text.replace('"1.0"', f'"1.0" encoding="{encoding}"').encode(encoding)
    record_file = read_record_file(data, "a.xml")
    document = record_file.records[0].document
    assert document is not None
    whole = f"{document.title} {document.text}"
    assert all(whole[item.start : item.end] == item.text for item in FOUND)
    assert record_file.rewrite is not None
    rows = AnswerRows(("keyword", MENTION_GENE_IDS), (("and", ""),) if annotation else (), (), STAMP, FOUND)
    written = record_file.rewrite([rows])
    again = read_record_file(written, "a.xml").records[0].document
    assert again is not None
    kind = "Protein" if annotation else "Gene"
    new = [Mention(item.start, item.end, item.text, kind, item.gene_ids) for item in FOUND]
    assert again.mentions == (*document.mentions, *new)
    lines = written.decode(encoding).splitlines()
    places = [number for number, line in enumerate(lines) if "genenorm-" in line]
    assert all(lines[place].startswith("      <annotation") and STAMP in lines[place] for place in places)
    assert len(places) == 2
    assert "\n".join(line for number, line in enumerate(lines) if number not in places) + "\n" == data.decode(encoding)
    if relation:
        assert "<relation" in lines[places[-1] + 1]


@pytest.mark.parametrize(
    ("annotations", "kind"),
    [
        ("", "Gene"),
        (', "annotations": []', "Gene"),
        (', "annotations": [ ]', "Gene"),
        (
            (
                ', "annotations": [{"infons": {"type": "Protein"}, "text": "and", '
                '"locations": [{"offset": 8, "length": 3}]}\n]'
            ),
            "Protein",
        ),
    ],
)
def test_annotations_are_added_to_their_passage_of_bioc_json(annotations: str, kind: str) -> None:
    text = (
        '{"documents": [{"id": "1", "infons": {"annotations": "[]"}, "annotations": [], "passages": ['
        '{"offset": 0, "infons": {"type": "title"}, "text": "Akt"}, '
        f'{{"offset": 4, "text": "Wnt and α-Syn"{annotations}}}]}}, {{"id": "2", "passages": []}}]}}\n'
    )
    record_file = read(text, "a.bioc.json")
    written = added(record_file, FOUND, STAMP)
    (before, after) = (mentions_of(each, "a.bioc.json") for each in (text, written))
    assert after == (*before, *(Mention(item.start, item.end, item.text, kind, item.gene_ids) for item in FOUND))
    passage = json.loads(written)["documents"][0]["passages"][1]
    assert passage["annotations"][-1]["infons"] == {
        "type": kind, "identifier": "6622,1", "genenorm_reference": STAMP,
    }  # fmt: skip
    assert json.loads(text)["documents"][0]["passages"][0] == json.loads(written)["documents"][0]["passages"][0]
    assert added(record_file, ()) == text


def test_a_name_across_two_passages_is_not_added() -> None:
    text = '{"id": "1", "passages": [{"offset": 0, "text": "Wnt"}, {"offset": 4, "text": "one"}]}'
    assert added(read(text, "a.bioc.json"), [FoundMention(0, "Wnt one", ("1",))]) == text
