"""What every notifier promises."""

import secrets

import pytest

from ports.notifier import DeviceGone, Notifier, Platform, Push
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

PUSH = Push(
    title="영상 완성 🎬", body="제주 여행 영상이 준비됐어요.", data={"job_id": "01890a5d-ac96-774b-bcce-b302099a8057"}
)


@pytest.fixture(params=enrolled("notifier"))
async def notifier(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Notifier:
    notifier: Notifier = await open_adapter(request.param)
    return notifier


@pytest.fixture(params=["ios", "android", "web"])
def platform(request: pytest.FixtureRequest) -> Platform:
    platform: Platform = request.param
    return platform


@pytest.fixture
def token() -> str:
    return secrets.token_hex(32)


async def test_registering_the_same_device_again_returns_the_same_address(
    notifier: Notifier, platform: Platform, token: str
) -> None:
    address = await notifier.register(platform=platform, token=token)
    assert await notifier.register(platform=platform, token=token) == address


async def test_registering_another_device_returns_another_address(notifier: Notifier, platform: Platform) -> None:
    addresses = {await notifier.register(platform=platform, token=secrets.token_hex(32)) for _ in range(3)}
    assert len(addresses) == 3


async def test_a_registered_device_can_be_reached_until_it_is_forgotten(
    notifier: Notifier, platform: Platform, token: str
) -> None:
    address = await notifier.register(platform=platform, token=token)
    await notifier.push(address, PUSH)
    await notifier.forget(address)
    with pytest.raises(DeviceGone):
        await notifier.push(address, PUSH)


async def test_forgetting_one_device_leaves_the_others(notifier: Notifier, platform: Platform) -> None:
    kept, forgotten = [await notifier.register(platform=platform, token=secrets.token_hex(32)) for _ in range(2)]
    await notifier.forget(forgotten)
    await notifier.push(kept, PUSH)
    with pytest.raises(DeviceGone):
        await notifier.push(forgotten, PUSH)


async def test_registering_a_forgotten_device_makes_it_reachable_again(
    notifier: Notifier, platform: Platform, token: str
) -> None:
    await notifier.forget(await notifier.register(platform=platform, token=token))
    address = await notifier.register(platform=platform, token=token)
    await notifier.push(address, PUSH)
    await notifier.forget(address)
    with pytest.raises(DeviceGone):
        await notifier.push(address, PUSH)


async def test_forgetting_an_unknown_address_is_quiet(notifier: Notifier, platform: Platform, token: str) -> None:
    address = await notifier.register(platform=platform, token=token)
    await notifier.forget(address)
    await notifier.forget(address)
    for unknown in ("", "no address at all", "../../etc/passwd", address[:-1] + "x"):
        await notifier.forget(unknown)
    assert await notifier.register(platform=platform, token=token)


async def test_a_push_to_an_address_that_never_was_is_a_gone_device(notifier: Notifier) -> None:
    for unknown in ("", "no address at all", "../../etc/passwd"):
        with pytest.raises(DeviceGone):
            await notifier.push(unknown, PUSH)
