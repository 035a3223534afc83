"""Plans with names that no file should break on."""

from typing import Final

from attrs import evolve

from core.planning.model.place import Names
from core.planning.model.plan import Plan, Stop
from tests.planning_samples import a_day, a_place, a_plan, a_stop, an_itinerary

HOSTILE: Final = {
    "line breaks": "One\r\nTwo\nThree\rFour\u2028Five\u2029Six\x85Seven",
    "another event": "Park\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Injected",
    "the end of character data": "Park ]]> <wpt lat='0' lon='0'/> &amp; <!-- --> <![CDATA[",
    "markup": "<script>alert('&')</script> \"quoted\" %0A",
    "emoji": "👨‍👩‍👧‍👦 🏖️ café 부산 釜山",
    "ten thousand letters": "해운대 Beach 🏖️, " * 1_000,
    "turned around": "\u202eevil\u202c \u200fשלום\u200f \u2066x\u2069",
    "controls": "nul\x00 bell\x07 escape\x1b[31m delete\x7f",
    "no characters": "half \ud800 none \uffff\ufffe",
    "calendar's own": "a;b,c\\d:e\\n\\;\\,",
    "markdown's own": "[link](https://evil.example) ![i](x) `code` **bold** | cell | <b>&lt; # h ~~s~~ $x$ \\| _e_ ^^",
    "addresses": "www.evil.example http://evil.example https://evil.example me@evil.example ftp://evil.example",
    "a list": "1. one",
    "another list": "- one + two * three",
    "a rule": "---",
    "nothing": " ",
}


def a_plan_called(text: str) -> Plan:
    """Return a plan of one day in which everything that can be is called so."""
    place = a_place(names=Names(ko=text, roman=text, en=text), address=text, url=text)
    stop = a_stop(place=place, why=text)
    day = a_day(stops=(stop,), summary=text)
    itinerary = an_itinerary(days=(day,))
    trip = evolve(itinerary.trip, location=text)
    return a_plan(title=text[:200], itinerary=evolve(itinerary, trip=trip))


def stops_of(plan: Plan) -> list[Stop]:
    """Return all stops."""
    return [stop for day in plan.itinerary.days for stop in day.stops]
