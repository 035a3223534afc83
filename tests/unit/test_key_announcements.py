"""How the auth service goes on announcing its keys, and what the operator reads of it."""

from collections.abc import Mapping, Sequence

from attrs import define, field, frozen
from structlog.testing import capture_logs
from typing_extensions import override

from core.errors import Unavailable
from entrypoints.key_announcements import KeyAnnouncements
from ports.key_announcer import KeyAnnouncer
from ports.key_ring import KeyRing

JWK = {"kid": "a"}


@frozen
class Ring(KeyRing):
    """Publishes one key."""

    @override
    def published(self) -> Sequence[Mapping[str, str]]:
        return [JWK]


@define
class Announcer(KeyAnnouncer):
    """Hears what is announced, when it hears at all."""

    heard: list[Sequence[Mapping[str, str]]] = field(factory=list)
    is_deaf: bool = False

    @override
    async def announce(self, keys: Sequence[Mapping[str, str]]) -> None:
        if self.is_deaf:
            raise Unavailable(what="the cache")
        self.heard.append(keys)


async def test_what_the_ring_publishes_is_announced_each_time() -> None:
    announcer = Announcer()
    announce = KeyAnnouncements(key_ring=Ring(), announcer=announcer)
    await announce()
    await announce()
    assert announcer.heard == [[JWK], [JWK]]


async def test_that_nobody_hears_is_told_once_each_time_it_begins() -> None:
    announcer = Announcer()
    announce = KeyAnnouncements(key_ring=Ring(), announcer=announcer)
    with capture_logs() as logged:
        for announcer.is_deaf in (True, True, True, False, True, True):
            await announce()
    assert [line["event"] for line in logged] == ["a change of the token keys cannot be announced"] * 2
    assert announcer.heard == [[JWK]]
