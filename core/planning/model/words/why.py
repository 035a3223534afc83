"""Why a place is worth visiting, in one or two honest sentences: nothing is said that is not known of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from attrs import frozen

from core.planning.model.place import Category, Place
from core.planning.model.preferences import Interest, Language
from core.planning.model.serving import served
from core.planning.model.words.names import INTERESTS, KINDS

MOST_INTERESTS: Final = 2


@frozen(kw_only=True)
class Known:
    """What can be said of a place."""

    category: Category
    tags: frozenset[str] = frozenset()
    indoor: bool | None = None
    is_free: bool = False
    has_hours: bool = False

    @property
    def kinds(self) -> Collection[str]:
        """Its category and its tags."""
        return {self.category, *self.tags}


@frozen(kw_only=True)
class Phrases:
    """How one language says it; `fits` takes the interests and the kind of place."""

    fits: str
    plain: str
    joined: str
    indoors: str
    free: str
    no_hours: str


PHRASES: Final[Mapping[Language, Phrases]] = {
    "en": Phrases(
        fits="{kind} that goes with your interest in {interests}.",
        plain="{kind}.",
        joined=" and ",
        indoors=" It is indoors.",
        free=" It is free.",
        no_hours=" Its opening hours are not known.",
    ),
    "ko": Phrases(
        fits="{interests} 취향에 맞는 {kind}입니다.",
        plain="{kind}입니다.",
        joined="·",
        indoors=" 실내입니다.",
        free=" 무료입니다.",
        no_hours=" 운영 시간은 확인되지 않았습니다.",
    ),
    "ja": Phrases(
        fits="{interests}の好みに合う{kind}です。",
        plain="{kind}です。",
        joined="・",
        indoors="屋内です。",
        free="無料です。",
        no_hours="営業時間は確認できていません。",
    ),
}


def why(place: Place, interests: Sequence[Interest], language: Language) -> str:
    """Return why a place suits people with these interests."""
    return reason(known_of(place), interests, language)


def known_of(place: Place) -> Known:
    """Return what can be said of a place."""
    return Known(
        category=place.category,
        tags=place.tags,
        indoor=place.indoor,
        is_free=place.price_level == 0,
        has_hours=place.hours is not None,
    )


def reason(known: Known, interests: Sequence[Interest], language: Language) -> str:
    """Return why a place of which so much is known suits people with these interests."""
    phrases = PHRASES[language]
    names = [INTERESTS[language][interest] for interest in served(known.kinds, interests)[:MOST_INTERESTS]]
    kind = KINDS[language][known.category]
    said = (phrases.fits if names else phrases.plain).format(kind=kind, interests=phrases.joined.join(names))
    said += phrases.indoors if known.indoor else ""
    said += phrases.free if known.is_free else ""
    said += "" if known.has_hours else phrases.no_hours
    return said[0].upper() + said[1:]
