"""BioC passages at large offsets: no text is padded up to them, and offsets in the file stay those of the file."""

from __future__ import annotations

import json
import re

import pytest

from genenorm.annotation.annotations import TextSearch, annotate_file
from genenorm.resolver.resolver import Resolver

FAR = 1_000_000_000
SEARCH = TextSearch(mentions=True)


def xml(*passages: tuple[int, str], annotation: str = "") -> bytes:
    texts = "".join(
        f"<passage><offset>{offset}</offset><text>{text}</text>{annotation if 'TP53' in text else ''}</passage>"
        for offset, text in passages
    )
    return f"<collection><document><id>1</id>{texts}</document></collection>".encode()


def annotation_at(offset: int) -> str:
    infon = "<infon key='type'>Gene</infon>"
    return f"<annotation id='1'>{infon}<location offset='{offset}' length='4'/><text>TP53</text></annotation>"


@pytest.mark.parametrize("offsets", [(0, FAR), (FAR, FAR + 40), (FAR, 0), (0, FAR, 2 * FAR), (5, 5, 5), (0, 3, 6)])
def test_a_text_is_about_as_long_as_its_passages(offsets: tuple[int, ...], resolver: Resolver) -> None:
    found = annotate_file(xml(*((offset, "TP53 of mice") for offset in offsets)), "a.xml", resolver)
    document = found.annotations[0].record.document
    assert document is not None
    assert len(document.text) < 100
    assert "TP53 of mice" in document.text


@pytest.mark.parametrize("far", [0, 7, 900, FAR])
def test_a_mention_is_found_at_its_offset(far: int, resolver: Resolver) -> None:
    data = xml((0, "A title."), (far + 9, "TP53 is a gene."), annotation=annotation_at(far + 9))
    found = annotate_file(data, "a.xml", resolver)
    document = found.annotations[0].record.document
    assert document is not None
    (mention,) = document.mentions
    assert document.text[mention.start : mention.end] == "TP53"
    assert b"7157" in found.rewritten()


@pytest.mark.parametrize("far", [0, 900, FAR])
def test_what_is_found_is_written_with_the_offset_of_the_file(far: int, resolver: Resolver) -> None:
    data = xml((0, "The GRIN1 gene."), (far + 20, "Here is GRIN2B too."), (2 * far + 60, "And BRCA1."))
    written = annotate_file(data, "a.xml", resolver, search=SEARCH).rewritten().decode()
    locations = re.findall(r'<location offset="(\d+)" length="(\d+)"/><text>(\w+)</text>', written)
    assert locations == [("4", "5", "GRIN1"), (str(far + 28), "6", "GRIN2B"), (str(2 * far + 64), "5", "BRCA1")]


def test_the_same_holds_for_json(resolver: Resolver) -> None:
    passages = [{"offset": 0, "text": "The GRIN1 gene."}, {"offset": FAR, "text": "Here is GRIN2B too."}]
    data = json.dumps({"documents": [{"id": "1", "passages": passages}]}).encode()
    written = json.loads(annotate_file(data, "a.bioc.json", resolver, search=SEARCH).rewritten())
    found = [passage["annotations"][0]["locations"][0] for passage in written["documents"][0]["passages"]]
    assert found == [{"offset": 4, "length": 5}, {"offset": FAR + 8, "length": 6}]


def test_an_offset_that_no_text_has_is_refused(resolver: Resolver) -> None:
    from genenorm.core.errors import RecordError

    with pytest.raises(RecordError, match="an offset or length is not a number or too large"):
        annotate_file(xml((1 << 50, "TP53")), "a.xml", resolver)
