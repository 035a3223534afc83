"""Starts the stand-ins of all outside services for local play, and prints the settings with which Oddiya uses them.

python -m tests.standins [FIRST_PORT]
"""

import asyncio
import sys
from contextlib import AsyncExitStack

from tests.standins.running import every_standin, serve

FIRST_PORT = 9101


async def play(first_port: int) -> None:
    """Serve until somebody interrupts."""
    async with AsyncExitStack() as stack:
        for number, standin in enumerate(every_standin()):
            url = await stack.enter_async_context(serve(standin, port=first_port and first_port + number))
            for env, value in standin.settings(url).items():
                print(f"export {env}={value}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(play(int(sys.argv[1]) if len(sys.argv) > 1 else FIRST_PORT))
    except KeyboardInterrupt:
        sys.exit(0)
