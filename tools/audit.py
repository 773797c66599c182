"""Ask an advisory database about every locked package: ``python -m tools.audit``; it takes options of ``pip-audit``.

The exit code is 0 if the database was asked about all of them and has nothing against any, 1 if it has advisories, and
2 if it was not asked, or not about all: ``pip-audit`` alone also says that nothing was found when there was nobody to
ask. Versions for other Pythons and systems than the running ones are asked about too.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.lock import LOCKS

CLEAN, ADVISORIES, NOT_ASKED = 0, 1, 2
_PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)
_SERVICE = ("--vulnerability-service", "osv", "--timeout", "15")

Pin = tuple[str, str]
"""The name and the version of a package."""


class NotAskedError(Exception):
    """The database gave no answer; the message says why."""


def locked_pins(folder: Path = LOCKS) -> list[Pin]:
    """Return the packages of all lock files of a folder, each version once."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    return sorted({(pin[1], pin[2]) for text in texts for pin in _PIN.finditer(text)})


def rounds(pins: Iterable[Pin]) -> list[dict[str, str]]:
    """Return the pins in as few parts as have no package twice, since ``pip-audit`` takes one version of each.

    >>> rounds([("a", "1"), ("a", "2"), ("b", "1")])
    [{'a': '1', 'b': '1'}, {'a': '2'}]
    """
    parts: list[dict[str, str]] = []
    for name, version in pins:
        part = next((part for part in parts if name not in part), None)
        if part is None:
            parts.append(part := {})
        part[name] = version
    return parts


def ask(part: Mapping[str, str], options: Sequence[str]) -> list[dict[str, Any]]:
    """Return what ``pip-audit`` reports for each package; raises NotAskedError if it reports nothing."""
    with tempfile.TemporaryDirectory() as folder:
        pins, report = Path(folder, "pins.txt"), Path(folder, "report.json")
        pins.write_text("".join(f"{name}=={version}\n" for name, version in part.items()), encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(pins), "--no-deps", "--disable-pip"]
        command += ["--progress-spinner", "off", "--format", "json", "--output", str(report), *_SERVICE, *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1) or not report.exists():
            raise NotAskedError((done.stderr.strip().splitlines() or ["pip-audit ended without a word"])[-1][:300])
        return list(json.loads(report.read_text(encoding="utf-8"))["dependencies"])


def verdict(pins: Sequence[Pin], answers: Sequence[Mapping[str, Any]]) -> tuple[int, list[str]]:
    """Return the exit code and the lines to print for the packages asked about and the answers.

    >>> verdict([("a", "1")], [{"name": "a", "version": "1", "vulns": []}])
    (0, ['clean: an advisory database was asked about 1 package version, and has no advisory'])
    >>> verdict([("a", "1")], [{"name": "a", "skip_reason": "unknown"}])
    (2, ['not asked: a 1 (unknown)', 'not clean: 1 of 1 package version was not asked about'])
    """
    answered = {(answer["name"], answer["version"]): answer["vulns"] for answer in answers if "vulns" in answer}
    reasons = {answer["name"]: answer["skip_reason"] for answer in answers if "skip_reason" in answer}
    lines: list[str] = []
    for (name, version), found in answered.items():
        for one in found:
            mended = ", ".join(one.get("fix_versions", ())) or "no version"
            lines.append(f"advisory: {name} {version}: {one['id']}, mended in {mended}")
    has_advisories = bool(lines)
    left = [pin for pin in pins if pin not in answered]
    lines += [f"not asked: {name} {version} ({reasons.get(name, 'no answer')})" for name, version in left]
    count = f"{len(pins)} package version{'s' if len(pins) != 1 else ''}"
    if left:
        lines.append(f"not clean: {len(left)} of {count} {'was' if len(left) == 1 else 'were'} not asked about")
    if has_advisories:
        return ADVISORIES, lines
    if left:
        return NOT_ASKED, lines
    return CLEAN, [f"clean: an advisory database was asked about {count}, and has no advisory"]


def main(options: Sequence[str], folder: Path = LOCKS) -> int:
    """Print the verdict on the lock files of a folder, and return the exit code."""
    pins = locked_pins(folder)
    answers: list[dict[str, Any]] = []
    try:
        for part in rounds(pins):
            answers += ask(part, options)
    except NotAskedError as error:
        print(f"not asked: pip-audit got no answer ({error})")
        print("This says nothing about the packages. Try again with a network, or name a database with --osv-url.")
        return NOT_ASKED
    code, lines = verdict(pins, answers)
    print(*lines, sep="\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
