"""The model without language, which chooses by rules and says only what is known."""

from collections.abc import Mapping
from typing import Any

import pytest

from adapters.offline.language_model import OfflineLanguageModel, selection
from core.planning.model.preferences import Party
from core.planning.use_cases.steps.choosing.material import material_of
from ports.language_model import ModelRefuses, Task
from tests.planning_samples import PLACES, a_place, a_trip, a_weather

POOL = [a_place(slug) for slug in PLACES]


def chosen(pool: Any = POOL, **wishes: Any) -> dict[str, Any]:
    """Return what is handed in."""
    material = material_of(
        trip=a_trip(**{"interests": (), "avoid": (), **wishes}), pools=[pool], weather=[a_weather()], picks=24
    )
    found: dict[str, Any] = selection(material)
    return found


def best(found: Mapping[str, Any], count: int = 3) -> list[str]:
    """Return which places suit best."""
    return [pick["id"].partition("/")[2] for pick in found["picks"][:count]]


def weight(found: Mapping[str, Any], slug: str) -> float:
    (pick,) = [pick for pick in found["picks"] if pick["id"].endswith(f"/{slug}")]
    return float(pick["weight"])


def test_it_chooses_the_same_way_every_time() -> None:
    assert chosen(note="바다") == chosen(note="바다")


def test_every_place_is_weighed_from_0_to_1() -> None:
    found = chosen(interests=("history", "food", "culture"), note="quiet, kids")
    assert len(found["picks"]) == len(POOL)
    assert all(0 < pick["weight"] <= 1 for pick in found["picks"])


def test_interests_come_first() -> None:
    assert set(best(chosen(interests=("history",)), 2)) == {"haedong-yonggungsa", "beomeosa"}
    assert set(best(chosen(note="우리는 역사가 좋아요"), 2)) == {"haedong-yonggungsa", "beomeosa"}


def test_the_more_famous_of_two_that_are_alike_comes_first() -> None:
    assert weight(chosen(), "haedong-yonggungsa") > weight(chosen(), "beomeosa")


def test_one_category_does_not_fill_the_plan() -> None:
    markets = [pick for pick in chosen()["picks"] if "market" in pick["id"]]
    weights = [pick["weight"] for pick in markets]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] - weights[-1] > 0.06


def test_what_is_to_be_avoided_is_not_picked() -> None:
    assert "museum" not in str(chosen(avoid=("museum",))["picks"])
    assert "museum" not in str(chosen(note="don't like museums")["picks"])
    assert "museum" not in str(chosen(avoid=("Museums",))["picks"])
    assert "yonggungsa" not in str(chosen(avoid=("용궁사", " "))["picks"])


def test_the_note_is_handed_in_as_wishes() -> None:
    found = chosen(note="아이와 바다, 많이 걷기 싫어, 해산물 못 먹어요")
    assert (found["interests"], found["easy"]) == (["family", "sea"], True)
    assert found["avoid"][0] == "seafood"


def test_diets_and_hours_of_the_note_are_handed_in() -> None:
    found = chosen(note="I don't eat pork. Start at 11, back by 6pm")
    assert (found["diet"], found["day_start"], found["day_end"]) == (["no_pork"], "11:00", "18:00")
    assert found["unread"] is False


def test_a_note_that_says_nothing_is_handed_in_as_unread() -> None:
    found = chosen(note="lorem ipsum dolor")
    assert (found["unread"], found["diet"], found["day_start"], found["day_end"]) == (True, [], None, None)
    assert chosen(note="")["unread"] is False


def test_places_to_eat_that_are_against_the_diet_are_not_picked() -> None:
    fish = "millak-raw-fish-town"
    assert fish in str(chosen(diet=("halal",))["picks"])
    assert fish not in str(chosen(diet=("vegan",))["picks"])
    assert fish not in str(chosen(note="채식해요")["picks"])
    assert "jagalchi-market" in str(chosen(diet=("vegan",))["picks"])


def test_children_and_quiet_change_weights() -> None:
    plain = chosen()
    assert weight(chosen(party=Party(children=2)), "sea-life-busan") > weight(plain, "sea-life-busan")
    assert weight(chosen(note="조용한 곳"), "yongdusan-park") > weight(plain, "yongdusan-park")
    assert weight(chosen(note="조용한 곳"), "centum-city") < weight(plain, "centum-city")


def test_reasons_are_in_the_wished_language() -> None:
    reasons = {language: chosen(language=language)["picks"][0]["reason"] for language in ("ko", "en", "ja")}
    assert reasons == {"ko": "공원입니다. 무료입니다.", "en": "A park. It is free.", "ja": "公園です。無料です。"}


@pytest.mark.parametrize(
    "material",
    [
        {},
        {"trip": 7, "bases": "x", "language": None},
        {
            "trip": {"note": 7, "interests": "x", "avoid": [7], "diet": 7, "children": "x"},
            "bases": [[None, {"id": 7}, {"id": "a"}]],
        },
    ],
)
def test_a_material_that_cannot_be_read_has_no_places(material: dict[str, object]) -> None:
    assert selection(material)["picks"] == []


async def test_a_task_without_its_tool_is_refused() -> None:
    with pytest.raises(ModelRefuses):
        await OfflineLanguageModel().do(Task(kind="choose-places", instructions="", material={}, tools=()))
