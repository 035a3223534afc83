"""What the verifier refuses is planned anew without it, and when that does not end no plan is handed out."""

import pytest
from attrs import evolve

from core.planning.model.destination import Bounds
from core.planning.model.errors import PlanUnproven, WishesConflict
from core.planning.model.place import PlaceId
from core.planning.model.plan import Missing
from core.planning.model.point import Point
from core.planning.model.preferences import Lodging
from core.planning.model.proven import proven
from core.planning.model.provenance import Provenance
from core.planning.model.trip import Base
from tests.planning_samples import ASKED
from tests.planning_wishes import a_spot, a_wish, slugs, spots

STRAY = a_spot("stray", place_id=PlaceId("somewhere:1"))
INN = Lodging(name="Inn", point=Point(35.11, 129.05))


def test_a_place_of_no_known_source_is_left_out() -> None:
    plan = proven(a_wish([STRAY, *spots(2)]))

    assert plan.verification.ok
    assert {*slugs(plan.days[0].stops)} == {"sight0", "sight1"}


def test_a_place_outside_the_bounds_of_its_town_is_left_out() -> None:
    plan = proven(a_wish([a_spot("beyond", east=30), *spots(1)]))

    assert slugs(plan.days[0].stops) == ["sight0"]


def test_a_place_outside_the_bounds_that_was_wished_for_is_a_conflict() -> None:
    with pytest.raises(WishesConflict) as refused:
        proven(a_wish([a_spot("beyond", east=30), *spots(1)], must_visit=("The beyond",)))

    assert [fault.pointer for fault in refused.value.faults] == ["/preferences/must_visit/0"]
    assert "holds before the checks" in refused.value.faults[0].detail


def test_a_plan_that_is_refused_again_and_again_is_not_handed_out() -> None:
    strays = [evolve(one, place_id=PlaceId(f"somewhere:{number}")) for number, one in enumerate(spots(12, dwell=90))]

    with pytest.raises(PlanUnproven):
        proven(a_wish(strays, pace="relaxed"))


def test_what_was_missing_before_comes_first() -> None:
    before = Missing(what="model", scope="trip", why="It does not answer.")

    plan = proven(a_wish(spots(1)), missing=[before])

    assert plan.missing[0] == before
    assert len(plan.missing) > 1


def test_the_title_is_the_models_or_else_says_where_and_how_long() -> None:
    wishes = a_wish(spots(1))

    assert proven(evolve(wishes, selection=evolve(wishes.selection, title="By the sea"))).title == "By the sea"
    assert "Busan" in proven(wishes).title.title()


def test_every_stop_has_a_reason_and_every_day_a_summary() -> None:
    day = proven(a_wish(spots(2), lodging=INN)).days[0]

    assert day.summary
    assert all(stop.why for stop in day.stops if stop.kind != "lodging")


def test_a_place_of_another_source_is_real_where_it_says_so() -> None:
    found = Provenance(source="kakao", fetched_at=ASKED)
    plan = proven(a_wish([a_spot("real", place_id=PlaceId("kakao:26338954"), found=found)]))

    assert slugs(plan.days[0].stops) == ["kakao:26338954"]


def test_a_base_has_a_day() -> None:
    town = a_wish([]).bases[0].destination

    with pytest.raises(ValueError, match="a base has a day"):
        Base(destination=evolve(town, bounds=Bounds(south=0, west=0, north=1, east=1)), dates=())
