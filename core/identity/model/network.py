"""Which addresses are probably one network, so that its owner cannot pass for many."""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

V4_PREFIX: Final = 24
V6_PREFIX: Final = 64  # what one household or one rented server is given


def network_of(address: str) -> str:
    """Return the network an address belongs to; of what is not an address, the text itself."""
    try:
        known = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    if isinstance(known, IPv6Address):
        return str(IPv6Network((int(known), V6_PREFIX), strict=False))
    return str(IPv4Network((int(known), V4_PREFIX), strict=False))
