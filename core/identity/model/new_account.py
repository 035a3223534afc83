"""What somebody says of themselves when they register with a password."""

from attrs import field, frozen

from core.identity.model.email import EmailKey, email_key, plain_address
from core.identity.model.linking import password_for
from core.identity.model.name import tidy
from core.identity.model.user import Identity, Locale


@frozen(kw_only=True)
class NewAccount:
    """An account to be made; what is not an e-mail address raises `NoEmailAddress`."""

    email: str = field(repr=False, converter=plain_address)
    password: str = field(repr=False)
    name: str = field(default="", repr=False, converter=tidy)
    locale: Locale = "en"

    @property
    def key(self) -> EmailKey:
        """What the address is compared by."""
        return email_key(self.email)

    @property
    def identity(self) -> Identity:
        """Whom the users service will know."""
        return password_for(self.key)
