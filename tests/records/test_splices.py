"""Replacing spans of a content leaves everything else as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genenorm.records.splices import space_before, spliced

CUTS = st.lists(st.tuples(st.integers(0, 30), st.text(max_size=3)), max_size=8)


@given(st.text(max_size=30), CUTS)
def test_what_is_between_the_spans_stays_in_text_and_bytes(content: str, cuts: list[tuple[int, str]]) -> None:
    places = sorted({min(place, len(content)) for place, _ in cuts})
    places = places[: len(places) // 2 * 2]
    spans = list(zip(places[::2], places[1::2], strict=True))
    edits = [(start, end, new) for (start, end), (_, new) in zip(spans, cuts, strict=False)]
    kept = [content[after:before] for after, before in zip([0, *places[1::2]], [*places[::2], None], strict=True)]
    expected = kept[0] + "".join(new + text for (*_, new), text in zip(sorted(edits), kept[1:], strict=True))
    assert spliced(content, edits[::-1]) == expected
    data = content.encode("utf-32-le", "surrogatepass")
    as_bytes = [(4 * start, 4 * end, new.encode("utf-32-le", "surrogatepass")) for start, end, new in edits]
    assert spliced(data, as_bytes) == expected.encode("utf-32-le", "surrogatepass")


def test_nothing_to_replace_returns_the_content() -> None:
    assert spliced("abc", []) == "abc"
    assert spliced(b"abc", ()) == b"abc"
    assert spliced("", [(0, 0, "new")]) == "new"


@pytest.mark.parametrize(
    ("content", "place", "space"),
    [("a \r\n\tb", 5, " \r\n\t"), ("ab", 1, ""), ("ab", 0, ""), ("  b", 2, "  "), ("a b", 3, ""), ("a  b", 2, " "),
     ("", 0, ""), ("x   ", 4, "   "), ("x  y  ", 6, "  ")],
)  # fmt: skip
def test_the_space_before_a_place(content: str, place: int, space: str) -> None:
    assert space_before(content, place) == space
    assert space_before(content.encode(), place) == space.encode()
