"""The name of a request in logs and problems: the client's own, when it is one that is safe to print."""

import re
from typing import Final

from aiohttp import web
from multidict import istr

from ports.ids import Ids

REQUEST_ID: Final = istr("X-Request-Id")
TRACEPARENT: Final = istr("traceparent")
SAFE: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id_of(request: web.BaseRequest, ids: Ids) -> str:
    """Return the id that the client sent, or a new one."""
    sent = request.headers.get(REQUEST_ID)
    return sent if sent is not None and SAFE.fullmatch(sent) else ids.new()
