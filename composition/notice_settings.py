"""What the notification service is told."""

from typing import Self

from attrs import frozen

from adapters.section import setting
from adapters.wire.public_url import PublicUrl, public_url
from core.identity.model.email import NoEmailAddress, email_key


class OperatorAddress(str):
    """An e-mail address that letters can be sent to."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Refuse what is no address."""
        try:
            email_key(text)
        except NoEmailAddress as error:
            raise ValueError("this is not an address") from error
        return super().__new__(cls, text)


@frozen(kw_only=True)
class NoticeSettings:
    """Where letters lead, and who is told how Oddiya itself is doing."""

    public_url: PublicUrl = public_url()
    app_url: PublicUrl | None = setting(
        "ODDIYA_APP_URL", "the URL that mailed links lead to; the public URL unless set", default=None
    )
    operator: OperatorAddress | None = setting(
        "ODDIYA_OPERATOR_EMAIL", "an e-mail address that is told of each cleanup; nobody unless set", default=None
    )

    @property
    def links_to(self) -> str:
        """Where mailed links lead."""
        return self.app_url or self.public_url
