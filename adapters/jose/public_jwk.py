"""Public keys as they are published (RFC 7517), read strictly: they decide who is let in."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwk

from adapters.jose.strict_json import object_in
from adapters.jose.token_key import ALGORITHM, BITS, EXPONENT, MOST_BITS
from core.base64url import decoded

KID: Final = re.compile(r"[!-~]{1,128}")
SECRET: Final = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}  # RFC 7518 sections 6.3.2 and 6.4
LARGEST: Final = 64 * 1024
MOST_BRACKETS: Final = 256
EXPONENT_BITS: Final = 32


@frozen(kw_only=True, eq=False)
class PublicJwk:
    """A key that tokens may be signed with; `public` is python-jose's, made once because making it is slow."""

    kid: str
    jwk: Mapping[str, str] = field(repr=False)
    public: Any = field(repr=False)

    @classmethod
    def read(cls, members: object) -> Self:
        """Return the key; a `ValueError` refuses what is weak, secret, for something else or not rightly written."""
        kid = members.get("kid") if isinstance(members, dict) else None
        if (
            not isinstance(members, dict)
            or not isinstance(kid, str)
            or not KID.fullmatch(kid)
            or not _verifies_tokens(members)
        ):
            raise ValueError("no key for tokens")
        public = _key(_number(members, "n"), _number(members, "e"))
        canonical = {"kty": "RSA", "use": "sig", "alg": ALGORITHM, "kid": kid, "n": members["n"], "e": members["e"]}
        return cls(kid=kid, jwk=canonical, public=public)


def keys_published(body: bytes) -> tuple[PublicJwk, ...]:
    """Return those keys of a JSON Web Key Set that can be used, whatever else is among them."""
    return distinct([key for members in _listed(body) for key in _usable(members)])


def distinct(keys: Sequence[PublicJwk]) -> tuple[PublicJwk, ...]:
    """Return the keys if there are any, and each is known by a kid of its own."""
    if not keys:
        raise ValueError("it has no key that tokens can be verified with")
    if len({key.kid for key in keys}) != len(keys):
        raise ValueError("two of its keys have the same kid")
    return tuple(keys)


def _listed(body: bytes) -> Sequence[object]:
    try:
        listed = object_in(body, most_brackets=MOST_BRACKETS).get("keys")
    except ValueError as error:
        raise ValueError("it is no JSON object") from error  # whose own message quotes the stranger
    if not isinstance(listed, list):
        raise ValueError("it has no list of keys")  # noqa: TRY004 - the type is the stranger's, not the program's
    return listed


def _usable(members: object) -> Sequence[PublicJwk]:
    try:
        return [PublicJwk.read(members)]
    except ValueError:
        return []


def _verifies_tokens(members: Mapping[str, Any]) -> bool:
    kind = (members.get("kty"), members.get("use", "sig"), members.get("alg", ALGORITHM))
    return kind == ("RSA", "sig", ALGORITHM) and "key_ops" not in members and SECRET.isdisjoint(members)


def _number(members: Mapping[str, Any], name: str) -> int:
    text = members.get(name)
    if not isinstance(text, str):
        raise ValueError(f"{name} is no number")  # noqa: TRY004 - the type is the stranger's, not the program's
    data = decoded(text)
    if data[:1] == b"\x00":
        raise ValueError(f"{name} is not in its one spelling")
    return int.from_bytes(data)


def _key(modulus: int, exponent: int) -> Any:
    strong = BITS <= modulus.bit_length() <= MOST_BITS and modulus % 2
    if not strong or exponent < EXPONENT or exponent.bit_length() > EXPONENT_BITS:
        raise ValueError("weak, or too large")
    return jwk.construct(rsa.RSAPublicNumbers(exponent, modulus).public_key(), ALGORITHM)
