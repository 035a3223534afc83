"""What the auth service is told about signing in."""

from typing import Any

from attrs import field, frozen
from typing_extensions import override

from adapters.section import setting
from adapters.wire.public_url import PublicUrl, public_url
from core.identity.model.redirect_targets import RedirectTargets
from core.identity.use_cases.passwords.register import Registration


def _targets_of(text: str) -> RedirectTargets:
    return RedirectTargets(tuple(target.strip() for target in text.split(",") if target.strip()))


@frozen
class RedirectUris:
    """Where people may be sent back to."""

    targets: RedirectTargets = field(converter=_targets_of)

    @override
    def __str__(self) -> str:
        return ",".join(self.targets.allowed)


def redirect_uris() -> Any:
    """Declare a field of a section that holds where people may be sent back to."""
    return setting(
        "ODDIYA_REDIRECT_URIS",
        "our apps' redirect_uris, comma-separated; on localhost, 127.0.0.1 and [::1] any port may be asked for",
    )


@frozen(kw_only=True)
class SignInSettings:
    """How people come in, and to which apps they are sent back."""

    registration: Registration = setting(
        "ODDIYA_REGISTRATION",
        "`verified` (a letter comes before the account) or `open` (for development: the account is there at once)",
        default="verified",
    )
    redirect_uris: RedirectUris = redirect_uris()
    public_url: PublicUrl = public_url()
    app_url: PublicUrl | None = setting(
        "ODDIYA_APP_URL", "the URL that mailed links lead to; the public URL unless set", default=None
    )

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach us by https, so that cookies may be kept from anything less."""
        return self.public_url.startswith("https:")

    @property
    def links_to(self) -> str:
        """Where mailed links lead."""
        return self.app_url or self.public_url
