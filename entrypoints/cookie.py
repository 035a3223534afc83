"""Cookies: what a browser keeps for us, and scripts do not see."""

from datetime import timedelta
from typing import Literal

from attrs import frozen

from entrypoints.http.caller import RequestInfo


@frozen(kw_only=True)
class Cookie:
    """Writes and reads one cookie.

    Where it is `secure` its name begins with __Host-, so that no neighbouring host can plant one (RFC 6265bis section
    4.1.3.2); that asks for the path `/`, which the other spellings of our paths need as well.
    """

    name: str
    same_site: Literal["Lax", "Strict"]
    secure: bool

    def given(self, value: str, *, life: timedelta) -> str:
        """Return the header Set-Cookie that makes the browser keep a value."""
        secure = "; Secure" if self.secure else ""
        kept = f"{self._full_name}={value}; Max-Age={int(life.total_seconds())}"
        return f"{kept}; Path=/; HttpOnly; SameSite={self.same_site}{secure}"

    def taken_back(self) -> str:
        """Return the header Set-Cookie that makes the browser forget it."""
        return self.given("", life=timedelta())

    def read(self, request: RequestInfo) -> str | None:
        """Return what the browser keeps, or None."""
        pairs = (pair.strip().partition("=") for pair in request.headers.get("Cookie", "").split(";"))
        return next((value for name, _, value in pairs if name == self._full_name), None)

    @property
    def _full_name(self) -> str:
        return f"__Host-{self.name}" if self.secure else self.name
