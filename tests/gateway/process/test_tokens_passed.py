"""Rows JW-16 to JW-20: where a token is looked for, what is said to those without one, and when one is over."""

import asyncio
from time import monotonic

import pytest

from tests.builders import an_id
from tests.gateway.process.client import Said
from tests.gateway.process.gateways import Gateway
from tests.gateway.process.patience import eventually
from tests.gateway.process.services import Services
from tests.gateway.process.sessions import end_session
from tests.gateway.process.table import PRIVATE, PUBLIC
from tests.gateway.process.tokens import a_token, bearer, seconds
from tests.tokens.forging import SESSION, USER

REVOKED_WITHIN = 2.0


def test_a_good_token_passes_and_the_service_learns_whose_it_is(
    gateway: Gateway, services: Services, signed_in: tuple[str, str]
) -> None:
    said = gateway.ask("GET", f"{PRIVATE}/plans?page=2", signed_in)
    assert (said.status, said.body) == (200, f"users GET {PRIVATE}/plans?page=2 0".encode())
    head = services.only.head
    assert (head.get("x-user-id"), head.get("x-session-id")) == (USER, SESSION)
    assert head.get("authorization") is None


def test_a_token_is_as_good_the_hundredth_time(gateway: Gateway, services: Services, good: str) -> None:
    with gateway.client() as client:
        assert [client.ask("GET", PRIVATE, bearer(good)).status for _ in range(100)] == [200] * 100
    assert len(services.users.seen) == 100
    assert {seen.head.get("x-user-id") for seen in services.seen} == {USER}


def test_users_who_share_a_connection_are_told_apart(gateway: Gateway, services: Services) -> None:
    people = [an_id() for _ in range(20)]
    with gateway.client() as client:
        for person in people:
            assert client.ask("GET", PRIVATE, bearer(a_token(sub=person))).status == 200
        assert client.ask("GET", PRIVATE).status == 401
    assert [seen.head.get("x-user-id") for seen in services.seen] == people


def is_unauthenticated(said: Said) -> bool:
    """Tell whether a request was refused for having no token, which RFC 6750 tells without an error code."""
    said.problem()
    return (said.status, said.get("www-authenticate")) == (401, "Bearer")


def test_jw_16_a_request_has_one_token(gateway: Gateway, services: Services, good: str) -> None:
    twice = gateway.ask("GET", PRIVATE, bearer(good), bearer(good))
    listed = gateway.ask("GET", PRIVATE, ("Authorization", f"Bearer {good}, Bearer {good}"))
    assert (twice.status, listed.status) == (400, 400)
    assert twice.problem()["code"] == listed.problem()["code"] == "bad-header"
    assert services.seen == []


@pytest.mark.parametrize("name", ["authorization", "AUTHORIZATION", "Authorization"])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_jw_16_the_scheme_may_be_written_in_any_case(
    gateway: Gateway, services: Services, good: str, scheme: str, name: str
) -> None:
    assert gateway.ask("GET", PRIVATE, (name, f"{scheme} {good}")).status == 200
    assert services.only.head.get("x-user-id") == USER


def test_jw_16_a_token_in_any_other_place_is_none(gateway: Gateway, services: Services, good: str) -> None:
    form = ("Content-Type", "application/x-www-form-urlencoded")
    assert is_unauthenticated(gateway.ask("GET", f"{PRIVATE}?access_token={good}"))
    assert is_unauthenticated(gateway.ask("POST", PRIVATE, form, body=f"access_token={good}".encode()))
    assert is_unauthenticated(gateway.ask("GET", PRIVATE, ("Cookie", f"access_token={good}; token={good}")))
    assert is_unauthenticated(gateway.ask("GET", PRIVATE, ("X-Access-Token", good), ("Proxy-Authorization", good)))
    assert services.seen == []


@pytest.mark.parametrize("value", ["Basic bWluYTptaW5h", "Digest a", "Bearer", "", "Token x"])
def test_jw_17_who_has_no_token_is_told_to_bring_one(gateway: Gateway, services: Services, value: str) -> None:
    assert is_unauthenticated(gateway.ask("GET", PRIVATE))
    assert is_unauthenticated(gateway.ask("GET", PRIVATE, ("Authorization", value)))
    assert services.seen == []


def test_jw_18_a_token_that_is_over_is_no_hindrance_where_none_is_needed(
    gateway: Gateway, services: Services, good: str
) -> None:
    tokens = (a_token(exp=seconds() - 3600), "garbage", good)
    assert [gateway.ask("GET", PUBLIC, bearer(text)).status for text in tokens] == [200] * 3
    names = [seen.head.names & {"x-user-id", "x-session-id", "authorization"} for seen in services.seen]
    assert names == [set(), set(), set()]


def test_jw_18_the_keys_can_be_read_with_any_token(gateway: Gateway) -> None:
    assert gateway.ask("GET", "/.well-known/jwks.json", bearer(a_token(exp=seconds() - 3600))).status == 200


def test_jw_19_the_good_key_is_found_among_useless_ones(gateway: Gateway, signed_in: tuple[str, str]) -> None:
    kinds = gateway.ask("GET", "/.well-known/jwks.json").body
    assert all(kind in kinds for kind in (b'"EC"', b'"oct"', b'"enc"', b"short-before", b"broken-before"))
    assert gateway.ask("GET", PRIVATE, signed_in).status == 200


def test_jw_20_who_signed_out_is_out_within_two_seconds(gateway: Gateway, services: Services) -> None:
    session, user = an_id(), an_id()
    text, other = a_token(sid=session, sub=user), a_token(sid=an_id(), sub=user)
    with gateway.client() as client:
        assert client.ask("GET", PRIVATE, bearer(text)).status == 200
        asyncio.run(end_session(gateway, session, user))
        ended_at = monotonic()
        eventually(lambda: client.ask("GET", PRIVATE, bearer(text)).status == 401)
        assert monotonic() - ended_at < REVOKED_WITHIN
        refusal = client.ask("GET", PRIVATE, bearer(text))
        assert (refusal.get("www-authenticate"), refusal.problem()["code"]) == (
            'Bearer error="invalid_token"',
            "invalid-token",
        )
        passed = len(services.seen)
        assert client.ask("GET", PRIVATE, bearer(text)).status == 401
        assert len(services.seen) == passed
        assert client.ask("GET", PRIVATE, bearer(other)).status == 200, "another session of theirs goes on"
