"""What one does at a stop, in a line."""

from collections.abc import Mapping
from typing import Final

from core.planning.model.plan import Meal, Stop, StopKind
from core.planning.model.preferences import Language
from core.planning.model.seoul_time import SEOUL

DOES: Final[Mapping[Language, Mapping[StopKind, str]]] = {
    "en": {"visit": "Visit {name}", "meal": "{meal} at {name}", "cafe": "Break at {name}", "lodging": "Stay at {name}"},
    "ko": {
        "visit": "{name} 방문",
        "meal": "{name}에서 {meal}",
        "cafe": "{name}에서 휴식",
        "lodging": "{name}에서 숙박",
    },
    "ja": {"visit": "{name}を訪問", "meal": "{name}で{meal}", "cafe": "{name}で休憩", "lodging": "{name}に宿泊"},
}
MEALS: Final[Mapping[Language, Mapping[Meal | None, str]]] = {
    "en": {"lunch": "Lunch", "dinner": "Dinner", None: "Meal"},
    "ko": {"lunch": "점심 식사", "dinner": "저녁 식사", None: "식사"},
    "ja": {"lunch": "昼食", "dinner": "夕食", None: "食事"},
}


def activity(stop: Stop, language: Language) -> str:
    """Return when one does what at a stop."""
    name = stop.place.names.within(language)
    said = DOES[language][stop.kind].format(name=name, meal=MEALS[language][stop.meal])
    return f"{stop.start.astimezone(SEOUL):%H:%M}-{stop.end.astimezone(SEOUL):%H:%M} {said}"
