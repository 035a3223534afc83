"""Sets words onto the canvas, inside the margins that their lettering keeps free."""

from math import ceil

from core.video.model.canvas import Canvas
from core.video.model.template import Lettering
from core.video.model.timeline import Box, Down, Text

HAIR = 1e-9  # a fraction such as 0.2 is a little more than itself, and must not cost a pixel for that


def text_of(words: str, lettering: Lettering, *, canvas: Canvas, down: Down) -> Text:
    """Return the words in the room that they have."""
    size = round(lettering.size * min(canvas.width, canvas.height))
    box = box_of(lettering, canvas)
    return Text(text=words.strip(), box=box, size=max(size, 1), bold=lettering.bold, down=down)


def box_of(lettering: Lettering, canvas: Canvas) -> Box:
    """Return the part of the canvas between the margins; never nothing, however small the canvas is."""
    side = min(ceil(lettering.side * canvas.width - HAIR), (canvas.width - 1) // 2)
    top = min(ceil(lettering.top * canvas.height - HAIR), canvas.height - 1)
    bottom = min(ceil(lettering.bottom * canvas.height - HAIR), canvas.height - 1 - top)
    return Box(left=side, top=top, width=canvas.width - 2 * side, height=canvas.height - top - bottom)
