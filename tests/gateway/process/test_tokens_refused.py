"""Rows JW-1 to JW-15: tokens that are not ours, or not any more, pass nowhere, and nobody is asked about them."""

import socket

import pytest

from tests.gateway.process import forged
from tests.gateway.process.client import Said
from tests.gateway.process.forged import THEIRS, Tokens
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.services import Services
from tests.gateway.process.table import PRIVATE
from tests.gateway.process.tokens import OURS, bearer, claims
from tests.tokens.forging import header, rs256, token

ROWS = {
    "JW-1": forged.unsigned,
    "JW-2": forged.confused,
    "JW-3": forged.of_other_algorithms,
    "JW-5": forged.with_strange_kids,
    "JW-6": forged.with_extensions,
    "JW-7 and JW-8": forged.out_of_time,
    "JW-9": forged.of_others,
    "JW-10": forged.of_other_types,
    "JW-11": forged.about_nobody,
    "JW-12 to JW-14": forged.misshapen,
    "JW-15": forged.respelt,
}


def is_refused(said: Said) -> bool:
    """Tell whether a token was refused as RFC 6750 says."""
    return (
        said.status == 401
        and said.get("www-authenticate") == 'Bearer error="invalid_token"'
        and said.problem()["code"] == "invalid-token"
    )


def passing(gateway: Gateway, tokens: Tokens) -> list[str]:
    """Return which tokens were not refused."""
    with gateway.client() as client:
        return [name for name, text in tokens.items() if not is_refused(client.ask("GET", PRIVATE, bearer(text)))]


@pytest.mark.parametrize("row", ROWS)
def test_jw_1_to_15_a_forged_token_is_refused_and_reaches_nobody(
    gateway: Gateway, services: Services, signed_in: tuple[str, str], row: str
) -> None:
    assert gateway.ask("GET", PRIVATE, signed_in).status == 200  # from here on the keys are known
    known = services.calls
    assert passing(gateway, ROWS[row]()) == []
    # A kid that is unknown may make the gateway look for new keys, but not twice within a test's time.
    assert services.calls - known <= (3 if row == "JW-5" else 0)
    assert len(services.seen) == 1


def test_jw_4_a_token_brings_no_key_with_it_and_nobody_fetches_one(gateway: Gateway, services: Services) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/jwks.json"
        extras = ({"jwk": dict(THEIRS.jwk)}, {"jku": url}, {"x5u": url}, {"x5c": ["MIIB"]})
        tokens = {
            f"{next(iter(extra))} signed by {name}": token(header(OURS, **extra), claims(), rs256(key))
            for extra in extras
            for name, key in (("us", OURS), ("them", THEIRS))
        }
        assert passing(gateway, tokens) == []
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert services.seen == []


@pytest.mark.parametrize("size", [8193, 20_000, 100_000, 1_000_000, 20_000_000])
def test_jw_12_a_token_that_is_too_long_costs_nothing(gateway: Gateway, services: Services, size: int) -> None:
    before = gateway.resident
    with gateway.client() as client:
        client.send(f"GET {PRIVATE} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ".encode())
        client.send(b"A" * size).send(b"\r\n\r\n")
        said = client.answer()
    assert said.status in (401, 431)
    assert said.problem()["code"] in ("invalid-token", "headers-too-large")
    assert gateway.resident - before < 8 * 1024 * 1024
    assert services.seen == []


@pytest.mark.parametrize("stray", ["\r", "\n", "\0", "\x7f", "\r\n ", "\n "], ids=repr)
def test_jw_15_a_line_end_in_a_token_is_no_http(gateway: Gateway, services: Services, good: str, stray: str) -> None:
    for text in (good + stray, f"{good[:-9]}{stray}{good[-9:]}"):
        assert gateway.exchange(
            f"GET {PRIVATE} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {text}\r\n\r\n".encode()
        ).startswith(b"HTTP/1.1 400 ")
    assert services.seen == []


def test_what_a_forger_writes_stands_in_no_log(gateway: Gateway) -> None:
    text = token(header(OURS, kid="forger\r\n{}: *"), claims(), rs256(OURS))
    assert is_refused(gateway.ask("GET", PRIVATE, bearer(text)))
    log = gateway.log.read_text()
    assert "forger" not in log
    assert text[-20:] not in log
