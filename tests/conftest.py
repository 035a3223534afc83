"""What every test may ask for."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from composition.catalogue import Entry
from composition.opener import Opener
from composition.settings import Settings

pytest_plugins = [
    "tests.servers.postgres",
    "tests.servers.redis",
    "tests.servers.aws",
    "tests.servers.smtp",
    "tests.servers.oidc",
    "tests.servers.promtool",
    "tests.oidc.asking",
    "tests.log_leaks",
    "tests.standins.environments",
]

hypothesis_settings.register_profile("quick", deadline=None)
hypothesis_settings.load_profile("quick")

OpenAdapter = Callable[..., Awaitable[Any]]


def pytest_xdist_auto_num_workers() -> int:
    """Return how many workers `-n auto` stands for: one more than there are cores, since many tests wait."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
async def open_adapter(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[OpenAdapter]:
    """Open an adapter by its line in the catalogue, with the servers of its technology behind it.

    Keyword arguments are further environment variables. The same call twice gives two openings side by side.
    """
    async with AsyncExitStack() as stack:

        async def open_it(entry: Entry, **environment: str) -> Any:
            told = {
                "ODDIYA_HOME": str(tmp_path / "home"),
                **environment_of(entry, request),
                f"ODDIYA_{entry.port.upper()}": entry.name,
                **environment,
            }
            return await Opener(Settings.read(told), stack).open(entry.port)

        yield open_it


def environment_of(entry: Entry, request: pytest.FixtureRequest) -> dict[str, str]:
    """Return what points an adapter at its test server: the fixture `<technology>_environment`, where there is one."""
    technology = entry.module.split(".")[1]
    try:
        environment: dict[str, str] = request.getfixturevalue(f"{technology}_environment")
    except pytest.FixtureLookupError:
        return {}
    return environment


def server_is_missing(what: str) -> None:
    """Skip on a laptop; fail in CI, where every server must be there."""
    if os.environ.get("CI"):
        pytest.fail(f"no server for {what}, and in CI nothing is skipped for lack of one")
    pytest.skip(f"no server for {what}")
