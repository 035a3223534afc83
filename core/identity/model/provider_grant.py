"""What providers give us of which they want to hear again."""

from typing import Final

from attrs import field, frozen

from core.identity.model.user import UserId

PROVIDER_GRANT: Final = "provider grant"  # the purpose that a grant is sealed for


@frozen(kw_only=True)
class ProviderGrant:
    """What must be handed back to a provider when the identity is taken away, or the account deleted.

    It is sealed, so that a dump is of no use.
    """

    grant_id: str
    user_id: UserId
    provider: str
    identity_id: str
    sealed: bytes = field(repr=False)
