"""What people were told while things went wrong: it must be true afterwards."""

from collections import Counter, defaultdict
from typing import Any, Final, Literal

from attrs import define, field, frozen

Outcome = Literal["ok", "later", "refused", "broken", "cut", "slow"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("ok", "later", "refused", "broken", "cut", "slow")
TOO_SLOW: Final = 10.0  # seconds that nobody looks at a telephone for nothing


@frozen(kw_only=True)
class Seen:
    """One answer, or none, as somebody saw it; `at` is when it ended."""

    kind: str
    outcome: Outcome
    at: float
    seconds: float
    detail: str = ""


@define(kw_only=True)
class Person:
    """What one person was told: versions of the profile, plans by their key, films by theirs."""

    email: str
    user_id: str = ""
    first_version: int = 1
    edits: int = 0
    edits_unknown: int = 0
    name: str = ""
    names_unknown: set[str] = field(factory=set)
    plans: dict[str, Any] = field(factory=dict)
    plans_asked: set[str] = field(factory=set)
    films: defaultdict[str, set[str]] = field(factory=lambda: defaultdict(set))
    films_asked: set[str] = field(factory=set)
    signed_out: list[str] = field(factory=list)
    astray: list[str] = field(factory=list)

    def told_plan(self, key: str, plan: Any) -> None:
        """Take note of a plan that somebody was shown."""
        before = self.plans.setdefault(key, plan)
        if before["id"] != plan["id"]:
            self.astray.append(f"one key led to two plans: {before['id']} and {plan['id']}")


@define(kw_only=True)
class Ledger:
    """Everybody's."""

    people: list[Person] = field(factory=list)
    seen: list[Seen] = field(factory=list)

    def counts(self, *, since: float, until: float) -> Counter[str]:
        """Count the answers of a time by what became of them."""
        return Counter(one.outcome for one in self.seen if since <= one.at < until)

    def went_well(self, kind: str, *, since: float, until: float) -> int:
        """Count what went well of one kind in a time."""
        return sum(one.kind == kind and one.outcome == "ok" and since <= one.at < until for one in self.seen)

    def recovered_at(self, healed: float) -> float:
        """Return the moment from which on every kind of request went well, if all do by now; else infinity."""
        return max((self._kind_recovered(kind, healed) for kind in {one.kind for one in self.seen}), default=healed)

    def _kind_recovered(self, kind: str, healed: float) -> float:
        later = [one for one in self.seen if one.kind == kind and one.at >= healed]
        bad = [one.at for one in later if one.outcome != "ok"]
        if not bad:
            return healed
        return min((one.at for one in later if one.at > max(bad)), default=float("inf"))


def outcome_of(status: int, *, retry_after: bool, seconds: float) -> Outcome:
    """Say what an answer is to somebody with a telephone; 0 is none.

    That somebody else was quicker (412), or oneself (409), is what an app has to reckon with.
    """
    if seconds > TOO_SLOW:
        return "slow"
    if status == 0:
        return "cut"
    if status < 400 or status == 412:
        return "ok"
    if status == 409 or (status in (429, 503) and retry_after):
        return "later"
    return "broken" if status >= 500 else "refused"
