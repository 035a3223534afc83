"""What `oddiya plan` is told on the command line."""

import argparse
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final, get_args

from core.errors import Fault
from core.planning.model.errors import BadPreferences
from core.planning.model.point import Point
from core.planning.model.preferences import INTERESTS, Budget, Diet, Language, Lodging, Pace, Party, Preferences
from core.planning.model.seoul_time import minute
from core.planning.model.trip import Trip
from entrypoints.planning.plan_files import ENDINGS

EXAMPLE: Final = "oddiya plan 부산 2026-12-04 2026-12-06 --pace relaxed --interests food,nature --out plan.ics"


def describe(plan: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    plan.epilog = f"For example: {EXAMPLE}"
    plan.add_argument("location", help='where to: "부산", "Seoul and Busan", "서울 2박, 부산 1박"')
    plan.add_argument("start", type=day, help="the first day, such as 2026-12-04")
    plan.add_argument("end", type=day, help="the last day")
    plan.add_argument("--pace", choices=get_args(Pace), default="normal")
    plan.add_argument("--interests", type=words, default=(), metavar="A,B", help=", ".join(INTERESTS))
    plan.add_argument("--diet", type=words, default=(), metavar="A,B", help=", ".join(get_args(Diet)))
    plan.add_argument("--must-visit", action="append", default=[], metavar="PLACE", help="a name or an id; repeatable")
    plan.add_argument("--avoid", action="append", default=[], metavar="WHAT", help="a name or a kind; repeatable")
    plan.add_argument(
        "--budget", type=budget, metavar="AMOUNT CURRENCY[/day]", help='such as "300000 KRW" or "80 USD/day"'
    )
    plan.add_argument("--party", type=party, default=Party(), metavar="ADULTS[+CHILDREN]", help="such as 2+1")
    plan.add_argument("--day-start", type=minute, default=Preferences().day_start, metavar="HH:MM")
    plan.add_argument("--day-end", type=minute, default=Preferences().day_end, metavar="HH:MM")
    plan.add_argument("--lodging", type=lodging, metavar="LAT,LNG,NAME", help="where you sleep")
    plan.add_argument("--language", choices=get_args(Language), default="en")
    plan.add_argument("--note", default="", help="anything else, in your words")
    plan.add_argument(
        "--out",
        action="append",
        type=plan_path,
        default=[],
        metavar="FILE",
        help=f"also write it: {', '.join(ENDINGS)}",
    )


def trip_of(chosen: argparse.Namespace) -> Trip:
    """Return the trip that was asked for; what is wrong with the wishes is `BadPreferences`."""
    try:
        preferences = Preferences(
            pace=chosen.pace,
            interests=chosen.interests,
            diet=chosen.diet,
            budget=chosen.budget,
            party=chosen.party,
            must_visit=tuple(chosen.must_visit),
            avoid=tuple(chosen.avoid),
            day_start=chosen.day_start,
            day_end=chosen.day_end,
            lodging=chosen.lodging,
            language=chosen.language,
            note=chosen.note,
        )
    except ValueError as error:
        raise BadPreferences(faults=(Fault("/preferences", str(error.args[0])),)) from error
    return Trip(location=chosen.location, start_date=chosen.start, end_date=chosen.end, preferences=preferences)


def day(text: str) -> date:
    """Read a date."""
    return date.fromisoformat(text)


def words(text: str) -> tuple[str, ...]:
    """Read a list of words."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def budget(text: str) -> Budget:
    """Read an amount, its currency, and whether it is for each day."""
    amount, _, rest = text.strip().partition(" ")
    currency, slash, per = rest.strip().partition("/")
    if slash and per not in {"day", "trip"}:
        raise ValueError(text)
    try:
        number = Decimal(amount.replace(",", ""))
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return Budget(amount=number, currency=currency.upper(), per="day" if per == "day" else "trip")


def party(text: str) -> Party:
    """Read how many adults and children there are."""
    adults, _, children = text.partition("+")
    return Party(adults=int(adults), children=int(children or 0))


def lodging(text: str) -> Lodging:
    """Read where people sleep."""
    lat, lng, name = text.split(",", 2)
    return Lodging(name=name.strip(), point=Point(float(lat), float(lng)))


def plan_path(text: str) -> Path:
    """Read the name of a file that a plan can be written to."""
    path = Path(text)
    if path.suffix not in ENDINGS:
        raise argparse.ArgumentTypeError(f"a plan can be written as {', '.join(ENDINGS)}, not as {path.name!r}")
    return path
