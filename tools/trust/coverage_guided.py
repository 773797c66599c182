"""A search for faults of the readers that is guided by coverage (``atheris``, the extra ``fuzz``), in another process.

``search`` is called by ``tools.trust_run``; the process that it starts runs this module.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.support.children import started
from tools.trust.samples import options_for, sample_files

_UNITS = re.compile(rb"stat::number_of_executed_units:\s*(\d+)")
_GRACE = 120
_LONGEST_INPUT = 4096
_SLOWEST = 10
"""Seconds after which one input is given up as too slow."""


class Search(NamedTuple):
    """The result of a search."""

    inputs: int
    """How many inputs were read."""
    wrong: tuple[str, ...]
    """What was found, in lines."""


def is_installed() -> bool:
    """Return whether atheris is installed, which exists for Linux alone."""
    from importlib.util import find_spec

    return find_spec("atheris") is not None


def search(name: str, seconds: int, seed: int) -> Search:
    """Return what a search finds in the reader of one of the samples.

    :param name: the name of the sample.
    :param seconds: how long to search.
    :param seed: of the search, which is the same for the same seed and number of inputs.
    """
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        (corpus / "sample").write_bytes(sample_files()[name])
        log = Path(folder) / "log"
        command = [
            sys.executable, "-m", __name__, name, str(corpus), f"-max_total_time={seconds}", f"-seed={seed or 1}",
            "-print_final_stats=1", f"-max_len={_LONGEST_INPUT}", f"-timeout={_SLOWEST}", f"-artifact_prefix={folder}/",
            "-rss_limit_mb=2048",
        ]  # fmt: skip
        with log.open("wb") as out, started(command, stdout=out, stderr=out) as process:
            code = process.wait(timeout=seconds + _GRACE)
        told = log.read_bytes()
    units = _UNITS.findall(told)
    found = [line.decode(errors="replace") for line in told.splitlines() if b"ERROR" in line or b"wrong: " in line]
    if code and not found:
        found = [f"exit code {code}: {told[-300:].decode(errors='replace')}"]
    return Search(int(units[-1]) if units else 0, tuple(f"{name}: {line}" for line in found))


class WrongError(Exception):
    """What an input shows to be wrong."""


def _fuzz(name: str, arguments: list[str]) -> None:
    """Search until the time is over; this ends the process."""
    import atheris

    with atheris.instrument_imports(include=["genenorm.records"]):
        from genenorm.annotation.stripping import strip_file
        from genenorm.core.errors import GenenormError
        from genenorm.records.formats import read_record_file

    options = options_for(name)

    def one_input(data: bytes) -> None:
        try:
            record_file = read_record_file(data, name, options)
            if not record_file.annotated and strip_file(data, name, options=options) != data:
                raise WrongError("wrong: bytes were lost")
        except GenenormError as error:
            if len(str(error).splitlines()) != 1:
                raise WrongError(f"wrong: an error of several lines: {error!r}") from error

    atheris.Setup([sys.argv[0], *arguments], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    _fuzz(sys.argv[1], sys.argv[2:])
