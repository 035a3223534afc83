"""Look how far the logs of those who are connected have grown."""

from collections.abc import Collection, Mapping
from itertools import islice
from typing import Final

from attrs import frozen

from core.identity.model.user import UserId
from ports.notice_works import NoticeWork
from ports.works import Works

OWNERS_AT_ONCE: Final = 1000


@frozen(kw_only=True)
class LookForNews:
    """Look at many logs, with few questions and none where nobody is connected."""

    works: Works[NoticeWork]

    async def __call__(self, owners: Collection[UserId]) -> Mapping[UserId, int]:
        """Return the place of each owner's last notice; owners without any are left out."""
        latest: dict[UserId, int] = {}
        rest = iter(owners)
        while some := tuple(islice(rest, OWNERS_AT_ONCE)):
            async with self.works.look() as work:
                latest.update(await work.notices.latest(some))
        return latest
