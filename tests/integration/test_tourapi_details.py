"""TourAPI as it is: names that differ a little, keys in two forms, errors in XML, and texts for hours."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from aiohttp import web
from attrs import evolve

from core.errors import BadAnswer, Unavailable
from core.planning.model.hours_text import hours_of
from ports.place_details import PlaceDetails
from tests.clocks import ManualClock
from tests.standins.opening import opened
from tests.standins.questions import a_found_place
from tests.standins.tourapi import TourApiStandIn, xml
from tests.standins.tourapi_contents import Content

TOLD = "an outside service gives no facts"
SEARCH = "/B551011/KorService2/searchKeyword2"
PLACE = evolve(a_found_place(ko="감천문화마을", lat=35.0975, lng=129.0106), address="부산 사하구 감내2로 203")
MOST_PLACES = 40


def an_entry(title: str = "감천문화마을", **changed: Any) -> Content:
    entry = Content(
        content_id="126078",
        kind="12",
        title=title,
        address="부산광역시 사하구 감내2로 203",
        lat=35.0976,
        lng=129.0107,
        use="09:00~18:00",
        rest="연중무휴",
    )
    return evolve(entry, **changed)


@pytest.fixture
def tourapi(secrets_in_play: Callable[[str], None]) -> TourApiStandIn:
    standin = TourApiStandIn(contents=[an_entry()])
    secrets_in_play(standin.key)
    return standin


@pytest.fixture
async def details(tourapi: TourApiStandIn) -> AsyncIterator[PlaceDetails]:
    async with opened("place_details", tourapi) as found:
        yield found


@pytest.mark.parametrize(
    "title",
    [
        "감천문화마을",
        "부산 감천문화마을",
        "사하 감천문화마을",
        "감천문화마을 [유네스코 세계유산]",
        "감천문화마을(부산)",
    ],
)
async def test_a_place_is_known_again_by_its_name(tourapi: TourApiStandIn, details: PlaceDetails, title: str) -> None:
    tourapi.contents = [an_entry(title)]
    [place] = await details.completed([PLACE])
    assert place.hours == hours_of("09:00-18:00")
    assert place.hours_from is not None
    assert place.hours_from.source == "tourapi"


@pytest.mark.parametrize(
    "entry",
    [
        an_entry("감천문화마을 카페"),
        an_entry("작은 감천문화마을"),
        an_entry(lat=35.1010),
        an_entry(kind="15"),
        an_entry(kind="32"),
        an_entry(use="홈페이지 참조"),
        an_entry(rest=""),
    ],
    ids=["a cafe in it", "another one", "400 m away", "a festival", "a hotel", "no hours", "no closing days"],
)
async def test_nothing_is_guessed(tourapi: TourApiStandIn, details: PlaceDetails, entry: Content) -> None:
    tourapi.contents = [entry]
    assert await details.completed([PLACE]) == [PLACE]


async def test_of_several_the_nearest_is_it(tourapi: TourApiStandIn, details: PlaceDetails) -> None:
    far = an_entry(lat=35.0995, content_id="1", use="10:00~12:00")
    tourapi.contents = [far, an_entry(content_id="2"), evolve(far, content_id="3")]
    [place] = await details.completed([PLACE])
    assert place.hours == hours_of("09:00-18:00")


async def test_what_is_not_found_is_not_looked_for_again_on_that_day(tourapi: TourApiStandIn) -> None:
    clock = ManualClock()
    tourapi.contents = []
    async with opened("place_details", tourapi, clock=clock) as details:
        for _ in range(2):
            assert await details.completed([PLACE]) == [PLACE]
        assert tourapi.behaviour.asked == {SEARCH: 1}
        clock.move(timedelta(days=1))
        tourapi.contents = [an_entry()]
        assert await details.completed([PLACE]) != [PLACE]


async def test_so_many_are_looked_up_for_one_question_and_the_others_for_the_next(
    tourapi: TourApiStandIn, details: PlaceDetails
) -> None:
    tourapi.contents = []
    places = [a_found_place(ko=f"어디 {number}") for number in range(MOST_PLACES + 5)]
    for looked_up in (MOST_PLACES, MOST_PLACES + 5, MOST_PLACES + 5):
        assert await details.completed(places) == places
        assert tourapi.behaviour.calls == looked_up


async def test_what_cannot_be_looked_up_stays_as_it_is_beside_what_is_known(
    tourapi: TourApiStandIn, details: PlaceDetails
) -> None:
    [known] = await details.completed([PLACE])
    other = a_found_place()
    tourapi.behaviour.will("error")
    assert await details.completed([PLACE, other]) == [known, other]
    with pytest.raises(Unavailable):
        await details.completed([other])


async def test_who_has_hours_is_not_looked_up(tourapi: TourApiStandIn, details: PlaceDetails) -> None:
    told = evolve(PLACE, hours=hours_of("always"))
    assert await details.completed([told]) == [told]
    assert tourapi.behaviour.calls == 0


async def test_the_key_may_be_given_in_the_form_that_is_encoded_already(tourapi: TourApiStandIn) -> None:
    encoded: Any = {"ODDIYA_TOURAPI_KEY": quote(tourapi.key, safe="")}
    async with opened("place_details", tourapi, **encoded) as details:
        assert await details.completed([PLACE]) != [PLACE]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (partial(xml, "SERVICE_KEY_IS_NOT_REGISTERED_ERROR", "30"), "set ODDIYA_TOURAPI_KEY"),
        (partial(xml, "DEADLINE_HAS_EXPIRED_ERROR", "31"), "expired"),
        (partial(xml, "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR", "22"), "used up"),
        (partial(xml, "SERVICE_ACCESS_DENIED_ERROR", "20"), "apply for KorService2"),
        (partial(web.Response, text="SERVICE_KEY_IS_NOT_REGISTERED_ERROR"), "set ODDIYA_TOURAPI_KEY"),
        (partial(web.Response, status=401, text="Unauthorized"), "set ODDIYA_TOURAPI_KEY"),
        (partial(web.Response, status=403, text="Forbidden"), "apply for KorService2"),
        (partial(web.Response, status=429, text="API token quota exceeded"), "used up"),
        (partial(web.json_response, {"response": {"header": {"resultCode": "0022", "resultMsg": "x"}}}), "used up"),
    ],
    ids=["unregistered", "expired", "limited", "denied", "text", "401", "403", "429", "0022"],
)
async def test_what_only_the_operator_can_mend_is_told_and_not_asked_again(
    tourapi: TourApiStandIn, details: PlaceDetails, answer: Callable[[], web.Response], told: str
) -> None:
    tourapi.behaviour.instead = answer
    with structlog.testing.capture_logs() as lines:
        for _ in range(2):
            with pytest.raises(Unavailable):
                await details.completed([PLACE])
    assert [told in line["why"] for line in lines if line["event"] == TOLD] == [True]
    assert tourapi.behaviour.calls == 1


@pytest.mark.parametrize("code", ["10", "0011"])
async def test_a_question_that_is_wrong_is_not_asked_again(
    tourapi: TourApiStandIn, details: PlaceDetails, code: str
) -> None:
    tourapi.behaviour.instead = lambda: web.json_response({"response": {"header": {"resultCode": code}}})
    with pytest.raises(BadAnswer):
        await details.completed([PLACE])
    assert tourapi.behaviour.calls == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (partial(web.json_response, {"resultCode": "1", "resultMsg": "APPLICATION_ERROR"}), Unavailable),
        (partial(xml, "SERVICETIME_OUT", "05"), Unavailable),
        (partial(web.json_response, {"resultCode": "your key is Zq3+c1/stand-in=="}), BadAnswer),
    ],
    ids=["application error", "time-out", "no code"],
)
async def test_what_may_pass_is_asked_again(
    tourapi: TourApiStandIn, details: PlaceDetails, answer: Callable[[], web.Response], kind: type[Unavailable]
) -> None:
    tourapi.behaviour.instead = answer
    with pytest.raises(kind):
        await details.completed([PLACE])
    assert tourapi.behaviour.calls == 3


async def test_no_data_is_no_error(tourapi: TourApiStandIn, details: PlaceDetails) -> None:
    tourapi.behaviour.instead = lambda: web.json_response({"response": {"header": {"resultCode": "03"}}})
    assert await details.completed([PLACE]) == [PLACE]


@pytest.mark.parametrize("item", [{}, {"title": 7}, {"title": "감천문화마을", "mapx": "x", "mapy": "y"}, "text", None])
async def test_entries_that_make_no_sense_are_passed_over(
    tourapi: TourApiStandIn, details: PlaceDetails, item: object
) -> None:
    response = {"header": {"resultCode": "0000"}, "body": {"items": {"item": [item]}}}
    tourapi.behaviour.instead = lambda: web.json_response({"response": response})
    assert await details.completed([PLACE]) == [PLACE]


async def test_one_entry_may_come_without_a_list_around_it(tourapi: TourApiStandIn, details: PlaceDetails) -> None:
    both = {
        "contentid": "1",
        "contenttypeid": "12",
        "title": "감천문화마을",
        "mapx": "129.0106",
        "mapy": "35.0975",
        "usetime": "상시개방",
        "restdate": "연중무휴",
    }
    response = {"header": {"resultCode": "0000"}, "body": {"items": {"item": both}}}
    tourapi.behaviour.instead = lambda: web.json_response({"response": response})
    [place] = await details.completed([PLACE])
    assert place.hours == hours_of("always")
