"""What Oddiya says of places, stops, days and trips: short, honest, and in the traveller's language."""

from datetime import timedelta
from typing import Any, get_args

import pytest
from attrs import evolve

from core.planning.model.choosing.plain_text import is_in
from core.planning.model.place import CATEGORIES
from core.planning.model.plan import StopKind
from core.planning.model.preferences import INTERESTS, Language
from core.planning.model.words.activity import activity
from core.planning.model.words.summary import summary
from core.planning.model.words.title import title
from core.planning.model.words.why import why
from tests.planning_samples import FRIDAY, SATURDAY, a_day, a_place, a_stop, a_trip, a_weather

LANGUAGES: tuple[Language, ...] = get_args(Language)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "A cultural place that goes with your interest in history and culture. It is free."),
        ("ko", "역사·문화 취향에 맞는 문화 명소입니다. 무료입니다."),
        ("ja", "歴史・文化の好みに合う文化スポットです。無料です。"),
    ],
)
def test_a_reason_names_the_interests_that_a_place_serves(language: Language, expected: str) -> None:
    place = a_place("gamcheon-culture-village", tags=frozenset({"history", "art"}))
    assert why(place, ("history", "culture", "art", "sea"), language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "A museum. It is indoors. Its opening hours are not known."),
        ("ko", "박물관입니다. 실내입니다. 운영 시간은 확인되지 않았습니다."),
        ("ja", "博物館です。屋内です。営業時間は確認できていません。"),
    ],
)
def test_a_reason_claims_nothing_that_is_not_known(language: Language, expected: str) -> None:
    place = a_place("bokcheon-museum", hours=None, price_level=None)
    assert why(place, ("sea", "nightlife"), language) == expected


def test_a_place_that_may_be_in_or_out_is_called_neither() -> None:
    for indoor in (None, False):
        assert "indoors" not in why(a_place("centum-city", indoor=indoor), (), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_category_and_interest_has_words_in_every_language(language: Language) -> None:
    for category in CATEGORIES:
        said = why(a_place(category=category, tags=frozenset(INTERESTS)), INTERESTS, language)
        assert is_in(said, language)
        assert len(said) < 200
    for interest in INTERESTS:
        assert is_in(why(a_place(tags=frozenset({interest})), (interest,), language), language)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Visit Jagalchi Market", "Lunch at Jagalchi Market", "Dinner at Jagalchi Market",
                "Meal at Jagalchi Market", "Break at Jagalchi Market", "Stay at Jagalchi Market"]),
        ("ko", ["자갈치시장 방문", "자갈치시장에서 점심 식사", "자갈치시장에서 저녁 식사", "자갈치시장에서 식사",
                "자갈치시장에서 휴식", "자갈치시장에서 숙박"]),
        ("ja", ["Jagalchi Marketを訪問", "Jagalchi Marketで昼食", "Jagalchi Marketで夕食", "Jagalchi Marketで食事",
                "Jagalchi Marketで休憩", "Jagalchi Marketに宿泊"]),
    ],
)  # fmt: skip
def test_an_activity_says_when_one_does_what(language: Language, expected: list[str]) -> None:
    does: list[tuple[StopKind, Any]] = [
        ("visit", None), ("meal", "lunch"), ("meal", "dinner"), ("meal", None), ("cafe", None), ("lodging", None),
    ]  # fmt: skip
    stops = [a_stop(FRIDAY, 1, kind=kind, meal=meal) for kind, meal in does]
    assert [activity(stop, language) for stop in stops] == [f"11:30-12:30 {line}" for line in expected]


def test_an_activity_after_midnight_is_told_by_koreas_clock() -> None:
    stop = a_stop(FRIDAY, 4)
    late = evolve(stop, start=stop.start + timedelta(hours=6), end=stop.end + timedelta(hours=6))
    assert activity(late, "en").startswith("23:30-00:30 ")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "5 stops from Yongdusan Park to Bupyeong Kkangtong Market; the chance of rain is 10 %, 4 to 11 °C."),
        ("ko", "용두산공원에서 부평깡통시장까지 5곳에 들릅니다; 비 올 확률은 10%입니다 (4~11°C)."),
        ("ja", "Yongdusan ParkからBupyeong Kkangtong Marketまで5か所を回ります。降水確率は10%です (4~11°C)。"),
    ],
)
def test_a_day_is_summed_up_from_its_stops_and_its_weather(language: Language, expected: str) -> None:
    assert summary(a_day(), language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "rain or snow is likely 13:00-17:00, 4 to 11 °C"),
        ("ko", "13:00-17:00에 비나 눈이 올 수 있습니다 (4~11°C)"),
        ("ja", "13:00-17:00に雨や雪の可能性があります (4~11°C)"),
    ],
)
def test_a_wet_day_says_when(language: Language, expected: str) -> None:
    assert expected in summary(a_day(SATURDAY), language)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "it is usually 4 to 11 °C at this time of the year, and there is no forecast yet"),
        ("ko", "예보는 아직 없고 이맘때 기온은 보통 4~11°C입니다"),
        ("ja", "予報はまだなく、この時期の気温は例年4~11°Cです"),
    ],
)
def test_what_is_usual_is_not_told_as_a_forecast(language: Language, expected: str) -> None:
    assert expected in summary(a_day(weather=a_weather(kind="normal")), language)


@pytest.mark.parametrize(
    ("language", "one", "none"),
    [
        ("en", "One stop, Yongdusan Park.", "Nothing is planned."),
        ("ko", "용두산공원 한 곳에 들릅니다.", "일정이 없습니다."),
        ("ja", "Yongdusan Parkの1か所を訪れます。", "予定はありません。"),
    ],
)
def test_short_days_without_a_word_on_the_weather(language: Language, one: str, none: str) -> None:
    day = a_day(weather=None)
    assert summary(evolve(day, stops=day.stops[:1]), language) == one
    assert summary(evolve(day, stops=()), language) == none


@pytest.mark.parametrize(
    ("language", "three", "one"),
    [
        ("en", "Busan · 3 days", "Busan · a day trip"),
        ("ko", "Busan · 2박 3일", "Busan · 당일 여행"),
        ("ja", "Busan · 2泊3日", "Busan · 日帰り"),
    ],
)
def test_a_title_says_where_and_for_how_long(language: Language, three: str, one: str) -> None:
    assert title(a_trip(), language) == three
    assert title(a_trip(end_date=FRIDAY), language) == one


@pytest.mark.parametrize(("language", "expected"), [("en", "Korea"), ("ko", "한국"), ("ja", "韓国")])
def test_a_location_without_a_word_is_somewhere_in_korea(language: Language, expected: str) -> None:
    assert title(a_trip(location="<b></b>\x00"), language).startswith(f"{expected} · ")


def test_a_title_is_short_whatever_the_location() -> None:
    assert len(title(a_trip(location="서울 " * 500), "en")) < 100
