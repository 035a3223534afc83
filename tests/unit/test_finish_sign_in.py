"""Coming back from a provider: once, to the app that began, with a code for the provider that gave it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve, fields_dict, frozen
from typing_extensions import override

from composition.direct_user_directory import DirectUserDirectory
from core.errors import NoAnswer, OddiyaError, Unavailable
from core.identity.model.errors import ProofRefused, SignInDenied, SignInNotOpen, SignInNotYours
from core.identity.model.identity_id import identity_id
from core.identity.model.proof import Proof
from core.identity.model.provider_grant import PROVIDER_GRANT
from core.identity.model.returned import LONGEST_CODE, Returned
from core.identity.model.signed_in import SignedIn
from core.identity.model.user import Identity, User
from tests.builders import an_identity
from tests.identity.builders import PHONE, a_grant
from tests.identity.meanwhile import Happening, MeanwhileDirectory
from tests.identity.providers import APP, CHALLENGE, VERIFIER, ProviderFlows, provider_flows


@pytest.fixture
async def flows() -> AsyncIterator[ProviderFlows]:
    async with provider_flows() as opened:
        yield opened


async def finish(flows: ProviderFlows, returned: Returned, **changed: Any) -> SignedIn:
    return await flows.finish(returned=evolve(returned, **changed), client=PHONE)


async def refused(flows: ProviderFlows, returned: Returned, expected: type[OddiyaError], **changed: Any) -> None:
    with pytest.raises(expected):
        await finish(flows, returned, **changed)


def nothing_was_shown(flows: ProviderFlows) -> bool:
    return not any(provider.shown for provider in flows.providers.by_id.values())


async def test_somebody_comes_back_signed_in(flows: ProviderFlows) -> None:
    signed_in = await flows.sign_in(email="mina@example.com", name="Mina")
    assert (signed_in.user.email, signed_in.user.name) == ("mina@example.com", "Mina")
    (session,) = await flows.ports.sessions.of_user(signed_in.user.user_id)
    assert session.client == PHONE


async def test_the_same_identity_is_the_same_user(flows: ProviderFlows) -> None:
    assert (await flows.sign_in(sub="1")).user == (await flows.sign_in(sub="1")).user
    assert (await flows.sign_in(sub="1")).user != (await flows.sign_in(sub="2")).user


async def test_oi_1_the_same_subject_of_two_issuers_is_two_people(flows: ProviderFlows) -> None:
    assert (await flows.sign_in("google", "1")).user != (await flows.sign_in("kakao", "1")).user


async def test_the_provider_is_shown_what_it_was_told_at_the_beginning(flows: ProviderFlows) -> None:
    await flows.sign_in()
    google = flows.providers.get("google")
    (asked,), (given,) = google.asked, google.shown
    assert (given.nonce, given.verifier, given.redirect_uri) == (asked.nonce, asked.verifier, APP)
    assert (given.issuer, given.person) == ("https://google.test", None)


@pytest.mark.parametrize("state", ["", "unknown", "s" * 43, "s" * 100_000, "상태"])
async def test_cb_1_an_unknown_state_is_refused_and_the_code_is_shown_to_nobody(
    flows: ProviderFlows, state: str
) -> None:
    returned = flows.returned(await flows.begun())
    await refused(flows, returned, SignInNotOpen, state=state)
    assert nothing_was_shown(flows)


async def test_cb_1_a_state_is_over_after_ten_minutes(flows: ProviderFlows) -> None:
    returned = flows.returned(await flows.begun())
    flows.clock.move(timedelta(minutes=10))
    await refused(flows, returned, SignInNotOpen)
    assert nothing_was_shown(flows)


async def test_cb_2_of_twenty_at_once_one_is_signed_in(flows: ProviderFlows) -> None:
    returned = flows.returned(await flows.begun())
    results = await asyncio.gather(*(finish(flows, returned) for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(one, SignedIn) for one in results) == 1
    assert sum(isinstance(one, SignInNotOpen) for one in results) == 19
    assert len(flows.providers.get("google").shown) == 1


async def test_cb_8_a_code_that_was_used_is_refused(flows: ProviderFlows) -> None:
    returned = flows.returned(await flows.begun())
    signed_in = await finish(flows, returned)
    await refused(flows, returned, SignInNotOpen)
    assert len(await flows.ports.sessions.of_user(signed_in.user.user_id)) == 1


async def test_cb_3_another_browser_cannot_end_what_one_has_begun(flows: ProviderFlows) -> None:
    begun = await flows.begun()
    other = await flows.begun()
    returned = flows.returned(begun)
    await refused(flows, returned, SignInNotYours, by_browser=True, binding=other.binding)
    assert nothing_was_shown(flows)
    await refused(flows, returned, SignInNotOpen, by_browser=True, binding=begun.binding)


@pytest.mark.parametrize("binding", [None, "", "b" * 43])
async def test_cb_3_a_browser_without_its_binding_ends_nothing(flows: ProviderFlows, binding: str | None) -> None:
    await refused(flows, flows.returned(await flows.begun()), SignInNotYours, by_browser=True, binding=binding)


async def test_cb_3_the_browser_that_began_ends_it(flows: ProviderFlows) -> None:
    begun = await flows.begun()
    signed_in = await finish(flows, flows.returned(begun), by_browser=True, binding=begun.binding)
    assert signed_in.tokens.refresh_token.startswith("ort_")


async def test_cb_5_a_state_of_one_provider_opens_nothing_at_another(flows: ProviderFlows) -> None:
    returned = flows.returned(await flows.begun("kakao"), "kakao")
    await refused(flows, returned, SignInNotOpen, provider="google", issuer_named="https://google.test")
    assert nothing_was_shown(flows)


@pytest.mark.parametrize("named", ["https://kakao.test", None])
async def test_cb_4_an_answer_of_another_issuer_is_no_proof(flows: ProviderFlows, named: str | None) -> None:
    await refused(flows, flows.returned(await flows.begun()), ProofRefused, issuer_named=named)
    assert nothing_was_shown(flows)


async def test_cb_6_a_refusal_at_the_provider_closes_the_sign_in(flows: ProviderFlows) -> None:
    returned = flows.returned(await flows.begun())
    await refused(flows, returned, SignInDenied, code=None, error="access_denied")
    await refused(flows, returned, SignInNotOpen)


@pytest.mark.parametrize(
    "changed",
    [{"error": "access_denied"}, {"code": None}, {"code": ""}, {"code": "c" * (LONGEST_CODE + 1)}],
    ids=["a code and an error", "neither", "an empty code", "a code without end"],
)
async def test_cb_7_what_is_neither_a_code_nor_an_error_is_no_proof(
    flows: ProviderFlows, changed: dict[str, Any]
) -> None:
    await refused(flows, flows.returned(await flows.begun()), ProofRefused, **changed)
    assert nothing_was_shown(flows)


async def test_cb_10_the_app_that_began_ends_it(flows: ProviderFlows) -> None:
    returned = flows.returned(await flows.begun(client_challenge=CHALLENGE))
    assert (await finish(flows, returned, client_verifier=VERIFIER)).tokens.refresh_token.startswith("ort_")


@pytest.mark.parametrize("verifier", [None, "", "w" * 43, "v" * 42, "v" * 129, CHALLENGE])
async def test_cb_10_another_app_does_not(flows: ProviderFlows, verifier: str | None) -> None:
    begun = await flows.begun(client_challenge=CHALLENGE)
    returned = flows.returned(begun)
    await refused(flows, returned, SignInNotYours, client_verifier=verifier, binding=begun.binding)
    assert nothing_was_shown(flows)


async def test_cb_10_a_verifier_where_no_challenge_was_kept_is_a_downgrade(flows: ProviderFlows) -> None:
    await refused(flows, flows.returned(await flows.begun()), SignInNotYours, client_verifier=VERIFIER)
    assert nothing_was_shown(flows)


async def test_a_provider_that_does_not_answer_opens_no_session(flows: ProviderFlows) -> None:
    flows.providers.get("google").failure = NoAnswer(what="google")
    await refused(flows, flows.returned(await flows.begun()), NoAnswer)


async def test_what_must_be_handed_back_one_day_is_kept_sealed(flows: ProviderFlows) -> None:
    signed_in = await flows.sign_in("apple")
    async with flows.ports.auth_works.begin() as work:
        await work.grants.give_up(signed_in.user.user_id)
    (grant,) = await flows.grants_due()
    assert (grant.user_id, grant.provider) == (signed_in.user.user_id, "apple")
    assert b"apple" not in grant.sealed
    assert flows.ports.sealer.unseal(grant.sealed, purpose=PROVIDER_GRANT) == b"apple's refresh token"


@frozen(kw_only=True)
class DirectoryThatIsDown(DirectUserDirectory):
    """Signs nobody in."""

    @override
    async def sign_in(self, proof: Proof) -> User:
        raise Unavailable(what="the users service")


async def fails_once(flows: ProviderFlows, *, sub: str, name: str) -> None:
    directory = flows.ports.user_directory
    use_cases = {name: getattr(directory, name) for name in fields_dict(DirectUserDirectory)}
    with pytest.raises(Unavailable):
        await flows.with_ports(user_directory=DirectoryThatIsDown(**use_cases)).sign_in("apple", sub, name=name)


def during(flows: ProviderFlows, happening: Happening) -> ProviderFlows:
    """Return the same flows, in which something happens once the user is found and before there is a session."""
    directory = MeanwhileDirectory(directory=flows.ports.user_directory, after={"sign_in": happening})
    return flows.with_ports(user_directory=directory)


async def test_rt_12_an_account_that_is_deleted_meanwhile_keeps_no_session_and_no_grant(flows: ProviderFlows) -> None:
    user = (await flows.sign_in("apple", "1")).user
    with pytest.raises(SignInNotOpen):
        await during(flows, partial(flows.delete, user.user_id)).sign_in("apple", "1")
    assert await flows.ports.sessions.of_user(user.user_id) == []
    assert len(await flows.grants_due()) == 1


async def test_a_way_to_sign_in_that_is_taken_away_meanwhile_opens_nothing(flows: ProviderFlows) -> None:
    user = (await flows.sign_in("apple", "1")).user
    apple, google = Identity(provider="https://apple.test", provider_id="1"), an_identity()
    await flows.ports.user_directory.link(user.user_id, google)
    async with flows.ports.auth_works.begin() as work:
        await work.grants.put(a_grant(user.user_id, identity_id=identity_id(google)))
    with pytest.raises(SignInNotOpen):
        await during(flows, partial(flows.ports.user_directory.unlink, user.user_id, apple)).sign_in("apple", "1")
    assert await flows.ports.sessions.of_user(user.user_id) == []
    assert [grant.identity_id for grant in await flows.grants_due()] == [identity_id(apple)]


async def test_ap_6_a_name_that_came_once_is_there_when_the_first_sign_in_has_failed(flows: ProviderFlows) -> None:
    await fails_once(flows, sub="1", name="Mina")
    flows.clock.move(timedelta(days=6))
    assert (await flows.sign_in("apple", "1")).user.name == "Mina"


async def test_ap_6_such_a_name_is_kept_for_a_week_and_for_nobody_else(flows: ProviderFlows) -> None:
    await fails_once(flows, sub="1", name="Mina")
    assert (await flows.sign_in("apple", "2")).user.name == ""
    flows.clock.move(timedelta(days=7))
    assert (await flows.sign_in("apple", "1")).user.name == ""


async def test_ap_6_a_name_is_not_kept_once_the_users_service_has_it(flows: ProviderFlows) -> None:
    await flows.sign_in("apple", name="Mina")
    signed_in = await flows.sign_in("apple")
    names = flows.finish.first_names
    (identity,) = await flows.ports.user_directory.identities(signed_in.user.user_id)
    assert (await names.complete(Proof(identity=identity))).name == ""


async def test_ap_5_a_sign_in_without_a_name_keeps_the_one_that_is_known(flows: ProviderFlows) -> None:
    await flows.sign_in("apple", name="Mina")
    assert (await flows.sign_in("apple")).user.name == "Mina"
