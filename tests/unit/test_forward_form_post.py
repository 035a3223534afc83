"""Forms that a provider has a browser post to us: they lead on to the app, and decide nothing."""

import json
from collections.abc import AsyncIterator

import pytest
from attrs import evolve

from core.identity.model.errors import SignInNotOpen
from core.identity.use_cases.providers.forward_form_post import LONGEST_PERSON
from tests.identity.builders import PHONE
from tests.identity.providers import CHALLENGE, VERIFIER, ProviderFlows, provider_flows
from tests.identity.stub_providers import OWN_CALLBACK

PERSON = json.dumps({"name": "Mina"})


@pytest.fixture
async def flows() -> AsyncIterator[ProviderFlows]:
    async with provider_flows() as opened:
        yield opened


async def test_ap_3_a_form_leads_on_to_the_app_and_leaves_the_sign_in_open(flows: ProviderFlows) -> None:
    returned = flows.returned(await flows.begun("apple", client_challenge=CHALLENGE), "apple")
    onward = await flows.forward(returned=returned, person=None)
    assert onward == f"https://app.oddiya.test/signed-in?code={returned.code}&state={returned.state}".replace(
        "https://apple.test", "https%3A%2F%2Fapple.test"
    )
    await flows.finish(returned=evolve(returned, client_verifier=VERIFIER), client=PHONE)
    (given,) = flows.providers.get("apple").shown
    assert given.redirect_uri == OWN_CALLBACK


async def test_ap_3_a_target_keeps_its_own_query_and_gets_iss_too(flows: ProviderFlows) -> None:
    begun = await flows.begun("apple", target="https://web.oddiya.test/back?from=us")
    returned = evolve(flows.returned(begun, "apple"), code="c", issuer_named="https://apple.test")
    onward = await flows.forward(returned=returned, person=None)
    assert onward == (f"https://web.oddiya.test/back?from=us&code=c&state={begun.state}&iss=https%3A%2F%2Fapple.test")


async def test_cb_6_an_error_leads_on_to_the_app_as_well(flows: ProviderFlows) -> None:
    begun = await flows.begun("apple", target="oddiya://signin")
    returned = evolve(flows.returned(begun, "apple"), code=None, error='user_cancelled"><script>\r\nX: 1')
    onward = await flows.forward(returned=returned, person=None)
    assert onward == (f"oddiya://signin?state={begun.state}&error=user_cancelled%22%3E%3Cscript%3E%0D%0AX%3A+1")


async def test_ap_4_the_name_that_is_posted_once_is_there_when_the_app_ends_the_sign_in(flows: ProviderFlows) -> None:
    returned = flows.returned(await flows.begun("apple"), "apple")
    await flows.forward(returned=returned, person=PERSON)
    assert (await flows.finish(returned=returned, client=PHONE)).user.name == "Mina"


async def test_ap_4_a_person_without_end_is_passed_over(flows: ProviderFlows) -> None:
    returned = flows.returned(await flows.begun("apple"), "apple")
    await flows.forward(returned=returned, person="x" * (LONGEST_PERSON + 1))
    assert (await flows.finish(returned=returned, client=PHONE)).user.name == ""


async def test_a_form_for_no_open_sign_in_leads_nowhere_and_keeps_nothing(flows: ProviderFlows) -> None:
    returned = evolve(flows.returned(await flows.begun("apple"), "apple"), state="unknown")
    with pytest.raises(SignInNotOpen):
        await flows.forward(returned=returned, person=PERSON)
    assert await flows.open_sign_ins.take_person("unknown") is None


async def test_cb_5_a_form_of_another_provider_leads_nowhere(flows: ProviderFlows) -> None:
    returned = flows.returned(await flows.begun("kakao"), "kakao")
    with pytest.raises(SignInNotOpen):
        await flows.forward(returned=evolve(returned, provider="apple"), person=None)


async def test_a_form_of_a_provider_that_posts_none_is_the_apps_own(flows: ProviderFlows) -> None:
    returned = flows.returned(await flows.begun("google"), "google")
    assert await flows.forward(returned=returned, person=PERSON) is None
    assert await flows.open_sign_ins.take_person(returned.state) is None
