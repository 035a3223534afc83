"""What somebody has proved when they sign in."""

from attrs import field, frozen
from attrs.validators import max_len

from core.identity.model.name import LONGEST_NAME
from core.identity.model.user import Identity


@frozen(kw_only=True)
class Proof:
    """An identity, and what its provider says of the person.

    - `email_verified`: the provider has seen that the address is theirs.
    - `email_settles`: the provider is also the one to say whose address it is (Google for gmail.com, a mailed link for
      any), so that it may lead to the account that already has this verified address.
    - `name` is empty when the provider did not say, which is no reason to forget the one that is known.
    """

    identity: Identity
    email: str | None = field(default=None, repr=False)
    email_verified: bool = False
    email_settles: bool = False
    name: str = field(default="", repr=False, validator=max_len(LONGEST_NAME))
