"""Signs tokens for the tests' own OpenID issuer, rightly and wrongly, with nothing of what Oddiya reads them with."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from typing import Any, Protocol

from attrs import frozen
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

Json = dict[str, Any]


class Signer(Protocol):
    """Signs with one algorithm."""

    @property
    def alg(self) -> str: ...

    @property
    def kid(self) -> str: ...

    def sign(self, text: bytes) -> bytes: ...


def token_of(claims: Json, signer: Signer, header: Json | None = None) -> str:
    """Return a signed token; a header's None leaves a member out."""
    members = {"alg": signer.alg, "kid": signer.kid, "typ": "JWT", **(header or {})}
    text = f"{packed({name: value for name, value in members.items() if value is not None})}.{packed(claims)}"
    return f"{text}.{base64url(signer.sign(text.encode()))}"


def unpacked(token: str) -> tuple[Json, Json]:
    """Return a token's header and claims."""
    header, claims, _ = token.split(".")
    return json.loads(bytes_of(header)), json.loads(bytes_of(claims))


def packed(members: Json) -> str:
    return base64url(json.dumps(members).encode())


def base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def half_hash(text: str) -> str:
    """Return the `at_hash` of an access token."""
    return base64url(hashlib.sha256(text.encode()).digest()[:16])


def pem_of(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    """Return a private key as it stands in a file."""
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@frozen
class RsaSigner:
    """RS256, as it should be."""

    kid: str
    private: rsa.RSAPrivateKey
    alg: str = "RS256"

    def sign(self, text: bytes) -> bytes:
        return self.private.sign(text, padding.PKCS1v15(), SHA256())

    @property
    def jwk(self) -> Json:
        numbers = self.private.public_key().public_numbers()
        modulus = numbers.n.to_bytes(self.private.key_size // 8, "big")
        return {
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid, "e": "AQAB", "n": base64url(modulus)
        }  # fmt: skip

    @property
    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@frozen
class EcSigner:
    """ES256, as it should be."""

    kid: str
    private: ec.EllipticCurvePrivateKey
    alg: str = "ES256"

    def sign(self, text: bytes) -> bytes:
        r, s = decode_dss_signature(self.private.sign(text, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    @property
    def jwk(self) -> Json:
        numbers = self.private.public_key().public_numbers()
        x, y = (base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "use": "sig", "kid": self.kid, "crv": "P-256", "x": x, "y": y}

    @property
    def public_pem(self) -> str:
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@frozen
class HmacSigner:
    """HS256, with what everybody can read as its secret."""

    kid: str
    secret: bytes
    alg: str = "HS256"

    def sign(self, text: bytes) -> bytes:
        return hmac.digest(self.secret, text, "sha256")


@frozen
class NoSigner:
    """No signature."""

    kid: str
    alg: str = "none"

    def sign(self, text: bytes) -> bytes:  # noqa: ARG002 - nothing is signed
        return b""


@frozen
class WrongSigner:
    """A signature of which one bit is wrong."""

    signer: Signer

    @property
    def alg(self) -> str:
        return self.signer.alg

    @property
    def kid(self) -> str:
        return self.signer.kid

    def sign(self, text: bytes) -> bytes:
        right = self.signer.sign(text)
        return right[:-1] + bytes([right[-1] ^ 1])


@cache
def rsa_signer(kid: str, size: int = 2048) -> RsaSigner:
    """Return a key of that name; making one takes long, so each is made once."""
    return RsaSigner(kid, rsa.generate_private_key(public_exponent=65537, key_size=size))


@cache
def ec_signer(kid: str) -> EcSigner:
    """Return a key of that name."""
    return EcSigner(kid, ec.generate_private_key(ec.SECP256R1()))
