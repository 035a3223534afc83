"""Which addresses count as one network."""

import pytest

from core.identity.model.network import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("203.0.113.200", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("a socket's path", "a socket's path"),
        ("", ""),
        ("x" * 100, "x" * 64),
    ],
)
def test_a_network_is_what_one_household_or_one_rented_server_has(address: str, network: str) -> None:
    assert network_of(address) == network
