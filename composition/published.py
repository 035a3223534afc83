"""The published contract as it comes with the program, so that who shows it need not import what it tells of."""

from importlib.resources import files

import orjson

from entrypoints.http.shapes.schema import Schema


def published_document() -> Schema:
    """Return the document that `make openapi` has written; the tests fail when it is not what the code says."""
    document: Schema = orjson.loads(files("composition").joinpath("openapi.json").read_bytes())
    return document
