"""The routes that show the API to those who use it: the OpenAPI document and a page to read it on."""

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final, Self

import orjson
from attrs import frozen

from core.errors import NotFound
from entrypoints.http.caller import PUBLIC
from entrypoints.http.files import FileReply
from entrypoints.http.route import get
from entrypoints.http.shapes.schema import Schema

MEDIA: Final = {
    "reference.html": "text/html; charset=utf-8",
    "reference.css": "text/css; charset=utf-8",
    "reference.js": "text/javascript; charset=utf-8",
    "schema.js": "text/javascript; charset=utf-8",
    "dom.js": "text/javascript; charset=utf-8",
}
POLICY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


@frozen
class ReferenceRoutes:
    """Serves files that were made when the application was built."""

    _document: FileReply
    _assets: Mapping[str, FileReply]

    @classmethod
    def of(cls, document: Schema) -> Self:
        """Return the routes for a document."""
        folder = files("entrypoints.http").joinpath("assets")
        assets = {name: _reply(folder.joinpath(name).read_bytes(), media) for name, media in MEDIA.items()}
        return cls(_reply(orjson.dumps(document), "application/json"), assets)

    @get("/openapi.json", security=PUBLIC, hidden=True)
    async def openapi(self) -> FileReply:
        """Return the OpenAPI document."""
        return self._document

    @get("/docs", security=PUBLIC, hidden=True)
    async def page(self) -> FileReply:
        """Return the page."""
        return self._assets["reference.html"]

    @get("/docs/{name}", security=PUBLIC, hidden=True, raises=(NotFound,))
    async def asset(self, name: str) -> FileReply:
        """Return what the page is made of."""
        if name not in self._assets:
            raise NotFound
        return self._assets[name]


def _reply(content: bytes, media: str) -> FileReply:
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return FileReply.of_bytes(content, content_type=media, etag=etag, headers=POLICY)
