"""Importing genenorm is free, and its public names are few and where they are said to be."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import genenorm

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {
    "pandas",
    "numpy",
    "requests",
    "requests_cache",
    "mygene",
    "biothings_client",
    "httpx",
    "rich",
    "yaml",
    "sqlite3",
    "fastapi",
    "pydantic",
    "starlette",
    "uvicorn",
}


SLOW = {"click", "platformdirs", "inspect", "json", "dataclasses", "typing", "pathlib", "re"}
"""Modules whose import takes as long as an answer; the modules that a plain ``genenorm resolve`` runs import none."""

LEAN = (
    "genenorm",
    "genenorm.cli",
    "genenorm.cli.plain_resolve",
    "genenorm.core.authorities",
    "genenorm.core.caches",
    "genenorm.core.context",
    "genenorm.core.errors",
    "genenorm.core.evidence",
    "genenorm.core.names",
    "genenorm.core.paths",
    "genenorm.core.tables",
    "genenorm.core.taxa",
    "genenorm.index.choose",
    "genenorm.text.conventions",
    "genenorm.text.keys",
    "genenorm.text.not_genes",
    "genenorm.text.usual_meanings",
)


def modules_after(statement: str) -> set[str]:
    """Return the top-level modules a fresh interpreter has loaded after a statement."""
    program = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("module", LEAN)
def test_the_modules_of_a_lean_start_import_nothing_slow(module: str) -> None:
    assert not modules_after(f"import {module}") & (HEAVY | SLOW)


def test_reading_the_tables_of_words_imports_nothing_slow() -> None:
    read = "from genenorm.text import not_genes, usual_meanings; not_genes.NotGenes.load().reason('atp')"
    assert not modules_after(f"{read}; usual_meanings.usual_symbol('p53')") & (HEAVY | SLOW)


def test_choosing_the_shipped_index_imports_nothing_slow() -> None:
    assert not modules_after("from genenorm.index.choose import choose; choose()") & (HEAVY | SLOW)


def test_a_plain_resolve_on_the_command_line_imports_no_click() -> None:
    loaded = modules_after("from genenorm.cli import main; main(['resolve', 'GRIN1'])")
    assert not loaded & ((HEAVY | SLOW) - {"re"})  # names in the style of one species are found by pattern


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not modules_after("import genenorm") & HEAVY


def test_importing_the_package_loads_none_of_its_modules() -> None:
    loaded = "import genenorm, sys; print([name for name in sys.modules if name.startswith('genenorm.')])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_resolving_one_name_loads_no_table_or_network_library() -> None:
    assert not modules_after("import genenorm; genenorm.resolve('GRIN1')") & HEAVY


def test_annotating_a_record_loads_no_client_of_the_network() -> None:
    page = str(ROOT / "fixtures" / "ketamine-figure.md")
    loaded = modules_after(f"from genenorm.cli import main; main(['annotate', {page!r}, '--stdout', '-q'])")
    assert not loaded & {"http", "requests", "socket", "ssl", "urllib3"}


COMMANDS = """
import sys
from genenorm.cli import main

for words in ("resolve GRIN1 p53", "explain TrkB", "orthologs GRIN1 --to mouse", "reference info", "serve --help",
              "annotate fixtures/ketamine-figure.md", "cache info", "lock GRIN1 --out -", "evaluate --help"):
    try:
        main(words.split())
    except SystemExit:
        pass
"""


def test_commands_other_than_serve_load_nothing_of_the_service() -> None:
    names = "name.partition('.')[0] for name in sys.modules"
    program = f"{COMMANDS}\nprint(file=sys.stdout)\nprint(*{{{names}}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not set(done.stdout.splitlines()[-1].split()) & {"fastapi", "pydantic", "starlette", "uvicorn", "h11"}


def test_without_the_extra_of_the_service_everything_else_works_and_it_is_named() -> None:
    program = """
import sys
sys.modules.update(dict.fromkeys(["fastapi", "pydantic", "starlette", "uvicorn"]))
from genenorm import *
from genenorm.cli import main
try:
    Service(Resolver(Reference.open()))
except MissingExtraError as error:
    print(error)
sys.exit(main(["serve"]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "serving needs an optional dependency: pip install 'genenorm[web]'\n"
    assert done.stderr == "genenorm: serving needs an optional dependency: pip install 'genenorm[web]'\n"
    assert done.returncode == 1


BARE_LOOKUP = """
import sqlite3
connection = sqlite3.connect(":memory:")
print(connection.execute("SELECT 'grin1'").fetchone())
"""
MOST_OF_A_LOOKUP = 2.5
"""How many times the instructions of a bare look-up with SQLite a plain ``genenorm resolve`` may take."""
MOST_OF_AN_IMPORT = 0.8
"""How many times the instructions of ``import sqlite3`` the import of the package may take."""


@pytest.mark.skipif(shutil.which("valgrind") is None, reason="instructions are counted by valgrind")
def test_instructions_of_a_start_stay_below_the_ceiling(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONHASHSEED": "0"}
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]

    def instructions(*arguments: str) -> int:
        process = [sys.executable, *arguments]
        subprocess.run(process, capture_output=True, check=True, env=environment)  # writes the bytecode
        done = subprocess.run([*valgrind, *process], capture_output=True, text=True, check=True, env=environment)
        return int(re.findall(r"Collected : (\d+)", done.stderr)[0])

    answered = instructions("-m", "genenorm", "resolve", "GRIN1")
    assert answered / instructions("-c", BARE_LOOKUP) <= MOST_OF_A_LOOKUP
    assert instructions("-c", "import genenorm") / instructions("-c", "import sqlite3") <= MOST_OF_AN_IMPORT


PUBLIC = {
    "functions": ["annotate", "check", "harmonize", "lift", "methods_text", "orthologs", "orthologs_frame", "resolve",
                  "resolve_frame", "species_of_list"],
    "values": ["Candidate", "Context", "Document", "Gene", "Homology", "KeyRule", "Mention", "NameKind", "Ortholog",
               "Resolution", "SpeciesMention", "Status"],
    "resolver": ["ListSpecies", "Reference", "Resolver"],
    "records": ["AnnotatedFile", "Annotation", "ReadOptions", "Record", "annotate_file", "strip_file"],
    "MyGene.info": ["LiveLookups", "LiveOptions", "LiveSource", "LookupStore", "Network"],
    "datasets": ["HarmonizePlan", "LiftReport", "Lifted"],
    "service": ["Part", "Service", "application"],
    "reproducing": ["Lock", "RunOptions", "index_changes", "make_lock", "repeat_lock"],
    "auditing": ["CheckedFile", "Finding", "FindingKind", "Sureness"],
    "errors": ["GenenormError", "LiveError", "LockError", "MissingExtraError", "RecordError", "ReferenceFileError",
               "SourceError", "UnknownReferenceError", "UnknownTaxonError"],
}  # fmt: skip
"""The public names by subject: a name is added or removed here on purpose, and in the changelog."""


def test_the_public_names_are_these_and_sorted() -> None:
    assert genenorm.__all__ == sorted(name for names in PUBLIC.values() for name in names)


@pytest.mark.parametrize("name", genenorm.__all__)
def test_each_public_name_exists_and_is_documented(name: str) -> None:
    member = getattr(genenorm, name)
    assert member.__doc__
    assert member is getattr(import_module(genenorm._HOME_OF[name]), name)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'resolv'"):
        _ = genenorm.resolv


def test_dir_lists_the_public_names_before_they_are_loaded() -> None:
    assert set(genenorm.__all__) <= set(dir(genenorm))


@pytest.mark.parametrize("module", sorted({*genenorm._HOMES, "genenorm.cli", "genenorm.builder"}))
def test_importing_a_module_hides_no_public_name(module: str) -> None:
    """Importing a submodule sets an attribute of its name on the package: none may have the name of a function."""
    program = f"import genenorm, {module}; print(*(callable(getattr(genenorm, name)) for name in genenorm.__all__))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"True"}


def test_the_rooms_of_the_package_are_modules() -> None:
    assert import_module("genenorm.resolver").__name__ == "genenorm.resolver"
    assert not {path.removeprefix("genenorm.").split(".")[0] for path in genenorm._HOMES} & set(genenorm.__all__)


def test_help_of_the_package_shows_the_functions_on_one_screen() -> None:
    guide = str(genenorm.__doc__)
    listed = set(re.findall(r"\b\w+\b", guide))
    assert {*PUBLIC["functions"], "annotate_file", "strip_file", "make_lock", "repeat_lock"} <= listed
    assert guide.count("\n") <= 37
    _, *lines = guide.splitlines()
    assert max(map(len, lines)) <= 76
    calls = re.findall(r"^ +(\w+)\(", guide, re.MULTILINE)
    assert calls == [
        "resolve", "resolve_frame", "orthologs", "orthologs_frame", "species_of_list", "lift",
        "annotate", "check", "harmonize", "methods_text",
    ]  # fmt: skip
    assert all(callable(getattr(genenorm, name)) for name in calls)
    assert set(genenorm.__all__) <= set(dir(genenorm))
