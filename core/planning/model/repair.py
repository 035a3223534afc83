"""What has gone wrong with a plan on the way, and what was changed for it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal

from attrs import Factory, frozen

from core.planning.model.place import PlaceId
from core.planning.model.plan import StopId


@frozen(kw_only=True)
class Repair:
    """What a plan must get along with; `locked` stops stay as they are, and days are `late` by so many minutes.

    All are in the order in which they were told.
    """

    closed: Collection[PlaceId] = ()
    rain: Collection[date] = ()
    locked: Collection[StopId] = ()
    late: Mapping[date, int] = Factory(dict)


@frozen(kw_only=True)
class Change:
    """One difference between a plan and its repaired version."""

    what: Literal["removed", "added", "moved"]
    date: date
    stop_id: StopId
    place: str
    why: str
