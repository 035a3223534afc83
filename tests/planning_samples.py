"""A faultless plan of three days in Busan, and its parts, to test with."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from core.identity.model.user import UserId
from core.planning.model.destination import Bounds
from core.planning.model.hours import Window
from core.planning.model.hours_text import hours_of
from core.planning.model.money import KRW, Money
from core.planning.model.place import Category, Names, Place, PlaceId
from core.planning.model.plan import Anchor, Cost, Day, Itinerary, Mode, Plan, PlanId, Stop, StopId, StopKind, Travel
from core.planning.model.point import Point
from core.planning.model.preferences import Budget, Lodging, Party, Preferences
from core.planning.model.provenance import Provenance
from core.planning.model.seoul_time import minute, moment
from core.planning.model.trip import Trip
from core.planning.model.verification import Verification
from core.planning.model.weather import DayWeather

FRIDAY, SATURDAY, SUNDAY = date(2026, 12, 4), date(2026, 12, 5), date(2026, 12, 6)
ASKED: Final = datetime(2026, 11, 30, 3, 15, tzinfo=UTC)
BUSAN: Final = Bounds(south=34.9, west=128.75, north=35.4, east=129.35)
LODGING: Final = Lodging(name="Hotel Nampo", point=Point(35.0980, 129.0320))
RAIN: Final = (Window(13 * 60, 17 * 60),)

# slug: names, category, where, hours, dwell minutes, indoor, price level
PLACES: Final[dict[str, tuple[str, Category, float, float, str, int, bool | None, int]]] = {
    "yongdusan-park": ("용두산공원|Yongdusan Gongwon|Yongdusan Park", "park",
        35.1006, 129.0324, "always", 60, False, 0),
    "jagalchi-market": ("자갈치시장|Jagalchi Sijang|Jagalchi Market", "market",
        35.0966, 129.0305, "05:00-22:00; closed 1st,3rd tue; closed seollal,chuseok", 60, None, 2),
    "gamcheon-culture-village": ("감천문화마을|Gamcheon Munhwa Maeul|Gamcheon Culture Village", "culture",
        35.0975, 129.0106, "09:00-18:00", 90, False, 0),
    "biff-square": ("BIFF광장|BIFF Gwangjang|BIFF Square", "culture",
        35.0985, 129.0285, "always", 45, False, 0),
    "bupyeong-market": ("부평깡통시장|Bupyeong Kkangtong Sijang|Bupyeong Kkangtong Market", "market",
        35.1020, 129.0260, "08:00-23:30", 60, None, 1),
    "haedong-yonggungsa": ("해동용궁사|Haedong Yonggungsa|Haedong Yonggungsa Temple", "history",
        35.1885, 129.2233, "04:30-19:00", 75, False, 0),
    "haeundae-market": ("해운대전통시장|Haeundae Jeontong Sijang|Haeundae Traditional Market", "market",
        35.1610, 129.1615, "09:00-22:00", 60, None, 1),
    "sea-life-busan": ("씨라이프 부산아쿠아리움|Sea Life Busan Akuarium|SEA LIFE Busan Aquarium", "family",
        35.1593, 129.1610, "10:00-19:00 last 18:00", 90, True, 3),
    "centum-city": ("신세계 센텀시티|Sinsegye Senteom Siti|Shinsegae Centum City", "shopping",
        35.1688, 129.1294, "10:30-20:00; closed seollal,chuseok", 90, True, 0),
    "millak-raw-fish-town": ("민락회타운|Millak Hoe Taun|Millak Raw Fish Town", "food",
        35.1548, 129.1290, "10:00-26:00", 75, True, 3),
    "beomeosa": ("범어사|Beomeosa|Beomeosa Temple", "history",
        35.2838, 129.0685, "08:00-17:30 last 17:00", 75, False, 0),
    "dongnae-market": ("동래시장|Dongnae Sijang|Dongnae Market", "market",
        35.2047, 129.0860, "09:00-21:00; closed 2nd,4th sun", 60, None, 1),
    "bokcheon-museum": ("복천박물관|Bokcheon Bangmulgwan|Bokcheon Museum", "museum",
        35.2098, 129.0920, "09:00-18:00 last 17:00; closed mon; closed new-year", 70, True, 0),
    "jeonpo-cafe-street": ("전포카페거리|Jeonpo Kape Geori|Jeonpo Cafe Street", "cafe",
        35.1553, 129.0650, "11:00-22:00", 50, True, 2),
    "seomyeon-food-street": ("서면먹자골목|Seomyeon Meokja Golmok|Seomyeon Food Street", "food",
        35.1575, 129.0590, "11:00-24:00", 60, None, 1),
}  # fmt: skip

# when, how long, what, where, how one gets there (mode, minutes, metres), what it costs two adults in won
STOPS: Final[dict[date, tuple[tuple[str, int, StopKind, str, tuple[Mode, int, int], int], ...]]] = {
    FRIDAY: (
        ("10:00", 60, "visit", "yongdusan-park", ("walk", 6, 365), 0),
        ("11:30", 60, "meal", "jagalchi-market", ("walk", 9, 597), 30_000),
        ("13:00", 90, "visit", "gamcheon-culture-village", ("transit", 17, 2_448), 0),
        ("15:00", 45, "visit", "biff-square", ("transit", 16, 2_204), 0),
        ("17:30", 60, "meal", "bupyeong-market", ("walk", 9, 564), 18_000),
        ("18:43", 0, "lodging", "lodging", ("walk", 13, 881), 0),
    ),
    SATURDAY: (
        ("10:40", 75, "visit", "haedong-yonggungsa", ("transit", 92, 27_129), 0),
        ("12:40", 60, "meal", "haeundae-market", ("transit", 36, 8_634), 18_000),
        ("13:50", 90, "visit", "sea-life-busan", ("walk", 4, 244), 50_000),
        ("15:50", 90, "visit", "centum-city", ("transit", 22, 4_132), 0),
        ("18:00", 75, "meal", "millak-raw-fish-town", ("transit", 16, 2_103), 60_000),
        ("20:12", 0, "lodging", "lodging", ("transit", 57, 14_647), 0),
    ),
    SUNDAY: (
        ("10:40", 75, "visit", "beomeosa", ("transit", 95, 28_249), 0),
        ("12:50", 60, "meal", "dongnae-market", ("transit", 46, 12_067), 18_000),
        ("14:10", 70, "visit", "bokcheon-museum", ("walk", 15, 984), 0),
        ("16:00", 50, "cafe", "jeonpo-cafe-street", ("transit", 36, 8_827), 14_000),
        ("17:40", 60, "meal", "seomyeon-food-street", ("walk", 11, 748), 18_000),
        ("19:21", 0, "lodging", "lodging", ("transit", 41, 9_528), 0),
    ),
}


def a_place(slug: str = "yongdusan-park", **changes: Any) -> Place:
    """Return one of the places above, changed where that is said."""
    names, category, lat, lng, hours, dwell, indoor, price_level = PLACES[slug]
    ko, roman, en = names.split("|")
    found = Provenance(source="gazetteer", fetched_at=ASKED)
    facts: dict[str, Any] = {
        "place_id": PlaceId(f"gazetteer:busan/{slug}"),
        "names": Names(ko=ko, roman=roman, en=en),
        "category": category,
        "point": Point(lat, lng),
        "address": "Busan",
        "destination": "busan",
        "found": found,
        "hours": hours_of(hours),
        "hours_from": found,
        "dwell": dwell,
        "indoor": indoor,
        "price_level": price_level,
    }
    return Place(**{**facts, **changes})


def a_lodging(**changes: Any) -> Place:
    """Return where the travellers sleep, as they told us themselves."""
    facts: dict[str, Any] = {
        "place_id": PlaceId("user:lodging"),
        "names": Names(ko=LODGING.name, roman="", en=LODGING.name),
        "category": "lodging",
        "point": LODGING.point,
        "address": "",
        "destination": "busan",
        "found": Provenance(source="user", fetched_at=ASKED),
        "price_level": 0,
    }
    return Place(**{**facts, **changes})


def a_stop(day: date = FRIDAY, number: int = 0, **changes: Any) -> Stop:
    """Return a stop of a day of the plan, changed where that is said."""
    at, minutes, kind, slug, (mode, takes, meters), won = STOPS[day][number]
    start = minute(at)
    meal = "lunch" if start < 15 * 60 else "dinner"
    facts: dict[str, Any] = {
        "stop_id": StopId(f"{day:%a}-{number + 1}".lower()),
        "kind": kind,
        "start": moment(day, start),
        "end": moment(day, start + minutes),
        "place": a_lodging() if kind == "lodging" else a_place(slug),
        "why": "" if kind == "lodging" else "Worth the way.",
        "travel": Travel(mode=mode, minutes=takes, meters=meters),
        "cost": Money(amount=Decimal(won), currency=KRW),
        "opening": "open",
        "meal": meal if kind == "meal" else None,
    }
    return Stop(**{**facts, **changes})


def a_weather(day: date = FRIDAY, **changes: Any) -> DayWeather:
    """Return what is foretold for a day: rain on Saturday afternoon, and none on the other days."""
    wet = RAIN if day == SATURDAY else ()
    facts: dict[str, Any] = {
        "date": day,
        "kind": "forecast",
        "low": 3.5,
        "high": 11.0,
        "rain_chance": 0.8 if wet else 0.1,
        "wet": wet,
        "sky": "rain" if wet else "clear",
        "found": Provenance(source="openweather", fetched_at=ASKED),
    }
    return DayWeather(**{**facts, **changes})


def a_day(day: date = FRIDAY, **changes: Any) -> Day:
    """Return a day of the plan, changed where that is said."""
    facts: dict[str, Any] = {
        "date": day,
        "base": "busan",
        "area": BUSAN,
        "stops": tuple(a_stop(day, number) for number in range(len(STOPS[day]))),
        "starts_from": Anchor(name=LODGING.name, point=LODGING.point),
        "weather": a_weather(day),
        "summary": f"{day:%A} in Busan",
    }
    return Day(**{**facts, **changes})


def a_trip(**changes: Any) -> Trip:
    """Return the trip: two people, three days; changes are of its preferences, but for dates and location."""
    about = {
        "location": changes.pop("location", "Busan"),
        "start_date": changes.pop("start_date", FRIDAY),
        "end_date": changes.pop("end_date", SUNDAY),
    }
    wishes: dict[str, Any] = {
        "pace": "relaxed",
        "interests": ("food", "history"),
        "budget": Budget(amount=Decimal(300_000), currency=KRW, per="trip"),
        "party": Party(adults=2),
        "must_visit": ("Gamcheon Culture Village", "범어사"),
        "avoid": ("casino",),
        "lodging": LODGING,
    }
    return Trip(**about, preferences=Preferences(**{**wishes, **changes}))


def a_cost(**changes: Any) -> Cost:
    """Return what the plan costs."""
    per_day = [sum(stop[-1] for stop in stops) for stops in STOPS.values()]
    total = Money(amount=Decimal(sum(per_day)), currency=KRW)
    facts: dict[str, Any] = {
        "total": total,
        "per_day": tuple(Money(amount=Decimal(won), currency=KRW) for won in per_day),
        "in_budget": total,
    }
    return Cost(**{**facts, **changes})


def an_itinerary(**changes: Any) -> Itinerary:
    """Return the whole plan; its verification is empty unless one is given."""
    facts: dict[str, Any] = {
        "trip": a_trip(),
        "days": tuple(a_day(day) for day in STOPS),
        "cost": a_cost(),
        "verification": Verification(checks=()),
        "source": "offline",
        "title": "Three days in Busan",
    }
    return Itinerary(**{**facts, **changes})


def a_plan(**changes: Any) -> Plan:
    """Return the plan as somebody keeps it."""
    facts: dict[str, Any] = {
        "plan_id": PlanId("01936f5e-7b1a-7c3d-8e4f-5a6b7c8d9e0f"),
        "owner": UserId("01936f5e-0000-7000-8000-000000000001"),
        "title": "Three days in Busan",
        "itinerary": an_itinerary(),
        "version": 1,
        "created_at": ASKED,
        "updated_at": ASKED,
    }
    return Plan(**{**facts, **changes})
