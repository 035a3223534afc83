"""Which frames of a video somebody wants, and how they are to look."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal

from attrs import frozen

if TYPE_CHECKING:
    from core.errors import Fault

FrameMode = Literal["every", "at", "keyframes", "scenes", "best"]
FrameFormat = Literal["jpeg", "png"]

MOST_INSTANTS: Final = 1000
MOST_FRAMES: Final = 20_000
SHORTEST_STEP: Final = 0.001
LONGEST_STEP: Final = 24 * 3600.0
LEAST_WIDTH, MOST_WIDTH = 16, 8192
DEFAULT_STEP: Final = 1.0


@frozen(kw_only=True)
class FrameWishes:
    """What is wanted of a video.

    - `every`: what is shown at 0 s, at `every` seconds, at twice that, and so on to the end.
    - `at`: what is shown at each of these instants, in the order of time, each once.
    - `keyframes`: every picture that the video can be entered at.
    - `scenes`: the first frame, and the first one after each cut.
    - `best`: of every `every` seconds the sharpest frame, where it does not look like one that was taken already.

    A frame is shown from its own moment to that of the next one; moments count from the first frame. `width` is that
    of the frames as they are looked at, None for the video's own, and is never more than that.
    """

    mode: FrameMode = "every"
    every: float = DEFAULT_STEP
    at: tuple[float, ...] = ()
    width: int | None = None
    format: FrameFormat = "jpeg"


@frozen(kw_only=True)
class AskedFrames:
    """Wishes as somebody puts them; what they leave out follows from the rest."""

    mode: FrameMode | None = None
    every: float | None = None
    at: tuple[float, ...] = ()
    width: int | None = None
    format: FrameFormat = "jpeg"

    def wishes(self) -> FrameWishes:
        """Return what is wanted; `BadOrder` for what makes no sense together."""
        from core.video.model.errors import BadOrder  # which the program that knows videos starts without

        if faults := tuple(self._faults()):
            raise BadOrder(faults=faults)
        mode: FrameMode = self.mode or ("at" if self.at else "every")
        return FrameWishes(
            mode=mode,
            every=DEFAULT_STEP if self.every is None else self.every,
            at=tuple(sorted(set(self.at))),
            width=self.width,
            format=self.format,
        )

    def _faults(self) -> "Iterator[Fault]":
        from core.errors import Fault

        mode = self.mode or ("at" if self.at else "every")
        if mode == "at" and not self.at:
            yield Fault("/at", "name at least one instant")
        if mode != "at" and self.at:
            yield Fault("/at", f"instants go with the mode at, not with {mode}")
        if self.every is not None and mode not in {"every", "best"}:
            yield Fault("/every", f"a step goes with the modes every and best, not with {mode}")
        if self.every is not None and not SHORTEST_STEP <= self.every <= LONGEST_STEP:
            yield Fault("/every", f"must be {SHORTEST_STEP} to {LONGEST_STEP:.0f} seconds")
        if len(self.at) > MOST_INSTANTS:
            yield Fault("/at", f"name {MOST_INSTANTS} instants at most")
        for place, instant in enumerate(self.at):
            if not 0 <= instant <= LONGEST_STEP:
                yield Fault(f"/at/{place}", f"must be 0 to {LONGEST_STEP:.0f} seconds")
        if self.width is not None and not LEAST_WIDTH <= self.width <= MOST_WIDTH:
            yield Fault("/width", f"must be {LEAST_WIDTH} to {MOST_WIDTH}")
