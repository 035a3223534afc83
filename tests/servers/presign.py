"""What moto leaves out: presigned URLs are checked as S3 checks them (Signature Version 4 in the query string)."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from attrs import frozen
from moto.s3.models import s3_backends

from tests.servers.strict_s3 import StrictS3

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ALGORITHM = "AWS4-HMAC-SHA256"
LONGEST_SECONDS = 7 * 24 * 3600
STATUS = {400: "400 Bad Request", 403: "403 Forbidden", 411: "411 Length Required"}

Pairs = Sequence[tuple[str, str]]


@frozen
class Refused(Exception):  # noqa: N818 - named for the fact
    """What S3 would answer instead."""

    status: int
    code: str
    message: str


def verified(app: "WSGIApplication", *, access_key: str, secret_key: str) -> "WSGIApplication":
    """Let pass what is signed in its headers, check what is signed in its URL, and refuse what is not signed.

    The S3 behind it is made strict too.
    """
    s3_backends.backend = StrictS3

    def checked(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if "HTTP_AUTHORIZATION" in environ or environ["PATH_INFO"].startswith("/moto-api"):
            return app(environ, start_response)
        body = _body(environ)
        try:
            _check(environ, access_key=access_key, secret_key=secret_key)
            _check_body(environ, body)
        except Refused as refused:
            return _answer(refused, start_response)
        environ["wsgi.input"] = BytesIO(body)
        return app(environ, start_response)

    return checked


def _check(environ: "WSGIEnvironment", *, access_key: str, secret_key: str) -> None:
    pairs = _query(environ)
    query = dict(pairs)
    if "X-Amz-Signature" not in query:
        raise Refused(403, "AccessDenied", "Access Denied")
    if query.get("X-Amz-Algorithm") != ALGORITHM or len(query) != len(pairs):
        raise Refused(400, "AuthorizationQueryParametersError", "the query is not that of a presigned URL")
    signed = query.get("X-Amz-SignedHeaders", "").split(";")
    _check_headers(environ, signed)
    key, _, scope = query.get("X-Amz-Credential", "").partition("/")
    if key != access_key:
        raise Refused(403, "InvalidAccessKeyId", "there is no such access key")
    text = _text_to_sign(environ, pairs, signed, scope)
    if not hmac.compare_digest(_signature(secret_key, scope, text), query["X-Amz-Signature"]):
        raise Refused(403, "SignatureDoesNotMatch", "the signature is not that of this request")
    _check_time(query)


def _check_headers(environ: "WSGIEnvironment", signed: Sequence[str]) -> None:
    sent = {name[5:].replace("_", "-").lower() for name in environ if name.startswith("HTTP_X_AMZ_")}
    if "host" not in signed or not sent <= set(signed):
        raise Refused(403, "AccessDenied", "there are headers which were not signed")


def _check_time(query: dict[str, str]) -> None:
    try:
        begins = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        seconds = int(query["X-Amz-Expires"])
    except (KeyError, ValueError):
        raise Refused(400, "AuthorizationQueryParametersError", "there is no time") from None
    if not 0 < seconds <= LONGEST_SECONDS:
        raise Refused(400, "AuthorizationQueryParametersError", "X-Amz-Expires must be less than a week")
    if datetime.now(UTC) >= begins + timedelta(seconds=seconds):
        raise Refused(403, "AccessDenied", "Request has expired")


def _check_body(environ: "WSGIEnvironment", body: bytes) -> None:
    if environ["REQUEST_METHOD"] == "PUT" and not environ.get("CONTENT_LENGTH"):
        raise Refused(411, "MissingContentLength", "you must provide the Content-Length header")
    if len(body) < int(environ.get("CONTENT_LENGTH") or 0):
        raise Refused(400, "IncompleteBody", "the body is shorter than Content-Length says")


def _text_to_sign(environ: "WSGIEnvironment", pairs: Pairs, signed: Sequence[str], scope: str) -> str:
    path = quote(unquote(environ["REQUEST_URI"].partition("?")[0]), safe="/-_.~")
    query = "&".join(
        sorted(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
            for name, value in pairs
            if name != "X-Amz-Signature"
        )
    )
    headers = "".join(f"{name}:{_header(environ, name)}\n" for name in signed)
    request = "\n".join([environ["REQUEST_METHOD"], path, query, headers, ";".join(signed), "UNSIGNED-PAYLOAD"])
    moment = dict(pairs).get("X-Amz-Date", "")
    return "\n".join([ALGORITHM, moment, scope, hashlib.sha256(request.encode()).hexdigest()])


def _signature(secret_key: str, scope: str, text: str) -> str:
    key = b"AWS4" + secret_key.encode()
    for word in scope.split("/"):
        key = hmac.digest(key, word.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()


def _header(environ: "WSGIEnvironment", name: str) -> str:
    variable = name.upper().replace("-", "_")
    value = environ.get(variable if variable in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{variable}", "")
    return " ".join(value.split())


def _query(environ: "WSGIEnvironment") -> list[tuple[str, str]]:
    parts = [part.partition("=") for part in environ.get("QUERY_STRING", "").split("&") if part]
    return [(unquote(name), unquote(value)) for name, _, value in parts]


def _body(environ: "WSGIEnvironment") -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body: bytes = environ["wsgi.input"].read(length) if length else b""
    return body


def _answer(refused: Refused, start_response: "StartResponse") -> Iterable[bytes]:
    text = f"<Error><Code>{refused.code}</Code><Message>{refused.message}</Message></Error>".encode()
    start_response(STATUS[refused.status], [("Content-Type", "application/xml"), ("Content-Length", str(len(text)))])
    return [text]
