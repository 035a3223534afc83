"""Which devices show notices."""

from collections.abc import Sequence

from attrs import frozen

from core.identity.model.user import UserId
from core.notices.model.device import Device
from ports.notice_works import NoticeWork
from ports.works import Works


@frozen(kw_only=True)
class ListDevices:
    """Return the caller's devices, the last registered first."""

    works: Works[NoticeWork]

    async def __call__(self, *, caller: UserId) -> Sequence[Device]:
        """List."""
        async with self.works.look() as work:
            return await work.devices.of_user(caller)
