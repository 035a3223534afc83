"""`python -m tests.bench.orienteering FILE`, as somebody with a published instance uses it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bench.orienteering import main
from tests.bench.orienteering_file import MalformedFile, read_instance

ROOT = Path(__file__).parents[2]


def an_instance(**changes: Any) -> dict[str, Any]:
    nodes = [{"id": name, "profit": 10, "dwell": 0.5, "open": 0, "close": 4.3} for name in ("home", "a", "b", "c")]
    travel = [[abs(here - there) * 0.7 for there in range(4)] for here in range(4)]
    rounded = [[round(way, 1) for way in row] for row in travel]
    days = [{"open": 0, "close": 5.7}]
    return {"nodes": nodes, "travel": rounded, "start": "home", "end": "home", "days": days, "budget_ms": 200} | changes


def answer(instance: dict[str, Any], folder: Path) -> dict[str, Any]:
    said: list[str] = []
    file = folder / "instance.json"
    file.write_text(json.dumps(instance))
    assert main([str(file)], said.append) == 0
    found: dict[str, Any] = json.loads(said[0])
    return found


def ids(found: dict[str, Any]) -> list[list[Any]]:
    return [[stop["id"] for stop in day] for day in found["days"]]


def run(argument: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.bench.orienteering", argument]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_program_prints_one_document(tmp_path: Path) -> None:
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(an_instance()))
    ended = run(str(file))
    found = json.loads(ended.stdout)
    assert (ended.returncode, ended.stderr, list(found)) == (0, "", ["days", "profit", "ms"])
    assert found["profit"] == 30
    assert found["days"] == [
        [
            {"id": "a", "arrive": 0.7, "start": 0.7, "leave": 1.2},
            {"id": "b", "arrive": 1.9, "start": 1.9, "leave": 2.4},
            {"id": "c", "arrive": 3.1, "start": 3.1, "leave": 3.6},
        ]
    ]


def test_a_malformed_file_is_one_line_of_complaint(tmp_path: Path) -> None:
    file = tmp_path / "instance.json"
    file.write_text("{")
    ended = run(str(file))
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert "not JSON" in ended.stderr


def test_what_fits_to_the_tenth_fits(tmp_path: Path) -> None:
    # 3 * 0.7 + 2 * 0.5 is a little more than 3.1 where fractions are binary.
    tight = an_instance()
    tight["nodes"][3] |= {"open": 3.1, "close": 3.1}
    assert ids(answer(tight, tmp_path)) == [["a", "b", "c"]]


def test_without_an_end_the_day_may_end_anywhere(tmp_path: Path) -> None:
    short = [{"open": 0, "close": 3.6}]
    assert ids(answer(an_instance(days=short, end=None), tmp_path)) == [["a", "b", "c"]]
    assert ids(answer(an_instance(days=short), tmp_path)) == [["a"]]


def test_start_and_end_may_be_indices_where_no_id_is_that(tmp_path: Path) -> None:
    assert sorted(ids(answer(an_instance(start=3, end=3), tmp_path))[0]) == ["a", "b", "home"]


def test_start_and_end_are_no_visits(tmp_path: Path) -> None:
    assert ids(answer(an_instance(start="a", end="b", days=[{"open": 0, "close": 99}]), tmp_path)) == [["home", "c"]]


def test_an_id_goes_before_an_index(tmp_path: Path) -> None:
    numbered = an_instance(start=1, end=1)
    for node, name in zip(numbered["nodes"], (1, 2, 3, 0), strict=True):
        node["id"] = name
    assert sorted(ids(answer(numbered, tmp_path))[0]) == [0, 2, 3]


def test_a_large_instance_is_answered_within_its_budget(tmp_path: Path) -> None:
    nodes = [{"id": at, "profit": at % 9, "dwell": 1, "open": at, "close": at + 40.25} for at in range(60)]
    travel = [[float((here * there) % 17) / 2 for there in range(60)] for here in range(60)]
    days = [{"open": 0, "close": 99}] * 2
    large = {"nodes": nodes, "travel": travel, "start": 0, "days": days, "budget_ms": 250}
    found = answer(large, tmp_path)
    assert found["profit"] > 0
    assert found["ms"] > 0


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"nodes": []}, "nodes is missing"),
        ({"nodes": 3}, "nodes is missing"),
        ({"nodes": [1, 2, 3, 4]}, "not an object"),
        ({"nodes": [{"id": 1}, {"id": 1}]}, "same id"),
        ({"nodes": [{"id": [1]}]}, "id is missing"),
        ({"nodes": [{"id": "home"}, {"id": 2}], "travel": [[0, 0], [0, 0]]}, "dwell is missing"),
        ({"travel": [[0]]}, "not 4 rows of 4"),
        ({"travel": [[0, 0, 0, "1"]] * 4}, "something else than numbers"),
        ({"travel": [[0, 0, 0, -1]] * 4}, "something else than numbers"),
        ({"start": "nowhere"}, "start names no node"),
        ({"end": 4}, "end names no node"),
        ({"end": True}, "end names no node"),
        ({"days": [{"open": 0}]}, "close is missing"),
        ({"days": [{"open": 0, "close": float("inf")}]}, "Infinity is not a number"),
        ({"budget_ms": 0}, "not above 0"),
        ({"budget_ms": "1"}, "budget_ms is missing"),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(MalformedFile, match=complaint):
        read_instance(json.dumps(an_instance(**changes)))


@pytest.mark.parametrize("text", ["[]", "nothing", "[" * 200_000])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(MalformedFile):
        read_instance(text)


def test_a_negative_dwell_is_refused() -> None:
    backwards = an_instance()
    backwards["nodes"][1]["dwell"] = -1
    with pytest.raises(MalformedFile, match="negative"):
        read_instance(json.dumps(backwards))


def test_a_file_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err


def test_without_a_file_the_usage_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
