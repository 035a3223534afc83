"""People who take frames out of a short video."""

from typing import ClassVar

from tests.load.people.making import list_frames, take_frames
from tests.load.people.person import Person


class Collector(Person):
    """Orders frames."""

    tasks: ClassVar = {take_frames: 1, list_frames: 2}
