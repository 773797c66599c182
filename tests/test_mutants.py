"""Changes of a source are those that a test can notice, and the tests are run with each of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tools import mutants
from tools.mutations import mutations

ROOT = Path(__file__).resolve().parents[1]


def changed(line: str) -> list[str]:
    """Return what a line of a function becomes."""
    source = f"def f(a, b):\n    {line}\n".encode()
    return [change.applied(source).decode().split("\n", 1)[1].strip() for change in mutations(source)]


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("return a < b", "return (a <= b)"),
        ("return a + b", "return (a - b)"),
        ("return a and b", "return (a or b)"),
        ("return a and b", "return b"),
        ("return not a", "return a"),
        ("return a == 12", "return a == 13"),
        ("return True", "return False"),
        ("return a", "return None"),
        ("return a[b:]", "return a[:]"),
        ("return a == 'xy'", 'return a == ""'),
        ("return f'{a} {b}'", 'return ""'),
        ("return [a, b]", "return []"),
        ("return {1: a}", "return {}"),
        ("return a(x=1, y=b)", "return a(y=b)"),
        ("return a.b(a, b)", "return a.b(b, a)"),
        ("return a.casefold()", "return a.lower()"),
        ("return a.strip()", "return a"),
        ("if a(b): return", "if (not a(b)): return"),
        ("return [x for x in a if x]", "return [x for x in a if (not x)]"),
        ("for x in a: b(x)", "for x in (): b(x)"),
        ("for x in a: b(x)", "for x in a: pass"),
        ("a = b = 1; a = 2", "a = b = 1; pass"),
        ("a += b", "pass"),
        ("raise a", "pass"),
    ],
)
def test_a_change_is_made(line: str, new: str) -> None:
    assert new in changed(line)


@pytest.mark.parametrize(
    "source",
    ['"""Text."""\n', "import a, b\n", "from a import b\n", "def f(a: int | None) -> str | None:\n    'Text.'\n",
     "if TYPE_CHECKING:\n    a = 1\n", "@a(1)\nclass A(B[2]):\n    pass\n"],
)  # fmt: skip
def test_what_has_no_effect_is_left_alone(source: str) -> None:
    assert mutations(source.encode()) == []


def test_every_change_changes_the_source() -> None:
    for module in mutants.modules():
        source = (ROOT / module.path).read_bytes()
        assert all(change.diff(source, module.path).count("\n") > 1 for change in mutations(source, most=40))


def test_a_source_outside_ascii_is_changed_in_the_right_place() -> None:
    source = 'GREEK = "αβγ", 1\n'.encode()
    assert b'GREEK = "\xce\xb1\xce\xb2\xce\xb3", 2\n' in [change.applied(source) for change in mutations(source)]


def test_a_sample_is_drawn_with_its_seed() -> None:
    source = (ROOT / "genenorm/text/keys.py").read_bytes()
    drawn = mutations(source, seed=1, most=9)
    assert len(drawn) == 9
    assert drawn == mutations(source, seed=1, most=9)
    assert drawn != mutations(source, seed=2, most=9)


def test_the_modules_and_their_tests_are_there() -> None:
    for module in mutants.modules():
        assert (ROOT / module.path).is_file()
        files = [argument.partition("::")[0] for argument in module.tests if ".py" in argument]
        assert files
        assert all((ROOT / file).is_file() for file in files)


def test_changes_are_killed_or_listed(tmp_path: Path) -> None:
    """A made project with one function that is tested, one that is not, and a loop that a change makes endless."""
    files = {
        "pyproject.toml": """
            [tool.mutants]
            "made/sums.py" = ["tests/test_sums.py"]
            [tool.pytest.ini_options]
            addopts = ["--import-mode=importlib"]
        """,
        "made/__init__.py": "",
        "made/sums.py": """
            def down(number):
                while number > 0:
                    number -= 1
                return number

            def untested(a):
                return a + 70
        """,
        "tests/test_sums.py": "from made.sums import down\n\ndef test_down():\n    assert down(3) == 0\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(dedent(text), encoding="utf-8")
    program = "import sys, pathlib; from tools.mutants import main; sys.exit(main([], pathlib.Path(sys.argv[1])))"
    command = [sys.executable, "-c", program, str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stdout.splitlines()[-1] == "| `made/sums.py` | 9 | 5 | 1 | 3 | 67% |", run.stderr
    assert "made/sums.py:8\n-    return a + 70\n+    return (a - 70)" in run.stdout
    assert run.returncode == 1
