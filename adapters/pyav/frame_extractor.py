"""Frames extracted by FFmpeg's libraries, in another process that may do little."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from attrs import Factory, define, field, frozen
from typing_extensions import override

from adapters.pyav.hearing import Hearing, believed
from adapters.pyav.wording import Nonsense, Order, Word, order_line
from adapters.section import setting
from adapters.wire.children.child import Child, running
from adapters.wire.children.cores import Parallel, cores
from adapters.wire.children.given_back import large_pieces_given_back
from adapters.wire.children.limits import Limits
from core.video.model.frames.found import FoundVideo, SkippedInstant
from core.video.model.frames.wishes import FrameWishes
from ports.frame_extractor import ExtractedFrame, Extraction, ExtractionEnd, FrameExtractor, Told

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PROGRAM: Final = "import sys; sys.path.insert(0, sys.argv[1]); from adapters.pyav.child import run; run()"
COMMAND: Final = (sys.executable, "-I", "-X", "utf8", "-c", PROGRAM, str(ROOT))
ANYWHERE: Final = Path("/")  # it opens nothing there, and no folder of a job is kept from being removed
MOST_SKIPPED: Final = 2000
MOST_WARNINGS: Final = 50
MOST_THREADS: Final = 4  # more of them want more memory
LARGEST: Final = 1 << 16  # pixels on one side
LARGE: Final = 1 << 20  # bytes: more than most frames have, and less than the parts in which a ZIP of them is stored


@frozen(kw_only=True)
class Terms:
    """What the program may use for one video, and for how many seconds it may be silent."""

    limits: Limits = Limits(memory=3 << 29, cpu_seconds=4 * 3600, file_bytes=1 << 24)
    patience: float = 60


@define(kw_only=True)
class PyavExtraction(Extraction):
    """What a program says of a video; all of it is checked, since the video may have led it astray."""

    _child: Child
    _hearing: Hearing
    _video: FoundVideo
    _skipped: list[SkippedInstant] = field(factory=list)
    _end: Word | None = None

    @property
    @override
    def video(self) -> FoundVideo:
        return self._video

    @override
    async def frames(self) -> AsyncIterator[ExtractedFrame]:
        number = 0
        while (word := await self._next()) is not None:
            number += 1
            with believed():
                frame = _frame(word, number)
            yield frame

    @override
    async def end(self) -> ExtractionEnd:
        while await self._next() is not None:
            pass
        ending = await self._child.finished()
        assert self._end is not None  # noqa: S101 - there is nothing next only then
        with believed():
            return ExtractionEnd(
                strategy=self._end.text("strategy"),
                contact_sheet=self._end.data,
                peak_memory=ending.peak_memory,
                skipped=tuple(self._skipped),
                warnings=_warnings(self._end),
            )

    async def _next(self) -> Word | None:
        """Return the word for the next frame, or None behind the last."""
        while self._end is None:
            word = await self._hearing.next()
            if word.what == "frame":
                return word
            with believed():
                self._note(word)
        return None

    def _note(self, word: Word) -> None:
        if word.what == "end":
            self._end = word
        elif word.what == "skipped" and len(self._skipped) < MOST_SKIPPED:
            self._skipped.append(SkippedInstant(instant=word.number("instant"), reason=word.text("reason")))
        else:
            raise Nonsense(word.what)


@frozen(kw_only=True)
class PyavFrameExtractor(FrameExtractor):
    """Begins a program for every video."""

    _threads: int
    _terms: Terms = Terms()

    @override
    @asynccontextmanager
    async def extract(self, video: Path, wishes: FrameWishes, *, told: Told) -> AsyncIterator[Extraction]:
        order = Order(video=str(Path.cwd() / video), wishes=wishes, threads=self._threads)
        async with running(COMMAND, folder=ANYWHERE, limits=self._terms.limits) as child:
            await child.tell(order_line(order))
            hearing = Hearing(child, told, self._terms.patience)
            word = await hearing.next()
            with believed():
                found = _video(word)
            yield PyavExtraction(child=child, hearing=hearing, video=found)


def _video(word: Word) -> FoundVideo:
    if word.what != "video":
        raise Nonsense(word.what)
    return FoundVideo(
        container=word.text("container"),
        codec=word.text("codec"),
        width=word.whole("width", least=1, most=LARGEST),
        height=word.whole("height", least=1, most=LARGEST),
        seconds=word.number("seconds"),
        frames=word.whole("frames"),
        rotation=word.whole("rotation", most=359),
        hdr=word.flag("hdr"),
        steady=word.flag("steady"),
    )


def _frame(word: Word, number: int) -> ExtractedFrame:
    return ExtractedFrame(
        number=number,
        time=word.number("time"),
        instant=None if word.facts.get("instant") is None else word.number("instant"),
        key_frame=word.flag("key_frame"),
        sharpness=word.number("sharpness"),
        width=word.whole("width", least=1, most=LARGEST),
        height=word.whole("height", least=1, most=LARGEST),
        data=word.data,
    )


def _warnings(word: Word) -> tuple[str, ...]:
    said = word.facts.get("warnings")
    if not isinstance(said, list) or len(said) > MOST_WARNINGS:
        raise Nonsense("warnings")
    return tuple(Word(what="", facts={"text": text}).text("text") for text in said)


def _threads() -> Parallel:
    return Parallel(min(cores(), MOST_THREADS))


@frozen(kw_only=True)
class Section:
    """How many threads work on a video."""

    threads: Parallel = setting(
        "ODDIYA_FRAMES_THREADS",
        "how many threads may work on one video, 1 or more; without it, as many as there are cores, but not over 4",
        default=Factory(_threads),
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[FrameExtractor]:
    """Open the extractor; its programs start when they are needed."""
    large_pieces_given_back(least=LARGE)
    yield PyavFrameExtractor(threads=section.threads)
