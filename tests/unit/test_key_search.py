"""Looking for keys that tokens name: one look for all who wait, which begins after they came, and not too many."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise

import pytest
from attrs import define, field
from structlog.testing import capture_logs

from adapters.jose.key_search import MOST_UNKNOWN, MOST_WAITING, UNKNOWN_FOR, KeySearch
from adapters.jose.keys_copy import KeysCopy
from adapters.jose.newest_keys import NewestKeys
from adapters.jose.token_key import TokenKey
from adapters.wire.beside import beside
from core.errors import Unavailable
from tests.clocks import ManualClock
from tests.tokens.published import public
from tests.waiting import until

KEY, NEXT = TokenKey.made(), TokenKey.made()


@define
class Looked:
    """What was looked for; a look ends when the test lets it, and then finds what the test wants it to."""

    newest: NewestKeys
    clock: ManualClock
    kids: list[set[str]] = field(factory=list)
    go_on: asyncio.Event = field(factory=asyncio.Event)
    finds: tuple[TokenKey, ...] = ()
    failure: Exception | None = None

    async def look(self, kids: set[str]) -> None:
        self.kids.append(set(kids))
        await self.go_on.wait()
        if self.failure is not None:
            raise self.failure
        if self.finds:
            self.take(*self.finds)

    def take(self, *keys: TokenKey) -> None:
        self.newest.take(KeysCopy(version=self.newest.version + 1, seen_at=self.clock.now(), keys=public(*keys)))

    async def have_begun(self, number: int) -> None:
        """Wait until so many looks have begun."""

        async def begun() -> bool:
            return len(self.kids) >= number

        await until(begun)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def looked(clock: ManualClock) -> Looked:
    looked = Looked(NewestKeys(clock=clock), clock)
    looked.take(KEY)
    return looked


@pytest.fixture
async def search(looked: Looked, clock: ManualClock) -> AsyncIterator[KeySearch]:
    search = KeySearch(looked.newest, looked.look, seconds=lambda: clock.now().timestamp())
    async with beside(search.run()):
        yield search


def seeking(search: KeySearch, kid: str) -> "asyncio.Task[object]":
    return asyncio.create_task(search.sought(kid))


async def test_a_kid_that_is_found_is_answered_with_its_key(search: KeySearch, looked: Looked) -> None:
    looked.finds = (KEY, NEXT)
    looked.go_on.set()
    assert await search.sought(NEXT.kid) is looked.newest.by_kid[NEXT.kid]


async def test_who_comes_during_a_look_waits_for_the_next_one(search: KeySearch, looked: Looked) -> None:
    first = seeking(search, "one")
    await looked.have_begun(1)
    others = [seeking(search, kid) for kid in ("two", "three", "two")]
    await asyncio.sleep(0)
    looked.go_on.set()
    assert await asyncio.gather(first, *others) == [None] * 4
    assert looked.kids == [{"one"}, {"two", "three"}]


async def test_who_came_during_the_look_that_found_their_key_waits_for_no_other(
    search: KeySearch, looked: Looked
) -> None:
    first = seeking(search, NEXT.kid)
    await looked.have_begun(1)
    others = [seeking(search, NEXT.kid) for _ in range(3)]
    await asyncio.sleep(0)
    looked.finds = (NEXT,)
    looked.go_on.set()
    assert await asyncio.gather(first, *others) == [looked.newest.by_kid[NEXT.kid]] * 4
    assert looked.kids == [{NEXT.kid}]


async def test_one_who_leaves_spoils_it_for_nobody(search: KeySearch, looked: Looked) -> None:
    leaving, staying = seeking(search, NEXT.kid), seeking(search, NEXT.kid)
    await looked.have_begun(1)
    leaving.cancel()
    looked.finds = (NEXT,)
    looked.go_on.set()
    assert await staying is looked.newest.by_kid[NEXT.kid]
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_nobody_waits_for_ever(search: KeySearch, looked: Looked) -> None:
    assert await search.sought("one") is None
    assert looked.kids == [{"one"}]


async def test_jk_1_strangers_who_were_looked_for_together_are_refused_in_turns_of_their_own(
    search: KeySearch, looked: Looked
) -> None:
    strangers = [seeking(search, f"stranger-{number}") for number in range(20)]
    await looked.have_begun(1)
    looked.go_on.set()
    refused = [0]
    while refused[-1] < len(strangers):
        await asyncio.sleep(0)
        refused.append(sum(task.done() for task in strangers))
    assert max(after - before for before, after in pairwise(refused)) == 1


async def test_jk_3_however_many_strangers_there_were_who_comes_after_them_is_looked_for_in_time(
    search: KeySearch, looked: Looked
) -> None:
    strangers = [seeking(search, f"stranger-{number}") for number in range(MOST_WAITING)]
    await looked.have_begun(1)
    good = seeking(search, NEXT.kid)
    await asyncio.sleep(0)
    looked.finds = (KEY, NEXT)
    looked.go_on.set()
    assert await good is looked.newest.by_kid[NEXT.kid]
    assert set(await asyncio.gather(*strangers)) == {None}


async def test_jk_2_as_many_as_there_are_may_wait_for_one_key(search: KeySearch, looked: Looked) -> None:
    first = seeking(search, "first")
    await looked.have_begun(1)
    good = [seeking(search, NEXT.kid) for _ in range(MOST_WAITING + 1)]
    await asyncio.sleep(0)
    looked.finds = (KEY, NEXT)
    looked.go_on.set()
    assert set(await asyncio.gather(*good)) == {looked.newest.by_kid.get(NEXT.kid)}
    assert await first is None


async def test_a_search_that_ends_lets_everybody_go_at_once(looked: Looked) -> None:
    search = KeySearch(looked.newest, looked.look)
    async with beside(search.run()):
        strangers = [seeking(search, f"stranger-{number}") for number in range(100)]
        await looked.have_begun(1)
        looked.go_on.set()
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert all(task.done() for task in strangers)


async def test_who_is_found_goes_before_the_strangers_who_were_there_first(search: KeySearch, looked: Looked) -> None:
    strangers = [seeking(search, f"stranger-{number}") for number in range(20)]
    good = seeking(search, NEXT.kid)
    await looked.have_begun(1)
    looked.finds = (KEY, NEXT)
    looked.go_on.set()
    assert await good is looked.newest.by_kid[NEXT.kid]
    assert sum(task.done() for task in strangers) <= 2
    assert set(await asyncio.gather(*strangers)) == {None}


async def test_a_kid_that_was_not_found_is_not_looked_for_again_for_a_while(
    search: KeySearch, looked: Looked, clock: ManualClock
) -> None:
    looked.go_on.set()
    for _ in range(3):
        assert await search.sought("one") is None
    assert looked.kids == [{"one"}]
    clock.move(timedelta(seconds=UNKNOWN_FOR))
    assert await search.sought("one") is None
    assert looked.kids == [{"one"}, {"one"}]


async def test_when_newer_keys_have_come_in_a_kid_is_looked_for_again(search: KeySearch, looked: Looked) -> None:
    looked.go_on.set()
    assert await search.sought("one") is None
    looked.take(KEY)
    assert await search.sought("one") is None
    assert looked.kids == [{"one"}, {"one"}]


async def test_jk_1_what_is_remembered_of_strangers_is_bounded(search: KeySearch, looked: Looked) -> None:
    looked.go_on.set()
    await asyncio.gather(*(search.sought(f"stranger-{number}") for number in range(3 * MOST_UNKNOWN)))
    assert len(search._unknown) == MOST_UNKNOWN


async def test_jk_1_more_strangers_than_can_wait_are_refused_at_once(search: KeySearch, looked: Looked) -> None:
    first = seeking(search, "first")
    await looked.have_begun(1)
    waiting = [seeking(search, f"stranger-{number}") for number in range(MOST_WAITING)]
    await asyncio.sleep(0)
    assert await search.sought("one too many") is None
    looked.go_on.set()
    assert set(await asyncio.gather(first, *waiting)) == {None}
    assert len(looked.kids) == 2


@pytest.mark.parametrize("kid", ["", "k" * 129, "a b", "\ud800", "a\n"], ids=ascii)
async def test_what_can_be_no_kid_is_not_looked_for(search: KeySearch, looked: Looked, kid: str) -> None:
    assert await search.sought(kid) is None
    assert looked.kids == []


async def test_without_any_key_nothing_is_looked_for(clock: ManualClock) -> None:
    looked = Looked(NewestKeys(clock=clock), clock)
    search = KeySearch(looked.newest, looked.look)
    with pytest.raises(Unavailable):
        await search.sought("one")
    assert looked.kids == []


async def test_a_look_that_fails_is_told_and_the_next_one_is_made(search: KeySearch, looked: Looked) -> None:
    looked.failure = ZeroDivisionError()
    looked.go_on.set()
    with capture_logs() as logged:
        assert await search.sought(NEXT.kid) is None
    assert [(line["event"], line["log_level"]) for line in logged] == [("token keys could not be looked for", "error")]
    looked.failure, looked.finds = None, (NEXT,)
    assert await search.sought(NEXT.kid) is looked.newest.by_kid[NEXT.kid]
