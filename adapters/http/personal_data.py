"""What services keep about a person, where each of them is a process of its own."""

from base64 import b64decode
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from attrs import frozen
from typing_extensions import override

from adapters.http.service_client import USERS_URL, ServiceClient, ServiceSection, service_session, users_url
from adapters.section import need, setting
from core.identity.model.user import UserId
from ports.personal_data import DataFile, PersonalData
from ports.tracing import Tracing

AUTH_URL: Final = "ODDIYA_AUTH_URL"
PLANS_URL: Final = "ODDIYA_PLANS_URL"
VIDEOS_URL: Final = "ODDIYA_VIDEOS_URL"
NOTIFICATIONS_URL: Final = "ODDIYA_NOTIFICATIONS_URL"


@frozen(kw_only=True)
class Keeper:
    """A service that keeps something about people, and where it tells what."""

    client: ServiceClient
    path: str


@frozen
class HttpPersonalData(PersonalData):
    """Asks each service's internal route."""

    _keepers: Sequence[Keeper]

    @override
    async def of_user(self, user_id: UserId) -> Sequence[DataFile]:
        return [
            file for keeper in self._keepers for file in await _files(keeper.client, keeper.path.format(user=user_id))
        ]


async def _files(service: ServiceClient, path: str) -> Sequence[DataFile]:
    answer: dict[str, Any] = await service.ask("GET", path)
    try:
        return [DataFile(path=one["path"], content=b64decode(one["content"], validate=True)) for one in answer["files"]]
    except (KeyError, TypeError, ValueError) as error:
        raise service.bad("no files") from error


@frozen(kw_only=True)
class Section(ServiceSection):
    """Where the services are."""

    users_url: str = users_url()
    auth_url: str = setting(AUTH_URL, "the URL of the auth service, such as http://auth:8080")
    plans_url: str = setting(PLANS_URL, "the URL of the plan service, such as http://plans:8080")
    videos_url: str = setting(VIDEOS_URL, "the URL of the video service, such as http://videos:8080")
    notifications_url: str = setting(
        NOTIFICATIONS_URL, "the URL of the notification service, such as http://notifications:8080"
    )
    tracing: Tracing = need("tracing")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[PersonalData]:
    """Open the connections; none is made before it is wanted."""
    services = (
        ("users", section.users_url, USERS_URL, "/internal/users/{user}/data"),
        ("auth", section.auth_url, AUTH_URL, "/internal/auth/users/{user}/data"),
        ("plan", section.plans_url, PLANS_URL, "/internal/plans/users/{user}/data"),
        ("video", section.videos_url, VIDEOS_URL, "/internal/videos/users/{user}/data"),
        ("notification", section.notifications_url, NOTIFICATIONS_URL, "/internal/notifications/users/{user}/data"),
    )
    async with AsyncExitStack() as stack:
        keepers = []
        for name, url, env, path in services:
            session = await stack.enter_async_context(service_session(url, env, section))
            client = ServiceClient(session=session, what=f"the {name} service", tracing=section.tracing)
            keepers.append(Keeper(client=client, path=path))
        yield HttpPersonalData(tuple(keepers))
