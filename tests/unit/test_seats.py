"""Seats for so many, and what those hear who come when all are taken."""

from collections.abc import Iterator

import pytest
from attrs import frozen
from typing_extensions import override

from core.errors import Unavailable
from core.planning.use_cases.steps.seats import Seats
from ports.randomness import Randomness


@frozen
class Counting(Randomness):
    """Draws one byte after the other."""

    _bytes: Iterator[int]

    @override
    def draw(self, count: int) -> bytes:
        return bytes(next(self._bytes) for _ in range(count))


def seats(most: int) -> Seats:
    return Seats(most=most, randomness=Counting(iter(range(256))))


def test_who_comes_when_all_are_taken_is_sent_away_until_somebody_leaves() -> None:
    table = seats(2)
    with table.one_more():
        with table.one_more(), pytest.raises(Unavailable), table.one_more():
            pass
        with table.one_more():
            pass


def test_who_fails_leaves_too() -> None:
    table = seats(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), table.one_more():
            raise ZeroDivisionError


def test_those_who_are_sent_away_together_do_not_come_back_together() -> None:
    table, told = seats(1), set()
    with table.one_more():
        for _ in range(256):
            with pytest.raises(Unavailable) as refused, table.one_more():
                pass
            told.add(refused.value.retry_after)
    assert told == {2, 3, 4, 5, 6}
    assert "has its hands full" in str(refused.value)
