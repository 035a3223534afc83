"""What the names of places tell of the food there, as the plan is made and as it is checked."""

from collections.abc import Sequence
from typing import get_args

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from adapters.gazetteer.gazetteer import Gazetteer
from adapters.wire.destinations.table import read_destinations
from core.planning.model.diet_words import FOODS, WITHOUT
from core.planning.model.diets import contradicts
from core.planning.model.place import Names, Place
from core.planning.model.preferences import Diet
from tests.planning_changes import only, place, wish
from tests.planning_samples import a_place

TOWNS = [one.key for one in read_destinations()]
ENOUGH = 5
DIETS: tuple[Diet, ...] = get_args(Diet)
WORDS = sorted({word for words in FOODS.values() for word in (*words.within, *words.whole, *words.but)})


def an_eatery(ko: str = "", en: str = "") -> Place:
    return a_place("seomyeon-food-street", names=Names(ko=ko, roman="", en=en))


def is_found_wrong(eatery: Place, diet: Diet) -> bool:
    """Tell whether the verifier finds a meal there wrong."""
    check = only("diet", wish(diet=(diet,)), place("fri-5", names=eatery.names), scope="fri-5")
    return check.verdict == "fail"


def against(name: str) -> set[Diet]:
    """Return the diets that a name contradicts; the verifier has to find the same."""
    eatery = an_eatery(name, name)
    found = {diet for diet in DIETS if contradicts(eatery, [diet])}
    assert found == {diet for diet in DIETS if is_found_wrong(eatery, diet)}
    return found


MEATLESS = {"vegetarian", "vegan"}
PORK = {*MEATLESS, "halal", "no_pork"}
FISH = {*MEATLESS, "no_seafood"}


@pytest.mark.parametrize(
    "name",
    [
        "서면시장 돼지국밥거리", "Seomyeon Pork Soup Street", "아바이순대 골목", "Jidong Market Sundae Town",
        "장충동 족발골목",
        "원할머니보쌈", "제주 흑돼지거리", "막창골목", "수원 만두", "Jang's Jokbal", "Dwaeji-gukbap",
        "ＰＯＲＫ ＢＥＬＬＹ",
        "부대찌개", "뼈해장국", "감자탕집", "돈까스클럽",
    ],
)  # fmt: skip
def test_pork_is_found(name: str) -> None:
    assert against(name) == PORK


@pytest.mark.parametrize(
    "name",
    [
        "안동갈비골목", "Hanwoo Town", "언양불고기거리", "동대문 닭한마리", "춘천닭갈비", "Dakgalbi Street",
        "Fried Chicken",
        "오리탕거리", "육회자매집", "냉면거리", "따로국밥", "한우국밥", "소곱창", "햄버거", "Hamburgers", "KFC 치킨",
    ],
)  # fmt: skip
def test_meat_is_found(name: str) -> None:
    assert against(name) == MEATLESS


@pytest.mark.parametrize(
    "name",
    [
        "민락회타운", "횟집거리", "물회마을", "회 센터", "Hoe Street", "게장거리", "대게마을", "장어마을", "전복죽",
        "굴요리거리",
        "굴 구이", "Gul Yori", "낙지볶음", "고등어구이", "어묵 본점", "수산시장", "해물찜", "Oyster Street",
        "Fish Market", "Eel Village",
        "충무김밥", "회", "알프스 스시",
    ],
)  # fmt: skip
def test_seafood_is_found(name: str) -> None:
    assert against(name) == FISH


@pytest.mark.parametrize(
    "name", ["막걸리골목", "Makgeolli Alley", "호프집", "Craft Beer Pub", "이자카야", "술집", "술 한잔"]
)
def test_alcohol_is_found(name: str) -> None:
    assert against(name) == {"halal"}


def test_squid_and_pork_is_against_everything() -> None:
    assert against("Squid and Pork Bulgogi") == set(DIETS)
    assert against("치즈마을") == {"vegan"}


@pytest.mark.parametrize(
    "name",
    [
        "가족회관", "하회장터", "회현동 식당", "교회 앞 식당", "동굴 카페", "얼굴", "콩나물국밥", "광장시장",
        "언양알프스시장",
        "미술관 식당", "예술촌", "산채음식촌", "순두부마을", "Gullah Gullah", "Hoegwan", "Sunday Market", "Hamilton",
        "Barley Rice Street", "Potato Dumpling Village", "오리지널 비빔밥", "서대문 분식", "행복국수", "시장어귀 밥집",
        "Piggybank", "콩고기", "salad bar", "",
    ],
)  # fmt: skip
def test_words_within_other_words_are_no_food(name: str) -> None:
    assert against(name) == set()


@pytest.mark.parametrize(
    ("name", "diets"),
    [
        ("비건버거", set[str]()),
        ("Vegan Burger", set[str]()),
        ("Halal Chicken", MEATLESS),
        ("할랄 와인바", set[str]()),
        ("채식 치즈", {"vegan"}),
    ],
)
def test_who_cooks_for_a_diet_and_says_so_is_believed(name: str, diets: set[Diet]) -> None:
    assert against(name) == diets


def test_any_name_of_a_place_tells() -> None:
    for names in (
        Names(ko="돼지", roman="", en=""),
        Names(ko="", roman="dwaeji", en=""),
        Names(ko="", roman="", en="Pork"),
    ):
        assert contradicts(a_place("seomyeon-food-street", names=names), ["no_pork"])


def test_only_places_to_eat_contradict_a_diet_and_only_a_diet_that_there_is() -> None:
    fish = a_place("millak-raw-fish-town")
    assert contradicts(fish, ["halal", "vegan"]) == "회타운"
    assert contradicts(fish, ["halal"]) is None
    assert contradicts(fish, []) is None
    assert contradicts(evolve(fish, category="culture"), ["vegan"]) is None


@given(st.lists(st.sampled_from([*WORDS, " ", "장", "시장", "a", "-"]), max_size=5), st.sampled_from(DIETS))
def test_what_the_verifier_finds_wrong_was_never_planned(parts: Sequence[str], diet: Diet) -> None:
    eatery = an_eatery("".join(parts))
    assert bool(contradicts(eatery, [diet])) == is_found_wrong(eatery, diet)


@pytest.mark.parametrize("diet", DIETS)
@pytest.mark.parametrize("town", TOWNS)
def test_there_is_something_to_eat_in_each_town_for_each_diet(town: str, diet: Diet) -> None:
    eateries = [one for one in Gazetteer().places_of(town).values() if one.feeds]
    assert sum(contradicts(one, [diet]) is None for one in eateries) >= ENOUGH


def test_each_diet_is_without_something() -> None:
    assert set(WITHOUT) == set(DIETS)
