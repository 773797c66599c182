"""Values and named tuples behave as frozen data classes and ``typing.NamedTuple`` do."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
from types import GenericAlias

import pytest

from genenorm.core.caches import Recent
from genenorm.core.context import Context
from genenorm.core.values import NamedTuple, Value, replace, set_field


class Place(Value):
    """A place in a file."""

    line: int
    column: int = 1
    """Counted from 1."""

    @property
    def is_first(self) -> bool:
        return self.line == self.column == 1


class Span(Value):
    """Two places that are made from numbers."""

    places: tuple[Place, ...]

    def __init__(self, *lines: int) -> None:
        set_field(self, "places", tuple(map(Place, lines)))


class Other(Value):
    line: int
    column: int = 1


class Pair(NamedTuple):
    """Two numbers."""

    first: int
    second: int = 2

    @property
    def total(self) -> int:
        return self.first + self.second


def test_a_value_is_made_from_its_fields_by_place_or_name() -> None:
    assert Place(3) == Place(3, 1) == Place(line=3, column=1)
    assert (Place(1).is_first, Place(1, 2).is_first) == (True, False)
    assert str(inspect.signature(Place)) == "(line, column=1)"
    assert repr(Place(3)) == "Place(line=3, column=1)"
    assert Place.__match_args__ == ("line", "column")


@pytest.mark.parametrize(("given", "named"), [((), {}), ((1, 2, 3), {}), ((1,), {"line": 2}), ((1,), {"row": 2})])
def test_missing_and_unknown_fields_are_type_errors(given: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError, match=r"__init__\(\)"):
        Place(*given, **named)


def test_values_are_equal_by_type_and_content_and_so_are_their_hashes() -> None:
    assert Place(3) != Place(4)
    assert Place(3) != Other(3)
    assert Place(3) != (3, 1)
    assert {Place(3), Place(3, 1), Place(4)} == {Place(4), Place(3)}
    assert Span(1, 2) == Span(1, 2)


@pytest.mark.parametrize("name", ["line", "unknown"])
def test_a_value_cannot_be_changed(name: str) -> None:
    place = Place(3)
    with pytest.raises(AttributeError, match=name):
        setattr(place, name, 4)
    with pytest.raises(AttributeError, match=name):
        delattr(place, name)
    assert place == Place(3)
    assert not hasattr(place, "__dict__")


def test_a_value_is_replaced_copied_and_pickled() -> None:
    assert replace(Place(3), column=2) == Place(3, 2)
    with pytest.raises(TypeError):
        replace(Place(3), row=2)
    for value in (Place(3), Context(species="mouse", text="neurons")):
        assert pickle.loads(pickle.dumps(value)) == copy.copy(value) == copy.deepcopy(value) == value
    if sys.version_info >= (3, 13):
        assert copy.replace(Place(3), column=2) == Place(3, 2)


def test_a_value_matches_by_place() -> None:
    match Place(3, 4):
        case Place(line, column):
            assert (line, column) == (3, 4)
        case _:
            pytest.fail("no match")


def test_a_named_tuple_is_a_tuple_with_fields_defaults_and_members() -> None:
    pair = Pair(1)
    assert pair == (1, 2)
    assert (pair.first, pair.total, Pair._fields, Pair._field_defaults) == (1, 3, ("first", "second"), {"second": 2})
    assert pair._replace(second=5) == Pair(1, second=5) == (1, 5)
    assert repr(pair) == "Pair(first=1, second=2)"
    assert (Pair.__doc__, Pair.__module__, Pair.__qualname__) == ("Two numbers.", __name__, "Pair")
    assert pickle.loads(pickle.dumps(pair)) == pair
    assert type(pickle.loads(pickle.dumps(pair))) is Pair
    with pytest.raises(AttributeError):
        pair.first = 2  # type: ignore[misc]


def test_a_generic_class_takes_its_parameters() -> None:
    assert isinstance(Recent[str, int], GenericAlias)
    recent = Recent[str, int](2)
    recent.put("a", 1)
    assert type(recent) is Recent
    assert recent.get("a") == 1


def test_nothing_slow_is_imported_for_them() -> None:
    program = (
        "import sys; before = set(sys.modules)  # some installations load modules at every start\n"
        "import genenorm.core.values; print({'dataclasses', 'typing', 're', 'inspect'} & set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
