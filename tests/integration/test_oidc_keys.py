"""How often an issuer is asked for its keys and its description: seldom, by one for all, and again when it failed."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web

from adapters.oidc.kept import COOLDOWN, FRESH, USABLE
from adapters.oidc.web import RETRY
from core.errors import BadAnswer
from core.identity.model.errors import ProofRefused
from ports.identity_providers import IdentityProvider
from tests.clocks import ManualClock
from tests.oidc.asking import accepted, asked, sign_in
from tests.servers.misbehaviour import a_500
from tests.servers.oidc import OidcServer
from tests.servers.oidc_tokens import rsa_signer

DISCOVERY = "/.well-known/openid-configuration"
SECOND, STRANGER = rsa_signer("second"), rsa_signer("stranger")


async def test_fifty_who_begin_at_once_ask_once(oidc_provider: IdentityProvider, oidc_server: OidcServer) -> None:
    await asyncio.gather(*(oidc_provider.authorization(asked()) for _ in range(50)))
    assert oidc_server.calls[DISCOVERY] == 1
    await asyncio.gather(*(sign_in(oidc_provider, oidc_server) for _ in range(50)))
    assert oidc_server.calls["/jwks"] == 1


async def test_fifty_who_begin_while_the_issuer_is_down_fail_with_one_question(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    oidc_server.answers = {DISCOVERY: a_500}
    failures = await asyncio.gather(*(oidc_provider.authorization(asked()) for _ in range(50)), return_exceptions=True)
    assert {type(failure) for failure in failures} == {BadAnswer}
    assert oidc_server.calls[DISCOVERY] == 1


async def test_one_who_leaves_while_asking_spoils_it_for_nobody(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(request: web.Request) -> web.StreamResponse:
        arrived.set()
        await go_on.wait()
        return await oidc_server._discovery(request)

    oidc_server.answers = {DISCOVERY: slowly}
    leaving = asyncio.create_task(oidc_provider.authorization(asked()))
    staying = asyncio.create_task(oidc_provider.authorization(asked()))
    await arrived.wait()
    leaving.cancel()
    go_on.set()
    assert (await staying).issuer == oidc_server.url
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_tokens_of_strangers_make_nobody_ask_more_than_twice_a_minute(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    oidc_server.signer = STRANGER
    for number in range(60):
        oidc_server.header = {"kid": f"random-{number}"}
        with pytest.raises(ProofRefused):
            await sign_in(oidc_provider, oidc_server)
        oidc_clock.move(timedelta(seconds=1))
    assert oidc_server.calls["/jwks"] == 1 + 60 / COOLDOWN.total_seconds()


async def test_fifty_tokens_with_a_new_key_ask_once_and_all_pass(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    await accepted(oidc_provider, oidc_server)
    oidc_server.signer, oidc_server.published = SECOND, [SECOND.jwk]
    await asyncio.gather(*(accepted(oidc_provider, oidc_server) for _ in range(50)))
    assert oidc_server.calls["/jwks"] == 2


async def test_keys_that_are_known_serve_for_a_day_while_no_newer_can_be_had(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    await accepted(oidc_provider, oidc_server)
    oidc_server.answers = {"/jwks": a_500, DISCOVERY: a_500}
    oidc_clock.move(FRESH)
    await accepted(oidc_provider, oidc_server)
    oidc_clock.move(USABLE - FRESH - timedelta(seconds=1))
    await accepted(oidc_provider, oidc_server)
    oidc_clock.move(timedelta(seconds=1))
    with pytest.raises(BadAnswer):
        await sign_in(oidc_provider, oidc_server)
    oidc_server.answers = {}
    oidc_clock.move(RETRY)
    await accepted(oidc_provider, oidc_server)


async def test_keys_that_are_known_are_not_lost_to_a_stranger_while_no_newer_can_be_had(
    oidc_provider: IdentityProvider, oidc_server: OidcServer
) -> None:
    await accepted(oidc_provider, oidc_server)
    oidc_server.answers = {"/jwks": a_500}
    right, oidc_server.signer = oidc_server.signer, STRANGER
    with pytest.raises(ProofRefused):
        await sign_in(oidc_provider, oidc_server)
    oidc_server.signer = right
    await accepted(oidc_provider, oidc_server)


@pytest.mark.parametrize("nothing", [{}, {"keys": []}, {"keys": {}}, {"keys": [7, None]}, {"keys": [{"kty": "oct"}]}])
async def test_an_issuer_without_keys_is_a_bad_answer(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, nothing: object
) -> None:
    async def keys(_: web.Request) -> web.StreamResponse:
        return web.json_response(nothing)

    oidc_server.answers = {"/jwks": keys}
    with pytest.raises(BadAnswer):
        await sign_in(oidc_provider, oidc_server)


async def test_a_clock_that_was_set_back_keeps_nothing_for_longer(
    oidc_provider: IdentityProvider, oidc_server: OidcServer, oidc_clock: ManualClock
) -> None:
    await accepted(oidc_provider, oidc_server)
    oidc_clock.move(timedelta(days=-400))
    await accepted(oidc_provider, oidc_server)
    assert (oidc_server.calls[DISCOVERY], oidc_server.calls["/jwks"]) == (2, 2)
