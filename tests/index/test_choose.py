"""Tests of choosing one of several indexes, and of the errors when the chosen one cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from genenorm.core.errors import ReferenceFileError, UnknownReferenceError
from genenorm.core.paths import SHIPPED_INDEX, library_folder
from genenorm.index.choose import (
    Choice,
    ChosenBy,
    choose,
    chosen_name,
    find_index,
    index_file,
    index_names,
    is_index_name,
    is_newer,
    keep_choice,
    new_index_file,
)
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


# -- names and files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("x", True),
        ("official-2026.11", True),
        ("Mine_2", True),
        ("2mine", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("", False),
        ("é", False),
        ("xé", False),
        ("_x", False),
        (".x", False),
        ("-x", False),
        ("a/b", False),
        ("two words", False),
        ("x.safetensors", False),
        ("x.sqlite", False),
        ("x.db", False),
        ("x.txt", True),
    ],
)
def test_a_name_of_an_index_has_letters_digits_and_some_marks(text: str, is_name: bool) -> None:
    assert is_index_name(text) is is_name


def test_a_path_may_begin_at_home_and_is_not_searched_for(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(library))
    assert find_index("~/mine.safetensors") == library / "mine.safetensors"
    assert find_index(Path("~/mine.safetensors")) == library / "mine.safetensors"
    assert find_index("no/such.safetensors") == Path("no/such.safetensors")
    assert choose("~/mine.safetensors").path == library / "mine.safetensors"


def test_an_unknown_name_says_where_it_was_given(library: Path) -> None:
    with pytest.raises(UnknownReferenceError, match=r"^--reference: no reference index 'nonsense'; "):
        find_index("nonsense", "--reference: ")
    with pytest.raises(UnknownReferenceError, match=r"^no reference index 'nonsense'; "):
        find_index("nonsense")


def test_a_broken_link_of_the_library_is_the_index_of_its_name(library: Path) -> None:
    (library / "gone.safetensors").symlink_to(library / "nowhere")
    assert find_index("gone") == library / "gone.safetensors"


def test_an_index_of_an_older_genenorm_is_known_by_its_name_until_there_is_a_newer_one(library: Path) -> None:
    (library / "old.sqlite").write_bytes(b"SQLite format 3\0")
    assert index_file("old") == library / "old.sqlite"
    assert index_names() == ("shipped", "old", "small")
    (library / "old.safetensors").write_bytes(b"")
    assert index_file("old") == library / "old.safetensors"
    assert index_names() == ("shipped", "old", "small")
    assert index_file("none") == library / "none.safetensors"
    assert index_file("shipped") == SHIPPED_INDEX


def test_a_new_index_gets_its_place_and_replaces_none_unasked(library: Path) -> None:
    assert new_index_file("mine") == library / "mine.safetensors"
    with pytest.raises(
        ReferenceFileError, match=r"^there is an index 'small'; choose another --name, or replace it: --replace$"
    ):
        new_index_file("small")
    assert new_index_file("small", replace=True) == library / "small.safetensors"
    with pytest.raises(ReferenceFileError, match=r"^'a b' cannot name an index: a name is up to 64 letters, digits, "):
        new_index_file("a b", replace=True)
    for name, where in (("shipped", "the package"), ("genenorm-data", "the package of this name")):
        with pytest.raises(ReferenceFileError) as failure:
            new_index_file(name, replace=True)
        assert str(failure.value) == f"{name!r} is the index inside {where}; choose another name"


@pytest.mark.parametrize(
    ("by", "told"),
    [
        (ChosenBy.ARGUMENT, ": broken; see: genenorm reference list"),
        (
            ChosenBy.ENVIRONMENT,
            " (chosen by GENENORM_REFERENCE): broken; name another in GENENORM_REFERENCE, or unset it",
        ),
        (ChosenBy.USE, " (chosen by reference use): broken; choose another: genenorm reference use shipped"),
        (ChosenBy.PACKAGE, ": broken; install genenorm-data again, or uninstall it"),
        (ChosenBy.DEFAULT, ": broken; install genenorm again"),
    ],
)
def test_an_index_that_cannot_be_used_is_one_line_with_the_way_out(by: ChosenBy, told: str) -> None:
    assert str(Choice("a.safetensors", by).error("broken")) == f"a.safetensors{told}"


def test_the_way_in_which_an_index_was_chosen_has_words() -> None:
    assert [by.value for by in ChosenBy] == [
        "by name", "by GENENORM_REFERENCE", "by reference use", "by default, since genenorm-data is newer",
        "by default",
    ]  # fmt: skip


# -- the index of a data package --------------------------------------------------------------------------------------


def _build_date(file: Path) -> str:
    with Reference.open(file) as opened:
        return opened.meta["build_date"]


@pytest.fixture
def packaged(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of an index that Python finds in a data package, as yet empty."""
    file = tmp_path / "site" / "genenorm_data" / "reference.safetensors"
    file.parent.mkdir(parents=True)
    file.touch()
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return file


@pytest.mark.parametrize(
    ("schema", "date", "is_used"),
    [
        ("4", "2099-01-05", True),
        ("4", "same", False),
        ("4", "2001-01-05", False),
        ("4", "later", False),
        ("4", "", False),
        ("5", "2099-01-05", False),
        ("3", "2099-01-05", False),
        ("", "2099-01-05", True),
    ],
)
def test_the_index_of_a_package_is_used_if_it_is_newer_or_broken(
    packaged: Path, schema: str, date: str, is_used: bool
) -> None:
    about = {"schema": schema, "build_date": _build_date(SHIPPED_INDEX) if date == "same" else date}
    packaged.write_bytes(_array_file({key: text for key, text in about.items() if text}))
    assert is_newer(packaged) is is_newer(str(packaged)) is is_used
    by, file = (ChosenBy.PACKAGE, packaged) if is_used else (ChosenBy.DEFAULT, SHIPPED_INDEX)
    assert (choose().by, choose().path) == (by, file)
    assert index_names() == ("shipped", "genenorm-data", "small")
    assert choose("genenorm-data").path == index_file("genenorm-data") == packaged


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no index", (9).to_bytes(8, "little") + b"[1, 2, 3]", (2).to_bytes(8, "little") + b"{}",
        (22).to_bytes(8, "little") + b'{"__metadata__": null}', (2).to_bytes(8, "little") + b"\xff\xff",
        b"\xff" * 40,
    ],
)  # fmt: skip
def test_a_package_whose_index_has_no_header_is_used_and_says_that_it_is_broken(packaged: Path, content: bytes) -> None:
    packaged.write_bytes(content)
    assert is_newer(packaged)
    with pytest.raises(ReferenceFileError, match=r"install genenorm-data again, or uninstall it$"):
        Reference.open()


def test_the_choice_of_the_shipped_index_is_kept_beside_a_package(packaged: Path, library: Path) -> None:
    packaged.write_bytes(_array_file({"schema": "4", "build_date": "2099-01-05"}))
    keep_choice("shipped")
    assert (library / "in-use").read_text(encoding="utf-8") == "shipped\n"
    assert (choose().by, choose().path) == (ChosenBy.USE, SHIPPED_INDEX)
    packaged.unlink()
    keep_choice("shipped")
    assert not (library / "in-use").exists(), "what is used by default needs no choice"


def test_a_choice_is_kept_in_a_library_that_is_made_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path / "new" / "folder"))
    keep_choice("mine")
    keep_choice("other")
    assert chosen_name() == "other"
