"""What all tests share: no network, the shipped index, and the corpus beside a checkout."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from genenorm.core.paths import SHIPPED_INDEX
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from tests.support.children import signals_for_children
from tests.support.small_index import write_small_index
from tests.support.unmeasured import unmeasured

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

settings.register_profile("project", deadline=None)  # a busy machine is no failure
if not os.access(ROOT, os.W_OK):  # where its examples would be kept
    settings.register_profile("project", settings.get_profile("project"), database=None)
settings.load_profile("project")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the signals of this process: where the tests are run changes nothing for the processes they start."""
    signals = ExitStack()
    config.add_cleanup(signals.close)
    signals.enter_context(signals_for_children())


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Let sockets reach this machine only: a test that needs the network is a mistake, and fails as one."""
    real = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        local = self.family == socket.AF_UNIX or str(address[0]) in ("127.0.0.1", "::1", "localhost")
        if not local:
            raise AssertionError(f"a test tried to reach {address!r}; tests use no network")
        real(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setenv("GENENORM_REFERENCE", "shipped")  # whatever index whoever runs the tests has in use
        patch.delenv("GENENORM_CACHE", raising=False)
        yield


@pytest.fixture
def without_coverage() -> Iterator[None]:
    """No coverage is measured during a test of much data, whose code other tests cover."""
    with unmeasured():
        yield


@pytest.fixture(scope="session")
def reference() -> Iterator[Reference]:
    """The shipped index, open for the whole run."""
    with Reference.open(SHIPPED_INDEX) as opened:
        yield opened


@pytest.fixture(scope="session")
def resolver(reference: Reference) -> Resolver:
    """A resolver over the shipped index."""
    return Resolver(reference)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library folder with one index, ``small``, and an environment that chooses nothing."""
    monkeypatch.setenv("GENENORM_CACHE", str(tmp_path))
    monkeypatch.delenv("GENENORM_REFERENCE", raising=False)
    folder = tmp_path / "references"
    folder.mkdir()
    write_small_index(folder / "small.safetensors")
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The corpus folder that lies beside some checkouts; a test that needs it is skipped elsewhere."""
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip(f"no corpus beside this checkout (looked for {folder.parent.name}/corpus next to the project)")
    return folder
