"""What a model hands in is read without trusting any of it."""

from typing import Any

import pytest

from core.planning.model.choosing.submission import MOST_PICKS, Submission, submission_of

KNOWN = {"a:1", "a:2", "a:3"}


def read(**given: Any) -> Submission:
    return submission_of(given, known=KNOWN, language="en")


def test_picks_are_known_places_each_once() -> None:
    submission = read(picks=[{"id": "a:1"}, {"id": " a:2 "}, "a:3", {"id": "a:1", "weight": 1}])
    assert [(pick.place_id, pick.weight) for pick in submission.picks] == [("a:1", 0.5), ("a:2", 0.5), ("a:3", 0.5)]


def test_ids_that_nobody_gave_are_told_apart_and_can_be_repeated_safely() -> None:
    submission = read(picks=[{"id": "b:1"}, {"id": "b:1"}, {"id": ""}, {"id": "<b>b:2</b>\x00"}, {"id": "x" * 9999}])
    assert submission.picks == ()
    assert submission.unknown[:3] == ("b:1", "(empty)", "b:2")
    assert len(submission.unknown[3]) == 200


@pytest.mark.parametrize(
    ("given", "weight"),
    [(0, 0), (1, 1), (0.25, 0.25), (-3, 0), (7, 1), (10**400, 1), (-(10**400), 0), (float("nan"), 0.5),
     (float("inf"), 1), (True, 0.5), ("0.9", 0.5), (None, 0.5), ([], 0.5)],
)  # fmt: skip
def test_a_weight_is_from_0_to_1_whatever_was_given(given: object, weight: float) -> None:
    assert [pick.weight for pick in read(picks=[{"id": "a:1", "weight": given}]).picks] == [weight]


@pytest.mark.parametrize("picks", [None, "a:1", 7, {"id": "a:1"}, [None, 7, [], {"id": 7}, {}]], ids=str)
def test_what_is_no_pick_is_left_out(picks: object) -> None:
    assert read(picks=picks) == Submission(picks=())


def test_there_is_an_end_to_picks_and_texts() -> None:
    submission = read(picks=[{"id": f"b:{number}"} for number in range(1000)], avoid=[str(n) for n in range(1000)])
    assert len(submission.unknown) == MOST_PICKS
    assert len(submission.avoid) == 20


def test_wishes_are_of_the_known_kinds() -> None:
    submission = read(
        interests=["sea", "lies", 7, ["food"], "food"],
        avoid=["museum", "", 7, "museum", "<i></i>"],
        easy=True,
        title="A",
    )
    assert (submission.interests, submission.avoid) == (("food", "sea"), ("museum",))
    assert (submission.easy, submission.title) == (True, "A")


@pytest.mark.parametrize("given", [None, 7, "sea", {"sea": 1}])
def test_wishes_of_another_shape_are_none(given: object) -> None:
    assert read(interests=given, avoid=given, easy=given, title=7) == Submission(picks=())
