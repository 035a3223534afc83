"""`make load`: `[SCENARIO] [--users 50,200,1000] [--seconds N] [--throttled]`; tables here, all under var/load/."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tests.load.calls import waits
from tests.load.crowd import LOCUST, SCENARIOS, Crowd
from tests.load.goals import MIXED, goals_of
from tests.load.running import Step, carry_out
from tests.load.tables import database, effort, goals, memory, overview, routes

RESULTS: Final = Path("var/load")
A_QUARTER: Final = 0.25
USERS: Final = {"sign_in": "50,200", "plan": "20,50", "film": "5,20", "frames": "5,20", MIXED: "50,200,1000"}
ARRIVALS: Final = 8.0


def main(words: Sequence[str]) -> None:
    """Carry out each step; a goal that was missed is shown, and the exit status says so."""
    asked = _asked(words)
    if not LOCUST.exists():
        sys.exit("Locust is not there: `make load` makes its environment from requirements/load.txt")
    runs: list[dict[str, Any]] = []
    for step in _steps(asked):
        file = carry_out(step, RESULTS / step.name)
        runs.append(json.loads(file.read_text()))
        print(f"\n{overview(runs[-1:])}\n\n{routes(runs[-1])}")
    for shown in (overview, goals, effort, memory, database, waits):
        print(f"\n{shown(runs)}")
    sys.exit(not all(goal.met for seen in runs for goal in goals_of(seen)))


def _asked(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("scenario", nargs="?", choices=SCENARIOS, default=MIXED)
    parser.add_argument("--users", help="how many people, one step for each number")
    parser.add_argument("--seconds", type=float, default=90, help="how long a step goes on once everybody is there")
    parser.add_argument("--arrivals", type=float, default=ARRIVALS, help="how many people come each second")
    parser.add_argument(
        "--throttled", action="store_true", help="leave PostgreSQL a quarter of a core, and few buffers"
    )
    return parser.parse_args(words)


def _steps(asked: Namespace) -> list[Step]:
    usual = "200" if asked.throttled else USERS[asked.scenario]
    share = A_QUARTER if asked.throttled else 1.0
    crowds = (
        Crowd(scenario=asked.scenario, users=int(users), seconds=asked.seconds, arrivals=asked.arrivals)
        for users in (asked.users or usual).split(",")
    )
    return [Step(crowd=crowd, share=share) for crowd in crowds]


if __name__ == "__main__":
    main(sys.argv[1:])
