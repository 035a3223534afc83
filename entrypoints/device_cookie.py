"""The cookie by which a device is known again; it opens nothing."""

from typing import Final

from core.identity.model.device import KEPT_FOR
from entrypoints.http.caller import RequestInfo

NAME: Final = "oddiya_device"


def device_in(request: RequestInfo) -> str:
    """Return what the device shows; an empty text when it shows nothing."""
    pairs = (pair.strip().partition("=") for pair in request.headers.get("Cookie", "").split(";"))
    return next((value for name, _, value in pairs if name == NAME), "")


def device_cookie(token: str, *, secure: bool) -> str:
    """Return the header Set-Cookie for a device; `secure` where clients reach us by https."""
    attributes = ["Path=/", f"Max-Age={KEPT_FOR.total_seconds():.0f}", "HttpOnly", "SameSite=Strict"]
    return "; ".join((f"{NAME}={token}", *attributes, *(["Secure"] if secure else [])))
