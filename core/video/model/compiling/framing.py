"""How a photo of any shape comes onto a canvas of another."""

from fractions import Fraction
from typing import Final

from core.video.model.canvas import Canvas
from core.video.model.photo import PhotoShape
from core.video.model.template import TemplateFit
from core.video.model.timeline import Fit

NEARLY_ALL: Final = Fraction(7, 10)  # a photo of 3:4 on a canvas of 9:16 is still cropped
NEXT_TO_NOTHING: Final = Fraction(1, 8)


def seen(shape: PhotoShape, canvas: Canvas) -> Fraction:
    """Return how much of a photo is seen when it is cropped to fill the canvas."""
    wide, high = shape.width * canvas.height, shape.height * canvas.width
    return Fraction(min(wide, high), max(wide, high))


def is_wider(shape: PhotoShape, canvas: Canvas) -> bool:
    """Tell whether a photo is cut off at the sides, rather than above and below, when it fills the canvas."""
    return shape.width * canvas.height > shape.height * canvas.width


def fit_of(fit: TemplateFit, shape: PhotoShape, canvas: Canvas) -> Fit:
    """Decide whether a photo is cropped or shown whole."""
    if fit == "blur":
        return "blur"
    least = NEARLY_ALL if fit == "auto" else NEXT_TO_NOTHING
    return "crop" if seen(shape, canvas) >= least else "blur"


def enlargement(fit: Fit, shape: PhotoShape, canvas: Canvas) -> float:
    """Return how many times as large as it is a photo is shown."""
    across, down = canvas.width / shape.width, canvas.height / shape.height
    return max(across, down) if fit == "crop" else min(across, down)
