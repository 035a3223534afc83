"""A film, down to the frame: which pictures it is made of, and what is to be seen when."""

from collections.abc import Iterator
from typing import Final, Literal

from attrs import frozen

from core.video.model.canvas import Canvas

LONGEST_FADE: Final = 63  # frames; one more, and the distance between two pictures no longer fits H.264's weights

Fit = Literal["blur", "crop"]
Across = Literal["left", "center", "right"]
Down = Literal["top", "middle", "bottom"]


@frozen(kw_only=True)
class Box:
    """A part of the canvas, in pixels."""

    left: int
    top: int
    width: int
    height: int


@frozen(kw_only=True)
class Text:
    """Words in a box: as large as `size` pixels, smaller where they would not fit."""

    text: str
    box: Box
    size: int
    bold: bool = False
    across: Across = "center"
    down: Down = "middle"


@frozen(kw_only=True)
class Picture:
    """A still that covers the canvas.

    It shows a photo, by its place among the film's photos, or a plain dark ground. A photo is cropped to fill the
    canvas, or shown whole before a blurred copy of itself; `soft` blurs all of it. `veil` darkens it, 1 to black.
    `scale` makes the picture that many times as large as the canvas, for a window to move in.
    """

    photo: int | None
    fit: Fit = "blur"
    soft: bool = False
    veil: float = 0.0
    scale: float = 1.0
    texts: tuple[Text, ...] = ()


@frozen(kw_only=True)
class Window:
    """What is seen of a picture: `size` is a fraction of its width and of its height; `left` and `top` likewise."""

    left: float
    top: float
    size: float


@frozen(kw_only=True)
class Motion:
    """A window on its way over a picture, beginning and ending gently, for as long as the picture is seen."""

    begin: Window
    end: Window


@frozen(kw_only=True)
class Shot:
    """A picture that fades in over the one before, during `fade_in` frames, and then stands alone for `hold`.

    It is seen, too, while the next one fades in. `overlay` stands still above a picture that moves.
    """

    picture: int
    hold: int
    fade_in: int = 0
    motion: Motion | None = None
    overlay: tuple[Text, ...] = ()


@frozen(kw_only=True)
class Sound:
    """How the music begins and ends, in frames."""

    fade_in: int = 0
    fade_out: int = 0


@frozen(kw_only=True)
class Timeline:
    """Every frame of a film, without gap or overlap.

    In frame k (from 1) of a fade of n frames the new picture weighs k / (n + 1). The first shot has no fade.
    """

    canvas: Canvas
    pictures: tuple[Picture, ...]
    shots: tuple[Shot, ...]
    sound: Sound = Sound()

    def __attrs_post_init__(self) -> None:
        if not self.shots or self.shots[0].fade_in:
            raise ValueError("a film begins with a shot that fades in over nothing")
        for shot in self.shots:
            if not (0 <= shot.fade_in <= LONGEST_FADE and shot.hold >= 1 and 0 <= shot.picture < len(self.pictures)):
                raise ValueError(f"{shot} cannot be shown")

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return sum(shot.fade_in + shot.hold for shot in self.shots)

    @property
    def seconds(self) -> float:
        """How long the film is."""
        return self.frames / self.canvas.fps

    @property
    def moves(self) -> bool:
        """Tell whether anything moves, other than by fading."""
        return any(shot.motion for shot in self.shots)

    def begins(self) -> Iterator[int]:
        """For each shot, return the frame in which it is first seen."""
        frame = 0
        for shot in self.shots:
            yield frame
            frame += shot.fade_in + shot.hold
