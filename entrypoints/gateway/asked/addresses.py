"""Addresses as proxies write them down, each in one spelling."""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from core.identity.model.network import network_of

Address = IPv4Address | IPv6Address

# An address, or one with the port it came from; IPv6 then stands in brackets.
_V6: Final = rb"[0-9A-Fa-f]*:[0-9A-Fa-f:.]{1,44}"
_PORT: Final = rb"(?::[0-9]{1,5})?"
HOP: Final = re.compile(rb"([0-9.]{7,15})%b|\[(%b)\]%b|(%b)" % (_PORT, _V6, _PORT, _V6))


def hop_of(written: bytes) -> Address | None:
    """Return the address of one hop, None for what is no address; one of IPv4 within IPv6 is that of IPv4."""
    found = HOP.fullmatch(written)
    if found is None:
        return None
    try:
        address = ip_address(found[found.lastindex or 0].decode())
    except ValueError:
        return None
    return folded(address)


def folded(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address maps, else the address itself."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address if mapped is None else mapped


@lru_cache(maxsize=4096)
def peer_of(socket: str) -> Address | None:
    """Return the address at the other end of a socket; None when that is no address but a pipe or a file."""
    try:
        return folded(ip_address(socket.partition("%")[0]))  # a zone means something on this machine only
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def bucket_of(address: str) -> str:
    """Return what an address is limited as: whoever has one of IPv6 has a whole network of them."""
    return network_of(address) if ":" in address else address
