"""A folder of records for the tests of files and runs."""

from __future__ import annotations

from pathlib import Path

import pytest

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of records, one of them bad, with hidden files, outputs of an earlier run, and a file of no format."""
    root = tmp_path / "in"
    (root / "sub" / ".hidden").mkdir(parents=True)
    for name in ("a.md", "sub/b.md", "sub/.hidden/c.md", ".d.md"):
        (root / name).write_bytes(FIXTURE.read_bytes())
    (root / "bad.md").write_bytes(b"---\nschema-jsonld: 1\n---\n")
    (root / "list.txt").write_bytes(b"GRIN1\nTP53\n")
    (root / "a.genes.tsv").write_bytes(b"input\tstatus\ttaxon_id\tgene_id\n")
    (root / "a.sssom.tsv").write_bytes(b"ours")
    (root / "notes.doc").write_bytes(b"none")
    return root
