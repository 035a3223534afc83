"""Addresses of clients that nobody has used before."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address
from itertools import count
from typing import Final

FIRST: Final = IPv4Address("198.18.0.1")  # of a network for benchmarks (RFC 2544)
FIRST_NETWORK: Final = IPv6Address("2001:db8::")
NewAddress = Callable[[], str]


def new_addresses() -> Iterator[str]:
    """Return addresses, each once."""
    return (str(FIRST + number) for number in count())


def new_networks() -> Iterator[Callable[[int], str]]:
    """Return networks of IPv6 as homes have them, each once, as functions from a number to the address of a device."""
    return (_devices(FIRST_NETWORK + (number << 64)) for number in count())


def _devices(network: IPv6Address) -> Callable[[int], str]:
    return lambda number: str(network + number)
