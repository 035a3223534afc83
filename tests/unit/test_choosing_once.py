"""The same choice is made once: within an hour, by all who ask at once, in all processes."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from attrs import frozen
from typing_extensions import override

from core.errors import Unavailable
from core.planning.model.selection import Selection
from ports.cache import Cache
from tests.choosing import IDS, POOL, House, choose, ids
from tests.planning_models import MindedModel
from tests.planning_samples import SATURDAY, a_trip
from tests.standins import minds
from tests.waiting import until


async def test_the_same_request_within_an_hour_makes_one_call() -> None:
    house = House()
    first = await choose(house.step)
    house.clock.move(timedelta(minutes=59))
    assert await choose(house.another()) == first
    assert len(house.model.tasks) == 1
    house.clock.move(timedelta(minutes=2))
    await choose(house.another())
    assert len(house.model.tasks) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"trip": a_trip(note="the sea")},
        {"trip": a_trip(language="ko")},
        {"trip": a_trip(location="부산")},
        {"trip": a_trip(start_date=SATURDAY)},
        {"trip": a_trip(interests=("sea",))},
        {"trip": a_trip(lodging=None)},
        {"pools": [POOL[1:]]},
        {"pools": [POOL[:5], POOL[5:]]},
    ],
    ids=["note", "language", "location", "dates", "interests", "lodging", "pool", "pools"],
)
async def test_another_request_gets_another_answer(change: dict[str, Any]) -> None:
    house = House()
    await choose(house.step)
    await choose(house.step, **change)
    assert len(house.model.tasks) == 2


async def test_answers_of_another_model_are_not_reused() -> None:
    house = House()
    await choose(house.step)
    other = MindedModel(source="openai")
    assert (await choose(house.another(model=other))).source == "openai"


async def test_what_rules_chose_is_not_kept() -> None:
    house = House(model=MindedModel(mind=minds.talkative))
    await choose(house.step)
    house.model.mind = minds.hasty
    assert (await choose(house.step)).source == "bedrock"


@frozen
class Spy(Cache):
    """A cache that remembers its keys."""

    inner: Cache
    keys: set[str]

    @override
    async def get(self, key: str) -> bytes | None:
        self.keys.add(key)
        return await self.inner.get(key)

    @override
    async def set(self, key: str, value: bytes, *, ttl: timedelta) -> None:
        await self.inner.set(key, value, ttl=ttl)

    @override
    async def add(self, key: str, value: bytes, *, ttl: timedelta) -> bool:
        self.keys.add(key)
        return await self.inner.add(key, value, ttl=ttl)

    @override
    async def pop(self, key: str) -> bytes | None:
        return await self.inner.pop(key)

    @override
    async def delete(self, key: str) -> None:
        await self.inner.delete(key)


async def test_keys_hold_nothing_of_what_was_asked() -> None:
    house = House()
    spy = Spy(house.cache, set())
    await choose(house.another(cache=spy), trip=a_trip(note="Mina's birthday"))
    key, lock = sorted(spy.keys)
    assert lock == f"{key}:lock"
    assert key.startswith("llm_plan:")
    assert len(key) == len("llm_plan:") + 64


@pytest.mark.parametrize(
    "kept",
    [b"", b"\xff", b"null", b"[]", b"{}", b'{"picks": []}', b'{"picks": [{"id": "kakao:666"}], "found": {"a": 7}}',
     b'{"picks": [{"id": "kakao:666"}], "found": {"kakao:666": "songdo"}}', b"[" * 5000],
)  # fmt: skip
async def test_what_is_kept_is_trusted_no_more_than_a_model(kept: bytes) -> None:
    house = House()
    spy = Spy(house.cache, set())
    await choose(house.another(cache=spy))
    key = min(spy.keys)
    await house.cache.set(key, kept, ttl=timedelta(hours=1))
    assert ids(await choose(house.another())) == IDS
    assert len(house.model.tasks) == 2
    assert json.loads(await house.cache.get(key) or b"")["picks"]


@frozen
class DeadCache(Cache):
    """Answers to nothing."""

    @override
    async def get(self, key: str) -> bytes | None:
        raise Unavailable(what="redis")

    @override
    async def set(self, key: str, value: bytes, *, ttl: timedelta) -> None:
        raise Unavailable(what="redis")

    @override
    async def add(self, key: str, value: bytes, *, ttl: timedelta) -> bool:
        raise Unavailable(what="redis")

    @override
    async def pop(self, key: str) -> bytes | None:
        raise Unavailable(what="redis")

    @override
    async def delete(self, key: str) -> None:
        raise Unavailable(what="redis")


async def test_a_cache_that_does_not_answer_is_no_hindrance() -> None:
    house = House(cache=DeadCache())
    selections = await asyncio.gather(*(choose(house.step) for _ in range(5)))
    assert {selection.source for selection in selections} == {"bedrock"}
    assert len(house.model.tasks) == 1


async def test_fifty_at_once_make_one_call() -> None:
    gate = asyncio.Event()
    house = House(model=MindedModel(before=gate.wait))
    asking = [asyncio.create_task(choose(house.step)) for _ in range(50)]
    await until(lambda: _is(bool(house.model.tasks)))
    gate.set()
    assert {ids(selection) == IDS for selection in await asyncio.gather(*asking)} == {True}
    assert len(house.model.tasks) == 1


async def test_of_many_processes_one_asks_and_the_others_wait() -> None:
    gate = asyncio.Event()
    house = House(model=MindedModel(before=gate.wait))
    asking = [asyncio.create_task(choose(house.another())) for _ in range(4) for _ in range(3)]
    await until(lambda: _is(bool(house.model.tasks)))
    gate.set()
    assert {selection.source for selection in await asyncio.gather(*asking)} == {"bedrock"}
    assert len(house.model.tasks) == 1


async def test_when_the_process_that_asks_fails_the_next_asks() -> None:
    gate = asyncio.Event()
    house = House(model=MindedModel(before=gate.wait, mind=minds.talkative))
    first = asyncio.create_task(choose(house.another()))
    await until(lambda: _is(bool(house.model.tasks)))
    second = asyncio.create_task(choose(house.another(model=MindedModel())))
    gate.set()
    assert (await first).source == "offline"
    assert (await second).source == "bedrock"


async def test_who_goes_away_takes_the_answer_from_nobody() -> None:
    gate = asyncio.Event()
    house = House(model=MindedModel(before=gate.wait))
    asking = [asyncio.create_task(choose(house.step)) for _ in range(3)]
    await until(lambda: _is(bool(house.model.tasks)))
    asking[0].cancel()
    asking[2].cancel()
    gate.set()
    gone, stays, also_gone = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(gone, asyncio.CancelledError)
    assert isinstance(also_gone, asyncio.CancelledError)
    assert isinstance(stays, Selection)
    assert (stays.source, len(house.model.tasks)) == ("bedrock", 1)


async def test_when_nobody_waits_any_more_the_model_is_broken_off_and_the_next_asks_anew() -> None:
    gate = asyncio.Event()
    broken_off: list[bool] = []

    async def waiting() -> None:
        try:
            await gate.wait()
        except asyncio.CancelledError:
            broken_off.append(True)
            raise

    house = House(model=MindedModel(before=waiting))
    asking = asyncio.create_task(choose(house.step))
    await until(lambda: _is(bool(house.model.tasks)))
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await until(lambda: _is(bool(broken_off)))
    gate.set()
    assert (await choose(house.step)).source == "bedrock"
    assert len(house.model.tasks) == 2


async def _is(fact: bool) -> bool:  # noqa: FBT001 - a condition to wait for
    return fact
