"""Connects two protocols inside the process as TCP would, for code that knows nothing else."""

import asyncio
from contextvars import Context
from typing import Final, cast

from typing_extensions import override

from entrypoints.gateway.http1.wire import Wire
from entrypoints.gateway.upstream.loopback.pipe import HIGH, Pipe

ADDRESS: Final = ("127.0.0.1", 0)


End = asyncio.Protocol | Wire
"""What data is received by as bytes, however else it could be."""


def connect(one: End, other: End, context: Context) -> None:
    """Connect two protocols, which are called in a context that is neither's."""
    there, back = Pipe(context), Pipe(context)
    ends = (
        LoopbackTransport(one, out=there, into=back, context=context),
        LoopbackTransport(other, out=back, into=there, context=context),
    )
    for end, opposite in (ends, ends[::-1]):
        end.opposite = opposite
        context.run(end.get_protocol().connection_made, end)


class LoopbackTransport(asyncio.Transport):
    """One end of a connection.

    - `close` lets what was written arrive; what the other end still writes is dropped from then on.
    - `abort` drops what has not arrived; the other end is told `ConnectionResetError`.
    """

    opposite: "LoopbackTransport"

    def __init__(self, protocol: asyncio.BaseProtocol, *, out: Pipe, into: Pipe, context: Context) -> None:
        super().__init__({"peername": ADDRESS, "sockname": ADDRESS})
        self._loop = asyncio.get_running_loop()
        self._context = context
        self._out = out
        self._into = into
        self._has_ended = False
        self._is_paused = False
        self._is_closing = False
        self._is_lost = False
        self.set_protocol(protocol)
        out.giver = into.taker = self

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._has_ended:
            raise RuntimeError("nothing can be written after the end")
        if not self._is_closing:
            self._out.put(bytes(data))

    @override
    def can_write_eof(self) -> bool:
        return True

    @override
    def write_eof(self) -> None:
        if not (self._has_ended or self._is_closing):
            self._has_ended = True
            self._out.end()

    @override
    def close(self) -> None:
        if self._is_closing:
            return
        self._is_closing = True
        self._into.cut()
        if not self._has_ended:
            self._out.end()
        self.sent()

    @override
    def abort(self) -> None:
        if self._is_lost:
            return
        self._into.cut()
        self._out.cut()
        self.lose(None)
        self.opposite.lose(ConnectionResetError("the other end hung up"))

    @override
    def is_closing(self) -> bool:
        return self._is_closing

    @override
    def is_reading(self) -> bool:
        return not (self._is_paused or self._is_closing)

    @override
    def pause_reading(self) -> None:
        if self.is_reading():
            self._is_paused = True
            self._into.pause()

    @override
    def resume_reading(self) -> None:
        if self._is_paused:
            self._is_paused = False
            self._into.resume()

    @override
    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._protocol

    @override
    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = cast("End", protocol)

    @override
    def get_write_buffer_size(self) -> int:
        return self._out.size

    @override
    def get_write_buffer_limits(self) -> tuple[int, int]:
        return self._out.low, self._out.high

    @override
    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        high = high if high is not None else HIGH if low is None else 4 * low
        low = low if low is not None else high // 4
        if not high >= low >= 0:
            raise ValueError(f"high ({high}) must be at least low ({low}), and low at least 0")
        self._out.high, self._out.low = high, low

    def take(self, piece: bytes) -> None:
        """Give the protocol what came, or the end; a protocol that fails loses its connection."""
        try:
            if piece:
                self._protocol.data_received(piece)
            elif not self._protocol.eof_received():
                self.close()
        except BaseException:
            self.abort()
            raise

    def full(self) -> None:
        """Let the protocol know that it should stop writing."""
        self._protocol.pause_writing()

    def room(self) -> None:
        """Let the protocol know that it can go on writing, unless there is nobody left to write to."""
        if not self._is_lost:
            self._protocol.resume_writing()

    def sent(self) -> None:
        """Be done, once nothing is left to send and nobody needs this end any more."""
        if self._is_closing and not self._out.size:
            self.lose(None)

    def lose(self, error: Exception | None) -> None:
        """Let the protocol know, once, that its connection is lost."""
        if not self._is_lost:
            self._is_lost = self._is_closing = True
            self._loop.call_soon(self._lost, error, context=self._context)

    def _lost(self, error: Exception | None) -> None:
        self._protocol.connection_lost(error)
