"""The CORS rows: which web pages may read what the gateway answers, errors included."""

import pytest

from tests.gateway.process.answers import message, said, saying
from tests.gateway.process.client import Said
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.services import Services
from tests.gateway.process.table import LOGIN, NOWHERE, PRIVATE, PUBLIC, SMALL, SOCKETS

OURS = "https://oddiya.app"
OTHERS = (
    *("null", "https://oddiya.app.evil.com", "https://eviloddiya.app", "http://oddiya.app", "https://oddiya.app:444"),
    *("https://oddiya.app:443", "HTTPS://ODDIYA.APP", "https://Oddiya.app", "https://oddiya.app.", "https://oddiya.app/"),
    *("https://evil.com", "*", "", "http://localhost:3001", "https://localhost:3000", "https://oddiya.app, https://evil"),
    *("https://mina@oddiya.app", "https://oddiya.app%2eevil.com", "https://xn--oddiya.app", "file://", "https://oddiya_app"),
)  # fmt: skip
EXPOSED = (
    *("etag", "link", "location", "retry-after", "ratelimit", "ratelimit-policy", "x-request-id", "deprecation"),
    *("sunset", "traceparent", "idempotency-key"),
)
PREFLIGHT = (("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "authorization, if-match"))


def names_of(said: Said, name: str) -> set[str]:
    """Return the parts of a field, in lower case."""
    return {part.strip().lower() for value in said.head.all(name) for part in value.split(",")}


def is_readable(said: Said, origin: str = OURS) -> bool:
    """Tell whether a page of this origin may read the answer."""
    return (
        said.get("access-control-allow-origin") == origin
        and said.get("access-control-allow-credentials") == "true"
        and "origin" in names_of(said, "vary")
        and names_of(said, "access-control-expose-headers") >= set(EXPOSED)
    )


def cors_names(said: Said) -> set[str]:
    """Return which CORS fields an answer has."""
    return {name for name in said.head.names if name.startswith("access-control-")}


@pytest.mark.parametrize("origin", [OURS, "http://localhost:3000"])
def test_cors_a_page_of_ours_may_read_answers(gateway: Gateway, services: Services, origin: str) -> None:
    assert is_readable(gateway.ask("GET", PUBLIC, ("Origin", origin)), origin)
    assert len(services.seen) == 1


@pytest.mark.parametrize("origin", OTHERS)
def test_cors_a_page_of_others_may_read_nothing(gateway: Gateway, services: Services, origin: str) -> None:
    for method, fields in (("GET", ()), ("OPTIONS", PREFLIGHT)):
        answer = gateway.ask(method, PUBLIC, ("Origin", origin), *fields)
        assert cors_names(answer) == set()
    assert {seen.method for seen in services.seen} <= {"GET"}


def test_cors_without_an_origin_the_answer_still_varies_by_it(gateway: Gateway, services: Services) -> None:
    answer = gateway.ask("GET", PUBLIC)
    assert (cors_names(answer), "origin" in names_of(answer, "vary"), len(services.seen)) == (set(), True, 1)


@pytest.mark.parametrize("target", [PUBLIC, PRIVATE, LOGIN, "/api/v1/users/me"])
def test_cors_a_preflight_is_answered_without_a_token_and_without_a_service(
    gateway: Gateway, services: Services, target: str
) -> None:
    answer = gateway.ask("OPTIONS", target, ("Origin", OURS), *PREFLIGHT)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.get("access-control-allow-origin") == OURS
    assert "patch" in names_of(answer, "access-control-allow-methods")
    assert names_of(answer, "access-control-allow-headers") >= {"authorization", "if-match", "content-type"}
    assert 600 <= int(answer.get("access-control-max-age") or 0) <= 7200
    assert "origin" in names_of(answer, "vary")
    assert services.seen == []


def test_cors_options_that_are_no_preflight_are_a_request_like_any_other(gateway: Gateway, services: Services) -> None:
    assert gateway.ask("OPTIONS", PRIVATE, ("Origin", OURS)).status == 401
    assert gateway.ask("OPTIONS", PUBLIC, PREFLIGHT[0]).status == 200
    assert [seen.method for seen in services.seen] == ["OPTIONS"]


def test_cors_a_services_own_fields_do_not_come_twice(gateway: Gateway, services: Services) -> None:
    own = [
        ("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Expose-Headers", "X-Inside"), ("Vary", "Accept-Encoding"),
    ]  # fmt: skip
    services.auth.answers[PUBLIC] = saying(said(fields=own))
    answer = gateway.ask("GET", PUBLIC, ("Origin", OURS))
    assert is_readable(answer)
    assert "x-inside" not in names_of(answer, "access-control-expose-headers")
    assert names_of(answer, "vary") >= {"accept-encoding", "origin"}
    assert cors_names(gateway.ask("GET", PUBLIC, ("Origin", "https://evil.com"))) == set()


ERRORS = {
    401: message(f"GET {PRIVATE} HTTP/1.1", [("Host", "a"), ("Origin", OURS)]),
    404: message("GET /nowhere HTTP/1.1", [("Host", "a"), ("Origin", OURS)]),
    405: message(f"TRACE {PUBLIC} HTTP/1.1", [("Host", "a"), ("Origin", OURS)]),
    400: message(f"GET {PUBLIC}/.. HTTP/1.1", [("Host", "a"), ("Origin", OURS)]),
    413: message(f"POST {SMALL} HTTP/1.1", [("Host", "a"), ("Origin", OURS), ("Content-Length", "9999")]),
    502: message(f"GET {NOWHERE} HTTP/1.1", [("Host", "a"), ("Origin", OURS)]),
}


@pytest.mark.parametrize("status", ERRORS)
def test_cors_a_page_of_ours_may_read_errors_too(gateway: Gateway, services: Services, status: int) -> None:
    with gateway.client() as client:
        answer = client.send(ERRORS[status]).answer()
    assert answer.status in ({502, 503} if status == 502 else {status})
    assert is_readable(answer)
    answer.problem()
    assert services.seen == []


@pytest.mark.parametrize("origin", [*OTHERS[:4], "https://evil.com"])
def test_cors_a_page_of_others_opens_no_websocket(gateway: Gateway, services: Services, origin: str) -> None:
    fields = (
        ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Origin", origin),
    )  # fmt: skip
    answer = gateway.ask("GET", SOCKETS, *fields)
    assert (answer.status, answer.problem()["status"]) == (403, 403)
    assert services.seen == []
