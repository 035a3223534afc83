"""What every ledger of idempotency keys promises."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import hdrs
from attrs import evolve

from ports.idempotency_ledger import Answer, IdempotencyLedger, KeyReused, StillRunning
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.waiting import until

MINUTE = timedelta(minutes=1)
SHORT = timedelta(milliseconds=30)
CREATED = Answer(
    status=201, headers={"Location": "/api/v1/videos/1", "ETag": '"1"'}, body=b'{"job_id": "\xec\x84\x9c"}'
)
FINGERPRINT = "sha-256 of the request"


@pytest.fixture(params=enrolled("idempotency_ledger"))
async def ledger(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> IdempotencyLedger:
    opened: IdempotencyLedger = await open_adapter(request.param)
    return opened


async def claim(
    ledger: IdempotencyLedger,
    *,
    owner: str = "mina",
    key: str = "key",
    fingerprint: str = FINGERPRINT,
    lease: timedelta = MINUTE,
) -> Answer | None:
    return await ledger.claim(owner=owner, key=key, fingerprint=fingerprint, lease=lease)


async def test_the_first_claim_is_granted(ledger: IdempotencyLedger) -> None:
    assert await claim(ledger) is None


async def test_of_many_claims_at_once_exactly_one_is_granted(ledger: IdempotencyLedger) -> None:
    outcomes = await asyncio.gather(*(claim(ledger) for _ in range(20)), return_exceptions=True)
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, StillRunning) for outcome in outcomes) == 19


async def test_later_claims_of_the_same_request_get_the_answer(ledger: IdempotencyLedger) -> None:
    await claim(ledger)
    await ledger.settle(owner="mina", key="key", answer=CREATED)
    assert await claim(ledger) == CREATED
    assert await claim(ledger) == CREATED


async def test_names_of_headers_may_be_what_http_libraries_make_of_them(ledger: IdempotencyLedger) -> None:
    await claim(ledger)
    await ledger.settle(owner="mina", key="key", answer=evolve(CREATED, headers={hdrs.LOCATION: "/api/v1/plans/1"}))
    assert await claim(ledger) == evolve(CREATED, headers={"Location": "/api/v1/plans/1"})


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"x" * 100_000], ids=len)
async def test_an_answer_comes_back_whole(ledger: IdempotencyLedger, body: bytes) -> None:
    answer = Answer(status=204, headers={}, body=body)
    await claim(ledger)
    await ledger.settle(owner="mina", key="key", answer=answer)
    assert await claim(ledger) == answer


async def test_until_there_is_an_answer_the_request_is_still_running(ledger: IdempotencyLedger) -> None:
    await claim(ledger)
    with pytest.raises(StillRunning):
        await claim(ledger)


async def test_a_claim_with_another_fingerprint_is_a_reused_key(ledger: IdempotencyLedger) -> None:
    await claim(ledger)
    with pytest.raises(KeyReused):
        await claim(ledger, fingerprint="another")
    await ledger.settle(owner="mina", key="key", answer=CREATED)
    with pytest.raises(KeyReused):
        await claim(ledger, fingerprint="another")
    assert await claim(ledger) == CREATED


async def test_the_first_answer_stays(ledger: IdempotencyLedger) -> None:
    await claim(ledger)
    await ledger.settle(owner="mina", key="key", answer=CREATED)
    await ledger.settle(owner="mina", key="key", answer=Answer(status=500, headers={}, body=b""))
    assert await claim(ledger) == CREATED


async def test_a_released_claim_is_free_again(ledger: IdempotencyLedger) -> None:
    await claim(ledger)
    await ledger.release(owner="mina", key="key")
    assert await claim(ledger) is None


async def test_a_released_key_may_stand_for_another_request(ledger: IdempotencyLedger) -> None:
    await claim(ledger)
    await ledger.release(owner="mina", key="key")
    assert await claim(ledger, fingerprint="another") is None


async def test_releasing_does_not_forget_an_answer(ledger: IdempotencyLedger) -> None:
    await claim(ledger)
    await ledger.settle(owner="mina", key="key", answer=CREATED)
    await ledger.release(owner="mina", key="key")
    assert await claim(ledger) == CREATED


async def test_a_claim_that_was_neither_settled_nor_released_is_free_after_its_lease(ledger: IdempotencyLedger) -> None:
    await claim(ledger, lease=SHORT)

    async def granted() -> bool:
        try:
            return await claim(ledger) is None
        except StillRunning:
            return False

    await until(granted)
    with pytest.raises(StillRunning):
        await claim(ledger)


async def test_an_answer_outlives_the_lease(ledger: IdempotencyLedger) -> None:
    await claim(ledger, key="settled", lease=SHORT)
    await ledger.settle(owner="mina", key="settled", answer=CREATED)
    await claim(ledger, key="beside it", lease=SHORT)

    async def lease_is_over() -> bool:
        try:
            return await claim(ledger, key="beside it") is None
        except StillRunning:
            return False

    await until(lease_is_over)
    assert await claim(ledger, key="settled") == CREATED


async def test_owners_never_see_each_others_keys(ledger: IdempotencyLedger) -> None:
    await claim(ledger, owner="mina")
    await ledger.settle(owner="mina", key="key", answer=CREATED)
    assert await claim(ledger, owner="jun", fingerprint="another") is None
    await ledger.release(owner="jun", key="key")
    assert await claim(ledger, owner="mina") == CREATED


async def test_owner_and_key_are_not_run_together(ledger: IdempotencyLedger) -> None:
    assert await claim(ledger, owner="a", key="bc") is None
    assert await claim(ledger, owner="ab", key="c") is None
