"""Finishes pictures, several at once, and hands them out in order, no faster than they are taken."""

from collections import deque
from concurrent.futures import Future
from concurrent.futures.thread import ThreadPoolExecutor
from fractions import Fraction
from queue import SimpleQueue
from typing import Final

from attrs import define, field, frozen
from av.video.frame import VideoFrame

from adapters.pyav.broken import Many
from adapters.pyav.colours import table
from adapters.pyav.finishing import Finished, Finisher
from adapters.pyav.looking import Look
from adapters.pyav.sheet import SMALL, Sheet, get_ready
from adapters.pyav.taken import Taken
from adapters.pyav.wording import Mouth
from core.video.model.frames.wishes import MOST_FRAMES, FrameFormat

MOST_WARNINGS: Final = 20
MOST_LOST: Final = 900  # instants that are named; there may be far more of one picture
LOST: Final = "the video is damaged there"
DIGITS: Final = 6


@frozen
class Due:
    """A picture that is being finished, and what is to be said of it."""

    taken: Taken
    finished: Future[Finished]


@define
class Delivery:
    """Says frame after frame; what went wrong is kept for the end."""

    _mouth: Mouth
    _look: Look
    _format: FrameFormat
    _threads: int
    delivered: int = 0
    sheet: Sheet = field(factory=Sheet)
    _begun: int = 0
    _said: list[str] = field(factory=list)
    _unsaid: int = 0
    _lost: int = 0
    _due: deque[Due] = field(factory=deque)
    _pool: ThreadPoolExecutor = field(init=False)
    _finishers: "SimpleQueue[Finisher]" = field(factory=SimpleQueue)

    def __attrs_post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self._threads)
        colours = table(self._look) if self._look.wide else None
        for _ in range(self._threads):
            self._finishers.put(Finisher(self._look, form=self._format, colours=colours))

    def take(self, taken: Taken) -> None:
        """Have a picture finished, and hand out those before it of which there are too many by now."""
        if taken.picture is None:
            self._lose(taken)
            return
        if self._begun + len(taken.instants) > MOST_FRAMES:
            raise Many(self._begun + len(taken.instants))
        if taken.picture.is_corrupt:
            self.warn(f"the picture at {float(taken.time):.3f} s is damaged")
        wanted = any(self.sheet.wants(self._begun + more) for more in range(len(taken.instants)))
        self._begun += len(taken.instants)
        self._due.append(Due(taken, self._pool.submit(self._finish, taken.picture, SMALL if wanted else None)))
        while len(self._due) > self._threads:
            self._hand_out(self._due.popleft())

    def finish(self) -> None:
        """Hand out the rest."""
        get_ready()
        while self._due:
            self._hand_out(self._due.popleft())
        self._pool.shutdown()

    def warn(self, warning: str) -> None:
        """Keep something that people should know, unless that is too much."""
        self._unsaid += 1
        if len(self._said) < MOST_WARNINGS:
            self._said.append(warning)
            self._unsaid -= 1

    @property
    def warnings(self) -> list[str]:
        """What people should know."""
        return self._said + ([f"{self._unsaid} more pictures are lost or damaged"] if self._unsaid else [])

    def skip(self, instant: Fraction, reason: str) -> None:
        """Say that there is nothing for an instant."""
        self._mouth.say("skipped", instant=float(instant), reason=reason)

    def _lose(self, taken: Taken) -> None:
        self.warn(f"the picture at {float(taken.time):.3f} s is lost: {LOST}")
        for instant in taken.instants:
            if instant is not None and not self._unsaid and self._lost < MOST_LOST:
                self._lost += 1
                self.skip(instant, LOST)

    def _finish(self, picture: VideoFrame, small: tuple[int, int] | None) -> Finished:
        finisher = self._finishers.get()
        try:
            return finisher.finished(picture, small=small)
        finally:
            self._finishers.put(finisher)

    def _hand_out(self, due: Due) -> None:
        made, taken = due.finished.result(), due.taken
        for instant in taken.instants:
            number = self.delivered
            self.delivered += 1
            if made.small is not None and self.sheet.wants(number):
                self.sheet.add(number, float(taken.time), made.small)
            self._mouth.say(
                "frame",
                made.data,
                time=round(float(taken.time), DIGITS),
                instant=None if instant is None else float(instant),
                key_frame=taken.key_frame,
                sharpness=round(made.sharpness, 3),
                width=made.width,
                height=made.height,
            )
