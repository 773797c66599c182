"""JSON is read as ``json`` reads it, values and errors."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genenorm.core.json_text import read_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(VALUES, st.sampled_from(["", " ", "\n\t ", "x", " x", "]"]), st.sampled_from(["", " ", "\v"]))
def test_a_text_is_read_as_by_json(value: Any, after: str, before: str) -> None:
    text = before + json.dumps(value) + after
    assert outcome(read_json, text) == outcome(json.loads, text)


@given(st.text(st.sampled_from('[]{}",:01.-eE\\u tfn\n')))
def test_what_is_no_json_is_the_same_error(text: str) -> None:
    assert outcome(read_json, text) == outcome(json.loads, text)


def outcome(read: Any, text: str) -> str:
    """Return the value as text, in which NaN is equal to itself, or the error."""
    try:
        return repr(read(text))
    except (ValueError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("text", ["[" * 200_000, "", '{"a": 1'])
def test_damage_is_an_error(text: str) -> None:
    with pytest.raises((ValueError, RecursionError)):
        read_json(text)


def test_json_is_not_imported_for_it() -> None:
    program = (
        "import sys; from genenorm.core.json_text import read_json; read_json('[1]'); print('json' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("text", ["{bad}", '{"a', '{"a\n":1}', '{"a":1,}', "[1,"])
def test_damage_is_an_error_when_json_was_never_imported(text: str) -> None:
    program = (
        "import sys; from genenorm.core.json_text import read_json\n"
        "try: read_json(sys.argv[1])\nexcept ValueError: print('no JSON')"
    )
    done = subprocess.run([sys.executable, "-c", program, text], capture_output=True, text=True, check=True)
    assert done.stdout == "no JSON\n"
