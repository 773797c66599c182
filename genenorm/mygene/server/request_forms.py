"""The fields of a request's body, as MyGene.info reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl


def form_fields(body: bytes, content_type: str) -> Mapping[str, str]:
    """Return the fields of a body: of a form, or of a JSON object; raises ValueError for a body that is neither.

    >>> form_fields(b"q=GRIN1&size=1", ""), form_fields(b'{"q": ["GRIN1", "TP53"]}', "application/json")
    ({'q': 'GRIN1', 'size': '1'}, {'q': '"GRIN1","TP53"'})
    """
    if content_type.partition(";")[0].strip() != "application/json":
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    values = json.loads(body)
    if not isinstance(values, dict):
        raise ValueError("a JSON object was expected")
    return {name: _form_value(value) for name, value in values.items()}


def _form_value(value: object) -> str:
    """Return the text of a form field that means the same as a JSON value; lists become quoted terms."""
    if isinstance(value, list):
        return ",".join('"{}"'.format(str(part).replace("\\", "\\\\").replace('"', '\\"')) for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
