"""How long pictures are waited for that an encoder does not give back."""

from adapters.ffmpeg.running import LONGEST_RUN
from adapters.ffmpeg.still_coding import patience
from adapters.pillow.crew import Terms


def test_few_pictures_are_not_waited_for_as_long_as_many() -> None:
    assert patience(1) < patience(12) < patience(300) == LONGEST_RUN


def test_a_photo_that_takes_too_long_is_found_before_patience_ends() -> None:
    assert patience(1) > Terms().deadline
