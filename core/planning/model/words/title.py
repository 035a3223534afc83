"""What a plan is called until its owner calls it something else."""

from core.planning.model.choosing.plain_text import plain
from core.planning.model.preferences import Language
from core.planning.model.trip import Trip

LONGEST_LOCATION = 80


def title(trip: Trip, language: Language) -> str:
    """Return a title from where the trip goes and how long it takes."""
    where = plain(trip.location, longest=LONGEST_LOCATION) or {"ko": "한국", "ja": "韓国", "en": "Korea"}[language]
    return f"{where} · {_length(len(trip.dates), language)}"


def _length(days: int, language: Language) -> str:
    if language == "ko":
        return "당일 여행" if days == 1 else f"{days - 1}박 {days}일"
    if language == "ja":
        return "日帰り" if days == 1 else f"{days - 1}泊{days}日"
    return "a day trip" if days == 1 else f"{days} days"
