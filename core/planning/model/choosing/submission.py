"""What a model hands in, read without trusting any of it."""

from collections.abc import Container, Iterator, Mapping
from math import isnan
from typing import Final, get_args

from attrs import frozen

from core.planning.model.choosing.day_bounds import NO_BOUNDS, DayBounds, bounded
from core.planning.model.choosing.plain_text import is_in, plain
from core.planning.model.place import PlaceId
from core.planning.model.preferences import INTERESTS, Diet, Interest, Language
from core.planning.model.selection import LONGEST_REASON, Pick
from core.planning.model.seoul_time import minute

MOST_PICKS: Final = 200
MOST_AVOIDED: Final = 20
LONGEST_AVOIDED: Final = 60
LONGEST_TITLE: Final = 80
LONGEST_ID: Final = 200
ORDINARY: Final = 0.5


@frozen(kw_only=True)
class Submission:
    """Picks of known places, the best known of what else was handed in, and the ids that nobody gave."""

    picks: tuple[Pick, ...]
    interests: tuple[Interest, ...] = ()
    avoid: tuple[str, ...] = ()
    easy: bool = False
    diet: tuple[Diet, ...] = ()
    hours: DayBounds = NO_BOUNDS
    unread: bool = False
    title: str = ""
    unknown: tuple[str, ...] = ()


def submission_of(given: Mapping[str, object], *, known: Container[str], language: Language) -> Submission:
    """Read what was handed in: what is no pick, no interest and no text is left out, and texts are cleaned.

    A reason or a title that is not in the language is left out too.
    """
    picks: dict[str, Pick] = {}
    unknown: dict[str, None] = {}
    for place_id, one in _entries(given.get("picks")):
        if place_id in known:
            picks.setdefault(place_id, _pick(place_id, one, language))
        else:
            unknown[plain(place_id, longest=LONGEST_ID) or "(empty)"] = None
    interests = _texts(given.get("interests"))
    diet = _texts(given.get("diet"))
    avoid = [plain(text, longest=LONGEST_AVOIDED) for text in _texts(given.get("avoid"))]
    return Submission(
        picks=tuple(picks.values()),
        interests=tuple(one for one in INTERESTS if one in interests),
        avoid=tuple(dict.fromkeys(text for text in avoid if text))[:MOST_AVOIDED],
        easy=given.get("easy") is True,
        diet=tuple(one for one in get_args(Diet) if one in diet),
        hours=bounded(_minute(given.get("day_start")), _minute(given.get("day_end"))),
        unread=given.get("unread") is True,
        title=_words(given.get("title"), language, longest=LONGEST_TITLE),
        unknown=tuple(unknown),
    )


def _entries(picks: object) -> Iterator[tuple[str, Mapping[object, object]]]:
    for one in picks[:MOST_PICKS] if isinstance(picks, list | tuple) else ():
        entry = one if isinstance(one, Mapping) else {"id": one}
        if isinstance(place_id := entry.get("id"), str):
            yield place_id.strip(), entry


def _pick(place_id: str, entry: Mapping[object, object], language: Language) -> Pick:
    reason = _words(entry.get("reason"), language, longest=LONGEST_REASON)
    return Pick(place_id=PlaceId(place_id), reason=reason, weight=_weight(entry.get("weight")))


def _weight(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or (isinstance(given, float) and isnan(given)):
        return ORDINARY
    return float(min(max(given, 0.0), 1.0))


def _words(given: object, language: Language, *, longest: int) -> str:
    words = plain(given, longest=longest) if isinstance(given, str) else ""
    return words if is_in(words, language) else ""


def _minute(given: object) -> int | None:
    try:
        return minute(given) if isinstance(given, str) else None
    except ValueError:
        return None


def _texts(given: object) -> list[str]:
    return [one for one in given[:MOST_PICKS] if isinstance(one, str)] if isinstance(given, list | tuple) else []
