"""Other programs that run beside Oddiya, on a short lead."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from attrs import frozen

from adapters.wire.carried_through import carried_through
from adapters.wire.children.launching import environment, launched
from adapters.wire.children.limits import Limits
from adapters.wire.children.watched import Watched
from core.errors import Unavailable

LAST_OUTPUT: Final = 1.0  # seconds in which a program that has ended must have been heard to its end


@frozen(kw_only=True)
class Ending:
    """How a program ended: its exit status, or minus the signal that ended it; `peak_memory` is in bytes, 0 if unseen.

    `last_words` is the end of what it wrote to its standard error.
    """

    status: int
    last_words: str
    peak_memory: int


@frozen(kw_only=True)
class Child:
    """A program that runs."""

    pid: int
    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader
    _watched: Watched

    async def tell(self, data: bytes) -> None:
        """Write to its standard input, and wait for room; what reads no more misses it, and its ending says why."""
        with suppress(ConnectionError, RuntimeError):  # the latter is how uvloop says that the pipe is closed
            self.stdin.write(data)
            await self.stdin.drain()

    async def finished(self) -> Ending:
        """Wait until the program has ended; it does not while its output waits to be read, or it waits for input."""
        status = await self._watched.ended()
        with suppress(TimeoutError):  # what left the group may hold on to the pipe for ever
            await asyncio.wait_for(self._watched.heard_out(), LAST_OUTPUT)
        return Ending(status=status, last_words=self._watched.last_words, peak_memory=self._watched.peak_memory)


@asynccontextmanager
async def running(command: Sequence[str | Path], *, folder: Path, limits: Limits) -> AsyncIterator[Child]:
    """Run a program in a folder for as long as the block lasts.

    - It and everything that it began is killed at the end of the block, whatever ends it, and when Oddiya is killed.
    - It cannot use more than its limits. It inherits no environment and no file. Its standard error is always read.
    - A program that cannot be found ends with the status 127; for want of processes or memory it is `Unavailable`.
    """
    watched = Watched()
    try:
        await carried_through(_begin(watched, launched(command, limits=limits), folder))
        stdin, stdout = watched.streams()
        yield Child(pid=watched.pid, stdin=stdin, stdout=stdout, watched=watched)
    finally:
        await carried_through(watched.stop())


async def _begin(watched: Watched, command: Sequence[str], folder: Path) -> None:
    try:
        await asyncio.get_running_loop().subprocess_exec(
            lambda: watched,
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=folder,
            env=environment(folder),
            start_new_session=True,
        )
    except OSError as failure:
        raise Unavailable(what=f"another process ({failure.strerror})") from failure
    watched.begun()
