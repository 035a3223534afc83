"""Access tokens against bare `cryptography`: signing as an honest hand-written signer would, and verifying."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from time import perf_counter
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from adapters.jose.access_claims import ClaimRules
from adapters.jose.key_ring_memory import MemoryKeyRing
from adapters.jose.token_key import TokenKey
from adapters.jose.token_signer import JoseTokenSigner
from adapters.jose.token_verifier import JoseTokenVerifier
from adapters.jose.verified_tokens import VerifiedTokens
from adapters.system.clock import SystemClock
from core.identity.model.session import ACCESS_LIFE, AccessClaims, SessionId
from core.identity.model.user import UserId
from tests.bench.harness import Claim, Measure, Report, alternately
from tests.builders import an_id

SIGNED: Final = 400
VERIFIED: Final = 4000
RECALLED: Final = 40_000
ROUNDS: Final = 15
GOAL: Final = 1.15
RULES: Final = ClaimRules(issuer="https://api.oddiya.example", audience="oddiya")


async def bench() -> Report:
    """Sign the same claims again and again, and read the token again and again."""
    clock, key = SystemClock(), TokenKey.made()
    ring = MemoryKeyRing(key=key, clock=clock)
    signer = JoseTokenSigner(ring=ring, rules=RULES)
    verifier = JoseTokenVerifier(keys=ring, rules=RULES, clock=clock, verified=VerifiedTokens(most=0))
    remembering = JoseTokenVerifier(keys=ring, rules=RULES, clock=clock)
    claims = some_claims(clock)
    token = signer.sign(claims)
    private, public = key.private.prepared_key, key.public.prepared_key
    assert bare_sign(private, key.kid, claims) == token
    signs = await alternately(
        per_call(lambda: signer.sign(claims), SIGNED),
        per_call(lambda: bare_sign(private, key.kid, claims), SIGNED),
        rounds=ROUNDS,
    )
    verifies = await alternately(
        per_verification(verifier, token),
        per_call(lambda: bare_verify(public, token), VERIFIED),
        rounds=ROUNDS,
    )
    await remembering.verify(token)
    kept = {sha256(token.encode()).digest(): claims}
    recalls = await alternately(
        per_call(lambda: remembering.recall(token), RECALLED),
        per_call(lambda: kept[sha256(token.encode()).digest()], RECALLED),
        rounds=ROUNDS,
    )
    return Report(
        "tokens",
        [
            Claim(name="sign vs bare cryptography", unit="us", ours=signs[0], rival=signs[1], goal=GOAL),
            Claim(name="verify vs bare cryptography", unit="us", ours=verifies[0], rival=verifies[1], goal=3),
            Claim(name="recall vs bare SHA-256 look-up", unit="us", ours=recalls[0], rival=recalls[1], goal=2.5),
        ],
    )


def some_claims(clock: SystemClock) -> AccessClaims:
    """Return claims that are good for an hour."""
    now = clock.now() - timedelta(seconds=1)
    return AccessClaims(
        user_id=UserId(an_id()),
        session_id=SessionId(an_id()),
        token_id=an_id(),
        issued_at=now,
        expires_at=now + ACCESS_LIFE,
    )


def per_call(call: Callable[[], object], times: int) -> Measure:
    """Return what measures the microseconds that a call takes."""

    async def measure() -> float:
        started = perf_counter()
        for _ in range(times):
            call()
        return (perf_counter() - started) / times * 1e6

    return measure


def per_verification(verifier: JoseTokenVerifier, token: str) -> Measure:
    """Return what measures the microseconds that a verification takes."""

    async def measure() -> float:
        started = perf_counter()
        for _ in range(VERIFIED):
            await verifier.verify(token)
        return (perf_counter() - started) / VERIFIED * 1e6

    return measure


def bare_sign(key: rsa.RSAPrivateKey, kid: str, claims: AccessClaims) -> str:
    """Make the same token with nothing between its JSON and `cryptography`."""
    header = json.dumps({"alg": "RS256", "kid": kid, "typ": "at+jwt"}, separators=(",", ":"))
    payload = json.dumps(RULES.written(claims), separators=(",", ":"))
    signed = f"{b64(header.encode())}.{b64(payload.encode())}"
    return f"{signed}.{b64(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def bare_verify(key: rsa.RSAPublicKey, token: str) -> bool:
    """Verify signature, issuer, audience and expiry of a token that is known to be well-formed."""
    signed, _, signature = token.rpartition(".")
    header, _, payload = signed.partition(".")
    key.verify(unb64(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    said = json.loads(unb64(payload))
    trusted = json.loads(unb64(header))["alg"] == "RS256" and (said["iss"], said["aud"]) == (
        RULES.issuer,
        RULES.audience,
    )
    return trusted and SystemClock().now().timestamp() < said["exp"]


def b64(data: bytes) -> str:
    """Encode without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """Decode without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
