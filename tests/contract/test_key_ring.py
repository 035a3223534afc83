"""What every key ring promises, and everything that lets a new key take over."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import frozen

from adapters.jose.key_document import document_of
from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from adapters.system.clock import SystemClock
from composition.catalogue import Entry, adapters_of
from ports.key_ring import KeyRing, KeyRotation
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled
from tests.waiting import until

HOUR, SECOND, NOTHING = timedelta(hours=1), timedelta(seconds=1), timedelta()
SOON = 2.0  # seconds, as the port says
# Keys in memory end with their process, and nobody outside of it can rotate them.
ROTATED = [pytest.param(entry, id=name) for name, entry in adapters_of("key_rotation").items() if name != "memory"]


def put(text: str, store: Path) -> None:
    store.write_text(text)


def do_nothing(text: str, _: Path) -> None:
    assert "Nothing needs to be restarted" in text


CARRIED_OUT: dict[str, Callable[[str, Path], None]] = {"file": do_nothing, "secret": put}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "secret-store.json"


@pytest.fixture
def jose_environment(store: Path) -> dict[str, str]:
    """A secret store with a first key, for a ring whose keys are kept elsewhere."""
    store.write_text(document_of(TokenKeys.first(TokenKey.made(), now=SystemClock().now())))
    return {"ODDIYA_TOKEN_KEYS_FILE": str(store)}


@pytest.fixture(params=enrolled("key_ring"))
async def ring(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> KeyRing:
    opened: KeyRing = await open_adapter(request.param)
    return opened


@frozen(kw_only=True)
class SharedRing:
    """A ring that two processes have opened, and an operator who rotates it and does as they are told."""

    ring: KeyRing
    elsewhere: KeyRing
    rotation: KeyRotation
    carry_out: Callable[[str], None]

    async def rotate(self, lead: timedelta) -> str:
        """Rotate; return the new key's kid once both processes publish it."""
        before = set(kids(self.ring))
        self.carry_out(await self.rotation.rotate(lead=lead))

        async def is_published_by_both() -> bool:
            return set(kids(self.ring)) == set(kids(self.elsewhere)) > before

        await until(is_published_by_both, within=SOON)
        (new,) = set(kids(self.ring)) - before
        return new

    async def publishes(self, *expected: str) -> bool:
        """Tell whether both processes publish these, the one that signs first."""
        return kids(self.ring) == kids(self.elsewhere) == list(expected)


@pytest.fixture(params=ROTATED)
async def shared(request: pytest.FixtureRequest, open_adapter: OpenAdapter, store: Path) -> SharedRing:
    rotation: Entry = request.param
    ring = adapters_of("key_ring")[rotation.name]
    return SharedRing(
        ring=await open_adapter(ring),
        elsewhere=await open_adapter(ring),
        rotation=await open_adapter(rotation),
        carry_out=lambda text: CARRIED_OUT[rotation.name](text, store),
    )


def kids(ring: KeyRing) -> list[str]:
    return [key["kid"] for key in ring.published()]


def test_a_ring_that_was_opened_has_a_key(ring: KeyRing) -> None:
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


async def test_a_new_key_is_published_before_it_signs(shared: SharedRing) -> None:
    (old,) = kids(shared.ring)
    new = await shared.rotate(HOUR)
    assert await shared.publishes(old, new)


async def test_a_new_key_signs_after_the_lead_and_the_old_one_stays_published(shared: SharedRing) -> None:
    (old,) = kids(shared.ring)
    new = await shared.rotate(3 * SECOND)
    assert await shared.publishes(old, new)
    await until(lambda: shared.publishes(new, old))


async def test_without_a_lead_a_new_key_signs_at_once(shared: SharedRing) -> None:
    (old,) = kids(shared.ring)
    new = await shared.rotate(NOTHING)
    newest = await shared.rotate(NOTHING)
    assert await shared.publishes(newest, new, old)


async def test_of_rotations_one_after_the_other_none_is_lost(shared: SharedRing) -> None:
    made = {*kids(shared.ring)}
    for _ in range(2):
        made.add(await shared.rotate(HOUR))
        assert set(kids(shared.ring)) == made
