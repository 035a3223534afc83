"""Links by which the reader of a letter stops further ones without signing in."""

from typing import Final

from attrs import frozen

from core.base64url import decoded, encoded
from core.identity.model.user import UserId
from core.notices.model.errors import NothingToUnsubscribe
from ports.sealer import NotSealedHere, Sealer

PURPOSE: Final = "unsubscribing from notices"
UNSUBSCRIBE: Final = "/api/v1/notices/unsubscribe"


@frozen(kw_only=True)
class UnsubscribeLinks:
    """Makes links and reads them again; they have no end, as letters are kept for years."""

    sealer: Sealer
    public_url: str

    def of(self, owner: UserId) -> str:
        """Return a link for somebody."""
        token = encoded(self.sealer.seal(owner.encode(), purpose=PURPOSE))
        return f"{self.public_url}{UNSUBSCRIBE}/{token}"

    def owner_of(self, token: str) -> UserId:
        """Tell whose link it is, or raise `NothingToUnsubscribe`."""
        try:
            return UserId(self.sealer.unseal(decoded(token), purpose=PURPOSE).decode())
        except (ValueError, NotSealedHere):
            raise NothingToUnsubscribe from None
