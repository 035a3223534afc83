"""What became of a choice: picks with reasons, and the wishes that the note was found to hold."""

from collections.abc import Mapping

from attrs import evolve

from core.planning.model.choosing.submission import Submission
from core.planning.model.place import Place, PlaceId
from core.planning.model.plan import PlanSource
from core.planning.model.preferences import Interest
from core.planning.model.selection import Pick, Selection
from core.planning.model.trip import Trip
from core.planning.model.words.title import title
from core.planning.model.words.why import why
from core.planning.use_cases.steps.choosing.desk import Desk


def selection_of(
    desk: Desk, submission: Submission | None, *, trip: Trip, source: PlanSource, why: str = ""
) -> Selection:
    """Return the selection; reasons and a title that nobody gave are made from what is known.

    Without a note there is nothing that could have been found in it.
    """
    wishes = trip.preferences
    given = submission or Submission(picks=())
    noted = given if wishes.note.strip() else Submission(picks=())
    interests = (*wishes.interests, *noted.interests)
    return Selection(
        picks=tuple(_with_reason(pick, desk.places, interests, trip) for pick in given.picks),
        source=source,
        interests=noted.interests,
        avoid=noted.avoid,
        easy=noted.easy,
        diet=noted.diet,
        day_start=noted.hours.start,
        day_end=noted.hours.end,
        unread=noted.unread and source == "offline",
        title=given.title or title(trip, wishes.language),
        why_offline=why,
        found=tuple(desk.places[one.place_id] for one in given.picks if one.place_id in desk.queries),
    )


def _with_reason(pick: Pick, places: Mapping[PlaceId, Place], interests: tuple[Interest, ...], trip: Trip) -> Pick:
    if pick.reason:
        return pick
    return evolve(pick, reason=why(places[pick.place_id], interests, trip.preferences.language))
