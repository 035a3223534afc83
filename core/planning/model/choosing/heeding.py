"""Preferences as they are once the note has been read."""

from typing import Final

from attrs import evolve

from core.planning.model.preferences import SHORTEST_DAY, Preferences
from core.planning.model.selection import Selection

SILENT: Final = Preferences()


def heeded(preferences: Preferences, selection: Selection) -> Preferences:
    """Return the preferences with what the note adds to them; hours that they say themselves stand.

    Diets add up. Hours that would not leave enough of a day are not heeded.
    """
    start, end = preferences.day_start, preferences.day_end
    if selection.day_start is not None and start == SILENT.day_start:
        start = selection.day_start
    if selection.day_end is not None and end == SILENT.day_end:
        end = selection.day_end
    if end - start < SHORTEST_DAY:
        start, end = preferences.day_start, preferences.day_end
    diet = tuple(dict.fromkeys((*preferences.diet, *selection.diet)))
    return evolve(preferences, diet=diet, day_start=start, day_end=end)
