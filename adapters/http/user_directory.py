"""The users service in a process of its own."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from attrs import frozen
from typing_extensions import override

from adapters.http.service_client import USERS_URL, ServiceClient, ServiceSection, service_session, users_url
from adapters.section import need
from core.identity.model.errors import LastIdentity, UserNotFound
from core.identity.model.proof import Proof
from core.identity.model.user import Identity, User, UserId
from ports.identity_works import IdentityTaken
from ports.tracing import Tracing
from ports.user_directory import UserDirectory

USERS: Final = "/internal/users"
REFUSALS: Final = {error.code: error for error in (UserNotFound, IdentityTaken, LastIdentity)}


@frozen
class HttpUserDirectory(UserDirectory):
    """Asks the users service's internal routes."""

    _service: ServiceClient

    @override
    async def sign_in(self, proof: Proof) -> User:
        return self._user(await self._service.ask("POST", USERS, _proof(proof)))

    @override
    async def user(self, user_id: UserId) -> User | None:
        return await self._found("GET", _path(user_id))

    @override
    async def holder(self, identity: Identity) -> User | None:
        return await self._found("POST", f"{USERS}/holder", _identity(identity))

    @override
    async def identities(self, user_id: UserId) -> Sequence[Identity]:
        answer = await self._service.ask("GET", f"{_path(user_id)}/identities")
        try:
            return [Identity(provider=one["provider"], provider_id=one["provider_id"]) for one in answer["identities"]]
        except (KeyError, TypeError, ValueError) as error:
            raise self._service.bad("no identities") from error

    @override
    async def link(self, user_id: UserId, identity: Identity) -> None:
        await self._service.ask("POST", f"{_path(user_id)}/identities", _identity(identity))

    @override
    async def unlink(self, user_id: UserId, identity: Identity) -> None:
        await self._service.ask("POST", f"{_path(user_id)}/identities/removed", _identity(identity))

    async def _found(self, method: str, path: str, body: object = None) -> User | None:
        try:
            return self._user(await self._service.ask(method, path, body))
        except UserNotFound:
            return None

    def _user(self, answer: dict[str, Any]) -> User:
        try:
            return User(
                user_id=UserId(answer["id"]),
                email=answer["email"],
                email_verified=answer["email_verified"] is True,
                name=answer["name"],
                locale=answer["locale"],
                home_currency=answer["home_currency"],
                created_at=datetime.fromisoformat(answer["created_at"]).astimezone(UTC),
                version=answer["version"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise self._service.bad("no user") from error


@frozen(kw_only=True)
class Section(ServiceSection):
    """Where the users service is."""

    url: str = users_url()
    tracing: Tracing = need("tracing")


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[UserDirectory]:
    """Open the connections; none is made before it is wanted."""
    async with service_session(section.url, USERS_URL, section) as session:
        service = ServiceClient(session=session, what="the users service", tracing=section.tracing, refusals=REFUSALS)
        yield HttpUserDirectory(service)


def _path(user_id: UserId) -> str:
    return f"{USERS}/{quote(user_id, safe='')}"


def _identity(identity: Identity) -> dict[str, object]:
    return {"provider": identity.provider, "provider_id": identity.provider_id}


def _proof(proof: Proof) -> dict[str, object]:
    return {
        **_identity(proof.identity),
        "email": proof.email,
        "email_verified": proof.email_verified,
        "email_settles": proof.email_settles,
        "name": proof.name,
    }
