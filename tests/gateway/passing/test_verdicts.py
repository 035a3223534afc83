"""What a chain of takes came to, read as any sequence is."""

from datetime import timedelta

import pytest

from adapters.redis.pace import pace_of
from adapters.redis.term import Term
from adapters.redis.verdicts import Verdicts
from ports.rate_limiter import Limit

TERMS = [Term(b"key", pace_of(Limit(count=count, per=timedelta(minutes=1))), 1) for count in (10, 20, 30)]


@pytest.mark.parametrize("told", [[6_000_000, 3_000_000, 2_000_000], [6_000_000, -60_000_000, 0], [-60_000_000, 0, 0]])
def test_verdicts_are_those_up_to_the_first_refusal(told: list[int]) -> None:
    expected = [term.verdict(number) for term, number in zip(TERMS, told, strict=True) if number]
    verdicts = Verdicts(TERMS, told)
    assert (list(verdicts), len(verdicts), verdicts[:]) == (expected, len(expected), expected)
    assert (verdicts[0], verdicts[-1], verdicts[-2:]) == (expected[0], expected[-1], expected[-2:])
    for beyond in (len(expected), -len(expected) - 1):
        with pytest.raises(IndexError):
            verdicts[beyond]
