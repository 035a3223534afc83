"""What anybody may read about the issuer of access tokens."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession
from attrs import frozen

from adapters.jose.key_ring_file import FileKeyRing
from core.identity.model.key_schedule import KEPT
from entrypoints.well_known import WellKnownRoutes
from tests.clocks import ManualClock
from tests.http.conftest import a_client, a_service

HOUR = timedelta(hours=1)
ISSUER = "https://api.oddiya.example"
JWKS, METADATA = "/.well-known/jwks.json", "/.well-known/openid-configuration"


@frozen
class Issuer:
    """An issuer's routes, its ring and the clock of both."""

    client: ClientSession
    ring: FileKeyRing
    clock: ManualClock

    async def kids(self) -> list[str]:
        async with self.client.get(JWKS) as answer:
            return [key["kid"] for key in (await answer.json())["keys"]]


@pytest.fixture
async def issuer(tmp_path: Path) -> AsyncIterator[Issuer]:
    clock = ManualClock()
    ring = FileKeyRing(tmp_path / "token-keys.json", clock=clock)
    async with a_client(a_service(), WellKnownRoutes(key_ring=ring, issuer=ISSUER)) as client:
        yield Issuer(client, ring, clock)


async def test_the_keys_are_shown_with_their_public_members_only(issuer: Issuer) -> None:
    async with issuer.client.get(JWKS) as answer:
        document = await answer.json()
        assert (answer.status, answer.content_type) == (200, "application/json")
    (key,) = document["keys"]
    assert set(document) == {"keys"}
    assert set(key) == {"kty", "use", "alg", "kid", "n", "e"}
    assert key == issuer.ring.published()[0]


@pytest.mark.parametrize("path", [JWKS, METADATA])
async def test_everybody_may_read_and_keep_it_for_an_hour(issuer: Issuer, path: str) -> None:
    async with issuer.client.get(path, headers={"Origin": "https://elsewhere.example"}) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Set-Cookie" not in answer.headers


async def test_who_has_the_keys_already_is_told_so(issuer: Issuer) -> None:
    async with issuer.client.get(JWKS) as answer:
        tag = answer.headers["ETag"]
    async with issuer.client.get(JWKS, headers={"If-None-Match": tag}) as answer:
        assert (answer.status, await answer.read()) == (304, b"")
        assert answer.headers["ETag"] == tag
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
    await issuer.ring.rotate(lead=HOUR)
    async with issuer.client.get(JWKS, headers={"If-None-Match": tag}) as answer:
        assert answer.status == 200
        assert answer.headers["ETag"] != tag


async def test_jk_8_a_rotation_shows_the_new_key_an_hour_before_and_the_old_one_until_its_tokens_are_dead(
    issuer: Issuer,
) -> None:
    (old,) = await issuer.kids()
    new = await issuer.ring.rotate(lead=HOUR)
    assert await issuer.kids() == [old, new]
    issuer.clock.move(HOUR)
    assert await issuer.kids() == [new, old]
    issuer.clock.move(KEPT - timedelta.resolution)
    assert await issuer.kids() == [new, old]
    issuer.clock.move(timedelta.resolution)
    assert await issuer.kids() == [new]


async def test_the_metadata_names_the_issuer_and_its_endpoints(issuer: Issuer) -> None:
    async with issuer.client.get(METADATA) as answer:
        metadata = await answer.json()
    assert metadata["issuer"] == ISSUER
    assert metadata["jwks_uri"] == f"{ISSUER}{JWKS}"
    assert metadata["token_endpoint"] == f"{ISSUER}/oauth2/token"
    assert metadata["revocation_endpoint"] == f"{ISSUER}/oauth2/revoke"
    assert metadata["grant_types_supported"] == ["refresh_token"]
    assert metadata["token_endpoint_auth_methods_supported"] == ["none"]
    assert metadata["id_token_signing_alg_values_supported"] == ["RS256"]
