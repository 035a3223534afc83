"""Whose an e-mail address is, and to which account a proof leads."""

from collections.abc import Sequence

from attrs import evolve, field, frozen

from core.identity.model.email import EmailKey, NoEmailAddress, email_key, plain_address
from core.identity.model.name import tidy
from core.identity.model.proof import Proof
from core.identity.model.user import PASSWORD, Identity, User


@frozen(kw_only=True)
class Claim:
    """An e-mail address that a proof brings; `settled` once it is proved whose it is, a mere claim before."""

    key: EmailKey
    address: str = field(repr=False)
    settled: bool


def claim_of(proof: Proof) -> Claim | None:
    """Return the address that a proof brings; what is not an address brings none."""
    if proof.email is None:
        return None
    try:
        key = email_key(plain_address(proof.email))
    except NoEmailAddress:
        return None
    return Claim(key=key, address=proof.email, settled=proof.email_verified and proof.email_settles)


def is_mailed(proof: Proof) -> bool:
    """Tell whether the proof is a link in a letter: a password's address, settled."""
    claim = claim_of(proof)
    return claim is not None and claim.settled and proof.identity == password_for(claim.key)


def password_for(key: EmailKey) -> Identity:
    """Return the identity that is an address and its password."""
    return Identity(provider=PASSWORD, provider_id=key)


def holder_among(claimants: Sequence[User]) -> User | None:
    """Return who has proved that the address is theirs; there is at most one."""
    return next((user for user in claimants if user.email_verified), None)


def owner_among(claimants: Sequence[User], known: User | None) -> User | None:
    """Return whose an address is once it is settled: its holder's, else the account's that the proof is known to be of.

    An account that does not even claim the address gets nothing by the proof: what it was given under this address, it
    was given wrongly.
    """
    claiming = (user for user in claimants if known is not None and user.user_id == known.user_id)
    return holder_among(claimants) or next(claiming, None)


def losers_among(claimants: Sequence[User], known: User | None, owner: User | None) -> Sequence[User]:
    """Return who merely claimed what is settled now, or had the password of an address that they did not even claim."""
    everybody = {user.user_id: user for user in (*claimants, *([] if known is None else [known]))}
    return [user for user_id, user in everybody.items() if owner is None or user_id != owner.user_id]


def with_proved_address(user: User) -> User:
    """Return the user once their address is proved to be theirs."""
    return evolve(user, email_verified=True, version=user.version + 1)


def without_address(user: User) -> User:
    """Return the user once somebody else has proved that the address is theirs."""
    return evolve(user, email=None, email_verified=False, version=user.version + 1)


def with_first_name(user: User, proof: Proof) -> User:
    """Return the user with the name that a proof brings, if none is known yet."""
    name = tidy(proof.name)
    return user if user.name or not name else evolve(user, name=name, version=user.version + 1)
