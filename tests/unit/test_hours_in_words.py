"""When a note wants days to begin and to end, and what it only seems to say of that."""

import pytest

from core.planning.model.choosing.day_bounds import bounded
from core.planning.model.choosing.hours_in_words import hours_in
from core.planning.model.choosing.wishes_in_words import wishes_in
from core.planning.model.seoul_time import clock


def read(note: str) -> tuple[str | None, str | None]:
    """Return the hours that a note is understood to want."""
    hours = wishes_in(note).hours
    return (None if hours.start is None else clock(hours.start)), (None if hours.end is None else clock(hours.end))


@pytest.mark.parametrize(
    ("note", "start"),
    [
        ("start at 11:00 please", "11:00"),
        ("Start 10:30am", "10:30"),
        ("start at 9 a.m.", "09:00"),
        ("start at ten thirty", "10:30"),
        ("start at half past ten", "10:30"),
        ("start the day at noon", "12:00"),
        ("start at 2", "14:00"),
        ("start at half past nine at night", "21:30"),
        ("We'd like to start late, not before 10:30.", "10:30"),
        ("don't start before 11", "11:00"),
        ("start no earlier than 10", "10:00"),
        ("leave the hotel at 10", "10:00"),
        ("no rush, start around 11 or so", "11:00"),
        ("11시부터 시작", "11:00"),
        ("10시 30분에 출발하고 싶어요", "10:30"),
        ("오전 10시 반부터", "10:30"),
        ("열한 시부터 시작해요", "11:00"),
        ("오후 2시부터 움직일게요", "14:00"),
        ("낮 11시부터, 낮잠 자요", "11:00"),
        ("낮 1시부터", "13:00"),
        ("정오부터", "12:00"),
        ("시작은 10시", "10:00"),
        ("11시 전에는 못 나가요", "11:00"),
        ("11時に出発したい", "11:00"),
        ("午前10時半から", "10:30"),
        ("１１時から", "11:00"),
    ],
)
def test_when_days_begin_is_read(note: str, start: str) -> None:
    assert read(note) == (start, None)


@pytest.mark.parametrize(
    ("note", "end"),
    [
        ("back at the hotel by 6pm", "18:00"),
        ("Days should end at 9:30 pm at the latest", "21:30"),
        ("we want to be home by seven", "19:00"),
        ("We will be back no later than 9", "21:00"),
        ("nothing after 8pm", "20:00"),
        ("don't stay out past 10pm", "22:00"),
        ("back by midnight", "24:00"),
        ("until 12am", "24:00"),
        ("done by 17:00", "17:00"),
        ("숙소에는 6시까지 돌아가고 싶어요", "18:00"),
        ("호텔에 6시까지 도착하고 싶어요", "18:00"),
        ("8시에는 숙소로 돌아오고 싶어요", "20:00"),
        ("저녁 7시 이후에는 안 다니고 싶어요", "19:00"),
        ("밤 9시까지", "21:00"),
        ("자정까지 놀고 싶어요", "24:00"),
        ("끝은 8시", "20:00"),
        ("18時までにホテルに戻りたい", "18:00"),
        ("夜9時にはホテルに帰りたい", "21:00"),
    ],
)
def test_when_days_end_is_read(note: str, end: str) -> None:
    assert read(note) == (None, end)


@pytest.mark.parametrize(
    ("note", "hours"),
    [
        ("from 10am to 6pm", ("10:00", "18:00")),
        ("between 10 and 5pm", ("10:00", "17:00")),
        ("10:00-18:00", ("10:00", "18:00")),
        ("start at 9 a.m. and end at 5 p.m.", ("09:00", "17:00")),
        ("start around 10 and be back around 8", ("10:00", "20:00")),
        ("10시~18시", ("10:00", "18:00")),
        ("오전 10시 반부터 저녁 8시까지", ("10:30", "20:00")),
        ("11시에 시작해서 6시에 끝내고 싶어요", ("11:00", "18:00")),
        ("11시 시작 18시 종료", ("11:00", "18:00")),
        ("시작은 10시 끝은 8시", ("10:00", "20:00")),
        ("朝10時から夕方6時まで", ("10:00", "18:00")),
    ],
)
def test_both_are_read(note: str, hours: tuple[str, str]) -> None:
    assert read(note) == hours


@pytest.mark.parametrize(
    "note",
    [
        "our train leaves at 18:00 on Sunday", "first day we start at 11", "start at 11 on the first day",
        "start at 3 museums",
        "dinner at 6pm", "start with 3 temples", "We stay from 24 to 26 December", "from 10 December", "10시간 동안",
        "the museum is open from 10:00 to 18:00", "I start work on Monday at 9", "기차가 11시에 출발해요",
        "체크인이 3시부터예요",
        "부산역에 11시까지 도착해야 해요", "점심은 12시에 먹고 싶어요", "11시까지 자고 싶어요", "3시간 걷기",
        "土曜の11時から",
    ],
)  # fmt: skip
def test_what_is_about_one_day_or_something_else_is_not_meant(note: str) -> None:
    assert read(note) == (None, None)


@pytest.mark.parametrize(
    "note", ["we don't have to be back by 6pm", "don't start at 8am", "not back before 10pm", "8시부터는 싫어요"]
)
def test_what_is_denied_is_not_meant(note: str) -> None:
    assert read(note) == (None, None)


@pytest.mark.parametrize(
    "note",
    ["start at 03:00", "end at 04:00", "start at 20:00, back by 9pm", "start at 99:99", "start at 10:75", "밤 1시까지"],
)
def test_hours_that_no_day_may_have_are_dropped(note: str) -> None:
    assert read(note) == (None, None)


def test_hours_that_contradict_each_other_are_dropped() -> None:
    assert read("start at 10. start at 11. back by 6pm") == (None, "18:00")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ((300, 1440), (300, 1440)),
        ((299, 1441), (None, None)),
        ((600, 720), (600, 720)),
        ((600, 719), (None, None)),
        ((1320, None), (1320, None)),
        ((1321, None), (None, None)),
        ((None, 420), (None, 420)),
        ((None, 419), (None, None)),
    ],
)
def test_a_day_lasts_two_hours_at_least_between_5_and_midnight(
    given: tuple[int | None, int | None], kept: tuple[int | None, int | None]
) -> None:
    hours = bounded(*given)
    assert (hours.start, hours.end) == kept


def test_a_note_of_any_length_and_kind_is_read() -> None:
    for piece in (
        "start at ",
        "not a ",
        "back a ",
        "from 1 to ",
        "10:00-",
        "11시 ",
        "시작 ",
        "호텔 ",
        "10時",
        "12 ",
        "٣시부터 ",
        "half past ",
    ):
        hours_in(piece * (1000 // len(piece)))
