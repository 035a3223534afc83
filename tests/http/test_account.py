"""One's own account over HTTP."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from aiohttp import ClientResponse, ClientSession
from attrs import define

from composition.opener import Opener, bundle_of
from composition.settings import Settings
from composition.users import UsersContainer, UsersPorts
from core.identity.model.proof import Proof
from core.identity.model.user import User
from ports.sessions import Sessions
from tests.builders import an_id, an_identity
from tests.http.asking import faults_in, problem_in
from tests.http.conftest import a_client, a_service
from tests.identity.builders import a_session

ME = "/api/v1/users/me"


@define
class Account:
    """Somebody who is signed in, and what they ask."""

    user: User
    client: ClientSession
    sessions: Sessions
    container: UsersContainer

    def get(self, path: str = ME) -> Any:
        return self.client.get(path, headers=self.headers())

    def patch(self, changes: object, *, version: int | None = 1, path: str = ME) -> Any:
        tag = {} if version is None else {"If-Match": f'"{version}"'}
        return self.client.patch(path, json=changes, headers=self.headers(tag))

    def delete(self, path: str = ME) -> Any:
        return self.client.delete(path, headers=self.headers())

    def headers(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.user.user_id}", **(more or {})}


@pytest.fixture
async def account(tmp_path: Path) -> AsyncIterator[Account]:
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read({"ODDIYA_PROFILE": "memory", "ODDIYA_HOME": str(tmp_path)}), stack)
        container = UsersContainer(ports=await bundle_of(UsersPorts, opener))
        client = await stack.enter_async_context(a_client(a_service(), container.account_routes()))
        proof = Proof(
            identity=an_identity(), email="mina@gmail.com", email_verified=True, email_settles=True, name="Mina"
        )
        user = await container.sign_in_user()(proof=proof)
        yield Account(user, client, await opener.open("sessions"), container)


async def test_a_profile_is_shown_with_its_version(account: Account) -> None:
    async with account.get() as answer:
        assert (answer.status, answer.headers["ETag"]) == (200, '"1"')
        assert await answer.json() == {
            "id": account.user.user_id,
            "email": "mina@gmail.com",
            "email_verified": True,
            "name": "Mina",
            "locale": "en",
            "home_currency": "KRW",
            "created_at": account.user.created_at.isoformat().replace("+00:00", "Z"),
        }


async def test_what_is_given_changes_and_the_rest_stays(account: Account) -> None:
    async with account.patch({"name": "  미나 🌊 ", "locale": "ko"}) as answer:
        assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
        changed = await answer.json()
    assert (changed["name"], changed["locale"], changed["home_currency"]) == ("미나 🌊", "ko", "KRW")
    async with account.patch({"home_currency": "JPY"}, version=2) as answer:
        assert (await answer.json())["home_currency"] == "JPY"
    async with account.get() as answer:
        assert await answer.json() == {**changed, "home_currency": "JPY"}


async def test_of_two_edits_of_one_version_the_second_is_412_and_changes_nothing(account: Account) -> None:
    async with account.patch({"name": "One"}) as answer:
        assert answer.status == 200
    async with account.patch({"name": "Two"}) as answer:
        await problem_in(answer, 412, "version-mismatch")
    assert await name_of(account) == "One"


async def test_an_edit_of_no_version_in_particular_is_428(account: Account) -> None:
    async with account.patch({"name": "Jun"}, version=None) as answer:
        await problem_in(answer, 428, "precondition-required")
    assert await name_of(account) == "Mina"


@pytest.mark.parametrize(
    "field", ["id", "email", "email_verified", "role", "is_admin", "version", "created_at", "user_id", "__class__"]
)
async def test_what_is_not_ones_to_change_is_not_known(account: Account, field: str) -> None:
    async with account.patch({"name": "Jun", field: "mallory@gmail.com"}) as answer:
        assert list(await faults_in(answer)) == [f"/{field}"]
    async with account.get() as answer:
        assert (await answer.json())["email"] == "mina@gmail.com"
    assert await name_of(account) == "Mina"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": None}, "/name"),
        ({"name": 7}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"locale": "fr"}, "/locale"),
        ({"locale": None}, "/locale"),
        ({"home_currency": "won"}, "/home_currency"),
        ({"home_currency": "krw"}, "/home_currency"),
        ({"home_currency": None}, "/home_currency"),
    ],
    ids=str,
)
async def test_what_has_not_the_published_shape_is_422_with_a_pointer(
    account: Account, changes: object, pointer: str
) -> None:
    async with account.patch(changes) as answer:
        assert list(await faults_in(answer)) == [pointer]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": " \n\t "}, "/name"),
        ({"home_currency": "XXX"}, "/home_currency"),
        ({"home_currency": "DEM"}, "/home_currency"),
    ],
    ids=str,
)
async def test_what_no_profile_can_be_is_422_with_a_pointer(account: Account, changes: object, pointer: str) -> None:
    async with account.patch(changes) as answer:
        problem = await problem_in(answer, 422, "unfit-profile")
    assert [fault["pointer"] for fault in problem["errors"]] == [pointer]


async def test_a_deleted_account_is_gone_its_sessions_end_and_deleting_it_again_is_quiet(account: Account) -> None:
    await a_session(account.sessions, account.user.user_id)
    for _ in range(2):
        async with account.delete() as answer:
            assert (answer.status, await answer.read()) == (204, b"")
    assert await account.sessions.of_user(account.user.user_id) == []
    async with account.get() as answer:
        await problem_in(answer, 404, "user-not-found")
    async with account.patch({"name": "Jun"}) as answer:
        await problem_in(answer, 404, "user-not-found")
    async with account.get(f"{ME}/export") as answer:
        await problem_in(answer, 404, "user-not-found")


async def test_everything_that_is_kept_can_be_taken_along(account: Account) -> None:
    async with account.get(f"{ME}/export") as answer:
        assert (answer.status, answer.content_type) == (200, "application/zip")
        assert answer.headers["Cache-Control"] == "no-store"
        assert await name_in(answer)
        archive = ZipFile(BytesIO(await answer.read()))
    files = ["auth/password.json", "auth/security.json", "auth/sessions.json", "identities.json", "profile.json"]
    assert archive.namelist() == files
    assert json.loads(archive.read("profile.json"))["email"] == "mina@gmail.com"


async def test_nobody_sees_anything_of_anybody_without_signing_in(account: Account) -> None:
    for method, path in (("GET", ME), ("PATCH", ME), ("DELETE", ME), ("GET", f"{ME}/export")):
        async with account.client.request(method, path, headers={"Authorization": ""}) as answer:
            await problem_in(answer, 401, "unauthenticated")


async def test_somebody_else_sees_only_themselves(account: Account) -> None:
    stranger = await account.container.sign_in_user()(proof=Proof(identity=an_identity(), name="Jun"))
    async with account.client.get(ME, headers={"Authorization": f"Bearer {stranger.user_id}"}) as answer:
        assert (await answer.json())["name"] == "Jun"
    async with account.client.get(ME, headers={"Authorization": f"Bearer {an_id()}"}) as answer:
        await problem_in(answer, 404, "user-not-found")


async def name_of(account: Account) -> str:
    async with account.get() as answer:
        name: str = (await answer.json())["name"]
        return name


async def name_in(answer: ClientResponse) -> bool:
    """Tell whether the answer asks to be saved as an export of some day."""
    assert answer.content_disposition is not None
    name = answer.content_disposition.filename or ""
    return name.startswith("oddiya-export-") and name.endswith(".zip")
