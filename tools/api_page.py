"""Write docs/api.md from the docstrings of the public names: ``python -m tools.api_page``.

Signatures, fields and docstrings are read from the source text, so that every version of Python gives the same page.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import pairwise, takewhile
from pathlib import Path
from types import ModuleType

import genenorm

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"
WIDTH = 88
"""Characters of a signature that fits on one line."""

_HEAD = """# Python interface

Written by `python -m tools.api_page` from the docstrings; a test compares the two.

Every name here is imported from `genenorm`: `from genenorm import resolve`. It is loaded when it is first used, and
keeps its name and place between releases. So do the modules at the end of this page, which are imported by their names
and need libraries of their own. All other modules inside the package may move.
"""

_INNER = {"__init__", "__main__", "api", "frame_api"}
"""The files at the top of the package whose names are imported from ``genenorm``."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
_FIELD = re.compile(r":(param|returns?|raises|yields)\b ?([^:]*):\s*(.*)")
_CODE = re.compile(r"``(.+?)``", re.DOTALL)
_NAME = re.compile(r"`(\w+)`|\b([Rr]aises) (\w+)")
_FENCE = re.compile(r"(^```\w+$.*?^```$)", re.MULTILINE | re.DOTALL)
_DIRECTIVE = re.compile(r"\s*# doctest:.*")


@dataclass(frozen=True, slots=True)
class Source:
    """A module's text and syntax tree."""

    text: str
    tree: ast.Module

    @classmethod
    @cache
    def of(cls, module: ModuleType) -> Source:
        """Return the source of an imported module."""
        text = inspect.getsource(module)
        return cls(text, ast.parse(text))

    def words(self, node: ast.AST) -> str:
        """Return the text of an expression on one line."""
        return " ".join((ast.get_source_segment(self.text, node) or "").split())


@dataclass(frozen=True, slots=True)
class Value:
    """A field, an enum member, a property or an instance attribute, with its docstring."""

    words: str
    """Its name with type and default, as code."""
    doc: str = ""


def page() -> str:
    """Return the text of docs/api.md."""
    kinds: dict[str, list[str]] = {"Functions": [], "Classes": [], "Enumerations": [], "Exceptions": []}
    for name in genenorm.__all__:
        kinds[_kind(getattr(genenorm, name))].append(name)
    parts = [_HEAD]
    for kind, names in kinds.items():
        rows = [f"| [`{name}`](#{name.lower()}) | {_summary(name)} |" for name in names]
        parts.append("\n".join([f"| {kind.lower()} | |", "| --- | --- |", *rows]) + "\n")
    for kind, names in kinds.items():
        parts.append(f"## {kind}\n")
        parts += [f"{text}\n" for name in names for text in _section(name)]
    parts.append("## Modules\n")
    parts += [f"{text}\n" for file in module_files() for text in _about_module(file)]
    return "\n".join(parts)


def module_files() -> list[Path]:
    """Return the files of the modules that are imported by their names, such as ``genenorm.pandas``."""
    return sorted(file for file in Path(genenorm.__file__).parent.glob("*.py") if file.stem not in _INNER)


def _about_module(file: Path) -> Iterator[str]:
    """Yield the paragraphs about a module, which is not imported: its libraries may be missing."""
    text = file.read_text(encoding="utf-8")
    source = Source(text, ast.parse(text))
    name = f"genenorm.{file.stem}"
    yield f"### {name}"
    yield markdown(ast.get_docstring(source.tree) or "")
    functions = [node for node in _functions(source.tree) if not node.name.startswith("_")]
    for function in dict.fromkeys(node.name for node in functions):
        yield f"#### {name}.{function}"
        yield from _about_function(function, [node for node in functions if node.name == function], source, "")
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield f"#### {name}.{node.name}"
            yield markdown(ast.get_docstring(node) or "")
            if fields := list(_fields(node, source)):
                yield _bullets("Fields", fields, "")
            for method in _functions(node):
                if not method.name.startswith("_"):
                    yield f"#### {name}.{node.name}.{method.name}"
                    yield from _about_function(f"{node.name}.{method.name}", [method], source, "")


def _kind(member: object) -> str:
    if not isinstance(member, type):
        return "Functions"
    if issubclass(member, BaseException):
        return "Exceptions"
    return "Enumerations" if issubclass(member, Enum) else "Classes"


def _summary(name: str) -> str:
    """Return the first paragraph of a public name's docstring, as the cell of a table."""
    first = inspect.cleandoc(getattr(genenorm, name).__doc__).split("\n\n")[0]
    return markdown(" ".join(first.split()), name).replace("|", r"\|")


def _section(name: str) -> Iterator[str]:
    """Yield the paragraphs about a public name."""
    member = getattr(genenorm, name)
    source = Source.of(inspect.getmodule(member) or genenorm)
    yield f"### {name}"
    if isinstance(member, type):
        yield from _about_class(name, member)
    else:
        yield from _about_function(name, [node for node in _functions(source.tree) if node.name == name], source, name)


def _about_function(title: str, nodes: Sequence[Function], source: Source, section: str) -> Iterator[str]:
    """Yield the signatures of a function, those of its overloads if it has any, and its docstring."""
    overloads = [node for node in nodes if "overload" in _decorators(node)]
    signatures = [_signature(title, node, source) for node in overloads or nodes]
    yield "```py\n" + "\n".join(signatures) + "\n```"
    if doc := ast.get_docstring(nodes[-1]):
        yield markdown(doc, section)


def _about_class(name: str, member: type) -> Iterator[str]:
    """Yield how a class is made, its docstring, its values, and its methods."""
    definitions = [(_definition(base), Source.of(inspect.getmodule(base) or genenorm)) for base in _own_bases(member)]
    functions: dict[str, tuple[list[Function], Source]] = {}
    for node, source in definitions:
        own = [function for function in _functions(node) if function.name not in functions]
        for function in own:
            functions.setdefault(function.name, ([], source))[0].append(function)
    made = functions.pop("__init__", None)
    made = functions.pop("__new__", made)
    if made:
        yield "```py\n" + _signature(name, made[0][-1], made[1]) + "\n```"
    bases = [base.__name__ for base in member.__bases__ if base.__name__ in genenorm.__all__]
    if bases:
        yield markdown(f"A subclass of {', '.join(f'`{base}`' for base in bases)}.", name)
    yield markdown(inspect.cleandoc(member.__doc__ or ""), name)
    fields = [value for node, source in definitions for value in _fields(node, source)]
    if fields:
        heading = "Members" if issubclass(member, Enum) else "Fields"
        is_value = not made and hasattr(member, "__match_args__")
        yield _bullets(heading + ", in the order of the constructor" * is_value, fields, name)
    attributes = [*_attributes(made), *_properties(functions)]
    if attributes:
        yield _bullets("Attributes", attributes, name)
    for method, (nodes, source) in functions.items():
        if not method.startswith("_") and not _is_property(nodes[0]):
            yield f"#### {name}.{method}"
            yield from _about_function(f"{name}.{method}", nodes, source, name)


def _own_bases(member: type) -> list[type]:
    """Return a class and the bases that have no section of their own, as far as they are classes of this package."""
    bases = [base for base in member.__mro__[1:] if base.__name__ not in genenorm.__all__]
    return [member, *(base for base in bases if base.__module__.startswith("genenorm."))]


def _definition(member: type) -> ast.ClassDef:
    tree = Source.of(inspect.getmodule(member) or genenorm).tree
    return next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == member.__name__)


def _functions(parent: ast.Module | ast.ClassDef) -> list[Function]:
    return [node for node in parent.body if isinstance(node, Function)]


def _decorators(node: Function) -> list[str]:
    return [ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list]


def _is_property(node: Function) -> bool:
    return any(name.endswith("property") for name in _decorators(node))


def _signature(title: str, node: Function, source: Source) -> str:
    """Return how a function is called; the first parameter of a method is left out."""
    parameters = _parameters(node.args, source)
    is_constructor = node.name in ("__init__", "__new__")
    if ("." in title or is_constructor) and "staticmethod" not in _decorators(node):
        parameters = [text for text in parameters if text != "/"][1:]
    result = f" -> {source.words(node.returns)}" if node.returns and not is_constructor else ""
    line = f"{title}({', '.join(parameters)}){result}"
    if len(line) <= WIDTH:
        return line
    return f"{title}(\n" + "".join(f"    {text},\n" for text in parameters) + f"){result}"


def _parameters(arguments: ast.arguments, source: Source) -> list[str]:
    def shown(argument: ast.arg, default: ast.expr | None = None, stars: str = "") -> str:
        note = f": {source.words(argument.annotation)}" if argument.annotation else ""
        equals = " = " if note else "="
        return f"{stars}{argument.arg}{note}" + (f"{equals}{source.words(default)}" if default else "")

    positional = [*arguments.posonlyargs, *arguments.args]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    texts = [shown(*pair) for pair in zip(positional, [*missing, *arguments.defaults], strict=True)]
    if arguments.posonlyargs:
        texts.insert(len(arguments.posonlyargs), "/")
    if arguments.vararg:
        texts.append(shown(arguments.vararg, stars="*"))
    elif arguments.kwonlyargs:
        texts.append("*")
    texts += [shown(*pair) for pair in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    return [*texts, *([shown(arguments.kwarg, stars="**")] if arguments.kwarg else [])]


def _fields(node: ast.ClassDef, source: Source) -> Iterator[Value]:
    """Yield the public names that a class body assigns: fields, enum members, constants."""
    for statement, doc in _documented(node.body):
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        if isinstance(target, ast.Name) and not target.id.startswith("_"):
            note = f": {source.words(statement.annotation)}" if isinstance(statement, ast.AnnAssign) else ""
            default = source.words(statement.value) if statement.value else ""
            if default.startswith("field("):
                default = "…"
            yield Value(f"{target.id}{note}" + (f" = {default}" if default else ""), doc)


def _attributes(made: tuple[list[Function], Source] | None) -> Iterator[Value]:
    """Yield the instance attributes that a constructor sets and describes."""
    for statement, doc in _documented(made[0][-1].body if made else ()):
        if doc:
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            parts = target.elts if isinstance(target, ast.Tuple) else [target]
            names = [part.attr for part in parts if isinstance(part, ast.Attribute)]
            if not any(name.startswith("_") for name in names):
                yield Value("`, `".join(names), doc)


def _documented(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.Assign | ast.AnnAssign, str]]:
    """Yield the assignments of a class or function, each with the string behind it or an empty one."""
    for statement, after in pairwise([*body, None]):
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            doc = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            yield statement, inspect.cleandoc(doc) if isinstance(doc, str) else ""


def _properties(functions: dict[str, tuple[list[Function], Source]]) -> Iterator[Value]:
    for name, (nodes, source) in functions.items():
        if _is_property(nodes[0]) and not name.startswith("_"):
            note = f": {source.words(nodes[0].returns)}" if nodes[0].returns else ""
            yield Value(name + note, ast.get_docstring(nodes[0]) or "")


def _bullets(heading: str, values: Sequence[Value], section: str) -> str:
    lines = [f"{heading}:", ""]
    for value in values:
        text = f"`{value.words}`" + (f": {markdown(value.doc, section)}" if value.doc else "")
        lines.append("- " + "\n".join(f"  {line}" if line else "" for line in text.split("\n"))[2:])
    return "\n".join(lines)


def markdown(doc: str, section: str = "") -> str:
    """Return a docstring as Markdown: code, doctests, literal blocks and field lists; public names become links."""
    lines = doc.split("\n")
    out: list[str] = []
    while lines:
        line = lines.pop(0)
        if line.startswith(">>>"):
            block = [line, *_taken(lines, lambda text: bool(text.strip()))]
            out += ["```pycon", *(_DIRECTIVE.sub("", text) for text in block), "```"]
        elif line.endswith("::"):
            block = _taken(lines, lambda text: not text.strip() or text.startswith(" "))
            shown = inspect.cleandoc("\n".join(block)).split("\n")
            out += [*([line[:-1], ""] if line.strip(":") else []), "```text", *shown, "```", ""]
        elif field := _FIELD.fullmatch(line):
            if out and out[-1] and not out[-1].startswith(("-", "  ")):
                out.append("")
            words = {"param": f"`{field[2]}`", "raises": f"Raises `{field[2]}`"}
            rest = [f"  {text.strip()}" for text in _taken(lines, lambda text: text.startswith(" "))]
            out += [f"- {words.get(field[1], 'Returns')}: {field[3]}", *rest]
        else:
            out.append(line)
    parts = _FENCE.split("\n".join(out).strip())
    return "".join(part if part.startswith("```") else _inline(part, section) for part in parts)


def _taken(lines: list[str], is_wanted: Callable[[str], object]) -> list[str]:
    """Remove the leading lines that are wanted from a list and return them."""
    taken = list(takewhile(is_wanted, lines))
    del lines[: len(taken)]
    return taken


def _inline(text: str, section: str) -> str:
    """Return prose with code marked as Markdown does, and with links to the sections of public names."""

    def linked(found: re.Match[str]) -> str:
        name = found[1] or found[3]
        if name not in genenorm.__all__ or name == section:
            return found[0]
        return (f"{found[2]} " if found[2] else "") + f"[`{name}`](#{name.lower()})"

    return _NAME.sub(linked, _CODE.sub(r"`\1`", text))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
