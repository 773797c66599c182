"""Front matter, PFOCR records in both layouts, the answer block, and the errors for other files."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from genenorm.core.errors import RecordError
from genenorm.records import pfocr
from genenorm.records.frontmatter import FrontMatter
from genenorm.records.yaml_block import YamlText
from genenorm.records.yaml_rows import scalar, yaml_list_items

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "pfocr" / "records"
RECORDS = sorted(CORPUS.glob("*.md"))
LINES = yaml_list_items(["keyword", "gene_id"], [("ON", 1), ("kar", None)])
SCOPE = ["- taxon_id: 9606", "  reason: 'title: \"mice\"'"]

needs_corpus = pytest.mark.skipif(not RECORDS, reason="the record corpus is not beside this checkout")


def page(front: str, *, newline: str = "\n", rest: str = "") -> bytes:
    return f"---\n{front}---\n{rest}".replace("\n", newline).encode()


def keywords(text: str) -> bytes:
    return page(f"figid: f\nschema-jsonld:\n  keywords:{text}\n")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (" [A, B]", ("A", "B")),
        ("\n  - NO\n  - ON\n  - off\n  - 'On'\n  - y", ("NO", "ON", "off", "On", "y")),
        ("\n  - 12_3\n  - 2026-03-01\n  - 1e5\n  - 0x1F\n  - 1:30", ("12_3", "2026-03-01", "1e5", "0x1F", "1:30")),
        ("\n  - NA\n  - ~\n  - null\n  - .nan", ("NA", "~", "null", ".nan")),
        ("\n  - A\n  - a\n  - A", ("A", "a", "A")),
        (" Protein", ("Protein",)),
        (" |-\n    A\n    B C", ("A", "B C")),
        (" |-\n    A", ("A",)),
        ("\n  - |-\n    A\n  - >\n    B", ("A", "B\n")),
        ('\n  - "IL-1\\u03b2"\n  - Fs(3)Kar\n  - a#b', ("IL-1β", "Fs(3)Kar", "a#b")),
    ],
)
def test_keywords_are_read_as_written(text: str, names: tuple[str, ...]) -> None:
    assert pfocr.read_figure(keywords(text), "r.md").names == names


@pytest.mark.parametrize(
    ("front", "organisms"),
    [
        ("organisms: Homo sapiens\n", ("Homo sapiens",)),
        ("organisms: [NA]\n", ()),
        ("organisms: NA\n", ()),
        ("organisms: .na.character\n", ()),
        ("organisms:\n", ()),
        ("", ()),
        ("organisms:\n- Homo sapiens\n- NA\n- Mus musculus\n", ("Homo sapiens", "Mus musculus")),
        ("organisms: [Mus musculus]\norganisms: [Homo sapiens]\n", ("Homo sapiens",)),
    ],
)
def test_organisms_may_be_a_list_a_scalar_or_missing(front: str, organisms: tuple[str, ...]) -> None:
    record = pfocr.read_figure(page(front + "schema-jsonld: {keywords: [A]}\n"), "r.md")
    assert record.organisms == organisms


def test_author_keywords_are_not_names() -> None:
    assert pfocr.read_figure(page("keywords: GRIN1 | cancer\nschema-jsonld: {keywords: [A]}\n"), "r.md").names == ("A",)


@pytest.mark.parametrize("nothing", ["NA", ".na.character", "null", "~", "''", ""])
def test_a_field_without_a_value_is_empty(nothing: str) -> None:
    fields = "".join(f"{name}: {nothing}\n" for name in ("figtitle", "papertitle", "caption", "organisms", "pmcid"))
    record = pfocr.read_figure(page(fields + "schema-jsonld: {keywords: [A]}\n"), "r.md")
    assert (record.title, record.paper_title, record.caption, record.organisms, record.pmcid) == ("", "", "", (), "")


def test_an_old_record_without_keywords_is_read_from_its_own_table() -> None:
    table = "genes:\n- {symbol: FAK, hgnc_symbol: PTK2}\n- {symbol: ETK}\n- {symbol: FAK2, hgnc_symbol: PTK2}\n"
    assert pfocr.read_figure(page(table), "r.md").names == ("PTK2", "ETK")


def test_equal_title_and_paper_title_are_in_the_context_once() -> None:
    record = pfocr.read_figure(
        page("figtitle: T\npapertitle: T.\ncaption: C\nschema-jsonld: {keywords: [A]}\n"), "r.md"
    )
    assert (record.context.title.count("T"), record.context.text) == (1, "C")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "r.md: the file is empty"),
        (b" \n\n", "r.md: the file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "r.md: the file is binary, not text"),
        (b"\xff\xfe-\0-\0-\0", "r.md: the text is UTF-16; save it as UTF-8"),
        (b"---\na: 1\nb: \xff\n---\n", "r.md, line 3: not UTF-8 text (byte 0xff)"),
        (b"no front matter\n", "r.md, line 1: no front matter: the first line is not '---'"),
        (b"x" * 1_000_000, "r.md, line 1: no front matter: the first line is not '---'"),
        (b"---\na: 1\n", "r.md, line 1: the front matter has no closing '---' line"),
        (b"---\na: 1\nb: [\nc: 2\n---\n", "r.md, line 5: not valid YAML: did not find expected ',' or ']'"),
        (b"---\na: 1\nb: \x01\n---\n", "r.md, line 3: not valid YAML: control characters are not allowed"),
        (b"---\n" + b"a: " + b"[" * 9000 + b"\n---\n", "nest"),
        (b"---\n- a\n---\n", "r.md, line 2: its YAML is not a mapping of keys to values"),
        (b"---\na: b\n---\n", "r.md: no keywords: schema-jsonld.keywords is missing or empty"),
        (b"---\nschema-jsonld: 1\n---\n", "r.md, line 2: no keywords: schema-jsonld.keywords is missing or empty"),
        (keywords(" []"), "r.md, line 4: no keywords: schema-jsonld.keywords is missing or empty"),
        (keywords(" .na.character"), "r.md, line 4: no keywords: schema-jsonld.keywords is missing or empty"),
        (keywords(" null"), "r.md, line 4: no keywords: schema-jsonld.keywords is missing or empty"),
        (b"---\na:\n\t- b\n---\n", "cannot start any token (a tab; use spaces instead)"),
        (keywords("\n  - A\n  - miR: 21"), "r.md, line 6: an item of the list of names is not text; quote it"),
        (keywords("\n    A: 1"), "r.md, line 5: expected a list of names, found a mapping"),
    ],
)
def test_a_file_that_is_not_a_record_is_a_one_line_error_with_file_line_and_cause(data: bytes, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        pfocr.read_figure(data, "r.md")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_megabyte_on_one_line_inside_a_record_is_read() -> None:
    assert (
        len(pfocr.read_figure(page(f"caption: {'x' * 1_000_000}\nschema-jsonld: {{keywords: [A]}}\n"), "r.md").caption)
        == 10**6
    )


@needs_corpus
@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name)
def test_adding_and_removing_the_answer_block_restores_the_record(path: Path) -> None:
    data = path.read_bytes()
    added = FrontMatter.parse(data, path.name).with_block(LINES)
    again = FrontMatter.parse(added, path.name)
    assert again.with_block(LINES) == added != data
    assert again.without_block() == data
    assert pfocr.figure_record(again, path.name) == pfocr.read_figure(data, path.name)


@needs_corpus
@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name)
def test_a_record_with_an_answer_block_has_one_more_yaml_key(path: Path) -> None:
    data = path.read_bytes()
    before = yaml.safe_load(data.decode().split("\n---\n")[0])
    after = yaml.safe_load(FrontMatter.parse(data, path.name).with_block(LINES).decode().split("\n---\n")[0])
    key = "genenorm_genes" if "genes" in before else "genes"
    assert after.pop(key) == [{"keyword": "ON", "gene_id": 1}, {"keyword": "kar", "gene_id": None}]
    assert after == before


SHAPES = {
    "line feeds": page("a: 1 \nschema-jsonld: {keywords: [A]}\n", rest="Text  \n"),
    "carriage returns and line feeds": page("a: 1\nb: |\n  x\n", newline="\r\n", rest="Text\n"),
    "carriage returns": page("a: 1\nb: 2\n", newline="\r"),
    "a byte order mark": b"\xef\xbb\xbf" + page("a: 1\n"),
    "byte order marks before the YAML": b"---\n\xef\xbb\xbf\xef\xbb\xbfa: 1\nb: 2\n---\n",
    "a byte order mark and nothing else": b"---\n\xef\xbb\xbf\n---\n",
    "no line break at the end": page("a: 1\n")[:-1],
    "dots that close": b"---\na: 1\n...\nText\n",
    "spaces after the dashes": b"---  \na: 1\n---\t\nText",
    "comments and blank lines": page("# one\n\na: 1  # two\n\n# three\n"),
    "an empty mapping": page(""),
    "comments alone": page("# nothing\n"),
    "repeated keys": page("a: 1\na: 2\n"),
    "a kept literal": page("a: |+\n  text\n\n\n"),
    "an indented mapping": page("  a: 1\n  b: 2\n"),
    "its own table": page("genes:\n- word: x\na: 1\n"),
    "a quoted text like an answer block": page('a: "x\n# genenorm: begin\ngenes:\n# genenorm: end\n"\n'),
    "a literal text like an answer block": page("a: |\n  # genenorm: begin\n  genes: []\n  # genenorm: end\nb: 1\n"),
    "a begin line alone": page("a: 1\n# genenorm: begin\nb: 1\n"),
    "text that looks like another front matter": page("a: 1\n", rest="---\nb: 2\n---\n# genenorm: begin\n"),
    "a key that is a mapping": page("? a: 1\n: b\n? [c]\n: d\n"),
    "letters beyond the basic plane": page("a: \U0001f9ec β\nb: 1\n"),
}


@pytest.mark.parametrize("data", SHAPES.values(), ids=SHAPES.keys())
def test_every_byte_outside_the_answer_block_stays(data: bytes) -> None:
    added = FrontMatter.parse(data, "r.md").with_block(LINES)
    again = FrontMatter.parse(added, "r.md")
    assert again.yaml.has_block
    assert again.without_block() == data
    assert again.with_block(LINES) == added
    assert again.with_block([]) != added
    place = again.yaml.place + len(again.before)
    assert added.decode()[:place] + added.decode()[place + len(added.decode()) - len(data.decode()) :] == data.decode()


def test_a_moved_answer_block_is_replaced_in_place() -> None:
    moved = b"---\na: 1\n# genenorm: begin\ngenes:\n- x: 1\n# genenorm: end\nb: 2\n---\n"
    found = FrontMatter.parse(moved, "r.md")
    assert found.without_block() == b"---\na: 1\nb: 2\n---\n"
    assert found.with_block(["- y: 2"]) == moved.replace(b"x: 1", b"y: 2")


INSIDE = {
    "a quoted text": 'a: "x\n{}# "\nb: 1\n',
    "a literal text": "a: |\n x\n {}b: 1\n",
}


@pytest.mark.parametrize("front", INSIDE.values(), ids=INSIDE.keys())
def test_lines_inside_a_value_are_not_an_answer_block(front: str) -> None:
    text = front.format("# genenorm: begin\n genes:\n - x: 1\n # genenorm: end\n")
    found = YamlText.parse(text, "r.yaml")
    assert (found.body, found.block) == (text, "")


def test_the_answer_block_is_not_composed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: 1\n" + YamlText.parse("b: 2\n", "r.yaml").with_block(LINES, "\n")
    monkeypatch.setattr(YamlText, "_parse_whole", None)
    found = YamlText.parse(text, "r.yaml")
    assert (found.body, found.value("b")) == ("a: 1\nb: 2\n", "2")
    assert found.with_block(LINES, "\n") == text


def test_a_record_with_both_genes_keys_taken_is_an_error() -> None:
    with pytest.raises(
        RecordError, match=r"r.md, line 2: its keys genes and genenorm_genes are both in use; rename one"
    ):
        FrontMatter.parse(page("genes: 1\ngenenorm_genes: 2\n"), "r.md").with_block([])


@pytest.mark.parametrize(
    ("front", "keys"),
    [
        ("a: 1\n", ["a", "genes", "scope"]),
        ("scope: 1\n", ["scope", "genes", "genenorm_scope"]),
        ("genes: 1\n", ["genes", "genenorm_genes", "scope"]),
    ],
)
def test_the_scope_follows_the_answers_and_is_removed_with_them(front: str, keys: list[str]) -> None:
    data = page(front)
    added = FrontMatter.parse(data, "r.md").with_block(LINES, SCOPE)
    assert list(yaml.safe_load(added.decode().split("\n---\n")[0])) == keys
    again = FrontMatter.parse(added, "r.md")
    assert again.without_block() == data
    assert again.with_block(LINES, SCOPE) == added
    assert again.with_block(LINES) == FrontMatter.parse(data, "r.md").with_block(LINES)


@pytest.mark.parametrize(
    ("front", "keys"),
    [
        ("a: 1\n", ["a", "genes", "scope", "reference"]),
        ("reference: 1\n", ["reference", "genes", "scope", "genenorm_reference"]),
    ],
)
def test_the_stamp_of_the_index_is_last_in_the_answer_block_and_is_removed_with_it(front: str, keys: list[str]) -> None:
    data = page(front)
    added = FrontMatter.parse(data, "r.md").with_block(LINES, SCOPE, "12 2026-11-24 9cf31e202c67")
    read = yaml.safe_load(added.decode().split("\n---\n")[0])
    assert list(read) == keys
    assert read[keys[-1]] == "12 2026-11-24 9cf31e202c67"
    again = FrontMatter.parse(added, "r.md")
    assert again.without_block() == data
    assert again.with_block(LINES, SCOPE, "other 2026-12-01 0") == added.replace(
        b"'12 2026-11-24 9cf31e202c67'", b"other 2026-12-01 0"
    )


def test_a_record_with_both_scope_keys_taken_is_an_error() -> None:
    with pytest.raises(
        RecordError, match=r"r.md, line 2: its keys scope and genenorm_scope are both in use; rename one"
    ):
        FrontMatter.parse(page("scope: 1\ngenenorm_scope: 2\n"), "r.md").with_block(LINES, SCOPE)


@pytest.mark.parametrize("front", ["{a: 1}\n", "{}\n", "&x\na: 1\n"])
def test_a_mapping_not_written_as_lines_is_an_error(front: str) -> None:
    with pytest.raises(RecordError, match="cannot add a table: its YAML is not written as 'key: value' lines; use "):
        FrontMatter.parse(page(front), "r.md").with_block([])


def test_a_list_that_contains_itself_is_a_one_line_error() -> None:
    text = YamlText.parse("a: &x [*x]\n", "r.yaml")
    with pytest.raises(
        RecordError, match=r"^r\.yaml, line 1: a list on the path a\.b is nested too deeply or contains"
    ):
        text.values("a", "b")


def test_a_yaml_text_without_a_last_line_break_still_has_none_afterwards() -> None:
    text = "a: 1"
    added = YamlText.parse(text, "r.yaml").with_block(LINES, "\n")
    assert yaml.safe_load(added)["genes"][0]["gene_id"] == 1
    again = YamlText.parse(added, "r.yaml")
    assert (again.body, again.with_block(LINES, "\n")) == (text, added)


TEXTS = [
    "NO", "on", "y", "null", "~", "", " a", "a ", "1", "12_3", "9606:29", "a: b", "a #b", "#a", "- a", "HGNC:4584",
    "it's", 'say "x"', "a\nb", "\x85", "\u2028", "\ufeff", "β", "\U0001f9ec", "\x07", "2026-03-01", "!x", "*x", "&x",
    "1.5", "%x", "@x", "`x", "?", "=", "<<", ".5", "0x1F", "1e5", "Fs(3)Kar", "a:", "\t", "\\",
]  # fmt: skip


@pytest.mark.parametrize("value", TEXTS)
def test_a_scalar_reads_back_as_the_same_text(value: str) -> None:
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        assert yaml.load(f"- a: {scalar(value)}\n", Loader=loader) == [{"a": value}]


def test_equal_numbers_of_different_types_are_written_differently() -> None:
    assert [scalar(value) for value in (1, 1.0, 1)] == ["1", "1.0", "1"]
