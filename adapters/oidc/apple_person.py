"""What Apple's form says of a person beside the code: nobody signed it, so only the name is read."""

import unicodedata

import orjson

from adapters.oidc.said import name_in
from core.identity.model.name import LONGEST_NAME

LONGEST = 4096
FAMILY_FIRST = ("HANGUL", "CJK", "HIRAGANA", "KATAKANA")


def name_of(person: str | None) -> str:
    """Return the name that came with a first sign-in, or nothing; Apple does not tell it again."""
    if person is None or len(person) > LONGEST:
        return ""
    try:
        found = orjson.loads(person)
    except orjson.JSONDecodeError:
        return ""
    name = found.get("name") if isinstance(found, dict) else None
    if not isinstance(name, dict):
        return ""
    return _joined(name_in(name.get("firstName")), name_in(name.get("lastName")))


def _joined(given: str, family: str) -> str:
    if given and all(unicodedata.name(letter, "").startswith(FAMILY_FIRST) for letter in given + family):
        return name_in(family + given)
    return f"{given} {family}".strip()[:LONGEST_NAME].rstrip()
