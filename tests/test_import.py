"""Importing genenorm is free, and its public names are few and where they are said to be."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import genenorm

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
}


def modules_after(statement: str) -> set[str]:
    """Return the top-level modules a fresh interpreter has loaded after a statement."""
    program = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not modules_after("import genenorm") & HEAVY


def test_importing_the_package_loads_none_of_its_modules() -> None:
    loaded = "import genenorm, sys; print([name for name in sys.modules if name.startswith('genenorm.')])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_resolving_one_name_loads_no_table_or_network_library() -> None:
    assert not modules_after("import genenorm; genenorm.resolve('GRIN1')") & (HEAVY - {"sqlite3"})


def test_at_most_fifteen_names_are_public_and_sorted() -> None:
    assert len(genenorm.__all__) <= 15
    assert sorted(genenorm.__all__) == genenorm.__all__


@pytest.mark.parametrize("name", genenorm.__all__)
def test_each_public_name_exists_and_is_documented(name: str) -> None:
    member = getattr(genenorm, name)
    assert member.__doc__
    assert member is getattr(import_module(genenorm._HOMES[name]), name)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'resolv'"):
        _ = genenorm.resolv


def test_dir_lists_the_public_names_before_they_are_loaded() -> None:
    assert set(genenorm.__all__) <= set(dir(genenorm))


@pytest.mark.parametrize(
    "first",
    ["genenorm.Resolver", "__import__('genenorm.resolver.resolver')", "__import__('genenorm.annotation.annotations')"],
)
def test_a_submodule_never_hides_the_function_of_its_name(first: str) -> None:
    program = f"import genenorm; {first}; print(callable(genenorm.resolve), callable(genenorm.annotate))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "True True\n"
