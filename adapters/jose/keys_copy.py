"""A copy of the published keys as processes pass it to each other, sealed so that nobody else can make one."""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import field, frozen

from adapters.jose.public_jwk import LARGEST, MOST_BRACKETS, PublicJwk, distinct
from adapters.jose.strict_json import object_in

MILLISECONDS: Final = 1000
KINDS: Final[Mapping[str, type]] = {"issuer": str, "version": int, "seen_at": str, "keys": list}


@frozen(kw_only=True, eq=False)
class KeysCopy:
    """The keys as somebody saw them at the auth service; of two copies, the one with the higher version is newer."""

    version: int
    seen_at: datetime
    keys: tuple[PublicJwk, ...]

    @property
    def jwks(self) -> list[Mapping[str, str]]:
        """The keys as they are published."""
        return [key.jwk for key in self.keys]


def version_after(version: int, now: datetime) -> int:
    """Return the version of what comes next: the time, unless clocks that differ would turn the order round."""
    return max(version + 1, int(now.timestamp() * MILLISECONDS))


@frozen(kw_only=True)
class CopyForm:
    """How copies of one issuer's keys are written down. The first seal is used, and each of them is known."""

    issuer: str
    seals: Sequence[bytes] = field(repr=False)

    def written(self, copy: KeysCopy) -> bytes:
        """Write a copy down."""
        seen_at = copy.seen_at.isoformat()
        members = {"issuer": self.issuer, "version": copy.version, "seen_at": seen_at, "keys": copy.jwks}
        text = json.dumps(members).encode()
        return _digest(self.seals[0], text) + b"\n" + text

    def read(self, data: bytes) -> KeysCopy:
        """Return the copy that was written down; a `ValueError` says that it is none of ours."""
        if len(data) > LARGEST:
            raise ValueError("it is too large")
        seal, _, text = data.partition(b"\n")
        if not any(hmac.compare_digest(_digest(one, text), seal) for one in self.seals):
            raise ValueError("it was not made by this installation")
        return self._copy(object_in(text, most_brackets=MOST_BRACKETS))

    def _copy(self, members: Mapping[str, Any]) -> KeysCopy:
        if {name: type(value) for name, value in members.items()} != KINDS:
            raise ValueError("it is of another form")
        if members["issuer"] != self.issuer:
            raise ValueError("it is about another issuer")
        seen_at = datetime.fromisoformat(members["seen_at"])
        if seen_at.tzinfo is None:
            raise ValueError("it does not say when it was made")
        keys = distinct([PublicJwk.read(one) for one in members["keys"]])
        return KeysCopy(version=members["version"], seen_at=seen_at, keys=keys)


def _digest(seal: bytes, text: bytes) -> bytes:
    return hmac.digest(seal, text, "sha256").hex().encode()
