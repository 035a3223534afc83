"""What is asked of the limiter in one turn of the event loop: one command, with many callers."""

import asyncio
from collections.abc import Sequence
from math import inf
from typing import Final

from adapters.redis.packing import packed
from core.errors import Unavailable

WORDS_OF_ALL: Final = 4  # the command, the script, the number of keys, the chains
WORDS_OF_EACH: Final = 3  # the key, and two of its pace


class Turn:
    """Collects chains of asks, and tells each caller of its own; that one of them is gone disturbs no other."""

    __slots__ = ("_callers", "_chains", "_keys", "_words", "deadline")

    def __init__(self) -> None:
        self.deadline = inf
        self._keys: list[bytes] = []
        self._words: list[bytes] = []
        self._chains = b""
        self._callers: list[tuple[asyncio.Future[list[int]], int]] = []

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, keys: Sequence[bytes], words: Sequence[bytes], caller: "asyncio.Future[list[int]]") -> None:
        """Add a chain; the caller is told a number for each key, or `Unavailable`."""
        self._keys += keys
        self._words += words
        self._chains += b"a".ljust(len(keys), b"n")
        self._callers.append((caller, len(keys)))

    def command(self, script: bytes) -> bytes:
        """Return the command that asks it all of a script."""
        count = len(self._keys)
        head = b"*%d\r\n" % (WORDS_OF_ALL + count * WORDS_OF_EACH)
        return b"".join((head, script, packed(b"%d" % count), *self._keys, packed(self._chains), *self._words))

    def answer(self, numbers: list[int]) -> None:
        """Tell every caller what it asked for; without a number for each key, nobody is told anything."""
        if len(numbers) != len(self._keys):
            raise ValueError(f"{len(self._keys)} keys were asked of, and {len(numbers)} numbers came")
        start = 0
        for caller, count in self._callers:
            end = start + count
            if not caller.done():
                caller.set_result(numbers[start:end])
            start = end

    def fail(self, why: Exception) -> None:
        """Tell every caller that there is no answer."""
        for caller, _ in self._callers:
            if not caller.done():
                error = Unavailable(what="redis")
                error.__cause__ = why
                caller.set_exception(error)
