"""What hops are signed with, and what exactly is signed."""

import hmac
from binascii import b2a_base64
from typing import Final

from attrs import frozen

from adapters.section import need, setting
from adapters.wire.service_secrets import Secrets
from core.identity.model.derived_key import derived_key
from ports.clock import Clock
from ports.hop_signer import Hop

VERSION: Final = "oddiya-hop-1"
LINE_BREAKS: Final = 7
URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
DIGEST_LENGTH: Final = 43  # of 32 bytes as Base64 without padding


@frozen(kw_only=True)
class Section:
    """What hops are signed with: secrets of their own, or else the installation's key."""

    clock: Clock = need("clock")
    installation_key: bytes = need("installation_key")
    secrets: Secrets | None = setting(
        "ODDIYA_HOP_SECRETS",
        "one or two secrets of 32 characters or more, comma-separated, the first of which signs; without them the "
        "installation's key does",
        default=None,
        secret=True,
    )

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The keys that are good now; the first of them signs."""
        given = [text.encode() for text in self.secrets.texts] if self.secrets else [self.installation_key]
        return tuple(derived_key(one, "hops") for one in given)


def said(hop: Hop, moment: str) -> bytes:
    """Return what is signed: each part on a line of its own."""
    # Whatever came over the wire has exactly one spelling.
    return "\n".join((VERSION, moment, *hop)).encode("utf-8", "surrogatepass")


def is_unambiguous(text: bytes) -> bool:
    """Tell whether what is said can be of one hop only: no part of it breaks a line."""
    return text.count(b"\n") == LINE_BREAKS


def digest(key: bytes, text: bytes) -> bytes:
    """Return the HMAC of a text, as Base64 that fits into a header."""
    return in_header(hmac.digest(key, text, "sha256"))


def in_header(mac: bytes) -> bytes:
    """Return an HMAC as Base64 that fits into a header."""
    return b2a_base64(mac, newline=False)[:DIGEST_LENGTH].translate(URL_SAFE)
