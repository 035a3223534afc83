"""Requests in which another one hides from whoever reads them differently; it comes last, and ends the connection."""

from collections.abc import Mapping
from typing import Final

from tests.gateway.process.table import PUBLIC

HIDDEN: Final = f"GET {PUBLIC}/hidden HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
CHUNKED: Final = b"Transfer-Encoding: chunked"
NO_BODY: Final = b"0\r\n\r\n"
Requests = Mapping[str, bytes]


def post(*lines: bytes, body: bytes = b"", version: bytes = b"HTTP/1.1", target: str = f"{PUBLIC}/open") -> bytes:
    """Write a request with these lines in its head; the hidden one comes after it."""
    return b"\r\n".join((b"POST %s %s" % (target.encode(), version), b"Host: a", *lines, b"", body)) + HIDDEN


def get(*lines: bytes, first: bytes | None = None, host: bytes = b"Host: a") -> bytes:
    """Write a request without a body."""
    first = first or f"GET {PUBLIC}/open HTTP/1.1".encode()
    return b"\r\n".join(line for line in (first, host, *lines) if line) + b"\r\n\r\n" + HIDDEN


def _lengths() -> Requests:
    values = (
        *(b"+5", b"-5", b"-0", b"0x5", b"5,5", b"5, 5", b"1_0", b"5 5", b"5.0", b"5e0", b"", b"five", b"5;5", b"\x0b5"),
        *("٥".encode(), "５".encode(), b"9" * 19, b"9" * 400, b"18446744073709551621", b'"5"', b"5\x00"),
    )
    return {f"Content-Length {value[:24]!r}": post(b"Content-Length: " + value, body=b"hello") for value in values}


def _codings() -> Requests:
    values = (
        *(b"xchunked", b"chunked, identity", b"identity", b"chunked;a", b"chunked;q=1", b"chunked, chunked"),
        *(b"gzip, chunked", b"chunked, gzip", b"", b'"chunked"', b"\x0bchunked", b"chunked\x0b", b"\x00chunked"),
        *(b"chunked\x00", b"chunked,", b",chunked", b"chunkedd", b"chunke", "ｃhunked".encode(), b"chun\xe1ked"),
    )
    return {f"Transfer-Encoding {value!r}": post(b"Transfer-Encoding: " + value, body=NO_BODY) for value in values}


def _framings() -> Requests:
    hidden = b"Content-Length: %d" % len(NO_BODY + HIDDEN)
    return {
        "CL, then TE": post(hidden, CHUNKED, body=NO_BODY),
        "TE, then CL": post(CHUNKED, hidden, body=NO_BODY),
        "TE and CL 0": post(CHUNKED, b"Content-Length: 0", body=NO_BODY),
        "TE twice": post(CHUNKED, CHUNKED, body=NO_BODY),
        "TE, then another": post(CHUNKED, b"Transfer-Encoding: identity", body=NO_BODY),
        "CL twice, different": post(b"Content-Length: 0", b"Content-Length: %d" % len(HIDDEN)),
        "CL twice, in a list": post(b"Content-Length: 0, 0"),
        "TE in HTTP/1.0": post(CHUNKED, body=NO_BODY, version=b"HTTP/1.0"),
        "TE with a blank before the colon": post(b"Transfer-Encoding : chunked", body=NO_BODY),
        "CL with a blank before the colon": post(b"Content-Length : 0"),
        "TE with a tab before the colon": post(b"Transfer-Encoding\t: chunked", body=NO_BODY),
        "TE folded": post(b"Transfer-Encoding:\r\n chunked", body=NO_BODY),
        "TE behind a fold": post(b"A: b\r\n Transfer-Encoding: chunked", b"Content-Length: 0"),
        "TE behind a bare LF": post(b"A: b\nTransfer-Encoding: chunked", b"Content-Length: 5", body=NO_BODY),
        "TE behind a bare CR": post(b"A: b\rTransfer-Encoding: chunked", b"Content-Length: 5", body=NO_BODY),
        "a blank before the first field": post(b" Content-Length: 5", body=b"hello"),
        "TE by an underscore": post(b"Transfer_Encoding: chunked", body=NO_BODY),
        "CL by an underscore": post(b"Content_Length: %d" % len(HIDDEN)),
        "TE with a NUL in its name": post(b"Transfer-Encoding\x00: chunked", body=NO_BODY),
        "TE with another blank": post(b"Transfer-Encoding:\xa0chunked", body=NO_BODY),
    }


def _fields() -> Requests:
    lines = {
        "a bare LF": b"A: b\nC: d",
        "a bare CR": b"A: b\rC: d",
        "a fold": b"A: b\r\n c",
        "a tabbed fold": b"A: b\r\n\tc",
        "a NUL": b"A: b\x00",
        "a NUL in a name": b"A\x00: b",
        "no colon": b"A",
        "no name": b": b",
        "a blank": b"A : b",
        "a DEL": b"A: \x7f",
        "a VT": b"A: \x0b",
        "a BEL": b"A: \x07b",
        "a letter": "Ä: b".encode(),
        "quotes": b'"A": b',
        "CRCRLF": b"A: b\r",
        "a parenthesis": b"A(b): c",
        "an ESC": b"A: \x1b[2J",
        "a slash": b"A/b: c",
    }
    return {f"a field with {name}": get(line) for name, line in lines.items()}


def _hosts() -> Requests:
    hosts = {
        "none": b"",
        "two": b"Host: a\r\nHost: a",
        "two that differ": b"Host: a\r\nHost: b",
        "userinfo": b"Host: mina@a",
        "a path": b"Host: a/b",
        "a comma": b"Host: a, b",
        "a blank": b"Host: a b",
        "a query": b"Host: a?b",
        "a fragment": b"Host: a#b",
        "a strange port": b"Host: a:b",
        "a backslash": b"Host: a\\b",
        "a quote": b'Host: "a"',
        "a huge port": b"Host: a:99999999",
        "letters": "Host: ä".encode(),
        "an open bracket": b"Host: [::1",
        "CR": b"Host: a\r",
        "blank before colon": b"Host : a",
        "a percent sign": b"Host: a%00",
    }
    return {f"Host with {name}": get(host=host) for name, host in hosts.items()}


def _first_lines() -> Requests:
    path = f"{PUBLIC}/open".encode()
    lines = {
        **{f"version {version!r}": b"GET %s %s" % (path, version) for version in (
            *(b"HTTP/0.9", b"HTTP/1.2", b"HTTP/2.0", b"HTTP/1", b"HTTP/1.10", b"HTTP/01.1", b"http/1.1", b"HTTP/1,1"),
            *(b"HTTP /1.1", b"HTTP/ 1.1", b"HTTPS/1.1", b"HTTP/1.1 ", b"HTTP/1.1\t", b"HTTP/1.1 a", b"HTTP/1.\xb2"),
            *(b"", b"1.1"),
        )},
        "no version": b"GET %s" % path,
        "no target": b"GET HTTP/1.1",
        "two blanks": b"GET  %s HTTP/1.1" % path,
        "two blanks later": b"GET %s  HTTP/1.1" % path,
        "a leading blank": b" GET %s HTTP/1.1" % path,
        "tabs": b"GET\t%s\tHTTP/1.1" % path,
        "a blank in the target": b"GET %s/a b HTTP/1.1" % path,
        "an absolute target": b"GET http://a%s HTTP/1.1" % path,
        "another host": b"GET http://b%s HTTP/1.1" % path,
        "a NUL": b"GET %s\x00 HTTP/1.1" % path,
        "a bare CR": b"GET %s\r HTTP/1.1" % path,
        "a bare LF": b"GET %s\n HTTP/1.1" % path,
        "a BOM": b"\xef\xbb\xbfGET %s HTTP/1.1" % path,
        "quotes": b'"GET" %s HTTP/1.1' % path,
    }  # fmt: skip
    return {f"a first line with {name}": get(first=line) for name, line in lines.items()}


def _whole() -> Requests:
    asked = f"GET {PUBLIC}/open HTTP/1.1".encode()
    return {
        "LF everywhere": (asked + b"\nHost: a\n\n") + HIDDEN,
        "CR everywhere": (asked + b"\rHost: a\r\r") + HIDDEN,
        "LF at the end": (asked + b"\r\nHost: a\n\r\n") + HIDDEN,
        "LF CR": (asked + b"\n\rHost: a\n\r\n\r") + HIDDEN,
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(32) + b"\r\n\r\n" + HIDDEN,
        "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN,
        "a PROXY line": b"PROXY TCP4 203.0.113.7 10.0.0.1 1 2\r\n" + HIDDEN,
        "an answer": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + HIDDEN,
    }


REFUSED: Final[Requests] = {
    **_lengths(), **_codings(), **_framings(), **_fields(), **_hosts(), **_first_lines(), **_whole(),
}  # fmt: skip


def _chunks() -> Requests:
    bodies = {
        **{f"size {size!r}": size + b"\r\nhello\r\n0\r\n\r\n" for size in (
            *(b"0_5", b"+5", b"-5", b"0x5", b"5 ", b" 5", b"\t5", b"5h", b"", b"05\x00", b"5\x0b", b"5,5", b"5.0"),
            *(b"0" * 16 + b"5", b"1" + b"0" * 15 + b"5", "５".encode(), b"-0"),
        )},
        "a size that ends with LF": b"5\nhello\r\n0\r\n\r\n",
        "a size that ends with CR": b"5\rhello\r\n0\r\n\r\n",
        "data that ends with LF": b"5\r\nhello\n0\r\n\r\n",
        "data that does not end": b"5\r\nhello0\r\n\r\n",
        "data that is longer": b"5\r\nhello!\r\n0\r\n\r\n",
        "an extension with LF": b"5;a\nb\r\nhello\r\n0\r\n\r\n",
        "an extension with CR": b"5;a\rb\r\nhello\r\n0\r\n\r\n",
        "an extension that is long": b"5;" + b"a" * 70_000 + b"\r\nhello\r\n0\r\n\r\n",
        "an end with LF": b"5\r\nhello\r\n0\n\r\n",
        "an end with LF LF": b"5\r\nhello\r\n0\n\n",
        "a trailer with a blank": b"5\r\nhello\r\n0\r\nA : b\r\n\r\n",
        "a trailer with LF": b"5\r\nhello\r\n0\r\nA: b\n\r\n",
        "a trailer without colon": b"5\r\nhello\r\n0\r\nGET /echo/public/hidden HTTP/1.1\r\n\r\n",
        "a trailer without end": b"5\r\nhello\r\n0\r\nA: " + b"a" * 70_000 + b"\r\n\r\n",
    }  # fmt: skip
    return {f"a chunked body with {name}": post(CHUNKED, body=body) for name, body in bodies.items()}


BROKEN: Final[Requests] = _chunks()
