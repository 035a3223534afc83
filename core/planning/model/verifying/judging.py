"""How a check comes out, and how its evidence is written."""

from collections.abc import Sequence

from core.planning.model.place import Place
from core.planning.model.verification import Check, Rule

LONGEST_NAME = 60
MOST_FAULTS = 5


def judged(rule: Rule, scope: str, *, faults: Sequence[str], proof: str, doubts: Sequence[str] = ()) -> Check:
    """Return a check that fails on any fault, is unknown with any doubt, and passes with its proof otherwise."""
    if faults:
        return Check(rule=rule, scope=scope, verdict="fail", evidence="; ".join(faults[:MOST_FAULTS]))
    if doubts:
        return Check(rule=rule, scope=scope, verdict="unknown", evidence="; ".join(doubts[:MOST_FAULTS]))
    return Check(rule=rule, scope=scope, verdict="pass", evidence=proof)


def called(place: Place) -> str:
    """Return what evidence calls a place, on one line."""
    return shortened(place.names.en or place.names.roman or place.names.ko or place.place_id)


def shortened(text: str) -> str:
    """Return a text as evidence quotes it: on one line, and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"
