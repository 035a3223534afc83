"""Services as other services of Oddiya reach them: on a port of their own, over stores in memory."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from composition.http_service import http_service
from composition.opener import Opener, bundle_of
from composition.settings import Settings
from composition.users import UsersContainer, UsersPorts
from core.identity.use_cases.sessions.collect_sign_ins import CollectSignIns
from core.notices.use_cases.devices.collect_devices import CollectDevices
from core.notices.use_cases.log.collect_notices import CollectNotices
from core.planning.use_cases.plans.collect_plans import CollectPlans
from core.video.use_cases.films.collect_films import CollectFilms
from entrypoints.auth_data import AuthDataRoutes
from entrypoints.http.app import http_app
from entrypoints.notices.data import NoticeDataRoutes
from entrypoints.planning.data import PlanDataRoutes
from entrypoints.video.data import FilmDataRoutes

OLD, NEW = "old-secret-" + "o" * 32, "new-secret-" + "n" * 32
PATIENCE = "20"  # a busy machine must not fail a test that is not about time-outs


@asynccontextmanager
async def internal_services(home: object, environment: Mapping[str, str]) -> AsyncIterator[Opener]:
    """Serve what services ask of each other, and yield what opens ports, those that ask over HTTP included."""
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        opener = Opener(Settings.read({**told(listening, home), **environment}), stack)
        users = UsersContainer(ports=await bundle_of(UsersPorts, opener)).user_routes()
        routes = [
            *(users, await auth_data(opener), await plan_data(opener)),
            *(await film_data(opener), await device_data(opener)),
        ]
        runner = web.AppRunner(http_app(await http_service("users", opener, routes), routes))
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, listening).start()
        yield opener


def told(listening: socket.socket, home: object) -> dict[str, str]:
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    return {
        "ODDIYA_PROFILE": "memory",
        "ODDIYA_HOME": str(home),
        "ODDIYA_USERS_URL": url,
        "ODDIYA_AUTH_URL": url,
        "ODDIYA_PLANS_URL": url,
        "ODDIYA_VIDEOS_URL": url,
        "ODDIYA_NOTIFICATIONS_URL": url,
        "ODDIYA_SERVICE_SECRETS": f"{OLD},{NEW}",
        "ODDIYA_SERVICE_TIMEOUT": PATIENCE,
    }


async def auth_data(opener: Opener) -> AuthDataRoutes:
    works, sessions = await opener.open("auth_works"), await opener.open("sessions")
    return AuthDataRoutes(collect_sign_ins=CollectSignIns(works=works, sessions=sessions))


async def plan_data(opener: Opener) -> PlanDataRoutes:
    return PlanDataRoutes(collect_plans=CollectPlans(works=await opener.open("plan_works")))


async def film_data(opener: Opener) -> FilmDataRoutes:
    return FilmDataRoutes(collect_films=CollectFilms(works=await opener.open("video_works")))


async def device_data(opener: Opener) -> NoticeDataRoutes:
    works = await opener.open("notice_works")
    return NoticeDataRoutes(collect_devices=CollectDevices(works=works), collect_notices=CollectNotices(works=works))
