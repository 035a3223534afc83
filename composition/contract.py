"""The published contract: one OpenAPI document for all that clients can reach."""

import json
from collections.abc import Iterable

from composition.process import Process, is_internal
from composition.web import TITLE, VERSION
from entrypoints.gateway.table.published import standing_before
from entrypoints.gateway.table.routing import Routing
from entrypoints.gateway.table.rows import ROWS
from entrypoints.http.openapi import openapi_document
from entrypoints.http.shapes.schema import Schema


def contract(processes: Iterable[Process]) -> str:
    """Return the document as text that reads well in a diff; what only services may ask is left out."""
    return json.dumps(_document_of(processes), indent=2, ensure_ascii=False) + "\n"


def _document_of(processes: Iterable[Process]) -> Schema:
    public = [routes for process in processes for routes in process.routes if not is_internal(routes)]
    return openapi_document(title=TITLE, version=VERSION, routes=public, before=standing_before(Routing.of(ROWS)))
