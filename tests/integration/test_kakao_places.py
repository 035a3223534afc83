"""Kakao Local as it is: pages, a ceiling, crowded areas, refusals in two shapes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import structlog
from aiohttp import web
from attrs import evolve
from typing_extensions import override

from adapters.memory.cache import MemoryCache
from core.errors import BadAnswer, Unavailable
from core.planning.model.errors import UnknownDestination
from core.planning.model.point import Point
from ports.place_finder import PlaceFinder
from tests.clocks import ManualClock
from tests.standins.behaviour import Behaviour, Mode
from tests.standins.kakao import KakaoStandIn, refusal
from tests.standins.kakao_places import Listed
from tests.standins.opening import opened

MOST_CALLS = 60
TOLD = "an outside service gives no facts"
MAP_IS_OFF = "App(Oddiya) disabled OPEN_MAP_AND_LOCAL service."
THE_KEY_ITSELF = "wrong appKey(kakao-stand-in-0f9a83c2) format"


@pytest.fixture
def kakao(secrets_in_play: Callable[[str], None]) -> KakaoStandIn:
    standin = KakaoStandIn()
    secrets_in_play(standin.key)
    return standin


@pytest.fixture
async def finder(kakao: KakaoStandIn) -> AsyncIterator[PlaceFinder]:
    async with opened("place_finder", kakao) as found:
        yield found


def a_listed(number: int, *, lat: float = 35.16, lng: float = 129.16, name: str = "") -> Listed:
    return Listed(
        number=str(number),
        name=name or f"밥집 {number}",
        path="음식점 > 한식",
        group="FD6",
        lat=lat,
        lng=lng,
        address="부산 해운대구 구남로 1",
    )


async def test_a_crowded_area_is_looked_through_tile_by_tile_with_so_many_calls_and_no_more(
    kakao: KakaoStandIn, finder: PlaceFinder
) -> None:
    kakao.places = [
        a_listed(10 * row + column, lat=35.0 + row * 0.025, lng=128.8 + column * 0.05)
        for row in range(20)
        for column in range(10)
    ]
    pool = await finder.pool(await finder.destination("부산"), interests=(), most=500)
    assert 90 < len(pool) <= 200  # and no more than 45 were ever shown at once
    assert len({place.place_id for place in pool}) == len(pool)
    assert kakao.behaviour.calls <= MOST_CALLS


async def test_no_more_than_eight_calls_are_under_way_at_once(kakao: KakaoStandIn, finder: PlaceFinder) -> None:
    kakao.behaviour.will("slow", seconds=0.02)
    await finder.pool(await finder.destination("서울"), interests=("food", "history"), most=100)
    assert 1 < kakao.behaviour.most_at_once <= 8


async def test_who_falls_silent_is_waited_for_until_the_deadline_and_what_there_is_is_returned(
    kakao: KakaoStandIn,
) -> None:
    class FallsSilent(Behaviour):
        @override
        def next_mode(self) -> Mode:
            return "well" if self.calls <= 6 else "silent"

    kakao.behaviour = FallsSilent()
    impatient: Any = {"ODDIYA_FACTS_TIMEOUT": "1", "ODDIYA_FACTS_TRY_TIMEOUT": "0.9"}
    async with opened("place_finder", kakao, **impatient) as finder, asyncio.timeout(5):
        pool = await finder.pool(await finder.destination("서울"), interests=("food", "sea"), most=500)
    assert 0 < len(pool) <= 6 * 15


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, {"errorType": "AccessDeniedError", "message": THE_KEY_ITSELF}, "set ODDIYA_KAKAO_REST_KEY"),
        (403, {"errorType": "NotAuthorizedError", "message": MAP_IS_OFF}, "switch Kakao Map on"),
        (400, {"code": -3, "msg": "feature off"}, "switch Kakao Map on"),
        (400, {"code": -10, "msg": "API limit has been exceeded."}, "quota"),
        (400, {"code": -11, "msg": "API limit has been exceeded."}, "quota"),
        (429, {"errorType": "RequestThrottled", "message": "Too Many Requests"}, "quota"),
        (401, {"code": -401, "msg": THE_KEY_ITSELF}, "set ODDIYA_KAKAO_REST_KEY"),
        (403, {"code": -12, "msg": "suspended"}, "suspended"),
    ],
)  # fmt: skip
async def test_what_only_the_operator_can_mend_is_told_in_one_line_and_not_asked_again(
    kakao: KakaoStandIn, finder: PlaceFinder, status: int, body: dict[str, object], told: str
) -> None:
    kakao.behaviour.instead = partial(refusal, status, body)
    with structlog.testing.capture_logs() as lines:
        for query in ("해운대", "광안리"):
            with pytest.raises(Unavailable) as failed:
                await finder.search(query=query)
            assert type(failed.value) is Unavailable
            assert kakao.key not in str(lines) + str(failed.value)
    assert [told in line["why"] for line in lines if line["event"] == TOLD] == [True]
    assert kakao.behaviour.calls == 1


@pytest.mark.parametrize("code", [-1, -7, -603, -9798])
async def test_what_passes_is_asked_again(kakao: KakaoStandIn, finder: PlaceFinder, code: int) -> None:
    kakao.behaviour.instead = partial(refusal, 400, {"code": code, "msg": "internal"})
    with pytest.raises(Unavailable):
        await finder.search(query="해운대")
    assert kakao.behaviour.calls == 3


async def test_a_question_that_is_wrong_is_not_asked_again_and_harms_no_other(
    kakao: KakaoStandIn, finder: PlaceFinder
) -> None:
    wrong = {"errorType": "InvalidArgument", "message": "size is more than max"}
    kakao.behaviour.instead = partial(refusal, 400, wrong)
    for number in range(8):
        with pytest.raises(BadAnswer):
            await finder.search(query=f"해운대 {number}")
    assert kakao.behaviour.calls == 8
    kakao.behaviour.instead = None
    assert await finder.search(query="해운대")


@pytest.mark.parametrize("query", ["\ud800", "\x00", "해운대\ud800", "&size=45", "#", "%zz", "🏖" * 300])
async def test_whatever_people_type_is_asked_for_as_it_is(kakao: KakaoStandIn, finder: PlaceFinder, query: str) -> None:
    await finder.search(query=query, limit=5)
    assert kakao.behaviour.calls


async def test_a_place_that_makes_no_sense_is_left_out_and_the_others_stay(
    kakao: KakaoStandIn, finder: PlaceFinder
) -> None:
    one = a_listed(1)
    kakao.places = [
        evolve(one, number="../1"),
        evolve(one, lat=95.0),
        evolve(one, name="밥집 주차장"),
        evolve(one, path="밥집 > 은행", group="BK9"),
        a_listed(99),
    ]
    assert [place.place_id for place in await finder.search(query="밥집")] == ["kakao:99"]


async def test_only_the_korean_name_is_known_and_stands_for_the_others(finder: PlaceFinder) -> None:
    first, *_ = await finder.search(query="해운대해수욕장")
    assert (first.names.roman, first.names.en, first.names.within("en")) == ("", "", "해운대해수욕장")
    assert (first.category, first.indoor, first.hours) == ("beach", False, None)
    assert (first.destination, first.url) == ("busan", f"https://place.map.kakao.com/{first.place_id[6:]}")


async def test_a_destination_of_the_table_is_known_without_asking(kakao: KakaoStandIn, finder: PlaceFinder) -> None:
    assert (await finder.destination("釜山")).key == "busan"
    assert kakao.behaviour.calls == 0


async def test_a_region_that_only_kakao_knows_is_a_destination_with_bounds_around_it(finder: PlaceFinder) -> None:
    found = await finder.destination("양양군")
    assert (found.names.ko, found.also) == ("양양군", ("강원특별자치도 양양군",))
    assert found.bounds.hold(Point(38.12, 128.63))
    assert not found.bounds.hold(Point(37.56, 126.98))
    assert found == await finder.destination("강원특별자치도 양양군")


async def test_while_kakao_is_down_it_is_not_said_that_there_is_no_such_region(
    kakao: KakaoStandIn, finder: PlaceFinder
) -> None:
    kakao.behaviour.will("down")
    with pytest.raises(Unavailable):
        await finder.destination("양양군")
    with pytest.raises(UnknownDestination):
        await finder.destination(" ")


async def test_what_was_returned_is_found_for_a_day_also_while_kakao_is_down(kakao: KakaoStandIn) -> None:
    clock = ManualClock()
    async with opened("place_finder", kakao, clock=clock) as finder:
        first, *_ = await finder.search(query="해운대해수욕장")
        kakao.behaviour.will("down")
        clock.move(timedelta(hours=23))
        assert await finder.place(first.place_id) == first
        clock.move(timedelta(hours=2))
        assert await finder.place(first.place_id) is None


async def test_without_a_cache_that_works_it_is_not_said_that_there_is_no_such_place(kakao: KakaoStandIn) -> None:
    class Broken(MemoryCache):
        @override
        async def get(self, key: str) -> bytes | None:
            raise Unavailable(what=f"cache {len(key)}")

    async with opened("place_finder", kakao, cache=Broken(clock=ManualClock(), most_bytes=1)) as finder:
        first, *_ = await finder.search(query="해운대해수욕장")
        with pytest.raises(Unavailable):
            await finder.place(first.place_id)


async def test_a_server_that_answers_to_everything_with_one_page_of_nonsense_ends(
    kakao: KakaoStandIn, finder: PlaceFinder
) -> None:
    meta = {"total_count": 10**9, "pageable_count": 45, "is_end": False}
    kakao.behaviour.instead = lambda: web.json_response({"meta": meta, "documents": []})
    assert await finder.pool(await finder.destination("부산"), interests=(), most=50) == []
    assert kakao.behaviour.calls <= MOST_CALLS


NAMELESS = {"region_1depth_name": "", "region_2depth_name": "", "region_3depth_name": ""}


@pytest.mark.parametrize(("kind", "address"), [("ROAD_ADDR", None), ("REGION", NAMELESS)])
async def test_what_is_no_region_is_no_destination(
    kakao: KakaoStandIn, finder: PlaceFinder, kind: str, address: object
) -> None:
    document = {"address_type": kind, "x": "128.6", "y": "38.0", "address": address}
    kakao.behaviour.instead = lambda: web.json_response({"meta": {}, "documents": [document]})
    with pytest.raises(UnknownDestination):
        await finder.destination("강릉대로 33")


@pytest.mark.parametrize("number", [True, None, "NaN", "1e999", "", [1], {}])
async def test_numbers_that_are_none_are_not_taken_for_some(
    kakao: KakaoStandIn, finder: PlaceFinder, number: object
) -> None:
    meta = {"total_count": number, "pageable_count": 1, "is_end": True}
    kakao.behaviour.instead = lambda: web.json_response({"meta": meta, "documents": []})
    with pytest.raises(BadAnswer):
        await finder.search(query="해운대")
