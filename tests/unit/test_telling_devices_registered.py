"""Registering devices, letting them go, forgetting them."""

import json

import pytest
from attrs import evolve

from core.errors import Unavailable
from core.identity.model.user import UserId
from core.notices.model.device import MOST_DEVICES
from core.notices.model.errors import DeviceOwnerGone
from core.notices.use_cases.devices.collect_devices import CollectDevices
from ports.notifier import DeviceGone, Push
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.notices_rig import Rig, a_rig


@pytest.fixture
async def rig(open_adapter: OpenAdapter) -> Rig:
    return await a_rig(open_adapter)


async def test_the_same_device_of_the_same_owner_is_known(rig: Rig) -> None:
    first, is_new = await rig.register("phone")
    again, is_new_again = await rig.register("phone", locale="ja")
    assert (is_new, is_new_again) == (True, False)
    assert (again.device_id, again.address, again.locale) == (first.device_id, first.address, "ja")
    assert again.registered_at > first.registered_at


async def test_a_device_moves_to_who_registers_it_last(rig: Rig) -> None:
    junho = UserId(an_id())
    await rig.register("phone")
    _, is_new = await rig.register("phone", owner=junho)
    assert is_new
    assert (await rig.devices(), await rig.devices(junho)) == ([], ["phone"])
    await rig.tell(rig.notice())
    assert rig.told == []


async def test_an_address_that_a_token_no_longer_has_is_forgotten(rig: Rig) -> None:
    device, _ = await rig.register("phone")
    old = await rig.notifier.register(platform="android", token="phone")
    async with rig.works.begin() as work:
        await work.devices.put(evolve(device, platform="android", address=old))
    await rig.register("phone")
    with pytest.raises(DeviceGone):
        await rig.notifier.push(old, Push(title="", body=""))


async def test_of_too_many_devices_the_oldest_go_and_cannot_be_reached_any_more(rig: Rig) -> None:
    oldest, _ = await rig.register("token-0")
    for number in range(1, MOST_DEVICES + 1):
        await rig.register(f"token-{number}")
    tokens = await rig.devices()
    assert len(tokens) == MOST_DEVICES
    assert "token-0" not in tokens
    with pytest.raises(DeviceGone):
        await rig.notifier.push(oldest.address, Push(title="", body=""))


async def test_only_ones_own_device_can_be_removed(rig: Rig) -> None:
    device, _ = await rig.register("phone")
    await rig.remove("phone", caller=UserId(an_id()))
    await rig.remove("unknown")
    assert await rig.devices() == ["phone"]
    await rig.remove("phone")
    assert await rig.devices() == []
    with pytest.raises(DeviceGone):
        await rig.notifier.push(device.address, Push(title="", body=""))


async def test_a_deleted_accounts_devices_are_forgotten_everywhere(rig: Rig) -> None:
    junho = UserId(an_id())
    device, _ = await rig.register("phone")
    await rig.register("other", owner=junho)
    rig.notifier.down = True
    with pytest.raises(Unavailable):
        await rig.forget()
    rig.notifier.down = False
    for _ in range(2):
        await rig.forget()
    assert (await rig.devices(), await rig.devices(junho)) == ([], ["other"])
    with pytest.raises(DeviceGone):
        await rig.notifier.push(device.address, Push(title="", body=""))


async def test_for_a_deleted_account_no_device_is_registered_and_no_address_stays(rig: Rig) -> None:
    await rig.forget()
    with pytest.raises(DeviceOwnerGone):
        await rig.register("phone")
    address = await rig.notifier.register(platform="ios", token="tablet")
    with pytest.raises(DeviceOwnerGone):
        await rig.register("tablet")
    with pytest.raises(DeviceGone):
        await rig.notifier.push(address, Push(title="", body=""))


async def test_who_is_refused_a_device_takes_it_from_nobody(rig: Rig) -> None:
    junho = UserId(an_id())
    device, _ = await rig.register("phone", owner=junho)
    await rig.forget()
    with pytest.raises(DeviceOwnerGone):
        await rig.register("phone")
    await rig.notifier.push(device.address, Push(title="still", body="here"))
    assert await rig.devices(junho) == ["phone"]


async def test_what_is_kept_of_devices_can_be_taken_along_without_what_reaches_them(rig: Rig) -> None:
    collect = CollectDevices(works=rig.works)
    assert await collect(user_id=rig.mina) == []
    await rig.register("a-long-secret-token", locale="ko")
    await rig.register("short")
    (file,) = await collect(user_id=rig.mina)
    short, long = json.loads(file.content)
    assert file.path == "devices.json"
    assert (long["token"], short["token"], long["platform"], long["locale"]) == ("…-token", "…", "ios", "ko")
    assert "secret" not in file.content.decode()
