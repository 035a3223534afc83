"""Every process can be put together, whatever it is asked for."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from dependency_injector.providers import Provider

from composition.catalogue import CATALOGUE, Entry, adapters_of
from composition.gateway.container import GatewayContainer, GatewayPorts, Surroundings
from composition.gateway.settings import GatewaySettings
from composition.opener import Opener, bundle_of, import_adapter, needs_of, section_of
from composition.process import Process, wired
from composition.processes import PROCESSES
from composition.profiles import PROFILES, Profile
from composition.settings import Settings
from entrypoints.gateway.table.rows import ROWS

EVERY_PROCESS = [pytest.param(process, id=name) for name, process in PROCESSES.items()]
EVERY_PROFILE = [pytest.param(profile, id=name) for name, profile in PROFILES.items()]


@pytest.mark.parametrize("process", EVERY_PROCESS)
async def test_every_provider_of_every_process_can_be_built(process: Process, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        settings = Settings.read({"ODDIYA_PROFILE": "memory", "ODDIYA_HOME": str(tmp_path)})
        container: Any = await wired(process, Opener(settings, stack))
        for provider in container.providers.values():
            assert isinstance(provider, Provider)
            assert provider() is not None
        assert {type(routes) for routes in container.routes()} == set(process.routes)
        assert all(callable(run) for run in container.background())


async def test_every_provider_of_the_gateway_can_be_built(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        settings = Settings.read(
            {
                "ODDIYA_PROFILE": "memory",
                "ODDIYA_HOME": str(tmp_path),
                "ODDIYA_PUBLIC_URL": "https://api.oddiya.app:443",
            }
        )
        container: Any = GatewayContainer(
            ports=await bundle_of(GatewayPorts, Opener(settings, stack)),
            told=settings.section(GatewaySettings),
            around=Surroundings(upstreams={}, tell_line=lambda _: None, processes=2),
            rows=ROWS,
        )
        for provider in container.providers.values():
            assert isinstance(provider, Provider)
            assert provider() is not None
        gateway = container.gateway()
        assert gateway.readings.routing.find("/oauth2/token", ("oauth2", "token")) is not None
        assert gateway.cors.allows(b"https://api.oddiya.app")
        assert gateway.clients.most > gateway.clients.most_of_one > 0
        assert gateway.admission.limits.processes == 2


@pytest.mark.parametrize("profile", EVERY_PROFILE)
def test_a_profile_chooses_an_adapter_that_exists_for_every_port(profile: Profile) -> None:
    ports = {entry.port for entry in CATALOGUE}
    assert set(profile.adapters) == ports
    assert all(name in adapters_of(port) for port, name in profile.adapters.items())


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: f"{entry.port}-{entry.name}")
def test_every_adapter_in_the_catalogue_can_be_imported_and_needs_only_ports_that_exist(
    entry: Entry,
) -> None:
    ports = {entry.port for entry in CATALOGUE}
    assert set(needs_of(section_of(import_adapter(entry))).values()) <= ports
