"""Further ways to sign in to an account: added by whoever has just signed in to it, and by nobody else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest
from attrs import evolve

from core.errors import Unavailable
from core.identity.model.credential import Credential
from core.identity.model.email import email_key
from core.identity.model.errors import (
    BadChallenge,
    IdentityNotFound,
    LastIdentity,
    SignInNotOpen,
    SignInNotYours,
    SignInTooOld,
    TooManyAttempts,
    UserNotFound,
)
from core.identity.model.identity_id import identity_id
from core.identity.model.pending_sign_in import CallerSession
from core.identity.model.returned import Returned
from core.identity.model.security_event import SecurityEvent
from core.identity.model.session import RECENT, SessionId
from core.identity.model.user import PASSWORD, Identity, UserId
from core.identity.model.wanted_sign_in import WantedSignIn
from core.identity.use_cases.steps.departures import DEPARTURES
from ports.identity_works import IdentityTaken
from tests.builders import an_id
from tests.identity.builders import PHONE
from tests.identity.meanwhile import MeanwhileDirectory
from tests.identity.providers import APP, CHALLENGE, VERIFIER, ProviderFlows, provider_flows
from tests.identity.sessions import WorksAway

KAKAO = Identity(provider="https://kakao.test", provider_id="7")
WISH = WantedSignIn(provider="kakao", target=APP, client_challenge=CHALLENGE)


@pytest.fixture
async def flows() -> AsyncIterator[ProviderFlows]:
    async with provider_flows() as opened:
        yield opened


async def returned_link(flows: ProviderFlows, caller: CallerSession, sub: str = "7") -> Returned:
    begun = await flows.begin_link(caller=caller, wanted=WISH, address=PHONE.address)
    return evolve(flows.returned(begun, "kakao", sub), client_verifier=VERIFIER)


async def everything_given_up(flows: ProviderFlows, user_id: UserId) -> dict[str, str]:
    """Give all of a user's grants up, and return of which identities, at which providers, they are."""
    async with flows.ports.auth_works.begin() as work:
        await work.grants.give_up(user_id)
    return {grant.identity_id: grant.provider for grant in await flows.grants_due() if grant.user_id == user_id}


async def history(flows: ProviderFlows, user_id: UserId) -> list[SecurityEvent]:
    async with flows.ports.auth_works.begin() as work:
        return list(await work.security.of_user(user_id, limit=10))


async def test_somebody_adds_a_way_to_sign_in(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("google"))
    assert await flows.link(caller=caller, returned=await returned_link(flows, caller)) == KAKAO
    identities = await flows.list_identities(user_id=caller.user_id)
    assert [one.provider for one in identities] == ["https://google.test", "https://kakao.test"]
    assert (await flows.sign_in("kakao", "7")).user.user_id == caller.user_id
    (event,) = await history(flows, caller.user_id)
    assert (event.kind, event.session_id) == ("identity-linked", caller.session_id)


async def test_al_6_a_sign_in_of_some_time_ago_is_not_enough(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("google"))
    flows.clock.move(RECENT)
    await returned_link(flows, caller)
    flows.clock.move(timedelta(seconds=1))
    with pytest.raises(SignInTooOld):
        await returned_link(flows, caller)


async def test_al_6_a_session_that_is_over_or_somebody_elses_is_not_enough(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("google", "1"))
    other = flows.caller(await flows.sign_in("google", "2"))
    with pytest.raises(SignInTooOld):
        await returned_link(flows, evolve(caller, session_id=other.session_id))
    await flows.ports.sessions.end(caller.session_id, user_id=caller.user_id)
    with pytest.raises(SignInTooOld):
        await returned_link(flows, caller)


async def test_al_6_a_link_is_bound_to_the_app_that_begins_it(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("google"))
    with pytest.raises(BadChallenge):
        await flows.begin_link(caller=caller, wanted=evolve(WISH, client_challenge=None), address=PHONE.address)
    returned = await returned_link(flows, caller)
    with pytest.raises(SignInNotYours):
        await flows.link(caller=caller, returned=evolve(returned, client_verifier=None))
    assert flows.providers.get("kakao").shown == []


async def test_al_6_nobody_else_ends_a_link_that_somebody_has_begun(flows: ProviderFlows) -> None:
    victim = flows.caller(await flows.sign_in("google", "1"))
    attacker = flows.caller(await flows.sign_in("google", "2"))
    with pytest.raises(SignInNotOpen):
        await flows.link(caller=victim, returned=await returned_link(flows, attacker))
    assert flows.providers.get("kakao").shown == []
    assert len(await flows.list_identities(user_id=victim.user_id)) == 1


async def test_al_6_another_session_of_the_same_user_ends_it_neither(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("google"))
    elsewhere = flows.caller(await flows.sign_in("google"))
    with pytest.raises(SignInNotOpen):
        await flows.link(caller=elsewhere, returned=await returned_link(flows, caller))


async def test_al_6_a_link_is_no_sign_in_and_a_sign_in_no_link(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("google"))
    with pytest.raises(SignInNotOpen):
        await flows.finish(returned=await returned_link(flows, caller), client=PHONE)
    returned = flows.returned(await flows.begun("kakao", client_challenge=CHALLENGE), "kakao")
    with pytest.raises(SignInNotOpen):
        await flows.link(caller=caller, returned=evolve(returned, client_verifier=VERIFIER))
    assert flows.providers.get("kakao").shown == []


async def test_al_6_what_somebody_else_has_is_not_moved(flows: ProviderFlows) -> None:
    owner = await flows.sign_in("kakao", "7")
    caller = flows.caller(await flows.sign_in("google"))
    with pytest.raises(IdentityTaken):
        await flows.link(caller=caller, returned=await returned_link(flows, caller))
    assert (await flows.sign_in("kakao", "7")).user == owner.user
    assert len(await flows.list_identities(user_id=caller.user_id)) == 1
    assert await history(flows, caller.user_id) == []


async def test_links_count_against_the_same_limit_as_sign_ins(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("google"))
    with pytest.raises(TooManyAttempts):
        for _ in range(DEPARTURES.count):
            await flows.begin_link(caller=caller, wanted=WISH, address=PHONE.address)


async def test_what_a_linked_provider_must_be_handed_back_is_kept(flows: ProviderFlows) -> None:
    flows.providers.get("kakao").grant = "kakao's grant"
    caller = flows.caller(await flows.sign_in("google"))
    await flows.link(caller=caller, returned=await returned_link(flows, caller))
    assert await everything_given_up(flows, caller.user_id) == {identity_id(KAKAO): "kakao"}


async def test_two_accounts_at_one_provider_have_each_their_own_to_be_handed_back(flows: ProviderFlows) -> None:
    flows.providers.get("kakao").grant = "kakao's grant"
    caller = flows.caller(await flows.sign_in("kakao", "6"))
    await flows.link(caller=caller, returned=await returned_link(flows, caller))
    given_up = await everything_given_up(flows, caller.user_id)
    assert set(given_up) == {identity_id(evolve(KAKAO, provider_id=sub)) for sub in ("6", "7")}


async def test_al_6_what_is_not_linked_leaves_nothing_to_be_handed_back(flows: ProviderFlows) -> None:
    """The provider would take it for the end of what it is to its owner."""
    flows.providers.get("kakao").grant = "kakao's grant"
    owner = await flows.sign_in("kakao", "7")
    caller = flows.caller(await flows.sign_in("google"))
    with pytest.raises(IdentityTaken):
        await flows.link(caller=caller, returned=await returned_link(flows, caller))
    assert await everything_given_up(flows, caller.user_id) == {}
    assert await everything_given_up(flows, owner.user.user_id) == {identity_id(KAKAO): "kakao"}


@pytest.mark.parametrize("question", ["holder", "link"])
async def test_an_account_that_is_deleted_while_it_is_linked_keeps_no_grant_and_no_history(
    flows: ProviderFlows, question: str
) -> None:
    flows.providers.get("kakao").grant = "kakao's grant"
    caller = flows.caller(await flows.sign_in("google"))
    returned = await returned_link(flows, caller)
    delete = partial(flows.delete, caller.user_id)
    directory = MeanwhileDirectory(directory=flows.ports.user_directory, before={question: delete})
    with pytest.raises(UserNotFound):
        await flows.with_ports(user_directory=directory).link(caller=caller, returned=returned)
    assert await history(flows, caller.user_id) == []
    assert [grant.identity_id for grant in await flows.grants_due()] == [identity_id(KAKAO)]


async def test_al_1_whoever_was_put_out_of_the_account_meanwhile_has_linked_nothing(flows: ProviderFlows) -> None:
    flows.providers.get("kakao").grant = "kakao's grant"
    caller = flows.caller(await flows.sign_in("google"))
    returned = await returned_link(flows, caller)
    put_out = partial(flows.ports.sessions.end_all, caller.user_id)
    directory = MeanwhileDirectory(directory=flows.ports.user_directory, before={"link": put_out})
    with pytest.raises(SignInTooOld):
        await flows.with_ports(user_directory=directory).link(caller=caller, returned=returned)
    assert await flows.ports.user_directory.holder(KAKAO) is None
    assert [grant.identity_id for grant in await flows.grants_due()] == [identity_id(KAKAO)]
    assert {event.kind for event in await history(flows, caller.user_id)} == {"identity-linked", "identity-unlinked"}


async def test_what_cannot_be_written_down_is_not_linked(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("google"))
    returned = await returned_link(flows, caller)
    with pytest.raises(Unavailable):
        await flows.with_ports(auth_works=WorksAway()).link(caller=caller, returned=returned)
    assert await flows.ports.user_directory.holder(KAKAO) is None


async def test_somebody_takes_a_way_to_sign_in_away(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("google"))
    await flows.link(caller=caller, returned=await returned_link(flows, caller))
    await flows.unlink(caller=caller, unwanted=identity_id(KAKAO))
    assert [one.provider for one in await flows.list_identities(user_id=caller.user_id)] == ["https://google.test"]
    assert (await flows.sign_in("kakao", "7")).user.user_id != caller.user_id
    assert {event.kind for event in await history(flows, caller.user_id)} == {"identity-linked", "identity-unlinked"}


async def test_al_7_the_last_way_to_sign_in_stays(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("kakao", "7"))
    with pytest.raises(LastIdentity):
        await flows.unlink(caller=caller, unwanted=identity_id(KAKAO))
    assert await flows.list_identities(user_id=caller.user_id) == [KAKAO]
    assert await history(flows, caller.user_id) == []


async def test_what_somebody_does_not_have_cannot_be_taken_away(flows: ProviderFlows) -> None:
    await flows.sign_in("kakao", "7")
    caller = flows.caller(await flows.sign_in("google"))
    with pytest.raises(IdentityNotFound):
        await flows.unlink(caller=caller, unwanted=identity_id(KAKAO))
    assert await flows.ports.user_directory.holder(KAKAO) is not None


async def test_taking_away_takes_a_sign_in_of_the_last_minutes(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("google"))
    await flows.link(caller=caller, returned=await returned_link(flows, caller))
    flows.clock.move(RECENT + timedelta(seconds=1))
    with pytest.raises(SignInTooOld):
        await flows.unlink(caller=caller, unwanted=identity_id(KAKAO))


async def test_what_a_provider_gave_is_handed_back_with_the_identity_and_nothing_else(flows: ProviderFlows) -> None:
    flows.providers.get("kakao").grant = "kakao's grant"
    caller = flows.caller(await flows.sign_in("apple"))
    await flows.link(caller=caller, returned=await returned_link(flows, caller))
    await flows.unlink(caller=caller, unwanted=identity_id(KAKAO))
    assert [grant.identity_id for grant in await flows.grants_due()] == [identity_id(KAKAO)]


async def with_password(flows: ProviderFlows, caller: CallerSession) -> Identity:
    key = email_key("mina@example.com")
    password = Identity(provider=PASSWORD, provider_id=key)
    await flows.ports.user_directory.link(caller.user_id, password)
    async with flows.ports.auth_works.begin() as work:
        await work.credentials.put(
            Credential(user_id=caller.user_id, email_key=key, email="mina@example.com", password_hash="$argon2id$1")
        )
    return password


async def has_password(flows: ProviderFlows, user_id: UserId) -> bool:
    async with flows.ports.auth_works.begin() as work:
        return await work.credentials.of_user(user_id) is not None


async def test_a_password_that_is_taken_away_opens_nothing_any_more(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("google", email="mina@example.com"))
    password = await with_password(flows, caller)
    await flows.unlink(caller=caller, unwanted=identity_id(password))
    assert not await has_password(flows, caller.user_id)


async def test_a_password_that_cannot_be_taken_away_stays_whole(flows: ProviderFlows) -> None:
    """An identity without its password would be there for whoever registers with the address."""
    caller = flows.caller(await flows.sign_in("google", email="mina@example.com"))
    password = await with_password(flows, caller)

    async def fail() -> None:
        raise Unavailable(what="the users service")

    directory = MeanwhileDirectory(directory=flows.ports.user_directory, before={"unlink": fail})
    with pytest.raises(Unavailable):
        await flows.with_ports(user_directory=directory).unlink(caller=caller, unwanted=identity_id(password))
    assert await has_password(flows, caller.user_id)
    assert [event.kind for event in await history(flows, caller.user_id)] == []


async def test_a_password_stays_when_something_else_is_taken_away(flows: ProviderFlows) -> None:
    caller = flows.caller(await flows.sign_in("kakao", "7", email="mina@example.com"))
    await with_password(flows, caller)
    await flows.unlink(caller=caller, unwanted=identity_id(KAKAO))
    assert await has_password(flows, caller.user_id)


async def test_al_7_a_password_that_is_the_last_way_to_sign_in_goes_on_opening(
    flows: ProviderFlows,
) -> None:
    caller = flows.caller(await flows.sign_in("kakao", "7", email="mina@example.com"))
    password = await with_password(flows, caller)
    await flows.unlink(caller=caller, unwanted=identity_id(KAKAO))
    with pytest.raises(LastIdentity):
        await flows.unlink(caller=caller, unwanted=identity_id(password))
    assert await has_password(flows, caller.user_id)


async def test_a_caller_without_a_session_is_nobody_who_has_just_signed_in(flows: ProviderFlows) -> None:
    with pytest.raises(SignInTooOld):
        await flows.recent.demand(CallerSession(user_id=UserId(an_id()), session_id=SessionId("")))


def test_no_two_identities_have_one_id() -> None:
    pairs = [("a", "b c"), ("a b", "c"), ("a b c", "d"), ("2 a", "b"), ("a", "b")]
    ids = {identity_id(Identity(provider=provider, provider_id=sub)) for provider, sub in pairs}
    assert len(ids) == len(pairs)
    assert all(one.isalnum() and len(one) == 32 for one in ids)
