"""A blob store as clients meet it: with Oddiya's own door in front of it, on a port of its own."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from composition.catalogue import Entry, adapters_of
from entrypoints.blobs import BlobRoutes
from entrypoints.http.app import http_app
from entrypoints.http.service import HttpService
from ports.blob_store import BlobStore
from tests.conftest import OpenAdapter

CHOSEN = {"clock": "system", "ids": "uuid7", "tracing": "w3c", "meter": "prometheus"}


@asynccontextmanager
async def behind_a_door(entry: Entry, open_adapter: OpenAdapter) -> AsyncIterator[BlobStore]:
    """Open the store and serve the URLs that it signs, unless the store does so itself."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        store = await open_adapter(entry, ODDIYA_PUBLIC_URL=url)
        signer = await open_adapter(adapters_of("blob_signer")["hmac"], ODDIYA_PUBLIC_URL=url)
        ports = {port: await open_adapter(adapters_of(port)[name]) for port, name in CHOSEN.items()}
        service = HttpService(name="blobs", version="0", cursor_key=bytes(32), **ports)
        runner = web.AppRunner(http_app(service, [BlobRoutes(store=store, signer=signer)]))
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            yield store
        finally:
            await runner.cleanup()
