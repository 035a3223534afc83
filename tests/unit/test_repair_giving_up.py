"""Where time is short in a repair, something small is given up for something big."""

from typing import Any

from core.planning.model.plan import Day, Stop
from core.planning.model.preferences import Preferences
from core.planning.model.provenance import Provenance
from core.planning.model.repair import Repair
from core.planning.model.scheduling.repair_plan import Repaired, repaired
from core.planning.model.scheduling.trip_days import stop_id_of
from core.planning.model.seoul_time import minute, moment
from tests.planning_samples import ASKED, BUSAN, FRIDAY
from tests.planning_wishes import a_sky, a_spot, slugs

TOLD = Provenance(source="user", fetched_at=ASKED)


def a_stop(slug: str, start: str, minutes: int, **changes: Any) -> Stop:
    place = changes.pop("place", None) or a_spot(slug, hours=changes.pop("hours", "always"))
    begin = minute(start)
    facts: dict[str, Any] = {
        "stop_id": stop_id_of(place.place_id),
        "kind": "visit",
        "start": moment(FRIDAY, begin),
        "end": moment(FRIDAY, begin + minutes),
        "place": place,
        "opening": "open",
    }
    return Stop(**{**facts, **changes})


def late(minutes: int, *stops: Stop, **preferences: Any) -> Repaired:
    day = Day(date=FRIDAY, base="busan", area=BUSAN, stops=stops, weather=a_sky(FRIDAY))
    wishes = Preferences(**{"day_end": 18 * 60, **preferences})
    return repaired([day], Repair(late={FRIDAY: minutes}), preferences=wishes, spare={"busan": ()}, told=TOLD)


def left(new: Repaired) -> list[str]:
    return slugs(new.days[0].stops)


def removed(new: Repaired) -> list[tuple[str, str]]:
    return [(change.place, change.why) for change in new.changes if change.what == "removed"]


STROLL = a_stop("stroll", "09:00", 60)
PALACE = a_stop("palace", "10:00", 240, hours="09:00-15:00")


def three() -> list[Stop]:
    """Return a short stop, a longer one, and a long one for which it must not get much later."""
    palace = a_stop("palace", "10:30", 240, hours="09:00-15:15")
    return [a_stop("kiosk", "09:00", 30), a_stop("stroll", "09:30", 60), palace]


def test_a_short_stop_before_a_long_one_is_given_up_for_it() -> None:
    new = late(90, STROLL, PALACE)
    assert left(new) == ["palace"]
    assert removed(new) == [("The stroll", "without it the rest of the day fits")]
    assert [missing.what for missing in new.missing] == ["visits"]


def test_the_least_that_is_enough_is_given_up() -> None:
    new = late(75, *three())
    assert left(new) == ["stroll", "palace"]


def test_several_are_given_up_where_one_is_not_enough() -> None:
    new = late(120, *three())
    assert left(new) == ["palace"]


def test_what_makes_no_room_is_not_given_up() -> None:
    new = late(90, PALACE, a_stop("stroll", "14:30", 60))
    assert left(new) == ["stroll"]
    assert removed(new) == [("The palace", "there is no time left for it")]


def test_what_takes_longer_is_not_given_up_for_what_is_short() -> None:
    new = late(60, a_stop("palace", "09:00", 240), a_stop("kiosk", "13:00", 30, hours="09:00-14:00"))
    assert left(new) == ["palace"]


def test_for_a_wish_even_what_takes_longer_is_given_up() -> None:
    stops = (a_stop("palace", "09:00", 240), a_stop("kiosk", "13:00", 30, hours="09:00-14:00"))
    assert left(late(60, *stops, must_visit=("The kiosk",))) == ["kiosk"]
    assert left(late(60, *stops, must_visit=("The kiosk", "The palace"))) == ["palace"]


def test_a_wish_is_not_given_up() -> None:
    assert left(late(90, STROLL, PALACE, must_visit=("The stroll",))) == ["stroll"]


def test_what_is_locked_is_not_given_up() -> None:
    new = late(90, a_stop("stroll", "09:00", 60, locked=True), PALACE)
    assert "stroll" in left(new)


def test_a_meal_is_kept_by_giving_up_something_shorter() -> None:
    grill = a_spot("grill", "food", hours="11:00-14:30")
    lunch = a_stop("grill", "13:00", 60, place=grill, kind="meal", meal="lunch")
    assert left(late(60, a_stop("museum", "09:00", 210), a_stop("kiosk", "12:30", 30), lunch)) == ["museum", "grill"]
