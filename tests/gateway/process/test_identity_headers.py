"""Rows HD-1 to HD-3: who somebody is, is for the gateway to say; what a client writes about it never arrives."""

import asyncio

import pytest

from ports.hop_signer import Hop
from tests.gateway.process.answers import message
from tests.gateway.process.client import chunked
from tests.gateway.process.exchange import Seen
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.services import Services
from tests.gateway.process.sessions import hop_verifier
from tests.gateway.process.table import PRIVATE, PUBLIC
from tests.tokens.forging import SESSION, USER

VICTIM = "019ae8a8-0000-7000-8000-0000000000ff"
ROUTES = pytest.mark.parametrize("route", [PRIVATE, PUBLIC])
SignedIn = tuple[str, str]

SPELLINGS = ("X-User-Id", "x-user-id", "X-USER-ID", "x-User-iD", "X-Session-Id", "x-session-id")
ALIASES = (
    *("X_User_Id", "X-User_Id", "x_user-id", "X.User.Id", "X-User.Id", "X~User~Id", "X_Session_Id", "X.Session.Id"),
    *("X_Hop_Signature", "X_Internal_Secret", "X.Internal.Secret", "X_Forwarded_For", "X.Forwarded.For", "X_Real_IP"),
)


def hop_of(seen: Seen) -> Hop:
    """Return what a service reads of a request before it believes any of it."""
    names = ("x-request-id", "x-forwarded-for", "x-user-id", "x-session-id")
    request_id, address, user_id, session_id = (seen.head.get(name) or "" for name in names)
    return Hop(
        method=seen.method,
        target=seen.target,
        request_id=request_id,
        client_address=address,
        user_id=user_id,
        session_id=session_id,
    )


def vouched_for(gateway: Gateway, seen: Seen) -> Hop:
    """Return what the gateway says of a request, once it is sure that nobody else says it."""
    hop, signature = hop_of(seen), seen.head.get("x-hop-signature")
    assert signature is not None
    asyncio.run(hop_verifier(gateway)).verify(hop, signature)
    return hop


@ROUTES
def test_what_a_service_is_told_is_signed(
    gateway: Gateway, services: Services, signed_in: SignedIn, route: str
) -> None:
    assert gateway.ask("PATCH", f"{route}/a%20b?c=%2F", signed_in, body=b"{}").status == 200
    hop = vouched_for(gateway, services.only)
    who = (USER, SESSION) if route == PRIVATE else ("", "")
    assert (hop.method, hop.target, hop.client_address) == ("PATCH", f"{route}/a%20b?c=%2F", "127.0.0.1")
    assert (hop.user_id, hop.session_id) == who


@ROUTES
@pytest.mark.parametrize("name", SPELLINGS)
def test_hd_1_an_identity_from_outside_never_arrives(
    gateway: Gateway, services: Services, signed_in: SignedIn, name: str, route: str
) -> None:
    assert gateway.ask("GET", route, (name, VICTIM), signed_in, (name, VICTIM)).status == 200
    hop = vouched_for(gateway, services.only)
    assert hop.user_id == (USER if route == PRIVATE else "")
    assert VICTIM.encode() not in services.only.head.raw


@ROUTES
@pytest.mark.parametrize("name", ALIASES)
def test_hd_1_what_could_be_taken_for_an_identity_is_refused(
    gateway: Gateway, services: Services, signed_in: SignedIn, name: str, route: str
) -> None:
    said = gateway.ask("GET", route, signed_in, (name, VICTIM))
    assert (said.status, said.problem()["code"]) == (400, "disguised-header")
    assert services.seen == []


@ROUTES
@pytest.mark.parametrize(
    "name", ["X-User-Id ", "X-User-Id\t", " X-User-Id", "X-User Id", "X-User-Id\x0b", "X-User-Id\0"]
)
def test_hd_1_a_name_with_a_blank_is_no_http(
    gateway: Gateway, services: Services, signed_in: SignedIn, name: str, route: str
) -> None:
    answer = gateway.exchange(
        message(f"GET {route} HTTP/1.1", [("Host", "a"), signed_in, ("A", "b"), (name, VICTIM), ("C", "d")])
    )
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1") == 1
    assert services.seen == []


@ROUTES
@pytest.mark.parametrize("name", ["X-User-Id", "X_User_Id", "X-Hop-Signature", "Authorization"])
def test_hd_1_no_identity_arrives_as_a_trailer(
    gateway: Gateway, services: Services, signed_in: SignedIn, name: str, route: str
) -> None:
    head = message(
        f"POST {route} HTTP/1.1",
        [("Host", "a"), signed_in, ("Connection", "close"), ("Transfer-Encoding", "chunked"), ("Trailer", name)],
    )
    body = chunked(b"body")[:-2] + f"{name}: {VICTIM}\r\n\r\n".encode()
    answer = gateway.exchange(head + body)
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 200 ")), answer
    assert all(VICTIM.encode() not in seen.head.raw + seen.body for seen in services.seen)
    assert answer.startswith(b"HTTP/1.1 200 ") == any(seen.is_complete for seen in services.seen)


@pytest.mark.parametrize(
    "nominated",
    ["X-User-Id", "x-user-id", "close, X-User-Id", "X-User-Id, keep-alive", "X-Hop-Signature, X-Session-Id"],
)
def test_hd_1_and_3_nominating_a_field_does_not_take_away_the_gateways_own(
    gateway: Gateway, services: Services, signed_in: SignedIn, nominated: str
) -> None:
    assert gateway.ask("GET", PRIVATE, signed_in, ("Connection", nominated), ("X-User-Id", VICTIM)).status == 200
    assert vouched_for(gateway, services.only).user_id == USER
    assert VICTIM.encode() not in services.only.head.raw


@pytest.mark.parametrize(
    ("name", "nominated"),
    [
        ("X-Forwarded-For", "x-forwarded-for"),
        ("traceparent", "Traceparent"),
        ("X-Hop-Signature", "x-hop-signature"),
    ],
)
def test_hd_3_what_a_client_nominates_is_its_own_and_not_ours(
    gateway: Gateway, services: Services, signed_in: SignedIn, name: str, nominated: str
) -> None:
    said = gateway.ask("GET", PRIVATE, signed_in, ("Connection", f"close, {nominated}"), (name, "a"))
    assert said.status == 200
    assert services.only.head.get(name.lower()) not in (None, "a")
    assert vouched_for(gateway, services.only).user_id == USER


@pytest.mark.parametrize("name", ["Accept-Language", "If-Match", "Idempotency-Key"])
def test_hd_3_a_field_that_is_nominated_goes_no_further(gateway: Gateway, services: Services, name: str) -> None:
    assert gateway.ask("GET", PUBLIC, (name, '"a"')).status == 200
    assert gateway.ask("GET", PUBLIC, (name, '"a"'), ("Connection", name.upper())).status == 200
    assert [seen.head.get(name.lower()) for seen in services.seen] == ['"a"', None]


FORWARDED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "1",
    "X-Forwarded-Prefix": "/admin",
    "X-Forwarded-User": VICTIM,
    "X-Real-IP": "203.0.113.7",
    "Forwarded": "for=203.0.113.7",
    "X-Client-IP": "203.0.113.7",
    "True-Client-IP": "203.0.113.7",
    "Via": "1.0 evil",
    "X-Internal-Secret": "s" * 40,
    "X-Hop-Signature": f"1.{'A' * 43}",
    "X-Auth-User": VICTIM,
    "X-Oddiya-Role": "admin",
    "tracestate": "evil=1",
    "baggage": "user=1",
    "CF-Connecting-IP": "203.0.113.7",
    "Forwarded-For": "203.0.113.7",
}


def test_hd_2_where_somebody_is_is_for_the_gateway_to_say_too(
    gateway: Gateway, services: Services, signed_in: SignedIn
) -> None:
    assert gateway.ask("GET", PRIVATE, signed_in, *FORWARDED.items(), *FORWARDED.items()).status == 200
    head, hop = services.only.head, vouched_for(gateway, services.only)
    assert hop.client_address == "127.0.0.1"
    ours = {"x-forwarded-for", "x-hop-signature"}
    assert head.names & {name.lower() for name in FORWARDED} == ours
    assert not [value for _, value in head.fields if value in FORWARDED.values()]


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        *(("203.0.113.7", "203.0.113.7"), ("198.51.100.1, 203.0.113.7", "203.0.113.7"), ("2001:db8::7", "2001:db8::7")),
        *(("203.0.113.7, 10.1.2.3", "203.0.113.7"), ("evil, 203.0.113.7", "203.0.113.7"), ("garbage", "127.0.0.2")),
        *(("203.0.113.7, garbage", "127.0.0.2"), ("::ffff:203.0.113.7", "203.0.113.7"), ("", "127.0.0.2")),
    ],
)  # fmt: skip
def test_hd_2_a_proxy_that_is_trusted_says_where_a_client_is(
    behind_a_proxy: Gateway, services: Services, sent: str, address: str
) -> None:
    with behind_a_proxy.client(source="127.0.0.2") as client:
        assert client.ask("GET", PUBLIC, ("X-Forwarded-For", sent)).status == 200
    assert vouched_for(behind_a_proxy, services.only).client_address == address
