"""When days are to begin and to end, as notes and models have it, kept within what preferences allow."""

from typing import Final

from attrs import frozen

from core.planning.model.preferences import EARLIEST, LATEST, SHORTEST_DAY


@frozen(kw_only=True)
class DayBounds:
    """Minutes of the day, None where nobody says; both may stand in preferences."""

    start: int | None = None
    end: int | None = None


NO_BOUNDS: Final = DayBounds()


def bounded(start: int | None, end: int | None) -> DayBounds:
    """Return the hours that a day may have; those that it may not are left out, and both if they leave no day."""
    start = start if start is not None and EARLIEST <= start <= LATEST - SHORTEST_DAY else None
    end = end if end is not None and EARLIEST + SHORTEST_DAY <= end <= LATEST else None
    if start is not None and end is not None and end - start < SHORTEST_DAY:
        return NO_BOUNDS
    return DayBounds(start=start, end=end)
