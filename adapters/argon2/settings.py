"""Settings of the hasher that are more than numbers."""

import os
from typing import ClassVar, Self


class AtLeast(int):
    """A number that is not below a floor."""

    floor: ClassVar[int]

    def __new__(cls, text: str | int) -> Self:
        """Refuse less."""
        number = super().__new__(cls, text)
        if number < cls.floor:
            raise ValueError(f"{number} is less than {cls.floor}")
        return number


class Memory(AtLeast):
    """KiB for one hash; the floor is OWASP's for argon2id with two rounds and one lane."""

    floor = 19_456


class Rounds(AtLeast):
    """Passes over the memory."""

    floor = 2


class Threads(AtLeast):
    """How many hashes are made at once."""

    floor = 1


class Waiting(AtLeast):
    """How many hashes may be waited for."""

    floor = 0


def cores() -> Threads:
    """Return how many cores this process may use, as far as the machine says."""
    try:
        return Threads(len(os.sched_getaffinity(0)))
    except AttributeError:  # macOS has no such call
        return Threads(os.cpu_count() or 1)
