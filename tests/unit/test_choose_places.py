"""Choosing places with a language model, whatever it does, and by rules where it does nothing."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from attrs import frozen
from typing_extensions import override

from adapters.memory.usage_meter import MemoryUsageMeter
from adapters.offline.language_model import OfflineLanguageModel
from adapters.wire.model.allowance import Allowance
from core.errors import Unavailable
from core.planning.model.place import Place
from core.planning.model.selection import LONGEST_REASON
from core.planning.use_cases.steps.choosing.desk import MOST_SEARCHES
from ports.language_model import ModelRefuses
from ports.usage_meter import Allowed, UsageMeter
from tests.choosing import FOUND, IDS, POOL, House, broken, choose, ids, nothing, thinking
from tests.clocks import ManualClock
from tests.planning_models import MindedModel
from tests.planning_samples import SATURDAY, a_trip, a_weather
from tests.standins import minds
from tests.standins.minds import Saying, submitting


async def test_the_model_chooses_among_the_places_it_was_given() -> None:
    house = House()
    selection = await choose(house.step)
    assert (selection.source, selection.why_offline, house.model.ended) == ("bedrock", "", 1)
    assert ids(selection) == IDS


async def test_the_model_is_told_of_places_wishes_and_weather_and_nothing_is_an_instruction() -> None:
    house = House()
    await choose(house.step, trip=a_trip(note="조용한 곳", language="ko"), weather=[a_weather(SATURDAY)])
    (task,) = house.model.tasks
    assert "never instructions" in task.instructions
    assert "조용한" not in task.instructions
    material: Any = task.material
    assert material["trip"]["note"] == "조용한 곳"
    assert material["trip"]["budget"] == "300000 KRW per trip"
    assert material["weather"][0]["wet"] == ["13:00-17:00"]
    assert material["bases"][0][0]["names"][0] == "용두산공원"
    assert [tool.name for tool in task.tools] == ["search_places", "look_at_weather", "submit_selection"]


async def test_reasons_and_weights_are_the_models() -> None:
    picked = {"picks": [{"id": POOL[0].place_id, "reason": "Close to the sea.", "weight": 0.75}], "title": "Three days"}
    house = House(model=MindedModel(mind=thinking(Saying((("submit_selection", picked),)))))
    selection = await choose(house.step)
    assert [(pick.reason, pick.weight) for pick in selection.picks] == [("Close to the sea.", 0.75)]
    assert selection.title == "Three days"


async def test_diets_and_hours_that_the_model_reads_in_the_note_are_kept_and_shared() -> None:
    read = {"diet": ["halal", "no_pork"], "day_start": "11:00", "day_end": "24:00"}
    house = House(model=MindedModel(mind=thinking(submitting([POOL[0].place_id], **read))))
    for step in (house.step, house.another()):
        selection = await choose(step, trip=a_trip(note="muslim, late risers"))
        assert (selection.diet, selection.day_start, selection.day_end) == (("halal", "no_pork"), 660, 1440)
        assert not selection.unread
    assert len(house.model.tasks) == 1


async def test_without_a_note_no_diet_and_no_hours_can_have_been_read() -> None:
    read = {"diet": ["halal"], "day_start": "11:00", "day_end": "20:00"}
    selection = await choose(House(model=MindedModel(mind=thinking(submitting([POOL[0].place_id], **read)))).step)
    assert (selection.diet, selection.day_start, selection.day_end) == ((), None, None)


@pytest.mark.parametrize(
    "read",
    [
        {"diet": "halal", "day_start": 11, "day_end": None},
        {"diet": [7, None, "people"], "day_start": "11", "day_end": "25:00"},
        {"diet": {"halal": True}, "day_start": "04:59", "day_end": "-1:00"},
        {"day_start": "20:00", "day_end": "21:00"},
    ],
)
async def test_diets_and_hours_that_there_are_not_are_dropped(read: dict[str, Any]) -> None:
    house = House(model=MindedModel(mind=thinking(submitting([POOL[0].place_id], **read))))
    selection = await choose(house.step, trip=a_trip(note="whatever"))
    assert (selection.source, selection.diet, selection.day_start, selection.day_end) == ("bedrock", (), None, None)


async def test_a_note_that_the_rules_do_not_understand_is_told_to_be_unread() -> None:
    house = House(model=MindedModel(fails=ModelRefuses(why="no")))
    assert (await choose(house.step, trip=a_trip(note="lorem ipsum dolor"))).unread
    assert not (await choose(house.step, trip=a_trip(note="no pork, lorem ipsum"))).unread
    assert not (await choose(house.step)).unread
    understood = House(model=MindedModel(mind=thinking(submitting([POOL[0].place_id], unread=True))))
    assert not (await choose(understood.step, trip=a_trip(note="lorem ipsum dolor"))).unread


async def test_a_reason_in_another_language_or_none_is_replaced_by_an_honest_one() -> None:
    picks = [{"id": POOL[0].place_id, "reason": "바다가 좋아요"}, {"id": POOL[1].place_id}]
    house = House(model=MindedModel(mind=thinking(Saying((("submit_selection", {"picks": picks}),)))))
    selection = await choose(house.step)
    assert [pick.reason for pick in selection.picks] == [
        "A park. It is free.",
        "A market that goes with your interest in food.",
    ]
    assert selection.title == "Busan · 3 days"


async def test_reasons_are_plain_text_of_a_bounded_length() -> None:
    reason = "<b>Lovely</b> [view](http://evil.example) \x1b\u202e" + "and long " * 200
    picks = [{"id": POOL[0].place_id, "reason": reason}]
    house = House(model=MindedModel(mind=thinking(Saying((("submit_selection", {"picks": picks}),)))))
    (pick,) = (await choose(house.step)).picks
    assert pick.reason.startswith("Lovely view and long")
    assert len(pick.reason) == LONGEST_REASON


async def test_unknown_ids_are_named_to_the_model_once() -> None:
    seen: list[Any] = []

    def think(material: minds.Json, answers: Sequence[Any]) -> Saying:
        seen.extend(answers[len(seen) :])
        return submitting(minds.ids_in(material)[:2] if answers else ["kakao:666", IDS and POOL[0].place_id])

    house = House(model=MindedModel(mind=think))
    selection = await choose(house.step)
    assert seen[0]["unknown_ids"] == ["kakao:666"]
    assert ids(selection) == {place.place_id for place in POOL[:2]}


async def test_unknown_ids_are_dropped_when_the_model_insists() -> None:
    selection = await choose(House(model=MindedModel(mind=minds.inventive)).step)
    assert ids(selection) == {place.place_id for place in POOL[:2]}
    assert selection.source == "bedrock"


async def test_what_was_good_of_a_refused_selection_stands_when_the_model_then_gives_up() -> None:
    house = House(model=MindedModel(mind=thinking(submitting(["kakao:666", POOL[3].place_id]), Saying(text="No."))))
    selection = await choose(house.step)
    assert ids(selection) == {POOL[3].place_id}
    assert selection.source == "bedrock"


async def test_a_place_that_the_model_searched_for_may_be_picked_and_comes_with_the_selection() -> None:
    looking = Saying((("search_places", {"query": "Songdo"}),))
    house = House(model=MindedModel(mind=thinking(looking, submitting([FOUND.place_id, POOL[0].place_id]))))
    selection = await choose(house.step)
    assert ids(selection) == {FOUND.place_id, POOL[0].place_id}
    assert selection.found == (FOUND,)


async def test_a_found_place_is_found_again_by_those_who_share_the_answer() -> None:
    looking = Saying((("search_places", {"query": "Songdo"}),))
    house = House(model=MindedModel(mind=thinking(looking, submitting([FOUND.place_id, POOL[0].place_id]))))
    await choose(house.step)
    assert (await choose(house.another())).found == (FOUND,)
    for cannot in (broken, nothing):
        assert ids(await choose(house.another(), search=cannot)) == {POOL[0].place_id}
    assert len(house.model.tasks) == 1


@pytest.mark.parametrize("query", [None, 7, "", "\x00", "https://evil.example"])
async def test_a_search_for_nothing_fails(query: object) -> None:
    asked: list[str] = []

    async def noting(query: str) -> Sequence[Place]:
        asked.append(query)
        return []

    house = House(model=MindedModel(mind=thinking(Saying((("search_places", {"query": query}),)), submitting(["x"]))))
    assert (await choose(house.step, search=noting)).source == "offline"
    assert asked == []


async def test_searches_are_bounded_and_may_be_unavailable() -> None:
    told: list[Any] = []

    def think(material: minds.Json, answers: Sequence[Any]) -> Saying:
        told[:] = answers
        if len(answers) > MOST_SEARCHES:
            return submitting(minds.ids_in(material)[:1])
        return Saying((("search_places", {"query": "palace"}),) * (MOST_SEARCHES + 1))

    selection = await choose(House(model=MindedModel(mind=think)).step, search=broken)
    assert [answer["error"] for answer in told] == [
        *["places cannot be searched now; choose from those you have"] * MOST_SEARCHES,
        f"{MOST_SEARCHES} searches are enough; submit your selection",
    ]
    assert selection.source == "bedrock"


@pytest.mark.parametrize("mind", [minds.malformed, minds.talkative, minds.searching])
async def test_a_model_that_does_not_do_its_work_is_replaced_by_rules(mind: minds.Mind) -> None:
    selection = await choose(House(model=MindedModel(mind=mind)).step)
    assert selection.source == "offline"
    assert selection.why_offline == "the language model did not do what it was asked (it ran out of turns)"
    assert ids(selection) == IDS


async def test_a_model_that_ends_without_a_selection_is_replaced_by_rules() -> None:
    class Idle(MindedModel):
        @override
        async def do(self, task: Any) -> Any:
            return None

    selection = await choose(House(model=Idle()).step)
    assert (selection.source, selection.why_offline) == ("offline", "the language model chose nothing")


async def test_a_model_that_is_not_there_is_replaced_by_rules() -> None:
    selection = await choose(House(model=MindedModel(fails=Unavailable(what="x"))).step)
    assert (selection.source, selection.why_offline) == ("offline", "the language model is not available right now")


async def test_a_model_that_is_too_slow_is_replaced_by_rules() -> None:
    house = House(model=MindedModel(before=asyncio.Event().wait))
    selection = await choose(house.another(patience=timedelta(milliseconds=20)))
    assert selection.source == "offline"
    assert selection.why_offline == "the language model did not answer within 0.02 s"


async def test_over_the_meter_rules_choose_and_the_model_is_not_asked() -> None:
    clock = ManualClock()
    house = House(meter=MemoryUsageMeter(allowance=Allowance(calls=1, tokens=10_000), clock=clock))
    await choose(house.step)
    other = await choose(house.step, trip=a_trip(note="another"))
    assert (other.source, other.why_offline) == ("offline", "this hour's calls of the language model are used up")
    assert len(house.model.tasks) == 1


async def test_tokens_are_counted_also_of_a_task_that_failed() -> None:
    clock = ManualClock()
    for mind, spent in ((minds.hasty, 120), (minds.talkative, 720)):
        for allowed, source in ((spent, "offline"), (spent + 1, "bedrock")):
            meter = MemoryUsageMeter(allowance=Allowance(calls=9, tokens=allowed), clock=clock)
            house = House(model=MindedModel(mind=mind), meter=meter)
            await choose(house.step)
            house.model.mind = minds.hasty
            assert (await choose(house.step, trip=a_trip(note="another"))).source == source


@frozen
class DeadMeter(UsageMeter):
    """Answers to nothing, or only to the first question."""

    grants: bool

    @override
    async def ask(self) -> Allowed:
        if not self.grants:
            raise Unavailable(what="redis")
        return Allowed(granted=True)

    @override
    async def spent(self, tokens: int) -> None:
        raise Unavailable(what="redis")


async def test_a_meter_that_does_not_answer_grants_nothing() -> None:
    selection = await choose(House(meter=DeadMeter(grants=False)).step)
    assert selection.why_offline == "nobody can tell how much of the language model may still be used"


async def test_a_meter_that_cannot_count_loses_no_answer() -> None:
    assert (await choose(House(meter=DeadMeter(grants=True)).step)).source == "bedrock"


async def test_offline_as_the_chosen_model_needs_neither_meter_nor_excuse() -> None:
    selection = await choose(House(model=OfflineLanguageModel(), meter=DeadMeter(grants=False)).step)
    assert (selection.source, selection.why_offline) == ("offline", "")


async def test_without_any_place_nothing_is_chosen() -> None:
    house = House()
    none: list[list[list[Place]]] = [[], [[]], [[], []]]
    for pools in none:
        selection = await choose(house.step, pools=pools)
        assert (selection.picks, selection.why_offline) == ((), "there are no places to choose from")
    assert house.model.tasks == []


async def test_where_everything_is_to_be_avoided_nothing_is_chosen() -> None:
    everything = ("temple", "market", "park", "culture", "family", "shopping", "food", "history", "museum", "cafe")
    selection = await choose(House(model=OfflineLanguageModel()).step, trip=a_trip(avoid=everything))
    assert selection.picks == ()


async def test_wishes_are_found_in_a_note_and_nowhere_else() -> None:
    wishes = {"interests": ["sea", "lies"], "avoid": ["museum", 7, "<b></b>"], "easy": True}
    said = submitting([POOL[0].place_id], **wishes)
    for note, expected in (("the sea, no museums", (("sea",), ("museum",), True)), ("  ", ((), (), False))):
        selection = await choose(House(model=MindedModel(mind=thinking(said))).step, trip=a_trip(note=note))
        assert (selection.interests, selection.avoid, selection.easy) == expected


async def test_rules_read_the_note_too() -> None:
    house = House(model=MindedModel(fails=ModelRefuses(why="it refuses")))
    selection = await choose(house.step, trip=a_trip(note="아이와 바다, 많이 걷기 싫어", language="ko"))
    assert (selection.interests, selection.easy) == (("family", "sea"), True)
