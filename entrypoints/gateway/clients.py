"""How many connections clients may have: all together, and each address of them."""

from collections import Counter

from attrs import define, field

from entrypoints.gateway.asked.addresses import bucket_of
from entrypoints.gateway.asked.client_address import TrustedProxies


@define(kw_only=True, eq=False)
class Clients:
    """Counts the connections of one process, by what their addresses are limited as.

    A trusted proxy may have as many as there may be: it speaks for many.
    """

    most: int
    most_of_one: int
    proxies: TrustedProxies
    open: int = field(default=0, init=False)
    _of_each: "Counter[str]" = field(factory=Counter, init=False)

    def admits(self, peer: str) -> bool:
        """Count a connection of whoever is at a socket's other end, or tell that there may not be one more."""
        bucket = self._bucket(peer)
        if self.open >= self.most or (self._of_each[bucket] >= self.most_of_one and not self.proxies.trusts(peer)):
            return False
        self.open += 1
        self._of_each[bucket] += 1
        return True

    def leave(self, peer: str) -> None:
        """Take note that a connection which was admitted has ended."""
        bucket = self._bucket(peer)
        self.open -= 1
        self._of_each[bucket] -= 1
        if not self._of_each[bucket]:
            del self._of_each[bucket]

    def _bucket(self, peer: str) -> str:
        # A socket for both families shows an IPv4 address as one of IPv6, and all of those are in one /64.
        return bucket_of(self.proxies.client(peer, None))
