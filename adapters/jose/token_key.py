"""One RSA key: the private half signs access tokens, the public half is for everybody."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final, Self

from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jose import jwk

from core.base64url import encoded

ALGORITHM: Final = "RS256"
BITS: Final = 2048
MOST_BITS: Final = 4096
EXPONENT: Final = 65537


@frozen(kw_only=True, eq=False)
class TokenKey:
    """A key by its thumbprint; `private` and `public` are python-jose's, made once because making them is slow."""

    kid: str
    jwk: Mapping[str, str] = field(repr=False)
    pem: str = field(repr=False)
    private: Any = field(repr=False)
    public: Any = field(repr=False)

    @classmethod
    def made(cls) -> Self:
        """Make a new key; this takes a while."""
        key = rsa.generate_private_key(EXPONENT, BITS)
        return cls._of(key, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())

    @classmethod
    def read(cls, pem: str) -> Self:
        """Return the key in a PEM text; a `ValueError` says why it cannot sign access tokens."""
        try:
            key = load_pem_private_key(pem.encode(), password=None)
        except (ValueError, TypeError) as error:
            raise ValueError("a private_key is not a private key in PEM without a password") from error
        if not isinstance(key, rsa.RSAPrivateKey) or not BITS <= key.key_size <= MOST_BITS:
            raise ValueError(f"a private_key is not RSA of {BITS} to {MOST_BITS} bits")
        if key.public_key().public_numbers().e != EXPONENT:
            raise ValueError(f"a private_key is not RSA with the exponent {EXPONENT}")
        return cls._of(key, pem)

    @classmethod
    def _of(cls, key: rsa.RSAPrivateKey, pem: str) -> Self:
        public = key.public_key()
        numbers = public.public_numbers()
        members = {"e": _text_of(numbers.e), "kty": "RSA", "n": _text_of(numbers.n)}
        kid = thumbprint(members)
        return cls(
            kid=kid,
            jwk={"kty": "RSA", "use": "sig", "alg": ALGORITHM, "kid": kid, "n": members["n"], "e": members["e"]},
            pem=pem,
            private=jwk.construct(key, ALGORITHM),
            public=jwk.construct(public, ALGORITHM),
        )


def thumbprint(members: Mapping[str, str]) -> str:
    """Return the thumbprint of a public key's required members (RFC 7638)."""
    text = json.dumps(members, sort_keys=True, separators=(",", ":"))
    return encoded(hashlib.sha256(text.encode()).digest())


def _text_of(number: int) -> str:
    return encoded(number.to_bytes((number.bit_length() + 7) // 8))
