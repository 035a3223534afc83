"""Bytes as text, one text for each."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base64url import decoded, encoded

ALPHABET = string.ascii_letters + string.digits + "-_"


@given(st.binary())
def test_bytes_are_read_back_from_a_text_that_fits_into_a_url(data: bytes) -> None:
    assert set(encoded(data)) <= set(ALPHABET)
    assert decoded(encoded(data)) == data


@given(st.text(ALPHABET, max_size=12) | st.text(max_size=12))
def test_there_is_no_other_spelling(text: str) -> None:
    try:
        data = decoded(text)
    except ValueError:
        return
    assert encoded(data) == text


@pytest.mark.parametrize("text", ["A", "AB", "AA==", "AA=", "A A", "++++", "////", "é", "AAA\n"])
def test_and_another_one_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decoded(text)
