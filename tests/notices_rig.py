"""Somebody with devices and an address, and a push service and a mail server that can be touchy."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from attrs import define, evolve, field
from typing_extensions import override

from adapters.memory.notifier import MemoryNotifier
from adapters.signing.sealer import AesSealer
from adapters.system.clock import SystemClock
from adapters.system.ids import Uuid7Ids
from adapters.system.randomness import SystemRandomness
from composition.catalogue import adapters_of
from composition.direct_user_directory import DirectUserDirectory
from core.errors import Unavailable
from core.identity.model.user import Locale, User, UserId
from core.notices.model.attempt import Attempt
from core.notices.model.delivery import Delivery, NoticeId
from core.notices.model.device import Device
from core.notices.model.media_notices import of_completed_film
from core.notices.model.notice import Notice
from core.notices.model.preferences import Preferences
from core.notices.use_cases.devices.register_device import RegisterDevice
from core.notices.use_cases.devices.remove_device import RemoveDevice
from core.notices.use_cases.log.forget_owner import ForgetOwner
from core.notices.use_cases.steps.mail_to_owner import MailToOwner
from core.notices.use_cases.steps.push_to_devices import PushToDevices
from core.notices.use_cases.steps.tellings import Tellings
from core.notices.use_cases.steps.unsubscribe_links import UnsubscribeLinks
from core.notices.use_cases.telling.tell_owner import TellOwner
from core.video.model.events import FilmCompleted
from core.video.model.job import JobId
from ports.mailer import Mail, Mailer, UndeliverableMail
from ports.notice_works import NoticeWork
from ports.notifier import Push
from ports.works import Works
from tests.builders import an_id, an_identity
from tests.clocks import ManualClock
from tests.conftest import OpenAdapter

IDS = Uuid7Ids(SystemClock())
PUBLIC_URL = "https://oddiya.test"
MINA = "mina@example.com"


def nothing() -> None:
    """Do nothing."""


@define
class TouchyNotifier(MemoryNotifier):
    """Does something, once, before it pushes next."""

    before_push: Callable[[], None] = nothing
    down: bool = False

    @override
    async def push(self, address: str, push: Push) -> None:
        do, self.before_push = self.before_push, nothing
        await asyncio.sleep(0)
        do()
        if self.down:
            raise Unavailable(what="the push service")
        await super().push(address, push)

    @override
    async def forget(self, address: str) -> None:
        if self.down:
            raise Unavailable(what="the push service")
        await super().forget(address)


@define
class TouchyMailer(Mailer):
    """A mail server that can be away, know an address for bad, dislike a letter, or never answer."""

    letters: list[Mail] = field(factory=list)
    down: bool = False
    silent: bool = False
    bad: set[str] = field(factory=set)
    picky: bool = False

    @override
    async def send(self, mail: Mail) -> None:
        if self.silent:
            await asyncio.Event().wait()
        if self.down:
            raise Unavailable(what="the mail server")
        if self.picky or mail.to in self.bad:
            raise UndeliverableMail(address_refused=mail.to in self.bad)
        self.letters.append(mail)


@define
class Rig:
    """Somebody with devices and an address, and what happens to them."""

    works: Works[NoticeWork]
    directory: DirectUserDirectory
    mina: UserId = field(factory=lambda: UserId(an_id()))
    clock: ManualClock = field(factory=ManualClock)
    notifier: TouchyNotifier = field(factory=TouchyNotifier)
    mailer: TouchyMailer = field(factory=TouchyMailer)
    links: UnsubscribeLinks = field(
        factory=lambda: UnsubscribeLinks(
            sealer=AesSealer(key=b"k" * 32, randomness=SystemRandomness()), public_url=PUBLIC_URL
        )
    )

    async def live(self, *, email: str | None = MINA, verified: bool = True, locale: Locale = "en") -> None:
        """Have an account."""
        user = User(
            user_id=self.mina,
            email=email,
            email_verified=verified,
            name="Mina",
            locale=locale,
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        async with self.directory.read_user.works.begin() as work:
            await work.users.add(user, an_identity())

    async def move_to(self, email: str) -> None:
        """Have another address."""
        async with self.directory.read_user.works.begin() as work:
            user = await work.users.get(self.mina)
            assert user is not None
            await work.users.save(evolve(user, email=email, version=user.version + 1))

    async def register(self, token: str, *, locale: Locale = "en", owner: UserId | None = None) -> tuple[Device, bool]:
        self.clock.move(timedelta(seconds=1))
        register = RegisterDevice(works=self.works, notifier=self.notifier, clock=self.clock, ids=IDS)
        return await register(caller=owner or self.mina, platform="ios", token=token, locale=locale)

    async def devices(self, owner: UserId | None = None) -> list[str]:
        async with self.works.begin() as work:
            return [device.token for device in await work.devices.of_user(owner or self.mina)]

    @property
    def tellings(self) -> Tellings:
        return Tellings(works=self.works, clock=self.clock, ids=IDS)

    @property
    def push_to_devices(self) -> PushToDevices:
        return PushToDevices(works=self.works, notifier=self.notifier, tellings=self.tellings)

    @property
    def mail_to_owner(self) -> MailToOwner:
        return MailToOwner(
            works=self.works,
            directory=self.directory,
            mailer=self.mailer,
            tellings=self.tellings,
            unsubscribe_links=self.links,
            links_to="https://app.oddiya.test",
        )

    @property
    def tell_owner(self) -> TellOwner:
        return TellOwner(
            works=self.works,
            clock=self.clock,
            push_to_devices=self.push_to_devices,
            mail_to_owner=self.mail_to_owner,
        )

    async def tell(self, notice: Notice) -> Sequence[Attempt]:
        """Tell, and raise what has to be done again."""
        attempts = await self.tell_owner(notice)
        for attempt in attempts:
            if attempt.failure is not None:
                raise attempt.failure
        return attempts

    async def want(self, *, push: bool = True, mail: bool = True) -> None:
        async with self.works.begin() as work:
            await work.wants.put(self.mina, Preferences(push=push, mail=mail))

    async def deliveries(self, notice: Notice) -> list[Delivery]:
        async with self.works.begin() as work:
            return list((await work.deliveries.of_notices([notice.notice_id])).get(notice.notice_id, ()))

    async def outcomes(self, notice: Notice) -> list[tuple[str, str | None, int]]:
        return [(one.channel, one.outcome, one.attempts) for one in await self.deliveries(notice)]

    async def forget(self, owner: UserId | None = None) -> None:
        await ForgetOwner(works=self.works, notifier=self.notifier)(user_id=owner or self.mina)

    async def remove(self, token: str, *, caller: UserId | None = None) -> None:
        await RemoveDevice(works=self.works, notifier=self.notifier)(caller=caller or self.mina, known_as=token)

    def notice(self, title: str = "부산의 사흘") -> Notice:
        return a_notice(self.mina, title=title)

    @property
    def told(self) -> list[str]:
        return [push.data["notice_id"] for _, push in self.notifier.pushes]


async def a_rig(open_adapter: OpenAdapter) -> Rig:
    """Return somebody without an account, of whom nothing is kept."""
    directory = await open_adapter(adapters_of("user_directory")["direct"], ODDIYA_PROFILE="memory")
    return Rig(await open_adapter(adapters_of("notice_works")["memory"]), directory)


def a_notice(owner: UserId, *, title: str = "부산의 사흘") -> Notice:
    """Return a new notice for somebody."""
    event = FilmCompleted(job_id=JobId(an_id()), owner=owner, title=title)
    return of_completed_film(event, notice_id=NoticeId(an_id()))
