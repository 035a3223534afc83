"""Korean free text about opening hours: what is clear is read, and whatever is not stays unknown."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.tourapi.hours import hours_from
from core.planning.model.hours import OpeningHours
from core.planning.model.hours_text import hours_of

DAILY = "연중무휴"

CLEAR = [
    ("09:00~22:00", DAILY, "09:00-22:00"),
    ("09:00 ~ 18:00 (입장마감 17:00)", DAILY, "09:00-18:00 last 17:00"),
    ("09:00~18:00 ※ 17:00까지 입장 가능", DAILY, "09:00-18:00 last 17:00"),
    ("09:00~18:00 (폐관 1시간 전 입장마감)", DAILY, "09:00-18:00 last 17:00"),
    ("09:00~18:00 (입장 마감 30분 전까지)", DAILY, "09:00-18:00 last 17:30"),
    ("오전 9시 ~ 오후 6시 30분", DAILY, "09:00-18:30"),
    ("오전 9시부터 오후 6시까지", DAILY, "09:00-18:00"),
    ("9시~18시 반", DAILY, "09:00-18:30"),
    ("09:00~18:00", "매주 월요일", "09:00-18:00; closed mon"),
    ("09:00~18:00", "매주 월,화요일 휴무", "09:00-18:00; closed mon,tue"),
    ("09:00~18:00", "월~수요일", "09:00-18:00; closed mon,tue,wed"),
    ("09:00~18:00", "매월 둘째/넷째 주 일요일", "09:00-18:00; closed 2nd sun; closed 4th sun"),
    ("09:00~18:00", "매월 첫 번째, 세 번째 월요일", "09:00-18:00; closed 1st mon; closed 3rd mon"),
    ("09:00~18:00", "매월 마지막 주 수요일", "09:00-18:00; closed 4th wed; closed 5th wed"),
    ("09:00~18:00", "1월 1일, 설날·추석 당일 휴무", "09:00-18:00; closed new-year,seollal,chuseok"),
    ("09:00~18:00", "매주 화요일, 신정, 명절 연휴", "09:00-18:00; closed tue; closed new-year,seollal,chuseok"),
    ("평일 09:00~18:00 / 주말 10:00~20:00", DAILY, "mon,tue,wed,thu,fri 09:00-18:00; sat,sun 10:00-20:00"),
    ("평일 09:00~18:00 / 주말 10:00~20:00", "", "mon,tue,wed,thu,fri 09:00-18:00; sat,sun 10:00-20:00"),
    ("평일 09:00~18:00<br>주말 및 공휴일 10:00~20:00", "", "mon,tue,wed,thu,fri 10:00-18:00; sat,sun 10:00-20:00"),
    ("월~목 10:00~20:00, 금,토,일 10:00~21:00", "", "mon,tue,wed,thu 10:00-20:00; fri,sat,sun 10:00-21:00"),
    ("3월~10월 09:00~18:00<br>11월~2월 09:00~17:00", DAILY, "09:00-17:00"),
    ("하절기(3월~10월) 09:00~18:00 / 동절기(11월~익년 2월) 10:00~17:00", DAILY, "10:00-17:00"),
    ("[하절기] 09:00~18:00 (입장마감 17:00)<br>[동절기] 09:00~17:00 (입장마감 16:00)", DAILY, "09:00-17:00 last 16:00"),
    ("하절기 평일 9:00~19:00 주말 9:00~20:00 동절기 평일 9:00~17:00 주말 9:00~18:00", "",
     "mon,tue,wed,thu,fri 09:00-17:00; sat,sun 09:00-18:00"),
    ("11:00~15:00, 17:00~21:00", DAILY, "11:00-15:00,17:00-21:00"),
    ("11:00~21:00 (브레이크타임 15:00~17:00)", DAILY, "11:00-15:00,17:00-21:00"),
    ("11:00~21:00 라스트오더 20:30", DAILY, "11:00-21:00 last 20:30"),
    ("17:00~02:00", DAILY, "17:00-26:00"),
    ("18:00 ~ 익일 02:00", DAILY, "18:00-26:00"),
    ("오후 6시~새벽 2시", DAILY, "18:00-26:00"),
    ("24시간", "", "always"),
    ("상시개방", "", "always"),
    ("상시 개방", DAILY, "always"),
    ("연중무휴, 24시간 개방", "", "always"),
    ("00:00~24:00", DAILY, "always"),
    ("연중무휴 09:00∼18:00", "", "09:00-18:00"),
    ("매일 09：00～18：00", "", "09:00-18:00"),
    ("<strong>관람시간</strong>&nbsp;09:00~18:00", "연중무휴 (설날, 추석 당일 휴관)",
     "09:00-18:00; closed seollal,chuseok"),
]  # fmt: skip
UNCLEAR = [
    ("", ""),
    ("", DAILY),
    ("09:00~18:00", ""),  # nobody said that it is open on each day
    ("09:00~18:00", "홈페이지 참조"),
    ("홈페이지 참조", DAILY),
    ("일출~일몰", DAILY),
    ("09:00~일몰 시", DAILY),
    ("9:00~6:00", DAILY),  # in the evening, or in the morning?
    ("09:00~08:00", DAILY),
    ("09:00~09:00", DAILY),
    ("09:00~25:00", DAILY),
    ("09:60~18:00", DAILY),
    ("09:00~18:00 (우천 시 휴무)", DAILY),
    ("09:00~18:00", "공휴일"),
    ("09:00~18:00", "매주 월요일, 임시 휴관일"),
    ("09:00~18:00", "부정기 휴무"),
    ("4월~10월 09:00~18:00", DAILY),  # and in winter?
    ("하절기 09:00~18:00", DAILY),
    ("[본관] 09:00~18:00 [별관] 10:00~17:00", DAILY),
    ("09:00~18:00 (평일) / 10:00~20:00 (주말)", DAILY),  # the days stand behind the hours
    ("3월~10월 09:00~12:00<br>11월~2월 13:00~17:00", DAILY),  # never open all year
    ("09:00~10:00 (입장마감 08:00)", DAILY),
    ("09:00~10:00 (폐관 2시간 전 입장마감)", DAILY),
    ("24시간 (매표소 09:00~18:00)", DAILY),
    ("상시개방", "홈페이지 참조"),
    ("입장마감 17:00", DAILY),
    ("브레이크타임 15:00~17:00", DAILY),
    ("13월~2월 09:00~18:00", DAILY),
    ("abc 🌊", "연중무휴"),
    ("09:00~18:00" * 200, DAILY),
]


@pytest.mark.parametrize(("use", "rest", "said"), CLEAR, ids=str)
def test_what_is_clear_is_read(use: str, rest: str, said: str) -> None:
    assert hours_from(use, rest) == hours_of(said)


@pytest.mark.parametrize(("use", "rest"), UNCLEAR, ids=lambda text: text[:40])
def test_what_is_not_clear_stays_unknown(use: str, rest: str) -> None:
    assert hours_from(use, rest) is None


def test_a_day_that_is_not_named_stays_unknown_by_itself() -> None:
    hours = hours_from("화~일 09:00~18:00", "")
    assert hours is not None
    assert hours.weekly[0] is None
    assert all(hours.weekly[1:])


@pytest.mark.parametrize(
    "rest",
    [
        "매주 월요일(공휴일인 경우 다음날 휴관)",
        "매주 월요일 (단, 공휴일인 경우에는 그 다음 평일)",
        "월요일 / 월요일이 공휴일일 경우 익일 휴무",
    ],
)
def test_where_a_holiday_moves_the_closing_day_the_day_after_it_is_unknown(rest: str) -> None:
    hours = hours_from("09:00~18:00", rest)
    assert hours is not None
    assert (hours.weekly[0], hours.weekly[1]) == ((), None)
    assert all(hours.weekly[2:])


def test_where_a_holiday_only_opens_it_on_its_closing_day_nothing_else_changes() -> None:
    assert hours_from("09:00~18:00", "매주 월요일 (공휴일인 경우 정상 운영)") == hours_from("09:00~18:00", "월요일")


def test_it_is_never_said_to_be_open_on_a_day_on_which_it_is_closed() -> None:
    hours = hours_from("매일 09:00~18:00", "매주 월요일")
    assert hours is not None
    assert hours.weekly[0] == ()


PARTS = st.sampled_from(
    ["09:00~18:00", "17:00~02:00", "평일", "주말", "매일", "월", "화요일", "~", ",", " ", "3월~10월", "11월~2월",
     "하절기", "동절기", "입장마감 17:00", "폐관 1시간 전", "브레이크타임 15:00~17:00", "연중무휴", "24시간", "상시",
     "매주", "매월", "둘째", "마지막 주", "휴무", "공휴일", "공휴일인 경우 다음날", "설날", "추석 당일", "1월 1일",
     "<br>", "(", ")", "오전 9시", "99:99"]
)  # fmt: skip
TEXTS = st.lists(PARTS, max_size=8).map("".join) | st.text(max_size=60)


@given(TEXTS, TEXTS)
@example("오후", "9")
@example("\ud800", "월요일")
@example("1" * 1000, "월" * 1000)
@example(" " * 1000, "\n" * 1000)
def test_whatever_is_written_there_it_is_hours_or_unknown_and_nothing_is_raised(use: str, rest: str) -> None:
    hours = hours_from(use, rest)
    assert hours is None or isinstance(hours, OpeningHours)
