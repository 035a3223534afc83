"""JSON objects from strangers: nothing is read in two ways, and nothing takes long or breaks the reader."""

import json
from typing import Any, Final, NoReturn

MOST_BRACKETS: Final = 16  # the standard library's reader follows nesting on the stack


def object_in(data: bytes, *, most_brackets: int = MOST_BRACKETS) -> dict[str, Any]:
    """Return the object; a `ValueError` refuses what is not UTF-8, is nested deeply, or has a name twice."""
    text = data.decode()
    if text.count("[") + text.count("{") > most_brackets:
        raise ValueError("nested too deeply")
    value = _READER.decode(text)
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004 - the type is the stranger's, not the program's
    return value


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name is there twice")
    return members


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_READER: Final = json.JSONDecoder(object_pairs_hook=_distinct, parse_constant=_refuse)
