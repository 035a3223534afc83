"""What a film is shown on: a number of pixels, so many times a second."""

from collections.abc import Mapping
from typing import Final, Literal

from attrs import Attribute, field, frozen

Aspect = Literal["9:16", "1:1", "16:9"]

FPS: Final = 30


def _even(_: object, attribute: "Attribute[int]", value: int) -> None:
    if value < 2 or value % 2:  # noqa: PLR2004 - colours are kept for squares of two by two pixels
        raise ValueError(f"{attribute.name} is {value}: it must be even and at least 2")


@frozen(kw_only=True)
class Canvas:
    """Sizes are even, since colours are kept for two by two pixels."""

    width: int = field(validator=_even)
    height: int = field(validator=_even)
    fps: int = FPS


CANVASES: Final[Mapping[Aspect, Canvas]] = {
    "9:16": Canvas(width=1080, height=1920),
    "1:1": Canvas(width=1080, height=1080),
    "16:9": Canvas(width=1920, height=1080),
}
