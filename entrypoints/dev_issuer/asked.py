"""What a client sends somebody to the dev issuer with, and what can be wrong with it."""

from typing import Annotated, Final, Literal

from attrs import frozen

from core.identity.model.email import NoEmailAddress, email_key
from core.identity.model.pkce import is_challenge
from entrypoints.http.shapes.constraints import Length

LONGEST: Final = Length(max=2000)
Text = Annotated[str, LONGEST]


@frozen(kw_only=True)
class Asked:
    """An authorization request (OpenID Connect Core 1.0 section 3.1.2.1), as far as it makes a difference here."""

    client_id: Text = ""
    redirect_uri: Text = ""
    response_type: Text = ""
    response_mode: Text = ""
    scope: Text = ""
    state: Text = ""
    nonce: Text = ""
    code_challenge: Text = ""
    code_challenge_method: Text = ""
    prompt: Text = ""
    login_hint: Text = ""
    auto: Literal["", "1"] = ""

    @property
    def flaw(self) -> str | None:
        """The error of RFC 6749 section 4.1.2.1 that this is, if it is one."""
        if self.response_type != "code":
            return "unsupported_response_type" if self.response_type else "invalid_request"
        if "openid" not in self.scope.split(" "):
            return "invalid_scope"
        if self.code_challenge_method != "S256" or not is_challenge(self.code_challenge):
            return "invalid_request"
        if self.response_mode not in ("", "query"):
            return "invalid_request"
        return "login_required" if self.prompt == "none" and self.known_at_once is None else None

    @property
    def known_at_once(self) -> str | None:
        """The address of somebody who is to be spared the page."""
        return self.login_hint if self.auto and is_address(self.login_hint) else None


@frozen(kw_only=True)
class Consent(Asked):
    """The same, sent back by the page with what somebody has typed there."""

    email: Text = ""
    name: Annotated[str, Length(max=100)] = ""


def is_address(text: str) -> bool:
    """Tell whether the text is an e-mail address."""
    try:
        email_key(text)
    except NoEmailAddress:
        return False
    return True
