"""What a film is like: data that says how photos, words and music become pictures, fades and cuts."""

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from core.video.model.canvas import Aspect

TemplateFit = Literal["auto", "blur", "crop"]
Cuts = Literal["even", "beats"]
Asked = Literal["no", "optional", "required"]
BrokenPhotos = Literal["fail", "skip"]


@frozen(kw_only=True)
class Span:
    """A number that a client may choose between two others."""

    default: float
    least: float
    most: float


@frozen(kw_only=True)
class Lettering:
    """How words are set: all are fractions of the canvas, `size` of its shorter side.

    The margins stay free: `top` and `bottom` are fractions of the height, `side` is one of the width. They keep words
    away from where phones and players put their own.
    """

    size: float
    top: float
    bottom: float
    side: float
    bold: bool = False


@frozen(kw_only=True)
class TitleCard:
    """A still with the title, for so many seconds, before the first photo, over a soft and veiled copy of it."""

    seconds: float
    veil: float
    lettering: Lettering


@frozen(kw_only=True)
class Movement:
    """A window moves slowly over each photo: `closest` is the smaller size that it has on its way.

    Over a photo that fills the canvas but does not fit it, the window glides along what was cut off; over others it
    comes closer or goes away, in turn.
    """

    closest: float


@frozen(kw_only=True)
class Template:
    """One kind of film.

    - `version` counts the template's changes.
    - The first of `aspects` is what a film gets that asks for none.
    - Each photo takes `seconds_per_photo`; its fade over the one before is a part of that.
    - `crop` fills the canvas with each photo, unless next to nothing would be left of it; `blur` shows photos whole
      before a blurred copy; `auto` crops those that are nearly of the canvas's shape.
    - `beats` lets cuts fall on the music's beats, about `seconds_per_photo` apart; such a template needs music.
    - `broken_photos` says whether a photo that cannot be shown fails the film or is skipped.
    """

    name: str
    version: int
    about: Mapping[str, str]
    aspects: tuple[Aspect, ...]
    least_photos: int
    most_photos: int
    seconds_per_photo: Span
    fade_seconds: float
    fit: TemplateFit
    cuts: Cuts
    music: Asked
    title: Asked
    captions: Asked
    broken_photos: BrokenPhotos
    title_card: TitleCard | None = None
    caption_lettering: Lettering | None = None
    movement: Movement | None = None
    music_fade_seconds: float = 1.0
