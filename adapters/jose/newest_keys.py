"""The newest copy of the published keys that this process has come by, for as long as it may be used."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from math import inf
from time import monotonic
from typing import Any, Final

from attrs import evolve

from adapters.jose.keys_copy import KeysCopy
from adapters.jose.public_jwk import PublicJwk
from ports.clock import Clock

USABLE: Final = timedelta(hours=24)  # while a newer one cannot be had


class NewestKeys:
    """Takes what is newer than what it has, and drops what nobody has confirmed for a day.

    A key that is in the next copy too stays the same object.
    """

    def __init__(self, *, clock: Clock, seconds: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._seconds = seconds
        self._seen_at = -inf
        self.version = 0
        self.copy: KeysCopy | None = None
        self.by_kid: Mapping[str, Any] = {}

    def take(self, copy: KeysCopy | None) -> None:
        """Use a copy if it is newer, and not too old."""
        if copy is None or copy.version <= self.version:
            return
        # A clock that was set back must not keep anything for longer.
        age = abs(self._clock.now() - copy.seen_at)
        if age < USABLE:
            self._seen_at = self._seconds() - age.total_seconds()
            self._use(copy)

    def drop_if_too_old(self) -> None:
        """Have no keys any more if they are too old."""
        if self.age >= USABLE.total_seconds():
            self.copy, self.by_kid = None, {}

    @property
    def age(self) -> float:
        """How many seconds ago somebody saw these keys at the auth service."""
        return self._seconds() - self._seen_at

    def _use(self, copy: KeysCopy) -> None:
        had = {key.kid: key for key in self.copy.keys} if self.copy else {}
        keys = tuple(_same(had.get(key.kid), key) for key in copy.keys)
        self.version, self.copy = copy.version, evolve(copy, keys=keys)
        self.by_kid = {key.kid: key.public for key in keys}


def _same(old: PublicJwk | None, new: PublicJwk) -> PublicJwk:
    return old if old is not None and old.jwk == new.jwk else new
