"""What people write finds the place they mean, and what they avoid stays out."""

import pytest
from attrs import evolve

from core.planning.model.matching import best_called, is_avoided, is_called
from core.planning.model.place import Names, PlaceId
from tests.planning_samples import a_place

PALACE = a_place(
    place_id=PlaceId("gazetteer:seoul/gyeongbokgung"),
    names=Names(ko="경복궁", roman="Gyeongbokgung", en="Gyeongbokgung Palace"),
    category="history",
    tags=frozenset({"culture"}),
)


@pytest.mark.parametrize(
    "wish",
    [
        "경복궁",
        "gyeongbokgung",
        " Gyeongbok-gung ",
        "the Gyeongbokgung Palace of Seoul",
        "gazetteer:seoul/gyeongbokgung",
    ],
)
def test_a_place_is_called_by_its_names_and_its_id(wish: str) -> None:
    assert is_called(PALACE, wish)


@pytest.mark.parametrize("wish", ["", "!?", "Changdeokgung", "gazetteer:seoul/other"])
def test_a_place_is_not_called_by_anything_else(wish: str) -> None:
    assert not is_called(PALACE, wish)


def test_short_names_are_not_found_in_the_middle_of_other_words() -> None:
    assert not is_called(evolve(PALACE, names=Names(ko="궁", roman="", en="")), "경복궁 옆 맛집")


def test_of_several_places_the_one_whose_name_is_most_alike_is_meant() -> None:
    gate = evolve(
        PALACE, place_id=PlaceId("gazetteer:seoul/gate"), names=Names(ko="경복궁역 광장", roman="", en="Station Square")
    )

    assert best_called([gate, PALACE], "경복궁") == PALACE
    assert best_called([gate, PALACE], "Haeundae") is None


@pytest.mark.parametrize("wish", ["history", "Histories", "culture", "경복궁", "gyeongbok"])
def test_a_place_is_avoided_by_name_category_and_tag(wish: str) -> None:
    assert is_avoided(PALACE, [wish])


@pytest.mark.parametrize("wish", ["", "beach", "nature", "  "])
def test_other_wishes_do_not_keep_people_away(wish: str) -> None:
    assert not is_avoided(PALACE, [wish])
