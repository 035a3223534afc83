"""Reading a task's material, which is plain JSON data."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.planning.model.choosing.picking import Candidate
from core.planning.model.place import CATEGORIES
from core.planning.model.preferences import Language
from core.planning.model.seoul_time import clock
from core.planning.model.words.why import Known


def candidates_in(pool: object) -> list[Candidate]:
    """Return the places of a pool; what cannot be read is none."""
    return [_candidate(fact) for fact in listed(pool) if _is_place(fact)]


def language_in(material: Mapping[str, object]) -> Language:
    """Return the language to write in."""
    match material.get("language"):
        case "ko" | "ja" as language:
            return language
        case _:
            return "en"


def listed(found: object) -> Sequence[Any]:
    """Return a list as it is, and anything else as an empty one."""
    return found if isinstance(found, list | tuple) else ()


def number(found: object) -> float:
    """Return a number as it is, and anything else as zero."""
    return found if isinstance(found, int | float) else 0


def text(found: object) -> str:
    """Return a text as it is, and anything else as an empty one."""
    return found if isinstance(found, str) else ""


def time_of_day(minute: int | None) -> str | None:
    """Write a minute of the day for a model's answer, or nothing for none."""
    return None if minute is None else clock(minute)


def _is_place(fact: object) -> bool:
    return isinstance(fact, Mapping) and isinstance(fact.get("id"), str) and fact.get("category") in CATEGORIES


def _candidate(fact: Mapping[str, Any]) -> Candidate:
    known = Known(
        category=fact["category"],
        tags=frozenset(tag for tag in listed(fact.get("tags")) if isinstance(tag, str)),
        indoor=True if fact.get("indoor") is True else None,
        is_free=fact.get("price_level") == 0,
        has_hours=fact.get("hours") not in (None, "?"),
    )
    names = tuple(name for name in listed(fact.get("names")) if isinstance(name, str))
    return Candidate(place_id=fact["id"], names=names, known=known)
