"""How the gateway vouches to the services behind it for what it has found out about a request."""

from datetime import timedelta
from typing import Final, NamedTuple, Protocol

HOP_LIVES: Final = timedelta(seconds=30)


class Hop(NamedTuple):
    """One request as the gateway hands it on; nobody is signed in where `user_id` is empty.

    `target` is the path and the query as they are sent; `client_address` is where the client is.
    """

    method: str
    target: str
    request_id: str
    client_address: str
    user_id: str = ""
    session_id: str = ""


class HopSigner(Protocol):
    """Signs hops, so that reaching a service's port gains nothing.

    - A signature is printable ASCII without spaces, good for this hop alone and for `HOP_LIVES`.
    - A signer and a verifier of one installation understand each other, in whichever processes they are; during a
      change of the secret both the old and the new one are good.
    - A hop with a line break in any of its parts is a `ValueError`.
    """

    def sign(self, hop: Hop) -> str:
        """Return the signature."""
        ...


class HopVerifier(Protocol):
    """Knows signatures of this installation's `HopSigner`.

    - `verify` returns when the signature was made for exactly this hop, not longer than `HOP_LIVES` ago; since clocks
      differ, also not further ahead. Both are counted in whole seconds.
    - Everything else is `Unauthenticated`, whatever the text and the hop are; how long that takes tells nothing about
      a secret.
    """

    def verify(self, hop: Hop, signature: str) -> None:
        """Return if the signature is good."""
        ...
