"""What all key rings of this technology do with the keys that they keep, each in its own place."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import override

from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from ports.clock import Clock
from ports.key_ring import KeyRing


class JoseKeyRing(KeyRing):
    """Answers by the clock; besides what the port promises, it signs and verifies for its siblings."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    @abstractmethod
    def keys(self) -> TokenKeys:
        """Return the keys as they are kept now."""

    @override
    def published(self) -> Sequence[Mapping[str, str]]:
        return self.keys().published(self._clock.now())

    def signing(self) -> TokenKey:
        """Return the key that signs now."""
        return self.keys().signing(self._clock.now())

    def public(self, kid: str) -> Any:
        """Return python-jose's key to verify with, or None when no such key is published."""
        return self.keys().public(kid, self._clock.now())
