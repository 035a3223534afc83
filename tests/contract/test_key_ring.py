"""What every key ring promises."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.jose.key_document import document_of
from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from adapters.system.clock import SystemClock
from composition.keys import rotated
from composition.settings import Settings
from ports.key_ring import KeyRing, KeysKeptElsewhere
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.waiting import until

HOUR, SECOND, NOTHING = timedelta(hours=1), timedelta(seconds=1), timedelta()
Rotate = Callable[[timedelta], Awaitable[str]]


@pytest.fixture
def jose_environment(tmp_path: Path) -> dict[str, str]:
    """A secret store with a first key, for a ring whose keys are kept elsewhere."""
    path = tmp_path / "secret-store.json"
    path.write_text(document_of(TokenKeys.first(TokenKey.made(), now=SystemClock().now())))
    return {"ODDIYA_TOKEN_KEYS_FILE": str(path)}


@pytest.fixture(params=enrolled("key_ring"))
async def ring(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> KeyRing:
    opened: KeyRing = await open_adapter(request.param)
    return opened


@pytest.fixture
def rotate(ring: KeyRing, jose_environment: dict[str, str]) -> Rotate:
    """Rotates as the ring does, or as the operator of a secret store does; returns once the new key is published."""

    async def rotate_it(lead: timedelta) -> str:
        before = set(kids(ring))
        try:
            kid = await ring.rotate(lead=lead)
            assert kid in kids(ring)
        except KeysKeptElsewhere:
            assert set(kids(ring)) == before
            following = await rotated(Settings.read({"ODDIYA_KEY_RING": "secret", **jose_environment}), lead=lead)
            put(following, jose_environment["ODDIYA_TOKEN_KEYS_FILE"])

        async def is_published() -> bool:
            return set(kids(ring)) > before

        await until(is_published, within=3)
        (new,) = set(kids(ring)) - before
        return new

    return rotate_it


def put(document: str, path: str) -> None:
    Path(path).write_text(document)


def kids(ring: KeyRing) -> list[str]:
    return [key["kid"] for key in ring.published()]


def test_a_ring_without_any_key_makes_its_first_one_by_itself(ring: KeyRing) -> None:
    assert len(ring.published()) == 1
    assert ring.published() == ring.published()


def test_a_public_key_is_a_jwk_of_six_members_and_nothing_more(ring: KeyRing) -> None:
    (key,) = ring.published()
    assert set(key) == {"kty", "use", "alg", "kid", "n", "e"}
    assert (key["kty"], key["use"], key["alg"], key["e"]) == ("RSA", "sig", "RS256", "AQAB")
    assert int.from_bytes(urlsafe_b64decode(key["n"] + "==")).bit_length() == 2048


def test_a_kid_is_the_thumbprint_of_its_key(ring: KeyRing) -> None:
    (key,) = ring.published()
    members = json.dumps({"e": key["e"], "kty": "RSA", "n": key["n"]}, separators=(",", ":"))
    digest = hashlib.sha256(members.encode()).digest()
    assert key["kid"] == urlsafe_b64encode(digest).decode().rstrip("=")


async def test_a_new_key_is_published_before_it_signs(ring: KeyRing, rotate: Rotate) -> None:
    (old,) = kids(ring)
    new = await rotate(HOUR)
    assert kids(ring) == [old, new]


async def test_a_new_key_signs_after_the_lead_and_the_old_one_stays_published(ring: KeyRing, rotate: Rotate) -> None:
    (old,) = kids(ring)
    new = await rotate(4 * SECOND)
    assert kids(ring) == [old, new]

    async def has_taken_over() -> bool:
        return kids(ring) == [new, old]

    await until(has_taken_over)


async def test_without_a_lead_a_new_key_signs_at_once(ring: KeyRing, rotate: Rotate) -> None:
    (old,) = kids(ring)
    new = await rotate(NOTHING)
    newest = await rotate(NOTHING)
    assert kids(ring) == [newest, new, old]
