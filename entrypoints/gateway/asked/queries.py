"""Queries: passed on as they were sent, once it is sure that everybody reads the same in them."""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from entrypoints.gateway.asked.refusals import BadQuery

_BARE: Final = r"A-Za-z0-9._~!$&'()*+,;=:@/?-"  # RFC 3986 section 3.4
PLAIN: Final = re.compile(rf"[{_BARE}]*")
ENCODED: Final = re.compile(rf"(?:[{_BARE}]|%[0-9A-Fa-f]{{2}})*")


def check_query(query: str) -> None:
    """Refuse what is no query of RFC 3986, or no text."""
    if PLAIN.fullmatch(query):
        return
    if not ENCODED.fullmatch(query):
        raise BadQuery(why="has a character that must be percent-encoded, or half an encoded one")
    try:
        text = unquote_to_bytes(query).decode()
    except UnicodeDecodeError as error:
        raise BadQuery(why="is not UTF-8") from error
    if "\0" in text:
        raise BadQuery(why="has a NUL")
