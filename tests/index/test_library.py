"""The library of indexes: listed, chosen, added, verified and removed, and never half of one."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from genenorm.builder.build_report import BuildReport
from genenorm.cli import main
from genenorm.core.errors import ReferenceFileError, UnknownReferenceError
from genenorm.core.paths import SHIPPED_INDEX
from genenorm.index.choose import ChosenBy, choose, chosen_name, index_names
from genenorm.index.content_hash import HASHED_TABLES, hash_content
from genenorm.index.library import add, index_entries, remove, use, verify
from genenorm.index.reference import Reference
from tests.support.small_index import write_small_index


def change(file: Path, *statements: str) -> None:
    connection = sqlite3.connect(file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.fixture
def whole(library: Path) -> Path:
    """The index ``small`` of the library with its content hash in it, as the builder would leave it."""
    file = library / "small.sqlite"
    connection = sqlite3.connect(file)
    content_hash, _ = hash_content(connection)
    connection.execute("INSERT INTO meta VALUES ('content_hash', ?)", (content_hash,))
    connection.commit()
    connection.close()
    return file


def test_the_shipped_index_holds_what_was_written_into_it(reference: Reference) -> None:
    found = verify(SHIPPED_INDEX)
    assert (found.stamp, found.content_hash) == (reference.stamp, reference.meta["content_hash"])
    assert found.rows > sum(reference.count(what) for what in ("genes", "names", "groups", "families", "ids"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE genes SET symbol = 'Grin1' WHERE symbol = 'GRIN1'",
        "UPDATE genes SET gene_id = NULL WHERE key = 1",
        "DELETE FROM names WHERE key = 'grin1'",
        "UPDATE taxa SET source = 'elsewhere' WHERE taxon_id = 9606",
        "INSERT INTO ids VALUES ('P12345', 1, 0)",
        "UPDATE meta SET value = '0' WHERE key = 'content_hash'",
        "DELETE FROM meta WHERE key = 'content_hash'",
    ],
)
def test_any_changed_row_is_found(statement: str, whole: Path) -> None:
    assert verify("small").content_hash == verify(whole).content_hash
    change(whole, statement)
    with pytest.raises(ReferenceFileError, match=r"small\.sqlite: content hash .* recorded when written"):
        verify("small")


def test_another_layout_and_a_damaged_file_are_found(whole: Path) -> None:
    sound = whole.read_bytes()
    change(whole, "DROP INDEX genes_gene_id")
    with pytest.raises(ReferenceFileError, match="its tables are not those of its schema"):
        verify("small")
    whole.write_bytes(sound[: len(sound) // 2])
    with pytest.raises(ReferenceFileError, match=r"damaged|not a genenorm reference index") as failure:
        verify("small")
    assert "\n" not in str(failure.value)


def test_verifying_is_a_command_whose_exit_code_tells(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "verify", "small"]) == 0
    assert capsys.readouterr().out.startswith("small 2026-11-15 ")
    change(whole, "DELETE FROM names")
    assert main(["reference", "verify", str(whole)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["reference", "verify", "smal"]) == 2


def test_all_indexes_are_listed_with_what_they_hold_and_which_answers(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (library / "broken.sqlite").write_bytes(b"no index")
    use("small")
    shipped, broken, small = index_entries()
    assert (shipped.name, shipped.path, shipped.in_use, shipped.problem) == ("shipped", SHIPPED_INDEX, None, "")
    assert broken.problem == "not a genenorm reference index (file is not a database)"
    assert (small.in_use, small.build_date, sorted(small.species), small.genes) == (
        ChosenBy.USE, "2026-11-15", ["human", "mouse", "pig"], 6,
    )  # fmt: skip
    monkeypatch.setenv("GENENORM_REFERENCE", "shipped")
    assert [entry.in_use for entry in index_entries()] == [ChosenBy.ENVIRONMENT, None, None]


def test_an_index_in_use_outside_the_library_is_listed_too(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENENORM_REFERENCE", str(write_small_index(tmp_path / "mine.sqlite")))
    assert [(entry.name, entry.in_use) for entry in index_entries()] == [
        ("shipped", None), ("small", None), ("mine", ChosenBy.ENVIRONMENT),
    ]  # fmt: skip


def test_the_list_is_a_table_in_every_format_and_says_what_is_wrong(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use("small")
    (library / "small.sqlite").unlink()
    assert main(["reference", "list", "--format", "json"]) == 0
    shipped, small = json.loads(capsys.readouterr().out)
    assert (shipped["in_use"], shipped["size"]) == ("", SHIPPED_INDEX.stat().st_size)
    assert (small["in_use"], small["problem"][:25]) == ("by reference use", "no such reference index; "[:25])
    monkeypatch.setenv("GENENORM_REFERENCE", "nonsense")
    assert main(["reference", "list"]) == 1
    told = capsys.readouterr()
    assert told.out.count("\n") == 2
    assert "no reference index 'nonsense'" in told.err


def test_the_chosen_index_answers_until_another_is_chosen(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "use", "small"]) == 0
    assert choose().path == library / "small.sqlite"
    assert main(["reference", "use", "shipped"]) == 0
    assert choose().path == SHIPPED_INDEX
    assert capsys.readouterr().err.splitlines()[0] == "in use: small 2026-11-15 unhashed"


def test_only_an_index_that_can_answer_is_chosen(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(library / "small.sqlite", "UPDATE meta SET value = '0' WHERE key = 'schema'")
    with pytest.raises(ReferenceFileError, match="schema 0"):
        use("small")
    with pytest.raises(UnknownReferenceError):
        use("smal")
    with pytest.raises(ReferenceFileError, match="genenorm reference add FILE"):
        use(str(library / "small.sqlite"))
    assert chosen_name() == ""
    assert main(["reference", "use", "smal"]) == 2


def test_choosing_says_what_goes_before_it(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GENENORM_REFERENCE", "shipped")
    assert main(["reference", "use", "small"]) == 0
    assert "GENENORM_REFERENCE=shipped overrides it" in capsys.readouterr().err


def test_an_index_file_is_added_under_a_new_name_once_it_is_verified(whole: Path, tmp_path: Path) -> None:
    mine = tmp_path / "my index.sqlite"
    shutil.copy(whole, mine)
    assert add(mine).name == "my-index.sqlite"
    assert add(mine, "other").read_bytes() == mine.read_bytes()
    with pytest.raises(ReferenceFileError, match="there is an index 'other'; choose another --name, or"):
        add(mine, "other")
    assert add(mine, "other", replace=True).read_bytes() == mine.read_bytes()
    change(mine, "DELETE FROM names")
    with pytest.raises(ReferenceFileError, match="content hash"):
        add(mine, "third")
    for name in ("shipped", "a/b"):
        with pytest.raises(ReferenceFileError):
            add(mine, name)
    assert sorted(path.name for path in whole.parent.iterdir()) == ["my-index.sqlite", "other.sqlite", "small.sqlite"]


@pytest.mark.parametrize(("arguments", "name"), [([], "registry"), (["--name", "mine"], "mine")])
def test_a_build_goes_into_the_library_under_its_name(
    arguments: list[str], name: str, library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build(out: Path, **_: object) -> BuildReport:
        write_small_index(out)
        return BuildReport((), (), (), 0, 0).with_file(out, "0" * 64)

    monkeypatch.setattr("genenorm.builder.build_index", build)
    assert main(["reference", "build", *arguments]) == 0
    assert capsys.readouterr().err == f"in the library; use it with: genenorm reference use {name}\n"
    assert index_names() == ("shipped", *sorted(("small", name)))


@pytest.mark.parametrize("arguments", [["build", "--name", "small"], ["build", "--profile", "small"], ["add", "{}"]])
def test_an_index_of_the_library_is_replaced_only_on_request(
    arguments: list[str], whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def build(out: Path, **_: object) -> BuildReport:
        out.write_bytes(b"built")
        return BuildReport((), (), (), 0, 0).with_file(out, "0" * 64)

    monkeypatch.setattr("genenorm.builder.build_index", build)
    other = tmp_path / "small.sqlite"
    before = whole.read_bytes()
    other.write_bytes(before)
    command = ["reference", *(word.format(other) for word in arguments)]
    whole.write_bytes(b"somebody's")
    assert main(command) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("genenorm: there is an index 'small'; ")
    assert (shown.count("\n"), "--replace" in shown, whole.read_bytes()) == (1, True, b"somebody's")
    assert main([*command, "--replace"]) == 0
    assert whole.read_bytes() in (b"built", before)


def test_an_index_is_removed_but_not_the_shipped_one_nor_one_in_use(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ReferenceFileError, match="cannot be removed"):
        remove("shipped")
    with pytest.raises(UnknownReferenceError):
        remove("smal")
    use("small")
    with pytest.raises(ReferenceFileError, match="in use; choose another first: genenorm reference use shipped"):
        remove("small")
    use("shipped")
    monkeypatch.setenv("GENENORM_REFERENCE", str(library / "small.sqlite"))
    with pytest.raises(ReferenceFileError, match="in use, chosen by GENENORM_REFERENCE"):
        remove("small")
    monkeypatch.setenv("GENENORM_REFERENCE", "nonsense")
    assert remove("small") == library / "small.sqlite"
    assert not list(library.iterdir())


_CHOOSE = """
import sys
from genenorm.index.choose import keep_choice
while True:
    for name in ("small", "other"):
        keep_choice(name)
"""


def test_a_reader_sees_the_old_choice_or_the_new_one_while_it_changes(library: Path) -> None:
    shutil.copy(library / "small.sqlite", library / "other.sqlite")
    use("small")
    writers = [subprocess.Popen([sys.executable, "-c", _CHOOSE]) for _ in range(2)]
    try:
        seen = {chosen_name() for _ in range(3000)}
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    assert seen <= {"small", "other"}
    assert chosen_name() in ("small", "other")
    assert {path.name for path in library.iterdir()} <= {"small.sqlite", "other.sqlite", "in-use"} | {
        path.name for path in library.glob(".genenorm-*")
    }


def test_every_table_with_content_is_in_the_hash(reference: Reference) -> None:
    connection = sqlite3.connect(f"{SHIPPED_INDEX.as_uri()}?mode=ro", uri=True)
    found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert {*HASHED_TABLES} == found - {"meta"}
