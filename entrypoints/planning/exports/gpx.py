"""A plan for navigation devices (GPX 1.1): its places, and a route for each day."""

from datetime import UTC
from xml.etree import ElementTree as ET

from core.planning.model.place import Place
from core.planning.model.plan import Day, Plan, Stop
from core.planning.model.point import Point
from entrypoints.planning.exports.clean_text import one_line
from entrypoints.planning.exports.links import link
from entrypoints.planning.exports.telling import day_title, facts, label, name, there
from entrypoints.planning.exports.xml_tree import child, document

NAMESPACE = "http://www.topografix.com/GPX/1/1"
TIME = "%Y-%m-%dT%H:%M:%SZ"


def gpx(plan: Plan) -> bytes:
    """Write a plan; the order of elements is the schema's."""
    root = ET.Element("gpx", {"xmlns": NAMESPACE, "version": "1.1", "creator": "Oddiya"})
    about = child(root, "metadata")
    child(about, "name", one_line(plan.title))
    child(about, "time", plan.updated_at.astimezone(UTC).strftime(TIME))
    first = {stop.place.place_id: stop for day in reversed(plan.itinerary.days) for stop in reversed(day.stops)}
    for stop in reversed(first.values()):
        _point(child(root, "wpt", **_at(stop.place.point)), name(stop, plan), stop, plan)
    for number, day in enumerate(plan.itinerary.days, start=1):
        _route(child(root, "rte"), number, day, plan)
    return document(root)


def _route(route: ET.Element, number: int, day: Day, plan: Plan) -> None:
    child(route, "name", day_title(number, day))
    if summary := one_line(day.summary):
        child(route, "desc", summary)
    child(route, "number", str(number))
    if day.starts_from:
        child(child(route, "rtept", **_at(day.starts_from.point)), "name", one_line(day.starts_from.name))
    for stop in day.stops:
        _point(child(route, "rtept", **_at(stop.place.point)), label(stop, plan), stop, plan)


def _point(point: ET.Element, called: str, stop: Stop, plan: Plan) -> None:
    child(point, "name", called)
    child(point, "desc", "\n".join([_when(stop), *facts(stop, plan)]))
    child(point, "src", one_line(stop.place.found.source))
    _link(point, stop.place)
    child(point, "type", stop.kind)


def _link(point: ET.Element, place: Place) -> None:
    if address := link(place.url):
        child(point, "link", href=address)


def _when(stop: Stop) -> str:
    return f"{there(stop.start):%Y-%m-%d %H:%M}-{there(stop.end):%H:%M}"


def _at(point: Point) -> dict[str, str]:
    return {"lat": f"{point.lat:.6f}", "lon": f"{point.lng:.6f}"}
