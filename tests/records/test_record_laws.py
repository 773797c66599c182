"""Properties of records: the answer block is added to any text and removed without a trace."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.errors import RecordError
from genenorm.records.frontmatter import FrontMatter
from genenorm.records.yaml_block import YamlNode, YamlText
from genenorm.records.yaml_rows import AnswerCell, scalar, yaml_flow_items, yaml_list_items

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
WIDTHS = [
    (
        write(["keyword", "gene_id"], [("ON", 1), ("IL-1β\n", None), ("# genenorm: end", 2), ("a, {b}: [c] #d", 3)]),
        write(["taxon_id", "reason"], [(9606, 'title: "mice"'), (None, "x")]),
    )
    for write in (yaml_flow_items, yaml_list_items)
]
"""The lines of rows and scope, in both widths."""


def tree(node: YamlNode | None, deep: int = 30) -> object:
    """Return the values under a node; keys may be anything, so mappings are lists of pairs.

    The depth is limited, since an alias may be inside its own anchor.
    """
    if not deep:
        return None
    if node is None or node.id == "scalar":
        return node and node.value
    if node.id == "sequence":
        return [tree(item, deep - 1) for item in node.value]
    return [(tree(key, deep - 1), tree(value, deep - 1)) for key, value in node.value]


def check(data: bytes) -> bool:
    """Return whether an answer block can be added to the text, and check the properties if so."""
    try:
        page = FrontMatter.parse(data, "r.md")
        clean = page.without_block()
        blocks = [page.with_block(*lines) for lines in WIDTHS]
    except RecordError as error:
        if "\n" in str(error):
            raise AssertionError("an error of more than one line") from error
        return False
    for added in blocks:
        again = FrontMatter.parse(added, "r.md")
        assert again.yaml.has_block
        assert again.without_block() == clean
        assert [again.with_block(*lines) for lines in WIDTHS] == blocks
        assert tree(page.yaml.root) == tree(again.yaml.root)
    if not page.yaml.has_block:
        assert clean == data
    return True


@given(FRONT, FRONT)
def test_any_text_with_front_matter_is_restored_or_is_a_one_line_error(front: str, rest: str) -> None:
    check(f"---\n{front}\n---\n{rest}".encode(errors="replace"))


@given(MAPPING, st.sampled_from(["\n", "\r\n"]), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_mapping_written_as_lines_takes_an_answer_block(front: str, newline: str, rest: str) -> None:
    assert check(f"---\n{front}---\n".replace("\n", newline).encode() + rest.encode())


ROWS = st.sampled_from(["- keyword: A", "- {keyword: A,  score: 1.0}\nscope:\n- {reason: 'title: \"x\"'}"])
BLOCKS = ROWS.map("# genenorm: begin\ngenes:\n{}\n# genenorm: end\n".format)


def compare_around_with_whole(text: str) -> None:
    """Compare parsing around the answer block with parsing the whole text, where both succeed."""
    around = YamlText._parse_around_block(text, "r.yaml", 1)
    try:
        whole = YamlText._parse_whole(text, "r.yaml", 1)
    except RecordError:
        return
    if around is not None:
        assert (around.body, around.place, around.block) == (whole.body, whole.place, whole.block)
        assert tree(around.root) == tree(whole.root)


@given(FRONT, FRONT, BLOCKS, st.sampled_from(["", " ", "  "]))
def test_the_answer_block_is_the_same_whether_it_is_composed_or_not(
    before: str, after: str, block: str, indent: str
) -> None:
    compare_around_with_whole(before + "".join(indent + line for line in block.splitlines(keepends=True)) + after)


@given(MAPPING, MAPPING, BLOCKS, st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_answer_block_between_any_keys_is_the_same_composed_or_not(
    before: str, after: str, block: str, newline: str
) -> None:
    text = (before + block + after).replace("\n", newline)
    compare_around_with_whole(text)
    compare_around_with_whole(text.rstrip("\r\n"))


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_are_a_one_line_error(data: bytes) -> None:
    check(data)
    check(b"---\n" + data + b"\n---\n")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_as_a_scalar_reads_back(text: str) -> None:
    assert yaml.load(scalar(text), Loader=yaml.CSafeLoader) == text
    assert yaml.load(f"- a: {scalar(text)}\n  b: 1", Loader=yaml.CSafeLoader) == [{"a": text, "b": 1}]


CELLS = st.one_of(
    st.none(), st.integers(), st.floats(0, 1).map(lambda score: round(score, 3)),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text(st.sampled_from("aN1:,[]{}#&*!|>'\"%@`?- =~.\\"), max_size=6),
)  # fmt: skip


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5))
def test_any_cells_in_braces_read_back_without_the_empty_ones(rows: list[tuple[AnswerCell, ...]]) -> None:
    items = yaml_flow_items(["a", "b", "c"], rows)
    assert not any("\n" in item for item in items)
    expected = [
        {name: cell for name, cell in zip("abc", row, strict=True) if cell or (name == "a" and cell == "")}
        for row in rows
    ]
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        assert (yaml.load("\n".join(items), Loader=loader) or []) == expected
