"""What a cleanup is made of."""

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory

from composition.films.retention import RetentionSettings
from core.video.use_cases.cleanup.clean_up import CleanUp
from core.video.use_cases.cleanup.preview_cleanup import PreviewCleanup
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.turns import Turns
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class CleanupPorts:
    """What a cleanup needs."""

    clock: Clock
    turns: Turns
    video_works: Works[VideoWork]
    blob_store: BlobStore


class CleanupContainer(DeclarativeContainer):
    """Ports in, the cleanup and its preview out."""

    ports = Dependency(instance_of=CleanupPorts)
    told = Dependency(instance_of=RetentionSettings)
    needed = {  # noqa: RUF012 - a declaration, as all that is in a container
        "works": ports.provided.video_works,
        "store": ports.provided.blob_store,
        "turns": ports.provided.turns,
        "clock": ports.provided.clock,
        "retention": told.provided.retention,
    }
    clean_up = Factory(CleanUp, **needed)
    preview_cleanup = Factory(PreviewCleanup, **needed)
