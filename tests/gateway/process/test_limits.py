"""Rows RL-1 to RL-5, RL-10 and RL-11: how often anybody may ask, and who counts as the same."""

import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from time import sleep

import pytest

from tests.builders import an_id
from tests.gateway.process.client import Said, request
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.services import Services
from tests.gateway.process.table import LOGIN, PRIVATE, PUBLIC, REFRESH, REGISTER, SIGN_IN
from tests.gateway.process.tokens import a_token, bearer

# As conftest.STRICT has them.
MOST_BY_ADDRESS, MOST_BY_USER, MOST_SIGN_IN, MOST_LOGIN, MOST_REFRESH, MOST_REGISTER = 30, 6, 5, 2, 4, 8
MOST_PREFLIGHT = 7
POLICY = re.compile(r'"([a-z-]+)";q=(\d+);w=(\d+)')
LEFT = re.compile(r'"([a-z-]+)";r=(\d+);t=(\d+)')


def is_from(address: str) -> tuple[str, str]:
    """Return the field in which the trusted proxy says where a client is."""
    return "X-Forwarded-For", address


def statuses(gateway: Gateway, target: str, addresses: Iterable[str], *, source: str = "127.0.0.1") -> list[int]:
    """Ask once from each address and return the statuses."""
    with gateway.client(source=source) as client:
        return [client.ask("GET", target, is_from(address)).status for address in addresses]


def left(said: Said) -> tuple[str, int, int]:
    """Return of which allowance how much is left, and in how many seconds there is more."""
    policy, limit = POLICY.fullmatch(said.get("ratelimit-policy") or ""), LEFT.fullmatch(said.get("ratelimit") or "")
    assert policy is not None, said
    assert limit is not None, said
    assert policy[1] == limit[1]
    assert int(limit[2]) < int(policy[2])
    return limit[1], int(limit[2]), int(limit[3])


def test_rl_1_after_n_requests_the_next_is_refused_and_told_when_to_come_back(
    behind_a_proxy: Gateway, services: Services, address: str
) -> None:
    with behind_a_proxy.client() as client:
        passed = [client.ask("POST", LOGIN, is_from(address), body=b"{}") for _ in range(MOST_LOGIN)]
        assert [said.status for said in passed] == [200, 200]
        assert [left(said)[:2] for said in passed] == [("login", 1), ("login", 0)]
        refused = client.ask("POST", LOGIN, is_from(address), body=b"{}")
        assert (refused.status, refused.problem()["code"]) == (429, "rate-limited")
        name, remaining, seconds = left(refused)
        assert (name, remaining, refused.get("retry-after")) == ("login", 0, str(max(1, seconds)))
        assert len(services.seen) == MOST_LOGIN


def test_rl_1_who_comes_back_when_told_passes_and_rl_3_at_no_border_are_there_more(
    behind_a_proxy: Gateway, services: Services, address: str
) -> None:
    assert statuses(behind_a_proxy, LOGIN, [address] * 10) == [200] * 2 + [429] * 8
    refused = behind_a_proxy.ask("GET", LOGIN, is_from(address))
    sleep(int(refused.get("retry-after") or 0))
    assert statuses(behind_a_proxy, LOGIN, [address] * 4) == [200, 429, 429, 429]
    assert len(services.seen) == 3


@pytest.mark.parametrize(
    ("target", "most"),
    [(SIGN_IN, MOST_SIGN_IN), (REFRESH, MOST_REFRESH), (REGISTER, MOST_REGISTER), (PUBLIC, MOST_BY_ADDRESS)],
)
def test_rl_2_of_many_at_once_exactly_as_many_pass_as_may(
    behind_a_proxy: Gateway, services: Services, address: str, target: str, most: int
) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(behind_a_proxy.client()) for _ in range(100)]
        for client in clients:
            client.send(request("GET", target, is_from(address)))
        answers = [client.answer().status for client in clients]
    assert (answers.count(200), answers.count(429)) == (most, 100 - most)
    assert len(services.seen) == most


def test_rl_4_a_client_that_nobody_vouches_for_has_one_address_whatever_it_writes(
    behind_a_proxy: Gateway, services: Services
) -> None:
    rotating = (f"203.0.113.{number}" for number in range(20))
    assert statuses(behind_a_proxy, SIGN_IN, rotating, source="127.0.0.9").count(200) == MOST_SIGN_IN
    assert {seen.head.get("x-forwarded-for") for seen in services.seen} == {"127.0.0.9"}


def test_rl_4_behind_a_proxy_what_a_client_wrote_itself_counts_for_nothing(
    behind_a_proxy: Gateway, services: Services, address: str
) -> None:
    rotating = (f"203.0.113.{number}, 10.0.0.{number}, {address}, 10.1.1.{number}" for number in range(20))
    assert statuses(behind_a_proxy, SIGN_IN, rotating).count(200) == MOST_SIGN_IN
    assert {seen.head.get("x-forwarded-for") for seen in services.seen} == {address}


def test_rl_4_behind_a_proxy_each_client_has_its_own(
    behind_a_proxy: Gateway, services: Services, address: str, other_address: str
) -> None:
    assert statuses(behind_a_proxy, REFRESH, [address] * 5 + [other_address] * 5) == ([200] * 4 + [429]) * 2
    assert len(services.seen) == 2 * MOST_REFRESH


def test_rl_4_one_address_has_one_bucket_in_each_of_its_spellings(
    behind_a_proxy: Gateway, services: Services, address: str
) -> None:
    spellings = [address, f"::ffff:{address}", f" {address} ", address, f"::FFFF:{address}", address]
    assert statuses(behind_a_proxy, REFRESH, spellings) == [200] * 4 + [429] * 2
    assert len(services.seen) == MOST_REFRESH


def test_rl_5_a_home_has_one_bucket_however_many_addresses_it_has(
    behind_a_proxy: Gateway, services: Services, network: Callable[[int], str], other_network: Callable[[int], str]
) -> None:
    devices = [network(1 + number * 0x1234_5678_9ABC) for number in range(20)]
    assert statuses(behind_a_proxy, SIGN_IN, devices).count(200) == MOST_SIGN_IN
    assert statuses(behind_a_proxy, SIGN_IN, [other_network(1)]) == [200]
    assert len(services.seen) == MOST_SIGN_IN + 1


def test_a_user_has_one_bucket_wherever_they_are(
    behind_a_proxy: Gateway, services: Services, address: str, other_address: str
) -> None:
    tokens = [a_token(sub=(user := an_id()), sid=an_id()), a_token(sub=user, sid=an_id())]
    with behind_a_proxy.client() as client:
        answers = [
            client.ask("GET", PRIVATE, bearer(tokens[number % 2]), is_from((address, other_address)[number % 2]))
            for number in range(10)
        ]
    assert [said.status for said in answers] == [200] * MOST_BY_USER + [429] * 4
    assert left(answers[0])[:2] == ("user", MOST_BY_USER - 1)
    assert len(services.seen) == MOST_BY_USER


def test_users_at_one_address_share_only_its_wider_bucket(
    behind_a_proxy: Gateway, services: Services, address: str
) -> None:
    with behind_a_proxy.client() as client:
        answers = [
            client.ask("GET", PRIVATE, bearer(a_token(sub=an_id())), is_from(address)) for _ in range(MOST_BY_ADDRESS)
        ]
        assert [said.status for said in answers] == [200] * MOST_BY_ADDRESS
        refused = client.ask("GET", PRIVATE, bearer(a_token(sub=an_id())), is_from(address))
    assert (refused.status, left(refused)[:2]) == (429, ("address", 0))
    assert len(services.seen) == MOST_BY_ADDRESS


def test_who_asks_too_often_is_refused_before_the_token_is_looked_at(
    behind_a_proxy: Gateway, services: Services, address: str
) -> None:
    bad = bearer("a.b.c")
    with behind_a_proxy.client() as client:
        answers = [client.ask("GET", PRIVATE, bad, is_from(address)).status for _ in range(MOST_BY_ADDRESS + 5)]
    assert answers == [401] * MOST_BY_ADDRESS + [429] * 5
    assert services.seen == []


def test_a_refusal_can_be_read_by_a_page_of_ours(behind_a_proxy: Gateway, services: Services, address: str) -> None:
    assert statuses(behind_a_proxy, LOGIN, [address] * 2) == [200, 200]
    refused = behind_a_proxy.ask("GET", LOGIN, is_from(address), ("Origin", "https://oddiya.app"))
    assert (refused.status, refused.get("access-control-allow-origin")) == (429, "https://oddiya.app")
    assert refused.get("cache-control") == "no-store"
    assert len(services.seen) == 2


HOSTILE = (
    *("*", "?", "[a-z]*", "{1}", "user:*", "../../etc", "' OR 1=1", '"', "a b", "127.0.0.1:*", "%0d%0aFLUSHALL"),
    *("198.18.0.1%eth0", "198.18.0.1:80", "fe80::1%25a", "0x7f.1", "127.1", "1" * 4000, "unknown", "\xec\x84"),
)  # fmt: skip


def test_rl_10_what_is_no_address_is_that_of_who_says_so(
    behind_a_proxy: Gateway, services: Services, address: str
) -> None:
    for text in HOSTILE:
        assert behind_a_proxy.ask("GET", PUBLIC, is_from(f"{address}, {text}")).status in (200, 429)
    seen = {seen.head.get("x-forwarded-for") for seen in services.seen}
    assert seen <= {"127.0.0.1", address, "198.18.0.1"}


def test_rl_11_a_preflight_has_a_bucket_of_its_own(behind_a_proxy: Gateway, services: Services, address: str) -> None:
    preflight = (("Origin", "https://oddiya.app"), ("Access-Control-Request-Method", "GET"), is_from(address))
    with behind_a_proxy.client() as client:
        answers = [client.ask("OPTIONS", PUBLIC, *preflight).status for _ in range(10)]
        assert answers == [204] * MOST_PREFLIGHT + [429] * 3
    assert statuses(behind_a_proxy, PUBLIC, [address] * 31) == [200] * MOST_BY_ADDRESS + [429]
    assert len(services.seen) == MOST_BY_ADDRESS


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/actuator/health"])
def test_rl_11_health_can_be_asked_at_any_time(behind_a_proxy: Gateway, address: str, path: str) -> None:
    assert statuses(behind_a_proxy, PUBLIC, [address] * (MOST_BY_ADDRESS + 1))[-1] == 429
    assert statuses(behind_a_proxy, path, [address] * (MOST_BY_ADDRESS + 1)) == [200] * (MOST_BY_ADDRESS + 1)
