"""Clients that do nothing but refresh, in a process of its own: a share of what `tests.bench.sessions` measures."""

import asyncio
import sys
from contextlib import AsyncExitStack
from time import perf_counter

from composition.opener import Opener
from composition.settings import Settings
from core.identity.model.session import Client
from tests.identity.sessions import Refreshing, refreshing


async def main(clients: int, first: int) -> None:
    """Serve one round for each line of input: refresh for so many seconds, and print how often."""
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read(), stack)
        auth = refreshing(
            clock=await opener.open("clock"),
            sessions=await opener.open("sessions"),
            works=await opener.open("auth_works"),
            limiter=await opener.open("rate_limiter"),
            signer=await opener.open("token_signer"),
        )
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            until = perf_counter() + float(line)
            # Each in a network of its own, as clients are: nobody refreshes as often as one of these.
            addresses = (f"10.{first + number}.{int(until) % 256}.1" for number in range(clients))
            counts = await asyncio.gather(*(refresh(auth, Client(address=address), until) for address in addresses))
            print(sum(counts), flush=True)


async def refresh(auth: Refreshing, client: Client, until: float) -> int:
    """Refresh one session again and again, each time with the token that came before; return how often."""
    token = (await auth.sign_in(client=client)).refresh_token
    count = 0
    while perf_counter() < until:
        token = (await auth.refresh(token, client=client)).refresh_token
        count += 1
    return count


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
