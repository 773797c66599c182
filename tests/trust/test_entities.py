"""XML whose text would be elsewhere: nothing but the file is read, and no name becomes an empty text."""

from __future__ import annotations

from pathlib import Path

import pytest

from genenorm.core.errors import RecordError
from genenorm.records.formats import read_record_file

BIOC = (
    "<collection>\n<document><id>1</id><passage><offset>0</offset><text>{text}</text>"
    '<annotation id="1"><infon key="type">Gene</infon><location offset="0" length="4"/><text>{text}</text>'
    "</annotation></passage></document></collection>"
)
GPML = (
    '<Pathway xmlns="http://pathvisio.org/GPML/2013a" Name="x" Organism="Homo sapiens"><Comment>{text}</Comment>'
    '<DataNode TextLabel="TP53" GraphId="a" Type="GeneProduct"><Graphics/><Xref Database="" ID=""/></DataNode>'
    "</Pathway>"
)


@pytest.mark.parametrize(("name", "form"), [("a.xml", BIOC), ("a.gpml", GPML)])
@pytest.mark.parametrize(
    "declared",
    ['<!DOCTYPE x [<!ENTITY e SYSTEM "{file}">]>', '<!DOCTYPE x SYSTEM "{file}">'],
    ids=["entity of a file", "entity of another document type"],
)
def test_a_text_that_is_elsewhere_is_an_error(declared: str, name: str, form: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("EGFR")
    data = declared.format(file=secret.as_uri()) + form.format(text="&e;")
    with pytest.raises(RecordError, match=rf"{name}, line \d: the text of the entity &e; is not in the file"):
        read_record_file(data.encode(), name)


@pytest.mark.parametrize(("name", "form"), [("a.xml", BIOC), ("a.gpml", GPML)])
def test_a_document_type_that_is_elsewhere_is_not_needed(name: str, form: str) -> None:
    data = '<!DOCTYPE x SYSTEM "x.dtd" [<!ENTITY e "TP53">]>' + form.format(text="&e;")
    assert read_record_file(data.encode(), name).records[0].names == ("TP53",)
