"""From gene names as people write them to gene identifiers, homology groups and species, with the reasons.

>>> import genenorm
>>> answer = genenorm.resolve("Nmdar1", species="mouse")
>>> answer.symbol, answer.gene_id
('Grin1', 14810)

Importing this package does no work and reads no data; each public name is loaded when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from genenorm.api import annotate, orthologs, resolve, resolve_frame
    from genenorm.core.errors import GenenormError
    from genenorm.core.model import Candidate, Gene, NameKind, Resolution, Status
    from genenorm.index.homology import Ortholog
    from genenorm.index.reference import Reference
    from genenorm.records.record import Record
    from genenorm.resolver.resolver import Resolver
    from genenorm.text.species_words import Context

__version__ = "0.1.0"

__all__ = [
    "Candidate",
    "Context",
    "Gene",
    "GenenormError",
    "NameKind",
    "Ortholog",
    "Record",
    "Reference",
    "Resolution",
    "Resolver",
    "Status",
    "annotate",
    "orthologs",
    "resolve",
    "resolve_frame",
]

_HOMES = {
    "Candidate": "genenorm.core.model",
    "Context": "genenorm.text.species_words",
    "Gene": "genenorm.core.model",
    "GenenormError": "genenorm.core.errors",
    "NameKind": "genenorm.core.model",
    "Ortholog": "genenorm.index.homology",
    "Record": "genenorm.records.record",
    "Reference": "genenorm.index.reference",
    "Resolution": "genenorm.core.model",
    "Resolver": "genenorm.resolver.resolver",
    "Status": "genenorm.core.model",
    "annotate": "genenorm.api",
    "orthologs": "genenorm.api",
    "resolve": "genenorm.api",
    "resolve_frame": "genenorm.api",
}
"""Where each public name lives; ``__getattr__`` loads it on first use (PEP 562)."""


class _Package(ModuleType):
    """This package, in which a public function is never hidden by the submodule of the same name.

    Importing ``genenorm.resolve`` or ``genenorm.annotate`` makes Python set an attribute of that name here, and
    ``genenorm.resolve("p53")`` would then call a module. Such an assignment is the one that is not wanted.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
