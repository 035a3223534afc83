"""Devices, what people are told, and how far that is, in PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import frozen

from adapters.postgres.bounces import PostgresBounces
from adapters.postgres.devices import PostgresDevices
from adapters.postgres.notice_deliveries import PostgresDeliveries
from adapters.postgres.notices import PostgresNotices
from adapters.postgres.transaction import Transaction
from adapters.postgres.wants import PostgresWants
from adapters.postgres.works import Section, open_works
from ports.notice_works import Bounces, Deliveries, Devices, Notices, NoticeWork, Wants
from ports.works import Inbox, Outbox, Works


@frozen(kw_only=True)
class PostgresNoticeWork(NoticeWork):
    """One transaction over devices and notices in PostgreSQL."""

    devices: Devices
    notices: Notices
    deliveries: Deliveries
    wants: Wants
    bounces: Bounces
    outbox: Outbox
    inbox: Inbox


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[Works[NoticeWork]]:
    """Open what is kept in the schema `notification_service`."""
    yield open_works(section, schema="notification_service", open_work=_open_work)


def _open_work(transaction: Transaction, outbox: Outbox, inbox: Inbox) -> NoticeWork:
    return PostgresNoticeWork(
        devices=PostgresDevices(transaction),
        notices=PostgresNotices(transaction),
        deliveries=PostgresDeliveries(transaction),
        wants=PostgresWants(transaction),
        bounces=PostgresBounces(transaction),
        outbox=outbox,
        inbox=inbox,
    )
