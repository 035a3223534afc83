"""Paths: what a path says can be read in one way only, and whatever could be read in another is refused."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, unquote, unquote_to_bytes

from entrypoints.gateway.asked.refusals import AmbiguousPath

# What RFC 3986 section 3.3 lets stand in a segment as it is, but for `;`, at which some servers cut segments off.
STAND_BARE: Final = "!$&'()*+,=:@"
_BARE: Final = r"A-Za-z0-9_~!$&'()*+,=:@-"
# JavaScript's encodeURIComponent encodes these, which are no other character's spelling either way.
ENCODED_MARK: Final = re.compile("%(?:2[146789ABC]|3[AD]|40)")
# No possessive quantifiers: those of Python 3.11.2 forget the last slash. Without them there is one way to match, too.
PLAIN: Final = re.compile(rf"(?:/\.?[{_BARE}][.{_BARE}]*)+")

# The first that is found says what is wrong, so that what is plainest comes first.
FAULTS: Final = tuple(
    (re.compile(pattern), why)
    for pattern, why in (
        (r"\\|%5[Cc]", "has a backslash"),
        (r"%2[Ff]", "encodes a slash"),
        (r";|%3[Bb]", "has a semicolon"),
        (r"#|%23|%3[Ff]", "has a character that ends paths"),
        (r"%[01][0-9A-Fa-f]|%7[Ff]", "encodes a control character"),
        (r"%(?![0-9A-F]{2})", "has a percent sign without two upper-case hexadecimal digits after it"),
        (r"//|/\Z", "has an empty segment"),
        (r"/\.+(?:/|\Z)", "has a segment of dots"),
        (rf"[^/%.{_BARE}]", "has a character that must be percent-encoded"),
    )
)
# What another decoding, or another notion of which characters are the same, would make of a segment.
MEANS_MORE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029/\\;#?]|%[0-9A-Fa-f]{2}|%[Uu][0-9A-Fa-f]{4}|\A\.+\Z")


def segments_of(path: str) -> tuple[str, ...]:
    """Return the decoded segments of a path that begins with a slash; the root has none.

    `spelled` makes the same path of them again, byte for byte but for marks that may stand there encoded or bare; a
    path for which that is not so is refused.
    """
    if PLAIN.fullmatch(path):
        return tuple(path[1:].split("/"))
    if path == "/":
        return ()
    for pattern, why in FAULTS:
        if pattern.search(path):
            raise AmbiguousPath(why=why)
    segments = tuple(_decoded(segment) for segment in path[1:].split("/"))
    if spelled(segments) != ENCODED_MARK.sub(lambda mark: unquote(mark[0]), path):
        raise AmbiguousPath(why="percent-encodes what needs no encoding")
    return segments


def spelled(segments: Iterable[str]) -> str:
    """Return the spelling of a path in which nothing is encoded that can stand bare."""
    return "/" + "/".join(quote(segment, safe=STAND_BARE) for segment in segments)


def _decoded(segment: str) -> str:
    try:
        text = unquote_to_bytes(segment).decode()
    except UnicodeDecodeError as error:
        raise AmbiguousPath(why="is not UTF-8") from error
    if MEANS_MORE.search(text):
        raise AmbiguousPath(why="means something else once it is decoded")
    if MEANS_MORE.search(unicodedata.normalize("NFKC", text)):
        raise AmbiguousPath(why="has characters that pass for dots, slashes or other marks")
    return text
