"""Run the command line in another process, with pipes or in a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

from tests.support.children import started

GENENORM = [sys.executable, "-m", "genenorm"]
_FUNCTION = f'genenorm() {{ {shlex.join(GENENORM)} "$@"; }}'
"""Makes ``genenorm`` this checkout's in a shell, whatever is installed."""
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def run(*arguments: str, stdin: str | bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``genenorm`` with pipes for all three streams and return what it printed and its exit code."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run([*GENENORM, *arguments], input=given, capture_output=True, cwd=cwd, timeout=60, check=False)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def run_in_terminal(command: str, cwd: Path, columns: int = 100, *, escapes: bool = False) -> str:
    """Run a shell command in a terminal of that width; return what the terminal gets, without colours by default."""
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "TERM": "xterm"}
    for variable in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        environment.pop(variable, None)
    shown = b""
    try:
        with started(
            ["bash", "-c", f"{_FUNCTION}\n{command}"], own_group=True,
            stdin=terminal, stdout=terminal, stderr=terminal, cwd=cwd, env=environment,
        ) as process:  # fmt: skip
            os.close(terminal)
            with suppress(OSError):  # on Linux, the last process has closed the terminal
                while part := os.read(controller, 65536):
                    shown += part
            process.wait(timeout=60)
    finally:
        os.close(controller)
    text = shown.decode()
    return (text if escapes else _ESCAPES.sub("", text)).replace("\r\n", "\n")
