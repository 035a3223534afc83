"""What stands in the shared copy's place and is none: nobody uses it, and nobody fares worse for it than without."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.jose.keys_copy import CopyForm
from adapters.jose.shared_copy import SharedCopy
from adapters.jose.token_key import TokenKey
from composition.catalogue import adapters_of
from core.identity.model.derived_key import derived_key
from tests.conftest import OpenAdapter
from tests.servers.redis import RedisServer
from tests.tokens.fleet import DAYS, STRANGER, Fleet, a_fleet, a_token
from tests.tokens.forging import ISSUER, NOW
from tests.tokens.published import INSTALLATION_KEY, useless_keys

KEY, NEXT = TokenKey.made(), TokenKey.made()
FORM = CopyForm(issuer=ISSUER, seals=[derived_key(INSTALLATION_KEY, "copies of token keys")])
STRANGERS_FORM = CopyForm(issuer=ISSUER, seals=[b"s" * 32])
GOOD = dict(STRANGER.jwk)


def sealed(form: CopyForm = FORM, **changed: Any) -> bytes:
    """Return a copy that looks newer than any, with a stranger's key in it unless that is changed."""
    members = {"issuer": form.issuer, "version": 2**60, "seen_at": NOW.isoformat(), "keys": [GOOD], **changed}
    text = json.dumps({name: value for name, value in members.items() if value is not ...}).encode()
    return hmac.digest(form.seals[0], text, "sha256").hex().encode() + b"\n" + text


def test_what_all_poison_here_is_made_of_is_a_copy() -> None:
    assert [key.kid for key in FORM.read(sealed()).keys] == [STRANGER.kid]


POISON: dict[str, bytes] = {
    "nothing": b"",
    "a seal alone": sealed().partition(b"\n")[0],
    "no seal": sealed().partition(b"\n")[2],
    "an empty seal": b"\n" + sealed().partition(b"\n")[2],
    "a stranger's seal": sealed(STRANGERS_FORM),
    "a changed copy": sealed().replace(b"1152921504606846976", b"1152921504606846977"),
    "a copy cut short": sealed()[:-1],
    "another issuer": sealed(issuer="https://evil.example"),
    "an issuer's list": sealed(issuer=[ISSUER]),
    "no keys": sealed(keys=[]),
    "keys as an object": sealed(keys={"0": GOOD}),
    "a key as text": sealed(keys=["key"]),
    "one key twice": sealed(keys=[GOOD, GOOD]),
    "a version as text": sealed(version="1"),
    "a version of true": sealed(version=True),
    "no version": sealed(version=...),
    "no moment": sealed(seen_at=...),
    "a moment without a zone": sealed(seen_at="2026-12-04T09:30:00"),
    "a moment that is none": sealed(seen_at="soon"),
    "more than there should be": sealed(more=1),
    "a deep one": sealed(keys=json.loads("[" * 400 + "]" * 400)),
    "a large one": sealed(keys=[{**GOOD, "kid": f"key-{number}"} for number in range(200)]),
    "bytes": b"\xff" * 1000,
    **{f"a key: {what}": sealed(keys=[GOOD, useless]) for what, useless in useless_keys().items()},
}


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    async with a_fleet(tmp_path) as running:
        running.publish(KEY)
        yield running


async def put(poison: bytes, fleet: Fleet) -> None:
    await fleet.cache.set(fleet.shared()._key, poison, ttl=DAYS)


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
async def test_jk_7_what_is_no_copy_of_ours_is_not_used(fleet: Fleet, poison: bytes) -> None:
    member = await fleet.start()
    await put(poison, fleet)
    with capture_logs() as logged:
        await fleet.wait(3)
    assert [line["event"] for line in logged] == ["what the cache has as the token keys is not used"]
    assert await member.passes(a_token(KEY))
    assert not await member.passes(a_token(STRANGER))
    later = await fleet.start()
    assert await later.passes(a_token(KEY))
    assert not await later.passes(a_token(STRANGER))


async def test_jk_7_poison_is_replaced_with_the_next_answer(fleet: Fleet) -> None:
    await fleet.started(2)
    await put(POISON["a stranger's seal"], fleet)
    fleet.publish(KEY, NEXT)
    assert await fleet.pass_everywhere(a_token(NEXT))
    assert fleet.server.asked == 2


async def test_jk_7_a_copy_for_another_issuer_has_another_place(fleet: Fleet) -> None:
    await fleet.start()
    theirs = SharedCopy(fleet.cache, CopyForm(issuer="https://evil.example", seals=FORM.seals))
    assert await theirs.read() is None
    assert await fleet.shared().read() is not None


@pytest.mark.parametrize("given", [[b"o" * 32], [b"n" * 32, b"o" * 32]], ids=["before", "during"])
def test_while_the_secret_changes_both_seals_are_good(given: list[bytes]) -> None:
    written = CopyForm(issuer=ISSUER, seals=[b"o" * 32]).written(FORM.read(sealed()))
    assert CopyForm(issuer=ISSUER, seals=given).read(written).version == 2**60


async def test_jk_7_without_redis_the_auth_service_is_asked_directly(
    tmp_path: Path, open_adapter: OpenAdapter, redis_server: RedisServer
) -> None:
    cache = await open_adapter(adapters_of("cache")["redis"], **redis_server.environment)
    async with a_fleet(tmp_path, cache) as fleet:
        fleet.publish(KEY)
        await fleet.started(2)
        assert fleet.server.asked == 1
        redis_server.kill()
        fleet.publish(KEY, NEXT)
        assert await fleet.pass_everywhere(a_token(NEXT))
        await fleet.start()
        await fleet.wait(60)
        assert await fleet.pass_everywhere(a_token(KEY))
        await asyncio.to_thread(redis_server.start)
        fleet.publish(NEXT)
        await fleet.wait(60)
        assert not await fleet.members[0].passes(a_token(KEY))
        assert await fleet.pass_everywhere(a_token(NEXT))


async def test_jk_7_while_redis_hangs_tokens_that_are_known_do_not_wait(
    tmp_path: Path, open_adapter: OpenAdapter, redis_server: RedisServer
) -> None:
    cache = await open_adapter(adapters_of("cache")["redis"], **redis_server.environment)
    async with a_fleet(tmp_path, cache) as fleet:
        fleet.publish(KEY)
        member = await fleet.start()
        redis_server.hang()
        step = asyncio.create_task(member.step())
        await asyncio.sleep(0)
        assert await member.passes(a_token(KEY))
        assert not step.done()
        redis_server.resume()
        await step
