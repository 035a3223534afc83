"""Who a request is from and where its client is: what the gateway has signed, and nothing else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import orjson
import pytest
from attrs import asdict, evolve

from entrypoints.hop import hop_authenticator, hop_fields
from entrypoints.http.app import http_app
from entrypoints.http.server import serve
from ports.hop_signer import HOP_LIVES
from tests.hops import CLIENT, a_hop, hop_headers
from tests.http.conftest import a_service
from tests.http.who_service import Asked, Service, WhoRoutes, a_listening_service
from tests.http.wire import Said

USER, SESSION = (f"019ae8a8-0000-7000-8000-00000000000{number}" for number in (1, 2))
PEER: Final = "127.0.0.1"
NAMES: Final = ("X-User-Id", "X-Session-Id", "X-Request-Id", "X-Forwarded-For", "X-Hop-Signature")
MINE: Final = a_hop("/who/me", user_id=USER, session_id=SESSION)
NOBODYS: Final = a_hop("/where")
ASKED: Final = Asked(user_id=USER, session_id=SESSION, address=CLIENT, path="me", q="")


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with a_listening_service() as service:
        yield service


def check_refused(said: Said) -> None:
    """Fail unless nobody was recognised."""
    assert (said.status, said.problem()["code"]) == (401, "unauthenticated")
    assert said.headers["www-authenticate"] == "Bearer"


async def test_who_asks_is_whom_the_gateway_names(service: Service) -> None:
    said = await service.ask(service.signed(MINE))
    assert orjson.loads(said.body) == asdict(ASKED)
    assert said.headers["x-request-id"] == MINE.request_id


@pytest.mark.parametrize("name", NAMES)
async def test_without_one_of_the_headers_nobody_asks(service: Service, name: str) -> None:
    headers = service.signed(MINE)
    del headers[name]
    check_refused(await service.ask(headers))


@pytest.mark.parametrize("name", NAMES)
async def test_hd_1_a_header_that_is_there_twice_is_no_word_of_the_gateway(service: Service, name: str) -> None:
    headers = service.signed(MINE)
    for other in (headers[name], "", USER):
        check_refused(await service.ask(headers, "/who/me", f"{name.lower()}: {other}"))


@pytest.mark.parametrize("name", NAMES)
async def test_a_header_with_another_value_is_refused(service: Service, name: str) -> None:
    headers = service.signed(MINE)
    for other in ("", "x", USER[::-1], headers[name] + "0", headers[name][:-1], f"{headers[name]}, x", "서울"):
        check_refused(await service.ask({**headers, name: other}))


async def test_a_name_without_a_signature_is_nobodys(service: Service) -> None:
    headers = hop_headers(MINE, "")
    check_refused(await service.ask(headers))
    check_refused(await service.ask({name: value for name, value in headers.items() if name != "X-Hop-Signature"}))
    check_refused(await service.ask({"X-User-Id": USER}))
    check_refused(await service.ask({}))


@pytest.mark.parametrize("sessions", [{"user_id": USER}, {"session_id": SESSION}, {}], ids=["user", "session", "none"])
async def test_who_is_named_by_halves_is_nobody(service: Service, sessions: dict[str, str]) -> None:
    hop = a_hop("/who/me", **sessions)
    named = {"X-User-Id": hop.user_id, "X-Session-Id": hop.session_id}
    check_refused(await service.ask({**service.signed(hop), **named}))


async def test_a_signature_for_another_request_is_refused(service: Service) -> None:
    for other in (
        MINE._replace(method="POST"),
        MINE._replace(method="get"),
        MINE._replace(target="/who/you"),
        MINE._replace(target="/who/me?"),
        MINE._replace(target="/who/me?q=1"),
        MINE._replace(target="/who/%6de"),
        MINE._replace(target="/who/me#x"),
        MINE._replace(target="http://x/who/me"),
        MINE._replace(target="//who/me"),
    ):
        check_refused(await service.ask(service.signed(other)))


async def test_what_was_signed_is_good_for_no_other_target(service: Service) -> None:
    headers = service.signed(MINE)
    for target in ("/who/you", "/who/me?", "/who/me?q=1", "/who/%6de", "/who/./me", "http://x/who/me", "/who/me/"):
        check_refused(await service.ask(headers, target))


@pytest.mark.parametrize(
    "target",
    [
        "/who/me?",
        "/who/a%2Fb",
        "/who/a%2fb",
        "/who/%7e~",
        "/who/a;b=c?q=%41+%20&",
        "/who/%ec%84%9c?q=%EC%84%9C",
        "/who/a+b?q='\"<>|",
        "/who//a",
        "/who/a?q=/../..",
    ],
)
async def test_a_target_is_signed_as_it_is_sent(service: Service, target: str) -> None:
    said = await service.ask(service.signed(MINE._replace(target=target)), target)
    assert (said.status, said.body[:11]) == (200, b'{"user_id":'), said


@pytest.mark.parametrize("way", [1, -1], ids=["stale", "ahead"])
async def test_a_signature_of_another_time_is_refused(service: Service, way: int) -> None:
    headers = service.signed(MINE)
    service.clock.move(way * HOP_LIVES)
    assert (await service.ask(headers)).status == 200
    service.clock.move(way * timedelta(seconds=1))
    check_refused(await service.ask(headers))


async def test_where_a_client_is_says_the_gateway_also_where_nobody_need_sign_in(service: Service) -> None:
    said = await service.ask(service.signed(NOBODYS), "/where")
    assert orjson.loads(said.body) == [CLIENT, CLIENT]
    said = await service.ask(service.signed(MINE._replace(target="/where")), "/where")
    assert orjson.loads(said.body) == [CLIENT, CLIENT]


async def test_hd_2_nobody_else_says_where_a_client_is(service: Service) -> None:
    headers = service.signed(NOBODYS)
    for told in (
        {},
        {"X-Forwarded-For": CLIENT, "Forwarded": f"for={CLIENT}", "X-Real-IP": CLIENT},
        hop_headers(NOBODYS, ""),
        {**headers, "X-Forwarded-For": "203.0.113.8"},
        {**headers, "X-Hop-Signature": headers["X-Hop-Signature"][:-1]},
        {**headers, "X-User-Id": USER},
        service.signed(MINE),
    ):
        said = await service.ask(told, "/where")
        assert (said.status, orjson.loads(said.body)) == (200, [PEER, PEER])
    said = await service.ask(headers, "/where", f"X-Forwarded-For: {CLIENT}")
    assert orjson.loads(said.body) == [PEER, PEER]


async def test_a_request_is_verified_once_and_only_if_somebody_wants_to_know(service: Service) -> None:
    await service.ask(service.signed(MINE._replace(target="/anybody")), "/anybody")
    assert service.verifier.count == 0
    await service.ask(service.signed(NOBODYS), "/where")
    assert service.verifier.count == 1
    await service.ask(service.signed(MINE))
    assert service.verifier.count == 2
    check_refused(await service.ask(hop_headers(MINE, "1.x")))
    assert service.verifier.count == 3


async def test_the_fields_that_the_gateway_sends_are_those_that_a_service_reads(service: Service) -> None:
    fields = hop_fields(MINE, service.signer.sign(MINE)).decode()
    assert fields.endswith("\r\n")
    assert {line.partition(":")[0] for line in fields.splitlines()} == set(NAMES)
    said = await service.send("/who/me", *fields.splitlines())
    assert orjson.loads(said.body) == asdict(ASKED)


async def test_hd_1_of_a_request_by_nobody_no_service_is_told_a_user(service: Service) -> None:
    fields = hop_fields(NOBODYS, service.signer.sign(NOBODYS)).decode()
    assert {line.partition(":")[0] for line in fields.splitlines()} == set(NAMES) - {"X-User-Id", "X-Session-Id"}
    said = await service.send("/where", *fields.splitlines())
    assert orjson.loads(said.body) == [CLIENT, CLIENT]


async def test_a_service_without_a_gateway_believes_nobody(service: Service) -> None:
    alone = a_service(authenticators={"user": hop_authenticator})
    async with serve(http_app(alone, [WhoRoutes()]), "127.0.0.1", 0) as serving:
        check_refused(await evolve(service, url=serving.url).ask(service.signed(MINE)))
        said = await evolve(service, url=serving.url).ask(service.signed(NOBODYS), "/where")
    assert orjson.loads(said.body) == [PEER, PEER]
