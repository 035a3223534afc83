"""Signing in with an e-mail address and a password."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve
from typing_extensions import override

from adapters.memory.rate_limiter import MemoryRateLimiter
from core.errors import TooMany
from core.identity.model.credential import Credential
from core.identity.model.email import email_key
from core.identity.model.errors import InvalidCredentials, TooManyAttempts
from core.identity.model.linking import password_for
from core.identity.model.proof import Proof
from core.identity.model.session import Client
from core.identity.model.user import Identity
from core.identity.use_cases.accounts.delete_account import DeleteAccount
from core.identity.use_cases.steps.throttle import Throttle
from ports.password_hasher import PasswordHasher
from tests.clocks import ManualClock
from tests.identity.builders import HOME
from tests.identity.passwords import EMAIL, OTHER_PASSWORD, PASSWORD, Accounts, accounts, cheap_hasher
from tests.unit.test_throttle import LimiterOutOfReach

GOOGLE = Identity(provider="https://accounts.google.com", provider_id="108")
SETTLED = Proof(identity=GOOGLE, email=EMAIL, email_verified=True, email_settles=True)


@pytest.fixture
async def lent() -> AsyncIterator[Accounts]:
    async with accounts() as made:
        await made.registering("open").sign_up()
        made.hasher.calls.clear()
        yield made


async def refused(lent: Accounts, **options: Any) -> None:
    with pytest.raises(InvalidCredentials):
        await lent.sign_in(**options)


def from_network(number: int) -> Client:
    return Client(address=f"198.51.{number}.7")


async def test_the_right_password_begins_a_session(lent: Accounts) -> None:
    signed_in = await lent.sign_in()
    sessions = await lent.sessions.of_user(signed_in.user.user_id)
    assert signed_in.user.email == EMAIL
    assert sessions[0].session_id in signed_in.tokens.access_token
    assert sessions[0].client == Client(agent="a browser", address="192.0.2.7")


@pytest.mark.parametrize("spelling", ["MINA@EXAMPLE.COM", "\uff4dina@example.com", "mina\uff20example.com"])
async def test_al_4_every_spelling_of_the_address_leads_to_the_account(lent: Accounts, spelling: str) -> None:
    assert (await lent.sign_in(spelling)).user.email == EMAIL


@pytest.mark.parametrize(
    "other", ["m\u0131na@example.com", "mina+a@example.com", "mina@example.co", "mina@examp1e.com"]
)
async def test_al_4_what_only_resembles_the_address_leads_nowhere(lent: Accounts, other: str) -> None:
    await refused(lent, email=other)


async def _nobody(_: Accounts) -> str:
    return "nobody@example.com"


async def _no_address(_: Accounts) -> str:
    return "no address\x00"


async def _without_a_password(lent: Accounts) -> str:
    await lent.directory.sign_in(evolve(SETTLED, email="ann@example.com"))
    return "ann@example.com"


async def _of_a_deleted_account(lent: Accounts) -> str:
    await lent.directory.sign_in(SETTLED)
    assert await lent.credential()
    return EMAIL


async def _known(_: Accounts) -> str:
    return EMAIL


@pytest.mark.parametrize("whose", [_nobody, _no_address, _without_a_password, _known])
async def test_pw_5_whoever_it_is_one_hash_is_compared_and_the_answer_is_the_same(
    lent: Accounts, whose: Callable[[Accounts], Awaitable[str]]
) -> None:
    email = await whose(lent)
    with pytest.raises(InvalidCredentials) as told:
        await lent.sign_in(email, OTHER_PASSWORD)
    assert lent.hasher.calls == ["verify"]
    assert (type(told.value), str(told.value)) == (InvalidCredentials, InvalidCredentials.says)


async def test_pw_5_an_account_that_is_gone_is_like_one_that_never_was(lent: Accounts) -> None:
    await refused(lent, email=await _of_a_deleted_account(lent))
    assert lent.hasher.calls == ["verify"]


async def test_al_1_a_password_is_worth_nothing_from_the_moment_at_which_somebody_else_proves_the_address(
    lent: Accounts,
) -> None:
    assert await lent.lets_in()
    # No event has been handled yet: the auth service still has the hash.
    await _of_a_deleted_account(lent)
    await refused(lent)


async def test_pw_7_guesses_from_many_networks_are_throttled_more_and_more_but_never_for_good(lent: Accounts) -> None:
    let_through = 0
    for number in range(100):
        try:
            let_through += not await lent.lets_in(password=OTHER_PASSWORD, client=from_network(number))
        except TooManyAttempts:
            lent.clock.move(timedelta(seconds=1))
    assert let_through < 15
    lent.clock.move(timedelta(hours=1))
    assert await lent.lets_in()


async def test_pw_7_the_longer_somebody_guesses_the_longer_they_wait(lent: Accounts) -> None:
    waits = []
    for number in range(60):
        try:
            await lent.lets_in(password=OTHER_PASSWORD, client=from_network(number))
        except TooManyAttempts as too_many:
            waits.append(too_many.retry_after)
            lent.clock.move(timedelta(seconds=too_many.retry_after))
    assert waits[0] == 12
    assert waits[-1] == 180
    assert waits == sorted(waits)


async def test_pw_7_an_owner_on_a_known_device_gets_in_while_strangers_guess(lent: Accounts) -> None:
    device = (await lent.sign_in()).device
    assert device is not None
    for number in range(20):
        with pytest.raises((InvalidCredentials, TooManyAttempts)):
            await lent.sign_in(password=OTHER_PASSWORD, client=from_network(number))
    with pytest.raises(TooManyAttempts):
        await lent.sign_in()
    assert (await lent.sign_in(device=device)).device == device


async def test_pw_7_the_device_on_which_somebody_registered_is_known_at_once(lent: Accounts) -> None:
    await lent.sign_up("ann@example.com")
    verified = await lent.verify_registration(token=await lent.token(), password=PASSWORD, client=HOME)
    opened = await lent.registering("open").sign_up("bea@example.com")
    assert opened is not None
    for email, device in (("ann@example.com", verified.device), ("bea@example.com", opened.device)):
        for number in range(20):
            with pytest.raises((InvalidCredentials, TooManyAttempts)):
                await lent.sign_in(email, OTHER_PASSWORD, client=from_network(number))
        with pytest.raises(TooManyAttempts):
            await lent.sign_in(email)
        assert (await lent.sign_in(email, device=device)).device == device


async def test_pw_7_a_device_has_no_more_guesses_than_anybody_and_is_no_help_with_another_account(
    lent: Accounts,
) -> None:
    device = (await lent.sign_in()).device
    for _ in range(5):
        await refused(lent, password=OTHER_PASSWORD, device=device)
    with pytest.raises(TooManyAttempts):
        await lent.sign_in(device=device)
    await lent.registering("open").sign_up("ann@example.com")
    for _ in range(5):
        await refused(lent, email="ann@example.com", password=OTHER_PASSWORD)
    with pytest.raises(TooManyAttempts):
        await lent.sign_in("ann@example.com", device=device)


async def test_pw_8_one_password_over_many_accounts_is_throttled_by_network(lent: Accounts) -> None:
    for network in ("198.51.100.{}", "2001:db8::{:x}"):
        for number in range(60):
            await refused(lent, email=f"m{number}@example.com", client=Client(address=network.format(number)))
        with pytest.raises(TooManyAttempts):
            await lent.sign_in(client=Client(address=network.format(99)))
    assert await lent.lets_in(client=Client(address="203.0.113.9"))


async def test_pw_9_the_right_password_forgives_the_wrong_ones_before_it(lent: Accounts) -> None:
    for _ in range(6):
        for _ in range(4):
            await refused(lent, password=OTHER_PASSWORD)
        assert await lent.lets_in()
        lent.clock.move(timedelta(seconds=20))  # the network's share is not given back


async def test_pw_9_without_the_shared_limiter_each_process_counts_for_itself() -> None:
    throttle = Throttle(limiter=LimiterOutOfReach(), local=MemoryRateLimiter(clock=ManualClock()))
    async with accounts(throttle=throttle) as lent:
        for _ in range(5):
            await refused(lent)
        with pytest.raises(TooManyAttempts):
            await lent.sign_in()


async def test_what_is_counted_is_named_by_no_address(lent: Accounts) -> None:
    await refused(lent, password=OTHER_PASSWORD)
    keys = repr(vars(lent.limiter)["_full_at"].__getstate__())
    assert "guesses:60:" in keys
    assert "mina" not in keys
    assert "192.0.2" not in keys


async def test_pw_1_a_hash_made_with_weaker_parameters_is_replaced_when_its_owner_signs_in() -> None:
    async with AsyncExitStack() as stack:
        weak = await stack.enter_async_context(cheap_hasher(memory=8))
        strong = await stack.enter_async_context(cheap_hasher(memory=64))
        lent = await stack.enter_async_context(accounts(weak))
        await lent.registering("open").sign_up()
        lent.hasher.hasher = strong
        await refused(lent, password=OTHER_PASSWORD)
        assert "m=8," in await hash_of(lent)
        await asyncio.gather(lent.sign_in(), lent.sign_in())
        assert "m=64," in await hash_of(lent)
        assert await lent.lets_in()


async def test_pw_1_nobody_is_kept_waiting_for_a_better_hash() -> None:
    class Busy(PasswordHasher):
        def __init__(self, hasher: PasswordHasher) -> None:
            self._hasher = hasher

        @override
        async def hash(self, password: str) -> str:
            raise TooMany(retry_after=1)

        @override
        async def verify(self, password_hash: str | None, password: str) -> bool:
            return await self._hasher.verify(password_hash, password)

        @override
        def is_outdated(self, password_hash: str) -> bool:
            return True

    async with accounts() as lent:
        await lent.registering("open").sign_up()
        before = await hash_of(lent)
        lent.hasher.hasher = Busy(lent.hasher.hasher)
        assert await lent.lets_in()
        assert await hash_of(lent) == before


@pytest.mark.parametrize("becomes", ["another", "none"])
async def test_rt_12_a_password_that_is_replaced_during_the_sign_in_opens_nothing(lent: Accounts, becomes: str) -> None:
    credential = await lent.credential()
    assert credential is not None
    await refused(during_the_sign_in(lent, becomes))
    assert await lent.sessions.of_user(credential.user_id) == []


async def test_a_hash_that_another_sign_in_has_replaced_meanwhile_is_no_harm(lent: Accounts) -> None:
    signed_in = await during_the_sign_in(lent, "the same").sign_in()
    assert signed_in.user.email == EMAIL


async def test_rt_12_an_account_that_is_deleted_during_the_sign_in_keeps_no_session_and_no_password(
    lent: Accounts,
) -> None:
    credential = await lent.credential()
    assert credential is not None
    people = lent.directory.sign_in_user.works
    delete = partial(DeleteAccount(works=people, sessions=lent.sessions), user_id=credential.user_id)
    await refused(lent.during(before={"holder": delete}))
    assert await lent.sessions.of_user(credential.user_id) == []
    assert await lent.credential() is None


async def test_al_1_the_password_of_whoever_lost_the_address_opens_nothing_of_whoever_has_it_now(
    lent: Accounts,
) -> None:
    """The auth service has not heard of it yet."""
    owner = await lent.directory.sign_in(SETTLED)
    mailed = evolve(SETTLED, identity=password_for(email_key(EMAIL)))
    assert (await lent.directory.sign_in(mailed)).user_id == owner.user_id
    await refused(lent)
    assert await lent.sessions.of_user(owner.user_id) == []


async def test_al_1_what_is_forgotten_then_is_not_the_password_of_whoever_has_the_address_now(lent: Accounts) -> None:
    async def the_owner_gets_the_address() -> None:
        owner = await lent.directory.sign_in(SETTLED)
        await lent.directory.sign_in(evolve(SETTLED, identity=password_for(email_key(EMAIL))))
        async with lent.works.begin() as work:
            await work.credentials.put(
                Credential(
                    user_id=owner.user_id,
                    email_key=email_key(EMAIL),
                    email=EMAIL,
                    password_hash=await lent.hasher.hash(OTHER_PASSWORD),
                )
            )

    await refused(lent.during(before={"holder": the_owner_gets_the_address}))
    assert await lent.lets_in(password=OTHER_PASSWORD)


async def test_a_password_that_is_replaced_while_a_better_hash_is_made_stays_replaced(lent: Accounts) -> None:
    class Outdated(PasswordHasher):
        def __init__(self, hasher: PasswordHasher) -> None:
            self._hasher = hasher

        @override
        async def hash(self, password: str) -> str:
            credential = await lent.credential()
            assert credential is not None
            async with lent.works.begin() as work:
                fresh = await self._hasher.hash(OTHER_PASSWORD)
                await work.credentials.put(evolve(credential, password_hash=fresh))
            return await self._hasher.hash(password)

        @override
        async def verify(self, password_hash: str | None, password: str) -> bool:
            return await self._hasher.verify(password_hash, password)

        @override
        def is_outdated(self, password_hash: str) -> bool:
            return True

    current = lent.hasher.hasher
    lent.hasher.hasher = Outdated(current)
    await lent.sign_in()
    lent.hasher.hasher = current
    assert await lent.lets_in(password=OTHER_PASSWORD)
    assert not await lent.lets_in()


async def test_do_6_a_flood_is_refused_at_once_beyond_what_is_waited_for() -> None:
    async with cheap_hasher(memory=4096, threads=1, waiting=10) as hasher, accounts(hasher) as lent:
        flood = (lent.sign_in(f"m{number}@example.com", client=from_network(number % 250)) for number in range(200))
        ended = await asyncio.gather(*flood, return_exceptions=True)
        kinds = [type(one) for one in ended]
        assert kinds.count(InvalidCredentials) == 11
        assert kinds.count(TooMany) == 189


async def hash_of(lent: Accounts) -> str:
    credential = await lent.credential()
    assert credential is not None
    return credential.password_hash


def during_the_sign_in(lent: Accounts, becomes: str) -> Accounts:
    """Return a sign-in in the middle of which, once its session has begun, the password is replaced."""
    password = PASSWORD if becomes == "the same" else OTHER_PASSWORD

    async def replace_it() -> None:
        fresh = await lent.hasher.hash(password)
        credential = await lent.credential()
        assert credential is not None
        async with lent.works.begin() as work:
            if becomes == "none":
                await work.credentials.forget(credential.user_id)
            else:
                await work.credentials.put(evolve(credential, password_hash=fresh))

    return lent.during(before={"holder": replace_it})
