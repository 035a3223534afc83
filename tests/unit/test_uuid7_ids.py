"""UUIDs of version 7 when the clock stands still, goes back, or the process splits in two."""

from datetime import timedelta
from uuid import UUID

import pytest

from adapters.system.ids import Uuid7Ids
from tests.clocks import ManualClock
from tests.processes import python

SECOND = timedelta(seconds=1)
FORKING = """
import os
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
ids = Uuid7Ids(SystemClock())
ids.new()
child = os.fork()
made = " ".join(ids.new() for _ in range(2000))
if child:
    os.waitpid(child, 0)
print(made, flush=True)
"""


def milliseconds_in(made: str) -> int:
    return UUID(made).int >> 80


def test_while_the_clock_stands_still_ids_go_on_in_order() -> None:
    ids = Uuid7Ids(ManualClock())
    made = [ids.new() for _ in range(50_000)]
    assert made == sorted(set(made))


def test_a_millisecond_is_borrowed_only_when_it_is_full() -> None:
    ids = Uuid7Ids(ManualClock())
    made = [ids.new() for _ in range(50_000)]
    borrowed = milliseconds_in(made[-1]) - milliseconds_in(made[0])
    assert 50_000 // 4096 - 1 <= borrowed <= 50_000 // 2048 + 1
    assert milliseconds_in(made[2000]) == milliseconds_in(made[0])


@pytest.mark.parametrize("back", [timedelta(milliseconds=1), SECOND, timedelta(days=365)], ids=str)
def test_a_clock_that_goes_back_does_not_disturb_the_order(back: timedelta) -> None:
    clock = ManualClock()
    ids = Uuid7Ids(clock)
    before = [ids.new() for _ in range(100)]
    clock.move(-back)
    after = [ids.new() for _ in range(100)]
    clock.move(back + SECOND)
    later = [ids.new() for _ in range(100)]
    assert before + after + later == sorted(before + after + later)
    assert milliseconds_in(later[0]) - milliseconds_in(before[0]) == 1000


def test_the_time_is_exact_to_the_millisecond() -> None:
    clock = ManualClock()
    ids = Uuid7Ids(clock)
    first = milliseconds_in(ids.new())
    for passed in range(1, 2000):
        clock.move(timedelta(milliseconds=1))
        assert milliseconds_in(ids.new()) - first == passed


def test_most_of_an_id_cannot_be_guessed() -> None:
    ids = Uuid7Ids(ManualClock())
    tails = {UUID(ids.new()).int & ((1 << 62) - 1) for _ in range(1000)}
    assert len(tails) == 1000
    for bit in range(62):
        assert 350 < sum(tail >> bit & 1 for tail in tails) < 650


def test_a_process_and_its_child_make_different_ids() -> None:
    with python(FORKING, measured=True) as forking:
        child, parent = forking.line().split(), forking.line().split()
    assert len(set(child) | set(parent)) == 4000
