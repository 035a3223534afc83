"""The notification service: knows people's devices, and tells them what has happened."""

from datetime import timedelta
from typing import Final

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory, List

from composition.process import Process
from composition.subscribers import NOTIFICATIONS as QUEUE
from core.notices.use_cases.devices.collect_devices import CollectDevices
from core.notices.use_cases.devices.forget_devices import ForgetDevices
from core.notices.use_cases.devices.list_devices import ListDevices
from core.notices.use_cases.devices.register_device import RegisterDevice
from core.notices.use_cases.devices.remove_device import RemoveDevice
from core.notices.use_cases.telling.prune_deliveries import PruneDeliveries
from core.notices.use_cases.telling.tell_devices import TellDevices
from entrypoints.consumer import Consumer
from entrypoints.notices.consumer import NoticesConsumer
from entrypoints.notices.data import NoticeDataRoutes
from entrypoints.notices.devices import DeviceRoutes
from entrypoints.periodic import Periodic
from ports.clock import Clock
from ports.ids import Ids
from ports.job_queue import JobQueue
from ports.meter import Meter
from ports.notice_works import NoticeWork
from ports.notifier import Notifier
from ports.tracing import Tracing
from ports.works import Works

PRUNE_EVERY: Final = timedelta(hours=1)


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


class NotificationsContainer(DeclarativeContainer):
    """Ports in, routes and background work out."""

    ports = Dependency(instance_of=NotificationsPorts)
    works = ports.provided.notice_works
    notifier = ports.provided.notifier
    clock = ports.provided.clock
    ids = ports.provided.ids

    tell_devices = Factory(TellDevices, works=works, notifier=notifier, clock=clock, ids=ids)
    forget_devices = Factory(ForgetDevices, works=works, notifier=notifier)
    consumer = Factory(
        Consumer,
        queue=ports.provided.job_queue,
        name=QUEUE,
        handlers=Factory(
            NoticesConsumer, tell_devices=tell_devices, forget_devices=forget_devices
        ).provided.handlers.call(),
        meter=ports.provided.meter,
        tracing=ports.provided.tracing,
    )
    pruning = Factory(
        Periodic,
        name="prune the deliveries",
        job=Factory(PruneDeliveries, works=works, clock=clock),
        every=PRUNE_EVERY,
    )
    device_routes = Factory(
        DeviceRoutes,
        register_device=Factory(RegisterDevice, works=works, notifier=notifier, clock=clock, ids=ids),
        list_devices=Factory(ListDevices, works=works),
        remove_device=Factory(RemoveDevice, works=works, notifier=notifier),
    )
    data_routes = Factory(NoticeDataRoutes, collect_devices=Factory(CollectDevices, works=works))
    routes = List(device_routes, data_routes)
    background = List(consumer.provided.run, pruning.provided.run)


NOTIFICATIONS = Process(
    name="notifications",
    about="devices, and what people are told on them",
    ports=NotificationsPorts,
    container=NotificationsContainer,
    routes=(DeviceRoutes, NoticeDataRoutes),
)
