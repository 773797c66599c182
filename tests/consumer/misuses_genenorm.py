"""Calls that type checkers must refuse: ``tests/test_consumer.py`` looks for an error in each line with a mark."""

from __future__ import annotations

import genenorm


def wrong() -> None:
    """Call functions with what they do not take."""
    genenorm.resolve_frame(["GRIN1"], columns=1)  # refused
    genenorm.resolve_frame(["GRIN1"], text_dtype="text")  # refused
    genenorm.resolve_frame(7157)  # refused
    genenorm.resolve("GRIN1", specie="human")  # refused
    genenorm.orthologs_frame(["GRIN1"], homology="some")  # refused
    print(genenorm.resolve("GRIN1").gene.symbol)  # refused
    genenorm.resolv("GRIN1")  # refused
    genenorm.Context(3.5)  # refused
