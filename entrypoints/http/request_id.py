"""The name of a request in logs and problems."""

import re
from collections.abc import Mapping
from typing import Final

from multidict import istr

REQUEST_ID: Final = istr("X-Request-Id")
TRACEPARENT: Final = istr("traceparent")
SAFE: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
# W3C Trace Context section 3.2: version, trace id, span id and flags, with dashes between.
TRACE_ID: Final = slice(3, 35)
SPAN_ID: Final = slice(36, 52)


def request_id_of(headers: Mapping[str, str], traceparent: str) -> str:
    """Return the id that the client sent, when it is safe to print, else that of the request's own span."""
    sent = headers.get(REQUEST_ID)
    return sent if sent is not None and SAFE.fullmatch(sent) else traceparent[SPAN_ID]
