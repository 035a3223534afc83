"""What every sealer promises."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ports.sealer import NotSealedHere, Sealer
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled

SECRET = b"a refresh token that Apple wants back"
OTHER_KEY = "5e" * 32


@pytest.fixture(params=enrolled("sealer"))
async def sealer(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> Sealer:
    opened: Sealer = await open_adapter(request.param)
    return opened


@given(secret=st.binary(max_size=500), purpose=st.text(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_unseal_returns_what_was_sealed_for_the_same_purpose(sealer: Sealer, secret: bytes, purpose: str) -> None:
    assert sealer.unseal(sealer.seal(secret, purpose=purpose), purpose=purpose) == secret


@pytest.mark.parametrize("purpose", ["", "provider grant", "provider grants ", "Provider grants", "provider\x00grants"])
def test_what_was_sealed_for_another_purpose_is_refused(sealer: Sealer, purpose: str) -> None:
    sealed = sealer.seal(SECRET, purpose="provider grants")
    with pytest.raises(NotSealedHere):
        sealer.unseal(sealed, purpose=purpose)


def test_any_flipped_bit_is_found(sealer: Sealer) -> None:
    sealed = sealer.seal(SECRET, purpose="provider grants")
    for bit in range(8 * len(sealed)):
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NotSealedHere):
            sealer.unseal(bytes(flipped), purpose="provider grants")


def test_any_piece_is_refused_and_so_is_anything_longer(sealer: Sealer) -> None:
    sealed = sealer.seal(SECRET, purpose="provider grants")
    for strange in (*(sealed[:length] for length in range(len(sealed))), sealed + b"\x00", sealed + sealed):
        with pytest.raises(NotSealedHere):
            sealer.unseal(strange, purpose="provider grants")


def test_sealing_the_same_twice_gives_different_bytes(sealer: Sealer) -> None:
    assert len({sealer.seal(SECRET, purpose="provider grants") for _ in range(100)}) == 100


def test_what_is_sealed_does_not_show_the_secret(sealer: Sealer) -> None:
    sealed = sealer.seal(SECRET, purpose="provider grants")
    assert not any(SECRET[start : start + 4] in sealed for start in range(len(SECRET) - 3))


@pytest.mark.parametrize("entry", enrolled("sealer"))
async def test_another_installation_unseals_nothing(entry: object, open_adapter: OpenAdapter) -> None:
    ours: Sealer = await open_adapter(entry)
    theirs: Sealer = await open_adapter(entry, ODDIYA_SIGNING_KEY=OTHER_KEY)
    with pytest.raises(NotSealedHere):
        theirs.unseal(ours.seal(SECRET, purpose="provider grants"), purpose="provider grants")


@pytest.mark.parametrize("entry", enrolled("sealer"))
async def test_the_same_installation_unseals_after_a_restart(entry: object, open_adapter: OpenAdapter) -> None:
    before: Sealer = await open_adapter(entry)
    after: Sealer = await open_adapter(entry)
    assert after.unseal(before.seal(SECRET, purpose="provider grants"), purpose="provider grants") == SECRET


def test_no_sealer_says_its_key_in_its_repr(sealer: Sealer) -> None:
    assert "key" not in repr(sealer)
