"""Knows hops that were signed with HMAC-SHA256 and the time."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import field, frozen
from typing_extensions import override

from adapters.signing.hop_keys import Section, digest, is_unambiguous, said
from core.errors import Unauthenticated
from ports.clock import Clock
from ports.hop_signer import HOP_LIVES, Hop, HopVerifier


@frozen(kw_only=True)
class HmacHopVerifier(HopVerifier):
    """Signs what it is shown with each key, and compares."""

    _keys: tuple[bytes, ...] = field(repr=False)
    _clock: Clock

    @override
    def verify(self, hop: Hop, signature: str) -> None:
        moment, _, given = signature.partition(".")
        text, sent = said(hop, moment), given.encode("utf-8", "surrogatepass")
        matching = 0
        for key in self._keys:  # every one, so that the time tells nothing about which of them nearly matched
            matching += hmac.compare_digest(digest(key, text), sent)
        if not matching or not is_unambiguous(text) or not self._is_current(int(moment)):
            raise Unauthenticated

    def _is_current(self, moment: int) -> bool:
        return abs(int(self._clock.now().timestamp()) - moment) <= HOP_LIVES.total_seconds()


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[HopVerifier]:
    """Open the verifier."""
    yield HmacHopVerifier(keys=section.keys, clock=section.clock)
