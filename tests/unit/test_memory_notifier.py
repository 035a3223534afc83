"""What tests see of pushes in memory."""

import pytest

from adapters.memory.notifier import MemoryNotifier
from ports.notifier import DeviceGone, Push

FIRST, SECOND = Push(title="1", body="first"), Push(title="2", body="second", data={"a": "b"})


async def test_pushes_are_remembered_in_their_order() -> None:
    notifier = MemoryNotifier()
    address = await notifier.register(platform="ios", token="token")
    await notifier.push(address, FIRST)
    await notifier.push(address, SECOND)
    assert notifier.pushes == [(address, FIRST), (address, SECOND)]


async def test_a_device_declared_dead_is_gone_until_it_registers_again() -> None:
    notifier = MemoryNotifier()
    address = await notifier.register(platform="ios", token="token")
    notifier.declare_dead(address)
    with pytest.raises(DeviceGone):
        await notifier.push(address, FIRST)
    assert await notifier.register(platform="ios", token="token") == address
    await notifier.push(address, SECOND)
    assert notifier.pushes == [(address, SECOND)]
