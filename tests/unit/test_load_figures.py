"""How a load test counts: what a request was, what became of it, and what all of it comes to."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.load.calls import means_of
from tests.load.effort import ALL, cores_used, memory_of, most_memory, ours
from tests.load.figures import by_kind, jobs_failed, lines_of, outcomes_of, percentile
from tests.load.goals import goals_of
from tests.load.people.kinds import ELSEWHERE, JOB, READ, STREAM, WRITE, kind_of
from tests.load.people.notes import LEAVING, STEADY, Notes
from tests.load.people.outcomes import ANSWERED, FAILED, LOST, PUT_OFF, REFUSED, outcome_of
from tests.load.report import written
from tests.load.scraping import difference, numbers_of
from tests.load.tables import effort, goals, memory, overview, routes, table

READ_PLAN, RENAME, MAKE = "GET /api/v1/plans/{id}", "PATCH /api/v1/plans/{id}", "POST /api/v1/plans (json)"
MEBIBYTE = 1024**2


@pytest.mark.parametrize(
    ("route", "kind"),
    [
        (READ_PLAN, READ),
        ("GET /oauth2/authorize/{provider}", READ),
        (RENAME, WRITE),
        ("POST /api/v1/videos", WRITE),
        ("POST /api/v1/auth/login", WRITE),
        (MAKE, JOB),
        ("film, from order to done", JOB),
        ("GET /api/v1/notices/events", STREAM),
        ("PUT storage", ELSEWHERE),
        ("GET provider", ELSEWHERE),
    ],
)
def test_a_request_is_a_read_a_write_or_told_by_itself(route: str, kind: str) -> None:
    assert kind_of(route) == kind


@pytest.mark.parametrize(
    ("status", "retry_after", "outcome"),
    [
        (200, None, ANSWERED),
        (0, None, LOST),
        (429, "1", PUT_OFF),
        (503, "2", PUT_OFF),
        (503, None, FAILED),
        (429, None, REFUSED),
        (500, "2", FAILED),
        (404, None, REFUSED),
    ],
)
def test_only_who_is_told_when_to_come_again_is_put_off(status: int, retry_after: str | None, outcome: str) -> None:
    assert outcome_of(status, retry_after, frozenset({200})) == outcome


@given(st.lists(st.integers(1, 50).map(float), min_size=1), st.sampled_from([0.5, 0.95, 0.99]))
def test_a_percentile_is_the_least_that_so_many_stayed_within(took: list[float], share: float) -> None:
    found = percentile(Counter(took), share)
    assert sum(one <= found for one in took) >= share * len(took)
    assert sum(one < found for one in took) < share * len(took)


def test_nothing_took_no_time() -> None:
    assert percentile({}, 0.95) == 0


def noted(tmp_path: Path) -> Any:
    """One who arrives, a second who makes the evening begin, and what they ask."""
    notes, file = Notes(), tmp_path / "notes.json"
    notes.arrive(2)
    notes.take(READ_PLAN, PUT_OFF, 1)
    notes.arrive(2)
    for milliseconds in (100, 300.4, 12.34):
        notes.take(READ_PLAN, ANSWERED, milliseconds)
    notes.take(RENAME, LOST, 60_000)
    notes.take(MAKE, FAILED, 30_000)
    notes.take("film, from order to done", FAILED, 5_000)
    notes.take("GET storage", FAILED, 5)
    notes.enter(LEAVING)
    notes.write(file)
    return json.loads(file.read_text())


def test_the_evening_begins_when_the_last_has_arrived(tmp_path: Path) -> None:
    notes = noted(tmp_path)
    assert [*notes["phases"]] == ["arriving", STEADY, LEAVING]
    assert [line.name for line in lines_of(notes, "arriving")] == [READ_PLAN]
    read = by_kind(lines_of(notes))[READ]
    assert (read.count, read.percentiles) == (3, (100.0, 300.0, 300.0))


def test_what_was_lost_or_failed_counts_wherever_it_happened_but_only_where_we_answer(tmp_path: Path) -> None:
    notes = noted(tmp_path)
    assert outcomes_of(notes) == {ANSWERED: 3, PUT_OFF: 1, REFUSED: 0, FAILED: 1, LOST: 1}
    assert jobs_failed(notes) == 2


def seen(tmp_path: Path, *, users: int = 200, share: float = 1.0) -> Any:
    notes = {**noted(tmp_path), "here": users}
    began = notes["phases"][STEADY]["began"]
    notes["phases"][STEADY]["seconds"] = 10.0
    return {
        "step": {"crowd": {"scenario": "mixed", "users": users}, "share": share},
        "day": "2026-11-22",
        "at_rest": {"gateway": 80 * MEBIBYTE, "plans": 90 * MEBIBYTE},
        "notes": notes,
        "readings": [
            reading(began - 5, worked=1.0, busy=2.0, memory=(80, 90)),
            reading(began, worked=2.0, busy=10.0, memory=(100, 95)),
            reading(began + 10, worked=6.0, busy=25.0, memory=(90, 120)),
        ],
        "doing": {"oddiya_plans idle": 2.5},
        "done": {"commits": 1200},
        "numbers": {},
    }


def reading(at: float, *, worked: float, busy: float, memory: tuple[int, int]) -> Any:
    gateway, plans = memory
    return {
        "at": at,
        "worked": {"gateway": worked, "locust": 1.0},
        "busy": busy,
        "memory": {"gateway": gateway * MEBIBYTE, "plans": plans * MEBIBYTE},
    }


def test_programs_are_told_by_how_much_of_a_core_they_used_in_the_evening(tmp_path: Path) -> None:
    used = cores_used(seen(tmp_path))
    assert used == {"gateway": pytest.approx(0.4), "locust": 0.0, ALL: pytest.approx(1.5)}
    assert [*ours(used)] == ["gateway", "locust"]


def test_memory_is_that_of_the_moment_at_which_all_had_the_most(tmp_path: Path) -> None:
    assert most_memory(seen(tmp_path)) == 210 * MEBIBYTE
    assert memory_of(seen(tmp_path))["plans"] == (90 * MEBIBYTE, 120 * MEBIBYTE)


def test_a_run_is_held_to_what_was_promised_for_so_many(tmp_path: Path) -> None:
    missed = [goal.what for goal in goals_of(seen(tmp_path)) if not goal.met]
    assert missed == [
        "requests lost",
        "requests answered 5xx",
        "plans, films and frames that did not come",
        "p95 of reads, ms",
        "p95 of writes, ms",
    ]
    for run in (seen(tmp_path, users=1000), seen(tmp_path, share=0.25)):
        assert not any(goal.what.startswith("p95") for goal in goals_of(run))


def test_who_could_not_sign_in_is_missed(tmp_path: Path) -> None:
    run = seen(tmp_path)
    run["notes"]["here"] = 198
    missed = {goal.what: goal.figure for goal in goals_of(run) if not goal.met}
    assert missed["people who could not sign in"] == 2


def test_tables_show_what_was_seen(tmp_path: Path) -> None:
    run = seen(tmp_path)
    assert f"| {READ_PLAN}" in routes(run)
    assert "mixed 200" in overview([run])
    assert "| others on this machine | 110 % |" in " ".join(effort([run]).split())
    assert "| all | 170 | 210 |" in " ".join(memory([run]).split())
    assert "| mixed 200: requests lost | 1 | 0 | NO |" in " ".join(goals([run]).split())


def test_a_table_is_as_wide_as_what_is_in_it() -> None:
    assert table(("a", "b"), [("long", "1")]) == "| a    |  b |\n| ---- | -: |\n| long |  1 |"


def test_a_page_gets_the_tables_of_the_runs_that_there_are_and_keeps_its_words(tmp_path: Path) -> None:
    kept = "<!-- end -->\nMore.\n<!-- goals: none -->\nkept\n<!-- end -->\n"
    page = f"Words.\n<!-- overview: mixed-200 mixed-9 -->\nold\n{kept}"
    told = written(page, {"mixed-200": seen(tmp_path)})
    assert "old" not in told
    assert "| mixed 200 |" in told
    assert told.startswith("Words.\n<!-- overview: mixed-200 mixed-9 -->\n\n| run")
    assert told.endswith(kept)
    assert written(told, {"mixed-200": seen(tmp_path)}).count("<!-- end -->") == 2


def test_counters_and_sums_are_told_by_what_was_added_in_between() -> None:
    before, after = numbers_of(exposition(3, 1, 0.5)), numbers_of(exposition(5, 3, 2.5))
    assert difference(before, after) == {
        "calls_total{to=a}": 2,
        "took_duration_seconds_sum{}": 2.0,
        "took_duration_seconds_count{}": 2,
    }


def exposition(calls: int, took: int, seconds: float) -> str:
    return f"""# TYPE calls_total counter
calls_total{{to="a"}} {calls}
# TYPE size gauge
size {took}
# TYPE took_duration_seconds histogram
took_duration_seconds_bucket{{le="+Inf"}} {took}
took_duration_seconds_sum {seconds}
took_duration_seconds_count {took}
"""


def test_what_processes_timed_is_told_by_its_mean_without_streams() -> None:
    numbers = {
        "plans": {
            "http_server_request_duration_seconds_sum{http_route=/a}": 3.0,
            "http_server_request_duration_seconds_count{http_route=/a}": 4.0,
            "http_server_request_duration_seconds_sum{http_route=/a/events}": 90.0,
            "http_server_request_duration_seconds_count{http_route=/a/events}": 1.0,
        }
    }
    assert means_of(numbers) == {("plans", "answers"): (4.0, 0.75)}
