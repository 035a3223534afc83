"""The path vectors: what is decided on, what is passed on and what the service sees are one and the same string."""

import pytest

from tests.gateway.process.gateways import Gateway
from tests.gateway.process.services import Services
from tests.gateway.process.table import LARGE, PRIVATE, PUBLIC
from tests.tokens.forging import USER

SignedIn = tuple[str, str]

AMBIGUOUS = (
    *("/api/auth/../users/me", "/api/auth/%2e%2e/users/me", "/api/auth/..%2fusers/me", "/api/auth/%2e%2e%2fusers"),
    *("/api/auth/%252e%252e/users", "//api/users/me", "/api//users/me", "/api/./users", "/api/auth;/../users/me"),
    *("/api/auth/..;/users/me", "/api/users;a=b", "/api\\users", "/api/auth/..%5cusers", "/api/users%00"),
    *("/api/users%0d%0aX:1", "/api/users/", "/api/auth/%c0%ae%c0%ae/users", "/api/auth/%e0%80%ae/users"),
    *("/api/auth/．．/users", "/api/auth/%ef%bc%8e%ef%bc%8e/users", "/api/auth/%EF%BC%8E%EF%BC%8E/users"),
    *("/api/auth/%u002e%u002e/users", "/api/users#/api/auth", "/api/users%23", "/api/users%3f", "/api/users%3Fa=b"),
    *("http://evil/api/users", "http://h/api/auth/../users", "https://a/api/users/me", "*", "api/users"),
    *("/api/auth/%2E%2E/users/me", "/api/users%2Fme", "/api/users%2fme", "/api/users%5C", "/%61pi/users", "/api/%"),
    *("/api/users%2", "/api/users%zz", "/api/users%7f", "/api/users\x7f", "/api/users\xff", "/api/auth/.../users"),
    *("/..", "/.", "/%2e", "/api/auth/%ff", "/api/auth/%ed%a0%80", "?/api/users", "", "/api/us\ters", "/api/us\0ers"),
)  # fmt: skip


@pytest.mark.parametrize("path", AMBIGUOUS, ids=ascii)
def test_a_path_that_can_be_read_in_two_ways_is_refused(
    gateway: Gateway, services: Services, signed_in: SignedIn, path: str
) -> None:
    head = f"GET {path} HTTP/1.1\r\nHost: a\r\n{': '.join(signed_in)}\r\n\r\n"
    answer = gateway.exchange(head.encode("latin-1" if max(head) < "\u0100" else "utf-8"))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"\r\nContent-Type: application/problem+json\r\n" in answer
    assert services.seen == []


# Below each prefix of the tests, what must be one string for everybody; and what must be none.
BELOW = (
    *("/../private", "/..%2fprivate", "/%2e%2e/private", "/..;/private", "/%2e%2e%2fprivate", "/.%2e/private"),
    *("/%252e%252e/private", "/..%252fprivate", "/..\\private", "/..%5cprivate", "/..%c0%afprivate", "/..%ef%bc%8fx"),
    *("/./x", "//x", "/x/", "/x//", "/x%00", "/x%0a", "/x%0d%0aX-User-Id:1", "/;x", "/x;y", "/x%3by", "/..%00/private"),
)  # fmt: skip


@pytest.mark.parametrize("prefix", [PUBLIC, PRIVATE, LARGE])
@pytest.mark.parametrize("below", BELOW)
def test_from_below_one_prefix_nobody_gets_below_another(
    gateway: Gateway, services: Services, signed_in: SignedIn, below: str, prefix: str
) -> None:
    answer = gateway.ask("GET", prefix + below, signed_in)
    assert (answer.status, answer.problem()["code"]) == (400, "ambiguous-path")
    assert services.seen == []


ELSEWHERE = (
    *("/api/authX", "/api/auth-internal", "/API/Users", "/Api/v1/users/me", "/api/private?path=/health", "/api/userme"),
    *(f"{PUBLIC}-internal", f"{PUBLIC}X", f"{PUBLIC}.", PUBLIC.upper(), f"{PUBLIC}%20", f"{PUBLIC}:", f"{PRIVATE}~"),
    *("/", "/api", "/echo", "/health.", "/health-check", "/healthX/live", "/metrics2", "/api/v1/users", "/api/v2/auth"),
)  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_prefix_ends_where_a_segment_ends(
    gateway: Gateway, services: Services, signed_in: SignedIn, target: str
) -> None:
    answer = gateway.ask("GET", target, signed_in)
    assert (answer.status, answer.problem()["code"]) == (404, "no-such-route")
    assert services.seen == []


QUERIES = (
    f"?{PUBLIC}/",
    "?path=/health",
    f"?a={PUBLIC}",
    "?/../..",
    "?a=%2e%2e%2f",
    "?//",
    "?a;b",
    "?%0d%0aX-User-Id:%201",
)


@pytest.mark.parametrize("query", [*QUERIES, "?", "?a=1&a=2", "?a=%EC%84%9C%EC%9A%B8", "?a=b?c"])
def test_nothing_in_a_query_decides_anything(
    gateway: Gateway, services: Services, signed_in: SignedIn, query: str
) -> None:
    assert gateway.ask("GET", PRIVATE + query).status == 401
    assert services.seen == []
    assert gateway.ask("GET", PRIVATE + query, signed_in).status == 200
    assert services.only.target == PRIVATE + query


ONE_SPELLING = (
    *("/a", "/a/b/c", "/a.b", "/.hidden", "/a..b", "/a%20b", "/%EC%84%9C%EC%9A%B8", "/a!b", "/a$b", "/a&b=c", "/a'b"),
    *("/(a)", "/a*", "/a+b", "/a,b", "/a:b", "/@mina", "/a~b", "/-_", f"/{'a' * 4000}"),
)  # fmt: skip


@pytest.mark.parametrize("below", ONE_SPELLING, ids=lambda below: below[:20])
@pytest.mark.parametrize("prefix", [PUBLIC, PRIVATE])
def test_a_path_arrives_as_it_was_sent(
    gateway: Gateway, services: Services, signed_in: SignedIn, below: str, prefix: str
) -> None:
    assert gateway.ask("GET", f"{prefix}{below}?q={below}", signed_in).status == 200
    assert services.only.target == f"{prefix}{below}?q={below}"
    assert services.only.head.get("x-user-id") == (USER if prefix == PRIVATE else None)


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("/api/users/me", "/api/v1/users/me"),
        ("/users/me?a=b", "/api/v1/users/me?a=b"),
        ("/api/v1/users/me", "/api/v1/users/me"),
        ("/api/users/me/export", "/api/v1/users/me/export"),
        ("/api/auth/login", "/api/v1/auth/login"),
        ("/api/auth/oauth/google/start", "/api/v1/auth/oauth/google/start"),
        ("/api/auth/oauth2/token", "/oauth2/token"),
    ],
)
def test_the_original_spellings_lead_to_the_same_place(
    gateway: Gateway, services: Services, signed_in: SignedIn, asked: str, seen: str
) -> None:
    assert gateway.ask("GET", asked, signed_in).status == 200
    assert services.only.target == seen


@pytest.mark.parametrize("path", ["/api/users/me", "/users/me", "/api/v1/users/me", "/api/v1/sessions"])
def test_a_private_path_is_private_in_each_of_its_spellings(gateway: Gateway, services: Services, path: str) -> None:
    assert [gateway.ask(method, path).status for method in ("GET", "POST", "DELETE", "HEAD")] == [401] * 4
    assert services.seen == []


@pytest.mark.parametrize("length", [8191, 9000, 30_000, 70_000, 1_000_000])
def test_a_url_has_at_most_8190_bytes(gateway: Gateway, services: Services, length: int) -> None:
    for target in (f"{PUBLIC}/".ljust(length, "a"), f"{PUBLIC}?".ljust(length, "a")):
        with gateway.client() as client:
            answer = client.send(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode()).answer()
            assert (answer.status, answer.problem()["code"]) == (414, "target-too-long")
    assert services.seen == []


def test_a_url_of_8190_bytes_arrives(gateway: Gateway, services: Services) -> None:
    assert gateway.ask("GET", f"{PUBLIC}/".ljust(8190, "a")).status == 200
    assert len(services.only.target) == 8190
