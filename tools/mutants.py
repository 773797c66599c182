"""Run the tests of a module with small changes of its source, and print the changes that no test notices.

    python -m tools.mutants [MODULE …] [--most N] [--seed N] [--jobs N] [--survivors]

The modules and their tests are in pyproject.toml, under ``tool.mutants``; the doctests of a module are run too. A
change is tested in a process of its own, which this one forks after it has imported what the tests use from elsewhere:
so it takes about as long as the tests. A change is killed when a test fails, and when the tests take far longer than
they do without it. A change with which the module cannot be imported is not counted.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import json
import os
import resource
import signal
import sys
import tempfile
import time
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

from tools.mutations import Mutation, mutations

ROOT = Path(__file__).resolve().parents[1]
KILLED, SURVIVED, TIMEOUT, BROKEN = "killed", "survived", "timeout", "not importable"
_NO_IMPORT = 99
"""Exit code of a process in which the module cannot be imported."""
_MEMORY = 3 << 30
PYTEST = ("-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--hypothesis-profile=mutants",
          "-W", "ignore::pytest.PytestAssertRewriteWarning")  # fmt: skip


class Module(NamedTuple):
    """A module and the arguments with which pytest runs its tests."""

    path: str
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name by which it is imported."""
        return self.path.removesuffix(".py").replace("/", ".")


class Outcome(NamedTuple):
    """What became of the changes of a module."""

    module: Module
    counts: Counter[str]
    survivors: tuple[Mutation, ...]

    @property
    def made(self) -> int:
        """The number of changes that count."""
        return self.counts.total() - self.counts[BROKEN]

    @property
    def share(self) -> float:
        """The share of them that the tests noticed."""
        return (self.counts[KILLED] + self.counts[TIMEOUT]) / self.made if self.made else 1.0


class _Loader(SourceFileLoader):
    """Loads a module from a changed source."""

    def __init__(self, name: str, path: str, changed: bytes) -> None:
        super().__init__(name, path)
        self._changed = changed

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        return compile(self._changed, self.path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    """Finds one module as its loader has it."""

    def __init__(self, loader: _Loader) -> None:
        self._loader = loader

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        if fullname != self._loader.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._loader.path, loader=self._loader)


def _test(root: Path, module: Module, source: bytes, seconds: int, report: int | None = None) -> int:
    """Run the tests of a module with a source in this process, and return the exit code of pytest."""
    os.setpgrp()  # so that it ends with all its children
    empty = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(empty, stream)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    sys.meta_path.insert(0, _Finder(_Loader(module.name, str(root / module.path), source)))
    try:
        importlib.import_module(module.name)
    except BaseException:  # whatever a changed module raises
        return _NO_IMPORT
    import pytest

    code = int(pytest.main([*PYTEST, module.path, *module.tests]))
    if report is not None:
        own = module.name.partition(".")[0], "tests", "tools", "benchmarks"
        used = time.process_time(), [name for name in sys.modules if name.partition(".")[0] not in own]
        os.write(report, json.dumps(used).encode())
    return code


def _forked(*arguments: Any) -> int:
    child = os.fork()
    if child:
        with contextlib.suppress(OSError):  # the child has done so, or has ended
            os.setpgid(child, child)
        return child
    code = 1
    try:
        code = _test(*arguments)
    finally:
        os._exit(code)


def prepared(root: Path, module: Module, source: bytes) -> int:
    """Return the limit of processor time for the tests of a module, in seconds, and import what they use.

    Raises RuntimeError when they fail as they are.
    """
    reader, writer = os.pipe()
    child = _forked(root, module, source, 600, writer)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as reported:
        report = reported.read()
    if (code := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])) != 0:
        command = f"python -m pytest -n 0 {module.path} {' '.join(module.tests)}"
        raise RuntimeError(f"the tests of {module.path} fail without a change (code {code}): {command}")
    seconds, used = json.loads(report)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in used:
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    if module.name in sys.modules:  # a change of it would have no effect
        raise RuntimeError(f"{module.name} was imported with what its tests use from elsewhere")
    return int(2 * seconds) + 3


def _outcomes(
    root: Path, module: Module, source: bytes, changes: Sequence[Mutation], jobs: int
) -> Iterator[tuple[Mutation, str]]:
    """Yield each change with what became of it, in the order in which their tests end."""
    limit = prepared(root, module, source)
    running: dict[int, tuple[Mutation, float]] = {}
    left = list(changes)[::-1]
    try:
        while left or running:
            while left and len(running) < jobs:
                change = left.pop()
                child = _forked(root, module, change.applied(source), limit)
                running[child] = change, time.monotonic() + 10 * limit
            child, status = os.waitpid(-1, os.WNOHANG)
            if child in running:
                _end(child)
                code = os.waitstatus_to_exitcode(status)
                yield running.pop(child)[0], _outcome(code)
            else:
                for late in [one for one, (_, end) in running.items() if end < time.monotonic()]:
                    _end(late)  # it waits for something; the next round has its status
                time.sleep(0.01)
    finally:
        for child in running:
            _end(child)


def _outcome(code: int) -> str:
    if code < 0:
        return TIMEOUT if -code in (signal.SIGXCPU, signal.SIGKILL) else KILLED
    return {0: SURVIVED, _NO_IMPORT: BROKEN}.get(code, KILLED)


def _end(child: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)


def with_changes(root: Path, module: Module, seed: int = 0, most: int | None = None, jobs: int = 1) -> Outcome:
    """Return what becomes of the changes of a module."""
    source = (root / module.path).read_bytes()
    changes = mutations(source, seed, most)
    counts: Counter[str] = Counter()
    survivors = []
    for number, (change, outcome) in enumerate(_outcomes(root, module, source, changes, jobs), start=1):
        counts[outcome] += 1
        if outcome == SURVIVED:
            survivors.append(change)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{module.path}: {number} of {len(changes)}, {counts[SURVIVED]} survived ")
            sys.stderr.flush()
    if sys.stderr.isatty():
        sys.stderr.write("\r\33[K")
    return Outcome(module, counts, tuple(sorted(survivors)))


def modules(root: Path = ROOT) -> list[Module]:
    """Return the modules of pyproject.toml, with their tests."""
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutants"]
    return [Module(path, tuple(tests)) for path, tests in table.items()]


def row(outcome: Outcome) -> str:
    """Return a row of the table of figures."""
    counts = outcome.counts
    return (
        f"| `{outcome.module.path}` | {outcome.made} | {counts[KILLED]} | {counts[TIMEOUT]} | {counts[SURVIVED]} |"
        f" {outcome.share:.0%} |"
    )


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Print the survivors and the table of figures; return 1 when too many survived."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="part of a path; without it all modules")
    parser.add_argument("--most", type=int, help="changes of a module at most, drawn with the seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="processes at once")
    parser.add_argument("--least", type=float, default=0.85, help="the share to be killed in each module")
    options = parser.parse_args(arguments)
    chosen = [one for one in modules(root) if not options.modules or any(part in one.path for part in options.modules)]
    if not chosen:
        parser.error(f"no module of pyproject.toml is called so: {', '.join(options.modules)}")
    os.chdir(root)
    from hypothesis import Phase, settings  # here, so that the processes share it

    phases = [Phase.explicit, Phase.generate]
    profile = settings(deadline=None, database=None, derandomize=True, max_examples=40, phases=phases)
    settings.register_profile("mutants", profile)
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
        for module in chosen:
            try:
                outcomes.append(with_changes(root, module, options.seed, options.most, options.jobs))
            except RuntimeError as error:
                parser.exit(2, f"{error}\n")
            except KeyboardInterrupt:
                parser.exit(130)
            source = (root / module.path).read_bytes()
            for change in outcomes[-1].survivors:
                print(change.diff(source, module.path), flush=True)
    print(f"\nseed {options.seed}, {date.today().isoformat()}\n")
    print("| module | changes | failed tests | out of time | survived | killed |", "| --- |" + " ---: |" * 5, sep="\n")
    print("\n".join(map(row, outcomes)))
    return int(any(outcome.share < options.least for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
