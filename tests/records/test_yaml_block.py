"""A YAML mapping as text: its values and their lines, its answer block, and the limits of what is read."""

from __future__ import annotations

import re

import pytest
import yaml

from genenorm.core.errors import RecordError
from genenorm.records.yaml_block import YamlText, text_loader

BEGIN, END = "# genenorm: begin\n", "# genenorm: end\n"
BLOCK = f"{BEGIN}genes: []\n{END}"


def parsed(text: str, first_line: int = 1, largest: int = 0) -> YamlText:
    return YamlText.parse(text, "r.yaml", first_line, largest)


def message(text: str, *path: str, first_line: int = 1, largest: int = 0) -> str:
    with pytest.raises(RecordError) as caught:
        parsed(text, first_line, largest).values(*path)
    return str(caught.value)


# -- values ---------------------------------------------------------------------------------------------------------

TEXT = """\
a: 1
b: [x, '', y]
c: |
  l1

  l2
d: {e: {f: g}, e: {f: h}}
i:
- {j: k, j: m}
- {n: o}
- [{j: q}]
- r
? [z]
: 1
a: 2
"""


@pytest.mark.parametrize(
    ("path", "value", "values", "line"),
    [
        ("a", "2", ("2",), 17),  # the last of a repeated key
        ("b", "", ("x", "", "y"), 4),
        ("c", "l1\n\nl2\n", ("l1", "l2"), 5),
        ("d.e.f", "h", ("h",), 9),
        ("i.j", "", ("m", "q"), None),
        ("i.x", "", (), None),
        ("z", "", (), None),
        ("a.b", "", (), None),
        ("d.x", "", (), None),
        ("d.x.f", "", (), None),
        ("d.e.f.g", "", (), None),
        ("b.q", "", (), None),
    ],
)
def test_what_is_at_a_path_of_keys(path: str, value: str, values: tuple[str, ...], line: int | None) -> None:
    text, keys = parsed(TEXT, first_line=3), path.split(".")
    assert (text.value(*keys), text.values(*keys)) == (value, values)
    node = text.node(*keys)
    assert (None if node is None else text.line(node)) == line


def test_a_text_of_comments_has_no_values() -> None:
    for text in ("", "# c\n"):
        assert (parsed(text).value("a"), parsed(text).values("a"), parsed(text).root) == ("", (), None)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (TEXT, "d", "line 9: expected a list of names, found a mapping"),
        (TEXT, "d.e", "line 9: expected a list of names, found a mapping"),
        (TEXT, "i", "line 11: an item of the list of names is not text; quote it"),
        ("a: &x [*x]\n", "a.b", "line 3: a list on the path a.b is nested too deeply or contains itself"),
        ("- a\n", "a", "line 3: its YAML is not a mapping of keys to values"),
        ("a\n", "a", "line 3: its YAML is not a mapping of keys to values"),
        ("a: [\nb\n", "a", "line 5: not valid YAML: did not find expected ',' or ']'"),
        ("b: 1\na: \x01\nc: 1\n", "a", "line 4: not valid YAML: control characters are not allowed"),
        ("\na: \x01\n", "a", "line 4: not valid YAML: control characters are not allowed"),
        ("a:\n\t- b\n", "a",
         "line 4: not valid YAML: found character that cannot start any token (a tab; use spaces instead)"),
        ("a: b: c\n", "a", "line 3: not valid YAML: mapping values are not allowed in this context"),
        ("a: 'b\n", "a", "line 4: not valid YAML: found unexpected end of stream"),
        ("a: 1\n---\nb: 1\n", "a",
         "line 4: not valid YAML: expected a single document in the stream, but found another document"),
        ("a: " + "[" * 20_000, "a", "line 3: not valid YAML: exceeded maximum nesting depth"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_an_error_with_file_and_line(text: str, path: str, expected: str) -> None:
    found = message(text, *path.split("."), first_line=3)
    assert found.startswith(f"r.yaml, {expected}")


def test_deep_nesting_is_an_error_without_the_c_library_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CBaseLoader", raising=False)
    text_loader.cache_clear()
    try:
        assert parsed("a: [b]\n").values("a") == ("b",)
        found = message("a: " + "[" * 5000, "a", first_line=3)
    finally:
        text_loader.cache_clear()
    assert found == "r.yaml, line 3: not readable YAML: nested too deeply"


def test_lines_of_tags_are_bounded() -> None:
    def text(lines: int) -> str:
        return "# c" + "".join(f"\n%TAG !a{number}! b" for number in range(lines)) + "\n---\na: 1\n"

    assert parsed(text(1000)).value("a") == "1"
    assert message(text(1001), first_line=7) == "r.yaml, line 7: not readable YAML: more than 1000 lines %TAG"


# -- aliases --------------------------------------------------------------------------------------------------------


def aliases(number: int, size: int) -> tuple[str, int]:
    """Return a list of aliases of one mapping, and what is read at ``l.k``: each value, with one more for its place."""
    text = f"x: &x {{k: {'c' * size}, j: d}}\nl: [{', '.join(['*x'] * number)}]\n"
    return text, 1 + number * (1 + 2 + 1 + size)


def test_what_is_read_through_aliases_is_bounded_by_the_largest_size() -> None:
    text, size = aliases(20, 30)
    assert parsed(text, largest=size).values("l", "k") == ("c" * 30,) * 20
    assert parsed(text, largest=size).largest == size
    assert message(text, "l", "k", first_line=5, largest=size - 1) == (
        "r.yaml, line 5: its aliases make more than 0 kB of l.k; to read it, give more with --largest MB"
    )


def test_each_item_of_a_list_counts_with_its_length() -> None:
    text = "x: [ab, cd, ef]\n"
    assert parsed(text, largest=10).values("x") == ("ab", "cd", "ef")
    assert "its aliases make more than" in message(text, "x", largest=9)


@pytest.mark.parametrize(
    ("largest", "words"), [(2047, "1 kB"), (2048, "2 kB"), ((1 << 20) - 1, "1023 kB"), (3 << 20, "3 MB")]
)
def test_the_largest_size_is_told_in_round_numbers(largest: int, words: str) -> None:
    text, _ = aliases(4, largest // 4)
    assert f"make more than {words} of l.k;" in message(text, "l", "k", largest=largest)


def test_ten_times_the_text_or_128_ki_are_always_read() -> None:
    text, size = aliases(12, 10_000)
    assert size < 1 << 17 < 10 * size
    assert len(parsed(text).values("l", "k")) == 12
    text, size = aliases(14, 10_000)
    assert size > 1 << 17 > 10 * len(text)
    assert "more than 128 kB" in message(text, "l", "k")
    text, size = aliases(9, 50_000)
    assert len(parsed(text).values("l", "k")) == 9
    text, size = aliases(11, 50_000)
    assert "more than 488 kB" in message(text, "l", "k")


# -- the answer block ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "block", "after"),
    [
        ("a: 1\n", BLOCK, "b: 2\n"),
        ("", BLOCK, "b: 2\n"),
        ("", BLOCK, ""),
        ("", BLOCK, "a: 1 "),
        ("a:\n  b: 1\n  c:\n  - d\n", BLOCK, "e: 1\n"),
        ("a: 1\n", BLOCK.replace("genes", "genenorm_genes"), "b: 2\n"),
        ("a: 1\n", f"{BEGIN}genes:\n- x: 1\n\n# c\nscope: []\n{END}", "b: 2\n"),
        (f"a: 1\n{BEGIN}b: 2\n", BLOCK, "c: 3\n"),  # the last of two begin lines
        (f"a: 1\n{BEGIN}{BEGIN}", BLOCK, ""),
        (f"a: 1\n{BEGIN}genes: 1\n", BLOCK.replace("genes", "genenorm_genes"), "c: 3\n"),
        (f"a: 1\n{END}", BLOCK, f"{END}c: 3\n"),
        (f"{END}{END}a: 1\n", BLOCK, ""),
        ("a: 1\n", BLOCK, f"b: 1\n{BEGIN}c: 2\n"),
        ("a: 1\n", BLOCK, f"b: 1\n{BEGIN}c: 2\n{END}"),
        ("  a: 1\n", "".join(f"  {line}" for line in BLOCK.splitlines(keepends=True)), "  b: 1\n"),
        ("a: 1\n", f"  {BEGIN}genes: []\n  {END}", "b: 1\n"),
        ("a: 1\n", BLOCK.replace("begin", "begin \t").replace("end", "end\t "), "b: 1\n"),
        ("a: |\n  t\n", BLOCK, "\n\n# c\nb: 1\n"),
        ("a:\n- x\n", BLOCK, "b: 1\n"),
        ("a: {b: [c]}\n", BLOCK, "d: 1\n"),
        ("a: &x [b]\nc: *x\n", BLOCK, "d: *x\n"),
        ("a: &x\n- *x\n", BLOCK, "d: 1\n"),
        ("a: 1\n", BLOCK, "# c"),
        # a text without a last line break: the one before the block belongs to the block
        ("a: 1", f"\n{BLOCK.rstrip()}", ""),
        ("a: 1 ", f"\n{BLOCK.rstrip()} ", ""),
        ("", BLOCK.rstrip(), ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_an_answer_block_is_found_with_its_place(before: str, block: str, after: str, newline: str) -> None:
    before, block, after = (part.replace("\n", newline) for part in (before, block, after))
    found = parsed(before + block + after)
    assert (found.body, found.place, found.block) == (before + after, len(before), block)
    assert found.has_block


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: 1\n",
        f"a: 1\n{BEGIN}scope: []\n{END}b: 2\n",
        f"a: 1\n{BEGIN}genes: []\n",
        f"a: 1\n{BEGIN}\ngenes: []\n{END}",
        f"a: 1\n{BEGIN}# c\ngenes: []\n{END}",
        f"a: 1\n{BEGIN}genes : []\n{END}".replace("genes :", "genes_:"),
        f"a: 1 {BLOCK}",
        f"a: 1\n{BEGIN}genes: []\nb: 1 {END}",
        f"a: 1\n{BEGIN.replace('begin', 'begin x')}genes: []\n{END}",
        f"a: 1\n{BEGIN}genes: []\n{END.replace('end', 'ended')}",
        f"a:\n  b: 1\n  {BEGIN}  genes: []\n  {END}  c: 1\n",
        f"a: >\n {BEGIN} genes: []\n {END}b: 1\n",
        f"a: 'x\n{BLOCK}'\nb: 1\n",
    ],
)
def test_what_is_no_answer_block_is_a_part_of_the_record(text: str) -> None:
    found = parsed(text)
    assert (found.body, found.place, found.block, found.has_block) == (text, len(text), "", False)


def test_all_answer_blocks_are_removed_and_the_place_is_that_of_the_first() -> None:
    found = parsed(f"a: 1\n{BLOCK}b: 2\n{BLOCK.replace('genes', 'genenorm_genes')}c: 3\n", first_line=2)
    assert (found.body, found.place, found.block) == ("a: 1\nb: 2\nc: 3\n", 5, BLOCK)
    node = found.node("c")
    assert node is not None
    assert (found.line(node), found.node("genes")) == (4, None)


def test_lines_behind_the_answer_block_are_those_of_the_text_without_it() -> None:
    found = parsed(f"a: 1\n{BLOCK}b: 2\n", first_line=10)
    node = found.node("b")
    assert node is not None
    assert found.line(node) == 11
    assert found.value("b") == "2"


def test_an_error_behind_the_answer_block_has_its_line_in_the_file() -> None:
    assert message(f"a: 1\n{BLOCK}b: [\n").startswith("r.yaml, line 6: not valid YAML")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("indent", ["", "  "])
def test_an_answer_block_is_written_with_the_line_breaks_and_the_indentation_of_the_mapping(
    newline: str, indent: str
) -> None:
    text = f"{indent}a: 1{newline}{indent}scope: 2{newline}"
    items, scope = ["- x: 1\n  y: 2", "- x: 3"], ["- taxon_id: 9606"]
    lines = ["# genenorm: begin", "genes:", "- x: 1", "  y: 2", "- x: 3", "genenorm_scope:", "- taxon_id: 9606",
             "reference: '12'", "# genenorm: end"]  # fmt: skip
    block = "".join(f"{indent}{line}{newline}" for line in lines)
    written = parsed(text).with_block(items, newline, scope, "12")
    assert written == text + block
    assert parsed(written).with_block(items, newline, scope, "12") == written
    short = parsed(written).with_block([], newline)
    assert short == text + f"{indent}{BEGIN}{indent}genes: []\n{indent}{END}".replace("\n", newline)


@pytest.mark.parametrize("text", ["a: 1", "# c", ""])
def test_a_last_line_without_a_break_gets_one_before_the_answer_block(text: str) -> None:
    written = parsed(text).with_block([], "\n")
    assert written == (f"{text}\n{BLOCK.rstrip()}" if text else BLOCK)
    assert parsed(written).body == text


@pytest.mark.parametrize(
    "text", ["{a: 1}\n", "{}\n", "&x\na: 1\n", "&x {a: 1}\n", "--- {a: 1}\n", "? a\n: 1\n", "!!map\na: 1\n"]
)
def test_a_mapping_that_is_not_written_as_lines_gets_no_answer_block(text: str) -> None:
    cause = "r.yaml, line 4: cannot add a table: its YAML is not written as 'key: value' lines; use --table"
    if text.startswith("?"):
        assert parsed(text, 4).with_block([], "\n") == text + BLOCK
        return
    with pytest.raises(RecordError, match=re.escape(cause)):
        parsed(text, 4).with_block([], "\n")


@pytest.mark.parametrize(
    "keys", [("genes", "genenorm_genes"), ("scope", "genenorm_scope"), ("reference", "genenorm_reference")]
)
def test_keys_that_are_in_use_are_told(keys: tuple[str, str]) -> None:
    cause = f"r.yaml, line 3: its keys {keys[0]} and {keys[1]} are both in use; rename one, or use --table"
    with pytest.raises(RecordError, match=re.escape(cause)):
        parsed(f"{keys[0]}: 1\n{keys[1]}: 2\n", 3).with_block([], "\n", ["- a"], "b")
