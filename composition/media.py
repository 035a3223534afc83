"""The door to files that Oddiya keeps itself: what signed URLs of the memory and filesystem stores lead to."""

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory, List

from composition.process import Process
from entrypoints.blobs import BlobRoutes
from ports.blob_signer import BlobSigner
from ports.blob_store import BlobStore


@frozen(kw_only=True)
class MediaPorts:
    """What the door needs."""

    blob_store: BlobStore
    blob_signer: BlobSigner


class MediaContainer(DeclarativeContainer):
    """Ports in, routes out."""

    ports = Dependency(instance_of=MediaPorts)
    routes = List(Factory(BlobRoutes, store=ports.provided.blob_store, signer=ports.provided.blob_signer))
    background = List()


MEDIA = Process(
    name="media",
    about="files behind signed URLs, where Oddiya keeps them itself",
    ports=MediaPorts,
    container=MediaContainer,
    routes=(BlobRoutes,),
)
