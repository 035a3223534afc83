"""Every kind of error has an exit status, and is told line by line."""

import pytest

from composition.exits import STATUS, status_of, told
from core.errors import KINDS, BadAnswer, Fault, NoAnswer, NotFound, OddiyaError, Unavailable, VersionMismatch
from core.planning.model.errors import BadDates, PlanNotFound, PlanUnproven, UnknownDestination, WishesConflict


def test_there_is_a_status_for_every_kind_of_error() -> None:
    assert set(STATUS) == set(KINDS)
    assert all(1 < status < 128 for status in STATUS.values())


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (WishesConflict(), 65),
        (BadDates(), 65),
        (UnknownDestination(location="Atlantis"), 65),
        (VersionMismatch(expected=1, actual=2), 65),
        (PlanNotFound(), 66),
        (PlanUnproven(), 69),
        (BadAnswer(what="the finder"), 69),
        (NoAnswer(what="the finder"), 69),
    ],
)
def test_an_error_of_a_kind_has_its_status(error: OddiyaError, status: int) -> None:
    assert status_of(error) == status


def test_an_error_is_one_line() -> None:
    assert [*told(NotFound())] == ["oddiya: there is no such thing"]
    assert len([*told(Unavailable(what="the finder"))]) == 1


def test_each_fault_of_an_input_is_a_line_of_its_own() -> None:
    error = BadDates(faults=(Fault("/start_date", "is past"), Fault("/end_date", "is before start_date")))

    assert [*told(error)] == [
        "oddiya: no trip can take place on these dates",
        "  /start_date: is past",
        "  /end_date: is before start_date",
    ]
