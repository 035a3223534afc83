"""Which web pages of other origins may call us, and read the answers."""

import pytest
from attrs import frozen

from adapters.section import setting
from composition.settings import SettingError, Settings
from entrypoints.gateway.asked.cors import Cors, is_preflight
from entrypoints.gateway.asked.cors_origins import CorsOrigins, origin_of
from entrypoints.gateway.asked.request_fields import PASSING
from tests.gateway.asked.requests import a_request

APP = b"https://oddiya.app"
CORS = Cors(origins=frozenset({"https://oddiya.app", "http://localhost:3000"}))
NOWHERE = Cors(origins=frozenset())
STRANGERS = (
    b"null", b"*", b"", b"https://oddiya.app.evil.com", b"https://eviloddiya.app", b"https://evil.oddiya.app",
    b"http://oddiya.app", b"https://oddiya.app:8443", b"https://oddiya.app:443", b"https://ODDIYA.app",
    b"HTTPS://oddiya.app", b"https://oddiya.app.", b"https://oddiya.app/", b"https://oddiya.app ", b"oddiya.app",
    b"http://localhost", b"http://localhost:3001", b"https://localhost:3000", b"https://oddiya.app, https://evil.com",
    b"https://oddiya.app\x00", "https://oddiyа.app".encode(), b"\xff",
)  # fmt: skip


@frozen(kw_only=True)
class Section:
    """A section with this setting."""

    cors: CorsOrigins = setting("ODDIYA_CORS_ORIGINS", "origins, comma-separated", default=CorsOrigins(""))


def told(fields: bytes) -> dict[str, str]:
    lines = [line.partition(": ") for line in fields.decode().split("\r\n") if line]
    told = {name: value for name, _, value in lines}
    assert len(told) == len(lines)
    return told


@pytest.mark.parametrize("origin", ["https://oddiya.app", "http://localhost:3000"])
def test_cors_an_allowed_origin_is_named_to_itself(origin: str) -> None:
    fields = told(CORS.answer(origin.encode()))
    assert fields["Access-Control-Allow-Origin"] == origin
    assert fields["Access-Control-Allow-Credentials"] == "true"
    assert fields["Vary"] == "Origin"


@pytest.mark.parametrize("origin", STRANGERS, ids=ascii)
def test_cors_another_origin_is_told_nothing_at_all(origin: bytes) -> None:
    assert told(CORS.answer(origin)) == {"Vary": "Origin"}
    assert told(CORS.preflight(origin, ("GET",))) == {"Vary": "Origin"}


def test_cors_an_answer_to_no_page_varies_as_well() -> None:
    assert told(CORS.answer(None)) == {"Vary": "Origin"}
    assert told(CORS.preflight(None, ("GET",))) == {"Vary": "Origin"}


@pytest.mark.parametrize("origin", [None, APP, *STRANGERS], ids=ascii)
def test_cors_without_origins_nothing_is_said(origin: bytes | None) -> None:
    assert NOWHERE.answer(origin) == b""
    assert NOWHERE.preflight(origin, ("GET",)) == b""


@pytest.mark.parametrize("origin", [None, APP, *STRANGERS], ids=ascii)
def test_cors_a_star_never_stands_beside_credentials(origin: bytes | None) -> None:
    assert b"*" not in CORS.answer(origin) + CORS.preflight(origin, ("GET", "POST"))


def test_cors_pages_may_read_the_headers_of_the_api() -> None:
    exposed = told(CORS.answer(APP))["Access-Control-Expose-Headers"]
    assert set(exposed.split(", ")) == {
        "ETag", "Link", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-Id", "Deprecation",
        "Sunset", "traceparent", "Idempotency-Key",
    }  # fmt: skip


def test_cors_a_preflight_is_told_what_may_be_sent_and_for_how_long() -> None:
    fields = told(CORS.preflight(APP, ("GET", "HEAD", "PATCH")))
    assert fields["Access-Control-Allow-Origin"] == "https://oddiya.app"
    assert fields["Access-Control-Allow-Credentials"] == "true"
    assert fields["Access-Control-Allow-Methods"] == "GET, HEAD, PATCH"
    assert 600 <= int(fields["Access-Control-Max-Age"]) <= 7200
    assert fields["Vary"] == "Origin"


def test_cors_pages_may_send_what_services_or_the_gateway_read() -> None:
    sent = set(told(CORS.preflight(APP, ()))["Access-Control-Allow-Headers"].lower().split(", "))
    assert {"authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "last-event-id"} <= sent
    assert sent - {"authorization", "x-request-id", "traceparent", "tracestate"} <= {name.decode() for name in PASSING}


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        ("OPTIONS", ("Origin", "Access-Control-Request-Method"), True),
        ("OPTIONS", ("origin", "access-control-request-method"), True),
        ("OPTIONS", ("Origin",), False),
        ("OPTIONS", ("Access-Control-Request-Method",), False),
        ("GET", ("Origin", "Access-Control-Request-Method"), False),
        ("POST", ("Origin", "Access-Control-Request-Method"), False),
    ],
)
def test_cors_a_preflight_is_known_by_its_headers(method: str, headers: tuple[str, ...], *, expected: bool) -> None:
    asked = a_request(method=method, fields=[(name.encode(), b"GET") for name in headers])
    assert is_preflight(asked) is expected


def test_cors_a_websocket_may_come_from_an_allowed_origin_or_from_no_page() -> None:
    assert CORS.allows(APP)
    assert CORS.allows(None)
    assert NOWHERE.allows(None)


@pytest.mark.parametrize("origin", STRANGERS, ids=ascii)
def test_cors_a_websocket_may_not_come_from_another_origin(origin: bytes) -> None:
    assert not CORS.allows(origin)
    assert not NOWHERE.allows(origin)


def test_cors_a_websocket_may_come_from_our_own_pages_which_are_told_nothing_else() -> None:
    for origins in (frozenset[str](), CORS.origins):
        cors = Cors(origins=origins, own="https://api.oddiya.app")
        assert cors.allows(b"https://api.oddiya.app")
        assert cors.answer(b"https://api.oddiya.app") == cors.answer(b"https://evil.com")
        assert cors.preflight(b"https://api.oddiya.app", ("GET",)) == cors.preflight(b"https://evil.com", ("GET",))


@pytest.mark.parametrize("origin", STRANGERS, ids=ascii)
def test_cors_a_websocket_may_not_come_from_what_only_resembles_our_own_pages(origin: bytes) -> None:
    assert not Cors(origins=frozenset(), own="https://oddiya.app").allows(origin)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://api.oddiya.app", "https://api.oddiya.app"),
        ("https://API.Oddiya.app/a/b", "https://api.oddiya.app"),
        ("https://api.oddiya.app:443", "https://api.oddiya.app"),
        ("http://api.oddiya.app:443", "http://api.oddiya.app:443"),
        ("http://127.0.0.1:80/", "http://127.0.0.1"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/x", "http://[::1]:8080"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
        ("http://mina:word@localhost", "http://localhost"),
    ],
)
def test_cors_the_origin_of_a_url_is_written_as_browsers_write_it(url: str, origin: str) -> None:
    assert origin_of(url) == origin
    assert CorsOrigins(origin).origins == {origin}


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("https://app.oddiya.app,http://localhost:3000", {"https://app.oddiya.app", "http://localhost:3000"}),
        (" https://a-b.example , ", {"https://a-b.example"}),
        ("http://127.0.0.1:5173,http://[::1]:5173", {"http://127.0.0.1:5173", "http://[::1]:5173"}),
        ("https://xn--bj0bj06e.example:65535", {"https://xn--bj0bj06e.example:65535"}),
        (" ", set()),
    ],
)
def test_cors_origins_are_a_setting(text: str, origins: set[str]) -> None:
    cors = Settings.read({"ODDIYA_CORS_ORIGINS": text}).section(Section).cors
    assert cors.origins == origins
    assert CorsOrigins(str(cors)) == cors


def test_cors_origins_are_none_unless_set() -> None:
    assert Settings.read({"ODDIYA_PROFILE": "memory"}).section(Section).cors.origins == frozenset()


@pytest.mark.parametrize(
    "text",
    ["*", "null", "https://*.oddiya.app", "https://oddiya.app/", "https://oddiya.app/app", "https://oddiya.app.",
     "https://Oddiya.app", "HTTPS://oddiya.app", "oddiya.app", "//oddiya.app", "https://", "https://oddiya.app?x",
     "https://oddiya.app#x", "https://user@oddiya.app", "https://oddiya.app:443", "http://localhost:80",
     "https://oddiya.app:0", "https://oddiya.app:65536", "https://oddiya.app:", "https://-a.example", "https://a..b",
     "ftp://oddiya.app", "https://가.example", "https://a_b.example", "https://a b", "https://a\r\nX: 1",
     "https://oddiya.app,*"],
    ids=ascii,
)  # fmt: skip
def test_cors_origins_that_no_browser_would_send_are_refused(text: str) -> None:
    with pytest.raises(SettingError, match="ODDIYA_CORS_ORIGINS"):
        Settings.read({"ODDIYA_CORS_ORIGINS": text}).section(Section)
