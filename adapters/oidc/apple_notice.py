"""What Apple tells unasked: that somebody has left, or turned the forwarding of their mail on or off."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

from adapters.oidc.id_token import LEEWAY, check_audience, check_subject
from adapters.oidc.signed_token import Signed
from core.identity.model.errors import ProofRefused
from core.identity.model.user import Identity
from ports.identity_providers import ProviderNotice

LONGEST_ID = 255
OLDEST = timedelta(days=6)  # less than inboxes remember, or an old notice could be played again once they forgot it
# Apple's pages write both of the latter.
GONE = ("consent-revoked", "account-delete", "account-deleted")


def notice_of(signed: Signed, *, issuer: str, audiences: frozenset[str], now: datetime) -> ProviderNotice:
    """Read a notice whose signature is right; a kind that we do not know is one that changes nothing."""
    _check(signed.claims, issuer=issuer, audiences=audiences, now=now)
    event = _event(signed.claims["events"])
    notice_id = signed.claims["jti"]
    if event.get("type") not in GONE:
        return ProviderNotice(notice_id=notice_id, kind="other", identity=None)
    check_subject(event)
    who = Identity(provider=issuer, provider_id=event["sub"])
    return ProviderNotice(notice_id=notice_id, kind="gone", identity=who)


def _check(claims: dict[str, Any], *, issuer: str, audiences: frozenset[str], now: datetime) -> None:
    rules = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=int(LEEWAY.total_seconds()),
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "values": list(audiences)},
        iat={"essential": True},
        jti={"essential": True},
        events={"essential": True},
    )
    try:
        rules.validate(claims)
    except JoseError:
        raise ProofRefused(why="the notice is not for us, or not for now") from None
    check_audience(claims, audiences)
    if claims["iat"] < (now - OLDEST).timestamp():
        raise ProofRefused(why="the notice is too old")
    if not 0 < len(claims["jti"]) <= LONGEST_ID:
        raise ProofRefused(why="the notice has no id")


def _event(events: object) -> Mapping[str, Any]:
    if isinstance(events, str):  # Apple packs the event as text into the token
        try:
            events = orjson.loads(events)
        except orjson.JSONDecodeError:
            events = None
    if not isinstance(events, dict):
        raise ProofRefused(why="the notice says nothing")
    return events
