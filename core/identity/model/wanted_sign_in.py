"""What an app asks for when somebody wants to sign in with a provider."""

from attrs import Attribute, field, frozen

from core.identity.model.errors import BadChallenge
from core.identity.model.pkce import is_challenge


def _is_challenge(_: object, __: "Attribute[str | None]", challenge: str | None) -> None:
    if challenge is not None and not is_challenge(challenge):
        raise BadChallenge


@frozen(kw_only=True)
class WantedSignIn:
    """Which provider, and where the app wants to have the person back.

    With a `client_challenge` only the app that knows its verifier can end what it began. `at_once` asks the provider
    to spare the person its page, which only our own dev issuer does.
    """

    provider: str
    target: str
    client_challenge: str | None = field(default=None, validator=_is_challenge)
    login_hint: str | None = field(default=None, repr=False)
    at_once: bool = False
