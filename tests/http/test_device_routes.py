"""Devices over HTTP: registering them, listing them, letting them go."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import ClientSession

from adapters.memory.notifier import MemoryNotifier
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from composition.catalogue import adapters_of
from core.notices.use_cases.devices.collect_devices import CollectDevices
from core.notices.use_cases.devices.list_devices import ListDevices
from core.notices.use_cases.devices.register_device import RegisterDevice
from core.notices.use_cases.devices.remove_device import RemoveDevice
from core.notices.use_cases.log.collect_notices import CollectNotices
from entrypoints.notices.data import NoticeDataRoutes
from entrypoints.notices.devices import DEVICES, DeviceRoutes
from entrypoints.service_secret import service_authenticator
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.http.asking import faults_in, problem_in
from tests.http.conftest import a_client, a_service, authenticate

SECRET = "s" * 32
IDS = Uuid7Ids(SystemClock())
TOKEN = "fcm:APA91b/Hun+4MxP5ego=KMwt2KZ"


@pytest.fixture
async def client(open_adapter: OpenAdapter) -> AsyncIterator[ClientSession]:
    works, notifier = await open_adapter(adapters_of("notice_works")["memory"]), MemoryNotifier()
    routes = DeviceRoutes(
        register_device=RegisterDevice(works=works, notifier=notifier, clock=SystemClock(), ids=IDS),
        list_devices=ListDevices(works=works),
        remove_device=RemoveDevice(works=works, notifier=notifier),
    )
    authenticators = {"user": authenticate, "service": service_authenticator([SECRET])}
    data = NoticeDataRoutes(collect_devices=CollectDevices(works=works), collect_notices=CollectNotices(works=works))
    async with a_client(a_service(authenticators=authenticators), routes, data) as client:
        yield client


def as_user(user_id: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {user_id}"}


async def registered(client: ClientSession, user_id: str, token: str = TOKEN, **more: Any) -> tuple[int, Any]:
    device = {"platform": "android", "token": token, **more}
    async with client.post(DEVICES, json=device, headers=as_user(user_id)) as answer:
        return answer.status, await answer.json()


async def listed(client: ClientSession, user_id: str) -> list[str]:
    async with client.get(DEVICES, headers=as_user(user_id)) as answer:
        assert answer.status == 200
        return [device["token"] for device in (await answer.json())["items"]]


async def test_a_device_is_registered_and_then_known(client: ClientSession) -> None:
    mina = an_id()
    status, device = await registered(client, mina)
    assert (status, device["platform"], device["token"], device["locale"]) == (201, "android", "…Mwt2KZ", "en")
    status, again = await registered(client, mina, locale="ko")
    assert (status, again["id"], again["locale"]) == (200, device["id"], "ko")
    assert await listed(client, mina) == ["…Mwt2KZ"]


async def test_a_device_is_one_users_at_a_time(client: ClientSession) -> None:
    mina, junho = an_id(), an_id()
    assert (await registered(client, mina))[0] == 201
    assert (await registered(client, junho))[0] == 201
    assert (await listed(client, mina), len(await listed(client, junho))) == ([], 1)


async def test_devices_are_listed_in_parts(client: ClientSession) -> None:
    mina = an_id()
    for number in range(3):
        await registered(client, mina, f"a-long-token-{number}")
    async with client.get(f"{DEVICES}?limit=2", headers=as_user(mina)) as answer:
        page = await answer.json()
    assert [device["token"] for device in page["items"]] == ["…oken-2", "…oken-1"]
    async with client.get(DEVICES, params={"cursor": page["next_cursor"]}, headers=as_user(mina)) as answer:
        assert [device["token"] for device in (await answer.json())["items"]] == ["…oken-0"]


async def test_a_device_is_let_go_by_its_token_and_what_is_not_there_is_quiet(client: ClientSession) -> None:
    mina = an_id()
    await registered(client, mina)
    for who, token in ((an_id(), TOKEN), (mina, "unknown"), (mina, "strange ✓")):
        async with client.delete(f"{DEVICES}/{quote(token, safe='')}", headers=as_user(who)) as answer:
            assert answer.status == 204
    assert len(await listed(client, mina)) == 1
    async with client.delete(f"{DEVICES}/{quote(TOKEN, safe='')}", headers=as_user(mina)) as answer:
        assert answer.status == 204
    assert await listed(client, mina) == []


async def test_a_device_is_let_go_by_its_id_since_no_path_may_have_its_token_in_it(client: ClientSession) -> None:
    mina, junho = an_id(), an_id()
    _, device = await registered(client, mina, "https://push.example/phone")
    await registered(client, mina, "tablet")
    for who, left in ((junho, 2), (mina, 1), (mina, 1)):
        async with client.delete(f"{DEVICES}/{device['id']}", headers=as_user(who)) as answer:
            assert answer.status == 204
        assert len(await listed(client, mina)) == left


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"platform": "toaster", "token": "t"}, "/platform"),
        ({"platform": "ios", "token": ""}, "/token"),
        ({"platform": "ios", "token": "a b"}, "/token"),
        ({"platform": "ios", "token": "t" * 2049}, "/token"),
        ({"platform": "ios", "token": "t", "locale": "fr"}, "/locale"),
        ({"platform": "ios"}, "/token"),
    ],
    ids=range(6),
)
async def test_what_is_no_device_is_refused(client: ClientSession, body: dict[str, str], pointer: str) -> None:
    async with client.post(DEVICES, json=body, headers=as_user(an_id())) as answer:
        assert set(await faults_in(answer)) == {pointer}


async def test_nobody_registers_a_device_without_signing_in(client: ClientSession) -> None:
    async with client.post(DEVICES, json={}, headers={"Authorization": ""}) as answer:
        await problem_in(answer, 401, "unauthenticated")


async def test_other_services_get_what_is_kept_of_somebody(client: ClientSession) -> None:
    mina = an_id()
    await registered(client, mina)
    path = f"/internal/notifications/users/{mina}/data"
    async with client.get(path, headers={"X-Internal-Secret": SECRET}) as answer:
        assert [file["path"] for file in (await answer.json())["files"]] == ["devices.json"]
    async with client.get(path) as answer:
        assert answer.status == 401
