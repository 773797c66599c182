"""The Nextflow module: its script is filled in by Groovy, as Nextflow does, and run; its description fits it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

import genenorm
from tests.examples.conftest import ROOT, Run
from tests.examples.test_versions import CONTAINERFILE, MODULE

MAIN = (MODULE / "main.nf").read_text(encoding="utf-8")
META: dict[str, Any] = yaml.safe_load((MODULE / "meta.yml").read_text(encoding="utf-8"))
TABLE = ROOT / "examples" / "genes.tsv"


def section(name: str) -> str:
    """Return the text of a section of the process, ``input`` or ``script``."""
    found = re.search(rf"^    {name}:\n(.*?)(?=^    \w+:\n|^}})", MAIN, re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


def filled_in(name: str, tmp_path: Path, **values: object) -> str:
    """Return the shell commands of a section, with these values filled in by Groovy."""
    groovy = shutil.which("groovy")
    if groovy is None:
        pytest.skip("Groovy is not installed (Debian: groovy)")
    program, given = tmp_path / "fill.groovy", tmp_path / "values.json"
    program.write_text(
        "def values = new groovy.json.JsonSlurper().parse(new File(args[0]))\n"
        "print new GroovyShell(new Binding(values)).evaluate(new File(args[1]).text).toString().stripIndent()\n",
        encoding="utf-8",
    )
    (tmp_path / "section.groovy").write_text(section(name), encoding="utf-8")
    given.write_text(json.dumps(values), encoding="utf-8")
    java = shutil.which("java")
    home = {"JAVA_HOME": str(Path(java).resolve().parents[1])} if java else {}
    return subprocess.check_output(
        [groovy, str(program), str(given), str(tmp_path / "section.groovy")], text=True, env={**os.environ, **home}
    )


@pytest.mark.parametrize("species", ["mouse", None])
def test_the_script_gives_the_files_that_the_module_promises(run_example: Run, tmp_path: Path, species: object) -> None:
    task = {"ext": {"args": "--columns status,gene_id"}, "process": "GENENORM_RESOLVE"}
    meta = {"id": "de", "species": species}
    script = filled_in("script", tmp_path, task=task, meta=meta, table="a table.tsv", column="gene")
    work = tmp_path / "work"
    shutil.copy(TABLE, work / "a table.tsv")
    done = run_example("bash", "-euo", "pipefail", "-c", script)
    assert done.returncode == 0, done.stderr
    for pattern in re.findall(r'path\("(.*?)"\)', section("output")):
        assert len(list(work.glob(pattern))) == 1, pattern
    rows = (work / "de.genes.tsv").read_text(encoding="utf-8").splitlines()
    assert rows[:2] == ["gene\tlog2fc\tgenenorm_status\tgenenorm_gene_id", "Trp53\t2.1\tresolved\t22059"]


def test_the_stub_makes_empty_files_of_the_same_names(run_example: Run, tmp_path: Path) -> None:
    stub = filled_in("stub", tmp_path, task={"ext": {"prefix": "other"}}, meta={"id": "de"})
    assert run_example("bash", "-euo", "pipefail", "-c", stub).returncode == 0
    assert {path.name for path in (tmp_path / "work").iterdir()} == {"other.genes.tsv", "other.methods.txt"}


def test_the_version_is_found_as_the_module_says(run_example: Run) -> None:
    (command,) = re.findall(r'eval\("(.*?)"\)', section("output"))
    assert run_example("bash", "-c", command).stdout.strip() == genenorm.__version__
    (described,) = [key for entry in META["topics"]["versions"][0] for key in entry if "--version" in key]
    assert described == command


def test_the_description_has_the_inputs_and_outputs_of_the_process() -> None:
    described = [
        key for entry in META["input"] for part in (entry if isinstance(entry, list) else [entry]) for key in part
    ]
    assert described == re.findall(r"(?:val|path)[ (](\w+)", section("input"))
    outputs = re.findall(r"emit: (\w+)", section("output"))
    assert list(META["output"]) == outputs
    for emitted, pattern in re.findall(r'path\("(.*?)"\), emit: (\w+)', section("output")):
        assert emitted in {key for entry in META["output"][pattern][0] for key in entry}


def test_the_workflow_includes_the_module_and_its_parameters_have_values() -> None:
    workflow = (ROOT / "examples" / "nextflow" / "main.nf").read_text(encoding="utf-8")
    (name, path) = re.findall(r"include \{ (\w+) \} from '\./(.*?)'", workflow)[0]
    assert f"process {name} {{" in MAIN
    assert ROOT / "examples" / "nextflow" / f"{path}.nf" == MODULE / "main.nf"
    config = (ROOT / "examples" / "nextflow" / "nextflow.config").read_text(encoding="utf-8")
    assert set(re.findall(r"params\.(\w+)", workflow)) == set(re.findall(r"^    (\w+) = '", config, re.MULTILINE))


def test_reftrace_reads_the_module() -> None:
    reftrace = pytest.importorskip("reftrace", reason="reftrace is not installed (extra workflows)")
    (process,) = reftrace.Module.from_file(str(MODULE / "main.nf")).processes
    assert process.name == "GENENORM_RESOLVE"
    assert process.first_label.label == "process_single"
    assert process.first_container.simple_name == f"genenorm:{genenorm.__version__}"


def test_hadolint_has_nothing_to_say_of_the_container(run_example: Run) -> None:
    if shutil.which("hadolint") is None:
        pytest.skip("hadolint is not installed (extra workflows)")
    done = run_example("hadolint", CONTAINERFILE)
    assert (done.returncode, done.stdout) == (0, "")
