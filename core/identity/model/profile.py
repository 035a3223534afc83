"""What people may change about themselves."""

from collections.abc import Iterator
from typing import ClassVar

from attrs import define, evolve, field, frozen

from core.errors import Fault, Invalid
from core.identity.model.currency import CURRENCIES
from core.identity.model.name import LONGEST_NAME, tidy
from core.identity.model.user import Locale, User


@define(kw_only=True)
class UnfitProfile(Invalid):
    """The profile cannot be changed to this; `faults` say why."""

    code: ClassVar[str] = "unfit-profile"
    says: ClassVar[str] = "the profile cannot be changed to this; `errors` says why"


@frozen(kw_only=True)
class ProfileEdit:
    """An edit of a profile; what is None stays as it is."""

    name: str | None = field(default=None, repr=False)
    locale: Locale | None = None
    home_currency: str | None = None

    def applied_to(self, user: User) -> User:
        """Return the edited user, in their next version, or raise `UnfitProfile`."""
        if faults := tuple(self._faults()):
            raise UnfitProfile(faults=faults)
        return evolve(
            user,
            name=user.name if self.name is None else tidy(self.name),
            locale=self.locale or user.locale,
            home_currency=self.home_currency or user.home_currency,
            version=user.version + 1,
        )

    def _faults(self) -> Iterator[Fault]:
        if self.name is not None and not 1 <= len(tidy(self.name)) <= LONGEST_NAME:
            yield Fault("/name", f"must have 1 to {LONGEST_NAME} characters, not counting spaces around them")
        if self.home_currency is not None and self.home_currency not in CURRENCIES:
            yield Fault("/home_currency", "must be a currency's code of ISO 4217, such as KRW")
