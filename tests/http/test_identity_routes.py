"""Tending how one can sign in, as apps see it."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.http.asking import problem_in
from tests.http.provider_door import Door, a_door
from tests.identity.providers import APP, CHALLENGE, VERIFIER

IDENTITIES = "/api/v1/users/me/identities"


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with a_door() as opened:
        yield opened


async def begin_link(door: Door, headers: Mapping[str, str], **changed: Any) -> tuple[int, dict[str, Any]]:
    body = {"redirect_uri": APP, "client_challenge": CHALLENGE, **changed}
    body = {name: value for name, value in body.items() if value is not None}
    async with door.client.post(f"{IDENTITIES}/authorize/kakao", json=body, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


async def link(door: Door, headers: Mapping[str, str], sub: str = "7") -> tuple[int, dict[str, Any]]:
    _, begun = await begin_link(door, headers)
    added = {"scope": "openid"}  # as a provider may
    body = {"provider": "kakao", "client_verifier": VERIFIER, **door.answer_of("kakao", begun["state"], sub), **added}
    async with door.client.post(IDENTITIES, json=body, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


async def listed(door: Door, headers: Mapping[str, str]) -> list[str]:
    async with door.client.get(IDENTITIES, headers=headers) as answer:
        return [one["provider"] for one in await answer.json()]


async def test_al_6_somebody_who_has_just_signed_in_adds_a_way_to_do_so(door: Door) -> None:
    headers = door.headers_of(await door.sign_in())
    status, begun = await begin_link(door, headers)
    assert (status, set(begun)) == (200, {"authorization_url", "state", "expires_in"})
    status, linked = await link(door, headers)
    assert (status, linked["provider"]) == (201, "https://kakao.test")
    assert await listed(door, headers) == ["https://google.test", "https://kakao.test"]


async def test_al_6_without_a_challenge_nothing_begins(door: Door) -> None:
    headers = door.headers_of(await door.sign_in())
    status, problem = await begin_link(door, headers, client_challenge=None)
    assert (status, problem["code"]) == (400, "bad-challenge")


async def test_al_6_a_sign_in_of_some_time_ago_is_not_enough(door: Door) -> None:
    headers = door.headers_of(await door.sign_in())
    door.flows.clock.move(timedelta(minutes=16))
    status, problem = await begin_link(door, headers)
    assert (status, problem["code"]) == (403, "sign-in-too-old")


async def test_al_6_what_somebody_else_has_is_not_moved(door: Door) -> None:
    owner = await door.sign_in("kakao", "7")
    headers = door.headers_of(await door.sign_in())
    status, problem = await link(door, headers)
    assert (status, problem["code"]) == (409, "identity-taken")
    assert (await door.sign_in("kakao", "7"))["user"] == owner["user"]
    assert await listed(door, headers) == ["https://google.test"]


async def test_al_6_a_link_is_no_sign_in(door: Door) -> None:
    headers = door.headers_of(await door.sign_in())
    _, begun = await begin_link(door, headers)
    body = {**door.answer_of("kakao", begun["state"]), "client_verifier": VERIFIER}
    async with door.back(body, "kakao") as answer:
        await problem_in(answer, 400, "sign-in-not-open")


async def test_al_7_all_ways_to_sign_in_but_the_last_can_be_taken_away(door: Door) -> None:
    headers = door.headers_of(await door.sign_in())
    _, linked = await link(door, headers)
    async with door.client.delete(f"{IDENTITIES}/{linked['id']}", headers=headers) as answer:
        assert answer.status == 204
    async with door.client.delete(f"{IDENTITIES}/{linked['id']}", headers=headers) as answer:
        await problem_in(answer, 404, "identity-not-found")
    async with door.client.get(IDENTITIES, headers=headers) as answer:
        (last,) = await answer.json()
    async with door.client.delete(f"{IDENTITIES}/{last['id']}", headers=headers) as answer:
        await problem_in(answer, 409, "last-identity")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("POST", ""), ("POST", "/authorize/kakao"), ("DELETE", "/x")]
)
async def test_who_is_not_signed_in_learns_nothing_about_identities(door: Door, method: str, path: str) -> None:
    async with door.client.request(method, IDENTITIES + path, json={}) as answer:
        assert answer.status == 401
