"""Says in words what is in a day."""

from collections.abc import Sequence

from attrs import evolve

from core.planning.model.plan import Day, Stop
from core.planning.model.preferences import Interest, Language
from core.planning.model.words.summary import summary
from core.planning.model.words.why import why


def told(day: Day, interests: Sequence[Interest], language: Language) -> Day:
    """Return a day with its summary, and with a reason for each stop where there is none yet."""
    written = evolve(day, stops=tuple(_reasoned(stop, interests, language) for stop in day.stops))
    return evolve(written, summary=summary(written, language))


def _reasoned(stop: Stop, interests: Sequence[Interest], language: Language) -> Stop:
    if stop.why or stop.kind == "lodging":
        return stop
    return evolve(stop, why=why(stop.place, interests, language))
