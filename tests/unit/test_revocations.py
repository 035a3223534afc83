"""What a process knows of ended sessions when it can only read now and then."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from attrs import define, field

from adapters.wire.revocations import OVERLAP, Revocations, check_ready
from core.errors import Unavailable
from core.identity.model.session import SessionId
from ports.sessions import REVOKED_FOR

MINUTE = timedelta(minutes=1)


@define
class Store:
    """A store of revocations by age, with a clock for it and its reader that is moved by hand."""

    seconds: float = 1000.0
    revoked_at: dict[str, float] = field(factory=dict)
    asked: list[timedelta] = field(factory=list)
    failure: Exception | None = None

    def revoke(self, session_id: str) -> None:
        self.revoked_at[session_id] = self.seconds

    def move(self, by: timedelta) -> None:
        self.seconds += by.total_seconds()

    async def read(self, at_most: timedelta) -> Iterable[str]:
        self.asked.append(at_most)
        if self.failure is not None:
            raise self.failure
        return [one for one, at in self.revoked_at.items() if at > self.seconds - at_most.total_seconds()]


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def revocations(store: Store) -> Revocations:
    return Revocations(store.read, seconds=lambda: store.seconds)


async def test_the_first_reading_is_of_all_that_matters_and_later_ones_overlap(
    store: Store, revocations: Revocations
) -> None:
    await revocations.catch_up()
    store.move(MINUTE)
    await revocations.catch_up()
    store.move(REVOKED_FOR)
    await revocations.catch_up()
    assert store.asked == [REVOKED_FOR, MINUTE + OVERLAP, REVOKED_FOR]


@pytest.mark.parametrize("failure", [Unavailable(what="redis"), ZeroDivisionError()], ids=str)
async def test_what_is_known_stays_known_while_the_store_fails_and_nothing_is_missed_after_that(
    store: Store, revocations: Revocations, failure: Exception
) -> None:
    store.revoke("before")
    await revocations.try_to_catch_up()
    store.failure = failure
    for _ in range(3):
        store.move(MINUTE)
        await revocations.try_to_catch_up()
    store.revoke("meanwhile")
    store.move(OVERLAP)
    assert revocations.has(SessionId("before"))
    store.failure = None
    await revocations.try_to_catch_up()
    assert revocations.has(SessionId("meanwhile"))


async def test_an_id_is_forgotten_when_no_access_token_of_it_can_be_alive_and_not_before(
    store: Store, revocations: Revocations
) -> None:
    revocations.learn("old")
    store.move(REVOKED_FOR - MINUTE)
    revocations.learn("old")
    revocations.learn("new")
    assert revocations.has(SessionId("old"))
    store.move(MINUTE)
    revocations.learn("newest")
    assert [revocations.has(SessionId(one)) for one in ("old", "new", "newest")] == [False, True, True]


async def test_it_is_not_ready_before_the_store_was_read(store: Store, revocations: Revocations) -> None:
    store.failure = Unavailable(what="redis")
    await revocations.try_to_catch_up()
    with pytest.raises(Unavailable):
        await check_ready(revocations)
    store.failure = None
    await revocations.try_to_catch_up()
    await check_ready(revocations)


async def test_ids_whose_time_is_over_are_forgotten_also_when_no_session_ends_any_more(
    store: Store, revocations: Revocations
) -> None:
    revocations.learn("old")
    store.move(REVOKED_FOR)
    await revocations.catch_up()
    assert not revocations.has(SessionId("old"))


def test_an_id_that_is_told_at_the_very_moment_it_would_be_forgotten_is_learnt_anew(
    store: Store, revocations: Revocations
) -> None:
    revocations.learn("only")
    store.move(REVOKED_FOR)
    revocations.learn("only")
    assert revocations.has(SessionId("only"))


def test_of_too_many_ids_those_are_forgotten_that_would_be_soonest(store: Store) -> None:
    revocations = Revocations(store.read, seconds=lambda: store.seconds, most_ids=100)
    for number in range(1000):
        revocations.learn(str(number))
        revocations.learn(str(number))
    assert sum(revocations.has(SessionId(str(number))) for number in range(1000)) == 100
    assert all(revocations.has(SessionId(str(number))) for number in range(900, 1000))
