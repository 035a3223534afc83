"""What Oddiya hears and knows of another program while it runs."""

import asyncio
import os
import signal
from asyncio.subprocess import SubprocessStreamProtocol
from contextlib import suppress
from typing import Final, cast

from typing_extensions import override

from adapters.wire.children.memory import peak_memory

STDERR: Final = 2
AT_ONCE: Final = 1 << 17  # bytes of output that wait to be read before the program must wait
REMEMBERED: Final = 8192  # bytes of its last words
FIRST_LOOK, EVERY = 0.005, 0.025  # seconds between looks at its memory
NICENESS: Final = 5


class Watched(SubprocessStreamProtocol):
    """Keeps the end of what a program says, and its peak of memory, and ends all that is left of it."""

    def __init__(self) -> None:
        self._loop_of_it = asyncio.get_running_loop()
        super().__init__(AT_ONCE, self._loop_of_it)
        self.pid = 0
        self.peak_memory = 0
        self._said = b""
        self._process: asyncio.SubprocessTransport | None = None
        self._ended = asyncio.Event()
        self._silent = asyncio.Event()
        self._next_look: asyncio.TimerHandle | None = None

    @property
    def last_words(self) -> str:
        """The end of what it wrote to its standard error."""
        return self._said.decode(errors="replace").strip()

    def streams(self) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
        """Return its standard input and output."""
        assert self.stdin is not None  # noqa: S101 - a program that began has both
        assert self.stdout is not None  # noqa: S101 - the same
        return self.stdin, self.stdout

    def begun(self) -> None:
        """Let it go first no longer: others have more urgent things to do."""
        with suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, self.pid, NICENESS)

    async def ended(self) -> int:
        """Wait for its end; return its exit status, or minus the signal that ended it."""
        await self._ended.wait()
        assert self._process is not None  # noqa: S101 - what has ended has begun
        status = self._process.get_returncode()
        return -signal.SIGKILL if status is None else status

    async def heard_out(self) -> None:
        """Wait until nobody can say any more."""
        await self._silent.wait()

    async def stop(self) -> None:
        """Kill it and what it began, and take leave of it; nothing of this takes long."""
        if self._process is None:
            return
        if not self._ended.is_set():
            self._kill()
            await self._ended.wait()
        if self.stdin is not None and not self.stdin.transport.is_closing():
            self.stdin.transport.abort()
        self._process.close()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._process = cast("asyncio.SubprocessTransport", transport)  # uvloop's is no subclass of it
        self.pid = self._process.get_pid() or 0
        self._next_look = self._loop_of_it.call_later(FIRST_LOOK, self._look)

    @override
    def pipe_data_received(self, fd: int, data: bytes | str) -> None:
        if fd == STDERR and isinstance(data, bytes):
            self._said = (self._said + data)[-REMEMBERED:]
        else:
            super().pipe_data_received(fd, data)

    @override
    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        super().pipe_connection_lost(fd, exc)
        if fd == STDERR:
            self._silent.set()

    @override
    def process_exited(self) -> None:
        # At once, as long as nobody else can have got its number.
        self._kill()
        if self._next_look is not None:
            self._next_look.cancel()
        self._ended.set()
        super().process_exited()

    def _kill(self) -> None:
        if self.pid <= 0:  # 0 would be our own group
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def _look(self) -> None:
        self.peak_memory = max(self.peak_memory, peak_memory(self.pid))
        self._next_look = self._loop_of_it.call_later(EVERY, self._look)
