"""What a provider tells unasked, and what follows from it."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest

from core.errors import Unavailable
from core.identity.model.errors import ProofRefused, ProviderNotFound
from core.identity.model.identity_id import identity_id
from core.identity.model.user import Identity, User
from ports.works import Envelope
from tests.builders import an_id
from tests.identity.builders import a_session
from tests.identity.meanwhile import MeanwhileDirectory
from tests.identity.memories import SulkingSessions
from tests.identity.providers import ProviderFlows, provider_flows

APPLE = Identity(provider="https://apple.test", provider_id="7")
KAKAO = Identity(provider="https://kakao.test", provider_id="8")


@pytest.fixture
async def flows() -> AsyncIterator[ProviderFlows]:
    async with provider_flows() as opened:
        yield opened


def notice(jti: str = "1", kind: str = "gone", **told: str) -> str:
    return "signed " + json.dumps({"jti": jti, "kind": kind, **told})


async def told(flows: ProviderFlows) -> list[Envelope]:
    return list(await flows.ports.auth_works.feed.claim(limit=10, lease=timedelta(seconds=1)))


async def test_ap_12_that_somebody_has_left_is_passed_on_once(flows: ProviderFlows) -> None:
    for _ in range(3):
        await flows.receive_notice(provider="apple", payload=notice(sub="7"))
    (event,) = await told(flows)
    assert event.name == "provider-account-gone"
    assert json.loads(event.data) == {"provider": "https://apple.test", "provider_id": "7"}


async def test_ap_12_two_providers_may_number_their_notices_alike(flows: ProviderFlows) -> None:
    await flows.receive_notice(provider="apple", payload=notice(sub="7"))
    await flows.receive_notice(provider="kakao", payload=notice(sub="8"))
    assert len(await told(flows)) == 2


@pytest.mark.parametrize("payload", [notice(kind="other", sub="7"), notice()])
async def test_ap_12_what_changes_nothing_is_taken_quietly(flows: ProviderFlows, payload: str) -> None:
    await flows.receive_notice(provider="apple", payload=payload)
    assert await told(flows) == []


async def test_ap_12_what_nobody_signed_is_refused(flows: ProviderFlows) -> None:
    with pytest.raises(ProofRefused):
        await flows.receive_notice(provider="apple", payload=json.dumps({"jti": "1", "kind": "gone", "sub": "7"}))
    with pytest.raises(ProviderNotFound):
        await flows.receive_notice(provider="nobody", payload=notice(sub="7"))
    assert await told(flows) == []


async def with_two_identities(flows: ProviderFlows) -> User:
    user = (await flows.sign_in("apple", "7")).user
    await flows.ports.user_directory.link(user.user_id, KAKAO)
    return user


async def test_ap_12_whoever_has_left_a_provider_is_signed_out_and_not_let_in_by_it(flows: ProviderFlows) -> None:
    user = await with_two_identities(flows)
    other = await flows.sign_in("google")
    await flows.forget_account(identity=APPLE, occasion=an_id())
    assert await flows.ports.sessions.of_user(user.user_id) == []
    assert await flows.ports.user_directory.identities(user.user_id) == [KAKAO]
    assert len(await flows.ports.sessions.of_user(other.user.user_id)) == 1


async def test_ap_12_who_has_no_other_identity_keeps_it_and_is_signed_out(flows: ProviderFlows) -> None:
    user = (await flows.sign_in("apple", "7")).user
    await flows.forget_account(identity=APPLE, occasion=an_id())
    assert await flows.ports.sessions.of_user(user.user_id) == []
    assert await flows.ports.user_directory.identities(user.user_id) == [APPLE]


async def test_ap_12_being_told_twice_is_being_told_once(flows: ProviderFlows) -> None:
    user = await with_two_identities(flows)
    occasion = an_id()
    await flows.forget_account(identity=APPLE, occasion=occasion)
    await flows.forget_account(identity=APPLE, occasion=occasion)
    async with flows.ports.auth_works.begin() as work:
        events = await work.security.of_user(user.user_id, limit=10)
    assert sorted(event.kind for event in events) == ["identity-unlinked", "sessions-ended"]
    assert occasion in {event.event_id for event in events}


@pytest.mark.parametrize("is_last", [False, True])
async def test_ap_12_who_signs_in_while_it_is_told_is_signed_out_too(flows: ProviderFlows, *, is_last: bool) -> None:
    user = (await flows.sign_in("apple", "7")).user if is_last else await with_two_identities(flows)
    sign_in = partial(a_session, flows.ports.sessions, user.user_id)
    directory = MeanwhileDirectory(directory=flows.ports.user_directory, before={"unlink": sign_in})
    await flows.with_ports(user_directory=directory).forget_account(identity=APPLE, occasion=an_id())
    assert directory.before == {}
    assert await flows.ports.sessions.of_user(user.user_id) == []


async def test_ap_12_what_the_provider_gave_is_handed_back_with_the_identity(flows: ProviderFlows) -> None:
    await with_two_identities(flows)
    await flows.forget_account(identity=APPLE, occasion=an_id())
    assert [grant.identity_id for grant in await flows.grants_due()] == [identity_id(APPLE)]


async def test_ap_12_what_goes_with_the_only_identity_is_kept_with_it(flows: ProviderFlows) -> None:
    await flows.sign_in("apple", "7")
    await flows.forget_account(identity=APPLE, occasion=an_id())
    assert await flows.grants_due() == []


async def test_ap_12_when_the_sessions_do_not_answer_nothing_is_lost(flows: ProviderFlows) -> None:
    user = await with_two_identities(flows)
    sulking = flows.with_ports(sessions=SulkingSessions(clock=flows.clock))
    await a_session(sulking.ports.sessions, user.user_id)
    with pytest.raises(Unavailable):
        await sulking.forget_account(identity=APPLE, occasion=an_id())
    await sulking.forget_account(identity=APPLE, occasion=an_id())
    assert await sulking.ports.sessions.of_user(user.user_id) == []


async def test_ap_12_an_account_that_nobody_has_here_is_quiet(flows: ProviderFlows) -> None:
    await flows.forget_account(identity=APPLE, occasion=an_id())
    assert await flows.ports.user_directory.holder(APPLE) is None
