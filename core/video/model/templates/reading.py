"""Reads templates from data, as strictly as can be: docs/templates.md describes the format."""

from collections.abc import Mapping
from typing import Any, Final, get_args

from core.video.model.canvas import CANVASES
from core.video.model.template import (
    Asked,
    BrokenPhotos,
    Cuts,
    Lettering,
    Movement,
    Span,
    Template,
    TemplateFit,
    TitleCard,
)
from core.video.model.templates.rules import IN_ORDER, MOST_PHOTOS, OF_LETTERING, OF_PHOTOS, OF_TEMPLATES
from core.video.model.templates.values import flag, like, number, one_of, sentence, the_format, whole
from core.video.model.templates.wholes import Part, each, optional, record, table

ASKED: Final = one_of(get_args(Asked))
SECONDS: Final = number(0.2, 60)
MUSIC_FADE: Final = 1.0


def read_template(document: object) -> Template:
    """Return the template that parsed JSON describes; `BadTemplate` has a fault for each mistake in it."""
    return READER(document)


def _template(*, photos: tuple[int, int], music_fade_seconds: float | None, **fields: Any) -> Template:
    del fields["format"]
    fade = MUSIC_FADE if music_fade_seconds is None else music_fade_seconds
    return Template(least_photos=photos[0], most_photos=photos[1], music_fade_seconds=fade, **fields)


def _photos(*, least: int, most: int) -> tuple[int, int]:
    return least, most


PHOTOS: Final = record({"least": Part(whole(1, MOST_PHOTOS)), "most": Part(whole(1, MOST_PHOTOS))}, _photos, OF_PHOTOS)
SPAN: Final = record({"default": Part(SECONDS), "least": Part(SECONDS), "most": Part(SECONDS)}, Span, IN_ORDER)
LETTERING: Final = record(
    {
        "size": Part(number(0.02, 0.25)),
        "top": Part(number(0, 0.9)),
        "bottom": Part(number(0, 0.9)),
        "side": Part(number(0, 0.4)),
        "bold": optional(flag, default=False),
    },
    Lettering,
    OF_LETTERING,
)
TITLE_CARD: Final = record(
    {"seconds": Part(number(0.5, 10)), "veil": Part(number(0, 0.9)), "lettering": Part(LETTERING)}, TitleCard
)
PARTS: Final[Mapping[str, Part]] = {
    "format": Part(the_format),
    "name": Part(like("[a-z][a-z0-9-]{0,39}", says="must be 1 to 40 of a-z, 0-9 and -, a letter first")),
    "version": Part(whole(1, 1_000_000)),
    "about": Part(table(like("[a-z]{2,3}", says="must be a language's code, such as ko or en"), sentence)),
    "aspects": Part(each(one_of(tuple(CANVASES)))),
    "photos": Part(PHOTOS),
    "seconds_per_photo": Part(SPAN),
    "fade_seconds": Part(number(0, 2)),
    "fit": Part(one_of(get_args(TemplateFit))),
    "cuts": Part(one_of(get_args(Cuts))),
    "music": Part(ASKED),
    "music_fade_seconds": optional(number(0, 10)),
    "title": Part(ASKED),
    "title_card": optional(TITLE_CARD),
    "captions": Part(ASKED),
    "caption_lettering": optional(LETTERING),
    "movement": optional(record({"closest": Part(number(0.6, 0.98))}, Movement)),
    "broken_photos": Part(one_of(get_args(BrokenPhotos))),
}
READER: Final = record(PARTS, _template, OF_TEMPLATES)
