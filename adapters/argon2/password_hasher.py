"""Passwords hashed with argon2id, no more at once than there are cores."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from time import perf_counter
from typing import Final

from argon2 import PasswordHasher as Argon2
from argon2 import Type, extract_parameters
from argon2.exceptions import Argon2Error, InvalidHashError, VerifyMismatchError
from attrs import Factory, frozen
from typing_extensions import override

from adapters.argon2.hashing_pool import HashingPool, hashing_pool
from adapters.argon2.settings import Memory, Rounds, Threads, Waiting, cores
from adapters.section import setting
from core.identity.model.password import normal
from ports.password_hasher import PasswordHasher

SALT_BYTES: Final = 16
HASH_BYTES: Final = 32
VERSION: Final = 19


@frozen(kw_only=True)
class Argon2PasswordHasher(PasswordHasher):
    """Makes PHC strings; `nobodys` is the hash of a password that nobody knows."""

    _argon2: Argon2
    _nobodys: str
    _pool: HashingPool

    @override
    async def hash(self, password: str) -> str:
        return await self._pool.run(partial(self._argon2.hash, _bytes_of(password)))

    @override
    async def verify(self, password_hash: str | None, password: str) -> bool:
        return await self._pool.run(partial(self._is_right, password_hash, _bytes_of(password)))

    @override
    def is_outdated(self, password_hash: str) -> bool:
        try:
            made = extract_parameters(password_hash)
        except InvalidHashError:
            return True
        return (
            made.type is not Type.ID
            or made.version < VERSION
            or made.memory_cost < self._argon2.memory_cost
            or made.time_cost < self._argon2.time_cost
            or min(made.salt_len - SALT_BYTES, made.hash_len - HASH_BYTES) < 0
        )

    def _is_right(self, password_hash: str | None, password: bytes) -> bool:
        return self._matches(password_hash, password) if password_hash else self._matches_nobody(password)

    def _matches(self, password_hash: str, password: bytes) -> bool:
        try:
            return self._argon2.verify(password_hash, password)
        except VerifyMismatchError:
            return False
        except (Argon2Error, ValueError):
            # No hash at all, which must not be told by the time.
            return self._matches_nobody(password)

    def _matches_nobody(self, password: bytes) -> bool:
        with suppress(VerifyMismatchError):
            self._argon2.verify(self._nobodys, password)
        return False


def _bytes_of(password: str) -> bytes:
    # Half a character is one too: nothing that was typed is lost.
    return normal(password).encode(errors="surrogatepass")


@frozen(kw_only=True)
class Section:
    """How much one hash costs, and how many there may be."""

    memory: Memory = setting(
        "ODDIYA_ARGON2_MEMORY_KIB", f"KiB of memory for one hash, {Memory.floor} or more", default=Memory(Memory.floor)
    )
    rounds: Rounds = setting(
        "ODDIYA_ARGON2_ROUNDS", f"passes over that memory, {Rounds.floor} or more", default=Rounds(Rounds.floor)
    )
    threads: Threads = setting(
        "ODDIYA_ARGON2_THREADS",
        "how many hashes to make at once, 1 or more; without it, as many as there are cores",
        default=Factory(cores),
    )
    waiting: Waiting = setting(
        "ODDIYA_ARGON2_WAITING", "how many requests may wait for a hash, 0 or more", default=Waiting(64)
    )


@asynccontextmanager
async def open_adapter(section: Section) -> AsyncIterator[PasswordHasher]:
    """Open the hasher; making nobody's hash also shows how long one takes."""
    argon2 = Argon2(
        time_cost=section.rounds,
        memory_cost=section.memory,
        parallelism=1,
        hash_len=HASH_BYTES,
        salt_len=SALT_BYTES,
        type=Type.ID,
    )
    started = perf_counter()
    nobodys = await asyncio.to_thread(argon2.hash, os.urandom(HASH_BYTES))
    expected = timedelta(seconds=perf_counter() - started)
    async with hashing_pool(threads=section.threads, most_waiting=section.waiting, expected=expected) as pool:
        yield Argon2PasswordHasher(argon2=argon2, nobodys=nobodys, pool=pool)
