"""What a person at a terminal reads of a cleanup."""

from datetime import UTC, datetime, timedelta

import pytest

from composition.cleanup.command import beside_others
from composition.cleanup.told_lines import plan_lines, run_line, size_in_words
from composition.settings import Settings
from core.video.model.cleanup import CleanupPlan, CleanupRun, Removal
from core.video.model.job import JobId

AT = datetime(2026, 11, 4, 2, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (1, "1 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (1024**2 - 1, "1024.0 KiB"),
        (1024**2, "1.0 MiB"),
        (3 * 1024**3 // 2, "1.5 GiB"),
        (1024**4, "1.0 TiB"),
        (5000 * 1024**4, "5000.0 TiB"),
    ],
)
def test_sizes_are_said_as_people_read_them(size: int, words: str) -> None:
    assert size_in_words(size) == words


def test_each_removal_has_a_line_and_so_has_what_is_missing() -> None:
    plan = CleanupPlan(
        removals=(
            Removal(what="job", name="0199", due_since=AT, size=2048),
            Removal(what="parts", name="uploads/a/b.mp4", due_since=AT),
            Removal(what="left-behind", name="uploads/a/c.mp4", due_since=AT),
        ),
        missing=(JobId("0200"),),
    )
    assert list(plan_lines(plan)) == [
        "job            2.0 KiB  due since 2026-11-04 02:00:01Z  0199",
        "parts                -  due since 2026-11-04 02:00:01Z  uploads/a/b.mp4",
        "left-behind        0 B  due since 2026-11-04 02:00:01Z  uploads/a/c.mp4",
        "missing              -  what was made for it is gone    0200",
        "To remove: 3, 2.0 KiB. Completed without what was made for them: 1.",
    ]


def test_a_run_is_said_in_a_line() -> None:
    ended_at = AT + timedelta(seconds=2.25)
    some = CleanupRun(began_at=AT, ended_at=ended_at, removed={"upload": 2, "job": 1}, freed=1024)
    assert run_line(some) == "Removed: 3 (job 1, upload 2), 1.0 KiB, in 2.2 s."
    assert run_line(CleanupRun(began_at=AT, ended_at=AT)) == "Removed: 0, 0 B, in 0.0 s."


def test_the_embedded_database_is_shared_with_an_oddiya_that_runs_and_another_is_what_it_is() -> None:
    assert beside_others(Settings.read({"PATH": "x"})).adapter_of("database")[0] == "shared"
    told = {"ODDIYA_DATABASE": "url", "ODDIYA_DATABASE_URL": "postgresql:///x", "ODDIYA_PUBLIC_URL": "https://x"}
    assert beside_others(Settings.read(told)).environment == told
