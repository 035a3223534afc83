"""Where a model works at choosing places: what it was given, what it found, and what it handed in."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from attrs import Factory, define

from core.errors import OddiyaError
from core.planning.model.choosing.plain_text import plain
from core.planning.model.choosing.submission import Submission, submission_of
from core.planning.model.place import Place, PlaceId
from core.planning.model.preferences import Language
from core.planning.model.seoul_time import clock
from core.planning.model.weather import DayWeather
from core.planning.use_cases.steps.choosing.material import place_fact, weather_fact
from ports.language_model import ToolAnswer

Search = Callable[[str], Awaitable[Sequence[Place]]]

MOST_SEARCHES: Final = 6
MOST_FOUND: Final = 10
LONGEST_QUERY: Final = 100
MOST_NAMED: Final = 20


@define(kw_only=True)
class Desk:
    """One task's places by id, and the tools that work on them.

    Ids that the model was not given are refused once, and after that dropped.
    """

    places: dict[PlaceId, Place]
    weather: Sequence[DayWeather]
    search: Search
    language: Language
    submission: Submission | None = None
    queries: dict[PlaceId, str] = Factory(dict)
    _searches: int = 0
    _has_refused: bool = False

    async def search_places(self, given: Mapping[str, object]) -> ToolAnswer:
        """Find further places, which may be picked from then on."""
        query = given.get("query")
        words = plain(query, longest=LONGEST_QUERY) if isinstance(query, str) else ""
        if not words:
            return _failed("give a query, such as the name of a place")
        if self._searches == MOST_SEARCHES:
            return _failed(f"{MOST_SEARCHES} searches are enough; submit your selection")
        self._searches += 1
        try:
            found = await self._learn(words)
        except OddiyaError:
            return _failed("places cannot be searched now; choose from those you have")
        return ToolAnswer(content={"places": [place_fact(place, self.language) for place in found]})

    async def look_at_weather(self, _: Mapping[str, object]) -> ToolAnswer:
        """Tell the weather of each day."""
        return ToolAnswer(content={"days": [weather_fact(day) for day in self.weather]})

    async def submit_selection(self, given: Mapping[str, object]) -> ToolAnswer:
        """Take what the model chose."""
        submission = submission_of(given, known=self.places, language=self.language)
        if submission.picks:
            self.submission = submission
        if submission.unknown and not self._has_refused:
            self._has_refused = True
            return _failed(
                "these ids were not given to you; submit again, with ids of the places that you have",
                unknown_ids=list(submission.unknown[:MOST_NAMED]),
            )
        if not submission.picks:
            return _failed("no place was picked; submit picks, each with the id of a place that you have")
        return ToolAnswer(content={"accepted": len(submission.picks)}, ends=True)

    def document(self) -> bytes | None:
        """Return what was handed in, to be read by `recall`; None where nothing was."""
        if self.submission is None:
            return None
        picks, hours = self.submission.picks, self.submission.hours
        return json.dumps(
            {
                "picks": [{"id": one.place_id, "reason": one.reason, "weight": one.weight} for one in picks],
                "interests": self.submission.interests,
                "avoid": self.submission.avoid,
                "easy": self.submission.easy,
                "diet": self.submission.diet,
                "day_start": None if hours.start is None else clock(hours.start),
                "day_end": None if hours.end is None else clock(hours.end),
                "title": self.submission.title,
                "found": {one.place_id: self.queries[one.place_id] for one in picks if one.place_id in self.queries},
            }
        ).encode()

    async def recall(self, document: bytes) -> Submission | None:
        """Read what was handed in elsewhere or earlier, trusting it no more than a model; None where it is no good."""
        try:
            given = json.loads(document)
        except (ValueError, RecursionError):
            return None
        if not isinstance(given, dict):
            return None
        await self._find_again(given.get("found"))
        submission = submission_of(given, known=self.places, language=self.language)
        return submission if submission.picks else None

    async def _find_again(self, found: Any) -> None:
        """Search for the places that another desk found: their ids alone are worth nothing here."""
        queries = [query for place_id, query in found.items() if place_id not in self.places] if _is_text(found) else []
        for query in list(dict.fromkeys(queries))[:MOST_SEARCHES]:
            try:
                await self._learn(plain(query, longest=LONGEST_QUERY))
            except OddiyaError:
                continue

    async def _learn(self, query: str) -> Sequence[Place]:
        found = list(await self.search(query))[:MOST_FOUND]
        for place in found:
            if place.place_id not in self.places:
                self.places[place.place_id] = place
                self.queries[place.place_id] = query
        return found


def _failed(error: str, **more: object) -> ToolAnswer:
    return ToolAnswer(content={"error": error, **more}, failed=True)


def _is_text(found: object) -> bool:
    return isinstance(found, dict) and all(isinstance(query, str) for query in found.values())
