"""The known holes that we live with for a while, each with a reason and a day on which somebody looks again."""

import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from attrs import Attribute, field, frozen
from attrs.validators import min_len

ACCEPTED: Final = Path(__file__).with_name("accepted.toml")
LONGEST: Final = timedelta(days=366)


@frozen(kw_only=True)
class Accepted:
    """One of them; `id` is any of the names that it is known by."""

    id: str
    package: str
    reason: str = field(validator=min_len(40))
    since: date
    until: date = field()

    @until.validator
    def _within_a_year(self, _: "Attribute[date]", until: date) -> None:
        if not self.since < until <= self.since + LONGEST:
            raise ValueError(f"{self.id} is accepted from {self.since} until {until}: a year is the longest")


def read_accepted(path: Path) -> Sequence[Accepted]:
    """Read the list."""
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text()).get("accepted", [])
    return [Accepted(**row) for row in rows]
