"""What every verifier of access tokens promises."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.system.clock import SystemClock
from composition.catalogue import adapters_of
from core.identity.model.errors import InvalidAccessToken
from core.identity.model.session import ACCESS_LIFE, AccessClaims, SessionId
from core.identity.model.user import UserId
from ports.key_ring import KeyRing
from ports.token_signer import TokenSigner, TokenVerifier
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.servers.jwks import JwksServer, jwks_server

ISSUER = "https://api.oddiya.example"
SECOND = timedelta(seconds=1)
SIGNER = adapters_of("token_signer")["jose"]
PARTS = st.text(st.characters(), max_size=40) | st.text("eyJhbGciOiJSUzI1NiJ9_-=", max_size=40)


@frozen
class Tokens:
    """A signer and a verifier of the same issuer."""

    signer: TokenSigner
    verifier: TokenVerifier


@pytest.fixture
async def auth_service(open_adapter: OpenAdapter) -> AsyncIterator[JwksServer]:
    """Where a verifier without a key ring finds the keys of the one that signs."""
    ring: KeyRing = await open_adapter(adapters_of("key_ring")["file"])
    async with jwks_server(ring.published) as server:
        yield server


@pytest.fixture(params=enrolled("token_verifier"))
async def tokens(request: pytest.FixtureRequest, open_adapter: OpenAdapter, auth_service: JwksServer) -> Tokens:
    told = {"ODDIYA_PUBLIC_URL": ISSUER, "ODDIYA_KEY_RING": "file", "ODDIYA_AUTH_URL": auth_service.url}
    return Tokens(await open_adapter(SIGNER, **told), await open_adapter(request.param, **told))


def claims(*, issued_at: datetime | None = None) -> AccessClaims:
    moment = (issued_at or SystemClock().now()).replace(microsecond=0)
    return AccessClaims(
        user_id=UserId(an_id()),
        session_id=SessionId(an_id()),
        token_id=an_id(),
        issued_at=moment,
        expires_at=moment + ACCESS_LIFE,
    )


async def test_a_token_of_the_same_issuer_is_read_as_it_was_told(tokens: Tokens) -> None:
    told = claims()
    assert await tokens.verifier.verify(tokens.signer.sign(told)) == told


async def test_a_token_is_recalled_once_it_was_verified_and_not_before(tokens: Tokens) -> None:
    told = claims()
    token = tokens.signer.sign(told)
    assert tokens.verifier.recall(token) is None
    await tokens.verifier.verify(token)
    assert tokens.verifier.recall(token) == told


async def test_a_token_is_good_until_it_expires_and_a_few_seconds_longer(tokens: Tokens) -> None:
    almost, over = (claims(issued_at=SystemClock().now() - ACCESS_LIFE + left) for left in (2 * SECOND, -30 * SECOND))
    assert await tokens.verifier.verify(tokens.signer.sign(almost)) == almost
    with pytest.raises(InvalidAccessToken):
        await tokens.verifier.verify(tokens.signer.sign(over))


@pytest.mark.parametrize(
    "foreign",
    [
        {"ODDIYA_PUBLIC_URL": "https://evil.example"},
        {"ODDIYA_PUBLIC_URL": f"{ISSUER}/v2"},
        {"ODDIYA_TOKEN_AUDIENCE": "another"},
        {"ODDIYA_KEY_RING": "memory"},
    ],
    ids=["another issuer", "a path more", "another audience", "another ring"],
)
async def test_a_token_of_or_for_somebody_else_is_invalid(
    tokens: Tokens, open_adapter: OpenAdapter, foreign: dict[str, str]
) -> None:
    told = {"ODDIYA_PUBLIC_URL": ISSUER, "ODDIYA_KEY_RING": "file", **foreign}
    stranger = await open_adapter(SIGNER, **told)
    with pytest.raises(InvalidAccessToken):
        await tokens.verifier.verify(stranger.sign(claims()))


async def test_a_token_that_was_changed_anywhere_is_invalid(tokens: Tokens) -> None:
    token = tokens.signer.sign(claims())
    for at in range(len(token)):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        for text in (changed, token[:at], token[:at] + token[at + 1 :]):
            with pytest.raises(InvalidAccessToken):
                await tokens.verifier.verify(text)


async def test_every_other_text_is_invalid_however_large(tokens: Tokens) -> None:
    token = tokens.signer.sign(claims())
    for text in ("", ".", "..", "...", "\x00", "\ud800.a.a", "é" * 9000, token * 20, "a" * 50_000_000, f" {token}"):
        with pytest.raises(InvalidAccessToken):
            await tokens.verifier.verify(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(parts=st.lists(PARTS, max_size=5))
async def test_no_text_is_anything_but_invalid(tokens: Tokens, parts: list[str]) -> None:
    with pytest.raises(InvalidAccessToken):
        await tokens.verifier.verify(".".join(parts))
