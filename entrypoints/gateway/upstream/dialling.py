"""How a connection to a service comes about over the network, and why it may not."""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable
from typing import Final

from attrs import frozen

from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.upstream.service_url import ServiceUrl

Dial = Callable[[], Awaitable[Wire]]
"""Connects to a service; `Unreachable` says that and why it cannot be done."""

# Who listens is reached at once, and who does not is refused at once: only a busy machine takes longer.
PATIENCE: Final = 3.0
NO_ROUTE: Final = (errno.ENETUNREACH, errno.EHOSTUNREACH)


class Unreachable(Exception):  # noqa: N818 - named for the fact
    """No connection came about; `reason` is the word for it in RFC 9209 section 2.3."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@frozen
class TcpDial:
    """Connects over TCP within `patience` seconds; what is written then goes out at once, without Nagle's delay."""

    url: ServiceUrl
    wires: set[Wire]
    patience: float = PATIENCE

    async def __call__(self) -> Wire:
        """Connect."""
        loop, wire = asyncio.get_running_loop(), Wire(self.wires)
        try:
            async with asyncio.timeout(self.patience):
                await loop.create_connection(lambda: wire, self.url.host, self.url.port)
        except BaseException as error:
            # Who gives up while the wire is being made is told by uvloop neither that it was nor that it is gone.
            wire.abort()
            self.wires.discard(wire)
            if isinstance(error, OSError):
                raise Unreachable(reason_of(error)) from error
            raise
        return wire


def reason_of(error: OSError) -> str:
    """Return the word of RFC 9209 for what went wrong with a connection."""
    match error:
        case TimeoutError():
            return "connection_timeout"
        case socket.gaierror():
            return "dns_error"
        case ConnectionRefusedError():
            return "connection_refused"
        case ConnectionError():
            return "connection_terminated"
        case OSError(errno=number) if number in NO_ROUTE:
            return "destination_ip_unroutable"
        case _:
            return "destination_unavailable"
