"""`python -m tests.load.report`: puts the tables of the runs under var/load/ into docs/load/README.md."""

import json
import platform
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from tests.load.calls import waits
from tests.load.machine import CORES, memory_of_machine, model
from tests.load.tables import database, effort, goals, memory, name_of, overview, routes
from tests.processes import ROOT

RESULTS: Final = ROOT / "var" / "load"
PAGE: Final = ROOT / "docs" / "load" / "README.md"
MARKED: Final = re.compile(r"(<!-- (\S+): (.*?) -->\n).*?(<!-- end -->)", re.DOTALL)
Runs = Sequence[Mapping[str, Any]]


def written(page: str, runs: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the page with what belongs between `<!-- TABLE: RUNS -->` and `<!-- end -->`; RUNS name results."""

    def filled(mark: re.Match[str]) -> str:
        wanted = [runs[name] for name in mark[3].split() if name in runs]
        return f"{mark[1]}\n{TABLES[mark[2]](wanted)}\n\n{mark[4]}" if wanted else mark[0]

    return MARKED.sub(filled, page)


def machine(runs: Runs) -> str:
    """Say where the figures come from."""
    versions = f"Python {platform.python_version()}, Linux {platform.release().partition('-')[0]}"
    days = sorted({seen["day"] for seen in runs})
    return f"{model()}, {CORES} cores, {memory_of_machine() >> 30} GiB of memory, {versions}; {', '.join(days)}."


def every_route(runs: Runs) -> str:
    """Show the routes of each run."""
    return "\n\n".join(f"**{name_of(seen)}**\n\n{routes(seen)}" for seen in runs)


TABLES: Final[Mapping[str, Callable[[Runs], str]]] = {
    "machine": machine,
    "overview": overview,
    "goals": goals,
    "routes": every_route,
    "effort": effort,
    "memory": memory,
    "database": database,
    "waits": waits,
}


def main() -> None:
    """Write the page."""
    found = {file.parent.name: json.loads(file.read_text()) for file in sorted(RESULTS.glob("*/seen.json"))}
    if not found:
        sys.exit("there are no results: run `make load` first")
    PAGE.write_text(written(PAGE.read_text(), found))
    print(f"{PAGE.relative_to(ROOT)} shows {', '.join(found)}")


if __name__ == "__main__":
    main()
