"""A language model without language: it chooses places by rules, on this machine, and the same way every time."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, Literal, get_args

from attrs import frozen
from typing_extensions import override

from adapters.offline.reading import candidates_in, language_in, listed, number, text, time_of_day
from core.planning.model.choosing.picking import Taste, weighed
from core.planning.model.choosing.wishes_in_words import NoteWishes, is_unread, wishes_in
from core.planning.model.preferences import INTERESTS, Diet
from core.planning.model.words.why import reason
from ports.language_model import LanguageModel, ModelRefuses, Task, ToolAnswer, Usage

SUBMIT: Final = "submit_selection"
FREE: Final = Usage(calls=1, tokens_in=0, tokens_out=0)


@frozen
class OfflineLanguageModel(LanguageModel):
    """Reads the wishes in the material, weighs the places by them, and hands in its selection at once."""

    @property
    @override
    def source(self) -> Literal["offline"]:
        return "offline"

    @override
    async def do(self, task: Task) -> Usage:
        submit = next((tool for tool in task.tools if tool.name == SUBMIT), None)
        if submit is None:
            raise ModelRefuses(why="there is nowhere to hand a selection in")
        answer: ToolAnswer = await submit.call(selection(task.material))
        task.told(FREE)
        if not answer.ends:
            raise ModelRefuses(why="its selection was not taken")
        return FREE


def selection(material: Mapping[str, object]) -> dict[str, object]:
    """Return what the rules make of a trip."""
    found = material.get("trip")
    trip: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    note = text(trip.get("note"))
    wishes = wishes_in(note)
    taste = _taste(trip, wishes)
    language = language_in(material)
    picks = [
        {"id": one.place_id, "weight": weight, "reason": reason(one.known, taste.interests, language)}
        for pool in listed(material.get("bases"))
        for one, weight in weighed(candidates_in(pool), taste)
    ]
    return {
        "picks": picks,
        "interests": list(wishes.interests),
        "avoid": list(wishes.avoid),
        "easy": wishes.easy,
        "diet": list(wishes.diet),
        "day_start": time_of_day(wishes.hours.start),
        "day_end": time_of_day(wishes.hours.end),
        "unread": is_unread(note, wishes),
    }


def _taste(trip: Mapping[str, Any], wishes: NoteWishes) -> Taste:
    wished = [*listed(trip.get("interests")), *wishes.interests]
    return Taste(
        interests=tuple(one for one in INTERESTS if one in wished),
        avoid=(*(text for text in listed(trip.get("avoid")) if isinstance(text, str)), *wishes.avoid),
        diet=tuple(one for one in get_args(Diet) if one in (*listed(trip.get("diet")), *wishes.diet)),
        quiet=wishes.quiet,
        with_children=number(trip.get("children")) > 0,
    )


@frozen(kw_only=True)
class Section:
    """Nothing needs to be told."""


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[LanguageModel]:  # noqa: ARG001 - there is nothing to tell
    """Open the rules."""
    yield OfflineLanguageModel()
