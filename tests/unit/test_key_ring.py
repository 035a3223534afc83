"""What the verifier of the same process is told by its key ring, which it asks with every request."""

from datetime import timedelta

from typing_extensions import override

from adapters.jose.key_ring import JoseKeyRing
from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from core.identity.model.key_schedule import KEPT
from tests.clocks import ManualClock

OLD, NEW = TokenKey.made(), TokenKey.made()


class Ring(JoseKeyRing):
    """A ring whose keys the test changes."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock=clock)
        self.kept = TokenKeys.first(OLD, now=clock.now())

    @override
    def keys(self) -> TokenKeys:
        return self.kept

    def let_a_second_pass(self) -> None:
        self._public_until = 0


def test_a_key_that_an_operator_changes_is_known_at_once() -> None:
    clock = ManualClock()
    ring = Ring(clock)
    assert (ring.public(OLD.kid), ring.public(NEW.kid)) == (OLD.public, None)
    ring.kept = ring.kept.rotated(NEW, now=clock.now(), lead=timedelta())
    assert (ring.public(OLD.kid), ring.public(NEW.kid)) == (OLD.public, NEW.public)
    ring.kept = TokenKeys.first(NEW, now=clock.now())
    assert (ring.public(OLD.kid), ring.public(NEW.kid)) == (None, NEW.public)


def test_a_key_whose_time_is_over_is_unknown_a_second_later() -> None:
    clock = ManualClock()
    ring = Ring(clock)
    ring.kept = ring.kept.rotated(NEW, now=clock.now(), lead=timedelta())
    clock.move(KEPT - timedelta(seconds=1))
    assert ring.public(OLD.kid) is OLD.public
    clock.move(timedelta(seconds=1))
    ring.let_a_second_pass()
    assert (ring.public(OLD.kid), ring.public(NEW.kid)) == (None, NEW.public)


async def test_what_a_ring_does_not_know_is_nowhere_else() -> None:
    ring = Ring(ManualClock())
    assert await ring.sought(NEW.kid) is None
    assert await ring.sought(OLD.kid) is OLD.public
