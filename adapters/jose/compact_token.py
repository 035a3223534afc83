"""Tokens from strangers, taken apart before any cryptography: most of what is wrong with one is found here."""

import re
from typing import Final, Self

from attrs import frozen

from adapters.jose.strict_json import object_in
from adapters.jose.token_key import ALGORITHM
from core.base64url import decoded

LONGEST: Final = 8192
THREE_PARTS: Final = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
TYPE: Final = "at+jwt"  # RFC 9068 section 2.1
HEADER: Final = {"alg", "typ", "kid"}


@frozen(kw_only=True)
class CompactToken:
    """A token of our form. Nobody knows yet who made it."""

    kid: str
    payload: bytes
    signed: bytes
    signature: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """Take a token apart; a `ValueError` says that it is not of our form, or not in its one spelling."""
        parts = THREE_PARTS.fullmatch(text) if len(text) <= LONGEST else None
        if parts is None:
            raise ValueError("not three parts")
        header, payload, signature = parts.groups()
        return cls(
            kid=_kid_in(decoded(header)),
            payload=decoded(payload),
            signed=f"{header}.{payload}".encode(),
            signature=decoded(signature),
        )


def _kid_in(header: bytes) -> str:
    fields = object_in(header)
    # Whatever else stood there (crit, jwk, jku, b64, zip, ...) would ask for something that is not done here.
    if set(fields) != HEADER or (fields["alg"], fields["typ"]) != (ALGORITHM, TYPE):
        raise ValueError("not a header of ours")
    if not isinstance(fields["kid"], str):
        raise ValueError("not a kid")  # noqa: TRY004 - the type is the stranger's, not the program's
    return fields["kid"]
