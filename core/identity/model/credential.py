"""What the auth service remembers of somebody's password."""

from attrs import field, frozen

from core.identity.model.email import EmailKey
from core.identity.model.user import UserId


@frozen(kw_only=True)
class Credential:
    """The password that goes with an e-mail address, as a hash."""

    user_id: UserId
    email_key: EmailKey = field(repr=False)
    email: str = field(repr=False)
    password_hash: str = field(repr=False)
