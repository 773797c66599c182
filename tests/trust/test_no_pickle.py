"""Nothing that genenorm reads can run code: no pickle at run time, and those of a build only as inert tables."""

from __future__ import annotations

import ast
import lzma
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from genenorm.builder import build_index
from genenorm.builder.download.web import HTTP_CACHE, open_session
from genenorm.core.errors import SourceError
from tests.support.dump_server import DumpServer
from tests.support.packages import contents, write_packages

PACKAGE = Path(__file__).resolve().parents[2] / "genenorm"

MODULES = {"pickle", "_pickle", "cPickle", "marshal", "shelve", "dill", "joblib", "cloudpickle", "jsonpickle"}
"""Modules whose readers run code from what they read."""
CALLS = {"eval", "exec", "compile", "__import__", "read_pickle", "popen", "system", "getoutput", "getstatusoutput"}
YAML = {"unsafe_load", "unsafe_load_all", "full_load", "full_load_all", "load_all"}
YAML |= {f"{kind}Loader" for kind in ("", "C", "Full", "CFull", "Unsafe", "CUnsafe")}

EXPECTED = {
    ("builder/readers/package_tables.py", "pickle"),  # its unpickler has a list of names that it allows
    ("core/values.py", "exec"),  # the constructor of a class, made of the names of its fields
}


def names_of(node: ast.AST) -> Iterator[str]:
    """Yield what is wrong with one node of a module."""
    match node:
        case ast.Import(names=names):
            yield from {alias.name.partition(".")[0] for alias in names} & MODULES
        case ast.ImportFrom(module=str(module), names=names):
            yield from {module.partition(".")[0]} & MODULES
            yield from {alias.name for alias in names} & (MODULES | YAML | (CALLS - {"compile"}))
        case ast.Attribute(value=ast.Name(id="yaml"), attr=attribute) if attribute in YAML:
            yield attribute
        case ast.Call(func=function, args=arguments, keywords=keywords):
            if isinstance(function, ast.Name) and function.id in CALLS:
                yield function.id
            if isinstance(function, ast.Attribute):
                is_pattern = function.attr == "compile"  # re.compile, struct.compile and their like
                yield from {function.attr} & CALLS if not is_pattern else ()
                if function.attr == "load" and len(arguments) + len(keywords) < 2 and is_yaml(function.value):
                    yield "yaml.load"
                if function.attr == "import_module" and isinstance(arguments[0], ast.Constant):
                    yield from {str(arguments[0].value).partition(".")[0]} & MODULES
            for keyword in keywords:
                if keyword.arg in ("allow_pickle", "shell") and not is_false(keyword.value):
                    yield keyword.arg


def is_yaml(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "yaml"


def is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def risks(text: str) -> set[str]:
    """Return the ways of running code from data that a module has."""
    return {name for node in ast.walk(ast.parse(text)) for name in names_of(node)}


def test_no_module_can_run_code_from_what_it_reads() -> None:
    found = {
        (path.relative_to(PACKAGE).as_posix(), risk)
        for path in PACKAGE.rglob("*.py")
        for risk in risks(path.read_text(encoding="utf-8"))
    }
    assert found == EXPECTED


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("import pickle as p", "pickle"),
        ("def f():\n    from marshal import loads", "marshal"),
        ("import joblib.numpy_pickle", "joblib"),
        ("importlib.import_module('dill')", "dill"),
        ("pandas.read_pickle(path)", "read_pickle"),
        ("from pandas import read_pickle", "read_pickle"),
        ("numpy.load(path, allow_pickle=True)", "allow_pickle"),
        ("numpy.load(path, allow_pickle=trusted)", "allow_pickle"),
        ("yaml.load(text)", "yaml.load"),
        ("yaml.load(text, Loader=yaml.UnsafeLoader)", "UnsafeLoader"),
        ("class A(yaml.CLoader): pass", "CLoader"),
        ("from yaml import unsafe_load", "unsafe_load"),
        ("eval(text)", "eval"),
        ("builtins.exec(text)", "exec"),
        ("compile(text, '', 'exec')", "compile"),
        ("subprocess.run(line, shell=True)", "shell"),
        ("os.system(line)", "system"),
        ("from os import popen", "popen"),
    ],
)
def test_each_way_of_running_code_is_found(text: str, risk: str) -> None:
    assert risks(text) == {risk}


@pytest.mark.parametrize(
    "text",
    [
        "numpy.load(path, allow_pickle=False)",
        "yaml.safe_load(text)",
        "yaml.load(text, Loader=yaml.CBaseLoader)",
        "re.compile(text)",
        "ast.literal_eval(text)",
        "subprocess.run(['a', line])",
    ],
)
def test_what_runs_no_code_is_not_blamed(text: str) -> None:
    assert risks(text) == set()


WATCHED = """
import sys
risky = ("pickle.find_class", "os.system", "subprocess.Popen", "os.posix_spawn", "os.exec")
seen = []
sys.addaudithook(lambda event, _: seen.append(event) if event in risky else None)
{work}
print("seen:", *seen)
"""
"""A program that runs ``work`` and prints where code could come in: names that a pickle looks up, processes."""


def seen(work: str, folder: Path) -> list[str]:
    program = WATCHED.format(work=work)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True, timeout=100
    )
    return done.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize(
    "work",
    [
        "from genenorm.cli import main; assert not main(['resolve', 'GRIN1', 'Trp53'])",
        "from genenorm.cli import main; assert not main(['resolve', '--file', 'names.txt', '--format', 'json'])",
        "from genenorm.cli import main; assert not main(['annotate', 'in', '--out', 'out'])",
        "import genenorm; genenorm.resolve_frame(['GRIN1'])",
    ],
)
def test_answering_looks_up_no_name_for_a_pickle_and_starts_nothing(work: str, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("GRIN1\nTrp53\n", encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.tsv").write_text("gene\tspecies\nTrp53\tmouse\n", encoding="utf-8")
    (tmp_path / "in" / "b.csv").write_text("gene\nGRIN1\n", encoding="utf-8")
    assert seen(work, tmp_path) == []


def test_the_watch_sees_a_pickle_that_looks_up_a_name(tmp_path: Path) -> None:
    assert seen("import pickle, fractions; pickle.loads(pickle.dumps(fractions.Fraction(1, 2)))", tmp_path) != []


class Payload:
    """A value whose pickle writes a file when it is read as pickles are."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.mark,)


def test_the_payload_of_these_tests_does_run_when_it_is_unpickled(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Payload(tmp_path / "ran")))
    assert (tmp_path / "ran").exists()


def test_a_pickle_in_the_cache_of_pages_is_not_read(tmp_path: Path) -> None:
    server = DumpServer()
    server.publish("page", b"the page")
    with server.running():
        with open_session(tmp_path) as session:
            assert session.get(f"{server.url}/page").content == b"the page"
        connection = sqlite3.connect(tmp_path / HTTP_CACHE)
        with connection:
            changed = connection.execute("UPDATE responses SET value = ?", (pickle.dumps(Payload(tmp_path / "ran")),))
            assert changed.rowcount == 1
        connection.close()
        with open_session(tmp_path) as session:
            assert session.get(f"{server.url}/page").content == b"the page"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("is_pinned", [False, True], ids=["another hash", "the pinned hash"])
def test_a_malicious_pickle_in_a_package_of_a_build_does_not_run(
    is_pinned: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With another hash it is not even opened; if it had the hash, its names would be refused."""
    evil = contents() | {"homologene": lzma.compress(pickle.dumps(Payload(tmp_path / "ran")))}
    right, wrong = write_packages(tmp_path / "right", contents()), write_packages(tmp_path / "cache", evil)
    pins = wrong if is_pinned else right
    monkeypatch.setattr("genenorm.builder.profiles.registry.load_pinned_files", lambda: pins)
    with pytest.raises(SourceError, match="is not allowed" if is_pinned else r"sha256 is \w+, expected"):
        build_index(tmp_path / "index.safetensors", cache=tmp_path / "cache")
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "index.safetensors").exists()
