"""Keys that come and go: who follows them is neither late nor early, and what is taken away is gone at once."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web
from attrs import define, field

from adapters.jose.key_announcer import INSISTED_FOR, REPEATED_EVERY
from adapters.jose.keys_copy import KeysCopy
from adapters.jose.newest_keys import USABLE
from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from adapters.jose.token_verifier_jwks import JwksTokenVerifier
from composition.catalogue import adapters_of
from core.identity.model.key_schedule import KEPT
from core.identity.model.session import ACCESS_LIFE
from ports.key_announcer import KeyAnnouncer
from tests.clocks import ManualClock
from tests.conftest import OpenAdapter
from tests.servers.jwks import jwks_server
from tests.tokens.fleet import Fleet, a_fleet, a_token
from tests.tokens.published import public
from tests.waiting import until

KEY, NEXT = TokenKey.made(), TokenKey.made()
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
FOUND_OUT = 60  # seconds, without a word from the auth service
TOLD = 1  # and with one


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    async with a_fleet(tmp_path) as running:
        running.publish(KEY)
        yield running


async def test_jk_8_a_rotation_as_an_operator_makes_it_refuses_no_good_token(fleet: Fleet) -> None:
    keys = TokenKeys.first(KEY, now=fleet.clock.now())
    fleet.server.published = lambda: keys.published(fleet.clock.now())
    members = await fleet.started(2)
    fleet.clock.move(HOUR)
    keys = keys.rotated(NEXT, now=fleet.clock.now(), lead=HOUR)
    await fleet.wait(FOUND_OUT)
    assert all(NEXT.kid in member.keys._newest.by_kid for member in members)
    assert keys.signing(fleet.clock.now()).kid == KEY.kid
    fleet.clock.move(HOUR)
    await fleet.wait(1)
    assert keys.signing(fleet.clock.now()).kid == NEXT.kid
    assert await fleet.pass_everywhere(a_token(NEXT))
    fleet.clock.move(ACCESS_LIFE)
    await fleet.wait(1)
    assert await fleet.pass_everywhere(a_token(KEY))
    fleet.clock.move(KEPT - ACCESS_LIFE)
    await fleet.wait(FOUND_OUT)
    assert not any([await member.passes(a_token(KEY)) for member in members])
    assert await fleet.pass_everywhere(a_token(NEXT))


async def test_jk_8_a_key_that_is_taken_away_is_refused_within_a_minute(fleet: Fleet) -> None:
    members = await fleet.started(3)
    assert await fleet.pass_everywhere(a_token(KEY))
    fleet.publish(NEXT)
    await fleet.wait(FOUND_OUT)
    assert [member.verifier.recall(a_token(KEY)) for member in members] == [None] * 3
    assert not any([await member.passes(a_token(KEY)) for member in members])
    assert await fleet.pass_everywhere(a_token(NEXT))


async def test_jk_8_a_key_that_is_announced_to_be_gone_is_refused_at_once(fleet: Fleet) -> None:
    members = await fleet.started(3)
    assert await fleet.pass_everywhere(a_token(KEY))
    fleet.publish(NEXT)
    await fleet.announcer().announce(fleet.server.published())
    await fleet.wait(TOLD)
    assert [member.verifier.recall(a_token(KEY)) for member in members] == [None] * 3
    assert await fleet.pass_everywhere(a_token(NEXT))
    assert fleet.server.asked == 1
    assert not any([await member.passes(a_token(KEY)) for member in members])


async def test_what_was_verified_with_a_key_that_stays_is_not_verified_again(fleet: Fleet) -> None:
    (member,) = await fleet.started(1)
    assert await member.passes(a_token(KEY))
    fleet.publish(NEXT, KEY)
    await fleet.wait(FOUND_OUT)
    assert NEXT.kid in member.keys._newest.by_kid
    assert member.verifier.recall(a_token(KEY)) is not None


@pytest.mark.parametrize("ahead", [-5, 0, 5], ids="the gateway's clock is {} minutes ahead".format)
async def test_an_answer_from_before_an_announcement_does_not_undo_it(fleet: Fleet, ahead: int) -> None:
    members = await fleet.started(2)
    elsewhere = fleet.announcer()
    elsewhere._clock = ManualClock(fleet.clock.now() - timedelta(minutes=ahead))

    async def meanwhile(_: web.Request) -> web.StreamResponse:
        await elsewhere.announce([NEXT.jwk])
        return web.json_response({"keys": [dict(KEY.jwk)]})

    fleet.server.answer = meanwhile
    assert await members[0].passes(a_token(NEXT))
    await fleet.wait(1)
    assert await fleet.pass_everywhere(a_token(NEXT))
    assert not any([await member.passes(a_token(KEY)) for member in members])


async def test_an_announcement_from_before_the_question_does_not_hide_the_answer(fleet: Fleet) -> None:
    (member,) = await fleet.started(1)
    fleet.clock.move(timedelta(seconds=FOUND_OUT))
    await fleet.announcer().announce([KEY.jwk])
    fleet.publish(KEY, NEXT)
    await member.keys.renew()
    assert set(member.keys._newest.by_kid) == {KEY.kid, NEXT.kid}


@define
class AuthService:
    """What announces, and what can be seen of that."""

    fleet: Fleet
    _announcer: KeyAnnouncer = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._announcer = self.fleet.announcer()

    async def announce(self, *keys: TokenKey) -> None:
        await self._announcer.announce([key.jwk for key in keys])

    async def shared(self) -> KeysCopy:
        copy = await self.fleet.shared().read()
        assert copy is not None
        return copy

    async def somebody_shares(self, *keys: TokenKey) -> None:
        """Share what somebody has read before."""
        there = await self.shared()
        copy = KeysCopy(version=there.version + 1, seen_at=self.fleet.clock.now(), keys=public(*keys))
        await self.fleet.shared().write(copy)


@pytest.fixture
def auth(fleet: Fleet) -> AuthService:
    return AuthService(fleet)


async def test_an_announcement_that_was_overwritten_just_now_is_made_again(auth: AuthService) -> None:
    await auth.announce(KEY)
    await auth.announce(NEXT)
    first = await auth.shared()
    await auth.somebody_shares(KEY)
    await auth.announce(NEXT)
    again = await auth.shared()
    assert again.jwks == first.jwks == [NEXT.jwk]
    assert again.version > first.version


async def test_an_announcer_that_has_heard_of_no_change_leaves_what_others_say(fleet: Fleet, auth: AuthService) -> None:
    await auth.announce(KEY)
    fleet.clock.move(timedelta(seconds=INSISTED_FOR))
    await auth.somebody_shares(NEXT)
    await auth.announce(KEY)
    assert (await auth.shared()).jwks == [NEXT.jwk]


async def test_what_is_announced_again_is_said_again_now_and_then_and_when_it_is_lost(
    fleet: Fleet, auth: AuthService
) -> None:
    await auth.announce(KEY)
    first = await auth.shared()
    fleet.clock.move(timedelta(seconds=REPEATED_EVERY - 1))
    await auth.announce(KEY)
    assert (await auth.shared()).version == first.version
    fleet.clock.move(SECOND)
    await auth.announce(KEY)
    assert (await auth.shared()).seen_at == fleet.clock.now()
    await fleet.cache.delete(fleet.shared()._key)
    await auth.announce(KEY)
    assert (await auth.shared()).jwks == [KEY.jwk]


async def test_what_is_shared_is_kept_for_an_hour(fleet: Fleet, auth: AuthService) -> None:
    await auth.announce(KEY)
    fleet.clock.move(HOUR - SECOND)
    assert (await auth.shared()).jwks == [KEY.jwk]
    fleet.clock.move(SECOND)
    assert await fleet.shared().read() is None


async def test_a_clock_that_was_set_back_announces_nothing_older(fleet: Fleet, auth: AuthService) -> None:
    (member,) = await fleet.started(1)
    fleet.clock.move(-USABLE / 2)
    await auth.announce(NEXT)
    await member.step()
    assert set(member.keys._newest.by_kid) == {NEXT.kid}


async def test_jk_2_what_is_announced_through_redis_is_known_to_all_within_two_seconds(
    open_adapter: OpenAdapter, redis_environment: dict[str, str]
) -> None:
    redis = {**redis_environment, "ODDIYA_CACHE": "redis"}
    async with jwks_server(lambda: [KEY.jwk]) as server:
        jwks, cache = adapters_of("token_verifier")["jwks"], adapters_of("key_announcer")["cache"]
        verifiers: list[JwksTokenVerifier] = [
            await open_adapter(jwks, ODDIYA_AUTH_URL=server.url, **redis) for _ in range(3)
        ]
        announcer: KeyAnnouncer = await open_adapter(cache, **redis)
        for published in ([KEY, NEXT], [NEXT]):
            await announcer.announce([key.jwk for key in published])
            await until(partial(all_know, verifiers, {key.kid for key in published}), within=2)
        assert server.asked == 1


async def all_know(verifiers: Sequence[JwksTokenVerifier], kids: set[str]) -> bool:
    """Tell whether all know these keys and no others."""
    return all(set(one.keys._newest.by_kid) == kids for one in verifiers)
