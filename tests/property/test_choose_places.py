"""Whatever a model hands in, a selection holds known places only."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.model.choosing.submission import submission_of
from core.planning.model.choosing.wishes_in_words import wishes_in
from core.planning.model.selection import LONGEST_REASON
from tests.choosing import IDS, House, choose
from tests.planning_models import MindedModel
from tests.standins.minds import Json, Saying, random_mind

KEYS = st.sampled_from(
    [
        "picks",
        "id",
        "reason",
        "weight",
        "interests",
        "avoid",
        "easy",
        "title",
        "query",
        "found",
        "diet",
        "day_start",
        "day_end",
        "unread",
    ]
)
TEXTS = st.one_of(st.sampled_from(sorted(IDS)), st.text(max_size=30), st.just("kakao:666"))
ATOMS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS)
JSON = st.recursive(
    ATOMS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)), max_leaves=20
)
PICKS = st.fixed_dictionaries(
    {"picks": st.lists(st.fixed_dictionaries({"id": TEXTS}, optional={"reason": JSON, "weight": JSON}))}
)
GIVEN = st.one_of(PICKS, st.dictionaries(KEYS, JSON))


@settings(max_examples=60)
@given(GIVEN)
def test_a_submission_is_read_whatever_it_is(handed_in: Json) -> None:
    submission = submission_of(handed_in, known=IDS, language="en")
    ids = [pick.place_id for pick in submission.picks]
    assert len(set(ids)) == len(ids)
    assert set(ids) <= IDS
    assert all(0 <= pick.weight <= 1 and len(pick.reason) <= LONGEST_REASON for pick in submission.picks)
    assert not set(submission.unknown) & IDS


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["submit_selection", "search_places", "look_at_weather"]), GIVEN)))
def test_a_model_that_does_anything_makes_a_selection_of_known_places(calls: list[tuple[str, Json]]) -> None:
    def think(_material: Json, answers: Sequence[Any]) -> Saying:
        return Saying(tuple(calls[len(answers) : len(answers) + 2]))

    selection = asyncio.run(choose(House(model=MindedModel(mind=think)).step))
    assert {pick.place_id for pick in selection.picks} <= {*IDS, "kakao:1"}
    assert selection.picks


@pytest.mark.parametrize("seed", range(20))
async def test_random_minds_make_selections_of_known_places(seed: int) -> None:
    house = House(model=MindedModel(mind=random_mind(seed)))
    selection = await choose(house.step)
    assert {pick.place_id for pick in selection.picks} <= {*IDS, "kakao:1"}
    assert selection.picks


@given(st.text(alphabet=st.sampled_from("no t바다,산물싫어빼고. museums don't and海苦手"), max_size=200))
def test_any_note_is_read(note: str) -> None:
    wishes = wishes_in(note)
    assert len(set(wishes.interests)) == len(wishes.interests)
    assert wishes == wishes_in(note)
