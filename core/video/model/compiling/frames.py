"""From seconds to frames: rounded once, so that frames add up whatever the seconds are."""

from math import floor


def frames_of(seconds: float, *, fps: int) -> int:
    """Return how many frames a span has; half a frame counts as one."""
    return floor(seconds * fps + 0.5)
