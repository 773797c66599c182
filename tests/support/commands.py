"""Run the command line in another process, with pipes or in a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

GENENORM = [sys.executable, "-m", "genenorm"]
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def run(*arguments: str, stdin: str | bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``genenorm`` with pipes for all three streams and return what it printed and its exit code."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run([*GENENORM, *arguments], input=given, capture_output=True, cwd=cwd, timeout=60, check=False)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def run_in_terminal(command: str, cwd: Path, columns: int = 100) -> str:
    """Run a shell command in a terminal of that width; return what the terminal shows, without colours."""
    return _ESCAPES.sub("", terminal_output(command, cwd, columns))


def terminal_output(command: str, cwd: Path, columns: int = 100) -> str:
    """Run a shell command in a terminal of that width; return what it writes to it, colours and all."""
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "TERM": "xterm"}
    environment.pop("COLUMNS", None)
    process = subprocess.Popen(
        ["bash", "-c", command], stdin=terminal, stdout=terminal, stderr=terminal, cwd=cwd, env=environment
    )
    os.close(terminal)
    shown = b""
    try:
        while part := os.read(controller, 65536):
            shown += part
    except OSError:  # on Linux, the last process has closed the terminal
        pass
    finally:
        os.close(controller)
    process.wait(timeout=60)
    return shown.decode().replace("\r\n", "\n")
