"""Announces the token keys, and tells the operator when nobody hears of them."""

import structlog
from attrs import define, field

from core.errors import Unavailable
from ports.key_announcer import KeyAnnouncer
from ports.key_ring import KeyRing

log = structlog.get_logger()


@define(kw_only=True)
class KeyAnnouncements:
    """The job that announces what the key ring publishes, to be done every second."""

    key_ring: KeyRing
    announcer: KeyAnnouncer
    _is_heard: bool = field(default=True, init=False)

    async def __call__(self) -> None:
        """Announce."""
        try:
            await self.announcer.announce(self.key_ring.published())
        except Unavailable as error:
            if self._is_heard:
                log.warning("a change of the token keys cannot be announced", reason=str(error))
            self._is_heard = False
        else:
            self._is_heard = True
