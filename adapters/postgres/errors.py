"""What PostgreSQL says, in Oddiya's words: the one place where its errors are translated."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2 import errors

from core.errors import OddiyaError, Unavailable

PASSING = (
    psycopg2.OperationalError,
    psycopg2.InterfaceError,
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    errors.ReadOnlySqlTransaction,
    asyncio.TimeoutError,
    OSError,
)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what may pass by itself into `Unavailable`; a mistake in a statement stays what it is.

    Until Python 3.12, `asyncio.wait_for`, by which aiopg waits, may keep a cancellation to itself when an answer comes
    at the same moment (gh-86296): whoever was cancelled meanwhile hears of it here.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task is not None else 0
    try:
        yield
    except PASSING as passing:
        if task is not None and task.cancelling():
            # aiopg closes the connection of a cancelled statement, and sometimes raises that instead.
            raise asyncio.CancelledError from passing
        raise Unavailable(what="the database") from passing
    if task is not None and task.cancelling() > before:
        raise asyncio.CancelledError


@contextmanager
def refusing(constraint: str, refusal: OddiyaError) -> Iterator[None]:
    """Turn the violation of one named constraint into the feature's own refusal."""
    try:
        yield
    except psycopg2.IntegrityError as violation:
        if violation.diag.constraint_name == constraint:
            raise refusal from violation
        raise
