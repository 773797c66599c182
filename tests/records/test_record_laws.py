"""Laws of records: whatever the text, our block goes in and comes out without a trace."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.errors import RecordError
from genenorm.records.frontmatter import FrontMatter
from genenorm.records.yaml_block import Node, YamlText
from genenorm.records.yaml_rows import rows_as_items, scalar

PIECES = st.sampled_from([
    "a: 1", "b:", "- x", "  - y", "genes:", "genenorm_genes:", "scope:", "# genenorm: begin", "# genenorm: end", "---",
    "...",
    "\n", "\r\n", "\r", " ", "\t", '"', "'", "|", "|+", ">-", "? k", ": v", "{", "}", "[", "]", "&a", "*a", "!!str",
    "\ufeff", "\x85", "\u2028", "β", "\U0001f9ec", "schema-jsonld:", "keywords: [A]", "#", "%YAML 1.1",
    "key: |\n  text\n",
])  # fmt: skip
FRONT = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=25).map("".join)
MAPPING = st.lists(
    st.sampled_from(
        [
            "a: 1\n",
            "# c\n",
            "\n",
            "b:\n- x\n",
            "c: |+\n  t\n\n",
            "d: 'q\n\n  r'\n",
            'e: "s\n# genenorm: begin\n"\n',
            "genes:\n- word: x\n",
            "scope: q\n",
            "f: {g: [h]}\n",
            "? i\n: j\n",
            "k: >\n  l\n\n",
            "m: n\n  o\n",
            "p:\n",
        ]
    )
).map("".join)
LINES = rows_as_items(["keyword", "gene_id"], [("ON", 1), ("IL-1β\n", None)])
ABOUT = rows_as_items(["taxon_id", "reason"], [(9606, 'title: "mice"'), (None, "x")])


def tree(node: Node | None, deep: int = 30) -> object:
    """Return the values under a node; keys may be anything, so mappings are lists of pairs.

    An alias may stand inside what it means: only so deep.
    """
    if not deep:
        return None
    if node is None or node.id == "scalar":
        return node and node.value
    if node.id == "sequence":
        return [tree(item, deep - 1) for item in node.value]
    return [(tree(key, deep - 1), tree(value, deep - 1)) for key, value in node.value]


def check(data: bytes) -> bool:
    """Return whether the text took our block; when it did, every law must hold."""
    try:
        page = FrontMatter.parse(data, "r.md")
        clean = page.without_block()
        added = page.with_block(LINES, ABOUT)
    except RecordError as error:
        if "\n" in str(error):
            raise AssertionError("an error of more than one line") from error
        return False
    again = FrontMatter.parse(added, "r.md")
    assert again.yaml.had_block
    assert again.without_block() == clean
    assert again.with_block(LINES, ABOUT) == added
    if not page.yaml.had_block:
        assert clean == data
    assert tree(page.yaml.root) == tree(again.yaml.root)
    return True


@given(FRONT, FRONT)
def test_any_text_with_front_matter_survives_or_is_refused_in_one_line(front: str, rest: str) -> None:
    check(f"---\n{front}\n---\n{rest}".encode(errors="replace"))


@given(MAPPING, st.sampled_from(["\n", "\r\n"]), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_mapping_written_as_lines_takes_our_block(front: str, newline: str, rest: str) -> None:
    assert check(f"---\n{front}---\n".replace("\n", newline).encode() + rest.encode())


BLOCK = "# genenorm: begin\ngenes:\n- keyword: A\n# genenorm: end\n"


def around_or_whole(text: str) -> None:
    """Compare reading around our block with reading the whole text, where both can be read."""
    around = YamlText._around_block(text, "r.yaml", 1)
    try:
        whole = YamlText._whole(text, "r.yaml", 1)
    except RecordError:
        return
    if around is not None:
        assert (around.body, around.place, around.block) == (whole.body, whole.place, whole.block)
        assert tree(around.root) == tree(whole.root)


@given(FRONT, FRONT, st.sampled_from(["", " ", "  "]))
def test_our_block_is_the_same_whether_it_is_read_or_not(before: str, after: str, indent: str) -> None:
    around_or_whole(before + "".join(indent + line for line in BLOCK.splitlines(keepends=True)) + after)


@given(MAPPING, MAPPING, st.sampled_from(["\n", "\r\n", "\r"]))
def test_so_it_is_between_the_keys_of_any_mapping(before: str, after: str, newline: str) -> None:
    text = (before + BLOCK + after).replace("\n", newline)
    around_or_whole(text)
    around_or_whole(text.rstrip("\r\n"))


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes) -> None:
    check(data)
    check(b"---\n" + data + b"\n---\n")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_a_scalar_that_reads_back(text: str) -> None:
    assert yaml.load(scalar(text), Loader=yaml.CSafeLoader) == text
    assert yaml.load(f"- a: {scalar(text)}\n  b: 1", Loader=yaml.CSafeLoader) == [{"a": text, "b": 1}]
