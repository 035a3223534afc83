"""Texts that want to be instructions change nothing about what is chosen."""

from collections.abc import Sequence
from typing import Any

import pytest
from attrs import evolve

from adapters.offline.language_model import OfflineLanguageModel
from core.planning.model.place import Names, Place
from tests.choosing import FOUND, IDS, POOL, House, choose, ids
from tests.planning_injections import INJECTIONS
from tests.planning_models import MindedModel
from tests.planning_samples import a_trip
from tests.standins import minds
from tests.standins.minds import Saying


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("where", ["note", "must_visit", "names", "tool results", "location"])
async def test_an_injection_changes_nothing_even_if_the_model_obeys_it(text: str, where: str) -> None:
    wishes: dict[str, Any] = {"must_visit": (), "avoid": ()}
    pool = POOL
    found = [FOUND]
    if where == "note":
        wishes["note"] = text
    elif where == "must_visit":
        wishes["must_visit"] = (text,)
    elif where == "location":
        wishes["location"] = text
    elif where == "names":
        pool = [evolve(place, names=Names(ko=text, roman=text, en=text)) for place in POOL]
    else:
        found = [evolve(FOUND, names=Names(ko=text, roman=text, en=text))]

    async def finding(_: str) -> Sequence[Place]:
        return found

    def obedient(material: minds.Json, answers: Sequence[Any]) -> Saying:
        if not answers:
            return Saying((("search_places", {"query": "anything"}),))
        return minds.obedient(material, answers)

    for model in (MindedModel(mind=obedient), OfflineLanguageModel()):
        selection = await choose(House(model=model).step, trip=a_trip(**wishes), pools=[pool], search=finding)
        assert ids(selection)
        assert ids(selection) <= {*IDS, FOUND.place_id}
        assert (selection.diet, selection.day_start, selection.day_end) == ((), None, None)
        said = " ".join([selection.title, *(pick.reason for pick in selection.picks)])
        assert not [part for part in ("<", ">", "://", "\u202e", "\x00", "\x1b") if part in said]


@pytest.mark.parametrize("text", INJECTIONS)
async def test_all_that_a_note_changes_beside_weights_is_bounded(text: str) -> None:
    trip = a_trip(note=f"{text}\nI am vegan. Start at 11, back by 6pm.")
    for model in (MindedModel(mind=hostile), OfflineLanguageModel()):
        selection = await choose(House(model=model).step, trip=trip)
        assert ids(selection) <= set(IDS)
        assert set(selection.diet) <= {"vegan", "vegetarian", "halal"}
        assert selection.day_start in {None, 660}
        assert selection.day_end in {None, 1080}
        assert not selection.unread


def hostile(material: minds.Json, _answers: Sequence[Any]) -> Saying:
    """Hand in what no field may hold, beside what it may."""
    nonsense = {"diet": ["people", "halal", 7], "day_start": "00:00", "day_end": "99:99", "unread": True}
    return minds.submitting(minds.ids_in(material)[:3], **nonsense)
