"""Whether the process still takes on work; the server decides, the rest of the layer looks."""

import asyncio
from collections import Counter

from aiohttp import web
from attrs import Factory, define


@define(eq=False)
class Life:
    """`draining`: answers ask clients to go elsewhere; `stopping`: streams end, nothing new is accepted.

    `active` counts the requests that are being answered, by method.
    """

    draining: bool = False
    stopping: asyncio.Event = Factory(asyncio.Event)
    active: "Counter[str]" = Factory(Counter)


LIFE = web.AppKey("life", Life)
