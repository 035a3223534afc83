"""What a chain of takes came to; each verdict is made when somebody looks at it, for mostly the last one is enough."""

from collections.abc import Iterator, Sequence
from typing import overload

from typing_extensions import override

from adapters.redis.pace import Pace
from ports.rate_limiter import Verdict


class Verdicts(Sequence[Verdict]):
    """The verdicts up to the first refusal: a number of the script's that is 0 was not taken."""

    __slots__ = ("_count", "_paces", "_told")

    def __init__(self, paces: Sequence[Pace], told: Sequence[int]) -> None:
        self._paces = paces
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
            return [self[at] for at in range(*index.indices(self._count))]
        at = index + self._count if index < 0 else index
        if not 0 <= at < self._count:
            raise IndexError(index)
        return self._paces[at].verdict(self._told[at])

    @override
    def __iter__(self) -> Iterator[Verdict]:
        return (self[at] for at in range(self._count))
