"""What the dev issuer refuses without a redirect."""

from typing import ClassVar

from attrs import define

from core.identity.model.dev_grant import CLIENT_ID
from entrypoints.http.refusals import Refusal


@define(kw_only=True)
class UnknownDevClient(Refusal):
    """The dev issuer knows one client."""

    code: ClassVar[str] = "invalid-client"
    says: ClassVar[str] = f"the dev issuer knows one client, whose client_id is {CLIENT_ID}"


@define(kw_only=True)
class DevCodeNotValid(Refusal):
    """The code was never given to this client, has been used, or is too old."""

    code: ClassVar[str] = "invalid-grant"
    says: ClassVar[str] = "the code is not valid or no longer, or is for another redirect_uri or code_verifier"


@define(kw_only=True)
class OnlyCodes(Refusal):
    """Codes are all that can be exchanged."""

    code: ClassVar[str] = "unsupported-grant-type"
    says: ClassVar[str] = "grant_type is authorization_code here"
