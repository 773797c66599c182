"""The package's direction: a room imports only the rooms below it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "genenorm"

FLOORS = (
    ("core",),
    ("records", "text"),
    ("index",),
    ("resolver",),
    ("mygene",),
    ("verify", "annotation"),
    ("builder",),
    ("frames",),
    ("service", "datasets"),
    ("api",),
    ("frame_api",),
    ("anndata", "dask", "duckdb", "pandas", "polars", "spark"),
    ("__init__",),
    ("cli",),
    ("__main__",),
)
"""Rooms (packages and the files at the top of the package) from the lowest floor up."""

FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

UPWARD = {("resolver/resolver.py", "genenorm.mygene.lookups")}
"""The one import that goes up, inside a function: ``Resolver(live=True)`` opens the shared look-ups."""

MOST_ROOMS = 13

TAXON_IDS = {9606, 10090, 10116, 7227, 7955, 6239, 559292}

MODULES = sorted(PACKAGE.rglob("*.py"))


def path_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    """Return the room of a file: its folder at the top of the package, or its own name there."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def room_of_module(module: str) -> str:
    """Return the room of a dotted module name.

    >>> room_of_module("genenorm.cli.resolve"), room_of_module("genenorm.api"), room_of_module("genenorm")
    ('cli', 'api', '__init__')
    """
    return [*module.split("."), "__init__"][1]


def name_of(path: Path) -> str:
    parts = ("genenorm", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(part for part in parts if part != "__init__")


@cache
def imports_of(path: Path) -> tuple[tuple[str, int, bool], ...]:
    """Return (imported genenorm module, line, whether it runs when the module is imported) of each import of a file."""
    return tuple(_imports_of(path))


def _imports_of(path: Path) -> Iterator[tuple[str, int, bool]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lazy = {id(inner) for node in ast.walk(tree) if _is_lazy(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            parent = node.module or ""
            # `from package import module` imports the module as well
            names = [parent, *(f"{parent}.{alias.name}" for alias in node.names if _is_module(parent, alias.name))]
            if len(names) > 1:
                del names[0]
        for name in names:
            if name.split(".")[0] == "genenorm":
                yield name, node.lineno, id(node) not in lazy


def _is_lazy(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def _is_module(parent: str, name: str) -> bool:
    folder = PACKAGE.parent.joinpath(*parent.split("."), name)
    return folder.with_suffix(".py").exists() or (folder / "__init__.py").exists()


def upward_imports(path: Path) -> list[str]:
    """Return the imports of a file that do not go down, each as a line for a person."""
    room = room_of(path)
    found = []
    for imported, line, _ in imports_of(path):
        other = room_of_module(imported)
        if other != room and FLOOR_OF[other] >= FLOOR_OF[room] and (path_of(path), imported) not in UPWARD:
            found.append(f"{path}:{line}: {room} imports {imported}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_only_rooms_below_it(path: Path) -> None:
    assert room_of(path) in FLOOR_OF, f"genenorm/{room_of(path)} has no floor yet: enter it in FLOORS"
    assert upward_imports(path) == []


def test_the_imports_that_go_up_are_still_there_and_run_inside_functions() -> None:
    found = {(path_of(path), name): now for path in MODULES for name, _, now in imports_of(path)}
    assert {arrow: found.get(arrow) for arrow in UPWARD} == dict.fromkeys(UPWARD, False)


def test_the_package_has_few_rooms() -> None:
    rooms = {room_of(path) for path in MODULES if path.parent != PACKAGE}
    assert len(rooms) <= MOST_ROOMS
    assert {room_of(path) for path in MODULES} == set(FLOOR_OF)


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
        if room_of_module(imported) == "builder" and room_of(path) != "builder"
    ]
    assert users
    assert all(user.startswith("genenorm.cli.") and not now for user, now in users), users


def test_the_check_sees_an_import_that_goes_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "genenorm"
    for file, line in {
        "core/low.py": "def f():\n    from genenorm.index.reference import Reference\n",
        "text/side.py": "import genenorm.records.record\n",
        "index/fine.py": "from genenorm.core import model\n",
    }.items():
        (package / file).parent.mkdir(parents=True, exist_ok=True)
        (package / file).write_text(line, encoding="utf-8")
    monkeypatch.setattr(f"{__name__}.PACKAGE", package)
    found = {file.parent.name: upward_imports(file) for file in package.rglob("*.py")}
    assert {room: len(lines) for room, lines in found.items()} == {"core": 1, "text": 1, "index": 0}


def test_no_two_modules_have_the_same_name() -> None:
    names = Counter(path.name for path in MODULES if not path.name.startswith("__"))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES}), ids=path_of)
def test_every_room_says_what_it_is_for(folder: Path) -> None:
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    assert text, f"{folder}/__init__.py: what is this room for?"
    if folder.parent == PACKAGE:
        sentence = " ".join(text.split("\n\n")[0].split())
        design = (PACKAGE.parent / "docs" / "design.md").read_text(encoding="utf-8")
        assert f"| `{folder.name}` | {sentence} |" in design, f"docs/design.md has another sentence for {folder.name}"


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
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not _needs_no_docstring(node):
                assert ast.get_docstring(node), f"{path}:{node.lineno}: {node.name} has no docstring"


def _needs_no_docstring(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Return whether a definition is private, or only a signature."""
    overloads = [name for name in node.decorator_list if isinstance(name, ast.Name) and name.id == "overload"]
    return node.name.startswith("_") or bool(overloads)


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "taxa.py"], ids=name_of)
def test_taxon_ids_get_their_names_in_one_module(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            numbers = {part.value for part in parts if isinstance(part, ast.Constant)}
            assert not numbers & TAXON_IDS, f"{path}:{node.lineno}: a name of a taxon id; import it from core.taxa"
