"""The library of indexes: listed, chosen, added, verified and removed, and never half of one."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from genenorm.builder.build_report import BuildReport
from genenorm.cli import main
from genenorm.core.errors import ReferenceFileError, UnknownReferenceError
from genenorm.core.model import Support
from genenorm.core.paths import SHIPPED_INDEX
from genenorm.index.choose import ChosenBy, choose, chosen_name, index_names, new_index_file
from genenorm.index.content_hash import Row
from genenorm.index.library import add, index_entries, remove, use, verify
from genenorm.index.ortholog_pairs import pack_columns
from genenorm.index.reference import Reference
from genenorm.index.schema import SECTIONS, pack
from tests.support.changed_index import change_index
from tests.support.children import started
from tests.support.small_index import write_small_index


@pytest.fixture
def whole(library: Path) -> Path:
    """The file of the index ``small`` of the library."""
    return library / "small.safetensors"


@pytest.mark.usefixtures("without_coverage")
def test_the_shipped_index_holds_what_was_written_into_it(reference: Reference) -> None:
    found = verify(SHIPPED_INDEX)
    assert (found.stamp, found.content_hash) == (reference.stamp, reference.meta["content_hash"])
    assert found.rows > sum(reference.count(what) for what in ("genes", "names", "groups", "families", "ids"))


def _renamed(rows: list[Row]) -> list[Row]:
    return [tuple("Grin1" if value == "GRIN1" else value for value in row) for row in rows]


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("genes", _renamed),
        ("genes", lambda rows: [(*rows[0][:2], None, *rows[0][3:]), *rows[1:]]),
        ("names", lambda rows: [row for row in rows if row[0] != "grin1"]),
        ("taxa", lambda rows: [(*rows[0][:4], "elsewhere", *rows[0][5:]), *rows[1:]]),
        ("ids", lambda rows: [*rows, ("P12345", 1, 0)]),
        ("groups", lambda rows: [*rows, (1, "HGNC:1", pack([1 << 12]), None)]),
        ("families", lambda rows: [*rows, (1, "NMDAR", pack([3]))]),
        ("pairs", lambda rows: [*rows, (9606, 10090, "HGNC", *pack_columns([(1, 2, Support("HGNC"))]))]),
    ],
)
def test_any_changed_row_is_found(table: str, change: Callable[[list[Row]], list[Row]], whole: Path) -> None:
    assert verify("small").content_hash == verify(whole).content_hash
    change_index(whole, table, change)
    with pytest.raises(ReferenceFileError, match=r"small\.safetensors: content hash .* recorded when written"):
        verify("small")


@pytest.mark.parametrize("recorded", ["0", ""])
def test_another_recorded_hash_is_found(recorded: str, whole: Path) -> None:
    change_index(whole, content_hash=recorded)
    with pytest.raises(ReferenceFileError, match=r"content hash .*, but (0|none) was recorded when written"):
        verify("small")


def test_another_layout_and_a_damaged_file_are_found(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = whole.read_bytes()
    whole.write_bytes(sound[: len(sound) // 2])
    with pytest.raises(ReferenceFileError, match=r"damaged|not a genenorm reference index") as failure:
        verify("small")
    assert "\n" not in str(failure.value)
    whole.write_bytes(sound)
    monkeypatch.setattr("genenorm.index.reference.SECTIONS", SECTIONS | {"more": "U8"})
    with pytest.raises(ReferenceFileError, match="its sections are not those of its schema"):
        verify("small")


def test_verifying_is_a_command_whose_exit_code_tells(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "verify", "small"]) == 0
    assert capsys.readouterr().out.startswith("small 2026-11-15 ")
    change_index(whole, "names", lambda _: [])
    assert main(["reference", "verify", str(whole)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["reference", "verify", "smal"]) == 2


def test_all_indexes_are_listed_with_what_they_hold_and_which_answers(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (library / "broken.safetensors").write_bytes(b"no index")
    use("small")
    shipped, broken, small = index_entries()
    assert (shipped.name, shipped.path, shipped.in_use, shipped.problem) == ("shipped", SHIPPED_INDEX, None, "")
    assert broken.problem == "not a genenorm reference index (it has no header of named arrays)"
    assert (small.in_use, small.build_date, sorted(small.species), small.genes) == (
        ChosenBy.USE, "2026-11-15", ["human", "mouse", "pig"], 6,
    )  # fmt: skip
    monkeypatch.setenv("GENENORM_REFERENCE", "shipped")
    assert [entry.in_use for entry in index_entries()] == [ChosenBy.ENVIRONMENT, None, None]


def test_an_index_in_use_outside_the_library_is_listed_too(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENENORM_REFERENCE", str(write_small_index(tmp_path / "mine.safetensors")))
    assert [(entry.name, entry.in_use) for entry in index_entries()] == [
        ("shipped", None), ("small", None), ("mine", ChosenBy.ENVIRONMENT),
    ]  # fmt: skip


def test_the_list_is_a_table_in_every_format_and_says_what_is_wrong(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use("small")
    (library / "small.safetensors").unlink()
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
    assert choose().path == library / "small.safetensors"
    assert main(["reference", "use", "shipped"]) == 0
    assert choose().path == SHIPPED_INDEX
    assert capsys.readouterr().err.splitlines()[0].startswith("in use: small 2026-11-15 ")


def test_only_an_index_that_can_answer_is_chosen(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_index(library / "small.safetensors", schema="0")
    with pytest.raises(ReferenceFileError, match="schema 0"):
        use("small")
    with pytest.raises(UnknownReferenceError):
        use("smal")
    with pytest.raises(ReferenceFileError, match="genenorm reference add FILE"):
        use(str(library / "small.safetensors"))
    assert chosen_name() == ""
    assert main(["reference", "use", "smal"]) == 2


def test_choosing_says_what_goes_before_it(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GENENORM_REFERENCE", "shipped")
    assert main(["reference", "use", "small"]) == 0
    assert "GENENORM_REFERENCE=shipped overrides it" in capsys.readouterr().err


def test_an_index_file_is_added_under_a_new_name_once_it_is_verified(whole: Path, tmp_path: Path) -> None:
    mine = tmp_path / "my index.safetensors"
    shutil.copy(whole, mine)
    assert add(mine).name == "my-index.safetensors"
    assert add(mine, "other").read_bytes() == mine.read_bytes()
    with pytest.raises(ReferenceFileError, match="there is an index 'other'; choose another --name, or"):
        add(mine, "other")
    assert add(mine, "other", replace=True).read_bytes() == mine.read_bytes()
    change_index(mine, "names", lambda _: [])
    with pytest.raises(ReferenceFileError, match="content hash"):
        add(mine, "third")
    for name in ("shipped", "a/b"):
        with pytest.raises(ReferenceFileError):
            add(mine, name)
    assert sorted(path.name for path in whole.parent.iterdir()) == [
        "my-index.safetensors",
        "other.safetensors",
        "small.safetensors",
    ]


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
    other = tmp_path / "small.safetensors"
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
    monkeypatch.setenv("GENENORM_REFERENCE", str(library / "small.safetensors"))
    with pytest.raises(ReferenceFileError, match="in use, chosen by GENENORM_REFERENCE"):
        remove("small")
    monkeypatch.setenv("GENENORM_REFERENCE", "nonsense")
    assert remove("small") == library / "small.safetensors"
    assert not list(library.iterdir())


_CHOOSE = """
import sys
from genenorm.index.choose import keep_choice
while True:
    for name in ("small", "other"):
        keep_choice(name)
"""


def test_a_reader_sees_the_old_choice_or_the_new_one_while_it_changes(library: Path) -> None:
    shutil.copy(library / "small.safetensors", library / "other.safetensors")
    use("small")
    writer = [sys.executable, "-c", _CHOOSE]
    with started(writer), started(writer):
        seen = {chosen_name() for _ in range(3000)}
    assert seen <= {"small", "other"}
    assert chosen_name() in ("small", "other")
    assert {path.name for path in library.iterdir()} <= {"small.safetensors", "other.safetensors", "in-use"} | {
        path.name for path in library.glob(".genenorm-*")
    }


def test_an_index_of_an_older_genenorm_is_listed_with_the_way_out_and_removed(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = library / "older.sqlite"
    older.write_bytes(b"SQLite format 3\0" + bytes(1000))
    assert index_names() == ("shipped", "older", "small")
    entry = next(entry for entry in index_entries() if entry.name == "older")
    assert (entry.path, entry.size, entry.genes) == (older, 1016, None)
    assert entry.problem == (
        "schema 2 or older (SQLite), this genenorm reads schema 4; rebuild it with: genenorm reference build"
    )
    with pytest.raises(ReferenceFileError, match="schema 2 or older"):
        use("older")
    assert new_index_file("older") == library / "older.safetensors"
    assert main(["reference", "remove", "older"]) == 0
    assert index_names() == ("shipped", "small")
    (library / "small.sqlite").write_bytes(b"SQLite format 3\0")
    remove("small")
    assert list(library.iterdir()) == []
