"""Tests of choosing one of several indexes, and of the errors when the chosen one cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from genenorm.core.errors import ReferenceFileError, UnknownReferenceError
from genenorm.core.paths import SHIPPED_INDEX, library_folder
from genenorm.index.choose import ChosenBy, choose, chosen_name, find_index, index_names, keep_choice, new_index_file
from genenorm.index.reference import Reference


def test_an_argument_goes_before_the_environment_before_the_choice_before_the_shipped_index(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = library / "small.safetensors"
    assert (choose().path, choose().by) == (SHIPPED_INDEX, ChosenBy.DEFAULT)
    keep_choice("small")
    assert (choose().path, choose().by) == (small, ChosenBy.USE)
    monkeypatch.setenv("GENENORM_REFERENCE", "shipped")
    assert (choose().path, choose().by) == (SHIPPED_INDEX, ChosenBy.ENVIRONMENT)
    assert (choose("small").path, choose("small").by) == (small, ChosenBy.ARGUMENT)
    monkeypatch.setenv("GENENORM_REFERENCE", "")
    assert choose().by is ChosenBy.USE


def test_an_index_opens_by_name_and_by_path_and_says_which_it_is(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(library.parent)
    for reference in (
        "small",
        library / "small.safetensors",
        str(library / "small.safetensors"),
        "references/small.safetensors",
    ):
        with Reference.open(reference) as opened:
            assert (opened.name, opened.stamp) == ("small", f"small 2026-11-15 {opened.meta['content_hash'][:12]}")
    with Reference.open("shipped") as shipped:
        name, date, digits = shipped.stamp.split(" ")
        assert (name, date) == ("shipped", shipped.meta["build_date"])
        assert (len(digits), shipped.meta["content_hash"][:12]) == (12, digits)


def test_a_name_that_is_a_file_here_is_that_file_unless_the_library_has_it(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").write_bytes(b"")
    Path("small").write_bytes(b"")
    assert find_index("mine") == Path("mine")
    assert find_index("small") == library / "small.safetensors"
    assert find_index("./small") == Path("small")


def test_an_unknown_name_is_one_line_with_the_nearest_and_all_known(library: Path) -> None:
    with pytest.raises(UnknownReferenceError) as failure:
        Reference.open("smal")
    assert str(failure.value) == "no reference index 'smal'; did you mean 'small'? there are: shipped, small"


def test_an_empty_name_is_no_index_and_not_the_one_in_use(library: Path) -> None:
    with pytest.raises(UnknownReferenceError, match=r"^no reference index ''; there are: shipped, small$"):
        Reference.open("")


def test_an_unknown_name_in_the_environment_says_where_it_was_named(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENENORM_REFERENCE", "nonsense")
    with pytest.raises(ReferenceFileError, match=r"^GENENORM_REFERENCE: no reference index 'nonsense'; there are: "):
        Reference.open()


def test_a_choice_whose_file_is_gone_is_an_error_with_the_way_out_never_another_index(library: Path) -> None:
    keep_choice("small")
    (library / "small.safetensors").unlink()
    with pytest.raises(
        ReferenceFileError, match=r"small\.safetensors \(chosen by reference use\): no such .* use shipped$"
    ):
        Reference.open()


def _array_file(metadata: dict[str, str]) -> bytes:
    """Return a file of one array with these texts in its header."""
    array = {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}
    header = json.dumps({"__metadata__": metadata, "array": array}).encode()
    return len(header).to_bytes(8, "little") + header + b"abcd"


def test_a_folder_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(ReferenceFileError, match="a folder, not a reference index; make one with: "):
        Reference.open(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b"SQLite format 3\0" + bytes(84),
            r"schema 2 or older \(SQLite\), this genenorm reads schema 4; rebuild it",
        ),
        (b"", r"not a genenorm reference index \(the file is empty\)"),
        (b"symbol\tname\nGRIN1\tglutamate receptor\n", "not a genenorm reference index"),
        (_array_file({}), r"not a genenorm reference index \(an array file of another kind\)"),
        (_array_file({"format": "genenorm reference index"}), "schema none, this genenorm reads schema 4; rebuild"),
        (_array_file({"format": "genenorm reference index", "schema": "5"}), "schema 5, this genenorm reads schema 4"),
        (_array_file({"format": "genenorm reference index", "schema": "4"}), "damaged or incomplete; build it again"),
        (_array_file({"format": "genenorm reference index", "schema": "4"})[:-1], "damaged or incomplete"),
        ((9).to_bytes(8, "little") + b"[1, 2, 3]" + bytes(9), "not a genenorm reference index"),
        ((2).to_bytes(8, "little") + b"{}" + bytes(9), "not a genenorm reference index"),
    ],
)
def test_a_chosen_file_of_another_kind_is_an_error_with_the_way_out(library: Path, content: bytes, told: str) -> None:
    keep_choice("small")
    (library / "small.safetensors").write_bytes(content)
    with pytest.raises(ReferenceFileError, match=rf"{told}.*use shipped$") as failure:
        Reference.open()
    assert "\n" not in str(failure.value)


def test_the_choice_is_kept_until_the_shipped_index_is_chosen_again(library: Path) -> None:
    keep_choice("small")
    assert chosen_name() == "small"
    keep_choice("shipped")
    keep_choice("shipped")
    assert chosen_name() == ""
    assert choose().path == SHIPPED_INDEX


@pytest.mark.parametrize("content", [b"", b"../../etc/passwd\n", b"\xff\xfe", b"two words"])
def test_a_choice_that_is_no_name_is_an_error_not_the_shipped_index(library: Path, content: bytes) -> None:
    (library / "in-use").write_bytes(content)
    with pytest.raises(ReferenceFileError, match=r"does not have the name of an index.*reference use shipped"):
        choose()


def test_a_choice_that_cannot_be_read_says_so_and_not_that_it_is_wrong(library: Path) -> None:
    (library / "in-use").mkdir(parents=True)
    with pytest.raises(ReferenceFileError, match=r"cannot be read \(Is a directory\).*--reference shipped"):
        choose()
    assert choose("shipped").path == SHIPPED_INDEX


def test_a_home_that_is_no_folder_holds_no_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "file"))
    assert choose().path == SHIPPED_INDEX


@pytest.mark.parametrize(
    "name", ["", "shipped", "a/b", "../x", ".hidden", "-x", "x.safetensors", "two words", "é", "x" * 65]
)
def test_what_is_no_name_has_no_place_in_the_library(library: Path, name: str) -> None:
    with pytest.raises(ReferenceFileError):
        new_index_file(name)


def test_leftovers_and_strangers_in_the_folder_are_no_indexes(library: Path) -> None:
    for name in (
        ".small.safetensors.x1.part",
        ".small.safetensors",
        "shipped.safetensors",
        "two words.safetensors",
        "notes.txt",
    ):
        (library / name).write_bytes(b"")
    assert index_names() == ("shipped", "small")


def test_without_a_folder_there_is_the_shipped_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "none"))
    monkeypatch.delenv("GENENORM_REFERENCE", raising=False)
    assert index_names() == ("shipped",)
    assert choose().path == SHIPPED_INDEX


@pytest.mark.parametrize("data_home", ["", " ", "/data/here"])
def test_the_library_is_where_this_system_keeps_data(data_home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs import user_data_path

    monkeypatch.delenv("GENENORM_CACHE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", data_home)
    assert library_folder() == user_data_path("genenorm", appauthor=False) / "references"
