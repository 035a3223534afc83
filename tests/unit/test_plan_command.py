"""`oddiya plan` prints a plan and writes it, or says in a line what is wrong."""

import argparse
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from composition.cli import main, parser
from composition.planning.arguments import trip_of
from core.planning.model.point import Point
from core.planning.model.preferences import Budget, Lodging, Party, Preferences
from core.planning.model.seoul_time import SEOUL
from core.planning.model.trip import Trip

FIRST = datetime.now(UTC).astimezone(SEOUL).date() + timedelta(days=30)  # noqa: TID251 - the command's clock is the real one
TRIP = ("Suwon", str(FIRST), str(FIRST))
INN = Lodging(name="Inn, by the sea", point=Point(35.1, 129.03))
Run = Callable[..., tuple[object, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("ODDIYA_PROFILE", "memory")
    monkeypatch.setenv("ODDIYA_HOME", str(tmp_path / "home"))

    def run_it(*arguments: str) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as exit_:
            main(["plan", *arguments])
        told = capsys.readouterr()
        return exit_.value.code, told.out, told.err

    return run_it


def chosen(*arguments: str) -> argparse.Namespace:
    return parser().parse_args(["plan", "Busan", "2026-12-04", "2026-12-06", *arguments])


def test_without_options_the_wishes_are_the_usual_ones() -> None:
    assert trip_of(chosen()) == Trip(location="Busan", start_date=date(2026, 12, 4), end_date=date(2026, 12, 6))


@pytest.mark.parametrize(
    ("arguments", "wishes"),
    [
        (["--pace", "relaxed"], Preferences(pace="relaxed")),
        (["--interests", "food, nature,"], Preferences(interests=("food", "nature"))),
        (["--diet", "vegan,halal"], Preferences(diet=("vegan", "halal"))),
        (["--must-visit", "범어사", "--must-visit", "Gamcheon"], Preferences(must_visit=("범어사", "Gamcheon"))),
        (["--avoid", "museums", "--avoid", "casino"], Preferences(avoid=("museums", "casino"))),
        (["--budget", "300,000 krw"], Preferences(budget=Budget(amount=Decimal(300_000), currency="KRW", per="trip"))),
        (["--budget", "80.5 USD/day"], Preferences(budget=Budget(amount=Decimal("80.5"), currency="USD", per="day"))),
        (["--budget", "80 USD/trip"], Preferences(budget=Budget(amount=Decimal(80), currency="USD", per="trip"))),
        (["--party", "2+1"], Preferences(party=Party(adults=2, children=1))),
        (["--party", "3"], Preferences(party=Party(adults=3))),
        (["--day-start", "08:30", "--day-end", "24:00"], Preferences(day_start=510, day_end=1440)),
        (["--lodging", "35.1,129.03,Inn, by the sea"], Preferences(lodging=INN)),
        (["--language", "ko"], Preferences(language="ko")),
        (["--note", "천천히 🐢"], Preferences(note="천천히 🐢")),
    ],
)  # fmt: skip
def test_each_option_is_a_wish(arguments: list[str], wishes: Preferences) -> None:
    assert trip_of(chosen(*arguments)).preferences == wishes


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["Busan"], "start, end"),
        (["Busan", "2026-13-01", "2026-12-06"], "start: invalid day value: '2026-13-01'"),
        (["Busan", "2026-12-04", "tomorrow"], "end: invalid day value: 'tomorrow'"),
        ([*TRIP, "--pace", "hasty"], "--pace: invalid choice: 'hasty'"),
        ([*TRIP, "--language", "fr"], "--language: invalid choice"),
        ([*TRIP, "--budget", "much"], "--budget: invalid budget value: 'much'"),
        ([*TRIP, "--budget", "80USD"], "--budget: invalid"),
        ([*TRIP, "--budget", "80 USD/week"], "--budget: invalid"),
        ([*TRIP, "--budget=-5 USD"], "--budget: invalid"),
        ([*TRIP, "--budget", "NaN USD"], "--budget: invalid"),
        ([*TRIP, "--budget", "Infinity USD"], "--budget: invalid"),
        ([*TRIP, "--party", "two"], "--party: invalid party value: 'two'"),
        ([*TRIP, "--party", "0"], "--party: invalid"),
        ([*TRIP, "--day-start", "9"], "--day-start: invalid minute value: '9'"),
        ([*TRIP, "--lodging", "35.1,129.03"], "--lodging: invalid lodging value"),
        ([*TRIP, "--lodging", "nan,129.03,Inn"], "--lodging: invalid"),
        ([*TRIP, "--lodging", "91,129.03,Inn"], "--lodging: invalid"),
        ([*TRIP, "--lodging", "35.1,129.03, "], "--lodging: invalid"),
        ([*TRIP, "--out", "plan.pdf"], "a plan can be written as .json, .ics, .gpx, .kml, .md, not as 'plan.pdf'"),
        ([*TRIP, "--out", "plan"], "not as 'plan'"),
        ([*TRIP, "--fast"], "unrecognized arguments: --fast"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_option(run: Run, arguments: list[str], names: str) -> None:
    status, out, err = run(*arguments)

    assert (status, out) == (2, "")
    assert names in err.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ([*TRIP, "--interests", "food,gold"], 65, "/preferences: 'interests' must be in"),
        ([*TRIP, "--diet", "air"], 65, "/preferences: 'diet' must be in"),
        ([*TRIP, "--day-start", "04:00"], 65, "/preferences: 'day_start' must be >= 300"),
        ([*TRIP, "--day-start", "20:00"], 65, "/preferences: must be at least two hours after day_start"),
        ([*TRIP, "--note", "x" * 1001], 65, "/preferences: Length of 'note' must be <= 1000"),
        ([*TRIP, *["--avoid", "x"] * 21], 65, "/preferences: Length of 'avoid' must be <= 20"),
        (["Suwon", str(FIRST), str(FIRST - timedelta(days=1))], 65, "/end_date: is before start_date"),
        (["Suwon", "2020-01-01", "2020-01-02"], 65, "/start_date: is past"),
        (["Suwon", str(FIRST), str(FIRST + timedelta(days=30))], 65, "/end_date: makes a trip of 31 days"),
        (["Atlantis", str(FIRST), str(FIRST)], 65, "/location: "),
        (["Suwon 5박", str(FIRST), str(FIRST)], 65, "/location: asks for 5 nights"),
    ],
)  # fmt: skip
def test_what_makes_no_trip_is_told_where_it_is_wrong(run: Run, arguments: list[str], status: int, told: str) -> None:
    code, out, err = run(*arguments)

    assert (code, out) == (status, "")
    first, second, *_ = err.splitlines()
    assert first.startswith("oddiya: ")
    assert second.startswith(f"  {told}")


def test_a_plan_is_printed_and_written_in_every_format(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / f"plan.{ending}" for ending in ("json", "ics", "gpx", "kml", "md")]

    status, out, err = run(*TRIP, "--pace", "relaxed", *(part for file in files for part in ("--out", str(file))))

    assert (status, err) == (0, "")
    assert f"Day 1, {FIRST:%A} {FIRST}" in out
    assert ", 0 fail." in out
    assert [line for line in out.splitlines() if line.startswith("Written: ")] == [f"Written: {file}" for file in files]
    plan = json.loads(files[0].read_text())
    assert (plan["location"], plan["version"], plan["preferences"]["pace"]) == ("Suwon", 1, "relaxed")
    begins = (b"BEGIN:VCALENDAR", b"<?xml", b"<?xml", b"# ")
    assert [file.read_bytes().startswith(start) for file, start in zip(files[1:], begins, strict=True)] == [True] * 4


def test_a_folder_that_is_not_there_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "plan.md"

    status, out, _ = run(*TRIP, "--out", str(file))

    assert status == f"oddiya: {file} cannot be written: No such file or directory"
    assert "Day 1" in out
