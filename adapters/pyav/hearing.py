"""Hears what the program that knows videos says, and believes none of it that cannot be so."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, NoReturn

from attrs import define

from adapters.pyav.wording import LONGEST_LINE, Nonsense, Word, word_of
from adapters.wire.children.child import Child
from core.errors import Unavailable
from core.video.model.frames.errors import BrokenVideo, NoFrames, TooManyFrames
from core.video.model.frames.wishes import MOST_FRAMES
from core.video.model.job import Progress

SLOW: Final = "takes too long to read"
DAMAGED: Final = "is damaged"
TOO_MUCH_MEMORY: Final = "needs too much memory"
ENDINGS: Final[Mapping[int, str]] = {-signal.SIGXCPU: SLOW, -signal.SIGKILL: TOO_MUCH_MEMORY}
FAILURES: Final = frozenset({"broken", "many", "nothing", "failed"})
STEP: Final = "extracting frames"
AGAIN: Final = 60.0  # seconds until there may be room for the program


@contextmanager
def believed() -> Iterator[None]:
    """Turn nonsense into what it means: that the video has led the program astray."""
    try:
        yield
    except Nonsense as error:
        raise BrokenVideo(reason=DAMAGED) from error


@define
class Hearing:
    """The words of one program, one after another."""

    _child: Child
    _told: Callable[[Progress], None]
    _patience: float
    _ready: bool = False

    async def next(self) -> Word:
        """Return the next word that is neither a sign of life nor the end of it; no word in time is `BrokenVideo`."""
        while True:
            word = await self._word()
            if word.what == "ready":
                self._ready = True
            elif word.what == "progress":
                with believed():
                    progress = _progress(word)
                self._told(progress)
            elif word.what in FAILURES:
                with believed():
                    _raise(word)
            else:
                return word

    async def _word(self) -> Word:
        try:
            async with asyncio.timeout(self._patience):
                line = await self._child.stdout.readline()
                if not line.endswith(b"\n"):
                    await self._ended()
                if len(line) > LONGEST_LINE:
                    raise Nonsense("too long")
                word, size = word_of(line)
                data = await self._child.stdout.readexactly(size) if size else b""
                return Word(what=word.what, facts=word.facts, data=data)
        except TimeoutError as error:
            raise BrokenVideo(reason=SLOW) from error
        except asyncio.IncompleteReadError:
            await self._ended()
        except ValueError as error:
            raise BrokenVideo(reason=DAMAGED) from error

    async def _ended(self) -> NoReturn:
        """Say why it ended before it was done."""
        ending = await self._child.finished()
        if not self._ready:
            raise Unavailable(what="the program that reads videos", retry_after=AGAIN)
        raise BrokenVideo(reason=ENDINGS.get(ending.status, DAMAGED))


def _progress(word: Word) -> Progress:
    total = word.whole("total")
    return Progress(done=word.whole("done", most=total), total=total, step=STEP)


def _raise(word: Word) -> NoReturn:
    if word.what == "many":
        raise TooManyFrames(frames=word.whole("frames"), most=MOST_FRAMES)
    reason = word.text("reason")
    if word.what == "nothing":
        raise NoFrames(reason=reason)
    if word.what == "failed":
        raise Unavailable(what=reason, retry_after=AGAIN)
    raise BrokenVideo(reason=reason)
