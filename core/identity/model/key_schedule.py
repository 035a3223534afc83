"""Which of several keys signs access tokens, and which are published, at any moment."""

from datetime import datetime, timedelta
from typing import Final, Self

from attrs import evolve, field, frozen

from core.identity.model.session import ACCESS_LIFE

SKEW: Final = timedelta(minutes=5)  # by how much the clocks of two machines may differ
KEPT: Final = ACCESS_LIFE + SKEW  # how long a key is published after it signed for the last time


@frozen(kw_only=True)
class ScheduledKey:
    """A key, and from when on it may sign."""

    kid: str
    made_at: datetime
    signs_from: datetime


def _is_a_schedule(_: object, __: object, keys: tuple[ScheduledKey, ...]) -> None:
    if not keys:
        raise ValueError("there is no key")
    if len({key.kid for key in keys}) != len(keys):
        raise ValueError("a key is there twice")


@frozen(kw_only=True)
class KeySchedule:
    """Keys in the order in which they were made; that order counts, because a clock may have been set back between.

    - The newest key whose time has come signs; before the time of any, the oldest.
    - A key is published from the moment it is made until its last token is dead: by then a newer one has signed for
      as long as an access token lives, and a little longer.
    """

    keys: tuple[ScheduledKey, ...] = field(validator=_is_a_schedule)

    @classmethod
    def first(cls, kid: str, *, now: datetime) -> Self:
        """Return a schedule whose only key signs at once."""
        return cls(keys=(ScheduledKey(kid=kid, made_at=now, signs_from=now),))

    def rotated(self, kid: str, *, now: datetime, lead: timedelta) -> Self:
        """Let a new key take over after `lead`; keys whose time is over are forgotten."""
        key = ScheduledKey(kid=kid, made_at=now, signs_from=now + lead)
        return evolve(self, keys=(*self._alive(now), key))

    def signing(self, now: datetime) -> str:
        """Return the kid of the key that signs."""
        return next((key.kid for key in reversed(self.keys) if key.signs_from <= now), self.keys[0].kid)

    def published(self, now: datetime) -> tuple[str, ...]:
        """Return the kids of the keys that others must know: the one that signs, and then the newest first."""
        signing = self.signing(now)
        others = (key.kid for key in reversed(self._alive(now)) if key.kid != signing)
        return (signing, *others)

    def is_published(self, kid: str, now: datetime) -> bool:
        """Tell whether others must know a key."""
        return any(key.kid == kid for key in self._alive(now))

    def _alive(self, now: datetime) -> tuple[ScheduledKey, ...]:
        alive: list[ScheduledKey] = []
        replaced_at: datetime | None = None
        for key in reversed(self.keys):
            if replaced_at is None or now - KEPT < replaced_at:
                alive.append(key)
            replaced_at = key.signs_from if replaced_at is None else min(replaced_at, key.signs_from)
        return tuple(reversed(alive))
