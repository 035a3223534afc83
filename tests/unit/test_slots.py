"""How long the place of a worker that died stays empty."""

import socket
from collections.abc import Iterator

import pytest

from composition.slots import Patience, Slot

PATIENCE = Patience()


@pytest.fixture
def slot() -> Iterator[Slot]:
    with socket.socket() as unused:
        yield Slot(0, unused)


def pause_after(slot: Slot, *, lived: float) -> float:
    slot.bereave(now=1000, lived=lived, patience=PATIENCE)
    return slot.due - 1000


def test_the_pause_before_a_worker_is_started_anew_doubles_up_to_five_seconds(slot: Slot) -> None:
    pauses = [pause_after(slot, lived=0) for _ in range(8)]
    assert pauses == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5])


def test_however_often_workers_die_the_pause_is_a_number(slot: Slot) -> None:
    assert {pause_after(slot, lived=0) for _ in range(3000)} >= {5}


def test_a_worker_that_lived_for_long_makes_the_next_pause_short_again(slot: Slot) -> None:
    for _ in range(5):
        pause_after(slot, lived=29.9)
    assert pause_after(slot, lived=30) == pytest.approx(0.1)
    assert pause_after(slot, lived=0) == pytest.approx(0.2)
