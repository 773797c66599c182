"""The examples of a shell pipe, a Snakemake rule and an R script are run as they are."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.examples.conftest import ROOT, Run

EXAMPLES = ROOT / "examples"
TABLE = EXAMPLES / "genes.tsv"


def test_the_pipe_prints_what_can_be_trusted_and_says_why_the_rest_cannot(run_example: Run) -> None:
    done = run_example(EXAMPLES / "pipe.sh", TABLE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["13385", "13649", "14810", "22059"]
    assert done.stderr.splitlines() == ["2-Sep: repaired spelling", "p38: family, not a gene", "no such gene: unknown"]


def test_the_pipe_fails_when_one_of_its_programs_does(run_example: Run) -> None:
    done = run_example(EXAMPLES / "pipe.sh", TABLE, "unicorn")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "unknown species 'unicorn'" in done.stderr
    assert "usage: pipe.sh TABLE" in run_example(EXAMPLES / "pipe.sh").stderr


def snakemake(run_example: Run, *arguments: str) -> str:
    """Run the example's rules, and return what Snakemake said."""
    pytest.importorskip("snakemake", reason="Snakemake is not installed (extra workflows)")
    folder = EXAMPLES / "snakemake"
    files = ("--snakefile", str(folder / "Snakefile"), "--configfile", str(folder / "config.yaml"))
    done = run_example(sys.executable, "-m", "snakemake", "--cores", "1", *files, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.timeout(240)  # Snakemake starts several processes, each of which loads much
def test_the_snakemake_rule_answers_every_table_and_then_has_nothing_to_do(run_example: Run, tmp_path: Path) -> None:
    work = tmp_path / "work"
    (work / "tables").mkdir()
    shutil.copy(TABLE, work / "tables" / "first.tsv")
    snakemake(run_example)
    rows = [line.split("\t") for line in (work / "answered" / "first.tsv").read_text(encoding="utf-8").splitlines()]
    assert rows[0][:4] == ["gene", "log2fc", "genenorm_status", "genenorm_gene_id"]
    assert [row[3] for row in rows[1:]] == ["22059", "13649", "13385", "14810", "18000", "", ""]
    paragraph = (work / "answered" / "first.methods.txt").read_text(encoding="utf-8")
    assert "Only genes of Mus musculus were accepted." in paragraph
    assert "Nothing to be done" in snakemake(run_example, "--dry-run")


def test_the_r_script_gives_the_table_with_identifiers(run_example: Run) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed (Debian: r-base-core and r-cran-reticulate)")
    if run_example("Rscript", "-e", "library(reticulate)").returncode:
        pytest.skip("R has no package reticulate (Debian: r-cran-reticulate)")
    done = run_example("Rscript", EXAMPLES / "r" / "genenorm.R", TABLE, RETICULATE_PYTHON=sys.executable)
    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert rows[0] == ["gene", "log2fc", "gene_id", "symbol", "doubt"]
    assert [row[2:] for row in rows[1:]] == [
        ["22059", "Trp53", ""],
        ["13649", "Egfr", ""],
        ["13385", "Dlg4", ""],
        ["14810", "Grin1", ""],
        ["18000", "Septin2", "repaired spelling"],
        ["", "", "family, not a gene"],
        ["", "", ""],
    ]
