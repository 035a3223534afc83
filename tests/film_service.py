"""The video service over HTTP, with stores in memory."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession
from attrs import define

from core.identity.model.user import UserId
from core.video.use_cases.films.collect_films import CollectFilms
from core.video.use_cases.films.download_film import DownloadFilm
from core.video.use_cases.films.list_films import ListFilms
from core.video.use_cases.films.list_templates import ListTemplates
from core.video.use_cases.films.preview_film import PreviewFilm
from core.video.use_cases.frames.download_frames import DownloadFrames
from core.video.use_cases.frames.list_frames import ListFrames
from core.video.use_cases.frames.open_frame import OpenFrame
from core.video.use_cases.uploads.sign_uploads import SignUploads
from entrypoints.service_secret import service_authenticator
from entrypoints.video.data import FilmDataRoutes
from entrypoints.video.films import FilmRoutes
from entrypoints.video.frames import FrameRoutes
from entrypoints.video.templates import TemplateRoutes
from entrypoints.video.uploads import UploadRoutes
from tests.builders import an_id
from tests.film_desk import Desk, a_desk
from tests.frames_desk import FramesDesk
from tests.http.conftest import a_client, a_service, authenticate

FILMS = "/api/v1/videos"
FRAMES = "/api/v1/frames"
LOOK_EVERY = timedelta(seconds=0.01)
SECRET = "s" * 32


@define
class Service:
    """A running video service, and somebody who is signed in to it."""

    desk: Desk
    client: ClientSession
    user_id: UserId

    def ask(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any) -> Any:
        signed_in = {"Authorization": f"Bearer {self.user_id}"}
        return self.client.request(method, path, headers={**signed_in, **(headers or {})}, **options)

    def get(self, path: str, **options: Any) -> Any:
        return self.ask("GET", path, allow_redirects=False, **options)

    def post(self, path: str, body: object, **options: Any) -> Any:
        return self.ask("POST", path, json=body, **options)

    def delete(self, path: str) -> Any:
        return self.ask("DELETE", path)

    def order(self, body: object, key: str | None = None) -> Any:
        """Order a film, under a new key unless one is given."""
        return self.post(FILMS, body, headers={"Idempotency-Key": key or an_id()})

    @property
    def frames(self) -> FramesDesk:
        """Where frames are ordered."""
        return FramesDesk(self.desk, self.desk.store)

    def stranger(self) -> "Service":
        return Service(self.desk, self.client, UserId(an_id()))


@asynccontextmanager
async def a_film_service() -> AsyncIterator[Service]:
    desk = await a_desk()
    works, store, templates = desk.works, desk.store, desk.templates
    films = FilmRoutes(
        create_film=desk.create_film,
        preview_film=PreviewFilm(templates=templates),
        list_films=ListFilms(works=works, store=store),
        read_film=desk.read_film,
        download_film=DownloadFilm(works=works, store=store),
        remove_film=desk.remove_film,
        look_every=LOOK_EVERY,
    )
    routes = (
        films,
        frame_routes(FramesDesk(desk, store)),
        UploadRoutes(sign_uploads=SignUploads(store=store, ids=desk.ids)),
        TemplateRoutes(list_templates=ListTemplates(templates=templates)),
        FilmDataRoutes(collect_films=CollectFilms(works=works)),
    )
    authenticators = {"user": authenticate, "service": service_authenticator([SECRET])}
    async with a_client(a_service(authenticators=authenticators, ledger=None), *routes) as client:
        yield Service(desk, client, desk.mina)


def frame_routes(desk: FramesDesk) -> FrameRoutes:
    """Return the routes of frames."""
    works, store = desk.desk.works, desk.store
    return FrameRoutes(
        create_frames=desk.create_frames,
        create_frames_of_stream=desk.create_frames_of_stream,
        list_frames=ListFrames(works=works, store=store),
        read_frames=desk.read_frames,
        download_frames=DownloadFrames(works=works, store=store),
        open_frame=OpenFrame(works=works, store=store),
        remove_frames=desk.remove_frames,
        look_every=LOOK_EVERY,
    )
