"""The manifest of the reconciliation service: what it offers and where."""

from __future__ import annotations

import sys

from genenorm.service.reconciliation.entities import Entities
from genenorm.service.reconciliation.entity_pages import HEIGHT, WIDTH
from genenorm.service.reconciliation.entity_properties import EntityProperties

VERSIONS = ("0.2",)
"""Not 0.1, which demands JSONP; its queries are answered all the same."""
IDENTIFIER_SPACE = "https://bioregistry.io/"
"""The ids are CURIEs, which are addresses of their databases behind this."""
SCHEMA_SPACE = "https://w3id.org/biolink/vocab/Gene"


def manifest(base: str, entities: Entities, properties: EntityProperties, batch: int) -> dict[str, object]:
    """Return the manifest as a value for JSON.

    :param base: the address of the service without a slash at the end.
    :param entities: the entities.
    :param properties: their properties.
    :param batch: the most queries of a batch.
    """
    endpoint = f"{base}/reconcile"
    types = [kind.document() for kind in entities.types.values()]
    return {
        "versions": list(VERSIONS),
        "name": f"genenorm (index of {entities.reference.meta.get('build_date', 'an unknown date')})",
        "identifierSpace": IDENTIFIER_SPACE,
        "schemaSpace": SCHEMA_SPACE,
        "documentation": "https://github.com/genenorm/genenorm/blob/main/docs/reconcile.md",
        "serviceVersion": str(vars(sys.modules["genenorm"])["__version__"]),
        "defaultTypes": types,
        "view": {"url": f"{endpoint}/view?id={{{{id}}}}"},
        "preview": {"url": f"{endpoint}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            what: {
                "service_url": base,
                "service_path": f"/reconcile/suggest/{what}",
                "flyout_service_url": base,
                "flyout_service_path": f"/reconcile/flyout/{what}?id=${{id}}",
            }
            for what in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/reconcile/properties"},
            "property_settings": properties.settings(),
        },
        "batchSize": batch,
    }
