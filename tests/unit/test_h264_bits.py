"""Bits, numbers and units as H.264 writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.ffmpeg.h264.bits import Bits, ended, packed, se, u, ue
from adapters.ffmpeg.h264.not_as_written import NotAsWritten
from adapters.ffmpeg.h264.units import escaped, kind_of, stream, unescaped, unit, units


@pytest.mark.parametrize(
    ("value", "code"),
    [(0, "1"), (1, "010"), (2, "011"), (3, "00100"), (7, "0001000"), (8159, "0" * 12 + "1111111100000")],
)
def test_numbers_are_written_as_the_standard_says(value: int, code: str) -> None:
    assert ue(value) == code


@pytest.mark.parametrize(("value", "code"), [(0, "1"), (1, "010"), (-1, "011"), (2, "00100"), (-2, "00101")])
def test_numbers_with_signs_are_written_as_the_standard_says(value: int, code: str) -> None:
    assert se(value) == code


@given(st.integers(0, 2**20), st.integers(-(2**15), 2**15), st.integers(0, 255))
def test_what_is_written_can_be_read(plain: int, signed: int, fixed: int) -> None:
    bits = Bits.of(ended(ue(plain) + se(signed) + u(8, fixed)))
    assert (bits.ue(), bits.se(), bits.u(8), bits.flag()) == (plain, signed, fixed, True)


def test_the_last_byte_is_filled_up() -> None:
    assert packed("1", filler="1") == b"\xff"
    assert ended("1") == b"\xc0"


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0\0\0\0\0"])
def test_a_number_that_is_cut_off_is_refused(data: bytes) -> None:
    with pytest.raises(NotAsWritten):
        Bits.of(data).ue()


def test_a_fixed_number_that_is_cut_off_is_refused() -> None:
    with pytest.raises(NotAsWritten):
        Bits.of(b"\1").u(9)


@given(st.lists(st.sampled_from(b"\0\1\2\3\4"), max_size=12).map(bytes))
def test_nothing_within_a_unit_looks_like_a_start(payload: bytes) -> None:
    written = escaped(payload)
    assert not any(start in written for start in (b"\0\0\0", b"\0\0\1", b"\0\0\2"))
    assert unescaped(written) == payload


def test_a_stream_is_cut_into_its_units() -> None:
    first, second = unit(7, b"\0\0\1x", importance=3), unit(5, b"y", importance=1)
    assert list(units(stream(first, second))) == [first, second]
    assert (first[0], kind_of(first), kind_of(second)) == (0x67, 7, 5)
