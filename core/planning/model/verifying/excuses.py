"""What a plan says of itself that it lacks: with a reason, it is no fault."""

from collections.abc import Iterable, Sequence
from datetime import date

from core.planning.model.plan import Missing
from core.planning.model.verifying.judging import shortened
from core.planning.model.verifying.spelling import spelling


def excuse(missing: Sequence[Missing], *, what: str, about: Iterable[str], day: date | None = None) -> str | None:
    """Return the reason that the plan gives, or None; without a day it may be given for any part of the trip.

    What is missing without `about` is all of its sort.
    """
    meant = {"", *map(spelling, about)}
    for lack in missing:
        near = day is None or lack.scope in {"trip", day.isoformat()}
        if lack.what == what and near and lack.why.strip() and spelling(lack.about) in meant:
            return shortened(lack.why)
    return None
