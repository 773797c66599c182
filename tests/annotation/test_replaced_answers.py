"""Which answers of a figure record a run replaces by other ones, and what the commands say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from genenorm.annotation.annotations import annotate_file
from genenorm.annotation.replaced_answers import replaced_names
from genenorm.resolver.resolver import Resolver
from tests.support.commands import run

PAGE = b"---\nfigid: f1\nschema-jsonld:\n  keywords:\n  - GRIN1\n  - TP53\n  - GRIN1\n---\n"


@pytest.fixture(scope="module")
def done(resolver: Resolver) -> bytes:
    return annotate_file(PAGE, "f1.md", resolver).rewritten()


def test_answers_that_are_the_same_or_were_not_there_replace_nothing(done: bytes, resolver: Resolver) -> None:
    full = annotate_file(PAGE, "f1.md", resolver).rewritten(full=True)
    assert full != done
    for before in (b"", PAGE, done, full):
        assert replaced_names(before, done, "f1.md") == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"symbol: TP53,", b"symbol: MINE,"),
        (b"keyword: TP53,  status: resolved,", b"keyword: TP53,  status: unknown,"),
        (b"gene_id: 7157,", b"gene_id: 1,"),
    ],
)
def test_an_edited_answer_is_named(old: bytes, new: bytes, done: bytes) -> None:
    assert old in done
    assert replaced_names(done.replace(old, new), done, "f1.md") == ("TP53",)


def test_rows_of_one_name_are_compared_in_their_order(done: bytes) -> None:
    first, second = done.find(b"gene_id: 2902"), done.rfind(b"gene_id: 2902")
    assert first < second
    assert replaced_names(done[:second] + b"gene_id: 1234" + done[second + 13 :], done, "f1.md") == ("GRIN1",)


def test_answers_that_cannot_be_read_are_all_replaced(done: bytes) -> None:
    assert replaced_names(done.replace(b"}", b"", 1), done, "f1.md") == ("GRIN1", "TP53", "GRIN1")


@pytest.mark.parametrize("place", [["--in-place"], ["--out", "mine.md"], ["--out", "mine"]])
def test_a_run_names_the_edited_answers_that_it_replaces(place: list[str], done: bytes, tmp_path: Path) -> None:
    edited = done.replace(b"symbol: TP53,", b"symbol: MINE,")
    source = tmp_path / "in" / "a.md"
    source.parent.mkdir()
    source.write_bytes(edited if place == ["--in-place"] else PAGE)
    (tmp_path / "mine.md").write_bytes(edited)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.md").write_bytes(edited)
    command = ["annotate", "in" if place[-1] == "mine" else "in/a.md", *place]
    result = run(*command, cwd=tmp_path)
    told = "in/a.md: replaced 1 answer that was edited, or had other options: TP53"
    assert (result.returncode, result.stderr.splitlines()[0]) == (0, told)
    assert "replaced" not in run(*command, cwd=tmp_path).stderr


def test_several_files_share_one_line(done: bytes, tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_bytes(done.replace(b"gene_id: 2902,", b"gene_id: 1,"))
    lines = run("annotate", ".", "--in-place", cwd=tmp_path).stderr.splitlines()
    line = "replaced 4 answers that were edited, or had other options, in 2 files; in a.md: GRIN1, GRIN1"
    assert lines[0] == f"genenorm: {line} (--verbose names all)"
    assert len(lines) == 2
