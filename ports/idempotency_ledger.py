"""Requests that may arrive twice and must be answered once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar, Protocol

from attrs import define, frozen

from core.errors import Conflict, Invalid


@define(kw_only=True)
class StillRunning(Conflict):
    """The first request with this key has not been answered yet."""

    code: ClassVar[str] = "still-running"
    says: ClassVar[str] = "the first request with this Idempotency-Key is still running; ask again shortly"


@define(kw_only=True)
class KeyReused(Invalid):
    """The key belongs to a different request."""

    code: ClassVar[str] = "idempotency-key-reused"
    says: ClassVar[str] = "this Idempotency-Key was used for a different request; make a new key for each new request"


@frozen(kw_only=True)
class Answer:
    """What the first request was told."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class IdempotencyLedger(Protocol):
    """Remembers, per owner, which request a key stands for and how it was answered.

    - `claim` returns None to exactly one of many at once: that one must `settle` or `release`. Later claims of the same
      request get the answer, or `StillRunning` until there is one; a claim with another fingerprint is `KeyReused`.
    - A claim that was neither settled nor released is free again after `lease` (its process died).
    - An answer is kept for 24 hours at least. Owners never see each other's keys.
    """

    async def claim(self, *, owner: str, key: str, fingerprint: str, lease: timedelta) -> Answer | None:
        """Ask to be the one who carries out this request."""
        ...

    async def settle(self, *, owner: str, key: str, answer: Answer) -> None:
        """Keep the answer."""
        ...

    async def release(self, *, owner: str, key: str) -> None:
        """Give the claim up: the request had no effect."""
        ...
