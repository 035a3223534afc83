"""What every signer of access tokens promises."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import frozen
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from composition.catalogue import adapters_of
from core.identity.model.session import ACCESS_LIFE, AccessClaims, SessionId
from core.identity.model.user import UserId
from ports.key_ring import KeyRing
from ports.token_signer import TokenSigner
from tests.builders import an_id
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

NOW = datetime(2026, 12, 4, 9, 30, 0, 999_999, tzinfo=UTC)
ISSUER = "https://api.oddiya.example"


@frozen
class Signing:
    """A signer and the ring that it signs with."""

    signer: TokenSigner
    ring: KeyRing

    def token(self, claims: AccessClaims) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return header and payload of a signed token, once the signature is found right with the published key."""
        header, payload, signature = self.signer.sign(claims).split(".")
        public_key(self.ring).verify(
            bytes_of(signature), f"{header}.{payload}".encode(), padding.PKCS1v15(), hashes.SHA256()
        )
        return json.loads(bytes_of(header)), json.loads(bytes_of(payload))


def public_key(ring: KeyRing) -> rsa.RSAPublicKey:
    n, e = (int.from_bytes(bytes_of(ring.published()[0][member])) for member in "ne")
    return rsa.RSAPublicNumbers(e, n).public_key()


def bytes_of(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.fixture(params=enrolled("token_signer"))
async def signing(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Signing:
    # Both stand on the file under one home, as two processes would.
    signer = await open_adapter(request.param, ODDIYA_PUBLIC_URL=ISSUER, ODDIYA_KEY_RING="file")
    return Signing(signer, await open_adapter(adapters_of("key_ring")["file"]))


def claims() -> AccessClaims:
    return AccessClaims(
        user_id=UserId(an_id()),
        session_id=SessionId(an_id()),
        token_id=an_id(),
        issued_at=NOW,
        expires_at=NOW + ACCESS_LIFE,
    )


def test_a_token_is_of_type_at_jwt_signed_with_the_key_that_the_ring_signs_with(signing: Signing) -> None:
    header, _ = signing.token(claims())
    assert header == {"typ": "at+jwt", "alg": "RS256", "kid": signing.ring.published()[0]["kid"]}


def test_a_token_says_what_it_was_told_and_nothing_about_the_person(signing: Signing) -> None:
    told = claims()
    _, said = signing.token(told)
    assert said == {
        "iss": ISSUER,
        "aud": "oddiya",
        "client_id": "oddiya-app",
        "sub": told.user_id,
        "sid": told.session_id,
        "jti": told.token_id,
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 3600,
    }


def test_a_token_is_short_enough_for_every_header(signing: Signing) -> None:
    assert len(signing.signer.sign(claims())) < 1024
