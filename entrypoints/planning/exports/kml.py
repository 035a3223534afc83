"""A plan for maps (KML 2.2): a folder for each day, with its places and the line between them."""

from html import escape
from xml.etree import ElementTree as ET

from core.planning.model.plan import Day, Plan, Stop
from core.planning.model.point import Point
from entrypoints.planning.exports.clean_text import clean, one_line
from entrypoints.planning.exports.telling import day_title, facts, label, there
from entrypoints.planning.exports.xml_tree import child, document

NAMESPACE = "http://www.opengis.net/kml/2.2"
LINE = 2


def kml(plan: Plan) -> bytes:
    """Write a plan; the order of elements is the schema's."""
    root = ET.Element("kml", {"xmlns": NAMESPACE})
    about = child(root, "Document")
    child(about, "name", one_line(plan.title))
    for number, day in enumerate(plan.itinerary.days, start=1):
        _folder(child(about, "Folder"), number, day, plan)
    return document(root)


def _folder(folder: ET.Element, number: int, day: Day, plan: Plan) -> None:
    child(folder, "name", day_title(number, day))
    if summary := one_line(day.summary):
        child(folder, "description", _html([summary]))
    for stop in day.stops:
        _placemark(child(folder, "Placemark"), stop, plan)
    points = [day.starts_from.point] if day.starts_from else []
    points += [stop.place.point for stop in day.stops]
    if len(points) >= LINE:
        mark = child(folder, "Placemark")
        child(mark, "name", f"Way of day {number}")
        line = child(mark, "LineString")
        child(line, "tessellate", "1")
        child(line, "coordinates", " ".join(map(_coordinates, points)))


def _placemark(mark: ET.Element, stop: Stop, plan: Plan) -> None:
    child(mark, "name", label(stop, plan))
    if address := one_line(stop.place.address):
        child(mark, "address", address)
    child(mark, "description", _html(facts(stop, plan)))
    time = child(mark, "TimeSpan")
    child(time, "begin", there(stop.start).isoformat())
    child(time, "end", there(stop.end).isoformat())
    child(child(mark, "Point"), "coordinates", _coordinates(stop.place.point))


def _html(lines: list[str]) -> str:
    """Write lines as the HTML that maps take descriptions for."""
    return "<br>".join(escape(clean(line)) for line in lines)


def _coordinates(point: Point) -> str:
    return f"{point.lng:.6f},{point.lat:.6f}"
