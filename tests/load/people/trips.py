"""What people do about trips: have plans made, read, list, rename and share them."""

from datetime import date, timedelta
from secrets import choice, randbelow
from typing import Any, Final

import gevent

from tests.load.people.person import Person, a_name

PLACES: Final = ("Busan", "Seoul", "Jeju", "Gyeongju", "Jeonju", "Gangneung")
PACES: Final = ("relaxed", "normal", "packed")
INTERESTS: Final = ("food", "cafe", "history", "nature", "art", "sea")
PLANS: Final = "/api/v1/plans"
STREAM: Final = "text/event-stream"
LATEST: Final = 30
LONGEST: Final = 4
A_MOMENT: Final = 0.5


def find_plan(person: Person) -> None:
    """Find the plan that was made earlier, which may take a moment to be there."""
    while not person.plan:
        listed = person.ask("GET", f"{PLANS}?limit=20")
        if listed.status_code == 200 and listed.json()["items"]:
            person.plan = listed.json()["items"][0]["id"]
        else:
            gevent.sleep(A_MOMENT)


def make_a_plan(person: Person) -> None:
    """Have a plan made, and wait for it."""
    answer = person.ask("POST", PLANS, route=f"{PLANS} (json)", json=_a_trip(person.options.first_day))
    if answer.status_code == 201:
        person.plan = answer.json()["id"]


def watch_a_plan_come(person: Person) -> None:
    """Have a plan made, and be told how it goes on."""
    wanted = _a_trip(person.options.first_day)
    answer = person.ask("POST", PLANS, route=f"{PLANS} (stream)", json=wanted, headers={"Accept": STREAM})
    person.expect("event: done", of="plan, step by step", in_answer=answer)


def read_plan(person: Person) -> None:
    """Look where to go next."""
    person.ask("GET", f"{PLANS}/{person.plan}", route=f"{PLANS}/{{id}}")


def list_plans(person: Person) -> None:
    """Look over the plans."""
    person.ask("GET", f"{PLANS}?limit=20")


def rename_plan(person: Person) -> None:
    """Give the plan another title."""
    person.edit(f"{PLANS}/{person.plan}", {"title": f"With {a_name()}"}, route=f"{PLANS}/{{id}}")


def share_plan(person: Person) -> None:
    """Make a link, and follow it as somebody else does."""
    shared = person.ask("POST", f"{PLANS}/{person.plan}/share", route=f"{PLANS}/{{id}}/share")
    if shared.status_code in (200, 201):
        person.ask("GET", shared.json()["url"], route="/api/v1/shared/plans/{token}")


def find_places(person: Person) -> None:
    """Look for somewhere to sit."""
    person.ask("GET", "/api/v1/places?query=cafe&near=35.1587,129.1604&limit=10")


def _a_trip(first_day: str) -> dict[str, Any]:
    """Return a wish for two to five days that begin within a month of that day."""
    first = date.fromisoformat(first_day) + timedelta(days=randbelow(LATEST))
    return {
        "location": choice(PLACES),
        "start_date": first.isoformat(),
        "end_date": (first + timedelta(days=1 + randbelow(LONGEST))).isoformat(),
        "preferences": {"pace": choice(PACES), "interests": [choice(INTERESTS)]},
    }
