"""The package's direction: a module imports only what lies below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "genenorm"

LAYERS = {
    room: layer
    for layer, rooms in enumerate(
        (
            ("errors", "collector", "evidence"),
            ("model", "paths", "retry", "drafts"),
            ("layout", "keys", "references", "held", "recent", "taxa", "repair", "shorthand", "abbreviations"),
            ("pairs",),
            (
                "species",
                "modifiers",
                "spellings",
                "nongenes",
                "usual",
                "proposals",
                "index",
                "contents",
                "live",
                "tables",
            ),
            ("records", "library", "homology", "identifiers", "suggest", "variants", "view"),
            ("gather", "scopewords", "scan", "retirement", "paralogs"),
            ("scope",),
            ("weigh", "fresh"),
            ("rank",),
            ("resolve",),
            ("mentions", "figure"),
            ("find", "rows"),
            ("annotate", "lifted"),
            ("audit", "exports", "api", "build", "diff", "evaluate", "lock", "mygene_server"),
            ("answerdiff",),
            ("job", "files"),
            ("batch",),
            ("",),
            ("cli", "web", "spark"),
            ("__main__",),
        )
    )
    for room in rooms
}
"""Room (module or subpackage of genenorm; "" is the package itself) to layer. A new room is entered here."""

NEVER = {
    "records": {"resolve"},
    "tables": {"resolve"},
    "exports": {"resolve"},
}
"""Rooms that must not know each other although the layers would allow it."""

ROOT_USERS = {"cli", "web", "spark"}
"""Rooms that may import from the package's root; for all others that would be a cycle."""

TAXON_IDS = {9606, 10090, 10116, 7227, 7955, 6239, 559292}

MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(module: str) -> str:
    """Return the room of a dotted module name: ``genenorm.cli.resolve`` is in ``cli``."""
    return [*module.split("."), ""][1]


def name_of(path: Path) -> str:
    parts = ("genenorm", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(part for part in parts if part != "__init__")


def imports_of(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Yield (imported genenorm module, line, whether it runs when the module is imported)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lazy = {id(inner) for node in ast.walk(tree) if _is_lazy(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            names = [node.module or ""]
            if node.module == "genenorm":
                names = [_submodule(alias.name) for alias in node.names]
        for name in names:
            if name.split(".")[0] == "genenorm":
                yield name, node.lineno, id(node) not in lazy


def _is_lazy(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def _submodule(name: str) -> str:
    is_module = (PACKAGE / f"{name}.py").exists() or (PACKAGE / name / "__init__.py").exists()
    return f"genenorm.{name}" if is_module else "genenorm"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_lower_layers(path: Path) -> None:
    room = room_of(name_of(path))
    assert room in LAYERS, f"genenorm/{room} has no layer yet: enter it in LAYERS"
    for imported, line, _ in imports_of(path):
        other = room_of(imported)
        if other == room and room != "":
            continue
        if room == "" and path.name == "__init__.py":
            assert LAYERS[other] < LAYERS[room], f"{path}:{line}: the root re-exports {imported}, which lies above it"
            continue
        assert other not in NEVER.get(room, ()), f"{path}:{line}: {room} must not import {imported}"
        if other == "":
            assert room in ROOT_USERS, f"{path}:{line}: import from the module that owns the name, not from the root"
        assert LAYERS[other] < LAYERS[room], f"{path}:{line}: {room} (layer {LAYERS[room]}) imports {imported}"


def test_no_import_cycle_when_modules_load() -> None:
    graph = {name_of(path): {name for name, _, now in imports_of(path) if now} for path in MODULES}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, f"import cycle: {' -> '.join((*trail, module))}"
        if module not in done:
            for other in graph.get(module, ()):
                visit(other, (*trail, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_only_the_command_line_imports_the_builder_and_only_when_asked() -> None:
    users = [
        (name_of(path), now)
        for path in MODULES
        for imported, _, now in imports_of(path)
        if room_of(imported) == "build" and room_of(name_of(path)) != "build"
    ]
    assert all(room_of(user) == "cli" and not now for user, now in users), users


def test_the_check_sees_a_forbidden_import(tmp_path: Path) -> None:
    """The checks above can fail: an upward import in a copy of a low module is found."""
    module = tmp_path / "keys.py"
    module.write_text(
        "from genenorm.resolver.resolver import Resolver\ndef f():\n    import genenorm.index.reference\n",
        encoding="utf-8",
    )
    assert list(imports_of(module)) == [("genenorm.resolver.resolver", 1, True), ("genenorm.index.reference", 3, False)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_stay_small_enough_to_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    assert lines <= 350, f"{path}: {lines} lines; split it where a second reason to change lives in it"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            size = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert size <= 40, f"{path}:{node.lineno}: {node.name} has {size} lines"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_public_name_has_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{path}: what is this module for?"
    nodes: list[ast.Module | ast.ClassDef] = [
        tree,
        *(node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")),
    ]
    for parent in nodes:
        for node in parent.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not _is_silent(node):
                assert ast.get_docstring(node), f"{path}:{node.lineno}: {node.name} says nothing about itself"


def _is_silent(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Tell whether a definition needs no docstring: it is private, or only a signature."""
    overloads = [name for name in node.decorator_list if isinstance(name, ast.Name) and name.id == "overload"]
    return node.name.startswith("_") or bool(overloads)


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "taxa.py"], ids=name_of)
def test_taxon_ids_get_their_names_in_one_module(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            numbers = {part.value for part in parts if isinstance(part, ast.Constant)}
            assert not numbers & TAXON_IDS, (
                f"{path}:{node.lineno}: a name of a taxon id; import it from genenorm.core.taxa"
            )
