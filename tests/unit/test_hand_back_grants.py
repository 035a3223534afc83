"""How what a provider gave is handed back once the account is deleted, whatever the provider does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import define, field
from structlog.testing import capture_logs
from typing_extensions import override

from adapters.memory.auth_works import open_adapter
from adapters.memory.works import Section
from adapters.signing.sealer import AesSealer
from adapters.system.ids import Uuid7Ids
from adapters.system.randomness import SystemRandomness
from adapters.w3c.tracing import W3cTracing
from core.errors import BadAnswer, NoAnswer, Unavailable
from core.identity.model.provider_grant import PROVIDER_GRANT
from core.identity.use_cases.told.hand_back_grants import (
    FIRST_WAIT,
    LEASE,
    LONGEST_WAIT,
    Attempt,
    HandBackGrants,
    Outcome,
)
from entrypoints.grant_returns import GrantReturns
from ports.auth_works import AuthWork
from ports.sealer import Sealer
from ports.works import Works
from tests.clocks import ManualClock
from tests.identity.builders import KEY, a_grant, a_user_id
from tests.identity.grant_takers import GrantTaker, OnlyApple


@define
class Bench:
    """Grants that are due, and Apple."""

    clock: ManualClock
    works: Works[AuthWork]
    sealer: Sealer
    apple: GrantTaker = field(factory=GrantTaker)

    @property
    def hand_back_grants(self) -> HandBackGrants:
        return HandBackGrants(works=self.works, providers=OnlyApple(self.apple), sealer=self.sealer)

    async def give_up(self, *secrets: str, provider: str = "apple") -> None:
        for secret in secrets:
            sealed = self.sealer.seal(secret.encode(), purpose=PROVIDER_GRANT)
            grant = a_grant(a_user_id(), provider=provider, sealed=sealed)
            async with self.works.begin() as work:
                await work.grants.put(grant)
                await work.grants.give_up(grant.user_id)

    async def attempts(self) -> list[Attempt]:
        return [attempt async for attempt in self.hand_back_grants()]

    async def outcomes(self) -> list[Outcome]:
        return [attempt.outcome for attempt in await self.attempts()]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    clock = ManualClock()
    sealer = AesSealer(key=KEY, randomness=SystemRandomness())
    async with open_adapter(Section(clock=clock, ids=Uuid7Ids(clock), tracing=W3cTracing())) as works:
        yield Bench(clock, works, sealer)


async def test_ap_11_every_grant_that_is_due_is_handed_back_once_and_in_clear(bench: Bench) -> None:
    await bench.give_up("first", "second", "셋째")
    assert await bench.outcomes() == [Outcome.HANDED_BACK] * 3
    assert bench.apple.taken == ["first", "second", "셋째"]
    bench.clock.move(timedelta(days=400))
    assert await bench.attempts() == []


async def test_a_grant_of_an_account_that_lives_is_not_handed_back(bench: Bench) -> None:
    async with bench.works.begin() as work:
        await work.grants.put(a_grant(a_user_id()))
    assert await bench.attempts() == []


@pytest.mark.parametrize("trouble", [Unavailable(what="apple"), BadAnswer(what="apple"), NoAnswer(what="apple")])
async def test_ap_11_with_apple_down_it_is_tried_until_it_succeeds(bench: Bench, trouble: Unavailable) -> None:
    await bench.give_up("grant")
    bench.apple.trouble = trouble
    for number in range(1, 41):
        (attempt,) = await bench.attempts()
        assert (attempt.number, attempt.outcome) == (number, Outcome.PUT_OFF)
        bench.clock.move(LONGEST_WAIT)
    bench.apple.trouble = None
    assert await bench.outcomes() == [Outcome.HANDED_BACK]
    assert bench.apple.taken == ["grant"]


async def test_a_provider_that_does_not_answer_is_left_alone_for_longer_and_longer(bench: Bench) -> None:
    await bench.give_up("grant")
    bench.apple.trouble = Unavailable(what="apple")
    for attempts in range(1, 12):
        assert await bench.outcomes() == [Outcome.PUT_OFF]
        bench.clock.move(bench.hand_back_grants.wait_after(attempts) - timedelta(microseconds=1))
        assert await bench.attempts() == []
        bench.clock.move(timedelta(microseconds=1))


def test_the_wait_doubles_up_to_an_hour(bench: Bench) -> None:
    wait_after = bench.hand_back_grants.wait_after
    waits = [wait_after(attempts) for attempts in range(1, 10)]
    assert waits == [FIRST_WAIT * 2**doublings for doublings in range(7)] + [LONGEST_WAIT] * 2
    assert wait_after(10**9) == LONGEST_WAIT


async def test_one_that_a_provider_does_not_take_now_keeps_no_other_waiting(bench: Bench) -> None:
    await bench.give_up("one", "two")
    bench.apple.trouble = Unavailable(what="apple")
    assert await bench.outcomes() == [Outcome.PUT_OFF] * 2


async def test_a_grant_of_a_provider_that_a_deployment_forgot_waits_for_the_next_one(bench: Bench) -> None:
    await bench.give_up("grant", provider="myspace")
    assert await bench.outcomes() == [Outcome.PUT_OFF]
    bench.clock.move(timedelta(days=400))
    assert await bench.outcomes() == [Outcome.PUT_OFF]


async def test_a_grant_that_was_sealed_with_another_key_is_lost_and_shown_to_nobody(bench: Bench) -> None:
    await bench.give_up("grant")
    bench.sealer = AesSealer(key=b"other" * 8, randomness=SystemRandomness())
    assert await bench.outcomes() == [Outcome.LOST]
    assert bench.apple.asked == 0


async def test_what_fails_unexpectedly_keeps_no_other_waiting_and_comes_again(bench: Bench) -> None:
    await bench.give_up("poison")
    bench.apple.trouble = ValueError("a bug")
    with pytest.raises(ValueError, match="a bug"):
        await bench.attempts()
    await bench.give_up("good")
    bench.apple.trouble = None
    assert await bench.outcomes() == [Outcome.HANDED_BACK]
    assert bench.apple.taken == ["good"]
    bench.clock.move(LEASE)
    assert await bench.outcomes() == [Outcome.HANDED_BACK]
    assert bench.apple.taken == ["good", "poison"]


async def test_two_processes_hand_each_grant_back_once(bench: Bench) -> None:
    await bench.give_up(*(str(number) for number in range(20)))
    await asyncio.gather(bench.attempts(), bench.attempts())
    assert sorted(bench.apple.taken, key=int) == [str(number) for number in range(20)]


async def test_the_store_is_not_held_while_the_provider_is_asked(bench: Bench) -> None:
    await bench.give_up("grant")
    asked = asyncio.Event()

    class SlowApple(GrantTaker):
        @override
        async def revoke(self, grant: str) -> None:
            self.taken.append(grant)
            asked.set()
            await asyncio.Event().wait()

    bench.apple = SlowApple()
    handing_back = asyncio.create_task(bench.attempts())
    try:
        await asyncio.wait_for(asked.wait(), 5)
        async with asyncio.timeout(5), bench.works.begin() as work:
            assert await work.grants.due(limit=1, lease=LEASE) == []
    finally:
        handing_back.cancel()
        await asyncio.gather(handing_back, return_exceptions=True)


async def test_the_operator_reads_of_every_attempt_and_never_the_grant(bench: Bench) -> None:
    await bench.give_up("hush-hush")
    job = GrantReturns(hand_back_grants=bench.hand_back_grants)
    bench.apple.trouble = Unavailable(what="apple")
    with capture_logs() as lines:
        await job()
        bench.apple.trouble = None
        bench.clock.move(LONGEST_WAIT)
        await job()
        await bench.give_up("hush-hush")
        bench.sealer = AesSealer(key=b"other" * 8, randomness=SystemRandomness())
        await GrantReturns(hand_back_grants=bench.hand_back_grants)()
    assert [(line["log_level"], line["outcome"], line["provider"], line["attempt"]) for line in lines] == [
        ("warning", "put off", "apple", 1),
        ("info", "handed back", "apple", 2),
        ("error", "lost", "apple", 1),
    ]
    assert "hush" not in repr(lines)
