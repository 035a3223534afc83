"""The users service over HTTP: what other services may ask of it, and nobody else."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from attrs import frozen

from composition.opener import Opener, bundle_of
from composition.serving import http_service
from composition.settings import SettingError, Settings
from composition.users import UsersContainer, UsersPorts
from entrypoints.http.app import http_app
from entrypoints.http.server import serve

OLD, NEW = "old-secret-" + "o" * 32, "new-secret-" + "n" * 32
MINA = {"provider": "google", "provider_id": "108", "email": "mina@example.com", "name": "Mina"}


@frozen
class Users:
    """A running users service."""

    client: ClientSession
    url: str

    async def post(self, body: object, secret: str | None = OLD) -> tuple[int, dict[str, object]]:
        headers = {} if secret is None else {"X-Internal-Secret": secret}
        async with self.client.post(f"{self.url}/internal/users", json=body, headers=headers) as answer:
            return answer.status, await answer.json(content_type=None)


@pytest.fixture
async def users(tmp_path: object) -> AsyncIterator[Users]:
    from contextlib import AsyncExitStack

    told = {"ODDIYA_PROFILE": "memory", "ODDIYA_SERVICE_SECRETS": f"{OLD},{NEW}", "ODDIYA_HOME": str(tmp_path)}
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read(told), stack)
        routes = UsersContainer(ports=await bundle_of(UsersPorts, opener)).routes()
        app = http_app(await http_service("users", opener, routes), routes)
        serving = await stack.enter_async_context(serve(app, "127.0.0.1", 0))
        yield Users(await stack.enter_async_context(ClientSession()), serving.url)


async def test_the_same_identity_is_the_same_user(users: Users) -> None:
    status, first = await users.post(MINA)
    assert (status, first["email"], first["name"]) == (200, "mina@example.com", "Mina")
    assert await users.post({**MINA, "email": "other@example.com"}) == (200, first)


async def test_two_secrets_are_valid_at_once(users: Users) -> None:
    assert (await users.post(MINA, OLD))[0] == (await users.post(MINA, NEW))[0] == 200


@pytest.mark.parametrize("secret", [None, "", "wrong", OLD[:-1], OLD + "x", "비밀"])
async def test_without_a_secret_nothing_is_told(users: Users, secret: str | None) -> None:
    status, problem = await users.post(MINA, secret and secret.encode().decode("latin-1"))
    assert (status, problem["code"]) == (401, "unauthenticated")


async def test_what_is_wrong_is_named_with_a_pointer(users: Users) -> None:
    status, problem = await users.post({"provider": "", "provider_id": 7, "role": "admin"})
    assert status == 422
    errors = problem["errors"]
    assert isinstance(errors, list)
    assert {error["pointer"] for error in errors} >= {"/provider", "/provider_id", "/role"}


@pytest.mark.parametrize("secrets", ["short", f"{OLD},{NEW},{OLD}", f"{OLD},"])
def test_secrets_that_are_short_or_many_are_refused(secrets: str) -> None:
    from composition.web import ServiceSecrets

    with pytest.raises(SettingError, match=r"^ODDIYA_SERVICE_SECRETS is not usable: it expects one or two secrets"):
        Settings.read({"ODDIYA_SERVICE_SECRETS": secrets}).section(ServiceSecrets)
