"""What is asked of the limiter in one turn of the event loop: one command, with many callers."""

import asyncio
from collections.abc import Sequence
from math import inf
from typing import Final

from adapters.redis.packing import packed
from adapters.redis.term import Term
from adapters.redis.verdicts import Verdicts
from core.errors import Unavailable

WORDS_OF_ALL: Final = 4  # the command, the script, the number of keys, the chains
WORDS_OF_EACH: Final = 3  # the key, and two of its pace


class Turn:
    """Collects chains of takes, and tells each caller of its own; that one of them is gone disturbs no other."""

    __slots__ = ("_callers", "_terms", "deadline")

    def __init__(self) -> None:
        self.deadline = inf
        self._terms: list[Term] = []
        self._callers: list[tuple[asyncio.Future[Verdicts], Sequence[Term]]] = []

    def __len__(self) -> int:
        return len(self._terms)

    def add(self, terms: Sequence[Term], caller: "asyncio.Future[Verdicts]") -> int:
        """Add a chain, and return how many terms there are now; the caller is told a verdict for each of its own."""
        self._terms += terms
        self._callers.append((caller, terms))
        return len(self._terms)

    def command(self, script: bytes) -> bytes:
        """Return the command that asks it all of a script."""
        count = len(self._terms)
        head = b"*%d\r\n" % (WORDS_OF_ALL + count * WORDS_OF_EACH)
        chains = packed(b"".join([b"a".ljust(len(terms), b"n") for _, terms in self._callers]))
        keys, words = [term.key for term in self._terms], [term.words for term in self._terms]
        return b"".join((head, script, packed(b"%d" % count), *keys, chains, *words))

    def answer(self, numbers: list[int]) -> None:
        """Tell every caller what it asked for; without a number for each take, nobody is told anything."""
        if len(numbers) != len(self._terms):
            raise ValueError(f"{len(self._terms)} takes were asked for, and {len(numbers)} numbers came")
        start = 0
        for caller, terms in self._callers:
            end = start + len(terms)
            if not caller.done():
                caller.set_result(Verdicts(terms, numbers[start:end]))
            start = end

    def fail(self, why: Exception) -> None:
        """Tell every caller that there is no answer."""
        for caller, _ in self._callers:
            if not caller.done():
                error = Unavailable(what="redis")
                error.__cause__ = why
                caller.set_exception(error)
