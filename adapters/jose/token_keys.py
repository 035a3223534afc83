"""Keys and their schedule, as one value."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from attrs import field, frozen

from adapters.jose.token_key import TokenKey
from core.identity.model.key_schedule import KeySchedule


@frozen(kw_only=True)
class TokenKeys:
    """Says for any moment which key signs and which are published."""

    schedule: KeySchedule
    by_kid: Mapping[str, TokenKey] = field(repr=False)

    @classmethod
    def first(cls, key: TokenKey, *, now: datetime) -> Self:
        """Return keys of which there is one, and it signs at once."""
        return cls(schedule=KeySchedule.first(key.kid, now=now), by_kid={key.kid: key})

    def rotated(self, key: TokenKey, *, now: datetime, lead: timedelta) -> Self:
        """Let a new key take over after `lead`."""
        schedule = self.schedule.rotated(key.kid, now=now, lead=lead)
        by_kid = {**self.by_kid, key.kid: key}
        return type(self)(schedule=schedule, by_kid={one.kid: by_kid[one.kid] for one in schedule.keys})

    def signing(self, now: datetime) -> TokenKey:
        """Return the key that signs."""
        return self.by_kid[self.schedule.signing(now)]

    def published(self, now: datetime) -> Sequence[Mapping[str, str]]:
        """Return the public keys, the one that signs first."""
        return [self.by_kid[kid].jwk for kid in self.schedule.published(now)]

    def publics(self, now: datetime) -> Mapping[str, Any]:
        """Return python-jose's keys for the published ones by their kid."""
        return {kid: self.by_kid[kid].public for kid in self.schedule.published(now)}
