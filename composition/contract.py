"""The published contract: one OpenAPI document for all that clients can reach."""

import json
from collections.abc import Iterable

from composition.process import Process, is_internal
from composition.web import TITLE, VERSION
from entrypoints.http.openapi import openapi_document


def contract(processes: Iterable[Process]) -> str:
    """Return the document as text that reads well in a diff; what only services may ask is left out."""
    public = [routes for process in processes for routes in process.routes if not is_internal(routes)]
    document = openapi_document(title=TITLE, version=VERSION, routes=public)
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
