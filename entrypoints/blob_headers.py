"""What requests for an object ask in their headers, and what answers say in theirs (RFC 9110, RFC 6266)."""

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import format_datetime
from typing import ClassVar
from urllib.parse import quote

from aiohttp import web
from attrs import define, frozen
from typing_extensions import override

from entrypoints.http.refusals import Refusal
from ports.blob_store import Blob

_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*")
_ATTR_CHAR = "!#$&+-.^_`|~"  # RFC 5987, besides letters and digits


@define(kw_only=True)
class NoSuchRange(Refusal):
    """A range that begins behind the end."""

    code: ClassVar[str] = "no-such-range"
    says: ClassVar[str] = "the object has {size} bytes; the range begins behind them"
    status: ClassVar[int] = 416
    size: int

    @override
    def headers(self) -> Mapping[str, str]:
        return {"Content-Range": f"bytes */{self.size}"}


@frozen(kw_only=True)
class Wanted:
    """The bytes of an object that are to be sent."""

    start: int
    stop: int
    size: int
    partial: bool

    def headers(self) -> dict[str, str]:
        """Return the header that tells which part it is."""
        return {"Content-Range": f"bytes {self.start}-{self.stop - 1}/{self.size}"} if self.partial else {}


def headers_of(blob: Blob, *, download_as: str | None) -> dict[str, str]:
    """Return what every answer about an object says; whatever its bytes are, browsers must not run them."""
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Type": blob.content_type,
        "ETag": _quoted(blob),
        "Last-Modified": _last_modified(blob),
        "X-Content-Type-Options": "nosniff",
    }
    return headers if download_as is None else headers | {"Content-Disposition": saved_as(download_as)}


def saved_as(name: str) -> str:
    """Return what asks browsers to save under a name in any script; old ones get the nearest name in ASCII."""
    shown = re.sub(r"[\x00-\x1f\x7f-\x9f/\\]", "_", name).strip() or "download"
    plain = re.sub(r'[^ !#-~]|[%"]', "_", shown)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe=_ATTR_CHAR, errors='replace')}"


def is_known(request: web.Request, blob: Blob) -> bool:
    """Tell whether the client has these bytes already."""
    if request.if_none_match is not None:
        return any(etag.value in ("*", blob.etag) for etag in request.if_none_match)
    since = request.if_modified_since
    return since is not None and blob.modified_at.replace(microsecond=0) <= since


def wanted_of(request: web.Request, blob: Blob) -> Wanted:
    """Return which bytes the client wants; a range that cannot be understood is passed over, as HTTP says."""
    span = _span_of(request.headers.get("Range", ""), blob.size) if _range_counts(request, blob) else None
    if span is None:
        return Wanted(start=0, stop=blob.size, size=blob.size, partial=False)
    start, stop = span
    if start >= stop:
        raise NoSuchRange(size=blob.size)
    return Wanted(start=start, stop=stop, size=blob.size, partial=True)


def _range_counts(request: web.Request, blob: Blob) -> bool:
    """Tell whether a range is of the object that the client began to read."""
    condition = request.headers.get("If-Range")
    return request.method == "GET" and condition in (None, _quoted(blob), _last_modified(blob))


def _span_of(text: str, size: int) -> tuple[int, int] | None:
    asked = _RANGE.fullmatch(text)
    first, last = (int(number) if number else None for number in asked.groups()) if asked else (None, None)
    if last is None:
        return None if first is None else (first, size)
    if first is None:
        return max(0, size - last), size
    return None if last < first else (first, min(size, last + 1))


def _quoted(blob: Blob) -> str:
    return f'"{blob.etag}"'


def _last_modified(blob: Blob) -> str:
    return format_datetime(blob.modified_at.astimezone(UTC), usegmt=True)
