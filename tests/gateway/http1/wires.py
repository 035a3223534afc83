"""A wire of which the test holds the other end."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from attrs import frozen

from entrypoints.gateway.http1.wire import Wire

PATIENCE = 20


@frozen
class OtherEnd:
    """What a client or a service has in its hands."""

    sock: socket.socket

    async def send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.sock, data)

    def hang_up(self) -> None:
        self.sock.close()


@asynccontextmanager
async def a_wire() -> AsyncIterator[tuple[Wire, OtherEnd]]:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)  # noqa: FBT003 - it takes its argument by position only
    wires: set[Wire] = set()
    _, wire = await asyncio.get_running_loop().connect_accepted_socket(lambda: Wire(wires), ours)
    try:
        async with asyncio.timeout(PATIENCE):
            yield wire, OtherEnd(theirs)
    finally:
        wire.abort()
        theirs.close()
        await until(lambda: not wires)


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():
            await asyncio.sleep(0)
