"""How the files of places are read, and what is said of a line that is none."""

from pathlib import Path

import pytest

from adapters.gazetteer.gazetteer import COLLECTED, Gazetteer
from adapters.gazetteer.lines import BadLine
from core.planning.model.hours_text import hours_of
from core.planning.model.place import Names, PlaceId
from core.planning.model.point import Point

GOOD = (
    "old-palace | 옛궁 | Yetgung | Old Palace | history | 37.5 | 127.0 | 서울 종로구 옛길 1 | 09:00-18:00; closed mon "
    "| 90 | out | history,view | 1"
)
BAD = {
    "slug": "Old Palace",
    "Korean name": "",
    "romanised": "",
    "English name": "",
    "category": "castle",
    "lat": "137.5",
    "lng": "east",
    "address": "",
    "hours": "sometimes",
    "dwell": "0",
    "where": "outside",
    "tags": "history,ghosts",
    "price": "5",
}
FIELDS = list(BAD)


def written(folder: Path, *lines: str, name: str = "town") -> Gazetteer:
    (folder / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")
    return Gazetteer(folder)


def test_a_line_becomes_a_place(tmp_path: Path) -> None:
    place = written(tmp_path, GOOD).places_of("town")[PlaceId("gazetteer:town/old-palace")]
    assert place.names == Names(ko="옛궁", roman="Yetgung", en="Old Palace")
    assert (place.category, place.point, place.address) == ("history", Point(37.5, 127), "서울 종로구 옛길 1")
    assert (place.destination, place.found, place.hours_from) == ("town", COLLECTED, COLLECTED)
    assert place.hours == hours_of("09:00-18:00; closed mon")
    assert (place.dwell, place.indoor, place.price_level) == (90, False, 1)
    assert place.tags == {"history", "view"}


def test_what_is_unknown_stays_unknown(tmp_path: Path) -> None:
    line = "a | 가 | Ga | Ga | park | 37.5 | 127 | 서울 | ? | 60 | both | - | -"
    [place] = written(tmp_path, line).places_of("town").values()
    assert (place.hours, place.hours_from, place.indoor, place.price_level) == (None, None, None, None)
    assert place.tags == frozenset()


def test_comments_and_empty_lines_are_no_places(tmp_path: Path) -> None:
    assert len(written(tmp_path, "# what there is", "", GOOD, "  ").places_of("town")) == 1


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_cannot_be_read_is_named_with_its_file_and_line(tmp_path: Path, field: str) -> None:
    cells = GOOD.split(" | ")
    cells[FIELDS.index(field)] = BAD[field]
    with pytest.raises(BadLine, match=f"^town.txt, line 2, {field}: "):
        written(tmp_path, "# one", " | ".join(cells)).places_of("town")


@pytest.mark.parametrize("line", [GOOD.rpartition(" | ")[0], f"{GOOD} | more"], ids=["too few", "too many"])
def test_a_line_of_too_few_or_too_many_fields_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(BadLine, match=r"^town.txt, line 1: 1[24] fields instead of 13$"):
        written(tmp_path, line).places_of("town")


def test_a_slug_that_was_there_before_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadLine, match=r"^town.txt, line 2, slug: 'old-palace' was there before$"):
        written(tmp_path, GOOD, GOOD).places_of("town")


def test_a_destination_without_a_file_has_no_places(tmp_path: Path) -> None:
    assert not written(tmp_path, GOOD).places_of("elsewhere")


def test_a_file_is_read_once_and_only_when_it_is_asked_for(tmp_path: Path) -> None:
    written(tmp_path, "no place at all", name="other")
    gazetteer = written(tmp_path, GOOD)
    first = gazetteer.places_of("town")
    (tmp_path / "town.txt").unlink()
    assert gazetteer.places_of("town") is first
