"""Workers open the index that the program has, wherever it lies there, and no other."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from genenorm.core.errors import GenenormError, ReferenceFileError
from genenorm.core.paths import SHIPPED_INDEX
from genenorm.index import index_ticket
from genenorm.index.index_ticket import IndexTicket, opened
from genenorm.index.reference import Reference
from tests.support.small_index import write_small_index


@pytest.fixture(autouse=True)
def no_open_index() -> Iterator[None]:
    opened.cache_clear()
    yield
    opened.cache_clear()


@pytest.fixture
def ticket(tmp_path: Path) -> IndexTicket:
    """The ticket of an index that no package has."""
    file = tmp_path / "mine.safetensors"
    write_small_index(file)
    with Reference.open(file) as reference:
        return IndexTicket.of(reference)


def test_a_process_opens_the_index_once(ticket: IndexTicket) -> None:
    sent = pickle.loads(pickle.dumps(ticket))
    with opened(ticket) as reference:
        assert opened(sent) is reference
        assert reference.path == Path(ticket.path)


def test_a_copy_is_used_under_the_name_that_the_index_has_in_the_program(ticket: IndexTicket, tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    copy = ticket.copied_to(folder)
    assert copy == ticket.copied_to(folder)
    Path(ticket.path).unlink()
    with opened(ticket, str(folder)) as reference:
        assert reference.path == copy
        assert (reference.name, reference.stamp) == ("mine", ticket.stamp)


def test_a_copy_is_made_where_no_link_can_be(
    ticket: IndexTicket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("another disk")

    monkeypatch.setattr("os.link", refuse)
    assert ticket.copied_to(tmp_path).read_bytes() == Path(ticket.path).read_bytes()


def test_the_index_in_the_package_of_the_worker_is_as_good(tmp_path: Path, reference: Reference) -> None:
    elsewhere = IndexTicket.of(reference)._replace(path=str(tmp_path / "elsewhere.safetensors"))
    with opened(elsewhere) as found:
        assert found.path == SHIPPED_INDEX


def test_another_index_in_the_same_place_is_not_used(ticket: IndexTicket) -> None:
    shutil.copyfile(SHIPPED_INDEX, ticket.path)
    with pytest.raises(ReferenceFileError, match=r"a worker has no index mine .*mine\.safetensors.*ship=True"):
        opened(ticket)


def test_a_damaged_copy_is_not_used(ticket: IndexTicket, tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / ticket.file_name).write_bytes(Path(ticket.path).read_bytes()[:-100])
    Path(ticket.path).unlink()
    with pytest.raises(ReferenceFileError, match="a worker has no index mine"):
        opened(ticket, str(folder))


def test_another_version_of_genenorm_is_refused(ticket: IndexTicket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_ticket, "_version", lambda: "0.0.9")
    with pytest.raises(GenenormError, match=r"a worker has genenorm 0\.0\.9 and .* has "):
        opened(ticket)
