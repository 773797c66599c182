"""What test modules of the service share."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver
from genenorm.service.application import Part
from genenorm.service.running import Service


@pytest.fixture(scope="module")
def reconciliation(reference: Reference) -> Iterator[Service]:
    """A running service with the routes of reconciliation alone."""
    with Service(Resolver(reference), {Part.RECONCILE}) as running:
        yield running


@pytest.fixture
def reconciler(reconciliation: Service) -> Iterator[httpx.Client]:
    """A client of the service of reconciliation."""
    with httpx.Client(base_url=reconciliation.url, timeout=60) as client:
        yield client
