"""What repositories of data refer to: the hooks of pre-commit and the GitHub Action run the audit as they say."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pre_commit.clientlib import load_manifest  # type: ignore[import-untyped]

from tests.support.children import started
from tests.support.commands import run

ROOT = Path(__file__).resolve().parents[1]
HOOKS: list[dict[str, Any]] = load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
WRONG, FIXED = "symbol,gene_id\nGRIN1,2902\nSEPT6,23157\n", "symbol,gene_id\nGRIN1,2902\nSEPTIN6,23157\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a table that has an outdated symbol, and a clean one."""
    (tmp_path / "genes.csv").write_text(WRONG, encoding="utf-8")
    (tmp_path / "clean.csv").write_text(FIXED, encoding="utf-8")
    return tmp_path


def test_the_hooks_take_the_files_that_the_audit_reads() -> None:
    assert [hook["id"] for hook in HOOKS] == ["genenorm-check", "genenorm-check-fix"]
    for hook in HOOKS:
        names = ("a.csv", "b/a.TSV".lower(), "a.xlsx", "a.jsonl", "a.obo", "a.csv.gz")
        assert all(re.search(hook["files"], name) for name in names)
        assert not re.search(hook["files"], "a.py")
        assert hook["language"] == "python"


def test_the_hooks_run_the_audit(data: Path) -> None:
    check, fix = (shlex.split(hook["entry"]) for hook in HOOKS)
    assert check[0] == fix[0] == "genenorm"
    found = run(*check[1:], "genes.csv", "clean.csv", cwd=data)
    assert found.returncode == 1
    assert "line 3, symbol: SEPT6, 23157: outdated (certain) → SEPTIN6" in found.stdout
    assert run(*check[1:], "clean.csv", cwd=data).returncode == 0
    corrected = run(*fix[1:], "genes.csv", "clean.csv", cwd=data)
    assert (corrected.returncode, (data / "genes.csv").read_text(encoding="utf-8")) == (0, FIXED)


def test_the_inputs_of_the_action_reach_its_scripts_as_variables() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    assert all(entry["description"] for entry in ACTION["inputs"].values())
    assert ACTION["runs"]["using"] == "composite"
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), "an input in a script would be run"
        assert "uses" in step or step["shell"] == "bash"


@pytest.mark.parametrize(
    ("files", "args", "code", "shown"),
    [
        (
            "genes.csv clean.csv",
            "",
            1,
            "::error file=genes.csv,line=3,title=genenorm%3A outdated::symbol: SEPT6, 23157",
        ),
        ("*.csv", "--fail-on\nmismatch", 0, "::error file=genes.csv,line=3"),
        ("clean.csv", "", 0, ""),
        ("$(touch bad)", "", 1, ""),
    ],
)
def test_the_script_of_the_action_writes_annotations(files: str, args: str, code: int, shown: str, data: Path) -> None:
    script = ACTION["runs"]["steps"][-1]["run"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "INPUT_FILES": files, "INPUT_ARGS": args,
                   "INPUT_SPECIES": "human"}  # fmt: skip
    with started(
        ["bash", "-eo", "pipefail", "-c", script], cwd=data, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        out = process.communicate()[0].decode()
    assert process.returncode == code
    assert out.startswith(shown) if shown else not out
    assert not (data / "bad").exists()
