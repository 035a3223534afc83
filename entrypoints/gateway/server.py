"""Listens for clients, looks after what takes too long, and stops without losing a request."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from attrs import define, field
from typing_extensions import override

from entrypoints.ending import ended
from entrypoints.gateway.door import Door
from entrypoints.gateway.gateway import Gateway
from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.watch import Watch

LOOK_EVERY: Final = 0.02
FIRST_WORD: Final = 1.0  # seconds that a client which has just come has to say something

OpenPort = Callable[[Callable[[], asyncio.BaseProtocol]], Awaitable[asyncio.Server]]
"""Accepts connections for the protocols that are made of them."""


class ClientWire(Wire):
    """Opens a door as soon as the client is connected."""

    __slots__ = ("_doors", "_gateway", "_peer")

    def __init__(self, gateway: Gateway, doors: "Doors") -> None:
        super().__init__(gateway.wires)
        self._gateway = gateway
        self._doors = doors
        self._peer = ""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self._peer = peer[0] if isinstance(peer, tuple) else ""
        self._doors.wires.add(self)
        if self._gateway.clients.admits(self._peer):
            self._doors.open(Door(self._gateway, self, self._peer))
        else:
            self._doors.wires.discard(self)
            self.abort()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self in self._doors.wires:
            self._doors.wires.discard(self)
            self._gateway.clients.leave(self._peer)


@define(eq=False)
class Doors:
    """The doors that are open, each with the task that serves it, and the wires on which something may still go out."""

    tasks: "dict[Door, asyncio.Task[None]]" = field(factory=dict)
    wires: set[Wire] = field(factory=set)

    def open(self, door: Door) -> None:
        """Serve a client, until it leaves at the latest."""
        task = asyncio.get_running_loop().create_task(door.serve())
        self.tasks[door] = task
        door.wire.on_lost = task.cancel
        task.add_done_callback(lambda _: self._forget(door))

    def _forget(self, door: Door) -> None:
        del self.tasks[door]
        # A task that was cancelled holds its door, which holds the wire: without a cycle all of them go at once.
        door.wire.on_lost = None


@asynccontextmanager
async def serve_gateway(
    gateway: Gateway, open_port: OpenPort, *, drain: timedelta, grace: timedelta
) -> AsyncIterator[asyncio.Server]:
    """Serve clients until the block is left.

    Then the gateway is not ready any more, but serves for `drain`, asking clients to go elsewhere; it stops accepting,
    streams end, and what is being answered has `grace` to finish.
    """
    doors = Doors()
    accepting = await open_port(lambda: ClientWire(gateway, doors))
    watch = asyncio.create_task(Watch(gateway, doors.tasks.keys()).run())
    try:
        yield accepting
    finally:
        await _drain(gateway, doors, accepting, drain=drain, grace=grace)
        await ended(watch)


async def _drain(
    gateway: Gateway, doors: Doors, accepting: asyncio.Server, *, drain: timedelta, grace: timedelta
) -> None:
    gateway.life.draining = True
    await asyncio.sleep(drain.total_seconds())
    accepting.close()
    gateway.life.stopping.set()
    stopped = gateway.now()
    while doors.wires and gateway.now() < stopped + grace.total_seconds():
        for door in tuple(doors.tasks):
            _let_go(door, heard_out=gateway.now() > stopped + FIRST_WORD)
        await asyncio.sleep(LOOK_EVERY)
    await ended(*doors.tasks.values())
    for wire in tuple(doors.wires):
        wire.abort()


def _let_go(door: Door, *, heard_out: bool) -> None:
    """Hang up on a client that has nothing under way, unless its first request may still be on its way."""
    if door.visit is not None:
        if door.visit.hang_up is not None:
            door.visit.hang_up()
    elif not door.wire.holds and (door.has_asked or heard_out):
        door.wire.close()
