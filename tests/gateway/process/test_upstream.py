"""Services that fail: what is tried again and what never is, and how clients learn what happened."""

import re

import pytest

from tests.gateway.process.answers import early, echo, hanging_up, in_turn, message, resetting, said, saying, silent
from tests.gateway.process.client import chunked, request
from tests.gateway.process.conftest import NOWHERE_PORT
from tests.gateway.process.exchange import Answer, Exchange
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Service, Services
from tests.gateway.process.table import HASTY, MEDIA, NOWHERE, PUBLIC

PROXY_STATUS = re.compile(r"oddiya; ?error=([a-z_]+)(?:; ?[a-z-]+=[^;]+)*")


async def half_a_head(exchange: Exchange) -> None:
    """Hang up in the middle of a head."""
    await exchange.say(b"HTTP/1.1 200 OK\r\nContent-Le")
    exchange.hang_up()


def error_of(gateway: Gateway, method: str, target: str, *, body: bytes | None = None) -> tuple[int, str]:
    """Return the status of a failed request, and the word for what happened (RFC 9209)."""
    answer = gateway.ask(method, target, body=body)
    assert answer.problem()["status"] == answer.status
    found = PROXY_STATUS.fullmatch(answer.get("proxy-status") or "")
    assert found is not None, answer
    assert b"127.0.0.1" not in answer.head.raw + answer.body, "addresses inside are nobody's business"
    return answer.status, found[1]


def warm(gateway: Gateway, services: Services) -> None:
    """Leave one connection to the service behind that was used."""
    assert gateway.ask("GET", f"{MEDIA}/warm").status == 200
    services.media.seen.clear()


def cool(gateway: Gateway, services: Services) -> None:
    """Leave no connection to the service behind."""
    services.media.answers[f"{MEDIA}/last"] = saying(said(b"last"), then_hang_up=True)
    eventually(lambda: gateway.ask("GET", f"{MEDIA}/last").status == 200 and services.media.open == 0)
    services.media.seen.clear()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_is_safe_is_asked_once_more_when_a_used_connection_turns_out_dead(
    gateway: Gateway, services: Services, method: str
) -> None:
    services.media.answers[MEDIA] = in_turn(hanging_up, echo)
    warm(gateway, services)
    assert gateway.ask(method, MEDIA).status == 200
    assert [seen.method for seen in services.seen] == [method, method]
    assert services.seen[0].connection != services.seen[1].connection


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("failing", [hanging_up, resetting, half_a_head], ids=lambda answer: answer.__name__)
def test_what_changes_something_is_never_asked_twice(
    gateway: Gateway, services: Services, method: str, failing: Answer
) -> None:
    services.media.answers[MEDIA] = in_turn(failing, echo)
    warm(gateway, services)
    assert error_of(gateway, method, MEDIA, body=b"{}")[0] == 502
    assert [seen.method for seen in services.seen] == [method]


def test_a_get_with_a_body_is_not_asked_twice(gateway: Gateway, services: Services) -> None:
    services.media.answers[MEDIA] = in_turn(hanging_up, echo)
    warm(gateway, services)
    assert error_of(gateway, "GET", MEDIA, body=b"{}")[0] == 502
    assert len(services.seen) == 1


def test_a_get_with_an_empty_body_in_chunks_is_not_asked_twice(gateway: Gateway, services: Services) -> None:
    services.media.answers[MEDIA] = in_turn(hanging_up, echo)
    warm(gateway, services)
    with gateway.client() as client:
        head = message(f"GET {MEDIA} HTTP/1.1", [("Host", "a"), ("Transfer-Encoding", "chunked")])
        assert client.send(head + chunked()).answer().status == 502
    assert len(services.seen) == 1


def test_once_a_byte_of_the_answer_came_nothing_is_asked_twice(gateway: Gateway, services: Services) -> None:
    services.media.answers[MEDIA] = in_turn(half_a_head, echo)
    warm(gateway, services)
    assert error_of(gateway, "GET", MEDIA)[0] == 502
    assert len(services.seen) == 1


def test_it_is_asked_once_more_and_no_more(gateway: Gateway, services: Services) -> None:
    services.media.answers[MEDIA] = hanging_up
    warm(gateway, services)
    assert error_of(gateway, "GET", MEDIA) == (502, "http_response_incomplete")
    assert len(services.seen) == 2


def test_over_a_new_connection_nothing_is_asked_twice(gateway: Gateway, services: Services) -> None:
    cool(gateway, services)
    services.media.answers[MEDIA] = hanging_up
    assert error_of(gateway, "GET", MEDIA) == (502, "http_response_incomplete")
    assert len(services.seen) == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_connection_that_a_service_closed_while_it_was_idle_is_no_error(
    gateway: Gateway, services: Services, method: str
) -> None:
    cool(gateway, services)
    for _ in range(20):
        assert gateway.ask(method, f"{MEDIA}/last", body=b"").status == 200
        eventually(lambda: services.media.open == 0)
    assert len(services.seen) == 20


def test_a_service_that_says_it_will_hang_up_is_believed(gateway: Gateway, services: Services) -> None:
    services.media.answers[MEDIA] = saying(said(b"bye", fields=[("Connection", "close")]))
    assert [gateway.ask("POST", MEDIA, body=b"{}").status for _ in range(3)] == [200] * 3
    assert len({seen.connection for seen in services.seen}) == 3


def test_connections_are_used_again(gateway: Gateway, services: Services) -> None:
    assert [gateway.ask("POST", MEDIA, body=b"{}").status for _ in range(20)] == [200] * 20
    assert len({seen.connection for seen in services.seen}) == 1


def test_a_service_that_does_not_answer_in_time_is_a_gateway_timeout(gateway: Gateway, services: Services) -> None:
    services.media.answers[f"{HASTY}/slow"] = silent
    for method in ("GET", "POST"):
        assert error_of(gateway, method, f"{HASTY}/slow", body=b"{}") == (504, "http_response_timeout")
    eventually(lambda: all(seen.was_left for seen in services.seen))
    assert [seen.method for seen in services.seen] == ["GET", "POST"]
    assert gateway.ask("GET", HASTY).status == 200


def test_a_service_that_goes_away_is_a_bad_gateway_then_unavailable_and_soon_back(
    gateway: Gateway, services: Services
) -> None:
    late = Service("late", port=NOWHERE_PORT)
    services.run(late.start())
    eventually(lambda: gateway.ask("GET", NOWHERE).status == 200)
    services.run(late.stop())
    errors = [error_of(gateway, "GET", NOWHERE) for _ in range(10)]
    assert errors == sorted(errors), "first it cannot be reached, and then it is not asked any more"
    assert set(errors) == {(502, "connection_refused"), (503, "destination_unavailable")}
    assert gateway.ask("GET", NOWHERE).get("retry-after") == "1"
    late.forget()
    services.run(late.start())
    eventually(lambda: gateway.ask("GET", NOWHERE).status == 200)
    services.run(late.stop())
    assert ([one.path for one in late.seen], late.strange) == ([NOWHERE], [])


@pytest.mark.parametrize(
    "begun",
    [message("HTTP/1.1 200 OK", [("Content-Length", "100")], b"half"),
     message("HTTP/1.1 200 OK", [("Transfer-Encoding", "chunked")], b"4\r\nhalf\r\n"),
     message("HTTP/1.1 200 OK", [("Transfer-Encoding", "chunked")], b"4\r\nhalf\r\nzz\r\n")],
    ids=["sized", "chunked", "garbage"],
)  # fmt: skip
def test_an_answer_that_breaks_off_is_not_taken_for_a_whole_one(
    gateway: Gateway, services: Services, begun: bytes
) -> None:
    services.media.answers[MEDIA] = saying(begun, then_hang_up=True)
    with gateway.client() as client:
        client.send(request("GET", MEDIA, ("Connection", "close")))
        head = client.head()
        rest = client.rest()
    assert len(services.seen) == 1
    if not head.first.startswith("HTTP/1.1 502 "):
        assert b"half" in rest
        assert not rest.endswith(b"0\r\n\r\n")
        assert head.framing == "chunked" or len(rest) < int(head.framing)


@pytest.mark.parametrize(
    "more",
    [said(b"stolen"), b"HTTP/1.1 200 OK\r\n", b"stolen", b"\r\n"],
    ids=["an answer", "half", "bytes", "a line end"],
)
def test_what_a_service_says_unasked_is_nobodys_answer(gateway: Gateway, services: Services, more: bytes) -> None:
    services.auth.answers[PUBLIC] = saying(said(b"mine") + more)
    with gateway.client() as client:
        for number in range(5):
            assert client.ask("GET", PUBLIC).body == b"mine"
            assert client.ask("GET", f"{PUBLIC}/{number}").body == f"auth GET {PUBLIC}/{number} 0".encode()


def test_an_answer_that_comes_before_the_body_is_passed_on_and_the_connection_not_used_again(
    gateway: Gateway, services: Services
) -> None:
    services.media.answers[MEDIA] = early(said(b"too much", status="413 Content Too Large"))
    with gateway.client() as client:
        client.send(message(f"POST {MEDIA} HTTP/1.1", [("Host", "a"), ("Content-Length", "100000")]) + b"beginning")
        answer = client.answer()
        assert (answer.status, answer.get("connection"), answer.body) == (413, "close", b"too much")
        assert gateway.ask("GET", f"{MEDIA}/after").status == 200
        assert client.send(request("GET", f"{MEDIA}/inside")).rest() == b""
        eventually(lambda: services.seen[0].was_left)
    assert [seen.target for seen in services.seen] == [MEDIA, f"{MEDIA}/after"]
    assert services.seen[0].connection != services.seen[1].connection
