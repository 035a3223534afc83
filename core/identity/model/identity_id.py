"""A name for an identity that can stand in a URL and says nothing about the person."""

import hashlib

from core.identity.model.user import Identity


def identity_id(identity: Identity) -> str:
    """Return the identity's name, which no other identity has."""
    text = f"{len(identity.provider)} {identity.provider} {identity.provider_id}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]
