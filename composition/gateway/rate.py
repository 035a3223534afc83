"""The setting that says how often something may be done."""

import re
from datetime import timedelta
from typing import Final

from attrs import field, frozen
from typing_extensions import override

from ports.rate_limiter import Limit

RATE: Final = re.compile(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,5})")


def _limit_of(text: str) -> Limit:
    found = RATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return Limit(count=int(found[1]), per=timedelta(seconds=int(found[2])))


@frozen
class Rate:
    """How many times in how many seconds, as in 1200/60."""

    limit: Limit = field(converter=_limit_of)

    @override
    def __str__(self) -> str:
        return f"{self.limit.count}/{self.limit.per.total_seconds():.0f}"
