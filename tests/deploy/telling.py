"""What each process reads of its environment, found without starting it, so that deployments can be checked."""

from collections.abc import Iterator, Mapping

from attrs import fields, frozen

from adapters.section import SETTING
from composition.cleanup.container import CleanupPorts
from composition.films.retention import RetentionSettings
from composition.gateway.container import GatewayPorts
from composition.gateway.services import ServiceUrls
from composition.gateway.settings import GatewaySettings
from composition.opener import chosen_entry, import_adapter, needs_of, section_of
from composition.process import SERVICE, asks_once, security_of
from composition.processes import PROCESSES
from composition.settings import SettingError, Settings
from composition.web import OnceOnly, ServiceSecrets, Web, WebPorts
from entrypoints.gateway.table.row import GATEWAY

CLEANUP = "cleanup"
MIGRATE = "migrate"
# What `oddiya run` knows and every deployment has; the dev issuer and the door to files are for those without AWS.
ALWAYS = (GATEWAY, "auth", "users", "plans", "agent", "videos", "worker", "notifications")


@frozen(kw_only=True)
class Telling:
    """One process, or one command, and the environment that a deployment gives it."""

    name: str
    environment: Mapping[str, str]

    @property
    def settings(self) -> Settings:
        """What it makes of its environment."""
        return Settings.read({"ODDIYA_PROFILE": "embedded", **self.environment})

    def faults(self) -> list[str]:
        """Say what would keep it from starting: settings that are missing, malformed, or read by nobody in it."""
        sections = [*self.sections()]
        refused = [str(refusal) for section in sections for refusal in _refusals(self.settings, section)]
        known = {*self.known(), "ODDIYA_PROFILE", *(f"ODDIYA_{port.upper()}" for port in self.ports())}
        unread = [f"{env} is read by nobody" for env in sorted(set(self.environment) - known) if _is_ours(env)]
        return [*refused, *unread]

    def known(self) -> dict[str, bool]:
        """Return the variables that it reads, and which of them are secret."""
        metas = [one.metadata[SETTING] for cls in self.sections() for one in fields(cls) if SETTING in one.metadata]
        return {meta["env"]: meta["secret"] for meta in metas}

    def sections(self) -> Iterator[type]:
        """Return every section that it is told."""
        yield from self._own_sections()
        for port in self.ports():
            yield section_of(import_adapter(chosen_entry(port, self.settings)))

    def ports(self) -> set[str]:
        """Return every port that it opens."""
        wanted = [attribute.name for bundle in self._bundles() for attribute in fields(bundle)]
        found: set[str] = set()
        while wanted:
            port = wanted.pop()
            if port not in found:
                found.add(port)
                wanted += needs_of(section_of(import_adapter(chosen_entry(port, self.settings)))).values()
        return found

    def _own_sections(self) -> Iterator[type]:
        if self.name == MIGRATE:
            return
        yield Web
        if self.name == CLEANUP:
            yield RetentionSettings
        elif self.name == GATEWAY:
            yield from (GatewaySettings, ServiceUrls)
        else:
            process = PROCESSES[self.name]
            yield process.told
            if any(SERVICE in security_of(routes) for routes in process.routes):
                yield ServiceSecrets

    def _bundles(self) -> Iterator[type]:
        if self.name == CLEANUP:
            yield CleanupPorts
        elif self.name == MIGRATE:
            yield DatabaseOnly
        elif self.name == GATEWAY:
            yield from (WebPorts, GatewayPorts)
        else:
            process = PROCESSES[self.name]
            yield from (WebPorts, process.ports)
            if any(asks_once(routes) for routes in process.routes):
                yield OnceOnly


@frozen(kw_only=True)
class DatabaseOnly:
    """What a migration needs."""

    database: str


def _refusals(settings: Settings, section: type) -> Iterator[SettingError]:
    """Fill a section whose other ports are there."""
    there = dict.fromkeys(needs_of(section), "there")
    try:
        settings.section(section, there)
    except SettingError as refusal:
        yield refusal


def _is_ours(env: str) -> bool:
    return env == "PORT" or env.startswith("ODDIYA_")
