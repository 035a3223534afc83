"""Signing in at the identity provider, as an app does it, with a browser that asks nothing."""

from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit

from tests.chaos.phone import Phone, Reply, Wish
from tests.system.environments import SIGNED_IN

KIND: Final = "way to sign in"
SIGNED_IN_KIND: Final = "sign-in"
PROVIDER: Final = "oidc"


async def sign_in(phone: Phone, email: str) -> Reply:
    """Try once; what comes back is the answer of the last step that was made, with the tokens if all went well."""
    query = f"redirect_uri={quote(SIGNED_IN, safe='')}&login_hint={quote(email)}"
    begun = await phone.ask(Wish(kind=KIND, method="GET", path=f"/oauth2/authorize/{PROVIDER}?{query}"))
    if not begun.good:
        return begun
    page = await phone.ask(Wish(kind=KIND, method="GET", path=f"{begun.json['authorization_url']}&auto=1"))
    if not page.good:
        return page
    told = parse_qs(urlsplit(page.headers["Location"]).query)
    if "code" not in told:
        return Reply(status=0, body=str(told).encode())
    back: dict[str, Any] = {"code": told["code"][0], "state": told["state"][0]}
    return await phone.ask(Wish(kind=SIGNED_IN_KIND, method="POST", path=f"/oauth2/callback/{PROVIDER}", body=back))
