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
class NoticeSettled(Conflict):
    """Nothing is left to be told by this channel."""

    code: ClassVar[str] = "notice-settled"
    says: ClassVar[str] = "nothing is left to be told by this channel"


@define(kw_only=True)
class NoticeInHand(Unavailable):
    """Somebody else is telling this at this moment."""

    code: ClassVar[str] = "notice-in-hand"
    what: str = "the notice"


@define(kw_only=True)
class NothingToUnsubscribe(NotFound):
    """The link to stop letters is none that was ever in one, or it was cut off."""

    code: ClassVar[str] = "nothing-to-unsubscribe"
    says: ClassVar[str] = "this link is not complete; open it from the letter again, or switch e-mails off in the app"
