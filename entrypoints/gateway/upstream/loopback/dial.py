"""Reaches a service that runs in the same process, without a network."""

import asyncio
from contextvars import Context, copy_context
from typing import Protocol

from attrs import field, frozen

from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.upstream.dialling import Unreachable
from entrypoints.gateway.upstream.loopback.transport import connect


class Accepting(Protocol):
    """Makes a protocol for each connection, as long as it takes any."""

    @property
    def is_accepting(self) -> bool:
        """Tell whether it does."""

    def __call__(self) -> asyncio.Protocol:
        """Make one."""


@frozen
class LoopbackDial:
    """Connects to what answers connections here; it is called in the context that the dial was made in."""

    accepting: Accepting
    wires: set[Wire]
    _context: Context = field(factory=copy_context, init=False, repr=False)

    async def __call__(self) -> Wire:
        """Connect."""
        if not self.accepting.is_accepting:
            raise Unreachable("connection_refused")
        wire = Wire(self.wires)
        connect(wire, self.accepting(), self._context)
        return wire
