"""How the making of a film goes on, as events."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

from core.video.model.job import Job
from core.video.use_cases.films.show_film import ShownFilm
from entrypoints.http.sse import Event
from entrypoints.video.film_out import FilmOut, film_out

Look = Callable[[], Awaitable[ShownFilm]]


async def film_events(
    shown: ShownFilm, *, look: Look, every: timedelta, seen: str | None
) -> AsyncIterator[Event[FilmOut]]:
    """Tell what has changed whenever one looks, and at last what has become of the film.

    Each event tells everything, so that whoever comes back needs the newest only, and not even that one if it was seen.
    """
    told = _state(shown.job) if _event_id(shown.job) == seen else None
    while not shown.job.settled:
        if (state := _state(shown.job)) != told:
            told = state
            yield _event(shown, "progress")
        await asyncio.sleep(every.total_seconds())
        shown = await look()
    yield _event(shown, shown.job.status.lower())


def _event(shown: ShownFilm, name: str) -> Event[FilmOut]:
    return Event(data=film_out(shown), event=name, event_id=_event_id(shown.job))


def _event_id(job: Job) -> str:
    return job.updated_at.isoformat()


def _state(job: Job) -> tuple[object, ...]:
    return job.status, job.progress, job.attempts
