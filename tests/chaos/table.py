"""The table of what users saw, written into the page about chaos."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.processes import ROOT

PAGE: Final = ROOT / "docs" / "chaos" / "README.md"
FIGURES: Final = ROOT / "var" / "chaos"
BEGIN: Final = "<!-- the table is written by `make chaos` -->"
END: Final = "<!-- end of the table -->"
HEAD: Final = (
    "| case | what goes wrong | well | later | refused | 5xx | cut | slow | requests, s | all done, s "
    "| plans | films | edits | notices | plans twice | letters twice | broken promises |"
)
LINE: Final = "|---|---|" + "--:|" * 15


def write_table(names: Sequence[str], page: Path = PAGE, figures: Path = FIGURES) -> None:
    """Put what the last run of each case found into the page; cases that were not run here keep their row."""
    text = page.read_text()
    before, _, rest = text.partition(BEGIN)
    old, _, after = rest.partition(END)
    rows = {**_rows_in(old), **{name: row_of(told) for name in names if (told := _told(figures, name))}}
    lines = [HEAD, LINE, *(rows[name] for name in names if name in rows)]
    page.write_text(f"{before}{BEGIN}\n\n" + "\n".join(lines) + f"\n\n{END}{after}")


def row_of(told: Mapping[str, Any]) -> str:
    """Return one case as a row."""
    seen = told["seen"]
    cells = [
        f"`{told['case']}`",
        told["what"],
        *(str(seen[name]) for name in ("ok", "later", "refused", "broken", "cut", "slow")),
        *(_seconds(told[name]) for name in ("recovered", "settled")),
        *(str(told.get(name, 0)) for name in ("plans", "films", "edits", "notices", "plans_twice", "letters_twice")),
        str(len(told["breaches"])),
    ]
    return f"| {' | '.join(cells)} |"


def _seconds(told: float) -> str:
    return "never" if told == float("inf") else f"{max(0.0, told):.0f}"


def _rows_in(table: str) -> dict[str, str]:
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    return {row.split("`")[1]: row for row in rows}


def _told(figures: Path, name: str) -> Mapping[str, Any] | None:
    file = figures / f"{name}.json"
    told: Mapping[str, Any] | None = json.loads(file.read_text()) if file.exists() else None
    return told
