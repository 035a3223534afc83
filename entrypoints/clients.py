"""What can be told of the client that sent a request."""

from typing import Final

from core.identity.model.session import Client
from entrypoints.http.caller import RequestInfo

ONLY_BROWSERS_SEND: Final = ("Origin", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest")


def client_of(request: RequestInfo) -> Client:
    """Return how the client names itself, and its address."""
    return Client(agent=request.headers.get("User-Agent", ""), address=request.client_address)


def is_browser(request: RequestInfo) -> bool:
    """Tell whether a browser sent the request, perhaps because some page made it; pages cannot leave these out."""
    return any(name in request.headers for name in ONLY_BROWSERS_SEND)
