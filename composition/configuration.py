"""Lists every setting: its variable, its value, and where that comes from."""

from collections.abc import Iterable, Iterator

from attrs import fields, frozen

from composition.gateway.container import GatewayPorts
from composition.gateway.services import ServiceUrls
from composition.gateway.settings import GatewaySettings
from composition.opener import chosen_entry, import_adapter, needs_of, section_of
from composition.process import Process
from composition.settings import Settings, Told
from composition.web import OnceOnly, ServiceSecrets, Web, WebPorts

WIDTH = 34


@frozen
class Line:
    """One setting as it is shown."""

    env: str
    value: str
    source: str
    about: str


def configuration(processes: Iterable[Process], settings: Settings) -> list[Line]:
    """Return the profile, the adapters it chose, and what each section is told."""
    processes = tuple(processes)
    ports = sorted(_ports(processes, settings))
    profile_source = "environment" if "ODDIYA_PROFILE" in settings.environment else "default"
    lines = [Line("ODDIYA_PROFILE", settings.profile.name, profile_source, "memory, embedded or aws")]
    for port in ports:
        name, source = settings.adapter_of(port)
        lines.append(Line(f"ODDIYA_{port.upper()}", name, _shown(source), f"which adapter serves {port}"))
    adapters = [_section(port, settings) for port in ports]
    sections = [Web, ServiceSecrets, GatewaySettings, ServiceUrls, *(process.told for process in processes), *adapters]
    told = {setting.env: setting for section in sections for setting in settings.describe(section)}
    told.pop("ODDIYA_PROFILE", None)  # it has its line
    return [*lines, *(_line(told[env]) for env in sorted(told))]


def table(lines: Iterable[Line]) -> str:
    """Lay the lines out in columns."""
    return "\n".join(f"{line.env:<{WIDTH}} {line.value:<{WIDTH}} {line.source:<18} {line.about}" for line in lines)


def _ports(processes: Iterable[Process], settings: Settings) -> set[str]:
    wanted = [field.name for bundle in _bundles(processes) for field in fields(bundle)]
    found: set[str] = set()
    while wanted:
        port = wanted.pop()
        if port not in found:
            found.add(port)
            wanted.extend(needs_of(_section(port, settings)).values())
    return found


def _bundles(processes: Iterable[Process]) -> Iterator[type]:
    yield WebPorts
    yield OnceOnly
    yield GatewayPorts
    for process in processes:
        yield process.ports


def _section(port: str, settings: Settings) -> type:
    return section_of(import_adapter(chosen_entry(port, settings)))


def _line(told: Told) -> Line:
    return Line(told.env, told.shown, told.source, told.expects)


def _shown(source: str) -> str:
    return source if source.startswith("profile") else "environment"
