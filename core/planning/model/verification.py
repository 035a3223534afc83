"""What was checked of a plan, and what came out."""

from typing import Literal

from attrs import frozen

Rule = Literal[
    "dates", "places", "area", "opening", "order", "travel", "meals", "repeats", "must_visit", "avoid", "budget",
    "pace", "day_window", "weather", "diet",
]  # fmt: skip
Verdict = Literal["pass", "fail", "unknown"]


@frozen(kw_only=True)
class Check:
    """One rule, applied to the trip (`trip`), a day (its date) or a stop (its id); the evidence says why."""

    rule: Rule
    scope: str
    verdict: Verdict
    evidence: str


@frozen(kw_only=True)
class Verification:
    """All checks of one plan."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong; what nobody can know is no fault."""
        return all(check.verdict != "fail" for check in self.checks)
