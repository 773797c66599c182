"""Servers that fail on purpose: the faults, and a MyGene-compatible server that has them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from genenorm.index.reference import Reference
from genenorm.mygene.server.http_server import IDLE_SECONDS, MyGeneHandler, MyGeneServer


class FaultKind(Enum):
    """What goes wrong with a request."""

    NONE = "none"
    DELAY = "delay"
    """The right answer, but ``seconds`` late."""
    TOO_MANY = "429"
    """429, with the header ``Retry-After: retry_after`` unless that is empty."""
    UNAVAILABLE = "503"
    BAD_REQUEST = "400"
    TRUNCATED = "truncated JSON"
    """The first half of the JSON, with a header that gives the length of this half."""
    CUT_SHORT = "cut short"
    """The first half of the body, with a header that gives the length of the whole."""
    WRONG_TYPE = "wrong content type"
    """A log-in page instead of the answer."""
    CLOSED = "closed connection"
    HANG = "hang"
    """No answer until the client or the server gives up."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure."""

    kind: FaultKind
    seconds: float = 0.0
    retry_after: str = ""


NO_FAULT = Fault(FaultKind.NONE)


class FaultPlan:
    """The faults of consecutive requests; requests after the last fault succeed."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults: Iterator[Fault] = iter(faults)
        self._lock = threading.Lock()

    def next(self) -> Fault:
        """Return the fault of the next request."""
        with self._lock:
            return next(self._faults, NO_FAULT)


class FaultyHandler(MyGeneHandler):
    """Answers requests as MyGeneHandler does, unless the plan has a fault for them."""

    plan: ClassVar[FaultPlan]
    log: ClassVar[list[str]]
    stopping: ClassVar[threading.Event]

    _fault = NO_FAULT
    """The fault of the response that is being written."""

    def respond(self, path: str, parameters: Mapping[str, str]) -> None:
        """Answer, or fail instead."""
        self.log.append(f"{self.command} {path}")
        fault = self._fault = self.plan.next()
        match fault.kind:
            case FaultKind.TOO_MANY:
                headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
                self.write(429, b'{"code":429,"success":false,"error":"Too Many Requests"}', headers)
            case FaultKind.UNAVAILABLE:
                self.write(503, b"<html>Service Unavailable</html>", {"Content-Type": "text/html"})
            case FaultKind.BAD_REQUEST:
                self.refuse(400, "Bad Request")
            case FaultKind.WRONG_TYPE:
                self.write(200, b"<html>Please log in</html>", {"Content-Type": "text/html; charset=utf-8"})
            case FaultKind.CLOSED:
                self._hang_up()
            case FaultKind.HANG:
                self.stopping.wait(IDLE_SECONDS)
                self._hang_up()
            case _:
                self.stopping.wait(fault.seconds)
                super().respond(path, parameters)

    def write(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Send a response, or a part of it."""
        fault, self._fault = self._fault, NO_FAULT
        half = body[: len(body) // 2]
        match fault.kind:
            case FaultKind.TRUNCATED:
                super().write(status, half, headers or {})
            case FaultKind.CUT_SHORT:
                self.close_connection = True
                super().write(status, half, {"Content-Length": str(len(body))})
            case _:
                super().write(status, body, headers or {})

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


class MyGeneTestServer(MyGeneServer):
    """A MyGene-compatible server that records its requests, and fails as planned.

    Without ``faults`` it answers every request.
    """

    def __init__(self, reference: Reference, faults: Iterable[Fault] = ()) -> None:
        self._log: list[str] = []
        self._stopping = threading.Event()

        class Handler(FaultyHandler):
            plan = FaultPlan(faults)
            log = self._log
            stopping = self._stopping

        super().__init__(reference, handler=Handler)

    @property
    def requests(self) -> tuple[str, ...]:
        """The requests so far, each as ``POST /v3/query/``."""
        return tuple(self._log)

    def close(self) -> None:
        """End the waits of handlers, then stop the server."""
        self._stopping.set()
        super().close()

    def __enter__(self) -> MyGeneTestServer:
        self.start()
        return self
