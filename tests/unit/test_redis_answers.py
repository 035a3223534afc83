"""How bytes from Redis are cut into answers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.exceptions import InvalidResponse, NoScriptError, ResponseError

from adapters.redis.numbers import Answers

NUMBERS = st.lists(st.integers(-(2**63), 2**63 - 1), max_size=20)
REFUSALS = st.sampled_from(["LOADING Redis is loading", "NOSCRIPT No matching script", "", "-OOM :1 *2"])


def as_sent(answer: list[int] | str) -> bytes:
    match answer:
        case str():
            return f"-{answer}\r\n".encode()
        case _:
            return b"".join([b"*%d\r\n" % len(answer), *(b":%d\r\n" % number for number in answer)])


@given(answers=st.lists(NUMBERS | REFUSALS), cuts=st.lists(st.integers(0, 2000)))
def test_answers_are_the_same_wherever_their_bytes_are_broken(answers: list[list[int] | str], cuts: list[int]) -> None:
    sent = b"".join(map(as_sent, answers))
    borders = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    cutter = Answers()
    told = [
        str(answer) if isinstance(answer, ResponseError) else answer
        for start, end in pairwise(borders)
        for answer in cutter.cut(sent[start:end])
    ]
    assert told == answers


def test_that_a_script_is_not_known_is_told_apart() -> None:
    missing, other = Answers().cut(b"-NOSCRIPT No matching script.\r\n-ERR no such thing\r\n")
    assert isinstance(missing, NoScriptError)
    assert isinstance(other, ResponseError)
    assert not isinstance(other, NoScriptError)


@pytest.mark.parametrize("sent", [b"+OK\r\n", b":1\r\n", b"\r\n", b"*x\r\n", b"*1\r\n$1\r\n", b"*1\r\n:x\r\n"])
def test_what_is_neither_numbers_nor_a_refusal_is_no_answer(sent: bytes) -> None:
    with pytest.raises((InvalidResponse, ValueError)):
        Answers().cut(sent)


def test_half_an_answer_is_none_yet() -> None:
    answers = Answers()
    assert answers.cut(b"*2\r\n:1\r\n:2\r") == []
    assert answers.cut(b"\n*1\r\n") == [[1, 2]]
