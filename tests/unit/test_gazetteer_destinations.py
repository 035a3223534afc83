"""What people may call a destination."""

import pytest

from adapters.wire.destinations.directory import DestinationDirectory
from core.planning.model.errors import UnknownDestination

DIRECTORY = DestinationDirectory.bundled()
CALLED = {
    "seoul": ["서울", "서울특별시", "서울시", "SEOUL", "Séoul", "ソウル", "首尔", "首爾", "Seoul, South Korea"],
    "busan": ["부산 광역시", "Pusan", "busan-si", "Busan Metropolitan City", "釜山市", "ﾌﾟｻﾝ", "ｂｕｓａｎ"],
    "jeju": ["제주도", "제주특별자치도", "제주 시", "Jeju-do", "Jeju Island", "Cheju", "济州岛", "濟州島", "済州"],
    "gyeongju": ["경주시", "경상북도 경주시", "Gyeongju-si, Gyeongsangbuk-do", "慶州", "庆州"],
    "andong": ["안동시", "대한민국 안동", "安東"],
    "damyang": ["담양군", "Damyang-gun", "潭陽"],
}


@pytest.mark.parametrize(("key", "name"), [(key, name) for key, names in CALLED.items() for name in names])
def test_a_destination_is_found_by_what_people_call_it(key: str, name: str) -> None:
    assert DIRECTORY.find(name).key == key


def test_each_name_of_each_destination_leads_back_to_it() -> None:
    for destination in DIRECTORY.by_key.values():
        for name in (destination.key, *destination.names, *destination.also):
            assert DIRECTORY.find(name) is destination, name


def test_there_are_many_destinations_each_with_its_centre_in_its_bounds() -> None:
    assert len(DIRECTORY.by_key) >= 15
    for destination in DIRECTORY.by_key.values():
        assert destination in DIRECTORY.around(destination.centre)


@pytest.mark.parametrize(
    ("name", "suggestions"),
    [
        ("Pusann", ("Busan",)),
        ("Gyungjoo", ("Gyeongju",)),
        ("강능", ("강릉",)),
        ("Atlantis", ("Seoul", "Busan", "Jeju", "Gyeongju", "Jeonju")),
        ("", ("Seoul", "Busan", "Jeju", "Gyeongju", "Jeonju")),
    ],
)
def test_an_unknown_name_brings_the_closest_ones_or_else_the_best_known(
    name: str, suggestions: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownDestination) as caught:
        DIRECTORY.find(name)
    assert set(suggestions) <= set(caught.value.suggestions)
    assert len(caught.value.suggestions) <= 5


def test_what_kind_of_town_it_is_makes_no_town() -> None:
    for name in ("시", "City", "Korea", "South Korea", "경상북도", "do"):
        with pytest.raises(UnknownDestination):
            DIRECTORY.find(name)
