"""Everything that is done with this project by one command; ``nox`` alone does what ``.ci/run`` does.

The sessions use the environment that nox runs in (``pip install -e '.[dev]'``), so that they start at once and need no
network. Those that check an installation (``wheel``, ``lowest``) and ``lock`` make an environment of their own.
"""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from pathlib import Path

import nox

ROOT = Path(__file__).parent
LOWEST_TESTS = (
    "--cov=genenorm", "--cov-report=", "tests/core", "tests/text", "tests/records", "tests/mygene", "tests/builder",
    "tests/annotation", "tests/service", "tests/cli", "tests/frames", "tests/datasets", "tests/test_anndata.py",
    "tests/test_api.py", "tests/test_dask.py", "tests/test_duckdb.py", "tests/test_import.py", "tests/test_spark.py",
)  # fmt: skip
"""The tests in which dependencies take part; coverage is measured because its plugin has a lower bound too."""
TESTS_APART = (
    "tests/examples/test_pipes_and_rules.py", "tests/frames", "tests/test_api.py", "tests/test_orthologs_frame.py",
)  # fmt: skip
"""The tests of the Snakemake rule, and those in which pandas takes part."""
CHECKED_FOR_SECURITY = ("genenorm", "tools", "benchmarks", "noxfile.py")
"""What bandit reads; in tests, which do on purpose what it warns of, it has no say."""
_PATH = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ.get('PATH', '')}"

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "main_job", "wheel", "apart", "tests", "trust"]
nox.options.stop_on_first_error = True


def readme_commands(name: str) -> str:
    """Return the commands of the first block after the marker ``<!-- ci: NAME -->`` in README.md.

    These are all lines of a sh block, and the lines with a prompt of a console block.
    """
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(rf"^<!-- ci: {name} -->$.*?^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    commands = block[2] if block else ""
    if block and block[1] == "console":
        commands = "".join(f"{line[2:]}\n" for line in commands.splitlines() if line.startswith("$ "))
    if not commands.strip():
        raise ValueError(f"README.md: no command under <!-- ci: {name} -->")
    return commands


def run_readme(session: nox.Session, name: str, *, silent: bool = False) -> str:
    """Run commands of README.md as written, and return what they print if it is not shown."""
    commands = readme_commands(name)
    session.log(commands.strip())
    shell = ("bash", "-euo", "pipefail", "-c", commands)
    return str(session.run(*shell, env={"PATH": _PATH}, external=True, silent=silent, log=False))


@nox.session
def lint(session: nox.Session) -> None:
    """Check lint rules, format, types, and (with bandit) calls that are known to be risky."""
    session.run(sys.executable, "-m", "ruff", "check", ".")
    session.run(sys.executable, "-m", "ruff", "format", "--check", ".")
    session.run(sys.executable, "-m", "mypy")
    # Silent, since it warns of its own comments where several findings could stand on a line; findings are shown.
    bandit = ("bandit", "--quiet", "-c", "pyproject.toml", "-r", *CHECKED_FOR_SECURITY)
    session.run(sys.executable, "-m", *bandit, silent=True)


@nox.session
def main_job(session: nox.Session) -> None:
    """Run the main job of README.md as written there, and show the first lines of its output."""
    output = run_readme(session, "main-job", silent=True)
    sys.stdout.write("".join(output.splitlines(keepends=True)[:3]))


def build_wheel(session: nox.Session) -> list[str]:
    """Build the wheel in a temporary folder, and return its path as the only item of a list."""
    folder = Path(session.create_tmp())
    build = (sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder))
    session.run(*build, external=True, silent=True)
    return [str(path) for path in folder.glob("*.whl")]


@nox.session(venv_backend="venv")
def wheel(session: nox.Session) -> None:
    """Build the wheel, and use it in an environment with the locked dependencies and nothing else."""
    if session.venv_backend == "none":
        session.skip("needs an environment of its own")
    session.install("--require-hashes", "--no-deps", "--requirement", "requirements/run.txt")
    session.install("--no-deps", *build_wheel(session))
    session.run("python", "-m", "pip", "check", silent=True)
    with session.chdir(session.create_tmp()):
        session.run("genenorm", "resolve", "GRIN1")
        session.run("genenorm", "reference", "info", silent=True)


@nox.session(venv_backend="venv")
def apart(session: nox.Session) -> None:
    """Run the tests for which the environment of development has no place: of Snakemake, and with the newest pandas."""
    if session.venv_backend == "none":
        session.skip("needs an environment of its own")
    session.install("--require-hashes", "--no-deps", "--requirement", "requirements/apart.txt")
    session.install("--no-deps", *build_wheel(session))
    session.run("python", "-m", "pip", "check", silent=True)
    session.run("python", "-m", "pytest", *TESTS_APART, *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests as README.md does, or pytest with other arguments: ``nox -s tests -- tests/core -x``."""
    if session.posargs:
        session.run(sys.executable, "-m", "pytest", *session.posargs)
    else:
        run_readme(session, "test")


@nox.session
def trust(session: nox.Session) -> None:
    """Run the tests on hostile and broken input, which the command of README.md leaves out: ``nox -s trust -- -x``."""
    session.run(sys.executable, "-m", "pytest", "tests/trust", *session.posargs)


@nox.session
def trust_long(session: nox.Session) -> None:
    """Attack for as long as is asked for and write the figures of docs/trust.md; ``-- --help`` shows the amounts."""
    session.run(sys.executable, "-m", "tools.trust_run", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Write the generated pages, the public signatures and the console examples again."""
    for module in ("tools.cli_page", "tools.api_page", "tools.public_api", "tools.notebook_page", "tools.examples"):
        session.run(sys.executable, "-m", module)


@nox.session(venv_backend="venv")
def workflows(session: nox.Session) -> None:
    """Check the examples for workflows with the tools they are for, as far as they can be installed.

    What pip does not bring is used if it is there: R with reticulate, and Groovy (Debian: r-base-core,
    r-cran-reticulate, groovy). The container's image is not built, but its installation is done here.
    """
    if session.venv_backend == "none":
        session.skip("needs an environment of its own")
    text = (ROOT / "examples" / "container" / "Containerfile").read_text(encoding="utf-8")
    for arguments in re.findall(r"python -m pip (install .*?|check)(?: \\)?$", text, re.MULTILINE):
        session.run("python", "-m", "pip", *arguments.split(), silent=True)
    session.run("genenorm", "resolve", "GRIN1")
    notebooks = ("ipykernel", "nbclient", "nbconvert", "nbformat")
    tests = ("hypothesis", "packaging", "pytest", "pytest-cov", "pytest-timeout", "pytest-xdist")
    session.install("--quiet", "--editable", ".[anndata,workflows]", "snakemake", *notebooks, *tests)
    checked = ("tests/examples", "tests/test_anndata.py")
    session.run("python", "-m", "pytest", "--numprocesses=0", *checked, *session.posargs)


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Measure speed and write docs/performance.md; ``nox -s benchmarks -- --quick`` tries the programs."""
    session.run(sys.executable, "-m", "benchmarks", *session.posargs)


@nox.session
def audit(session: nox.Session) -> None:
    """Ask an advisory database about all locked packages; it fails with "not asked" if none can be reached."""
    session.run(sys.executable, "-m", "tools.audit", *session.posargs)


@nox.session
def release(session: nox.Session) -> None:
    """Make the files of a release in dist/: source archive, wheel, SBOM and SHA256SUMS."""
    session.run(sys.executable, "-m", "tools.release", *session.posargs)


@nox.session(venv_backend="venv")
def lock(session: nox.Session) -> None:
    """Write the lock files in requirements/; ``nox -s lock -- --upgrade`` takes the newest versions."""
    if session.venv_backend == "none":
        session.skip("needs an environment of its own")
    session.install("uv")
    session.run("python", "-m", "tools.lock", *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Test the tests with small changes of the modules: ``nox -s mutants -- text/keys --most 60 --jobs 2``."""
    session.run(sys.executable, "-m", "tools.mutants", *session.posargs)


@nox.session(venv_backend="venv")
def lowest(session: nox.Session) -> None:
    """Lint and test with the lowest version of every direct dependency that pyproject.toml allows."""
    if session.venv_backend == "none":
        session.skip("needs an environment of its own")
    session.install("uv")
    session.run("uv", "pip", "install", "--quiet", "--resolution", "lowest-direct", "--editable", ".[dev]")
    session.run("ruff", "check", "--no-cache", ".")
    session.run("mypy", "--cache-dir", str(Path(session.create_tmp()) / "mypy"))
    session.run("python", "-m", "pytest", *(session.posargs or LOWEST_TESTS))
