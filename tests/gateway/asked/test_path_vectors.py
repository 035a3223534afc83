"""The path vectors: each is refused, or leads nowhere but where it says."""

import pytest

from entrypoints.gateway.asked.canonical import CanonicalRequest
from entrypoints.gateway.asked.refusals import AmbiguousPath, NotOriginForm
from entrypoints.gateway.http1.faults import TargetTooLong
from entrypoints.gateway.http1.heads import request_head
from tests.gateway.asked.requests import a_request

REFUSED = {
    "has a backslash": ("/api\\users", "/api/auth/..%5cusers", "/api/auth/..%5Cusers", "/%5C"),
    "encodes a slash": (
        "/api/auth/..%2fusers/me", "/api/auth/..%2Fusers/me", "/api/auth/%2e%2e%2fusers", "/api/auth/%2E%2E%2Fusers",
        "/%2F",
    ),
    "has a semicolon": (
        "/api/auth;/../users/me", "/api/auth/..;/users/me", "/api/users;a=b", "/api/users%3Ba=b", "/api/users%3ba=b",
    ),
    "has a character that ends paths": (
        "/api/users#/api/auth", "/api/users%23/api/auth", "/api/users%3F/api/auth", "/api/users%3f",
    ),
    "encodes a control character": (
        "/api/users%00", "/api/users%0d%0aX:1", "/api/users%0D%0AX:1", "/api/users%1F", "/api/users%7F",
    ),
    "has a percent sign without two upper-case hexadecimal digits after it": (
        "/api/auth/%2e%2e/users/me", "/api/auth/%252e%2e/users", "/api/%c0%ae%c0%ae/users", "/api/%u002e/users",
        "/api/%", "/api/%2", "/api/%zz", "/api/%ea%b0%80", "/%%41",
    ),
    "has an empty segment": ("//api/users/me", "/api//users/me", "/api/users/", "//", "/api/users//"),
    "has a segment of dots": (
        "/api/auth/../users/me", "/api/./users", "/api/.../users", "/api/users/..", "/api/users/.", "/.", "/..",
    ),
    "has a character that must be percent-encoded": (
        "/api/\uff0e\uff0e/users", "/api/\uac00", "/api/a b", '/api/"a"', "/api/a|b", "/api/a\tb", "/api/{a}",
    ),
    "percent-encodes what needs no encoding": (
        "/api/%61uth", "/api/a%2Db", "/api/a%7Eb", "/api/a%2Eb", "/api/%EA%B0%80%41",
    ),
    "is not UTF-8": (
        "/api/%C0%AE%C0%AE/users", "/api/%E0%80%AE/users", "/api/%ED%A0%80/users", "/api/%FF/users", "/api/%EA%B0",
        "/api/%EA/%B0%80",
    ),
    "means something else once it is decoded": (
        "/api/auth/%252e%252e/users", "/api/auth/%252E%252E/users", "/api/%252fusers", "/api/%2541",
        "/api/%25u002e/users", "/api/auth/%2E%2E/users/me", "/%2E", "/api/users%C2%85", "/api/users%E2%80%A8",
    ),
    "has characters that pass for dots, slashes or other marks": (
        "/api/%EF%BC%8E%EF%BC%8E/users", "/api/%E2%80%A5/users", "/api/..%EF%BC%8Fusers", "/api/..%EF%BC%BCusers",
        "/api/%EF%BC%85%EF%BC%92e/users", "/api/a%EF%BC%9B/users", "/api/%E2%84%80/users",
    ),
}  # fmt: skip
VECTORS = [(why, vector) for why, vectors in REFUSED.items() for vector in vectors]
ELSEWHERE = (
    ("/API/Users", ("API", "Users")),
    ("/api/users%20", ("api", "users ")),
    ("/api/devices/a%3Ab:c", ("api", "devices", "a:b:c")),
    ("/api/a%40b%26c%3D", ("api", "a@b&c=")),
    ("/api/authX", ("api", "authX")),
    ("/api/auth-internal", ("api", "auth-internal")),
    ("/api/.auth", ("api", ".auth")),
    ("/api/..auth", ("api", "..auth")),
    ("/api/users.", ("api", "users.")),
)
AS_THEY_SAY = (
    ("/", ()),
    ("/.well-known/jwks.json", (".well-known", "jwks.json")),
    ("/api/v1/plans/0190a8f0-7000", ("api", "v1", "plans", "0190a8f0-7000")),
    ("/api/v1/devices/a:b@c", ("api", "v1", "devices", "a:b@c")),
    ("/a!$&'()*+,=b", ("a!$&'()*+,=b",)),
    ("/api/%EA%B0%80%20b", ("api", "가 b")),
    ("/api/%25x", ("api", "%x")),
    ("/api/100%25", ("api", "100%")),
)


NO_PATHS = (
    "*",
    "",
    "api/users",
    "?/api/users",
    "http://evil/api/users",
    "http://h/api/auth/../users",
    "HTTP://evil/api/users",
    "evil:443",
    "\\api\\users",
)


@pytest.mark.parametrize(("why", "target"), VECTORS, ids=ascii)
def test_path_vectors_that_could_be_read_in_two_ways_are_refused(why: str, target: str) -> None:
    with pytest.raises(AmbiguousPath) as refused:
        a_request(target)
    assert refused.value.status == 400
    assert str(refused.value) == f"the path {why}"


@pytest.mark.parametrize(("why", "target"), VECTORS, ids=ascii)
def test_path_vectors_are_refused_before_a_harmless_query_as_well(why: str, target: str) -> None:
    with pytest.raises(AmbiguousPath, match=why):
        a_request(f"{target}?path=/health")


@pytest.mark.parametrize(("target", "segments"), [*ELSEWHERE, *AS_THEY_SAY], ids=ascii)
def test_path_vectors_with_one_meaning_lead_where_they_say(target: str, segments: tuple[str, ...]) -> None:
    asked = a_request(target)
    assert asked.segments == segments
    assert asked.path == asked.target == target


@pytest.mark.parametrize("target", NO_PATHS, ids=ascii)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_path_vectors_in_other_forms_than_a_path_are_refused(target: str, method: str) -> None:
    with pytest.raises(NotOriginForm) as refused:
        a_request(target, method=method)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("target", "segments", "query"),
    [
        ("/api/users?/api/auth/", ("api", "users"), "/api/auth/"),
        ("/api/private?path=/health", ("api", "private"), "path=/health"),
        ("/api/users?x=../../health", ("api", "users"), "x=../../health"),
        ("/api/users?", ("api", "users"), ""),
        ("/?/../", (), "/../"),
    ],
)
def test_path_vectors_in_a_query_decide_nothing(target: str, segments: tuple[str, ...], query: str) -> None:
    asked = a_request(target)
    assert asked.segments == segments
    assert asked.query == query
    assert asked.target == target


@pytest.mark.parametrize("longest", ["/" + "a" * 8189, "/api?" + "a" * 8185], ids=["path", "query"])
def test_path_vectors_that_are_too_long_do_not_get_here(longest: str) -> None:
    def read(target: str) -> CanonicalRequest:
        return CanonicalRequest.of(request_head(f"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n".encode()))

    assert read(longest).target == longest
    with pytest.raises(TargetTooLong):
        read(longest + "a")
