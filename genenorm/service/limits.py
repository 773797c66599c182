"""What a request may be and take, the same for all parts of the service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of requests; each refusal names the bound and how to keep within it."""

    body: int = 16 * 1024 * 1024
    """The most bytes of a request's body, before and after it is expanded."""
    bodies: int = 256 * 1024 * 1024
    """The most bytes of all bodies together that are being received and worked on; beyond them, clients wait."""
    path: int = 8 * 1024
    """The most characters of a path with its query."""
    names: int = 100_000
    """The most names of a request."""
    explained: int = 1_000
    """The most names of a request for all candidates with their evidence."""
    small: int = 100
    """The most names of a request that is answered at once, without one of the threads for longer work."""
    threads: int = 4
    """The threads for longer work; they share one processor, so that more of them make each request slower."""
    waiting: int = 64
    """The most requests that wait for such a thread; beyond them, clients are asked to come again."""
    work: float = 60.0
    """Seconds that a request may wait for a thread and be worked on."""
    answer: float = 300.0
    """Seconds after which a connection is closed whose answer a client has not received."""
    connections: int = 512
    """The most open connections; beyond them, the one that has waited the longest is closed."""
    idle: float = 60.0
    """Seconds after which a connection without a complete request is closed, though parts of one arrive."""
    stop: float = 30.0
    """Seconds that requests which have begun have to end when the service is stopped."""
