"""From an order to a film in the blob store."""

from collections.abc import Callable

from attrs import frozen

from core.video.model.film import FilmResult
from core.video.model.job import Job, Progress
from core.video.model.order import FilmOrder
from core.video.model.storage import pieces_of
from core.video.use_cases.steps.deliver_film import DeliverFilm
from core.video.use_cases.steps.fetch_files import FetchFiles
from core.video.use_cases.steps.kept_pieces import KeptPieces
from core.video.use_cases.steps.make_film import MakeFilm, Material
from ports.blob_store import BlobStore
from ports.video_templates import VideoTemplates
from ports.workshop import Workshop


@frozen(kw_only=True)
class FilmTheOrder:
    """Fetch what was ordered, make the film, and store it. Nobody is told but `told`."""

    store: BlobStore
    workshop: Workshop
    templates: VideoTemplates
    make_film: MakeFilm

    async def __call__(self, job: Job, order: FilmOrder, *, told: Callable[[Progress], None]) -> FilmResult:
        """Do it."""
        fetch = FetchFiles(store=self.store)
        template = self.templates.named(order.template)
        async with self.workshop.folder() as folder:
            told(Progress(step="fetching photos"))
            photos = await fetch(order.photos, folder, name="photo")
            music = await fetch([order.music] if order.music else [], folder, name="music")
            material = Material(
                template=template,
                wishes=order.wishes,
                photos=tuple(photos),
                music=music[0] if music else None,
            )
            pieces = KeptPieces(store=self.store, prefix=pieces_of(job.owner))
            made = await self.make_film(material, folder=folder.path, pieces=pieces, told=told)
            told(Progress(step="storing the film"))
            return await DeliverFilm(store=self.store)(job, made, folder)
