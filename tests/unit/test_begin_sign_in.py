"""Setting out to sign in: what the person takes along, and what stays here."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from typing_extensions import override

from adapters.memory.cache import MemoryCache
from core.identity.model.errors import (
    BadChallenge,
    ProviderNotFound,
    RedirectNotAllowed,
    SignInNotOpen,
    TooManyAttempts,
)
from core.identity.model.pending_sign_in import PendingSignIn, digest_of_binding
from core.identity.model.wanted_sign_in import WantedSignIn
from core.identity.use_cases.steps.departures import DEPARTURES
from ports.clock import Clock
from tests.identity.providers import APP, CHALLENGE, ProviderFlows, provider_flows

WISH = WantedSignIn(provider="google", target=APP)


class WatchedCache(MemoryCache):
    """Remembers what it was given to keep."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock=clock, most_bytes=2**20)
        self.given: list[tuple[str, bytes, timedelta]] = []

    @override
    async def set(self, key: str, value: bytes, *, ttl: timedelta) -> None:
        self.given.append((key, value, ttl))
        await super().set(key, value, ttl=ttl)


@pytest.fixture
async def flows() -> AsyncIterator[ProviderFlows]:
    async with provider_flows() as opened:
        yield opened


async def test_az_2_no_two_sign_ins_share_a_secret_and_each_has_256_random_bits(flows: ProviderFlows) -> None:
    begun = [await flows.begun() for _ in range(50)]
    asked = flows.providers.get("google").asked
    drawn = [secret for one in asked for secret in (one.state, one.nonce, one.verifier)]
    secrets = [*drawn, *(one.binding for one in begun)]
    assert len(set(secrets)) == 200
    assert {len(secret) for secret in secrets} == {43}


async def test_what_the_app_asks_for_reaches_the_provider(flows: ProviderFlows) -> None:
    begun = await flows.begun(login_hint="mina@example.com", at_once=True)
    (asked,) = flows.providers.get("google").asked
    assert (asked.target, asked.login_hint, asked.at_once) == (APP, "mina@example.com", True)
    assert begun.state == asked.state
    assert begun.url.startswith("https://google.test/authorize?")
    assert begun.expires_in == timedelta(minutes=10)


async def test_az_3_everything_that_must_hold_later_is_kept_here_for_ten_minutes(flows: ProviderFlows) -> None:
    begun = await flows.begun(client_challenge=CHALLENGE)
    (asked,) = flows.providers.get("google").asked
    expected = PendingSignIn(
        provider="google",
        issuer="https://google.test",
        redirect_uri=APP,
        target=APP,
        nonce=asked.nonce,
        verifier=asked.verifier,
        client_challenge=CHALLENGE,
        binding_digest=digest_of_binding(begun.binding),
        link=None,
        created_at=flows.clock.now(),
    )
    assert await flows.open_sign_ins.look(begun.state) == expected
    flows.clock.move(timedelta(minutes=10) - timedelta(seconds=1))
    assert await flows.open_sign_ins.look(begun.state) == expected
    flows.clock.move(timedelta(seconds=1))
    with pytest.raises(SignInNotOpen):
        await flows.open_sign_ins.look(begun.state)


async def test_az_3_who_reads_the_store_learns_no_state_and_no_binding(flows: ProviderFlows) -> None:
    cache = WatchedCache(flows.clock)
    begun = await flows.with_ports(cache=cache).begun()
    ((key, kept, _),) = cache.given
    assert json.loads(kept)["provider"] == "google"
    for secret in (begun.state, begun.binding):
        assert secret not in key
        assert secret.encode() not in kept


@pytest.mark.parametrize("provider", ["", "nobody", "../google", "google/../kakao", "g" * 10_000, "Google", "구글"])
async def test_az_1_an_unknown_provider_is_not_found_and_nobody_is_asked(flows: ProviderFlows, provider: str) -> None:
    with pytest.raises(ProviderNotFound):
        await flows.begun(provider)
    assert all(not one.asked for one in flows.providers.by_id.values())


async def test_az_4_a_target_that_is_none_of_our_apps_is_refused_and_nobody_is_asked(flows: ProviderFlows) -> None:
    with pytest.raises(RedirectNotAllowed):
        await flows.begun(target="https://evil.test/")
    assert flows.providers.get("google").asked == []


@pytest.mark.parametrize("challenge", ["", "plain", "c" * 42, "c" * 44])
def test_cb_10_a_challenge_that_is_none_is_refused(challenge: str) -> None:
    with pytest.raises(BadChallenge):
        WantedSignIn(provider="google", target=APP, client_challenge=challenge)


async def test_az_7_one_network_can_begin_but_so_many_and_others_go_on(flows: ProviderFlows) -> None:
    admitted = 0
    with pytest.raises(TooManyAttempts):
        for number in range(1000):
            await flows.begin(wanted=WISH, address=f"198.51.100.{number % 250}")
            admitted += 1
    assert admitted == DEPARTURES.count
    await flows.begin(wanted=WISH, address="203.0.113.1")
    flows.clock.move(timedelta(minutes=1))
    await flows.begin(wanted=WISH, address="198.51.100.1")


async def test_az_7_sign_ins_that_nobody_ends_leave_nothing_behind(flows: ProviderFlows) -> None:
    cache = WatchedCache(flows.clock)
    for _ in range(400):
        await flows.with_ports(cache=cache).begun()
    assert len({key for key, _, _ in cache.given}) == 400
    assert max(len(key) + len(value) for key, value, _ in cache.given) < 2048
    assert {ttl for _, _, ttl in cache.given} == {timedelta(minutes=10)}
