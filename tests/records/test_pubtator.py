"""PubTator documents: their lines, mentions and identifiers, and what is written into them."""

from __future__ import annotations

import pytest

from genenorm.core.errors import RecordError
from genenorm.core.model import Mention
from genenorm.records.pubtator import PubTatorDocument, parse_pubtator
from genenorm.records.source import FoundMention

TEXT = "1|t|Akt\n1|a|Wnt and Myc\n"


def documents(text: str) -> list[PubTatorDocument]:
    return parse_pubtator(text.encode(), "x.pubtator")


def one(text: str) -> PubTatorDocument:
    (document,) = documents(text)
    return document


def test_a_document_has_its_lines_and_the_places_of_its_mentions() -> None:
    text = (
        "\n7|t|TrkB|Akt\n7|a|in rats\n7\t0\t4\tTrkB\tGene\t4915\n7\tBind\t207\t4915\tNovel\n7\t5\t8\tAkt\tGene\n \n\n"
    )
    found = one(text)
    assert (found.document.document_id, found.document.title, found.document.text) == ("7", "TrkB|Akt", "in rats")
    assert found.document.mentions == (Mention(0, 4, "TrkB", "Gene", ("4915",)), Mention(5, 8, "Akt", "Gene", ()))
    assert found.lines == tuple(text.splitlines(keepends=True))
    assert found.mention_lines == (3, 5)


def test_documents_are_separated_by_blank_lines_which_stay_with_the_one_before() -> None:
    texts = ["\n\n1|t|A\n1|a|B\n\n", "2|t|C\n  \n\n", "3|t|D\n3|a|E"]
    found = documents("".join(texts))
    assert ["".join(document.lines) for document in found] == texts
    assert [document.document.document_id for document in found] == ["1", "2", "3"]
    assert [document.document.text for document in found] == ["B", "", "E"]
    assert [document.with_answers({}) for document in found] == texts


def test_the_order_of_title_and_text_is_free_and_one_may_be_missing() -> None:
    for text in ("1|a|B\n1|t|A\n", "1|t|A\n1|a|B\n"):
        assert (one(text).document.title, one(text).document.text) == ("A", "B")
    assert (one("1|a|B\n").document.title, one("1|a|B\n").document.text) == ("", "B")


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_breaks_and_a_byte_order_mark_are_no_part_of_the_texts(mark: str, newline: str) -> None:
    text = mark + TEXT.replace("\n", newline) + f"1\t0\t3\tAkt\tGene\t{newline}"
    found = one(text)
    assert (found.document.document_id, found.document.title, found.document.text) == ("1", "Akt", "Wnt and Myc")
    assert found.document.mentions == (Mention(0, 3, "Akt", "Gene", ()),)
    assert found.with_answers({0: ["207"]}) == text.replace("Gene\t", "Gene\t207")


@pytest.mark.parametrize(
    ("cell", "ids"),
    [("\t", ()), ("\t-", ()), ("\t-1", ()), ("\tNone", ()), ("\tNA", ()), ("", ()), ("\t 207 ", ("207",)),
     ("\t207,208", ("207", "208")), ("\t207; 208|209\tx", ("207", "208", "209")), ("\tMESH:D1", ("MESH:D1",)),
     ("\t - ", ()), ("\t207 ; 208", ("207", "208")), ("\t-2", ("-2",)), ("\tnone", ("none",))],
)  # fmt: skip
def test_the_identifiers_of_a_mention(cell: str, ids: tuple[str, ...]) -> None:
    assert one(f"{TEXT}1\t0\t3\tAkt\tGene{cell}\n").document.mentions == (Mention(0, 3, "Akt", "Gene", ids),)


@pytest.mark.parametrize("line", ["1\tBind\t3\tAkt\tGene", "1\tCID\tD1\tD2\t-", "1\tCID\tD1\tD2"])
def test_a_line_with_tabs_but_no_offsets_is_a_relation(line: str) -> None:
    found = one(f"{TEXT}{line}\n1\t0\t3\tAkt\tGene\n")
    assert len(found.document.mentions) == 1
    assert found.mention_lines == (3,)


@pytest.mark.parametrize("line", ["1\t0\t3\tAkt", "1\t0\tBind\tAkt\tGene", "1\t-4\t3\tAkt\tGene"])
def test_a_line_with_one_offset_is_no_relation_but_a_broken_annotation(line: str) -> None:
    with pytest.raises(RecordError, match=r"x\.pubtator, line 3: the offsets of an annotation"):
        documents(f"{TEXT}{line}\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\u3000\n", "x.pubtator: no document: expected lines such as 123|t|Title"),
        (f"{TEXT}\n\n2|t|A\nno line of PubTator, and a long one at that\n",
         "x.pubtator, line 6: neither a text line nor an annotation: 'no line of PubTator, and a long one at t'"),
        (f"{TEXT}2|x|A\n", "x.pubtator, line 3: neither a text line nor an annotation: '2|x|A'"),
        (f"{TEXT}\n1\t0\t3\tAkt\tGene\n",
         "x.pubtator, line 4: annotations without a document: no id|t|title line before them"),
    ],
)  # fmt: skip
def test_other_lines_are_errors_with_their_number(text: str, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        documents(text)
    assert str(caught.value) == message


def test_the_first_bars_of_a_line_are_those_of_its_identifier() -> None:
    found = one("7|t|A|t|B|a|C\n").document
    assert (found.document_id, found.title, found.text) == ("7", "A|t|B|a|C", "")


def test_identifiers_are_written_in_their_column_and_all_else_stays() -> None:
    text = f"{TEXT}1\t0\t3\tAkt\tGene\n1\t4\t7\tWnt\tGene\t-\tx\ty\r\n1\t12\t15\tMyc\tGene"
    assert one(text).with_answers({1: ["7471", "7472"], 2: ["4609"], 0: ["207"]}) == (
        f"{TEXT}1\t0\t3\tAkt\tGene\t207\n1\t4\t7\tWnt\tGene\t7471,7472\tx\ty\r\n1\t12\t15\tMyc\tGene\t4609"
    )


WNT, MYC, AKT = (
    FoundMention(4, "Wnt", ("7471", "7472")),
    FoundMention(12, "Myc", ("4609",)),
    FoundMention(0, "Akt", ("207",)),
)


@pytest.mark.parametrize(
    ("mentions", "found", "expected"),
    [
        ([], [AKT, WNT, MYC], ["Akt", "Wnt", "Myc"]),
        (["1\t4\t7\tWNT\tGene\t1"], [AKT, MYC], ["Akt", "WNT", "Myc"]),
        (["1\t4\t7\tWNT\tGene\t1"], [WNT], ["WNT", "Wnt"]),
        (["1\t12\t15\tMYC\tGene\t1", "1\t0\t3\tAKT\tGene\t1"], [WNT], ["Wnt", "MYC", "AKT"]),
        (["1\t0\t3\tAKT\tGene\t1", "1\tCID\tD1\tD2", "1\t12\t15\tMYC\tGene\t1", "1\tCID\tD1\tD3"], [WNT, MYC],
         ["AKT", "D2", "Wnt", "MYC", "Myc", "D3"]),
        (["1\tCID\tD1\tD2"], [WNT], ["Wnt", "D2"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "", "\n\n"])
def test_found_mentions_come_before_the_first_that_begins_later(
    mentions: list[str], found: list[FoundMention], expected: list[str], end: str
) -> None:
    text = "\n".join([*TEXT.splitlines(), *mentions]) + end
    written = one(text).with_answers({}, found, "Protein")
    assert written.startswith(TEXT)
    lines = written.removeprefix(TEXT).splitlines()
    assert [line.split("\t")[3] for line in lines if line] == expected
    for mention in found:
        assert (
            f"1\t{mention.start}\t{mention.start + 3}\t{mention.text}\tProtein\t{','.join(mention.gene_ids)}" in lines
        )
    assert [line for line in lines if "Protein" not in line and line] == mentions
    assert written.count("\n\n") == text.count("\n\n")


def test_found_mentions_have_the_line_breaks_of_their_document() -> None:
    text = TEXT.replace("\n", "\r\n")
    assert one(text).with_answers({}, [MYC], "Gene") == f"{text}1\t12\t15\tMyc\tGene\t4609\r\n"
    assert one(text.rstrip()).with_answers({}, [MYC], "Gene") == f"{text}1\t12\t15\tMyc\tGene\t4609\r\n"


def test_offsets_count_from_a_blank_where_the_title_is_empty() -> None:
    text = "1|t|\n1|a|Akt Wnt\n1\t1\t4\tAkt\tGene\t207\n"
    assert one(text).with_answers({}, [WNT], "Gene") == f"{text}1\t5\t8\tWnt\tGene\t7471,7472\n"
    assert one(text).with_answers({}, [AKT], "Gene") == f"{text}1\t1\t4\tAkt\tGene\t207\n"


def test_identifiers_and_found_mentions_are_written_together() -> None:
    text = f"{TEXT}1\t0\t3\tAkt\tGene\n"
    assert one(text).with_answers({0: ["207"]}, [MYC], "Gene") == (
        f"{TEXT}1\t0\t3\tAkt\tGene\t207\n1\t12\t15\tMyc\tGene\t4609\n"
    )
