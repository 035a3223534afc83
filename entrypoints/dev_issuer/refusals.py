"""What the dev issuer refuses without a redirect."""

from typing import ClassVar

from attrs import define

from entrypoints.http.refusals import Refusal


@define(kw_only=True)
class DevCodeNotValid(Refusal):
    """The code was never given to this client, has been used, or is too old."""

    code: ClassVar[str] = "invalid-grant"
    says: ClassVar[str] = "the code is not valid or no longer, or is for another redirect_uri or code_verifier"
