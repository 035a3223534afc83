"""Opens the ports that a process needs, each once, and closes them in reverse."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar, get_type_hints

from attrs import AttrsInstance, define, field, fields

from adapters.section import NEED
from composition.catalogue import CATALOGUE, Entry, adapters_of
from composition.settings import SettingError, Settings

P = TypeVar("P", bound=AttrsInstance)


@asynccontextmanager
async def open_ports(bundle: type[P], settings: Settings) -> AsyncIterator[P]:
    """Open a process's ports: one for each field of the bundle, named after the port."""
    async with AsyncExitStack() as stack:
        yield await bundle_of(bundle, Opener(settings, stack))


async def bundle_of(bundle: type[P], opener: "Opener") -> P:
    """Open the ports of a bundle; those that are open already are shared."""
    return bundle(**{attribute.name: await opener.open(attribute.name) for attribute in fields(bundle)})


@define
class Opener:
    """Opens ports on demand, so that two adapters that stand on one thing share it.

    Ports that are `given` are open already, whatever the settings choose, and whoever gave them closes them.
    """

    settings: Settings
    stack: AsyncExitStack
    catalogue: tuple[Entry, ...] = CATALOGUE
    given: Mapping[str, Any] = field(factory=dict, kw_only=True)
    _open: dict[str, Any] = field(init=False)
    _checks: dict[str, Callable[[], Awaitable[None]]] = field(factory=dict, init=False)

    @_open.default
    def _as_given(self) -> dict[str, Any]:
        return dict(self.given)

    async def open(self, port: str) -> Any:
        """Open the port's chosen adapter, after the ports it needs."""
        if port not in self._open:
            module = import_adapter(self.chosen(port))
            adapter = module.open_adapter(await self.section(module))
            self._open[port] = await self.stack.enter_async_context(adapter)
            if hasattr(module, "check"):
                self._checks[port] = partial(module.check, self._open[port])
        return self._open[port]

    async def section(self, module: ModuleType) -> Any:
        """Return what an adapter is told, after opening the ports that it needs."""
        section = section_of(module)
        needed = {name: await self.open(other) for name, other in needs_of(section).items()}
        return self.settings.section(section, needed)

    def checks(self) -> Mapping[str, Callable[[], Awaitable[None]]]:
        """Return, for each opened adapter whose module has a `check`, the call that raises when it does not work."""
        return self._checks

    def chosen(self, port: str) -> Entry:
        """Return the catalogue's entry for the adapter that the settings choose."""
        return chosen_entry(port, self.settings, self.catalogue)


def chosen_entry(port: str, settings: Settings, catalogue: tuple[Entry, ...] = CATALOGUE) -> Entry:
    """Return the entry of the adapter that the settings choose for a port."""
    name, source = settings.adapter_of(port)
    known = adapters_of(port, catalogue)
    if name not in known:
        raise SettingError(f"{source} is {name!r}: it expects one of {', '.join(sorted(known))}")
    return known[name]


def import_adapter(entry: Entry) -> ModuleType:
    """Import an adapter's module; say which extra is missing when its packages are."""
    try:
        return import_module(entry.module)
    except ModuleNotFoundError as missing:
        if missing.name and missing.name.split(".")[0] in ("adapters", "core", "ports"):
            raise
        raise SettingError(
            f"the {entry.name!r} adapter of {entry.port} needs the Python package {missing.name!r}: "
            "install oddiya with the extra that has it (embedded, films, aws, redis, otel)"
        ) from missing


def section_of(module: ModuleType) -> type:
    """Return the section class that an adapter's `open_adapter` takes."""
    section: type = get_type_hints(module.open_adapter)["section"]
    return section


def needs_of(section: type) -> dict[str, str]:
    """Return which field of a section holds which other port."""
    return {attribute.name: attribute.metadata[NEED] for attribute in fields(section) if NEED in attribute.metadata}
