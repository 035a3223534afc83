"""Whatever bytes a client sends: a service sees exactly what was authorised, and nothing else."""

from hypothesis import example, given, settings

from tests.gateway.process.client import Client, Said
from tests.gateway.process.exchange import Seen
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.inputs import BEARERS, INPUTS
from tests.gateway.process.plainly import Asked, plainly_asked
from tests.gateway.process.services import Services
from tests.gateway.process.smuggled import BROKEN, REFUSED
from tests.gateway.process.table import A_SMALL_BODY, MINE, SMALL
from tests.tokens.forging import SESSION, USER

# Ends whatever was begun: it is longer than any body may be, no end of any head, and no chunk.
THE_END = bytes(A_SMALL_BODY + 100) + b"\r\n\r\n"
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
        and (not seen.is_complete or bytes(seen.body) == asked.body)
        and all(field in asked.fields for field in passed)
    )


def is_authorised(seen: Seen, asked: Asked) -> bool:
    """Tell whether a service may see a request, and was told rightly whose it is."""
    who = (seen.head.get("x-user-id"), seen.head.get("x-session-id"))
    if not is_mine(seen.target):
        return seen.path == SMALL or (seen.path.startswith(f"{SMALL}/") and who == (None, None))
    return who == (USER, SESSION) and asked.all("authorization") in [[bearer] for bearer in BEARERS]


def check(gateway: Gateway, services: Services, data: bytes) -> None:
    """Send bytes, and compare what the services saw with what may be asked for with them."""
    services.forget()
    with gateway.client() as client:
        said = answers(client.send(data + THE_END))
    asked, complete = plainly_asked(data + THE_END), [seen for seen in services.seen if seen.is_complete]
    assert services.strange == []
    assert len(services.seen) - len(complete) <= 1
    passed = [one for one in said if one.status == 200]
    assert [one.body.decode() for one in passed] == [
        f"{seen.service} {seen.method} {seen.target} {seen.size}" for seen in complete
    ]
    assert len(said) <= len(asked) + 1
    left = iter(asked)
    for seen in services.seen:
        assert any(is_what_was_asked(seen, one) and is_authorised(seen, one) for one in left), (
            f"nobody may ask for {seen}"
        )


@settings(max_examples=300, deadline=None)
@given(data=INPUTS)
@example(data=f"GET {MINE} HTTP/1.1\r\nHost: a\r\nAuthorization: {BEARERS[0]}\r\n\r\n".encode() * 2)
@example(data=f"POST {SMALL} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n".encode() * 2)
def test_for_all_bytes_a_service_sees_what_was_authorised_or_nothing(
    hasty: Gateway, all_services: Services, data: bytes
) -> None:
    check(hasty, all_services, data)


def test_for_all_that_is_known_of_smuggling_a_service_sees_what_was_authorised_or_nothing(
    hasty: Gateway, services: Services
) -> None:
    for data in (*REFUSED.values(), *BROKEN.values()):
        check(hasty, services, data.replace(b"/echo/public", SMALL.encode()))
