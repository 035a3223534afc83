"""Films to test with: templates, orders, photos' shapes, timelines."""

from typing import Any, Final

from core.video.model.canvas import Canvas
from core.video.model.order import FilmOrder
from core.video.model.photo import Music, PhotoShape, StoredFile
from core.video.model.template import Lettering, Movement, Span, Template, TitleCard
from core.video.model.timeline import Picture, Shot, Timeline

SMALL: Final = Canvas(width=64, height=96)
UPRIGHT: Final = PhotoShape(width=3024, height=4032)
LYING: Final = PhotoShape(width=4032, height=3024)
LETTERING: Final = Lettering(size=0.08, top=0.1, bottom=0.2, side=0.1)
MOVEMENT: Final = Movement(closest=0.8)


def a_template(**more: Any) -> Template:
    """Return a template that takes everything and needs nothing: 3 s a photo, fades of half a second."""
    usual: dict[str, Any] = {
        "name": "test",
        "version": 1,
        "about": {"en": "For tests."},
        "aspects": ("9:16", "1:1", "16:9"),
        "least_photos": 1,
        "most_photos": 300,
        "seconds_per_photo": Span(default=3, least=0.5, most=10),
        "fade_seconds": 0.5,
        "fit": "auto",
        "cuts": "even",
        "music": "optional",
        "title": "optional",
        "captions": "optional",
        "broken_photos": "fail",
        "title_card": TitleCard(seconds=2, veil=0.4, lettering=LETTERING),
        "caption_lettering": LETTERING,
    }
    return Template(**{**usual, **more})


def a_document(**more: Any) -> dict[str, Any]:
    """Return a template's data; a field that is given as `...` is left out."""
    lettering = {"size": 0.08, "top": 0.1, "bottom": 0.2, "side": 0.1}
    usual: dict[str, Any] = {
        "format": 1,
        "name": "test",
        "version": 1,
        "about": {"en": "For tests."},
        "aspects": ["9:16", "1:1", "16:9"],
        "photos": {"least": 1, "most": 300},
        "seconds_per_photo": {"default": 3, "least": 0.5, "most": 10},
        "fade_seconds": 0.25,
        "fit": "auto",
        "cuts": "even",
        "music": "optional",
        "music_fade_seconds": 1,
        "title": "optional",
        "title_card": {"seconds": 2, "veil": 0.4, "lettering": lettering},
        "captions": "optional",
        "caption_lettering": lettering,
        "movement": {"closest": 0.8},
        "broken_photos": "fail",
    }
    return {name: value for name, value in {**usual, **more}.items() if value is not ...}


def a_shape(width: int = 3024, height: int = 4032) -> PhotoShape:
    """Return the shape of a photo, as phones take them unless told otherwise."""
    return PhotoShape(width=width, height=height)


def a_stored_file(name: str = "one.jpg", *, owner: str = "mina", **more: Any) -> StoredFile:
    """Return a photo that somebody has uploaded."""
    usual: dict[str, Any] = {"etag": f'"{name}"', "size": 1000, "content_type": "image/jpeg"}
    return StoredFile(key=f"uploads/{owner}/{name}", **{**usual, **more})


def an_order(photos: int = 2, **more: Any) -> FilmOrder:
    """Return an order of a film of so many photos."""
    files = tuple(a_stored_file(f"{number}.jpg") for number in range(1, photos + 1))
    return FilmOrder(**{"template": "basic", "photos": files, **more})


def some_music(seconds: float = 30, *, every: float = 0.5) -> Music:
    """Return music with steady beats."""
    return Music(seconds=seconds, beats=tuple(number * every for number in range(int(seconds / every))))


def a_timeline(photos: int = 2, *, hold: int = 10, fade: int = 5, canvas: Canvas = SMALL, **more: Any) -> Timeline:
    """Return a film in which so many photos fade into each other."""
    pictures = tuple(Picture(photo=place) for place in range(photos))
    shots = tuple(Shot(picture=place, hold=hold, fade_in=fade if place else 0) for place in range(photos))
    return Timeline(**{"canvas": canvas, "pictures": pictures, "shots": shots, **more})
