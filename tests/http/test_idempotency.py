"""Requests that are sent twice and carried out once."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import ClientSession
from attrs import define, field
from typing_extensions import override

from adapters.memory.idempotency_ledger import MemoryIdempotencyLedger
from adapters.system.clock import SystemClock
from core.errors import Unavailable
from entrypoints.http.parts import ContractError
from entrypoints.http.raw_body import RawBody
from entrypoints.http.route import post
from ports.idempotency_ledger import Answer
from tests.http.asking import faults_in, problem_in
from tests.http.conftest import a_client, a_service
from tests.http.sample import SampleRoutes

KEY = "0198c0de-0000-7000-8000-000000000001"
OTHER_KEY = "0198c0de-0000-7000-8000-000000000002"
PART = {"label": "a"}


async def start(
    client: ClientSession, key: str | None = KEY, body: object = None, **headers: str
) -> tuple[int, Any, Mapping[str, str]]:
    sent = {"Idempotency-Key": key} if key is not None else {}
    async with client.post("/jobs", json=PART if body is None else body, headers={**sent, **headers}) as answer:
        return answer.status, await answer.json(content_type=None), answer.headers


async def test_the_same_request_again_gets_the_first_answer(client: ClientSession) -> None:
    status, body, headers = await start(client)
    again_status, again_body, again_headers = await start(client)
    assert (status, body) == (again_status, again_body) == (202, {"label": "a", "parts": []})
    assert headers["Location"] == again_headers["Location"] == "/jobs/1"
    assert headers["Content-Type"] == again_headers["Content-Type"]
    assert again_headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in headers
    assert again_headers["X-Request-Id"] != headers["X-Request-Id"]


async def test_the_order_of_members_and_white_space_do_not_matter(client: ClientSession) -> None:
    headers = {"Idempotency-Key": KEY, "Content-Type": "application/json"}
    for body in (b'{"label": "a", "parts": []}', b' {"parts":[],"label":"a"} '):
        async with client.post("/jobs", data=body, headers=headers) as answer:
            assert answer.headers["Location"] == "/jobs/1"


@pytest.mark.parametrize("spelling", [f'"{KEY}"', KEY.upper(), f" {KEY} "])
async def test_a_key_is_the_same_quoted_or_bare(client: ClientSession, spelling: str) -> None:
    await start(client)
    assert (await start(client, spelling))[2]["Location"] == "/jobs/1"


async def test_another_key_is_another_request(client: ClientSession) -> None:
    await start(client)
    assert (await start(client, OTHER_KEY))[2]["Location"] == "/jobs/2"


async def test_the_same_key_with_another_body_is_422(client: ClientSession) -> None:
    await start(client)
    async with client.post("/jobs", json={"label": "b"}, headers={"Idempotency-Key": KEY}) as answer:
        await problem_in(answer, 422, "idempotency-key-reused")


async def test_the_same_key_at_another_path_is_422(client: ClientSession) -> None:
    await start(client)
    async with client.post("/plans", json=PART, headers={"Idempotency-Key": KEY}) as answer:
        await problem_in(answer, 422, "idempotency-key-reused")


async def test_another_caller_s_key_is_another_key(client: ClientSession) -> None:
    await start(client)
    assert (await start(client, Authorization="Bearer other"))[2]["Location"] == "/jobs/2"


async def test_a_missing_key_is_400_where_it_is_required(client: ClientSession) -> None:
    async with client.post("/jobs", json=PART) as answer:
        assert "Idempotency-Key" in (await problem_in(answer, 400, "bad-header"))["detail"]


async def test_a_missing_key_is_no_matter_where_it_is_honoured(client: ClientSession) -> None:
    async with client.post("/plans", json=PART) as answer:
        assert answer.status == 201


@pytest.mark.parametrize("key", ["", "x", "1234", f"{KEY}0", f'"{KEY}', "0198c0de000070008000000000000001 "])
async def test_a_key_that_is_no_uuid_is_400(client: ClientSession, key: str) -> None:
    for path in ("/jobs", "/plans"):
        async with client.post(path, json=PART, headers={"Idempotency-Key": key}) as answer:
            await problem_in(answer, 400, "bad-header")


async def test_a_malformed_request_does_not_use_its_key_up(client: ClientSession) -> None:
    async with client.post("/jobs", json={"label": 1}, headers={"Idempotency-Key": KEY}) as answer:
        await faults_in(answer)
    assert (await start(client))[0] == 202


async def test_an_expected_error_is_an_answer_too(client: ClientSession) -> None:
    first = await start(client, body={"label": "missing"})
    again = await start(client, body={"label": "missing"})
    assert first[0] == again[0] == 404
    assert first[1] == again[1]
    assert again[2]["Content-Type"] == "application/problem+json"


async def test_a_stream_is_replayed_as_it_was(client: ClientSession) -> None:
    headers = {"Idempotency-Key": KEY, "Accept": "text/event-stream"}
    texts = []
    for _ in range(2):
        async with client.post("/plans", json=PART, headers=headers) as answer:
            assert answer.status == 201
            assert answer.content_type == "text/event-stream"
            texts.append(await answer.text())
    assert texts[0] == texts[1]
    assert texts[0].count("data:") == 3


@define
class SlowRoutes:
    """Routes whose answer can be held back, or fail."""

    go: asyncio.Event = field(factory=asyncio.Event)
    begun: asyncio.Event = field(factory=asyncio.Event)
    calls: int = 0
    failure: Exception | None = None

    @post("/slow", status=201, idempotency="required")
    async def work(self) -> dict[str, int]:
        """Work."""
        self.calls += 1
        self.begun.set()
        await self.go.wait()
        if self.failure is not None:
            raise self.failure
        return {"calls": self.calls}


async def test_the_same_request_while_the_first_still_runs_is_409() -> None:
    routes = SlowRoutes()
    async with a_client(a_service(), routes) as client:
        headers = {"Idempotency-Key": KEY}
        first = asyncio.ensure_future(client.post("/slow", headers=headers))
        await asyncio.wait_for(routes.begun.wait(), 5)
        async with client.post("/slow", headers=headers) as second:
            await problem_in(second, 409, "still-running")
        routes.go.set()
        async with await first as answer:
            assert await answer.json() == {"calls": 1}
        async with client.post("/slow", headers=headers) as third:
            assert await third.json() == {"calls": 1}


@pytest.mark.parametrize("failure", [Unavailable(what="the store"), ZeroDivisionError()])
async def test_a_failure_does_not_use_the_key_up(failure: Exception) -> None:
    routes = SlowRoutes(failure=failure)
    routes.go.set()
    async with a_client(a_service(), routes) as client:
        headers = {"Idempotency-Key": KEY}
        async with client.post("/slow", headers=headers) as answer:
            assert answer.status >= 500
        routes.failure = None
        async with client.post("/slow", headers=headers) as answer:
            assert (answer.status, await answer.json()) == (201, {"calls": 2})


class ForgetfulLedger(MemoryIdempotencyLedger):
    """A ledger that does not answer when it is told an answer."""

    @override
    async def settle(self, *, owner: str, key: str, answer: Answer) -> None:
        raise Unavailable(what="the ledger")


async def test_what_has_been_done_is_answered_even_if_the_answer_cannot_be_kept() -> None:
    routes = SlowRoutes()
    routes.go.set()
    async with (
        a_client(a_service(ledger=ForgetfulLedger(clock=SystemClock())), routes) as client,
        client.post("/slow", headers={"Idempotency-Key": KEY}) as answer,
    ):
        assert (answer.status, await answer.json()) == (201, {"calls": 1})


class FalteringLedger(MemoryIdempotencyLedger):
    """A ledger that hears of an end only when it is told a second time."""

    told = 0

    @override
    async def settle(self, *, owner: str, key: str, answer: Answer) -> None:
        self._falter()
        await super().settle(owner=owner, key=key, answer=answer)

    @override
    async def release(self, *, owner: str, key: str) -> None:
        self._falter()
        await super().release(owner=owner, key=key)

    def _falter(self) -> None:
        self.told += 1
        if self.told % 2:
            raise Unavailable(what="the ledger")


async def test_a_ledger_that_falters_is_told_again_so_that_nobody_who_asks_again_has_to_wait() -> None:
    routes = SlowRoutes(failure=Unavailable(what="the store"))
    routes.go.set()
    headers = {"Idempotency-Key": KEY}
    async with a_client(a_service(ledger=FalteringLedger(clock=SystemClock())), routes) as client:
        async with client.post("/slow", headers=headers) as answer:
            assert answer.status == 503
        routes.failure = None
        for _ in range(2):
            async with client.post("/slow", headers=headers) as answer:
                assert (answer.status, await answer.json()) == (201, {"calls": 2})


async def test_a_route_with_keys_needs_a_ledger() -> None:
    with pytest.raises(ContractError, match="ledger"):
        async with a_client(a_service(ledger=None), SampleRoutes()):
            pass


class RawRoutes:
    @post("/raw", idempotency="required")
    async def take(self, body: RawBody) -> None:
        """Take bytes."""


async def test_a_streamed_body_cannot_have_a_key() -> None:
    with pytest.raises(ContractError, match="not read whole"):
        async with a_client(a_service(), RawRoutes()):
            pass
