"""Small changes of a module's source, each of which a test should notice.

A change replaces one stretch of the source: an operator, a constant, a condition, an argument, a statement. Docstrings,
annotations, imports and decorators are left alone. ``tools.mutants`` runs the tests with each change.
"""

from __future__ import annotations

import ast
import random
from collections import Counter
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any, NamedTuple

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
RENAMED = {
    "lower": "upper", "upper": "lower", "casefold": "lower", "strip": "lstrip", "lstrip": "strip", "rstrip": "strip",
    "startswith": "endswith", "endswith": "startswith", "removeprefix": "removesuffix", "removesuffix": "removeprefix",
    "find": "rfind", "rfind": "find", "split": "rsplit", "rsplit": "split", "match": "search", "search": "match",
    "fullmatch": "match", "any": "all", "all": "any", "min": "max", "max": "min", "NFKC": "NFC", "NFKD": "NFD",
}  # fmt: skip
"""Names of functions and methods, and the name that is written instead; the last two are forms of Unicode."""
_REMOVED = (ast.AugAssign, ast.Continue, ast.Break, ast.Raise, ast.Delete)
_NEGATED_BY_ITS_OPERATOR = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)


class Mutation(NamedTuple):
    """A change of a source: the bytes that are replaced, what replaces them, and the line on which they begin."""

    start: int
    end: int
    new: bytes
    line: int

    def applied(self, source: bytes) -> bytes:
        """Return the changed source."""
        return source[: self.start] + self.new + source[self.end :]

    def diff(self, source: bytes, path: str) -> str:
        """Return the change as a unified diff without context."""
        before, after = source.decode().splitlines(), self.applied(source).decode().splitlines()
        lines = list(unified_diff(before, after, n=0, lineterm=""))[3:]
        return "\n".join((f"{path}:{self.line}", *lines))


def mutations(source: bytes, seed: int = 0, most: int | None = None) -> list[Mutation]:
    r"""Return the changes of a source in the order of their places; at most ``most``, drawn with the seed.

    >>> source = b"def is_long(name):\n    return len(name) > 9\n"
    >>> [change.applied(source).decode().splitlines()[1].strip() for change in mutations(source)]
    ['return (len(name) >= 9)', 'return None', 'return len(name) > 10']
    """
    dice = random.Random(seed)
    found = sorted(set(_Maker(source, dice).all()))
    different = (change for change in found if change.applied(source) != source)
    changes = [change for change in different if _compiles(change.applied(source))]
    return changes if most is None or len(changes) <= most else sorted(dice.sample(changes, most))


def _compiles(source: bytes) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


class _Maker:
    """Makes the changes of one source."""

    def __init__(self, source: bytes, dice: random.Random) -> None:
        self._tree = ast.parse(source)
        self._dice = dice
        lines = source.splitlines(keepends=True)
        self._starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]

    def all(self) -> Iterator[Mutation]:
        for node in self._nodes(self._tree):
            for place, new in self._changes(node):
                yield self._mutation(place, new if isinstance(new, str) else _written(new))

    def _mutation(self, node: ast.expr | ast.stmt | ast.keyword, new: str) -> Mutation:
        start = self._starts[node.lineno - 1] + node.col_offset
        end = self._starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        return Mutation(start, end, new.encode(), node.lineno)

    def _nodes(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield a node and those in it whose change may have an effect that can be tested."""
        yield node
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list", "bases", "format_spec", "ctx", "ops", "op"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if not isinstance(child, ast.AST) or isinstance(child, (ast.Import, ast.ImportFrom)):
                    continue
                if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):  # a docstring
                    continue
                if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                    continue
                if isinstance(child, ast.JoinedStr):  # the places of its parts are not known in all versions
                    yield child
                else:
                    yield from self._nodes(child)

    def _changes(self, node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt | ast.keyword, ast.expr | str]]:
        """Yield the place and the new text of each change of a node, those of its parts excepted."""
        match node:
            case ast.Constant(value=bool()):
                yield node, str(not node.value)
            case ast.Constant(value=int() | float() as number):
                yield node, repr(number + 1)
            case ast.Constant(value=str() as text):
                yield node, '""' if text else '"X"'
                if len(text) > 1:
                    place = self._dice.randrange(len(text))
                    yield node, repr(text[:place] + text[place + 1 :])
            case ast.JoinedStr():
                yield node, '""'
            case ast.Compare():
                for place, operator in enumerate(node.ops):
                    ops = [*node.ops[:place], _swapped(operator), *node.ops[place + 1 :]]
                    yield node, ast.Compare(node.left, ops, node.comparators)
            case ast.BinOp(op=operator) if type(operator) in SWAPPED:
                yield node, ast.BinOp(node.left, _swapped(operator), node.right)
            case ast.BoolOp():
                yield node, ast.BoolOp(_swapped(node.op), node.values)
                for place in range(len(node.values)):
                    rest = node.values[:place] + node.values[place + 1 :]
                    yield node, ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]
            case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
                yield node, node.operand
            case ast.List() | ast.Tuple() | ast.Set() if node.elts and not _is_target(node):
                yield node, {ast.List: "[]", ast.Tuple: "()", ast.Set: "set()"}[type(node)]
                if len(node.elts) > 2:
                    place = self._dice.randrange(len(node.elts))
                    rest = node.elts[:place] + node.elts[place + 1 :]
                    yield node, ast.Tuple(rest, ast.Load()) if isinstance(node, ast.Tuple) else type(node)(rest)
            case ast.Dict() if node.keys:
                yield node, "{}"
                if len(node.keys) > 2:
                    place = self._dice.randrange(len(node.keys))
                    keys, values = node.keys[:], node.values[:]
                    del keys[place], values[place]
                    yield node, ast.Dict(keys, values)
            case ast.Call():
                yield from self._changes_of_call(node)
            case ast.Slice():
                for bound in (node.lower, node.upper, node.step):
                    if bound is not None and not isinstance(bound, ast.Constant):
                        yield bound, ""
            case ast.Lambda():
                yield node.body, "0" if ast.unparse(node.body) == "None" else "None"
            case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant) or value.value:
                yield value, "None"
            case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()):
                yield node, "pass"
            case ast.For():
                yield node.iter, "()"
            case ast.FunctionDef():
                yield from _repeated_assignments(node)
            case _ if isinstance(node, _REMOVED):
                yield node, "pass"
        if isinstance(node, (ast.If, ast.While, ast.IfExp)):
            yield from _negated(node.test)
        elif isinstance(node, ast.comprehension):
            for test in node.ifs:
                yield from _negated(test)

    def _changes_of_call(self, node: ast.Call) -> Iterator[tuple[ast.expr, ast.expr]]:
        function, arguments = node.func, node.args
        for place in range(len(node.keywords)):
            yield node, ast.Call(function, arguments, node.keywords[:place] + node.keywords[place + 1 :])
        if len(arguments) > 1 and not any(isinstance(argument, ast.Starred) for argument in arguments[:2]):
            yield node, ast.Call(function, [arguments[1], arguments[0], *arguments[2:]], node.keywords)
        if isinstance(function, ast.Attribute):
            limited = len(arguments) + len(node.keywords) > 1
            if function.attr in RENAMED and (limited or function.attr not in ("split", "rsplit")):  # else they are one
                renamed = ast.Attribute(function.value, RENAMED[function.attr], ast.Load())
                yield node, ast.Call(renamed, arguments, node.keywords)
            if not arguments and not node.keywords:
                yield node, function.value
        elif isinstance(function, ast.Name) and function.id in RENAMED:
            yield node, ast.Call(ast.Name(RENAMED[function.id], ast.Load()), arguments, node.keywords)
        name = arguments[0].value if arguments and isinstance(arguments[0], ast.Constant) else None
        if isinstance(name, str) and name in RENAMED:
            yield node, ast.Call(function, [ast.Constant(RENAMED[name]), *arguments[1:]], node.keywords)


def _written(node: ast.expr) -> str:
    """Return an expression as source; in brackets unless it stands for itself everywhere."""
    text = ast.unparse(ast.fix_missing_locations(node))
    return text if isinstance(node, (ast.Constant, ast.Name, ast.Call, ast.Attribute, ast.Tuple)) else f"({text})"


def _swapped(operator: ast.AST) -> Any:
    return SWAPPED[type(operator)]()


def _is_target(node: ast.List | ast.Tuple | ast.Set) -> bool:
    return not isinstance(node, ast.Set) and not isinstance(node.ctx, ast.Load)


def _negated(test: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield the negation of a condition, unless the change of its operator is the same."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], _NEGATED_BY_ITS_OPERATOR)):
        yield test, ast.UnaryOp(ast.Not(), test)


def _repeated_assignments(function: ast.FunctionDef) -> Iterator[tuple[ast.stmt, str]]:
    """Yield the removal of each assignment to attributes, items, or names that are assigned elsewhere too."""
    stored = Counter(
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            names = [name.id for target in node.targets for name in ast.walk(target)
                     if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)]  # fmt: skip
            if all(stored[name] > 1 for name in names):
                yield node, "pass"
