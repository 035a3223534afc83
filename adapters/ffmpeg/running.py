"""FFmpeg at work: with a deadline, within limits, and with its failures told apart."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from attrs import define
from typing_extensions import override

from adapters.ffmpeg.binary import Binary
from adapters.wire.children.child import Ending, running
from adapters.wire.children.limits import Limits
from core.errors import Unavailable
from ports.workshop import TooLarge

GIB: Final = 1 << 30
WIDE: Final = Limits(memory=4 * GIB, cpu_seconds=1200, file_bytes=4 * GIB)
LONGEST_RUN: Final = 600.0
SHOWN: Final = 200  # characters of what it said last


@define(kw_only=True)
class FfmpegFailed(Exception):  # noqa: N818 - named for the fact
    """FFmpeg could not do what it was told, for a reason that lies in what it was given."""

    ending: Ending

    @override
    def __str__(self) -> str:
        return f"FFmpeg ended with {self.ending.status}: {self.ending.last_words[-SHOWN:]}"


async def ran(
    binary: Binary, arguments: Sequence[str], *, folder: Path, limits: Limits = WIDE, within: float = LONGEST_RUN
) -> Ending:
    """Run FFmpeg to its end, and see that it succeeds.

    A missed deadline, a full disk and too little memory are `Unavailable`, a file beyond the limit is `TooLarge`, and
    all else that makes it fail is `FfmpegFailed`.
    """
    async with in_time(within), running([binary.path, *arguments], folder=folder, limits=limits) as child:
        child.stdin.close()
        ending = await child.finished()
    return succeeded(ending, limits=limits)


def succeeded(ending: Ending, *, limits: Limits) -> Ending:
    """Return an ending that is a good one; raise, as `ran` says, for others."""
    if ending.status == 0:
        return ending
    refuse_full_disk(ending)
    if ending.status == -signal.SIGKILL:
        raise Unavailable(what="the memory or the time that FFmpeg needs", retry_after=10)
    if ending.status == -signal.SIGXFSZ or "File too large" in ending.last_words:
        raise TooLarge(at_most=limits.file_bytes)
    raise FfmpegFailed(ending=ending)


def refuse_full_disk(ending: Ending) -> None:
    """Raise `Unavailable` when there was no room for all that was to be written."""
    if "No space left on device" in ending.last_words:
        raise Unavailable(what="room on the disk", retry_after=60)


@asynccontextmanager
async def in_time(seconds: float) -> AsyncIterator[None]:
    """Let a block take so many seconds; one that takes longer is `Unavailable`."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as late:
        raise Unavailable(what="an FFmpeg that is quick enough", retry_after=10) from late
