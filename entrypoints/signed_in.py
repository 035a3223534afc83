"""What every way to sign in is answered with."""

from attrs import asdict, frozen

from core.identity.model.session import TokenPair
from core.identity.model.user import User
from entrypoints.profiles import ProfileOut, profile_out
from entrypoints.token_pairs import TokenPairOut, token_pair_out


@frozen(kw_only=True)
class SignedInOut(TokenPairOut):
    """Two tokens, and whose they are."""

    user: ProfileOut


def signed_in_out(pair: TokenPair, user: User) -> SignedInOut:
    """Present a sign-in."""
    return SignedInOut(**asdict(token_pair_out(pair)), user=profile_out(user))
