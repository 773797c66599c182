"""Times of actions that are compared: they run in turns, so that other work on the machine slows all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping

Action = Callable[[], object]


def seconds_of(action: Action) -> float:
    """Return the seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def fastest_in_turns(actions: Mapping[str, Action], rounds: int, before: Action = gc.collect) -> dict[str, float]:
    """Return the fewest seconds that each action took in some rounds of all actions.

    ``before`` runs before each action and is not timed.
    """
    fastest = dict.fromkeys(actions, float("inf"))
    for _ in range(rounds):
        for label, action in actions.items():
            before()
            fastest[label] = min(fastest[label], seconds_of(action))
    return fastest
