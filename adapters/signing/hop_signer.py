"""Hops signed with HMAC-SHA256 and the time."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from attrs import field, frozen
from typing_extensions import override

from adapters.signing.hop_keys import Section, in_header, is_unambiguous, said
from adapters.signing.prepared_hmac import prepared_hmac
from ports.clock import Clock
from ports.hop_signer import Hop, HopSigner


@frozen(kw_only=True)
class HmacHopSigner(HopSigner):
    """Writes the time in whole seconds, a dot, and the digest of that time and the hop."""

    _key: bytes = field(repr=False)
    _clock: Clock
    _mac: Callable[[bytes], bytes] = field(init=False, eq=False, repr=False)

    @_mac.default
    def _prepare_mac(self) -> Callable[[bytes], bytes]:
        return prepared_hmac(self._key)

    @override
    def sign(self, hop: Hop) -> str:
        moment = str(int(self._clock.now().timestamp()))
        text = said(hop, moment)
        if not is_unambiguous(text):
            raise ValueError("a hop cannot have a line break in it")
        return f"{moment}.{in_header(self._mac(text)).decode()}"


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[HopSigner]:
    """Open the signer."""
    yield HmacHopSigner(key=section.keys[0], clock=section.clock)
