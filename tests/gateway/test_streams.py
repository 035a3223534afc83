"""How many streams one client may have at once."""

from contextlib import ExitStack

import pytest

from entrypoints.gateway.streams import MOST, MOST_OF_STRANGERS, Streams, TooManyStreams


def opened(streams: Streams, whose: str, *, most: int | None = None) -> int:
    """Open as many as may be, and return how many that are."""
    count = 0
    with ExitStack() as stack, pytest.raises(TooManyStreams):
        while True:
            stack.enter_context(streams.one_more(whose, most=most))
            count += 1
    return count


def test_strangers_at_one_address_have_more_than_one_user_together() -> None:
    streams = Streams()
    assert opened(streams, "mina") == MOST
    assert opened(streams, "192.0.2.7", most=MOST_OF_STRANGERS) == MOST_OF_STRANGERS > MOST


def test_each_client_is_counted_by_itself_and_what_has_ended_is_not() -> None:
    streams = Streams(most=1)
    with streams.one_more("mina"), streams.one_more("junho"), pytest.raises(TooManyStreams), streams.one_more("mina"):
        pytest.fail("it was let in")
    with streams.one_more("mina"):
        assert opened(streams, "junho") == 1
