"""Every process that `oddiya run` knows, in the order in which `oddiya up` starts them."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from attrs import frozen
from typing_extensions import override

from composition.process import Process


@frozen
class Processes(Mapping[str, Process]):
    """Processes by name; one is imported when it is asked for, so that who runs one has no other in memory."""

    _places: Mapping[str, tuple[str, str]]

    @override
    def __getitem__(self, name: str) -> Process:
        module, variable = self._places[name]
        process: Process = getattr(import_module(module), variable)
        return process

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    @override
    def __len__(self) -> int:
        return len(self._places)


PROCESSES: Mapping[str, Process] = Processes(
    {
        "users": ("composition.users", "USERS"),
        "auth": ("composition.auth.process", "AUTH"),
        "plans": ("composition.planning.plans", "PLANS"),
        "agent": ("composition.planning.agent", "AGENT"),
        "videos": ("composition.films.videos", "VIDEOS"),
        "worker": ("composition.films.worker", "WORKER"),
        "notifications": ("composition.notices", "NOTIFICATIONS"),
        "dev_issuer": ("composition.dev_issuer", "DEV_ISSUER"),
        "media": ("composition.media", "MEDIA"),
    }
)
