"""Fixtures that put the stand-in of its service behind an adapter of outside facts, whoever opens it."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread

import pytest

from tests.standins import exchangerate, kakao, openweather, tourapi
from tests.standins.running import StandIn, serve

Environment = Mapping[str, str]
Play = Callable[[str], None]


@contextmanager
def served_aside(standin: StandIn) -> Iterator[str]:
    """Serve in a thread of its own, for those who cannot wait for anything."""
    served: Future[tuple[str, Callable[[], object]]] = Future()

    async def run() -> None:
        over, loop = asyncio.Event(), asyncio.get_running_loop()
        async with serve(standin) as url:
            served.set_result((url, lambda: loop.call_soon_threadsafe(over.set)))
            await over.wait()

    thread = Thread(target=lambda: asyncio.run(run()), name="stand-in", daemon=True)
    thread.start()
    url, end = served.result(timeout=10)
    try:
        yield url
    finally:
        end()
        thread.join(timeout=10)


def _environment(standin: StandIn, put_in_play: Play) -> Iterator[Environment]:
    with served_aside(standin) as url:
        settings = standin.settings(url)
        for name, value in settings.items():
            if name.endswith("_KEY"):
                put_in_play(value)
        yield settings


@pytest.fixture
def kakao_environment(secrets_in_play: Play) -> Iterator[Environment]:
    yield from _environment(kakao.standin(), secrets_in_play)


@pytest.fixture
def tourapi_environment(secrets_in_play: Play) -> Iterator[Environment]:
    yield from _environment(tourapi.standin(), secrets_in_play)


@pytest.fixture
def openweather_environment(secrets_in_play: Play) -> Iterator[Environment]:
    yield from _environment(openweather.standin(), secrets_in_play)


@pytest.fixture
def exchangerate_environment(secrets_in_play: Play) -> Iterator[Environment]:
    yield from _environment(exchangerate.standin(), secrets_in_play)
