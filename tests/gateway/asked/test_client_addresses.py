"""Where a client is, when what it says of itself cannot be trusted."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from adapters.section import setting
from composition.settings import SettingError, Settings
from entrypoints.gateway.asked.addresses import bucket_of
from entrypoints.gateway.asked.client_address import LONGEST_REMEMBERED, TrustedProxies

NOBODY = TrustedProxies("")
PROXIES = TrustedProxies("10.0.0.0/8, 192.0.2.1, fd00::/8, ::1")
PROXY = "10.0.0.1"


@frozen(kw_only=True)
class Section:
    """A section with this setting."""

    proxies: TrustedProxies = setting("ODDIYA_TRUSTED_PROXIES", "CIDRs, comma-separated", default=TrustedProxies(""))


def test_with_nobody_to_trust_the_client_is_the_other_end_of_the_socket() -> None:
    assert NOBODY.client("203.0.113.9", b"198.51.100.1") == "203.0.113.9"
    assert NOBODY.client("127.0.0.1", None) == "127.0.0.1"


def test_who_is_not_trusted_is_not_believed() -> None:
    assert PROXIES.client("203.0.113.9", b"198.51.100.1") == "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded_for", "client"),
    [
        (None, PROXY),
        (b"", PROXY),
        (b"198.51.100.1", "198.51.100.1"),
        (b"1.1.1.1, 198.51.100.1", "198.51.100.1"),
        (b"1.1.1.1,198.51.100.1 , 10.2.3.4,192.0.2.1", "198.51.100.1"),
        (b"1.1.1.1, 198.51.100.1, 192.0.2.2", "192.0.2.2"),
        (b"10.9.9.9, 10.2.3.4", "10.9.9.9"),
        (b"2001:DB8::0:1", "2001:db8::1"),
        (b"198.51.100.1, ::1", "198.51.100.1"),
        (b"198.51.100.1, FD00:0::7", "198.51.100.1"),
        (b"198.51.100.1:4711", "198.51.100.1"),
        (b"[2001:db8::1]", "2001:db8::1"),
        (b"[2001:db8::1]:4711", "2001:db8::1"),
        (b"::ffff:198.51.100.1", "198.51.100.1"),
        (b"198.51.100.1, ::ffff:10.1.1.1", "198.51.100.1"),
        (b"[::FFFF:c633:6401]:80", "198.51.100.1"),
    ],
)
def test_hops_are_followed_from_the_right_as_far_as_they_are_trusted(forwarded_for: bytes | None, client: str) -> None:
    assert PROXIES.client(PROXY, forwarded_for) == client


@pytest.mark.parametrize(
    "garbage",
    [b"unknown", b"_hidden", b"", b"198.51.100.256", b"198.51.100", b"010.0.0.1", b"1.2.3.4.5", b"0x7f.1",
     b"2130706433", b"fe80::1%eth0", b"[fe80::1%25eth0]", b"2001:db8::1:4711:x", b"[2001:db8::1", b"2001:db8::1]",
     b"[1.2.3.4]", b"1.2.3.4:", b"1.2.3.4:x", b"1.2.3.4:123456", b"[::1]x", b'"1.2.3.4"', b"for=1.2.3.4", b"1.2.3.4 5",
     b":::", b"198.51.100.\xb2", "１.2.3.4".encode(), b"1.2.3.4\x00", b"10.0.0.0/8", b"a" * 5000],
    ids=ascii,
)  # fmt: skip
def test_where_a_hop_makes_no_sense_the_last_good_one_holds(garbage: bytes) -> None:
    assert PROXIES.client(PROXY, garbage) == PROXY
    assert PROXIES.client(PROXY, b"1.1.1.1, " + garbage) == PROXY
    assert PROXIES.client(PROXY, b"1.1.1.1, " + garbage + b", 10.7.7.7") == "10.7.7.7"
    assert PROXIES.client(PROXY, garbage + b", 198.51.100.1") == "198.51.100.1"


@pytest.mark.parametrize(
    ("peer", "client"),
    [
        ("::ffff:10.0.0.1", "198.51.100.1"),
        ("::1", "198.51.100.1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("", ""),
        ("/run/gateway.sock", "/run/gateway.sock"),
    ],
)
def test_the_other_end_of_the_socket_is_read_like_a_hop(peer: str, client: str) -> None:
    assert PROXIES.client(peer, b"198.51.100.1") == client


@pytest.mark.parametrize("length", [1, 300])
def test_rl_4_whatever_a_client_writes_itself_it_has_one_address(length: int) -> None:
    seen = {
        PROXIES.client(PROXY, b"".join(b"%d.1.1.%d, " % (turn, hop % 256) for hop in range(length)) + b"198.51.100.1")
        for turn in range(1, 200)
    }
    assert seen == {"198.51.100.1"}
    assert {NOBODY.client("198.51.100.1", b"1.1.1.%d" % turn) for turn in range(200)} == seen


def test_rl_5_whatever_address_of_its_network_a_client_takes_it_has_one_bucket() -> None:
    rotating = {PROXIES.client(PROXY, b"2001:db8:1:2:%x::%x" % (turn, turn * 7)) for turn in range(1, 200)}
    assert len(rotating) == 199
    assert {bucket_of(address) for address in rotating} == {"2001:db8:1:2::/64"}


@pytest.mark.parametrize(
    ("address", "bucket"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("198.51.100.2", "198.51.100.2"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", ""),
    ],
)
def test_rl_5_an_address_of_ipv4_is_a_bucket_of_its_own(address: str, bucket: str) -> None:
    assert bucket_of(address) == bucket


@pytest.mark.parametrize("text", ["", " ", "10.0.0.0/8,::1/128", "10.0.0.0/8, 192.0.2.1", "10.0.0.0/8,"])
def test_the_setting_takes_networks_and_single_addresses(text: str) -> None:
    section = Settings.read({"ODDIYA_TRUSTED_PROXIES": text}).section(Section)
    assert [str(network) for network in section.proxies.networks] == [
        str(ip_network(part.strip())) for part in text.split(",") if part.strip()
    ]
    assert TrustedProxies(str(section.proxies)) == section.proxies


def test_a_network_of_mapped_addresses_is_one_of_ipv4() -> None:
    assert str(TrustedProxies("::ffff:10.0.0.0/104")) == "10.0.0.0/8"


@pytest.mark.parametrize(
    "text",
    ["*", "all", "loopback", "10.0.0.1/8", "10.0.0.0/33", "10.0.0", "0.0.0.0/0", "::/0", "::ffff:0:0/96",
     "fe80::1%eth0", "fe80::%eth0/64", "10.0.0.0/8;::1", "true"],
)  # fmt: skip
def test_the_setting_refuses_what_is_no_network_or_everybodys(text: str) -> None:
    with pytest.raises(SettingError, match="ODDIYA_TRUSTED_PROXIES"):
        Settings.read({"ODDIYA_TRUSTED_PROXIES": text}).section(Section)


def plain(address: str) -> IPv4Address | IPv6Address:
    known = ip_address(address)
    mapped = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    return known if mapped is None else mapped


def naively(trusted: str, peer: str, hops: list[str]) -> str:
    """The rightmost address that no trusted network has, else the leftmost; garbage hides what is left of it."""
    networks = [ip_network(network) for network in trusted.split(",") if network]
    known = [plain(peer)]
    for hop in reversed(hops):
        if hop == "garbage":
            break
        known.append(plain(hop))
    strangers = [address for address in known if not any(address in network for network in networks)]
    return str(strangers[0] if strangers else known[-1])


near = st.sampled_from(["10.0.0.1", "10.1.2.3", "192.0.2.1", "::1", "::ffff:10.0.0.9", "fd00::5", "203.0.113.9"])
anywhere = near | st.ip_addresses().map(str)


@given(
    trusted=st.sampled_from(["", "10.0.0.0/8", "10.0.0.0/8,fd00::/8,::1/128", "192.0.2.1/32"]),
    peer=anywhere,
    hops=st.lists(anywhere | st.just("garbage"), max_size=LONGEST_REMEMBERED // 8),
    comma=st.sampled_from([",", ", ", " ,\t"]),
)
def test_a_client_is_where_a_naive_reading_finds_it(trusted: str, peer: str, hops: list[str], comma: str) -> None:
    proxies = TrustedProxies(trusted)
    for _ in range(2):
        assert proxies.client(peer, comma.join(hops).encode()) == naively(trusted, peer, hops)


@given(st.binary(max_size=60))
def test_a_client_has_an_address_whatever_was_written(forwarded_for: bytes) -> None:
    assert str(ip_address(PROXIES.client(PROXY, forwarded_for)))
