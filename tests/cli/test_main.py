"""The command line as a program: streams, exit codes, one-line errors, interruption."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from genenorm.cli import main
from genenorm.cli.commands import COMMANDS
from tests.support.children import started
from tests.support.commands import GENENORM, run, run_in_terminal

MISTAKES = [
    (["reslove", "GRIN1"], "genenorm: no command 'reslove'; did you mean 'resolve'?; see: genenorm --help"),
    (["resolve", "--frmat", "tsv", "GRIN1"], "genenorm resolve: No such option '--frmat'"),
    (["resolve", "--live", "GRIN1"], "to use --live without a value, write it after the names"),
    (["resolve", "GRIN1", "--text"], "genenorm resolve: Option '--text' requires an argument; see: genenorm resolve"),
    (["cache", "clera"], "genenorm cache: no command 'clera'; did you mean 'clear'?; see: genenorm cache --help"),
    (["cache", "warm", "x", "--retries"], "genenorm cache warm: Option '--retries' requires an argument"),
    (["resolve", "GRIN1", "--species", "humna"], "did you mean 'human'"),
    (["resolve", "GRIN1", "--species", "unicorn"], "unknown species 'unicorn'; known are: "),
    (["resolve", "GRIN1", "--species", "9823"], "to look names up in it at MyGene.info: --species 9823 --live; see"),
    (["annotate", "a.md", "-s", "9823"], "to look names up in it at MyGene.info: --species 9823 --live; see"),
    (["explain", "GRIN1", "-s", "pig"], "other species are looked up at MyGene.info, by NCBI taxon id: --species 9823"),
    (["lock", "x", "--live", "missing", "-s", "pig"], "a species that the index lacks is given by its NCBI taxon id"),
    (["explain", "KAR", "--species", "unicorn"], "unknown species 'unicorn'"),
    (["orthologs", "GRIN1", "--to", "unicorn"], "--to: unknown species 'unicorn'"),
    (["resolve", "GRIN1", "--format", "xlsx"], "'xlsx'"),
    (["resolve", "GRIN1", "--format", "jsn"], "; did you mean 'json'?; see: genenorm resolve --help"),
    (["annotate", "a.md", "--to", "pubtater"], "; did you mean 'pubtator'?; see"),
    (["resolve", "--fail-no", "unknown"], "--fail-on"),
    (["reference", "verfy"], "no command 'verfy'; did you mean 'verify'?"),
    (["annotate"], "Missing argument"),
    (
        ["annotate", "a.md", "b.md"],
        "for several files, choose where the results go: --in-place, --out DIR, --table or --stdout",
    ),
    (["annotate", "a.md", "--to", "gmt", "--as", "human,mouse"], "--as takes one species"),
    (["annotate", "a.md", "--to", "gmt", "--as", ""], "--as is empty; give a value"),
    (["annotate", "a.md", "--to", "gmt", "--as", "humna"], "--as: unknown species 'humna'"),
    (["annotate", "a.md", "--out", "d", "--table"], "exclude each other"),
    (
        ["annotate", "a", "--from", "pfcor", "--out", "d"],
        "genenorm annotate: Invalid value for '--from': 'pfcor' is not",
    ),
    (["annotate", "-", "--in-place"], "results for standard input can only be printed"),
    (["annotate", "a/x.md", "b/x.md", "--out", "d"], "d/x.md would be the output for two input files"),
    (["reference", "build", "--name", "a", "--out", "b"], "--name and --out exclude each other"),
    (["reference", "use"], "Missing argument 'NAME|shipped'"),
    (["resolve", "GRIN1", "--reference", "shiped"], "no reference index 'shiped'; did you mean 'shipped'?"),
    (["resolve", "GRIN1", "--reference", ""], "--reference is empty; give a value"),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES, ids=lambda value: " ".join(value)[:40])
def test_a_mistake_in_the_command_line_is_one_line_and_exit_code_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in shown.err
    assert shown.err.count("\n") == 1


BAD_INPUT = {
    "missing": None,
    "binary": b"\x7fELF\x00\x01\x02\x00",
    "latin-1": b"GRIN1\ninterf\xe9ron\n",
    "one long line": b"A" * 1_000_000,
}
NO_RECORD = BAD_INPUT | {
    "empty": b"",
    "no front matter": b"# a page\n\nwith text\n",
    "not YAML": b"---\nkeywords: [a\n---\n",
    "no keywords": b"---\nfigid: f1\n---\n",
}


def test_every_bad_list_is_one_line_naming_the_file_and_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, data in BAD_INPUT.items():
        file = tmp_path / f"{name}.txt"
        if data is not None:
            file.write_bytes(data)
        assert main(["resolve", "--file", str(file)]) == 1, name
        shown = capsys.readouterr()
        assert (shown.out, shown.err.count("\n")) == ("", 1), name
        assert str(file) in shown.err, name


def test_every_bad_record_is_one_line_naming_the_file_and_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, data in NO_RECORD.items():
        file = tmp_path / f"{name}.md"
        if data is not None:
            file.write_bytes(data)
        assert main(["annotate", str(file)]) == 1, name
        shown = capsys.readouterr()
        assert (shown.out, shown.err.count("\n")) == ("", 1), name
        assert str(file) in shown.err, name


def test_a_folder_is_not_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolve", "--file", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"genenorm: {tmp_path}: is a directory\n"


@pytest.mark.parametrize("content", [None, b"not a database, whatever its name says", b""])
def test_a_missing_or_damaged_index_is_one_line_with_the_way_out(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "index.safetensors"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("GENENORM_REFERENCE", str(file))
    assert main(["resolve", "GRIN1"]) == 1
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert str(file) in shown.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: genenorm {command}")


def test_no_command_shows_the_help_and_is_a_mistake() -> None:
    done = run()
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Commands:" in done.stderr


def test_the_version_is_printed() -> None:
    import genenorm

    assert run("--version").stdout == f"genenorm {genenorm.__version__}\n"


def test_data_goes_to_stdout_alone() -> None:
    done = run("resolve", "GRIN1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("input\tstatus\t")


@pytest.mark.parametrize("arguments", [["resolve"], ["reference", "info"]], ids=" ".join)
def test_a_reader_that_stops_early_ends_the_command_quietly(arguments: list[str]) -> None:
    names = b"GRIN1\n" * 20_000
    with started(
        [*GENENORM, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        if arguments == ["resolve"]:
            process.stdin.write(names)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_ctrl_c_is_one_line_and_exit_code_130(tmp_path: Path) -> None:
    names = tmp_path / "names"
    os.mkfifo(names)
    command = [*GENENORM, "resolve", "--file", str(names)]
    with (
        started(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process,
        names.open("wb"),  # opens once the command is about to read
    ):
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.strip()) == (130, b"", b"genenorm: interrupted")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_what_stops_annotating_says_how_to_go_on(tmp_path: Path, stop: signal.Signals) -> None:
    (tmp_path / "a.txt").write_text("GRIN1\n", encoding="utf-8")
    os.mkfifo(tmp_path / "b.txt")
    command = [*GENENORM, "annotate", "a.txt", "b.txt", "--table"]
    with (
        started(command, cwd=tmp_path, stderr=subprocess.PIPE) as process,
        (tmp_path / "b.txt").open("wb"),  # opens once the command is about to read
    ):
        time.sleep(0.1)
        process.send_signal(stop)
        _, err = process.communicate(timeout=30)
    message = b"genenorm: interrupted; the same command with --resume does the remaining files"
    assert (process.returncode, err.strip()) == (130, message)


def test_ctrl_c_in_a_terminal_stops_processes_that_are_starting_without_a_traceback(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.txt").write_text("GRIN1\n", encoding="utf-8")
    command = [*GENENORM, "annotate", ".", "--table", "--jobs", "2"]
    with started(command, own_group=True, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        while process.poll() is None and len(children_of(process.pid)) < 3:  # two of ours, and one of multiprocessing
            time.sleep(0.01)
        time.sleep(0.2)  # they import their modules now
        os.killpg(process.pid, signal.SIGINT)  # as the terminal does: to the command and all of its processes
        _, err = process.communicate(timeout=60)
    message = b"genenorm: interrupted; the same command with --resume does the remaining files"
    assert (process.returncode, err.strip()) == (130, message)


def children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()


def test_without_a_standard_input_missing_names_are_an_error() -> None:
    program = "import sys; sys.stdin = None; from genenorm.cli import main; sys.exit(main(['resolve']))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "no names: give them" in done.stderr


def test_in_a_terminal_missing_names_are_an_error_instead_of_a_wait(tmp_path: Path) -> None:
    shown = run_in_terminal("genenorm resolve; echo $?", tmp_path)
    assert "no names: give them" in shown
    assert shown.endswith("2\n")


def test_the_same_names_give_the_same_bytes_whatever_the_hash_seed() -> None:
    outputs = {
        subprocess.run(
            [*GENENORM, "resolve", "p53", "Nmdar1", "KAR", "NMDAR", "and"],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }  # fmt: skip
    assert len(outputs) == 1


LOCALES = [{}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "latin-1"}]


@pytest.mark.parametrize("locale", LOCALES, ids=str)
def test_the_locale_changes_no_byte(locale: dict[str, str]) -> None:
    done = subprocess.run([*GENENORM, "resolve", "IL-1β"], env=os.environ | locale, capture_output=True, check=True)
    assert done.stdout.decode("utf-8").splitlines()[1].startswith("IL-1β\tresolved\t9606\t3553\tIL1B\t")


def test_an_argument_that_is_not_text_is_a_mistake() -> None:
    done = subprocess.run([*GENENORM, "resolve", b"a\xffb"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "is not UTF-8 text" in done.stderr


def test_an_unknown_organism_is_noted_and_does_not_stop_the_run() -> None:
    done = run("resolve", "GRIN1", "--organism", "humna")
    assert done.returncode == 0
    assert (
        done.stderr
        == "genenorm: organism 'humna' is not a species of this index and has no effect; did you mean 'human'?\n"
    )
