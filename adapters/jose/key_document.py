"""Token keys as text: the JSON document that is kept in a file or in a secret store."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adapters.jose.token_key import TokenKey
from adapters.jose.token_keys import TokenKeys
from adapters.section import CannotOpen
from core.identity.model.key_schedule import KeySchedule, ScheduledKey

FIELDS = {"kid", "made_at", "signs_from", "private_key"}
NO_KEYS: Mapping[str, TokenKey] = {}


def document_of(keys: TokenKeys) -> str:
    """Write keys as one line, the oldest first."""
    rows = [_row(one, keys.by_kid[one.kid]) for one in keys.schedule.keys]
    return json.dumps({"keys": rows})


def keys_in(text: str, *, where: str, known: Mapping[str, TokenKey] = NO_KEYS) -> TokenKeys:
    """Read keys; of those that are `known` by their private key the costly part is skipped."""
    try:
        rows = _rows(text)
        keys = [known.get(row["private_key"]) or TokenKey.read(row["private_key"]) for row in rows]
        schedule = KeySchedule(keys=tuple(_scheduled(*pair) for pair in zip(rows, keys, strict=True)))
    except (ValueError, RecursionError) as error:
        raise CannotOpen(f"{where} is no document of token keys as `oddiya keys rotate` makes them: {error}") from error
    return TokenKeys(schedule=schedule, by_kid={key.kid: key for key in keys})


def _rows(text: str) -> list[dict[str, str]]:
    try:
        document: Any = json.loads(text)
    except ValueError as error:
        raise ValueError("it is not JSON") from error  # whose own message could quote a key
    rows = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(map(_is_row, rows)):
        raise ValueError(f"it is not a list of keys with {', '.join(sorted(FIELDS))} each")
    return rows


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and set(row) == FIELDS and all(isinstance(value, str) for value in row.values())


def _scheduled(row: Mapping[str, str], key: TokenKey) -> ScheduledKey:
    if row["kid"] != key.kid:
        raise ValueError("a kid is not the thumbprint of its private_key")
    return ScheduledKey(kid=key.kid, made_at=_moment(row["made_at"]), signs_from=_moment(row["signs_from"]))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("a time is not one of RFC 3339")
    return moment


def _row(scheduled: ScheduledKey, key: TokenKey) -> dict[str, str]:
    return {
        "kid": key.kid,
        "made_at": scheduled.made_at.isoformat(),
        "signs_from": scheduled.signs_from.isoformat(),
        "private_key": key.pem,
    }
