"""How much hashing there is at once, and what it costs."""

import asyncio
import os
import unicodedata
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import timedelta
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.argon2.hashing_pool import HashingPool, hashing_pool
from adapters.argon2.password_hasher import Section, open_adapter
from adapters.argon2.settings import cores
from composition.settings import SettingError, Settings
from core.errors import TooMany
from tests.identity.passwords import PASSWORD, cheap_hasher
from tests.waiting import until


def a_pool(
    *, threads: int = 2, most_waiting: int = 3, expected: float = 2.0
) -> AbstractAsyncContextManager[HashingPool]:
    return hashing_pool(threads=threads, most_waiting=most_waiting, expected=timedelta(seconds=expected))


class Held:
    """Work that goes on until it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.at_once = 0
        self.most_at_once = 0
        self.go_on = Event()

    def __call__(self) -> str:
        self.begun += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        assert self.go_on.wait(30)
        self.at_once -= 1
        return "done"

    async def is_begun(self, times: int) -> None:
        async def so() -> bool:
            return self.begun == times

        await until(so)


async def filled(pool: HashingPool, work: Held, *, running: int, waiting: int) -> list[asyncio.Task[str]]:
    tasks = [asyncio.create_task(pool.run(work)) for _ in range(running + waiting)]
    await work.is_begun(running)
    return tasks


async def test_do_6_so_many_at_once_so_many_waiting_and_the_rest_refused_at_once() -> None:
    work = Held()
    async with a_pool() as pool:
        tasks = await filled(pool, work, running=2, waiting=3)
        for _ in range(100):
            with pytest.raises(TooMany) as refused:
                await pool.run(work)
            assert refused.value.retry_after == 2.0 * (3 + 2) / 2
        work.go_on.set()
        assert await asyncio.gather(*tasks) == ["done"] * 5
    assert (work.begun, work.most_at_once) == (5, 2)


async def test_do_6_who_stops_waiting_frees_the_place() -> None:
    work = Held()
    async with a_pool() as pool:
        tasks = await filled(pool, work, running=2, waiting=3)
        tasks[3].cancel()
        await asyncio.wait([tasks[3]])
        another = asyncio.create_task(pool.run(work))
        await asyncio.sleep(0)
        with pytest.raises(TooMany):
            await pool.run(work)
        work.go_on.set()
        assert await another == "done"
        await asyncio.gather(*tasks, return_exceptions=True)
    assert work.begun == 5


async def test_do_6_what_has_begun_keeps_its_thread_though_nobody_waits_for_it() -> None:
    work = Held()
    async with a_pool(threads=1, most_waiting=1) as pool:
        (first,) = await filled(pool, work, running=1, waiting=0)
        first.cancel()
        await asyncio.wait([first])
        second = asyncio.create_task(pool.run(work))
        await asyncio.sleep(0)
        with pytest.raises(TooMany):
            await pool.run(work)
        assert work.begun == 1
        work.go_on.set()
        assert await second == "done"


async def test_what_fails_frees_its_thread_and_is_told() -> None:
    async with a_pool(threads=1) as pool:
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await pool.run(lambda: 1 // 0)
        assert await pool.run(lambda: "done") == "done"


async def test_who_is_refused_is_never_told_to_come_back_at_once() -> None:
    work = Held()
    async with a_pool(threads=1, most_waiting=0, expected=0.02) as pool:
        (first,) = await filled(pool, work, running=1, waiting=0)
        with pytest.raises(TooMany) as refused:
            await pool.run(work)
        assert refused.value.retry_after == 1.0
        work.go_on.set()
        await first


async def test_closing_waits_for_what_has_begun() -> None:
    work = Held()
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(a_pool())
        (task,) = await filled(pool, work, running=1, waiting=0)
        task.cancel()
        asyncio.get_running_loop().call_later(0.01, work.go_on.set)
    assert work.at_once == 0


async def test_pw_1_the_settings_are_what_hashes_are_made_with() -> None:
    told = Settings.read(
        {"ODDIYA_ARGON2_MEMORY_KIB": "20000", "ODDIYA_ARGON2_ROUNDS": "3", "ODDIYA_ARGON2_THREADS": "1"}
    )
    async with open_adapter(told.section(Section)) as hasher:
        assert (await hasher.hash(PASSWORD)).startswith("$argon2id$v=19$m=20000,t=3,p=1$")


@pytest.mark.parametrize(
    ("variable", "text", "expects"),
    [
        ("ODDIYA_ARGON2_MEMORY_KIB", "19455", "KiB of memory for one hash, 19456 or more"),
        ("ODDIYA_ARGON2_ROUNDS", "1", "passes over that memory, 2 or more"),
        ("ODDIYA_ARGON2_THREADS", "0", "how many hashes to make at once, 1 or more"),
        ("ODDIYA_ARGON2_WAITING", "-1", "how many requests may wait for a hash, 0 or more"),
        ("ODDIYA_ARGON2_ROUNDS", "two", "passes over that memory"),
    ],
)
def test_pw_1_what_is_below_the_floor_is_refused(variable: str, text: str, expects: str) -> None:
    with pytest.raises(SettingError, match=f"^{variable} is '{text}': it expects {expects}"):
        Settings.read({variable: text}).section(Section)


def test_there_are_as_many_threads_as_cores_unless_told() -> None:
    assert Settings.read({"ODDIYA_HOME": "x"}).section(Section).threads == cores() >= 1


def test_a_machine_that_does_not_say_which_cores_are_ours_has_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert cores() >= 1


@pytest.mark.parametrize(
    ("made_with", "now", "outdated"),
    [
        ({"rounds": 1}, {"rounds": 2}, True),
        ({"memory": 8}, {"memory": 16}, True),
        ({"rounds": 1, "memory": 64}, {"rounds": 2, "memory": 8}, True),
        ({"rounds": 2, "memory": 16}, {"rounds": 1, "memory": 8}, False),
        ({}, {}, False),
    ],
)
async def test_pw_1_only_a_hash_with_weaker_parameters_is_outdated(
    made_with: dict[str, int], now: dict[str, int], outdated: object
) -> None:
    async with cheap_hasher(**made_with) as then, cheap_hasher(**now) as today:
        kept = await then.hash(PASSWORD)
        assert await today.verify(kept, PASSWORD)
        assert today.is_outdated(kept) is outdated


@given(st.text(max_size=300), st.text(max_size=300))
def test_pw_2_passwords_are_taken_for_one_only_if_their_normal_forms_are(one: str, other: str) -> None:
    async def compare() -> bool:
        async with cheap_hasher() as hasher:
            kept = await hasher.hash(one)
            assert await hasher.verify(kept, one)
            return await hasher.verify(kept, other)

    same = unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)
    assert asyncio.run(compare()) is same
