"""A day in one sentence, from its stops and what is known of its weather."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from core.planning.model.plan import Day
from core.planning.model.preferences import Language
from core.planning.model.seoul_time import clock
from core.planning.model.weather import DayWeather


@frozen(kw_only=True)
class Phrases:
    """How one language says it."""

    nothing: str
    one: str
    several: str
    comma: str
    end: str
    wet: str
    dry: str
    usual: str


PHRASES: Final[Mapping[Language, Phrases]] = {
    "en": Phrases(
        nothing="Nothing is planned",
        one="One stop, {first}",
        several="{count} stops from {first} to {last}",
        comma="; ",
        end=".",
        wet="rain or snow is likely {when}, {low} to {high} °C",
        dry="the chance of rain is {chance} %, {low} to {high} °C",
        usual="it is usually {low} to {high} °C at this time of the year, and there is no forecast yet",
    ),
    "ko": Phrases(
        nothing="일정이 없습니다",
        one="{first} 한 곳에 들릅니다",
        several="{first}에서 {last}까지 {count}곳에 들릅니다",
        comma="; ",
        end=".",
        wet="{when}에 비나 눈이 올 수 있습니다 ({low}~{high}°C)",
        dry="비 올 확률은 {chance}%입니다 ({low}~{high}°C)",
        usual="예보는 아직 없고 이맘때 기온은 보통 {low}~{high}°C입니다",
    ),
    "ja": Phrases(
        nothing="予定はありません",
        one="{first}の1か所を訪れます",
        several="{first}から{last}まで{count}か所を回ります",
        comma="。",
        end="。",
        wet="{when}に雨や雪の可能性があります ({low}~{high}°C)",
        dry="降水確率は{chance}%です ({low}~{high}°C)",
        usual="予報はまだなく、この時期の気温は例年{low}~{high}°Cです",
    ),
}


def summary(day: Day, language: Language) -> str:
    """Return a day in one sentence; where people sleep is no stop worth a word."""
    phrases = PHRASES[language]
    parts = [_stops(day, language)]
    if day.weather is not None:
        parts.append(_weather(day.weather, phrases))
    return phrases.comma.join(parts) + phrases.end


def _stops(day: Day, language: Language) -> str:
    phrases = PHRASES[language]
    names = [stop.place.names.within(language) for stop in day.stops if stop.kind != "lodging"]
    if not names:
        return phrases.nothing
    said = phrases.one if len(names) == 1 else phrases.several
    return said.format(first=names[0], last=names[-1], count=len(names))


def _weather(weather: DayWeather, phrases: Phrases) -> str:
    when = ", ".join(f"{clock(window.opens)}-{clock(window.closes)}" for window in weather.wet)
    dry = phrases.usual if weather.kind == "normal" else phrases.dry
    said = phrases.wet if when else dry
    return said.format(
        when=when, chance=round(100 * weather.rain_chance), low=round(weather.low), high=round(weather.high)
    )
