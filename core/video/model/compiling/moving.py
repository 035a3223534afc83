"""How a window moves over a photo: chosen by the photo's shape and its number, so that it is always the same."""

from math import ceil
from typing import Final

from core.video.model.canvas import Canvas
from core.video.model.compiling.framing import NEARLY_ALL, is_wider, seen
from core.video.model.photo import PhotoShape
from core.video.model.template import Movement
from core.video.model.timeline import Fit, Motion, Window

WHOLE: Final = Window(left=0, top=0, size=1)
# Where the window comes closer to, in turn, between the left and the right; and between top and bottom: what upright
# photos are about is above their middle more often than below.
ACROSS: Final = (0.5, 0.4, 0.6)
MIDDLE: Final = 0.5
ABOVE_MIDDLE: Final = 0.4


def scale_of(movement: Movement) -> float:
    """Return how much larger than the canvas a picture must be to be sharp where the window is closest."""
    return ceil(100 / movement.closest) / 100


def motion_of(movement: Movement, *, shape: PhotoShape, fit: Fit, canvas: Canvas, number: int) -> Motion:
    """Return the motion over the photo with this number, from 1; every other one goes the other way."""
    if fit == "crop" and seen(shape, canvas) < NEARLY_ALL:
        begin, end = _glide(movement.closest, across=is_wider(shape, canvas))
    else:
        begin, end = WHOLE, _closer(movement.closest, upright=shape.height > shape.width, number=number)
    return Motion(begin=begin, end=end) if number % 2 else Motion(begin=end, end=begin)


def _glide(size: float, *, across: bool) -> tuple[Window, Window]:
    way = 1 - size
    if across:
        return Window(left=0, top=way / 2, size=size), Window(left=way, top=way / 2, size=size)
    return Window(left=way / 2, top=0, size=size), Window(left=way / 2, top=way, size=size)


def _closer(size: float, *, upright: bool, number: int) -> Window:
    way = 1 - size
    down = ABOVE_MIDDLE if upright else MIDDLE
    return Window(left=way * ACROSS[number // 2 % len(ACROSS)], top=way * down, size=size)
