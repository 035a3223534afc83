"""Whatever bytes a client sends: a service sees exactly what was authorised, and nothing else."""

from select import select

from hypothesis import example, given, settings

from tests.gateway.process.answers import echo_early
from tests.gateway.process.client import Client, Said
from tests.gateway.process.exchange import Seen
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.inputs import BEARERS, EARLY, paused
from tests.gateway.process.patience import eventually
from tests.gateway.process.plainly import Asked, plainly_asked
from tests.gateway.process.services import Services
from tests.gateway.process.smuggled import BROKEN, REFUSED
from tests.gateway.process.table import A_SMALL_BODY, MINE, SMALL
from tests.tokens.forging import SESSION, USER

# Ends whatever was begun: it is longer than any body may be, no end of any head, and no chunk.
THE_END = bytes(A_SMALL_BODY + 100) + b"\r\n\r\n"
CHUNKED = b"POST %b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
ANSWERED_EARLY = CHUNKED % f"{SMALL}{EARLY}".encode()
FENCE = f"{SMALL}/fence"
A_MOMENT = 0.01
OURS = {"host", "x-request-id", "x-forwarded-for", "x-forwarded-proto", "x-hop-signature", "traceparent"}
FRAMING = {"content-length", "transfer-encoding"}
WHO = {"x-user-id", "x-session-id"}


def answers(client: Client) -> list[Said]:
    """Return every answer until the gateway hangs up, but for those that only say to go on."""
    said = []
    try:
        while True:
            said.append(client.answer())
    except (EOFError, ConnectionResetError):
        return [one for one in said if one.status != 100]


def is_mine(target: str) -> bool:
    """Tell whether a target is below the prefix that takes a token."""
    path = target.partition("?")[0]
    return path == MINE or path.startswith(f"{MINE}/")


def is_what_was_asked(seen: Seen, asked: Asked) -> bool:
    """Tell whether a service saw a request as the client sent it, with nothing added but what is the gateway's."""
    passed = [(name, value) for name, value in seen.head.fields if name not in OURS | FRAMING | WHO]
    return (
        (seen.method, seen.target) == (asked.method, asked.target)
        and asked.body.startswith(bytes(seen.body))
        and (not seen.is_complete or (asked.is_whole and bytes(seen.body) == asked.body))
        and all(field in asked.fields for field in passed)
    )


def is_authorised(seen: Seen, asked: Asked) -> bool:
    """Tell whether a service may see a request, and was told rightly whose it is."""
    who = (seen.head.get("x-user-id"), seen.head.get("x-session-id"))
    if not is_mine(seen.target):
        return seen.path == SMALL or (seen.path.startswith(f"{SMALL}/") and who == (None, None))
    return who == (USER, SESSION) and asked.all("authorization") in [[bearer] for bearer in BEARERS]


def is_early(seen: Seen) -> bool:
    """Tell whether a service answered before the body had come."""
    return seen.path.endswith(EARLY)


def told(seen: Seen) -> str:
    """Return what a service said to a request."""
    return f"{seen.service} {seen.method} {seen.target} {'early' if is_early(seen) else seen.size}"


def check_answers(said: list[Said], seen: list[Seen]) -> None:
    """Compare the answers with what the services saw: of all requests but the last they saw the whole."""
    assert all(one.is_complete for one in seen[:-1])
    passed = [one.body.decode() for one in said if one.status == 200]
    if passed and seen and is_early(seen[-1]) and not seen[-1].is_complete and passed[-1] == told(seen[-1]):
        assert (said[-1].body.decode(), said[-1].get("connection")) == (passed.pop(), "close")
    assert passed == [told(one) for one in seen if one.is_complete]


def check(gateway: Gateway, services: Services, data: bytes, pause: int = 0) -> None:
    """Send bytes, perhaps with a pause, and compare what the services saw with what may be asked for with them."""
    services.forget()
    services.users.answers |= {f"{SMALL}{EARLY}": echo_early, f"{MINE}{EARLY}": echo_early}
    with gateway.client() as client:
        client.send(data[:pause])
        if pause:
            select([client.socket], [], [], A_MOMENT)
        said = answers(client.send(data[pause:] + THE_END))
    assert gateway.ask("GET", FENCE).status == 200, "whatever was passed on has arrived before this"
    eventually(lambda: all(one.is_complete or one.was_left for one in services.seen))
    asked, all_seen = plainly_asked(data + THE_END), [one for one in services.seen if one.path != FENCE]
    assert services.strange == []
    check_answers(said, all_seen)
    assert len(said) <= sum(one.is_whole for one in asked) + 1
    left = iter(asked)
    for seen in all_seen:
        assert any(is_what_was_asked(seen, one) and is_authorised(seen, one) for one in left), (
            f"nobody may ask for {seen}"
        )


@settings(max_examples=300, deadline=None)
@given(sent=paused())
@example(sent=(f"GET {MINE} HTTP/1.1\r\nHost: a\r\nAuthorization: {BEARERS[0]}\r\n\r\n".encode() * 2, 0))
@example(sent=(CHUNKED % SMALL.encode() * 2, 0))
@example(sent=(ANSWERED_EARLY * 2, 0))
@example(sent=(ANSWERED_EARLY * 2, ANSWERED_EARLY.index(b"0\r\n\r\n")))
def test_for_all_bytes_a_service_sees_what_was_authorised_or_nothing(
    hasty: Gateway, all_services: Services, sent: tuple[bytes, int]
) -> None:
    check(hasty, all_services, *sent)


def test_for_all_that_is_known_of_smuggling_a_service_sees_what_was_authorised_or_nothing(
    hasty: Gateway, services: Services
) -> None:
    for data in (*REFUSED.values(), *BROKEN.values()):
        check(hasty, services, data.replace(b"/echo/public", SMALL.encode()))
