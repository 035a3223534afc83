"""Log lines: their form, where they come from, and what is never in them."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from time import perf_counter
from typing import Any, NoReturn

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from structlog.contextvars import bound_contextvars
from typing_extensions import override

from composition.logging import ToStructlog, configure_logging
from composition.scrubbing import MASK, scrubbed

Lines = Callable[[], list[dict[str, Any]]]
JWT = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIwMWExIn0.c2lnbmF0dXJl-_c2lnbmF0dXJl"
SECRETS_BY_LOOKS = {
    "a token": (f"sent {JWT} along", JWT),
    "a token in a header": (f"Authorization: Bearer {JWT}", JWT),
    "an opaque bearer token": ("authorization=bearer 0f1e2d3c4b5a69788796", "0f1e2d3c4b5a69788796"),
    "bearer alone": ("tried Bearer 0f1e2d3c4b5a69788796 twice", "0f1e2d3c4b5a69788796"),
    "basic": ("Basic bWluYTpodW50ZXIy", "bWluYTpodW50ZXIy"),
    "kakao": ("KakaoAK 0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"),
    "a header of a dict": ("{'Authorization': 'KakaoAK 0123456789abcdef'}", "0123456789abcdef"),
    "an e-mail": ("no such user: mina.kim+trip@example.co.kr!", "mina.kim+trip@example.co.kr"),
    "an e-mail in Korean": ("민아@여행.한국", "민아@여행.한국"),
    "an e-mail in brackets": ("Mina <mina@example.com>", "mina@example.com"),
    "a key of AWS": ("key AKIAIOSFODNN7EXAMPLE is wrong", "AKIAIOSFODNN7EXAMPLE"),
    "a password of Redis": ("redis://:hunter2@cache:6379/0 refused", "hunter2"),
    "a password with an at": ("redis://mina:hun@ter2@cache:6379", "ter2"),
    "a user of PostgreSQL": ("postgresql://oddiya:hunter2@db/oddiya?sslmode=require", "hunter2"),
    "a DSN": ("host=db user=oddiya password=hunter2 dbname=oddiya", "hunter2"),
    "a quoted DSN": ("password='hunter2'", "hunter2"),
    "a query": ("GET /callback?code=4/0AfJohXkd&state=1 failed", "4/0AfJohXkd"),
    "a form": ("grant_type=refresh_token&refresh_token=rt-8f1d8a&client_id=app", "rt-8f1d8a"),
    "a signed URL": ("https://s3/x?X-Amz-Signature=abcdef012345&a=1", "abcdef012345"),
    "an API key": ("https://api.openweathermap.org/data?q=Seoul&appid=0123456789abcdef", "0123456789abcdef"),
    "the repr of a body": ("{'email': None, 'password': 'hunter2'}", "hunter2"),
    "a JSON body": ('{"refresh_token": "rt-8f1d8a", "x": 1}', "rt-8f1d8a"),
    "a cookie": ("Set-Cookie: session=8f1d8a; HttpOnly", "8f1d8a"),
    "a verifier": ("code_verifier=dBjftJeZ4CVP", "dBjftJeZ4CVP"),
    "a private key": ("-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----", "MIIEvQ"),
}
SECRET_NAMES = [
    *("authorization", "Authorization", "proxy-authorization", "token", "tokens", "refresh_token", "access_token"),
    *(
        "id_token",
        "password",
        "new_password",
        "code",
        "authorization_code",
        "secret",
        "client_secret",
        "key",
        "api_key",
    ),
    *("apikey", "private_key", "signing_key", "cookie", "Set-Cookie", "email", "e_mail", "user_email", "code_verifier"),
    *("signature", "credentials", "passwd", "pwd", "appid"),
]
HARMLESS = {
    "status": 200,
    "ms": 1.25,
    "route": "/api/v1/plans/{plan_id}",
    "url": "https://api.example.com/v1/places?query=cafe&near=37.5,127.0",
    "message_id": "01a1fc50-be78-71e7-8c88-978c896ee412",
    "zone": "Asia/Seoul",
    "path": "/oauth2/token",
    "idempotency_key": "8f1d8a",
    "problem": "not-found",
    "error_code": "42P01",
    "tokens_used": 812,
    "handle": "@mina",
    "reason": "the token has expired",
    "nothing": None,
}


@pytest.fixture
def stream() -> Iterator[StringIO]:
    """Return what is logged to while the test runs."""
    stream = StringIO()
    configure_logging(service="plans", version="1.2.3", level="info", form="json", stream=stream)
    yield stream
    configure_logging(service="tests", version="0", level="info", form="json")


@pytest.fixture
def lines(stream: StringIO) -> Lines:
    """Return what reads the lines logged so far."""
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def fail(text: str) -> NoReturn:
    raise ValueError(text)


def log_something(**fields: Any) -> None:
    structlog.get_logger().info("something happened", **fields)


def test_a_line_says_when_what_and_who(lines: Lines) -> None:
    structlog.get_logger().info("plan made", stops=3)
    (line,) = lines()
    assert list(line)[:5] == ["timestamp", "level", "event", "service", "version"]
    assert line["timestamp"].endswith("Z")
    del line["timestamp"]
    assert line == {"level": "info", "event": "plan made", "service": "plans", "version": "1.2.3", "stops": 3}


async def test_a_line_says_in_which_request(lines: Lines) -> None:
    log = structlog.get_logger()

    async def handle(request_id: str) -> None:
        with bound_contextvars(request_id=request_id, trace_id=request_id * 2, user_id="u"):
            await asyncio.sleep(0)
            log.info("handled")

    await asyncio.gather(handle("1"), handle("2"))
    log.info("after")
    assert [(line.get("request_id"), line.get("trace_id")) for line in lines()] == [
        ("1", "11"),
        ("2", "22"),
        (None, None),
    ]


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error", "critical"])
def test_a_line_has_its_level(lines: Lines, level: str) -> None:
    getattr(structlog.get_logger(), level)("said")
    assert [line["level"] for line in lines()] == ([level] if level != "debug" else [])


def test_an_exception_becomes_text_in_the_line(lines: Lines) -> None:
    try:
        fail("서울 is full")
    except ValueError as error:
        structlog.get_logger().exception("first")
        caught = error
    structlog.get_logger().error("second", exc_info=caught)
    for line in lines():
        assert line["level"] == "error"
        assert line["exception"].startswith("Traceback (most recent call last):\n")
        assert line["exception"].endswith("ValueError: 서울 is full")
        assert "exc_info" not in line


@pytest.mark.parametrize("name", ["aiohttp.server", "asyncio", "alembic.runtime.migration", "aiopg", "any"])
def test_the_standard_librarys_records_become_lines_too(lines: Lines, name: str) -> None:
    with bound_contextvars(request_id="1"):
        logging.getLogger(name).warning("%d of %s", 3, "many")
    (line,) = lines()
    assert (line["level"], line["event"], line["library"], line["request_id"]) == ("warning", "3 of many", name, "1")


def test_the_standard_librarys_exceptions_become_text_too(lines: Lines) -> None:
    try:
        fail("full")
    except ValueError:
        logging.getLogger("any").exception("failed")
    (line,) = lines()
    assert (line["level"], line["event"]) == ("error", "failed")
    assert line["exception"].endswith("ValueError: full")


@pytest.mark.parametrize(
    ("number", "level"), [(20, "info"), (25, "info"), (30, "warning"), (50, "critical"), (99, "critical")]
)
def test_any_number_is_a_level(lines: Lines, number: int, level: str) -> None:
    logging.getLogger("any").log(number, "said")
    assert [line["level"] for line in lines()] == [level]


def test_a_record_that_cannot_be_formatted_becomes_a_line_all_the_same(lines: Lines) -> None:
    record = logging.LogRecord("any", logging.WARNING, __file__, 1, "%d of many", ("no number",), None)
    ToStructlog().handle(record)
    assert [line["event"] for line in lines()] == ["%d of many"]


def test_libraries_never_tell_their_conversations(stream: StringIO, lines: Lines) -> None:
    configure_logging(service="plans", version="1", level="debug", form="json", stream=stream)
    logging.getLogger("botocore.endpoint").debug("sending headers")
    structlog.get_logger().debug("ours")
    assert [line["event"] for line in lines()] == ["ours"]


@pytest.mark.parametrize(("level", "said"), [("info", 4), ("warning", 3), ("error", 2)])
def test_what_is_below_the_level_is_not_logged(stream: StringIO, lines: Lines, level: str, said: int) -> None:
    configure_logging(service="plans", version="1", level=level, form="json", stream=stream)
    for log in (structlog.get_logger(), logging.getLogger("any")):
        for method in ("debug", "info", "warning", "error", "critical"):
            getattr(log, method)("said")
    assert len(lines()) == 2 * said


def test_loggers_in_use_follow_when_logging_is_configured_again(stream: StringIO) -> None:
    log = structlog.get_logger()
    log.info("one")
    later = StringIO()
    configure_logging(service="videos", version="2", level="info", form="json", stream=later)
    log.info("two")
    logging.getLogger("any").warning("three")
    assert stream.getvalue().count("\n") == 1
    told = [json.loads(line) for line in later.getvalue().splitlines()]
    assert [(line["event"], line["service"]) for line in told] == [("two", "videos"), ("three", "videos")]


def test_unless_told_otherwise_lines_go_to_standard_error(stream: StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(service="plans", version="1", level="info", form="json")
    log_something()
    assert json.loads(capsys.readouterr().err)["event"] == "something happened"
    assert stream.getvalue() == ""


def test_a_reader_who_has_gone_does_not_fail_the_caller(stream: StringIO) -> None:
    class Gone(StringIO):
        @override
        def write(self, text: str) -> int:
            raise BrokenPipeError

    for gone in (Gone(), StringIO()):
        configure_logging(service="plans", version="1", level="info", form="json", stream=gone)
        gone.close()
        log_something()
    assert stream.getvalue() == ""


class Shy:
    """Something that does not say what it is."""

    @override
    def __repr__(self) -> str:
        raise ValueError("not telling")


class Odd:
    """Something JSON does not know."""

    @override
    def __repr__(self) -> str:
        return f"Odd(token='{JWT}')"


def test_whatever_is_logged_becomes_one_valid_line(lines: Lines) -> None:
    circle: list[Any] = []
    circle.append(circle)
    for value in (2**70, "\ud800", circle, {1: 2}, {(1, 2): 3}, b"bytes", Odd(), {"s": {1}}, ValueError("v"), Shy()):
        log_something(value=value)
    assert [line["event"] for line in lines()] == ["something happened"] * 10


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_secret_is_known_by_its_name(lines: Lines, name: str) -> None:
    log_something(**{name: "8f1d8a-X"})
    log_something(headers={name: "8f1d8a-X"}, body=[{"deep": {name: ["8f1d8a-X"]}}])
    shallow, deep = lines()
    assert shallow[name] == MASK
    assert "8f1d8a-X" not in json.dumps(deep)


@pytest.mark.parametrize(("text", "secret"), SECRETS_BY_LOOKS.values(), ids=SECRETS_BY_LOOKS)
def test_a_secret_is_known_by_its_looks(stream: StringIO, text: str, secret: str) -> None:
    log = structlog.get_logger()
    log.info(text)
    log.info("said", value=text, several=[text, {"deep": text}], **{"any name": text})
    log.info("said", value={text: 1})
    logging.getLogger("any").warning("%s", text)
    try:
        fail(text)
    except ValueError:
        log.exception("failed")
        logging.getLogger("any").exception("failed")
    said = stream.getvalue()
    assert secret not in said
    assert json.dumps(secret)[1:-1] not in said
    assert said.count("\n") == 6
    assert said.count(MASK) >= 6


def test_what_an_object_says_of_itself_is_scrubbed_too(stream: StringIO) -> None:
    log_something(value=Odd(), several=[Odd()])
    assert JWT not in stream.getvalue()
    assert f"Odd(token='{MASK}" in stream.getvalue()


def test_what_is_no_secret_is_left_alone(lines: Lines) -> None:
    log_something(**HARMLESS)
    (line,) = lines()
    assert {name: line[name] for name in HARMLESS} == HARMLESS


def test_the_console_form_is_scrubbed_too(stream: StringIO) -> None:
    configure_logging(service="plans", version="1", level="info", form="console", stream=stream)
    try:
        fail(f"Bearer {JWT}")
    except ValueError:
        structlog.get_logger().exception("failed", password="hunter2")
    assert "failed" in stream.getvalue()
    assert "Traceback" in stream.getvalue()
    assert "hunter2" not in stream.getvalue()
    assert JWT not in stream.getvalue()


SECRETS = st.sampled_from([JWT, "mina@example.com", "redis://:hunter2@h", "password=hunter2", "Bearer 0f1e2d3c4b5a69"])
HIDDEN = {JWT, "mina@example", "hunter2", "0f1e2d3c4b5a69"}


@given(before=st.text(), secret=SECRETS, after=st.text())
def test_a_secret_is_found_in_any_text(before: str, secret: str, after: str) -> None:
    text = scrubbed(f"{before} {secret} {after}")
    assert not any(hidden in text for hidden in HIDDEN)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(value=JSON)
def test_scrubbing_twice_changes_nothing_more(value: Any) -> None:
    once = scrubbed(value)
    assert scrubbed(once) == once


@pytest.mark.parametrize(
    "text", ["a", "a-", "a.", "@", "a@", "key=", "eyJ", "eyJa.", "http://", "Bearer ", " =", "-----BEGIN "]
)
def test_scrubbing_takes_time_in_proportion_to_the_text(text: str) -> None:
    def seconds(length: int) -> float:
        long = text * (length // len(text)) + " token @"
        started = perf_counter()
        scrubbed(long)
        return perf_counter() - started

    assert seconds(200_000) < 2.0
