"""What can be wrong with notices and with the devices that show them."""

from typing import ClassVar

from attrs import define

from core.errors import Conflict, NotFound, Unavailable


@define(kw_only=True)
class DeviceOwnerGone(NotFound):
    """The account for which a device was registered is no more."""

    code: ClassVar[str] = "owner-gone"
    says: ClassVar[str] = "the account that this device was registered for has been deleted"


@define(kw_only=True)
class NoticeShown(Conflict):
    """The device has been told already."""

    code: ClassVar[str] = "notice-shown"
    says: ClassVar[str] = "the device has been told of this already"


@define(kw_only=True)
class NoticeInHand(Unavailable):
    """Somebody else is telling the device at this moment."""

    code: ClassVar[str] = "notice-in-hand"
    what: str = "the notice"
