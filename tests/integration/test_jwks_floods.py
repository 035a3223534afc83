"""Tokens of strangers: however many there are, the auth service hardly hears of them, and good tokens pass."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from adapters.jose.key_renewal import Pace
from adapters.jose.key_search import MOST_UNKNOWN
from adapters.jose.token_key import TokenKey
from composition.catalogue import adapters_of
from core.errors import Unavailable
from tests.conftest import OpenAdapter
from tests.servers.misbehaviour import BAD_ANSWERS, NO_ANSWERS, a_500
from tests.servers.oidc import Handler
from tests.tokens.fleet import PATIENCE, STRANGER, Fleet, NoCache, a_fleet, a_token

KEY, NEXT = TokenKey.made(), TokenKey.made()
TURN = 30
ANSWERS = {"keys": None, **{answer.__name__: answer for answer in (*NO_ANSWERS, *BAD_ANSWERS)}}


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    async with a_fleet(tmp_path) as running:
        running.publish(KEY)
        yield running


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_jk_1_a_flood_of_kids_makes_the_fleet_ask_once_in_a_turn(fleet: Fleet, answer: Handler | None) -> None:
    await fleet.started(3)
    assert fleet.server.asked == 1
    fleet.server.answer = answer
    for passed in range(0, 2 * TURN + 1, 10):
        await fleet.flood(20)
        assert await fleet.pass_everywhere(a_token(KEY))
        assert fleet.server.asked == 2 + passed // TURN
        await fleet.wait(10)


async def test_jk_1_a_flood_through_redis_makes_the_fleet_ask_once_in_a_turn(
    tmp_path: Path, open_adapter: OpenAdapter
) -> None:
    turn = timedelta(seconds=0.4)
    async with a_fleet(tmp_path, pace=Pace(turn=turn)) as fleet:
        fleet.publish(KEY)
        for _ in range(3):
            await fleet.start_in_real_time(await open_adapter(adapters_of("cache")["redis"]))
        assert fleet.server.asked == 1
        started = monotonic()
        for number in range(40):
            await fleet.flood(50, f"round-{number}")
            assert await fleet.pass_everywhere(a_token(KEY))
        assert 2 <= fleet.server.asked <= 2 + (monotonic() - started) / turn.total_seconds()


async def test_jk_1_without_a_cache_each_process_has_turns_of_its_own(fleet: Fleet) -> None:
    fleet.cache = NoCache()
    await fleet.started(3)
    assert fleet.server.asked == 3
    for passed in range(0, TURN + 1, 10):
        await fleet.flood(20)
        assert await fleet.pass_everywhere(a_token(KEY))
        assert fleet.server.asked == 6 + 3 * (passed // TURN)
        await fleet.wait(10)


async def test_jk_1_a_process_that_knows_no_key_asks_for_none_that_a_token_names(fleet: Fleet) -> None:
    fleet.server.answer = a_500
    member = await fleet.start()
    asked = fleet.server.asked
    for number in range(20):
        with pytest.raises(Unavailable):
            await member.verifier.verify(a_token(STRANGER, kid=f"stranger-{number}"))
    assert fleet.server.asked == asked == 1


async def test_jk_1_what_is_remembered_of_strangers_is_bounded(fleet: Fleet) -> None:
    member = await fleet.start()
    await fleet.flood(3 * MOST_UNKNOWN)
    assert len(member.keys._search._unknown) == MOST_UNKNOWN


@pytest.mark.parametrize("flooded", [False, True], ids=["calm", "flooded"])
async def test_jk_2_a_key_that_was_published_just_now_is_good_at_once(fleet: Fleet, *, flooded: bool) -> None:
    await fleet.started(4)
    fleet.publish(KEY, NEXT)
    if flooded:
        await fleet.announcer().announce(fleet.server.published())
        await fleet.flood(20)
    assert await fleet.pass_everywhere(a_token(NEXT))
    assert fleet.server.asked == 2


async def test_jk_3_a_rotation_in_the_middle_of_a_flood_is_healed_within_a_turn(fleet: Fleet) -> None:
    await fleet.started(3)
    await fleet.flood(20)
    fleet.publish(NEXT, KEY)
    for _ in range(TURN):
        assert not await fleet.members[0].passes(a_token(NEXT))
        await fleet.wait(1)
        await fleet.flood(5)
    assert await fleet.pass_everywhere(a_token(NEXT))
    assert await fleet.pass_everywhere(a_token(KEY))
    assert fleet.server.asked == 3


async def test_jk_3_a_rotation_that_is_announced_is_healed_at_once(fleet: Fleet) -> None:
    await fleet.started(3)
    await fleet.flood(20)
    assert not await fleet.members[0].passes(a_token(NEXT))
    fleet.publish(NEXT, KEY)
    await fleet.announcer().announce(fleet.server.published())
    await fleet.wait(1)
    assert await fleet.pass_everywhere(a_token(NEXT))
    assert fleet.server.asked == 2


async def test_jk_4_500_who_come_at_once_wait_for_one_question(fleet: Fleet) -> None:
    member = await fleet.start()
    fleet.publish(NEXT)
    texts = [a_token(NEXT, number=number) for number in range(500)]
    assert all(await asyncio.gather(*(member.passes(text) for text in texts)))
    assert fleet.server.asked == 2


async def test_jk_4_500_who_come_while_the_auth_service_is_silent_do_not_wait_one_after_the_other(fleet: Fleet) -> None:
    member = await fleet.start()
    fleet.server.answer = NO_ANSWERS[0]
    started = monotonic()
    await fleet.flood(500)
    assert monotonic() - started < 2 * PATIENCE + 2
    assert fleet.server.asked == 2
    assert await member.passes(a_token(KEY))
