"""Bodies that trickle in hold up nobody else, and not for ever; those that come at a fair pace are taken."""

from contextlib import ExitStack
from select import select
from time import monotonic

import pytest

from entrypoints.gateway.gateway import MOST_UPLOADS
from tests.gateway.process.answers import message
from tests.gateway.process.client import Client
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import PATIENCE, eventually
from tests.gateway.process.services import Services
from tests.gateway.process.table import LARGE

MORE_THAN_CONNECTIONS = 300
SMALL, LARGER = ("Content-Length", "60000"), ("Content-Length", "1000000")
CHUNKED = ("Transfer-Encoding", "chunked")
A_BYTE, A_CHUNK = b"a", b"1\r\na\r\n"
ANOTHER = "127.0.0.2"


def begun(framing: tuple[str, str]) -> bytes:
    """Write the head of a request whose client waits for leave to send the body."""
    return message(f"POST {LARGE}/slow HTTP/1.1", [("Host", "a"), ("Expect", "100-continue"), framing])


def status_of(client: Client, framing: tuple[str, str]) -> int:
    """Begin a request and return what the client is told first."""
    return client.send(begun(framing)).answer().status


def has_heard(client: Client, *, within: float) -> bool:
    """Tell whether anything comes from the gateway in time."""
    return bool(select([client.socket], [], [], within)[0])


def test_small_bodies_that_trickle_in_hold_no_connection_to_the_service(gateway: Gateway, services: Services) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(gateway.client()) for _ in range(MORE_THAN_CONNECTIONS)]
        assert {status_of(client, SMALL) for client in slow} == {100}
        for client in slow:
            client.send(A_BYTE)
        assert gateway.ask("POST", LARGE, body=b"quick").status == 200
        assert [(seen.path, bytes(seen.body)) for seen in services.seen] == [(LARGE, b"quick")]


def test_one_client_has_but_so_many_large_uploads_under_way(gateway: Gateway, services: Services) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(gateway.client()) for _ in range(MOST_UPLOADS)]
        assert {status_of(client, (LARGER, CHUNKED)[number % 2]) for number, client in enumerate(slow)} == {100}
        with gateway.client() as one_more, gateway.client(source=ANOTHER) as another:
            refused = one_more.send(begun(LARGER)).answer()
            assert (refused.status, refused.problem()["code"]) == (429, "too-many-streams")
            assert int(refused.get("retry-after") or 0) > 0
            assert status_of(another, LARGER) == 100
            eventually(lambda: len(services.seen) == MOST_UPLOADS + 1)
        assert gateway.ask("POST", f"{LARGE}/small", body=b"small").status == 200
    eventually(lambda: all(seen.was_left for seen in services.seen if seen.path != f"{LARGE}/small"))
    services.forget()
    with gateway.client() as later:
        assert status_of(later, LARGER) == 100
        eventually(lambda: services.seen)
    eventually(lambda: services.only.was_left)


@pytest.mark.parametrize(
    ("framing", "piece"),
    [(SMALL, A_BYTE), (LARGER, A_BYTE), (CHUNKED, A_CHUNK)],
    ids=["small", "large", "chunked"],
)
def test_a_body_that_trickles_in_is_too_slow_though_it_never_stops(
    hasty: Gateway, services: Services, framing: tuple[str, str], piece: bytes
) -> None:
    deadline = monotonic() + PATIENCE / 3
    with hasty.client() as client:
        assert status_of(client, framing) == 100
        while not has_heard(client, within=0.05) and monotonic() < deadline:
            client.send(piece)
        assert has_heard(client, within=0), "it goes on and on"
        answer = client.answer()
        assert (answer.status, answer.get("connection"), answer.problem()["code"]) == (408, "close", "too-slow")
    assert len(services.seen) == (0 if framing is SMALL else 1)
    eventually(lambda: all(seen.was_left and not seen.is_complete for seen in services.seen))


@pytest.mark.parametrize("size", [60_000, 100_000], ids=["small", "large"])
def test_a_body_that_takes_long_but_comes_at_a_fair_pace_is_taken(
    hasty: Gateway, services: Services, size: int
) -> None:
    pieces = 24
    with hasty.client() as client:
        assert status_of(client, ("Content-Length", str(size))) == 100
        for _ in range(pieces):
            assert not has_heard(client, within=0.05)
            client.send(bytes(size // pieces))
        assert client.send(bytes(size % pieces)).answer().status == 200
    assert services.only.size == size
