"""One's own films."""

from datetime import timedelta
from functools import partial
from typing import Final

from attrs import frozen

from core.identity.model.user import UserId
from core.video.model.errors import (
    BadOrder,
    FilmNotFound,
    FilmNotReady,
    KeyOfAnotherOrder,
    OrdererGone,
    TemplateNotFound,
    TooManyWaiting,
)
from core.video.model.job import JobId
from core.video.use_cases.films.create_film import CreateFilm
from core.video.use_cases.films.download_film import DownloadFilm
from core.video.use_cases.films.list_films import ListFilms
from core.video.use_cases.films.preview_film import PreviewFilm
from core.video.use_cases.films.read_film import ReadFilm
from core.video.use_cases.films.remove_film import RemoveFilm
from entrypoints.http.caller import Caller
from entrypoints.http.idempotency_key import IdempotencyKey
from entrypoints.http.paging import Page, PageRequest
from entrypoints.http.redirect import Redirect
from entrypoints.http.reply import Reply
from entrypoints.http.route import delete, get, post
from entrypoints.http.sse import EventStream, LastEventId
from entrypoints.video.film_out import FilmOut, film_out, listed_film_out
from entrypoints.video.ids import JobInPath
from entrypoints.video.job_events import JobEvents
from entrypoints.video.job_out import OrderedOut, ordered_out
from entrypoints.video.new_film import FilmToPreview, NewFilm
from entrypoints.video.preview_out import PreviewOut, preview_out

FILMS: Final = "/api/v1/videos"
FILM: Final = f"{FILMS}/{{job_id}}"
TAG: Final = "films"
MANY_URLS: Final = 1024 * 1024
IMPOSSIBLE: Final = (BadOrder, TemplateNotFound)
REFUSED: Final = (*IMPOSSIBLE, KeyOfAnotherOrder, TooManyWaiting, OrdererGone)


@frozen(kw_only=True)
class FilmRoutes:
    """What people do with their films. Another's film is not found, like one that does not exist."""

    create_film: CreateFilm
    preview_film: PreviewFilm
    list_films: ListFilms
    read_film: ReadFilm
    download_film: DownloadFilm
    remove_film: RemoveFilm
    look_every: timedelta = timedelta(seconds=0.5)

    @post(FILMS, status=202, tags=TAG, body_limit=MANY_URLS, raises=REFUSED)
    async def post_film(self, caller: Caller, body: NewFilm, key: IdempotencyKey) -> Reply[OrderedOut]:
        """Order a film of my uploads.

        It is made in the background: look at it, or listen to its events, until it is `COMPLETED`. Photos are named by
        their keys in `photos`, or else by signed URLs in `photo_urls`.
        """
        job = await self.create_film(caller=UserId(caller.user_id), key=key.value, wanted=body.wanted())
        return Reply(value=ordered_out(job), headers={"Location": f"{FILMS}/{job.job_id}"})

    @post(f"{FILMS}/preview", tags=TAG, body_limit=MANY_URLS, raises=IMPOSSIBLE)
    async def post_preview(self, caller: Caller, body: FilmToPreview) -> PreviewOut:  # noqa: ARG002 - for signed-in people
        """See what a film would be like, shot by shot, without making it.

        The files are not looked at: tell the photos' sizes in `shapes`, or they are taken to be upright.
        """
        return preview_out(self.preview_film(wanted=body.wanted(), shapes=body.photo_shapes()))

    @get(FILMS, tags=TAG)
    async def get_films(self, caller: Caller, page: PageRequest) -> Page[FilmOut]:
        """List my films, the newest first."""
        after = None if page.position is None else JobId(page.position)
        films = await self.list_films(caller=UserId(caller.user_id), limit=page.limit + 1, after=after)
        return page.cut(films, lambda shown: shown.job.job_id).of(listed_film_out)

    @get(FILM, tags=TAG, raises=(FilmNotFound,))
    async def get_film(self, caller: Caller, job_id: JobInPath) -> FilmOut:
        """Show a film of mine, or how far it is."""
        return film_out(await self.read_film(caller=UserId(caller.user_id), job_id=job_id))

    @get(f"{FILM}/events", tags=TAG, raises=(FilmNotFound,))
    async def get_film_events(
        self, caller: Caller, job_id: JobInPath, last_event_id: LastEventId
    ) -> EventStream[FilmOut]:
        """Be told how a film of mine goes on.

        `progress` whenever something has changed, and at last `completed`, `failed` or `cancelled`, after which the
        stream ends; `error` with a problem if the film is deleted meanwhile. Each event tells everything.
        """
        look = partial(self.read_film, caller=UserId(caller.user_id), job_id=job_id)
        events = JobEvents(look=look, present=film_out, every=self.look_every)
        return EventStream(events.from_now(await look(), seen=last_event_id.value))

    @get(f"{FILM}/download", tags=TAG, raises=(FilmNotFound, FilmNotReady))
    async def get_film_download(self, caller: Caller, job_id: JobInPath) -> Redirect:
        """Download a film of mine, under its title."""
        return Redirect(await self.download_film(caller=UserId(caller.user_id), job_id=job_id))

    @delete(FILM, tags=TAG, raises=(FilmNotFound,))
    async def delete_film(self, caller: Caller, job_id: JobInPath) -> None:
        """Cancel a film of mine that is not made yet, or delete one that is.

        A cancelled film stays in the list until it is deleted, too.
        """
        await self.remove_film(caller=UserId(caller.user_id), job_id=job_id)
