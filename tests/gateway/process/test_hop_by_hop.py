"""Rows HD-4 to HD-11: what belongs to one connection stays on it, and what belongs to a service inside stays inside."""

import pytest

from tests.gateway.process.answers import Fields, said, saying
from tests.gateway.process.client import Said
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.messages import Head
from tests.gateway.process.services import Services
from tests.gateway.process.table import PRIVATE, PUBLIC

SignedIn = tuple[str, str]
OF_ONE_CONNECTION = {
    "Connection": "keep-alive, X-Mine",
    "Keep-Alive": "timeout=5",
    "Proxy-Connection": "keep-alive",
    "Proxy-Authorization": "Basic bWluYTptaW5h",
    "Trailer": "X-Later",
    "X-Mine": "mine",
}
INSIDE = {
    "Proxy-Authenticate": "Basic",
    "Upgrade": "h2c",
    "X-Inside": "inside",
    "Connection": "X-Inside",
    "Keep-Alive": "timeout=500",
    "Proxy-Connection": "keep-alive",
    "Trailer": "X-Later",
    "Server": "auth-7f9c.internal/3.11 aiohttp",
    "X-Powered-By": "Python",
    "Via": "1.1 auth-7f9c.internal",
    "X-User-Id": "mina",
    "X-Session-Id": "s",
    "X-Hop-Signature": "1.a",
    "X-Internal-Secret": "secret",
    "X-Forwarded-For": "10.0.0.7",
    "X-Upstream-Host": "auth-7f9c.internal",
    "X-Accel-Redirect": "/etc/passwd",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Credentials": "true",
}


def relayed(gateway: Gateway, services: Services, fields: Fields) -> Said:
    """Return what a client is answered when a service answers with these fields."""
    services.auth.answers[PUBLIC] = saying(said(b"body", fields=fields))
    return gateway.ask("GET", PUBLIC)


def test_hd_4_what_a_client_says_of_its_connection_goes_no_further(gateway: Gateway, services: Services) -> None:
    assert gateway.ask("GET", PUBLIC, *OF_ONE_CONNECTION.items(), ("Accept", "text/plain")).status == 200
    head = services.only.head
    assert head.names & ({name.lower() for name in OF_ONE_CONNECTION} | {"upgrade", "transfer-encoding"}) == set()
    assert (head.get("accept"), head.get("te")) == ("text/plain", None)


@pytest.mark.parametrize("te", ["trailers", "gzip", "trailers, deflate;q=0.5", "chunked", ""])
@pytest.mark.parametrize("connection", [(), (("Connection", "TE"),)], ids=["for all", "for us"])
def test_hd_4_of_te_only_trailers_go_on(gateway: Gateway, services: Services, te: str, connection: Fields) -> None:
    assert gateway.ask("GET", PUBLIC, ("TE", te), *connection).status == 200
    assert services.only.head.get("te") == ("trailers" if te == "trailers" and not connection else None)


def test_hd_4_and_10_what_a_service_says_for_the_inside_does_not_get_out(gateway: Gateway, services: Services) -> None:
    answer = relayed(gateway, services, [*INSIDE.items(), ("ETag", '"1"'), ("X-Later", "later")])
    assert (answer.status, answer.body, answer.get("etag")) == (200, b"body", '"1"')
    assert answer.head.names & ({name.lower() for name in INSIDE} - {"server"}) == set()
    assert b"internal" not in answer.head.raw


FORBIDDEN_PATHS = (
    "/internal/users",
    "/internal",
    "/api/users/internal",
    "/api/internal/users",
    "/api/v1/internal",
    "/INTERNAL",
)


@pytest.mark.parametrize("path", FORBIDDEN_PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_hd_5_what_services_ask_each_other_nobody_asks_from_outside(
    gateway: Gateway, services: Services, signed_in: SignedIn, path: str, method: str
) -> None:
    for fields in ((signed_in,), (signed_in, ("X-Internal-Secret", "s" * 40)), ()):
        answer = gateway.ask(method, path, *fields)
        assert (answer.status, answer.problem()["code"]) == (404, "no-such-route")
    assert services.seen == []


ELSEWHERE = {
    "X-Original-URL": PUBLIC,
    "X-Rewrite-URL": PUBLIC,
    "X-Original-URI": PUBLIC,
    "X-Forwarded-Uri": "/health",
    "X-Forwarded-Path": PUBLIC,
    "X-HTTP-Method-Override": "OPTIONS",
    "X-Method-Override": "OPTIONS",
    "X-HTTP-Method": "OPTIONS",
    "User-Agent": "GoogleHC/1.0",
    "X-Health-Check": "1",
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_hd_6_no_field_makes_a_private_path_a_public_one(
    gateway: Gateway, services: Services, signed_in: SignedIn, name: str
) -> None:
    assert gateway.ask("GET", PRIVATE, (name, ELSEWHERE[name])).status == 401
    assert services.seen == []
    assert gateway.ask("GET", PRIVATE, signed_in, (name, ELSEWHERE[name])).status == 200
    assert services.only.head.first == f"GET {PRIVATE} HTTP/1.1"
    assert name == "User-Agent" or name.lower() not in services.only.head.names


@pytest.mark.parametrize("agent", ["kube-probe/1.30", "ELB-HealthChecker/2.0", "GoogleHC/1.0"])
def test_hd_6_a_probe_is_a_client_like_any_other(gateway: Gateway, services: Services, agent: str) -> None:
    assert gateway.ask("GET", PRIVATE, ("User-Agent", agent)).status == 401
    assert services.seen == []


@pytest.mark.parametrize("target", [PUBLIC, PRIVATE, "/health/live"])
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "get", "Get", "PROPFIND", "X", "PRI", "GET_", "DEBUG"])
def test_hd_7_a_method_that_is_not_known_goes_nowhere(
    gateway: Gateway, services: Services, signed_in: SignedIn, method: str, target: str
) -> None:
    answer = gateway.ask(method, target, signed_in)
    assert answer.status in (405, 501)
    assert answer.get("allow") == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
    answer.problem()
    assert services.seen == []


@pytest.mark.parametrize("target", ["example.com:443", "127.0.0.1:22", "*"])
def test_hd_7_nobody_is_connected_anywhere(gateway: Gateway, services: Services, target: str) -> None:
    assert gateway.ask("CONNECT", target).status in (400, 405, 501)
    assert services.seen == []


def test_hd_9_a_cookie_of_one_is_not_sent_with_the_request_of_another(gateway: Gateway, services: Services) -> None:
    cookies = (("Set-Cookie", "session=mina; Path=/; HttpOnly"), ("Set-Cookie", "theme=dark; Path=/"))
    assert relayed(gateway, services, cookies).head.all("set-cookie") == [value for _, value in cookies]
    with gateway.client() as client:
        assert client.ask("GET", PUBLIC).status == 200
        assert client.ask("GET", PUBLIC, ("Cookie", "own=1; two=2")).status == 200
    assert [seen.head.get("cookie") for seen in services.seen] == [None, None, "own=1; two=2"]


BAD = {
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
    "lengths that differ": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
    "a length and chunks": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a bare CR": b"HTTP/1.1 200 OK\r\nX-A: a\rSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n",
    "a bare LF": b"HTTP/1.1 200 OK\r\nX-A: a\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n",
    "a NUL": b"HTTP/1.1 200 OK\r\nX-A: a\0\r\nContent-Length: 0\r\n\r\n",
    "a folded field": b"HTTP/1.1 200 OK\r\nX-A: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    "a blank before the colon": b"HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
    "a signed length": b"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
    "another coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\nok",
    "another version": b"HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
    "a strange status": b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
    "a switch nobody asked for": b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "a head without end": b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 200_000,
}


@pytest.mark.parametrize("bad", BAD)
def test_hd_10_an_answer_that_is_no_http_is_a_bad_gateway(gateway: Gateway, services: Services, bad: str) -> None:
    services.media.answers["/echo/media/bad"] = saying(BAD[bad], then_hang_up=True)
    assert gateway.ask("GET", "/echo/media/good").status == 200
    answer = gateway.ask("GET", "/echo/media/bad")
    assert (answer.status, answer.problem()["status"]) == (502, 502)
    assert answer.head.names & {"set-cookie", "x-a"} == set()
    assert gateway.ask("GET", "/echo/media/good").status == 200


@pytest.mark.parametrize(
    "fields",
    [[], [("Cache-Control", "public, max-age=60")], [("Cache-Control", "no-store")], [("ETag", '"1"')]],
    ids=["nothing said", "public", "no-store", "ETag"],
)
def test_hd_11_what_one_user_is_answered_is_in_no_shared_cache(
    gateway: Gateway, services: Services, signed_in: SignedIn, fields: Fields
) -> None:
    services.users.answers[PRIVATE] = saying(said(b"mine", fields=[*fields, ("Vary", "Accept-Language")]))
    head: Head = gateway.ask("GET", PRIVATE, signed_in).head
    said_of_it = {part.strip().lower() for value in head.all("cache-control") for part in value.split(",")}
    varies = {part.strip().lower() for value in head.all("vary") for part in value.split(",")}
    assert "no-store" in said_of_it or "authorization" in varies
    assert "accept-language" in varies
