"""Where a client is: what the nearest proxy says that we know, and no further."""

from collections.abc import Callable
from functools import lru_cache, partial
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from attrs import field, frozen
from typing_extensions import override

from entrypoints.gateway.asked.addresses import Address, hop_of, peer_of

Network = IPv4Network | IPv6Network

REMEMBERED: Final = 4096
LONGEST_REMEMBERED: Final = 256  # bytes of the header, so that strangers cannot fill the memory
IPV4_IN_IPV6: Final = IPv6Network("::ffff:0:0/96")


def _networks_of(text: str) -> tuple[Network, ...]:
    return tuple(_network_of(part.strip()) for part in text.split(",") if part.strip())


def _network_of(text: str) -> Network:
    network = ip_network(text)
    if isinstance(network, IPv6Network) and network.subnet_of(IPV4_IN_IPV6):
        network = IPv4Network((int(network.network_address) & 0xFFFFFFFF, network.prefixlen - 96))
    if network.prefixlen == 0 or "%" in text:
        # Trust in everybody would let each client write its own address.
        raise ValueError(text)
    return network


@frozen
class TrustedProxies:
    """The networks whose machines are believed when they say for whom they ask; comma-separated CIDRs."""

    networks: tuple[Network, ...] = field(converter=_networks_of)
    _recall: Callable[[str, bytes], str] = field(init=False, eq=False, repr=False)

    @_recall.default
    def _remember(self) -> Callable[[str, bytes], str]:
        return lru_cache(maxsize=REMEMBERED)(partial(_client, self.networks))

    @override
    def __str__(self) -> str:
        return ",".join(str(network) for network in self.networks)

    def client(self, peer: str, forwarded_for: bytes | None) -> str:
        """Return the address of the client behind a socket's other end, in its one spelling.

        `forwarded_for` is all of X-Forwarded-For as one list. It is read from the right, where the nearest proxy
        wrote, for as long as whoever wrote is trusted; where it stops making sense, the last good address holds. A
        socket without addresses is its own text.
        """
        if forwarded_for is None or not self.networks:
            return self._recall(peer, b"")
        if len(forwarded_for) > LONGEST_REMEMBERED:
            return _client(self.networks, peer, forwarded_for)
        return self._recall(peer, forwarded_for)

    def trusts(self, peer: str) -> bool:
        """Tell whether the machine at a socket's other end is believed."""
        return bool(self.networks) and _trusts(self.networks, peer_of(peer))


def _client(networks: tuple[Network, ...], peer: str, forwarded_for: bytes) -> str:
    address = peer_of(peer)
    for hop in reversed(forwarded_for.split(b",")):
        before = hop_of(hop.strip(b" \t")) if _trusts(networks, address) else None
        if before is None:
            break
        address = before
    return peer if address is None else str(address)


def _trusts(networks: tuple[Network, ...], address: Address | None) -> bool:
    return address is not None and any(address in network for network in networks)
