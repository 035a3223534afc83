"""What a chain of takes came to; each verdict is made when somebody looks at it, for mostly the last one is enough."""

from collections.abc import Sequence
from typing import overload

from typing_extensions import override

from adapters.redis.term import Term
from ports.rate_limiter import Verdict


class Verdicts(Sequence[Verdict]):
    """The verdicts up to the first refusal: a number of the script's that is 0 was not taken."""

    __slots__ = ("_count", "_terms", "_told")

    def __init__(self, terms: Sequence[Term], told: Sequence[int]) -> None:
        self._terms = terms
        self._told = told
        self._count = len(told) - told.count(0)

    @override
    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Verdict: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Verdict]: ...

    @override
    def __getitem__(self, index: int | slice) -> Verdict | Sequence[Verdict]:
        if isinstance(index, slice):
            return [self[at] for at in range(self._count)[index]]
        at = range(self._count)[index]
        return self._terms[at].verdict(self._told[at])
