"""Commands that are killed or interrupted at any moment: nothing is torn, lost or left over."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from tools.trust.kills import ATTACKED, wrong_with_kills

KILLS = int(os.environ.get("GENENORM_TEST_KILLS", "3"))

pytestmark = pytest.mark.timeout(400)  # a whole run is made several times, and the machine may be busy


@pytest.mark.parametrize("command", ATTACKED)
def test_a_killed_command_leaves_nothing_torn_and_the_next_run_ends_its_work(tmp_path: Path, command: str) -> None:
    assert wrong_with_kills(ATTACKED[command], tmp_path, KILLS, Random(f"9 {command}")) == []


def test_drafts_of_a_killed_run_are_swept_where_files_have_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on file systems that have no files without a name, which are the drafts elsewhere."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text("import os\ndel os.O_TMPFILE\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{site}{os.pathsep}{os.environ.get('PYTHONPATH', '')}{os.pathsep}{Path.cwd()}")
    work = tmp_path / "work"
    work.mkdir()
    assert wrong_with_kills(ATTACKED["annotate --in-place"], work, KILLS, Random(10)) == []
