"""Whether there is an issuer that believes everybody, and where: known to it and to who signs people in with it."""

from attrs import frozen

from adapters.section import CannotOpen, setting
from adapters.wire.public_url import PublicUrl, public_url
from core.identity.model.dev_sign_in import FOLDER


@frozen(kw_only=True, slots=False)  # sections inherit from this and from others, which slots do not allow
class DevIssuerSection:
    """What switches it on."""

    dev_issuer: bool = setting(
        "ODDIYA_DEV_ISSUER", "true if anybody may sign in as anybody, for development", default=False
    )
    profile: str = setting("ODDIYA_PROFILE", "memory, embedded or aws", default="")
    public_url: PublicUrl = public_url()

    @property
    def dev_issuer_url(self) -> str | None:
        """The issuer's URL, or None where there is none."""
        if not self.dev_issuer:
            return None
        if self.profile == "aws":
            raise CannotOpen("ODDIYA_DEV_ISSUER is true: with it anybody could sign in as anybody; unset it for aws")
        return f"{self.public_url}{FOLDER}"
