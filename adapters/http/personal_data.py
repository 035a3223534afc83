"""What services keep about a person, where each of them is a process of its own."""

from base64 import b64decode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
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


@frozen(kw_only=True)
class HttpPersonalData(PersonalData):
    """Asks each service's internal route."""

    users: ServiceClient
    auth: ServiceClient
    plans: ServiceClient

    @override
    async def of_user(self, user_id: UserId) -> Sequence[DataFile]:
        return [
            *await _files(self.users, f"/internal/users/{user_id}/data"),
            *await _files(self.auth, f"/internal/auth/users/{user_id}/data"),
            *await _files(self.plans, f"/internal/plans/users/{user_id}/data"),
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
    tracing: Tracing = need("tracing")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[PersonalData]:
    """Open the connections; none is made before it is wanted."""
    async with (
        service_session(section.users_url, USERS_URL, section) as users,
        service_session(section.auth_url, AUTH_URL, section) as auth,
        service_session(section.plans_url, PLANS_URL, section) as plans,
    ):
        yield HttpPersonalData(
            users=ServiceClient(session=users, what="the users service", tracing=section.tracing),
            auth=ServiceClient(session=auth, what="the auth service", tracing=section.tracing),
            plans=ServiceClient(session=plans, what="the plan service", tracing=section.tracing),
        )
