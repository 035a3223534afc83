"""Locust, in an environment and a process of its own."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import frozen

from tests.processes import ROOT, clean_environment

LOCUST: Final = ROOT / ".venv-load" / "bin" / "locust"
PEOPLE: Final = ROOT / "tests" / "load" / "people"
STOPS_WITHIN: Final = 60
SCENARIOS: Final = ("sign_in", "plan", "film", "frames", "mixed")


@frozen(kw_only=True)
class Crowd:
    """How many people do what for how long; so many of them arrive each second."""

    scenario: str
    users: int
    seconds: float
    arrivals: float

    @property
    def all_within(self) -> float:
        """After how many seconds nobody is waited for any more."""
        return 30 + 2 * self.users / self.arrivals

    @property
    def patience(self) -> float:
        """After how many seconds a run that has not ended hangs."""
        return self.all_within + self.seconds + 2 * STOPS_WITHIN


@frozen(kw_only=True)
class Place:
    """Where the people go, what they take along, and where what comes of it is left."""

    gateway: str
    first_day: str
    material: Path
    out: Path

    @property
    def notes(self) -> Path:
        """The notes of the run."""
        return self.out / "notes.json"


@contextmanager
def coming(crowd: Crowd, place: Place) -> "Iterator[subprocess.Popen[bytes]]":
    """Let them come; Locust has ended when the block is left."""
    environment = clean_environment({}, measured=False)
    with (place.out / "locust.log").open("wb") as log:
        process = subprocess.Popen(_command(crowd, place), cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _command(crowd: Crowd, place: Place) -> list[str]:
    return [
        *(str(LOCUST), "--headless", "--only-summary", "--locustfile", str(PEOPLE / f"{crowd.scenario}.py")),
        *("--host", place.gateway, "--users", str(crowd.users), "--spawn-rate", f"{crowd.arrivals:g}"),
        *(
            "--stop-timeout",
            str(STOPS_WITHIN),
            "--csv",
            str(place.out / "locust"),
            "--json-file",
            str(place.out / "locust"),
        ),
        *("--all-within", f"{crowd.all_within:g}", "--evening", f"{crowd.seconds:g}", "--first-day", place.first_day),
        *("--material", str(place.material), "--notes", str(place.notes)),
    ]
