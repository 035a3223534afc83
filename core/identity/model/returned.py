"""What an app hands us once the provider has sent somebody back to it."""

from typing import Final

from attrs import field, frozen

from core.identity.model.errors import ProofRefused, SignInDenied

LONGEST_CODE: Final = 4096


@frozen(kw_only=True)
class Returned:
    """A provider's answer, and what shows who hands it over: the app's verifier, or the browser's binding."""

    provider: str
    state: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    error: str | None = None
    issuer_named: str | None = None
    client_verifier: str | None = field(default=None, repr=False)
    by_browser: bool = False
    binding: str | None = field(default=None, repr=False)

    def confirmed(self) -> str:
        """Return the code; raise unless the provider, and the person there, said yes."""
        if self.code is not None and self.error is not None:
            raise ProofRefused(why="it is both a code and an error")
        if self.error is not None:
            raise SignInDenied
        if self.code is None or not 0 < len(self.code) <= LONGEST_CODE:
            raise ProofRefused(why="there is no code, or one that is too long")
        return self.code
