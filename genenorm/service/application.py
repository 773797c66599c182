"""The application: the parts of the service that are wanted, behind its guard."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from genenorm.core.errors import MissingExtraError
from genenorm.service.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from starlette.types import ASGIApp

    from genenorm.resolver.resolver import Resolver


class Part(Enum):
    """A part of the service; the value is the word of ``genenorm serve --only``."""

    API = "api"
    """The API under ``/api/v1``, with its OpenAPI document."""
    MYGENE = "mygene"
    """The routes of MyGene.info under ``/v3``."""
    RECONCILE = "reconcile"
    """The Reconciliation Service API under ``/reconcile``, for OpenRefine."""
    PAGE = "page"
    """The page for people at ``/``, with the API that it asks."""


ALL_PARTS = frozenset(Part)


def application(
    resolver: Resolver,
    parts: Collection[Part] = ALL_PARTS,
    *,
    names: Iterable[str] = (),
    limits: Limits | None = None,
) -> ASGIApp:
    """Return the service as an ASGI application, for ``genenorm serve`` and for any other ASGI server.

    :param resolver: answers the names; its index stays open.
    :param parts: the parts that are served; all by default.
    :param names: the names by which clients call the service, besides addresses and ``localhost``.
    :param limits: the bounds of requests.
    :raises MissingExtraError: the extra ``web`` is not installed.

    >>> from genenorm import Reference, Resolver
    >>> app = application(Resolver(Reference.open()), {Part.API})
    >>> callable(app)
    True
    """
    try:
        from genenorm.service.put_together import put_together
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("genenorm"):
            raise
        raise MissingExtraError("serving", "web") from error
    return put_together(resolver, parts, names, limits or Limits())
