"""The users service over HTTP: what other services may ask of it, and nobody else."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from attrs import frozen

from composition.http_service import http_service
from composition.opener import Opener, bundle_of
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
        routes = [UsersContainer(ports=await bundle_of(UsersPorts, opener)).user_routes()]
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


ROUTES = [
    ("POST", "/internal/users"),
    ("POST", "/internal/users/holder"),
    ("GET", "/internal/users/{id}"),
    ("GET", "/internal/users/{id}/data"),
    ("GET", "/internal/users/{id}/identities"),
    ("POST", "/internal/users/{id}/identities"),
    ("POST", "/internal/users/{id}/identities/removed"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_no_route_is_open_to_others(users: Users, method: str, path: str) -> None:
    _, user = await users.post(MINA)
    url = users.url + path.format(id=user["id"])
    for headers in ({}, {"X-Internal-Secret": "wrong"}, {"Authorization": f"Bearer {OLD}"}):
        async with users.client.request(method, url, json=MINA, headers=headers) as answer:
            assert (answer.status, (await answer.json())["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("user_id", ["7", "me", "a" * 36, "01A1FE95-DC09-75C8-90A5-1FFD4671D222"])
async def test_at_what_is_no_id_there_is_nothing(users: Users, user_id: str) -> None:
    url = f"{users.url}/internal/users/{user_id}"
    async with users.client.get(url, headers={"X-Internal-Secret": OLD}) as answer:
        assert (answer.status, (await answer.json())["code"]) == (404, "no-such-route")


async def test_al_3_an_address_is_a_mere_claim_unless_the_body_says_more(users: Users) -> None:
    settled = {"email_verified": True, "email_settles": True}
    _, owner = await users.post({**MINA, **settled})
    assert (owner["email"], owner["email_verified"]) == ("mina@example.com", True)
    _, other = await users.post({**MINA, "provider_id": "109"})
    assert other["email"] is None
    _, again = await users.post({**MINA, **settled, "provider": "kakao"})
    assert again["id"] == owner["id"]
