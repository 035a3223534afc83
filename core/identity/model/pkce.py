"""Proof that whoever ends something also began it (RFC 7636, S256 and nothing else)."""

import hashlib
import hmac
import re
from typing import Final

from core.base64url import encoded

VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")
CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def challenge_of(verifier: str) -> str:
    """Return what is told at the beginning of somebody who knows the verifier."""
    return encoded(hashlib.sha256(verifier.encode()).digest())


def is_challenge(text: str) -> bool:
    """Tell whether a verifier could have this challenge."""
    return CHALLENGE.fullmatch(text) is not None


def is_answered(challenge: str, verifier: str | None) -> bool:
    """Tell whether the verifier is the one that the challenge was made of."""
    if verifier is None or VERIFIER.fullmatch(verifier) is None:
        return False
    return hmac.compare_digest(challenge_of(verifier), challenge)
