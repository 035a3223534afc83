"""Which values of a template do not go together."""

from typing import Final

from core.video.model.canvas import FPS
from core.video.model.compiling.frames import frames_of
from core.video.model.compiling.words import LINE
from core.video.model.template import Lettering, Movement, Span, TitleCard
from core.video.model.templates.wholes import Rule

MOST_PHOTOS: Final = 300

OF_PHOTOS: Final = (
    Rule(
        regards=("least", "most"),
        at="/most",
        must="must not be less than least",
        breaks=lambda least, most: most < least,
    ),
)
IN_ORDER: Final = (
    Rule(
        regards=("least", "default", "most"),
        at="",
        must="must have least, default and most in this order",
        breaks=lambda least, default, most: not least <= default <= most,
    ),
)
OF_LETTERING: Final = (
    Rule(
        regards=("size", "top", "bottom"),
        at="",
        must="must leave room between top and bottom for a line of that size",
        breaks=lambda size, top, bottom: size * LINE > 1 - top - bottom,
    ),
    Rule(
        regards=("size", "side"),
        at="",
        must="must leave room between the sides for a letter of that size",
        breaks=lambda size, side: size > 1 - 2 * side,
    ),
)


def _longer_than_the_shortest_photo(fade_seconds: float, span: Span) -> bool:
    return frames_of(fade_seconds, fps=FPS) >= frames_of(span.least, fps=FPS)


def _hardly_seen_alone(movement: Movement | None, fade_seconds: float, span: Span) -> bool:
    return movement is not None and 2 * fade_seconds > span.least


def _without_its_lettering(captions: str, lettering: Lettering | None) -> bool:
    return captions != "no" and lettering is None


def _without_a_card(title: str, card: TitleCard | None) -> bool:
    return title != "no" and card is None


OF_TEMPLATES: Final = (
    Rule(
        regards=("fade_seconds", "seconds_per_photo"),
        at="/fade_seconds",
        must="must be shorter than the least seconds_per_photo",
        breaks=_longer_than_the_shortest_photo,
    ),
    Rule(
        regards=("movement", "fade_seconds", "seconds_per_photo"),
        at="/fade_seconds",
        must="must be at most half of the least seconds_per_photo where there is movement",
        breaks=_hardly_seen_alone,
    ),
    Rule(
        regards=("cuts", "music"),
        at="/music",
        must="must be required, since cuts on beats need music",
        breaks=lambda cuts, music: cuts == "beats" and music != "required",
    ),
    Rule(
        regards=("music", "music_fade_seconds"),
        at="/music_fade_seconds",
        must="must be left out where there is no music",
        breaks=lambda music, fade: music == "no" and fade is not None,
    ),
    Rule(
        regards=("title", "title_card"),
        at="/title_card",
        must="is missing: it says how the title is shown",
        breaks=_without_a_card,
    ),
    Rule(
        regards=("title", "title_card"),
        at="/title_card",
        must="must be left out where there is no title",
        breaks=lambda title, card: title == "no" and card is not None,
    ),
    Rule(
        regards=("captions", "caption_lettering"),
        at="/caption_lettering",
        must="is missing: it says how captions are shown",
        breaks=_without_its_lettering,
    ),
    Rule(
        regards=("captions", "caption_lettering"),
        at="/caption_lettering",
        must="must be left out where there are no captions",
        breaks=lambda captions, lettering: captions == "no" and lettering is not None,
    ),
)
