"""How many connections clients may have."""

import pytest

from entrypoints.gateway.asked.client_address import TrustedProxies
from entrypoints.gateway.clients import Clients

ONE, OTHER, PROXY = "192.0.2.1", "192.0.2.2", "10.0.0.1"


def clients(*, most: int = 100, most_of_one: int = 3) -> Clients:
    return Clients(most=most, most_of_one=most_of_one, proxies=TrustedProxies("10.0.0.0/8,fd00::/8"))


def admitted(clients: Clients, *peers: str) -> list[bool]:
    return [clients.admits(peer) for peer in peers]


def test_an_address_may_have_so_many_and_others_do_not_suffer_for_it() -> None:
    counted = clients()
    assert admitted(counted, *[ONE] * 5) == [True] * 3 + [False] * 2
    assert admitted(counted, *[OTHER] * 4) == [True] * 3 + [False]


def test_all_together_may_have_so_many() -> None:
    counted = clients(most=4)
    assert admitted(counted, *(f"192.0.2.{number}" for number in range(6))) == [True] * 4 + [False] * 2
    assert counted.open == 4


def test_who_leaves_makes_room() -> None:
    counted = clients(most=4)
    assert admitted(counted, ONE, ONE, ONE, ONE, OTHER, OTHER) == [True] * 3 + [False, True, False]
    counted.leave(ONE)
    assert admitted(counted, OTHER, ONE) == [True, False]
    counted.leave(OTHER)
    assert admitted(counted, ONE, ONE) == [True, False]


def test_who_was_turned_away_counts_for_nothing() -> None:
    counted = clients(most_of_one=1)
    assert admitted(counted, *[ONE] * 50) == [True] + [False] * 49
    assert counted.open == 1
    counted.leave(ONE)
    assert (counted.open, admitted(counted, ONE)) == (0, [True])


@pytest.mark.parametrize(
    ("spellings", "most"),
    [
        (["192.0.2.1", "::ffff:192.0.2.1", "::FFFF:192.0.2.1", "192.0.2.1"], 3),
        (["2001:db8::1", "2001:db8::2", "2001:DB8:0:0:ffff::", "2001:db8::9"], 3),
        (["fe80::1%eth0", "fe80::1%eth1", "fe80::1", "fe80::2"], 3),
        (["::ffff:192.0.2.1", "::ffff:192.0.2.2", "::ffff:192.0.2.3", "::ffff:192.0.2.4"], 4),
        (["2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:0:3::1", "2001:db8:0:4::1"], 4),
        (["", "", "", ""], 3),
    ],
    ids=["IPv4", "a home", "a zone", "other IPv4", "other homes", "no address"],
)
def test_rl_5_who_can_choose_among_addresses_has_as_many_as_one(spellings: list[str], most: int) -> None:
    counted = clients()
    assert admitted(counted, *spellings).count(True) == most
    for spelling in spellings[:most]:
        counted.leave(spelling)
    assert counted.open == 0
    assert admitted(counted, *spellings).count(True) == most


@pytest.mark.parametrize("proxy", [PROXY, f"::ffff:{PROXY}", "fd00::1"])
def test_a_trusted_proxy_may_have_as_many_as_there_may_be(proxy: str) -> None:
    counted = clients(most=10)
    assert admitted(counted, *[proxy] * 12) == [True] * 10 + [False] * 2
    counted.leave(proxy)
    assert admitted(counted, ONE, ONE) == [True, False]


def test_without_trusted_proxies_nobody_is_one() -> None:
    counted = Clients(most=10, most_of_one=1, proxies=TrustedProxies(""))
    assert admitted(counted, PROXY, PROXY) == [True, False]
