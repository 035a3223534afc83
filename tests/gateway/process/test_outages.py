"""Outages: services that are killed and come back, and Redis that hangs, is killed, or is out of reach."""

import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from time import monotonic

import pytest

from tests.builders import an_id
from tests.gateway.process.client import request
from tests.gateway.process.conftest import OpenGateway
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.mortal import MortalService, own_port
from tests.gateway.process.patience import eventually
from tests.gateway.process.redis_outages import end_patiently, let_in, way_to, while_redis
from tests.gateway.process.services import KEYS, Services
from tests.gateway.process.table import PRIVATE, PUBLIC, SIGN_IN
from tests.gateway.process.test_limits import is_from
from tests.gateway.process.tokens import OURS, a_token, bearer
from tests.gateway.process.traffic import Answered, figures, traffic
from tests.servers.redis import RedisServer, private_server

BACK_WITHIN = 1.0
LONGEST = 1.5  # seconds; who cannot be answered hears so by then
PROXY_STATUS = re.compile(r'oddiya; error=[a-z_]+; next-hop="(\w+)"')
SOON = 4.0  # two seconds, and some for a busy machine
MOST, MOST_GUESSES, USERS = 60, 2, 100
PROXY = {"ODDIYA_TRUSTED_PROXIES": "127.0.0.1/32"}
ROWS = {"auth": PUBLIC, "users": PRIVATE}


def asked(name: str, signed_in: tuple[str, str]) -> tuple[bytes, bytes]:
    """Return requests for a service, one of which must not be repeated."""
    return request("GET", ROWS[name], signed_in), request("POST", ROWS[name], signed_in, body=b"{}")


def statuses(answers: Sequence[Answered]) -> set[int]:
    return {one.said.status for one in answers}


def check_problem(one: Answered, *, of: str) -> None:
    """See that a client learns what happened, and when to come back."""
    problem, found = one.said.problem(), PROXY_STATUS.fullmatch(one.said.get("proxy-status") or "")
    assert problem["status"] in (502, 503)
    assert found is not None, one
    assert found[1] == of
    assert one.said.get("x-request-id")
    assert (one.said.get("retry-after") is not None) == (problem["status"] == 503)


@pytest.mark.parametrize(("name", "other"), [("auth", "users"), ("users", "auth")])
def test_a_service_that_is_killed_is_missed_only_while_it_is_away_and_only_by_those_who_ask_it(
    services: Services, open_gateway: OpenGateway, signed_in: tuple[str, str], name: str, other: str
) -> None:
    with MortalService(name, own_port(), {KEYS: json.dumps({"keys": [OURS.jwk]})}) as mortal:
        with (
            open_gateway(**{f"ODDIYA_{name.upper()}_URL": mortal.url}) as gateway,
            traffic(services.loop, gateway.port, *asked(name, signed_in), rate=100) as load,
            traffic(services.loop, gateway.port, *asked(other, signed_in), rate=100) as elsewhere,
        ):
            load.flows(50)
            killed_at = monotonic()
            mortal.kill()
            load.flows(100)
            mortal.start()
            back_at = monotonic()
            load.flows(100)
        failed = [one for one in load.answered if one.said.status != 200]
        print(f"away for {back_at - killed_at:.2f} s; the last failed {failed[-1].sent_at - back_at:+.2f} s from then")
        print(f"{figures(load.answered)}; elsewhere {figures(elsewhere.answered)}")
        assert (load.lost, elsewhere.lost, statuses(elsewhere.answered)) == ([], [], {200})
        assert statuses(failed) == {502, 503}
        for one in failed:
            check_problem(one, of=name)
            assert killed_at - LONGEST < one.sent_at < back_at + BACK_WITHIN
        assert max(one.seconds for one in load.answered) < LONGEST


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with private_server() as server:
        let_in(server)
        yield server


@pytest.fixture(scope="module")
def on_redis(open_gateway: OpenGateway, redis: RedisServer) -> Iterator[Gateway]:
    """A gateway that waits for Redis no longer than in production."""
    patience = {"ODDIYA_REDIS_TIMEOUT": "0.25", "ODDIYA_RATE_LIMIT_TIMEOUT": "0.02"} | PROXY
    limits = {"ODDIYA_LIMIT_USER": f"{MOST}/3600", "ODDIYA_LIMIT_SIGN_IN": f"{4 * MOST_GUESSES}/3600"}
    with open_gateway(ODDIYA_REDIS_URL=f"unix://{way_to(redis)}", **patience, **limits) as gateway:
        yield gateway


def a_user() -> tuple[str, str, tuple[str, str]]:
    """Return a session, whose it is, and the field of somebody who is signed in with it."""
    session, user = an_id(), an_id()
    return session, user, bearer(a_token(sid=session, sub=user))


def of_many_users() -> Iterator[bytes]:
    for _ in range(USERS):
        yield request("GET", PUBLIC)
        yield request("GET", PRIVATE, a_user()[2])


def check_limits(gateway: Gateway, address: str) -> None:
    """See that nobody gets more than a process allows by itself."""
    field = a_user()[2]
    with gateway.client() as client:
        assert [client.ask("GET", PRIVATE, field).status for _ in range(MOST + 3)] == [200] * MOST + [429] * 3
        guesses = [client.ask("GET", SIGN_IN, is_from(address)) for _ in range(MOST_GUESSES + 3)]
    assert [said.status for said in guesses] == [200] * MOST_GUESSES + [429] * 3
    assert guesses[-1].problem()["code"] == "rate-limited"


@pytest.mark.parametrize("way", ["hangs", "is killed"])
def test_rl_8_while_redis_is_away_everybody_is_served_within_limits_and_then_all_is_as_before(
    services: Services, on_redis: Gateway, redis: RedisServer, address: str, way: str
) -> None:
    session, user, field = a_user()
    with traffic(services.loop, on_redis.port, *of_many_users(), rate=100) as load, ThreadPoolExecutor() as pool:
        load.flows(100)
        assert on_redis.ask("GET", PRIVATE, field).status == 200
        gone_at = monotonic()
        with while_redis(way, redis):
            ending = pool.submit(end_patiently, on_redis, redis, session, user)
            load.flows(100)
            check_limits(on_redis, address)
            back_at = monotonic()
        ended_at = ending.result()
        eventually(lambda: on_redis.ask("GET", PRIVATE, field).status == 401, within=SOON)
        refused_at = monotonic()
        load.flows(50)
    before, during = load.since(0, gone_at), load.since(gone_at, back_at)
    print(f"before {figures(before)}; while Redis {way}: {figures(during)}; after {figures(load.since(back_at))}")
    print(f"who signed out was refused {refused_at - ended_at:.2f} s later")
    assert (load.lost, statuses(load.answered)) == ([], {200})
    assert usual(during) < usual(before) + 0.1
    assert max(one.seconds for one in load.answered) < LONGEST


def usual(answers: Sequence[Answered]) -> float:
    return median(one.seconds for one in answers)


def test_jw_20_a_session_that_ended_while_the_gateway_could_not_hear_of_it_is_refused_soon_after(
    services: Services, on_redis: Gateway, redis: RedisServer
) -> None:
    session, user, field = a_user()
    with traffic(services.loop, on_redis.port, *of_many_users(), rate=100) as load:
        load.flows(20)
        with while_redis("cannot be reached", redis):
            end_patiently(on_redis, redis, session, user)
            load.flows(20)
            assert on_redis.ask("GET", PRIVATE, field).status == 200, "nobody can have heard of it"
        back_at = monotonic()
        eventually(lambda: on_redis.ask("GET", PRIVATE, field).status == 401, within=SOON)
    print(f"refused {monotonic() - back_at:.2f} s after Redis was back")
    assert (load.lost, statuses(load.answered)) == ([], {200})
