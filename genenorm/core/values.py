"""Immutable values and named tuples that are quick to define: ``dataclasses`` and ``typing`` are not imported.

Importing those two, and making a frozen data class of each value, takes longer than answering for one name does.
Type checkers see a data class transform and ``typing.NamedTuple``.
"""

from __future__ import annotations

from collections import namedtuple
from types import GenericAlias

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar, dataclass_transform
    from typing import Generic as Generic
    from typing import NamedTuple as NamedTuple

    V = TypeVar("V", bound="Value")
else:

    def dataclass_transform(**_options: object) -> Callable[[type], type]:
        """Return a decorator that leaves a class as it is; type checkers read ``typing.dataclass_transform``."""
        return lambda decorated: decorated

    class _NamedTupleType(type):
        def __new__(cls, name, bases, namespace):
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            fields = tuple(namespace["__annotations__"])
            defaults = [namespace.pop(field) for field in fields if field in namespace]
            made = namedtuple(name, fields, defaults=defaults, module=namespace["__module__"])
            for member, value in namespace.items():
                setattr(made, member, value)
            return made

    class NamedTuple(metaclass=_NamedTupleType):
        """The base of named tuples, as ``typing.NamedTuple``: a subclass becomes a tuple with its annotated fields."""

    class Generic:
        """The base of generic classes, as ``typing.Generic``; its parameters are for type checkers only."""

        __slots__ = ()
        __class_getitem__ = classmethod(GenericAlias)


_put = object.__setattr__


@dataclass_transform(frozen_default=True)
class ValueType(type):
    """The type of ``Value`` and its subclasses: makes slots and a constructor from the annotated fields of a class."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> ValueType:  # noqa: D102
        fields = tuple(namespace.get("__annotations__", ()))
        defaults = {field: namespace.pop(field) for field in fields if field in namespace}
        namespace["__slots__"] = namespace["__match_args__"] = fields
        if "__init__" not in namespace:
            namespace["__init__"] = _Constructor(fields, defaults)
        return super().__new__(cls, name, bases, namespace)


class _Constructor:
    """The ``__init__`` of a class until it is first looked up: most classes of a module make no value in a process."""

    __slots__ = ("_defaults", "_fields", "_owner")

    def __init__(self, fields: tuple[str, ...], defaults: dict[str, Any]) -> None:
        self._fields = fields
        self._defaults = defaults

    def __set_name__(self, owner: type, _name: str) -> None:
        self._owner = owner

    def __get__(self, value: object, kind: type | None = None) -> Callable[..., None]:
        """Put the constructor in its place; written as a function, it checks its arguments itself."""
        fields, defaults = self._fields, self._defaults
        parameters = [f"{field}=defaults[{field!r}]" if field in defaults else field for field in fields]
        lines = [f"    put(self, {field!r}, {field})\n" for field in fields] or ["    pass\n"]
        made: dict[str, Any] = {"put": _put, "defaults": defaults}
        exec(f"def __init__({', '.join(['self', *parameters])}):\n{''.join(lines)}", made)  # noqa: S102 # nosec B102 # the names of fields alone
        constructor = made["__init__"]
        self._owner.__init__ = constructor  # type: ignore[misc]
        bound: Callable[..., None] = constructor.__get__(value, kind)
        return bound


class Value(metaclass=ValueType):
    """The base of immutable values: the annotated fields of a subclass become its slots and its constructor.

    >>> class Place(Value):
    ...     line: int
    ...     column: int = 1
    >>> Place(3), Place(3) == Place(3, column=1), replace(Place(3), column=2)
    (Place(line=3, column=1), True, Place(line=3, column=2))

    A subclass may have a constructor of its own: it stores the fields with ``set_field``, and takes them as arguments,
    in their order, so that values can be copied and pickled. Fields are not inherited.
    """

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"cannot set {name!r}: {type(self).__name__} values do not change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"cannot delete {name!r}: {type(self).__name__} values do not change")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return _contents(self) == _contents(other)

    def __hash__(self) -> int:
        return hash(_contents(self))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in _fields(self).items())
        return f"{type(self).__qualname__}({fields})"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), _contents(self)

    def __replace__(self: V, **changes: Any) -> V:
        """Return a value like this one with some fields changed; ``copy.replace`` of Python 3.13 calls this."""
        return type(self)(**_fields(self) | changes)


def _fields(value: Value) -> dict[str, Any]:
    names: tuple[str, ...] = type(value).__match_args__
    return {name: getattr(value, name) for name in names}


def _contents(value: Value) -> tuple[Any, ...]:
    return tuple(_fields(value).values())


def set_field(value: Value, field: str, content: object) -> None:
    """Store a field of a value, in its constructor."""
    _put(value, field, content)


def replace(value: V, **changes: Any) -> V:
    """Return a value like another with some fields changed, as ``dataclasses.replace`` does for data classes."""
    return value.__replace__(**changes)
