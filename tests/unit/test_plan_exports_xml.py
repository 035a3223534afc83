"""Plans for navigation devices and maps are well-formed, in the order of their schemas, and say what the plan says."""

from itertools import pairwise
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.planning.exports.clean_text import one_line
from entrypoints.planning.exports.gpx import gpx
from entrypoints.planning.exports.kml import kml
from tests.plan_exports import HOSTILE, a_plan_called, stops_of
from tests.planning_samples import a_day, a_place, a_plan, a_stop, an_itinerary

GPX: Final = "{http://www.topografix.com/GPX/1/1}"
KML: Final = "{http://www.opengis.net/kml/2.2}"
# What may stand in an element, in the order in which the schemas want it (GPX 1.1; KML 2.2).
POINT: Final = ["ele", "time", "name", "cmt", "desc", "src", "link", "sym", "type"]
ORDER: Final = {
    "gpx": ["metadata", "wpt", "rte"],
    "metadata": ["name", "desc", "author", "link", "time"],
    "wpt": POINT,
    "rtept": POINT,
    "rte": ["name", "cmt", "desc", "src", "link", "number", "type", "rtept"],
    "kml": ["Document"],
    "Document": ["name", "description", "Folder"],
    "Folder": ["name", "description", "Placemark"],
    "Placemark": ["name", "address", "description", "TimeSpan", "Point", "LineString"],
    "TimeSpan": ["begin", "end"],
    "Point": ["coordinates"],
    "LineString": ["tessellate", "coordinates"],
}


def read(written: bytes) -> ET.Element:
    """Read a file, and see that nothing stands where its schema does not want it."""
    root = ET.fromstring(written)
    for element in root.iter():
        wanted = ORDER.get(_bare(element), [])
        places = [wanted.index(_bare(part)) for part in element]
        assert all(before <= after for before, after in pairwise(places))
    return root


def test_each_place_is_a_waypoint_once() -> None:
    names = [point.findtext(f"{GPX}name") for point in read(gpx(a_plan())).iter(f"{GPX}wpt")]
    assert names[:2] == ["Yongdusan Park", "Jagalchi Market"]
    assert len(names) == len(set(names)) == len({stop.place.place_id for stop in stops_of(a_plan())})


def test_each_day_is_a_route_from_where_it_starts() -> None:
    first, *others = read(gpx(a_plan())).findall(f"{GPX}rte")
    points = first.findall(f"{GPX}rtept")
    assert first.findtext(f"{GPX}name") == "Day 1: Friday, 2026-12-04"
    assert len(others) == 2
    assert [point.findtext(f"{GPX}name") for point in points[:3]] == [
        "Hotel Nampo",
        "Yongdusan Park",
        "Lunch: Jagalchi Market",
    ]
    assert points[1].attrib == {"lat": "35.100600", "lon": "129.032400"}
    assert (points[1].findtext(f"{GPX}desc") or "").startswith("2026-12-04 10:00-11:00\n")


def test_a_day_that_starts_anywhere_is_a_route_of_its_stops() -> None:
    plan = a_plan(itinerary=an_itinerary(days=(a_day(starts_from=None, summary="", stops=(a_stop(),)),)))
    assert len(list(read(gpx(plan)).iter(f"{GPX}rtept"))) == 1
    assert read(gpx(plan)).find(f".//{GPX}rte/{GPX}desc") is None


def test_a_waypoint_links_to_the_places_page() -> None:
    stop = a_stop(place=a_place(url="https://place.map.kakao.com/7813226?a=1&b=2"))
    plan = a_plan(itinerary=an_itinerary(days=(a_day(stops=(stop,)),)))
    found = read(gpx(plan)).find(f"{GPX}wpt/{GPX}link")
    assert found is not None
    assert found.attrib == {"href": "https://place.map.kakao.com/7813226?a=1&b=2"}


def test_each_day_is_a_folder_with_its_places_and_a_line() -> None:
    folders = list(read(kml(a_plan())).iter(f"{KML}Folder"))
    marks = folders[0].findall(f"{KML}Placemark")
    assert folders[0].findtext(f"{KML}name") == "Day 1: Friday, 2026-12-04"
    assert [len(folder.findall(f"{KML}Placemark")) for folder in folders] == [7, 7, 7]
    assert marks[0].findtext(f"{KML}Point/{KML}coordinates") == "129.032400,35.100600"
    assert marks[0].findtext(f"{KML}TimeSpan/{KML}begin") == "2026-12-04T10:00:00+09:00"
    line = marks[-1].findtext(f"{KML}LineString/{KML}coordinates") or ""
    assert line.startswith("129.032000,35.098000 129.032400,35.100600 ")


def test_a_line_has_two_ends() -> None:
    alone = a_day(starts_from=None, summary="", stops=(a_stop(place=a_place(address="")),))
    root = read(kml(a_plan(itinerary=an_itinerary(days=(alone, a_day(stops=(), starts_from=None))))))
    assert root.find(f".//{KML}LineString") is None
    assert root.find(f".//{KML}address") is None


def test_markup_in_a_description_is_shown_and_not_obeyed() -> None:
    told = read(kml(a_plan_called("<script>alert(1)</script>"))).findtext(f".//{KML}Placemark/{KML}description") or ""
    assert told.startswith("&lt;script&gt;alert(1)&lt;/script&gt;<br>")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_name_breaks_the_file(text: str) -> None:
    name = one_line(text) or "gazetteer:busan/yongdusan-park"
    assert read(gpx(a_plan_called(text))).findtext(f"{GPX}wpt/{GPX}name") == name
    assert read(kml(a_plan_called(text))).findtext(f".//{KML}Placemark/{KML}name") == name


@given(text=st.text(min_size=1))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    name = one_line(text) or "gazetteer:busan/yongdusan-park"
    assert read(gpx(a_plan_called(text))).findtext(f"{GPX}wpt/{GPX}name") == name
    assert read(kml(a_plan_called(text))).findtext(f".//{KML}Placemark/{KML}name") == name


def _bare(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
