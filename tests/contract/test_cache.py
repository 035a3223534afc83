"""What every cache promises."""

import asyncio
from datetime import timedelta

import pytest

from ports.cache import Cache
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.waiting import until

HOUR = timedelta(hours=1)
SOON = timedelta(milliseconds=30)
STRANGE_KEYS = {
    "empty": "",
    "spaces": "  ",
    "a command": "x\r\nFLUSHALL\r\n",
    "a pattern": "*",
    "a tag": "{a}",
    "colons": "a:b::c",
    "a colon less": "a:b:c",
    "a null": "a\x00b",
    "without the null": "ab",
    "in Korean": "서울",
    "half a character": "\ud800",
    "upper case": "AB",
    "the longest": "k" * 512,
    "one less": "k" * 511,
}


@pytest.fixture(params=enrolled("cache"))
async def cache(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Cache:
    opened: Cache = await open_adapter(request.param)
    return opened


async def test_absence_is_none(cache: Cache) -> None:
    assert await cache.get("nothing") is None
    assert await cache.pop("nothing") is None


async def test_a_value_is_kept_for_a_while(cache: Cache) -> None:
    await cache.set("key", b"value", ttl=HOUR)
    assert await cache.get("key") == b"value"
    assert await cache.get("key") == b"value"


@pytest.mark.parametrize("value", [b"", b"\x00\r\n\xff", bytes(range(256)) * 4096], ids=["none", "any", "1 MiB"])
async def test_a_value_is_any_bytes(cache: Cache, value: bytes) -> None:
    await cache.set("key", value, ttl=HOUR)
    assert await cache.get("key") == value
    assert not await cache.add("key", b"other", ttl=HOUR)
    assert await cache.pop("key") == value


async def test_a_value_is_gone_once_its_time_to_live_has_passed(cache: Cache) -> None:
    await cache.set("key", b"value", ttl=SOON)

    async def gone() -> bool:
        return await cache.get("key") is None

    await until(gone)
    assert await cache.pop("key") is None
    assert await cache.add("key", b"next", ttl=HOUR)


async def test_the_shortest_time_to_live_is_one(cache: Cache) -> None:
    await cache.set("key", b"value", ttl=timedelta(microseconds=1))

    async def gone() -> bool:
        return await cache.get("key") is None

    await until(gone)


async def test_setting_replaces_the_value_and_its_time_to_live(cache: Cache) -> None:
    await cache.set("short", b"one", ttl=HOUR)
    await cache.set("short", b"two", ttl=SOON)
    await cache.set("long", b"one", ttl=SOON)
    await cache.set("long", b"two", ttl=HOUR)

    async def gone() -> bool:
        return await cache.get("short") is None

    await until(gone)
    assert await cache.get("long") == b"two"


async def test_adding_tells_whether_the_key_was_free(cache: Cache) -> None:
    assert await cache.add("key", b"first", ttl=HOUR)
    assert not await cache.add("key", b"second", ttl=HOUR)
    assert await cache.get("key") == b"first"


async def test_of_many_at_once_exactly_one_adds(cache: Cache) -> None:
    values = [str(number).encode() for number in range(50)]
    added = await asyncio.gather(*(cache.add("key", value, ttl=HOUR) for value in values))
    assert added.count(True) == 1
    assert await cache.get("key") == values[added.index(True)]


async def test_of_many_at_once_exactly_one_pops(cache: Cache) -> None:
    await cache.set("key", b"value", ttl=HOUR)
    popped = await asyncio.gather(*(cache.pop("key") for _ in range(50)))
    assert sorted(popped, key=bool) == [None] * 49 + [b"value"]


async def test_popping_forgets_the_value(cache: Cache) -> None:
    await cache.set("key", b"value", ttl=HOUR)
    assert await cache.pop("key") == b"value"
    assert await cache.get("key") is None


async def test_deleting_forgets_the_value_and_is_quiet_without_one(cache: Cache) -> None:
    await cache.set("key", b"value", ttl=HOUR)
    await cache.delete("key")
    await cache.delete("key")
    assert await cache.get("key") is None


async def test_keys_are_any_text_and_never_interpreted(cache: Cache) -> None:
    for name, key in STRANGE_KEYS.items():
        assert await cache.add(key, name.encode(), ttl=HOUR), name
    for name, key in STRANGE_KEYS.items():
        assert await cache.get(key) == name.encode()
    for name, key in STRANGE_KEYS.items():
        assert await cache.pop(key) == name.encode()
