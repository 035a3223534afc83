"""Where a mail server is and how it wants to be spoken to."""

from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from attrs import field, frozen

Encryption = Literal["never", "after greeting", "at once"]

SCHEMES: dict[str, tuple[Encryption, int]] = {
    "smtp": ("never", 25),
    "smtp+starttls": ("after greeting", 587),
    "smtps": ("at once", 465),
}


def _server_url(text: str) -> SplitResult:
    parts = urlsplit(text)
    if parts.scheme not in SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("this is no mail server's URL")
    if parts.port == 0 or bool(parts.username) != bool(parts.password):
        raise ValueError("this is no mail server's URL")
    return parts


@frozen
class MailServer:
    """A mail server as one URL: smtp:// in clear, smtp+starttls:// or smtps:// encrypted."""

    _url: SplitResult = field(converter=_server_url, repr=False)

    @property
    def encryption(self) -> Encryption:
        """From when on the connection is encrypted."""
        return SCHEMES[self._url.scheme][0]

    @property
    def host(self) -> str:
        """The server's name."""
        return self._url.hostname or ""

    @property
    def port(self) -> int:
        """The port, which each way of speaking has its own for."""
        return self._url.port or SCHEMES[self._url.scheme][1]

    @property
    def username(self) -> str | None:
        """Whom we sign in as, if at all."""
        return unquote(self._url.username) if self._url.username else None

    @property
    def password(self) -> str | None:
        """What we sign in with."""
        return unquote(self._url.password) if self._url.password else None
