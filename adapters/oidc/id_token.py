"""What an ID token must say before it proves anything (OpenID Connect Core, section 3.1.3.7)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from attrs import field, frozen
from authlib.oidc.core import CodeIDToken
from joserfc.errors import ClaimError

from adapters.oidc.signed_token import Signed
from core.identity.model.errors import ProofRefused

LEEWAY = timedelta(seconds=60)
LONGEST_SUBJECT = 255  # section 2
TEXTS = ("sub", "nonce", "at_hash", "azp")


@frozen(kw_only=True)
class Expected:
    """What this ID token has to be: from whom, for which of our client ids, and for which sign-in.

    `max_age` is how long ago the person may have signed in at the provider, when they were sent there with one.
    """

    issuers: tuple[str, ...]
    audiences: frozenset[str]
    nonce: str = field(repr=False)
    access_token: str = field(repr=False)
    now: datetime
    max_age: timedelta | None = None


def check_id_token(signed: Signed, expected: Expected) -> None:
    """Refuse what is not the ID token that was expected."""
    _check_texts(signed.claims)
    _check_standard(signed, expected)
    check_audience(signed.claims, expected.audiences)
    _check_age(signed.claims, expected)
    if signed.claims.get("token_use", "id") != "id":  # Cognito signs its access tokens with the same keys
        raise _wrong("token_use")


def check_subject(claims: Mapping[str, Any]) -> None:
    """Refuse a subject that could not be kept as it is."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise _wrong("sub")
    if not subject.isascii() or not subject.isprintable():
        raise _wrong("sub")


def check_audience(claims: Mapping[str, Any], ours: frozenset[str]) -> None:
    """Refuse a token that is for anybody but us, or was asked for by others."""
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if not ours.issuperset(audiences):  # Authlib is content with one of ours among strangers
        raise _wrong("aud")
    if claims.get("azp", audiences[0]) not in ours:
        raise _wrong("azp")


def _check_texts(claims: Mapping[str, Any]) -> None:
    check_subject(claims)
    for name in TEXTS:
        if name in claims and not (isinstance(claims[name], str) and claims[name]):
            raise _wrong(name)


def _check_standard(signed: Signed, expected: Expected) -> None:
    token = CodeIDToken(
        signed.claims,
        {"alg": signed.algorithm},
        options={"iss": {"values": list(expected.issuers)}, "aud": {"values": list(expected.audiences)}},
        params={"nonce": expected.nonce, "access_token": expected.access_token},
    )
    try:
        token.validate(now=int(expected.now.timestamp()), leeway=int(LEEWAY.total_seconds()))
    except ClaimError as error:
        raise _wrong(error.claim) from None


def _check_age(claims: Mapping[str, Any], expected: Expected) -> None:
    if expected.max_age is None:
        return
    signed_in = claims.get("auth_time")
    if not isinstance(signed_in, int) or signed_in < (expected.now - expected.max_age - LEEWAY).timestamp():
        raise _wrong("auth_time")


def _wrong(claim: str) -> ProofRefused:
    return ProofRefused(why=f"the {claim} of its token is missing or wrong")
