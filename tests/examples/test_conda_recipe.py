"""The conda recipe is rendered by the program that builds it."""

from __future__ import annotations

import pytest

import genenorm
from tests.examples.conftest import ROOT
from tests.examples.test_versions import RECIPE

FILE = ROOT / "examples" / "conda" / "recipe.yaml"


def test_the_recipe_is_rendered() -> None:
    rattler_build = pytest.importorskip("rattler_build", reason="rattler-build is not installed (extra workflows)")
    variants = rattler_build.VariantConfig.from_yaml("python: ['3.12.*']")
    (rendered,) = rattler_build.Stage0Recipe.from_file(str(FILE)).render(variants)
    recipe = rendered.recipe.to_dict()
    assert recipe["package"] == {"name": "genenorm", "version": genenorm.__version__}
    assert recipe["build"]["noarch"] == "python"
    assert recipe["requirements"]["run"] == RECIPE["requirements"]["run"]


def test_the_source_of_the_recipe_is_the_project_and_its_licences_are_there() -> None:
    source = (FILE.parent / RECIPE["source"]["path"]).resolve()
    assert source == ROOT
    assert all((source / name).is_file() for name in RECIPE["about"]["license_file"])
