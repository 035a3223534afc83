"""Reaching a service's port directly gains nothing: only what the gateway has signed is believed."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import orjson
import pytest

from tests.builders import an_id
from tests.hops import caller_headers, hop_headers
from tests.http.everything import SECRET, SESSION, Served, everything
from tests.http.fuzz import Shot

ME: Final = "/api/v1/users/me"
SESSIONS: Final = "/api/v1/sessions"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with everything(tmp_path) as served:
        yield served


async def test_a_service_knows_for_whom_the_gateway_has_signed(served: Served) -> None:
    said = await served.ask(ME, served.signed(ME))
    assert (said.status, orjson.loads(said.body)["id"]) == (200, served.user_id)


async def test_whatever_else_somebody_shows_is_not_looked_at(served: Served) -> None:
    bearer = {"Authorization": f"Bearer {served.access_token}"}
    name = caller_headers(served.user_id, SESSION)
    secret = {"X-Internal-Secret": SECRET}
    for shown in (bearer, name, secret, {**bearer, **name}, {**bearer, **name, **secret}, {}):
        said = await served.ask(ME, shown)
        assert (said.status, said.problem()["code"]) == (401, "unauthenticated"), shown


async def test_a_wrong_signature_is_none(served: Served) -> None:
    hop = served.hop(ME)
    good = served.signer.sign(hop)
    assert (await served.ask(ME, hop_headers(hop, good))).status == 200
    others = hop._replace(user_id=an_id()), hop._replace(client_address="203.0.113.8"), hop._replace(request_id=an_id())
    for wrong in ("", "x", SECRET, good[:-1], good.lower(), *(served.signer.sign(other) for other in others)):
        assert (await served.ask(ME, hop_headers(hop, wrong))).status == 401, wrong
    for other in others:
        assert (await served.ask(ME, hop_headers(other, good))).status == 401, other


async def test_a_stale_signature_is_none(served: Served) -> None:
    hop = served.hop(ME)
    assert (await served.ask(ME, hop_headers(hop, served.late.sign(hop)))).status == 401


async def test_what_was_seen_on_its_way_to_one_path_opens_no_other(served: Served) -> None:
    seen = served.signed(SESSIONS)
    for target in (ME, f"{ME}/export", f"{ME}/identities", f"{SESSIONS}?"):
        assert (await served.ask(target, seen)).status == 401, target
    assert (await served.ask(SESSIONS, seen)).status == 200


async def test_hd_5_what_only_services_may_ask_takes_their_secret(served: Served) -> None:
    target = f"/internal/users/{served.user_id}"
    assert (await served.ask(target, served.headers_of(Shot("GET", target)))).status == 200
    for secret in ({}, {"X-Internal-Secret": ""}, {"X-Internal-Secret": SECRET[:-1]}):
        assert (await served.ask(target, {**served.signed(target), **secret})).status == 401
