"""The cookie by which a browser shows that it began a sign-in: one for each, so that two tabs do not meet."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from entrypoints.http.caller import RequestInfo

NAME: Final = "oddiya-sign-in-"
STATE_SHOWN: Final = 8  # tells the sign-ins of one browser apart, and is no help in guessing a state


@frozen(kw_only=True)
class SignInCookie:
    """Writes and reads it.

    Where it is `secure` its name begins with __Host-, so that no neighbouring host can plant one (RFC 6265bis section
    4.1.3.2); that asks for the path `/`, which the aliases of our paths need as well.
    """

    secure: bool

    def given(self, state: str, binding: str, *, life: timedelta) -> str:
        """Return the header's value that makes the browser keep a binding."""
        secure = "; Secure" if self.secure else ""
        kept = f"{self._name(state)}={binding}; Max-Age={int(life.total_seconds())}"
        return f"{kept}; Path=/; HttpOnly; SameSite=Lax{secure}"

    def taken_back(self, state: str) -> str:
        """Return the header's value that makes the browser forget it."""
        return self.given(state, "", life=timedelta())

    def read(self, request: RequestInfo, state: str) -> str | None:
        """Return the binding that the browser keeps for a state, or None."""
        pairs = (pair.strip().partition("=") for pair in request.headers.get("Cookie", "").split(";"))
        return next((value for name, _, value in pairs if name == self._name(state)), None)

    def _name(self, state: str) -> str:
        return f"{'__Host-' if self.secure else ''}{NAME}{state[:STATE_SHOWN]}"
