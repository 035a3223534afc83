"""How ports are opened: each once, in order, and closed in reverse."""

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from types import ModuleType

import pytest
from attrs import frozen

from adapters.section import need, setting
from composition.catalogue import Entry
from composition.opener import Opener, import_adapter, open_ports
from composition.settings import SettingError, Settings
from ports.clock import Clock
from ports.ids import Ids

CATALOGUE = (Entry("lamp", "plain", "pretend_lamp"), Entry("power", "plain", "pretend_power"))
CHOICE = {"ODDIYA_LAMP": "plain", "ODDIYA_POWER": "plain"}


@pytest.fixture
def history() -> Iterator[list[str]]:
    """Two adapters, one of which stands on the other, that write down when they are opened and closed."""
    happened: list[str] = []

    @frozen(kw_only=True)
    class PowerSection:
        volts: int = setting("X_VOLTS", "volts", default=220)

    @frozen(kw_only=True)
    class LampSection:
        power: str = need("power")

    @asynccontextmanager
    async def open_power(section: PowerSection) -> AsyncIterator[str]:
        happened.append(f"power on at {section.volts}")
        yield "power"
        happened.append("power off")

    @asynccontextmanager
    async def open_lamp(section: LampSection) -> AsyncIterator[str]:
        happened.append(f"lamp on with {section.power}")
        yield "lamp"
        happened.append("lamp off")

    for name, opening, section in (("power", open_power, PowerSection), ("lamp", open_lamp, LampSection)):
        opening.__annotations__["section"] = section
        module = ModuleType(f"pretend_{name}")
        module.open_adapter = opening  # type: ignore[attr-defined] # a module made for this test
        sys.modules[module.__name__] = module
    yield happened
    del sys.modules["pretend_power"], sys.modules["pretend_lamp"]


async def test_a_port_is_opened_after_what_it_needs_and_closed_before_it(history: list[str]) -> None:
    async with AsyncExitStack() as stack:
        assert await Opener(Settings.read(CHOICE), stack, CATALOGUE).open("lamp") == "lamp"
    assert history == ["power on at 220", "lamp on with power", "lamp off", "power off"]


async def test_a_port_that_several_need_is_opened_once(history: list[str]) -> None:
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read(CHOICE), stack, CATALOGUE)
        assert await opener.open("lamp") is await opener.open("lamp")
        await opener.open("power")
    assert len(history) == 4


async def test_a_port_that_is_given_is_not_opened_and_not_closed(history: list[str]) -> None:
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read(CHOICE), stack, CATALOGUE, given={"power": "the neighbour's power"})
        await opener.open("lamp")
        assert await opener.open("power") == "the neighbour's power"
    assert history == ["lamp on with the neighbour's power", "lamp off"]


async def test_an_unknown_adapter_is_refused_with_those_there_are() -> None:
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read({"ODDIYA_JOB_QUEUE": "rabbit"}), stack)
        with pytest.raises(
            SettingError, match=r"^ODDIYA_JOB_QUEUE is 'rabbit': it expects one of memory, postgres, sqs$"
        ):
            await opener.open("job_queue")


def test_an_adapter_whose_package_is_missing_names_the_extra() -> None:
    module = "tests.unit.no_such_vendor"
    sys.modules.pop(module, None)
    with pytest.raises(SettingError, match=r"needs the Python package 'tests.unit.no_such_vendor'.*extra"):
        import_adapter(Entry("cache", "strange", module))


async def test_a_bundle_names_its_ports_by_its_fields() -> None:
    @frozen(kw_only=True)
    class Bundle:
        clock: Clock
        ids: Ids

    async with open_ports(Bundle, Settings.read({"ODDIYA_PROFILE": "memory"})) as ports:
        assert ports.clock.now().utcoffset() is not None
        assert len(ports.ids.new()) == 36
