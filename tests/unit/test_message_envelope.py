"""Messages as one JSON text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.wire.message import LARGEST, message_json, message_of
from ports.job_queue import Message

MESSAGES = st.builds(Message, message_id=st.text(), body=st.text(), group=st.text(), traceparent=st.none() | st.text())
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(MESSAGES)
def test_a_message_comes_out_as_it_went_in(message: Message) -> None:
    assert message_of(message_json(message)) == message


@given(MESSAGES)
def test_a_message_is_plain_ascii_on_the_way(message: Message) -> None:
    assert message_json(message).isascii()
    assert message_json(message).isprintable()


@given(st.text() | JSON.map(json.dumps))
def test_anything_else_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="no message"):
        message_of(text)


def test_a_message_has_a_largest_size() -> None:
    envelope = len(message_json(Message(message_id="m", body="")))
    fits = Message(message_id="m", body="x" * (LARGEST - envelope))
    assert message_of(message_json(fits)) == fits
    with pytest.raises(ValueError, match="message m takes"):
        message_json(Message(message_id="m", body="x" * (LARGEST - envelope + 1)))
