"""Leaves a failing service alone for a while, so that nobody waits for it and it can recover."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

import structlog
from attrs import define, field

from adapters.wire.outside.trouble import Trouble
from ports.clock import Clock

AFTER: Final = 5
REST: Final = timedelta(seconds=30)

log = structlog.get_logger()


@define(kw_only=True)
class Breaker:
    """Opens after so many failures in a row; when the rest is over, one call probes whether the service is well."""

    what: str
    clock: Clock
    after: int = AFTER
    _failures: int = field(default=0, init=False)
    _opened_at: datetime | None = field(default=None, init=False)
    _rest: timedelta = field(default=REST, init=False)
    _probing: bool = field(default=False, init=False)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Let a call through and learn from its outcome; while nothing may pass, it is `Trouble` at once."""
        probes = self._enter()
        try:
            yield
        except Trouble as trouble:
            self._learn(trouble)
            raise
        else:
            self._close()
        finally:
            if probes:
                self._probing = False

    def _enter(self) -> bool:
        if self._opened_at is None:
            return False
        # A clock that was set back must not keep it open for longer.
        left = self._rest - abs(self.clock.now() - self._opened_at)
        if self._probing or left > timedelta():
            raise Trouble(
                why="it is left alone after what it answered before",
                retry_after=max(1.0, left.total_seconds()),
                counts=False,
                told=True,
            )
        self._probing = True
        return True

    def _learn(self, trouble: Trouble) -> None:
        if not trouble.counts:
            return
        self._failures += 1
        if trouble.rest is not None or self._failures >= self.after:
            self._open(trouble)

    def _open(self, trouble: Trouble) -> None:
        if self._opened_at is None:
            log.warning("an outside service is left alone for a while", source=self.what, why=trouble.why)
        # Calls that were under way when it opened for long must not cut that short.
        self._rest = max(trouble.rest or REST, REST if self._opened_at is None else self._rest)
        self._opened_at = self.clock.now()

    def _close(self) -> None:
        if self._opened_at is not None:
            log.info("an outside service answers again", source=self.what)
        self._failures = 0
        self._opened_at = None
