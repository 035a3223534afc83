"""Writes multipart forms, well and badly."""

from typing import Final

BOUNDARY: Final = b"----cut-here"
FORM: Final = f"multipart/form-data; boundary={BOUNDARY.decode()}"


def a_part(name: str, data: bytes, *, head: bytes = b"", disposition: bytes | None = None) -> bytes:
    """Return a part; `head` is further lines of its headers, each with its end."""
    said = disposition or b'form-data; name="%s"' % name.encode()
    return b"Content-Disposition: %s\r\n%s\r\n%s" % (said, head, data)


def a_form(*parts: bytes, boundary: bytes = BOUNDARY, end: bytes = b"--\r\n") -> bytes:
    """Return a form of these parts."""
    begun = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return b"%s--%s%s" % (begun, boundary, end)
