"""What all key rings of this technology do with the keys that they keep, each in its own place."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any, Final

from typing_extensions import override

from adapters.jose.public_keys import PublicKeys
from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from ports.clock import Clock
from ports.key_ring import KeyRing

AGREES_FOR: Final = 1.0  # seconds; the port promises two


class JoseKeyRing(KeyRing, PublicKeys):
    """Answers by the clock; besides what the port promises, it signs and verifies for its siblings.

    Which keys the time has taken away is found out once a second, because `public` is asked with every request.
    """

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._public: Mapping[str, Any] = {}
        self._public_of: TokenKeys | None = None
        self._public_until = 0.0

    @abstractmethod
    def keys(self) -> TokenKeys:
        """Return the keys as they are kept now."""

    @override
    def published(self) -> Sequence[Mapping[str, str]]:
        return self.keys().published(self._clock.now())

    def signing(self) -> TokenKey:
        """Return the key that signs now."""
        return self.keys().signing(self._clock.now())

    @override
    def public(self, kid: str) -> Any:
        keys = self.keys()
        if keys is not self._public_of or monotonic() >= self._public_until:
            self._public = keys.publics(self._clock.now())
            self._public_of, self._public_until = keys, monotonic() + AGREES_FOR
        return self._public.get(kid)

    @override
    async def sought(self, kid: str) -> Any:
        return self.public(kid)
