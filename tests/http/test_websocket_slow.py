"""A WebSocket whose client does not take in what it is told."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from entrypoints.http.websocket_talk import Talk, Tempo

SOON = 5


async def test_whoever_does_not_take_in_what_is_said_is_let_go_of_and_nothing_piles_up() -> None:
    said, ended = 0, asyncio.Event()

    async def much() -> AsyncIterator[bytes]:
        nonlocal said
        while True:
            said += 1
            yield bytes(10_000)

    async def handle(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoclose=False, autoping=False, compress=False, writer_limit=2**40, timeout=0.1)
        await socket.prepare(request)
        talk = Talk(socket, request, Tempo(beat=SOON, send=0.1), b"{}")
        await talk.run(much(), lambda piece: piece, asyncio.Event())  # type: ignore[arg-type] # it writes bytes as they are
        ended.set()
        return socket

    app = web.Application()
    app.router.add_get("/", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    reader, writer = await asyncio.open_connection(host, port, limit=1024)
    writer.write(
        b"GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    await asyncio.wait_for(ended.wait(), SOON)
    so_far = said
    heard = await reader.read()
    assert heard.endswith(b"\x03\xf5too slow; come again and resume")
    assert len(heard) < (so_far + 1) * 10_100
    writer.close()
    await runner.cleanup()
