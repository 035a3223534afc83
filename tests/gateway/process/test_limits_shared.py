"""Rows RL-6 to RL-8 and RL-12: limits that processes count together, and what holds while they cannot."""

import asyncio
import re
from collections.abc import Iterator
from time import monotonic

import pytest

from tests.builders import an_id
from tests.gateway.process.conftest import STRICT, OpenGateway
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.sessions import end_session
from tests.gateway.process.table import LOGIN, PRIVATE, PUBLIC, REGISTER, SIGN_IN
from tests.gateway.process.test_limits import MOST_BY_ADDRESS, MOST_REGISTER, MOST_SIGN_IN, is_from, statuses
from tests.gateway.process.tokens import a_token, bearer
from tests.servers.redis import RedisServer, private_server

MEGABYTE = 1024 * 1024
GUESSING = 4  # while processes cannot count together, guesses have a quarter of what they have otherwise
KEY = re.compile(r"[a-z]+:[a-z-]+:gateway:[a-z-]+:[0-9a-f.:/-]+")


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with private_server() as server:
        yield server


@pytest.fixture(scope="module")
def two(open_gateway: OpenGateway, redis: RedisServer) -> Iterator[tuple[Gateway, Gateway]]:
    """Two gateways on a Redis that may hang; they wait for it as long as in production."""
    told = {
        **STRICT,
        "ODDIYA_REDIS_URL": redis.url,
        "ODDIYA_REDIS_PREFIX": "oddiya:",
        "ODDIYA_REDIS_TIMEOUT": "0.25",
        "ODDIYA_RATE_LIMIT_TIMEOUT": "0.02",
        "ODDIYA_TRUSTED_PROXIES": "127.0.0.1/32",
    }
    with open_gateway(**told) as one, open_gateway(**told) as other:
        yield one, other


def test_rl_6_processes_count_together(two: tuple[Gateway, Gateway], services: Services, address: str) -> None:
    back(*two)
    services.forget()
    answers = [gateway.ask("GET", SIGN_IN, is_from(address)).status for _ in range(5) for gateway in two]
    assert answers == [200] * MOST_SIGN_IN + [429] * 5
    assert len(services.seen) == MOST_SIGN_IN


def test_rl_7_when_redis_forgets_everything_nobody_notices_but_who_was_refused(
    two: tuple[Gateway, Gateway], services: Services, redis: RedisServer, address: str
) -> None:
    back(*two)
    assert statuses(two[0], SIGN_IN, [address] * 6) == [200] * 5 + [429]
    assert redis.ask("FLUSHALL") == b"+OK\r\n"
    assert redis.ask("SCRIPT", "FLUSH") == b"+OK\r\n"
    assert statuses(two[0], SIGN_IN, [address] * 6) == [200] * 5 + [429]
    assert len([seen for seen in services.seen if seen.path == SIGN_IN]) == 2 * MOST_SIGN_IN


@pytest.fixture
def hanging(redis: RedisServer) -> Iterator[None]:
    redis.hang()
    yield
    redis.resume()


@pytest.mark.usefixtures("hanging")
def test_rl_8_while_redis_hangs_data_goes_on_within_limits_and_nobody_waits(
    two: tuple[Gateway, Gateway], services: Services, address: str, signed_in: tuple[str, str]
) -> None:
    began = monotonic()
    answers = statuses(two[0], PUBLIC, [address] * (MOST_BY_ADDRESS + 10))
    assert two[0].ask("GET", PRIVATE, signed_in, is_from("198.51.100.1")).status == 200
    # 20 ms each and some for the machine; a second and more would be waiting for Redis.
    assert (monotonic() - began) / len(answers) < 0.1
    assert answers == [200] * MOST_BY_ADDRESS + [429] * 10
    assert len(services.seen) == MOST_BY_ADDRESS + 1


def test_jw_20_who_signed_out_stays_out_while_redis_hangs(two: tuple[Gateway, Gateway], redis: RedisServer) -> None:
    session, user = an_id(), an_id()
    ended = bearer(a_token(sid=session, sub=user))
    asyncio.run(end_session(two[0], session, user))
    eventually(lambda: two[0].ask("GET", PRIVATE, ended, is_from("198.51.100.2")).status == 401)
    redis.hang()
    try:
        answers = [two[0].ask("GET", PRIVATE, ended, is_from("198.51.100.3")).status for _ in range(5)]
    finally:
        redis.resume()
    assert answers == [401] * 5


@pytest.mark.usefixtures("hanging")
def test_rl_8_while_redis_hangs_who_guesses_gets_less_than_otherwise(
    two: tuple[Gateway, Gateway], services: Services, address: str
) -> None:
    for target, most in ((REGISTER, MOST_REGISTER), (LOGIN, GUESSING)):
        allowed = most // GUESSING
        assert statuses(two[0], target, [address] * 5) == [200] * allowed + [429] * (5 - allowed)
    assert len(services.seen) == MOST_REGISTER // GUESSING + 1


def test_rl_8_after_an_outage_they_count_together_again(
    two: tuple[Gateway, Gateway], redis: RedisServer, address: str
) -> None:
    redis.hang()
    try:
        assert [status for gateway in two for status in statuses(gateway, PUBLIC, [address])] == [200, 200]
    finally:
        redis.resume()
    back(*two)
    answers = [gateway.ask("GET", SIGN_IN, is_from(address)).status for _ in range(5) for gateway in two]
    assert answers == [200] * MOST_SIGN_IN + [429] * 5


def back(*gateways: Gateway) -> None:
    """Wait until gateways count together again, which they notice when somebody asks."""
    for gateway in gateways:
        eventually(lambda: _is_back(gateway))  # noqa: B023 - it is called before the next one's turn


def _is_back(gateway: Gateway) -> bool:
    assert statuses(gateway, PUBLIC, ["192.0.2.1"])[0] in (200, 429)
    log = gateway.log.read_text()
    return log.rfind("limits are counted together again") >= log.rfind("limits are counted by each process for itself")


def test_rl_8_the_outage_is_logged_once(two: tuple[Gateway, Gateway], redis: RedisServer, address: str) -> None:
    back(*two)
    before = two[1].log.read_text().count("limits are counted by each process for itself")
    redis.hang()
    try:
        assert statuses(two[1], PUBLIC, [address] * 5) == [200] * 5
    finally:
        redis.resume()
    assert two[1].log.read_text().count("limits are counted by each process for itself") == before + 1


def test_rl_10_and_12_every_key_has_a_plain_name_and_an_end_and_many_addresses_fill_no_memory(
    two: tuple[Gateway, Gateway], services: Services, redis: RedisServer
) -> None:
    back(*two)
    before, count = two[0].resident, 1500
    assert redis.ask("FLUSHALL") == b"+OK\r\n"
    many = (f"172.{16 + number // 65536}.{number // 256 % 256}.{number % 256}" for number in range(count))
    assert statuses(two[0], SIGN_IN, many) == [200] * count
    assert two[0].resident - before < 8 * MEGABYTE
    info = redis.ask("INFO", "keyspace").decode()
    found = re.search(r"keys=(\d+),expires=(\d+)", info)
    assert found is not None
    assert int(found[1]) >= 2 * count
    assert found[1] == found[2], "a key that never ends"
    names = [name for name in redis.ask("RANDOMKEY").decode().split("\r\n") if name.startswith("oddiya:")]
    assert all(KEY.fullmatch(name) for name in names)
    assert len([seen for seen in services.seen if seen.path == SIGN_IN]) == count
