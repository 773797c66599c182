"""Whether the environment allows use of the network."""

from __future__ import annotations

import os
from collections.abc import Mapping


def offline_wanted(environment: Mapping[str, str] | None = None) -> bool:
    """Return whether ``GENENORM_OFFLINE`` forbids the network.

    >>> offline_wanted({"GENENORM_OFFLINE": "1"}), offline_wanted({"GENENORM_OFFLINE": "0"}), offline_wanted({})
    (True, False, False)
    """
    value = (os.environ if environment is None else environment).get("GENENORM_OFFLINE", "")
    return value.strip().casefold() not in ("", "0", "no", "false", "off")
