"""A day of a plan as clients see it."""

from datetime import date, datetime
from typing import Annotated, Literal

from attrs import frozen
from typing_extensions import Doc

from core.planning.model.hours import Opening
from core.planning.model.plan import Day, Meal, Mode, Stop, StopKind, Travel
from core.planning.model.seoul_time import SEOUL, clock
from core.planning.model.weather import DayWeather
from entrypoints.http.shapes.constraints import Example, Pattern
from entrypoints.planning.money_out import MoneyOut, money_out
from entrypoints.planning.place_out import PlaceOut, place_out

MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?\+09:00"
KoreanTime = Annotated[str, Pattern(MOMENT), Example("2026-12-04T10:00:00+09:00"), Doc("at Korea's offset")]


@frozen(kw_only=True)
class TravelOut:
    """The way to a stop from what is before it."""

    mode: Mode
    minutes: int
    meters: int


@frozen(kw_only=True)
class WetOut:
    """A part of the day in which rain or snow is likely."""

    start: str
    end: str


@frozen(kw_only=True)
class WeatherOut:
    """A day's weather: a forecast, what is usual at that time of the year, or what somebody told us."""

    kind: Literal["forecast", "normal", "told"]
    low: float
    high: float
    rain_chance: float
    sky: Literal["clear", "clouds", "rain", "snow", "mixed"]
    wet: tuple[WetOut, ...]
    source: str
    fetched_at: datetime


@frozen(kw_only=True)
class StopOut:
    """Somewhere to be, and how one gets there."""

    id: str
    kind: StopKind
    meal: Meal | None
    start: KoreanTime
    end: KoreanTime
    place: PlaceOut
    why: str
    travel: Annotated[TravelOut | None, Doc("null where the day begins here")]
    cost: MoneyOut | None
    opening: Annotated[Opening, Doc("whether the place is open then, as far as is known")]
    locked: bool


@frozen(kw_only=True)
class DayOut:
    """One day of a plan."""

    day: Annotated[int, Doc("the first is 1")]
    date: date
    base: Annotated[str, Doc("the destination around which it is spent")]
    starts_from: Annotated[str | None, Doc("where it begins")]
    weather: WeatherOut | None
    summary: str
    locations: Annotated[tuple[str, ...], Doc("the names of the places that are visited")]
    activities: Annotated[tuple[str, ...], Doc("what one does there")]
    restaurants: Annotated[tuple[str, ...], Doc("where one eats and drinks")]
    stops: tuple[StopOut, ...]


def day_out(day: Day, number: int, language: str) -> DayOut:
    """Present a day to speakers of a language."""
    visits = [stop for stop in day.stops if stop.kind == "visit"]
    return DayOut(
        day=number,
        date=day.date,
        base=day.base,
        starts_from=day.starts_from.name if day.starts_from else None,
        weather=_weather_out(day.weather) if day.weather else None,
        summary=day.summary,
        locations=tuple(_name(stop, language) for stop in visits),
        activities=tuple(_activity(stop, language) for stop in visits),
        restaurants=tuple(_name(stop, language) for stop in day.stops if stop.kind in {"meal", "cafe"}),
        stops=tuple(stop_out(stop, language) for stop in day.stops),
    )


def stop_out(stop: Stop, language: str) -> StopOut:
    """Present a stop to speakers of a language."""
    return StopOut(
        id=stop.stop_id,
        kind=stop.kind,
        meal=stop.meal,
        start=_korean(stop.start),
        end=_korean(stop.end),
        place=place_out(stop.place, language),
        why=stop.why,
        travel=_travel_out(stop.travel) if stop.travel else None,
        cost=money_out(stop.cost),
        opening=stop.opening,
        locked=stop.locked,
    )


def _name(stop: Stop, language: str) -> str:
    return stop.place.names.within(language)


def _activity(stop: Stop, language: str) -> str:
    name = _name(stop, language)
    return f"{name}: {stop.why}" if stop.why else name


def _korean(moment: datetime) -> str:
    return moment.astimezone(SEOUL).isoformat()


def _travel_out(travel: Travel) -> TravelOut:
    return TravelOut(mode=travel.mode, minutes=travel.minutes, meters=travel.meters)


def _weather_out(weather: DayWeather) -> WeatherOut:
    return WeatherOut(
        kind=weather.kind,
        low=weather.low,
        high=weather.high,
        rain_chance=weather.rain_chance,
        sky=weather.sky,
        wet=tuple(WetOut(start=clock(part.opens), end=clock(part.closes)) for part in weather.wet),
        source=weather.found.source,
        fetched_at=weather.found.fetched_at,
    )
