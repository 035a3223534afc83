"""The notification service: knows people's devices, and tells them what has happened."""

from datetime import timedelta
from typing import Final

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory, List, Singleton

from composition.notice_settings import NoticeSettings
from composition.process import Process
from composition.subscribers import NOTIFICATIONS as QUEUE
from core.notices.use_cases.devices.collect_devices import CollectDevices
from core.notices.use_cases.devices.list_devices import ListDevices
from core.notices.use_cases.devices.register_device import RegisterDevice
from core.notices.use_cases.devices.remove_device import RemoveDevice
from core.notices.use_cases.live.find_bookmark import FindBookmark
from core.notices.use_cases.live.give_ticket import GiveTicket
from core.notices.use_cases.live.look_for_news import LookForNews
from core.notices.use_cases.live.read_on import ReadOn
from core.notices.use_cases.live.use_ticket import UseTicket
from core.notices.use_cases.log.collect_notices import CollectNotices
from core.notices.use_cases.log.forget_owner import ForgetOwner
from core.notices.use_cases.log.list_notices import ListNotices
from core.notices.use_cases.preferences.change_preferences import ChangePreferences
from core.notices.use_cases.preferences.read_preferences import ReadPreferences
from core.notices.use_cases.preferences.unsubscribe import Unsubscribe
from core.notices.use_cases.steps.mail_to_owner import MailToOwner
from core.notices.use_cases.steps.push_to_devices import PushToDevices
from core.notices.use_cases.steps.tellings import Tellings
from core.notices.use_cases.steps.unsubscribe_links import UnsubscribeLinks
from core.notices.use_cases.telling.give_up_telling import GiveUpTelling
from core.notices.use_cases.telling.prune_notices import PruneNotices
from core.notices.use_cases.telling.tell_operator import TellOperator
from core.notices.use_cases.telling.tell_owner import TellOwner
from entrypoints.consumer import Consumer
from entrypoints.notices.consumer import NoticesConsumer
from entrypoints.notices.data import NoticeDataRoutes
from entrypoints.notices.dead_consumer import DeadNoticesConsumer
from entrypoints.notices.devices import DeviceRoutes
from entrypoints.notices.following import Following
from entrypoints.notices.hub import Hub
from entrypoints.notices.live import LiveRoutes
from entrypoints.notices.notices import NoticeRoutes
from entrypoints.notices.preferences import PreferenceRoutes
from entrypoints.notices.tickets import TicketRoutes
from entrypoints.notices.unsubscribe import UnsubscribeRoutes
from entrypoints.notices.websocket import SocketRoutes
from entrypoints.periodic import Periodic
from entrypoints.queue_metrics import MeasureQueue
from ports.cache import Cache
from ports.clock import Clock
from ports.ids import Ids
from ports.job_queue import JobQueue, dead_letters_of
from ports.mailer import Mailer
from ports.meter import Meter
from ports.notice_works import NoticeWork
from ports.notifier import Notifier
from ports.randomness import Randomness
from ports.sealer import Sealer
from ports.sessions import RevokedSessions
from ports.tracing import Tracing
from ports.user_directory import UserDirectory
from ports.works import Works

PRUNE_EVERY: Final = timedelta(hours=1)
LOOK_AGAIN_AFTER: Final = timedelta(milliseconds=50)  # at the soonest; the hub itself waits for its time
SWEEP_EVERY: Final = timedelta(milliseconds=250)
# Telling is waiting for others. Whoever waits for a mail server that does not answer keeps nobody else from being told.
AT_ONCE: Final = 16


@frozen(kw_only=True)
class NotificationsPorts:
    """What the notification service needs."""

    clock: Clock
    ids: Ids
    meter: Meter
    tracing: Tracing
    job_queue: JobQueue
    notice_works: Works[NoticeWork]
    notifier: Notifier
    mailer: Mailer
    user_directory: UserDirectory
    sealer: Sealer
    cache: Cache
    randomness: Randomness
    revoked_sessions: RevokedSessions


class NotificationsContainer(DeclarativeContainer):
    """Ports in, routes and background work out."""

    ports = Dependency(instance_of=NotificationsPorts)
    told = Dependency(instance_of=NoticeSettings)
    works = ports.provided.notice_works
    notifier = ports.provided.notifier
    mailer = ports.provided.mailer
    meter = ports.provided.meter
    clock = ports.provided.clock
    ids = ports.provided.ids

    tellings = Factory(Tellings, works=works, clock=clock, ids=ids)
    unsubscribe_links = Factory(UnsubscribeLinks, sealer=ports.provided.sealer, public_url=told.provided.public_url)
    push_to_devices = Factory(PushToDevices, works=works, notifier=notifier, tellings=tellings)
    mail_to_owner = Factory(
        MailToOwner,
        works=works,
        directory=ports.provided.user_directory,
        mailer=mailer,
        tellings=tellings,
        unsubscribe_links=unsubscribe_links,
        links_to=told.provided.links_to,
    )
    hub = Singleton(
        Hub,
        look_for_news=Factory(LookForNews, works=works),
        revoked_sessions=ports.provided.revoked_sessions,
        meter=meter,
    )
    tell_owner = Factory(
        TellOwner,
        works=works,
        clock=clock,
        push_to_devices=push_to_devices,
        mail_to_owner=mail_to_owner,
        heard=hub.provided.heard_of,
    )
    handlers = Factory(
        NoticesConsumer,
        tell_owner=tell_owner,
        tell_operator=Factory(TellOperator, mailer=mailer, tellings=tellings, address=told.provided.operator),
        forget_owner=Factory(ForgetOwner, works=works, notifier=notifier),
        meter=meter,
    ).provided.handlers.call()
    consumer = Factory(
        Consumer,
        queue=ports.provided.job_queue,
        name=QUEUE,
        handlers=handlers,
        meter=meter,
        tracing=ports.provided.tracing,
        concurrency=AT_ONCE,
    )
    dead_letters = Factory(
        Consumer,
        queue=ports.provided.job_queue,
        name=dead_letters_of(QUEUE),
        handlers=Factory(
            DeadNoticesConsumer,
            handlers_of_events=handlers,
            give_up_telling=Factory(GiveUpTelling, works=works, clock=clock),
            clock=clock,
            meter=meter,
        ).provided.handlers.call(),
        meter=meter,
        tracing=ports.provided.tracing,
    )
    queue_depth = Factory(
        MeasureQueue,
        queue=ports.provided.job_queue,
        name=QUEUE,
        clock=clock,
        meter=ports.provided.meter,
    )
    pruning = Factory(
        Periodic, name="prune the notices", job=Factory(PruneNotices, works=works, clock=clock), every=PRUNE_EVERY
    )
    device_routes = Factory(
        DeviceRoutes,
        register_device=Factory(RegisterDevice, works=works, notifier=notifier, clock=clock, ids=ids),
        list_devices=Factory(ListDevices, works=works),
        remove_device=Factory(RemoveDevice, works=works, notifier=notifier),
    )
    notice_routes = Factory(NoticeRoutes, list_notices=Factory(ListNotices, works=works))
    preference_routes = Factory(
        PreferenceRoutes,
        read_preferences=Factory(ReadPreferences, works=works),
        change_preferences=Factory(ChangePreferences, works=works),
    )
    unsubscribe_routes = Factory(
        UnsubscribeRoutes, unsubscribe=Factory(Unsubscribe, works=works, links=unsubscribe_links)
    )
    data_routes = Factory(
        NoticeDataRoutes,
        collect_devices=Factory(CollectDevices, works=works),
        collect_notices=Factory(CollectNotices, works=works),
    )
    following = Singleton(
        Following,
        hub=hub,
        find_bookmark=Factory(FindBookmark, works=works),
        read_on=Factory(ReadOn, works=works),
    )
    live_routes = Factory(LiveRoutes, following=following)
    ticket_routes = Factory(
        TicketRoutes,
        give_ticket=Factory(GiveTicket, cache=ports.provided.cache, randomness=ports.provided.randomness),
        public_url=told.provided.public_url,
    )
    socket_routes = Factory(
        SocketRoutes,
        use_ticket=Factory(UseTicket, cache=ports.provided.cache, revoked_sessions=ports.provided.revoked_sessions),
        following=following,
    )
    looking = Factory(Periodic, name="look for notices", job=hub.provided.look, every=LOOK_AGAIN_AFTER)
    sweeping = Factory(Periodic, name="end connections", job=hub.provided.sweep, every=SWEEP_EVERY)
    routes = List(
        device_routes,
        live_routes,
        ticket_routes,
        socket_routes,
        notice_routes,
        preference_routes,
        unsubscribe_routes,
        data_routes,
    )
    background = List(
        consumer.provided.run,
        dead_letters.provided.run,
        pruning.provided.run,
        looking.provided.run,
        sweeping.provided.run,
        queue_depth.provided.run,
    )


NOTIFICATIONS = Process(
    name="notifications",
    about="devices, and what people are told on them and by e-mail",
    ports=NotificationsPorts,
    told=NoticeSettings,
    container=NotificationsContainer,
    routes=(
        DeviceRoutes,
        LiveRoutes,
        TicketRoutes,
        SocketRoutes,
        NoticeRoutes,
        PreferenceRoutes,
        UnsubscribeRoutes,
        NoticeDataRoutes,
    ),
)
