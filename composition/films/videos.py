"""The video service: takes files in, takes orders for films and frames, shows how they go on, and hands them out."""

from datetime import timedelta

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Dependency, Factory, List

from composition.films.retention import RetentionSettings
from composition.process import Process
from composition.subscribers import SUBSCRIBERS
from composition.subscribers import VIDEOS as VIDEOS_QUEUE
from core.video.use_cases.cleanup.read_last_cleanup import ReadLastCleanup
from core.video.use_cases.films.collect_films import CollectFilms
from core.video.use_cases.films.create_film import CreateFilm
from core.video.use_cases.films.download_film import DownloadFilm
from core.video.use_cases.films.forget_films import ForgetFilms
from core.video.use_cases.films.list_films import ListFilms
from core.video.use_cases.films.list_templates import ListTemplates
from core.video.use_cases.films.preview_film import PreviewFilm
from core.video.use_cases.films.read_film import ReadFilm
from core.video.use_cases.films.remove_film import RemoveFilm
from core.video.use_cases.frames.create_frames import CreateFrames
from core.video.use_cases.frames.create_frames_of_stream import CreateFramesOfStream
from core.video.use_cases.frames.download_frames import DownloadFrames
from core.video.use_cases.frames.list_frames import ListFrames
from core.video.use_cases.frames.open_frame import OpenFrame
from core.video.use_cases.frames.read_frames import ReadFrames
from core.video.use_cases.frames.remove_frames import RemoveFrames
from core.video.use_cases.jobs.sweep_jobs import SweepJobs
from core.video.use_cases.uploads.sign_uploads import SignUploads
from entrypoints.consumer import Consumer
from entrypoints.periodic import Periodic
from entrypoints.queue_metrics import MeasureQueue
from entrypoints.relay import Relay
from entrypoints.video.cleanup_metrics import ShowLastCleanup
from entrypoints.video.consumer import VideosConsumer
from entrypoints.video.data import FilmDataRoutes
from entrypoints.video.films import FilmRoutes
from entrypoints.video.frames import FrameRoutes
from entrypoints.video.templates import TemplateRoutes
from entrypoints.video.uploads import UploadRoutes
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.ids import Ids
from ports.job_queue import JobQueue
from ports.meter import Meter
from ports.tracing import Tracing
from ports.video_templates import VideoTemplates
from ports.video_works import VideoWork
from ports.works import Works


@frozen(kw_only=True)
class VideosPorts:
    """What the video service needs."""

    clock: Clock
    ids: Ids
    meter: Meter
    tracing: Tracing
    job_queue: JobQueue
    video_works: Works[VideoWork]
    video_templates: VideoTemplates
    blob_store: BlobStore


class VideosContainer(DeclarativeContainer):
    """Ports in, routes and background work out."""

    ports = Dependency(instance_of=VideosPorts)
    told = Dependency(instance_of=RetentionSettings)
    works = ports.provided.video_works
    store = ports.provided.blob_store
    templates = ports.provided.video_templates
    clock = ports.provided.clock
    ids = ports.provided.ids
    retention = told.provided.retention

    relay = Factory(
        Relay,
        feed=ports.provided.video_works.feed,
        queue=ports.provided.job_queue,
        subscribers=SUBSCRIBERS,
        clock=clock,
        meter=ports.provided.meter,
        tracing=ports.provided.tracing,
    )
    forget_films = Factory(ForgetFilms, works=works, store=store)
    consumer = Factory(
        Consumer,
        queue=ports.provided.job_queue,
        name=VIDEOS_QUEUE,
        handlers=Factory(VideosConsumer, forget_films=forget_films).provided.handlers.call(),
        meter=ports.provided.meter,
        tracing=ports.provided.tracing,
    )
    queue_depth = Factory(
        MeasureQueue,
        queue=ports.provided.job_queue,
        name=VIDEOS_QUEUE,
        clock=clock,
        meter=ports.provided.meter,
    )
    sweeper = Factory(
        Periodic,
        name="sweep jobs",
        job=Factory(SweepJobs, works=works, clock=clock),
        every=timedelta(minutes=1),
    )
    last_cleanup = Factory(
        Periodic,
        name="show the last cleanup",
        job=Factory(
            ShowLastCleanup,
            read_last_cleanup=Factory(ReadLastCleanup, works=works),
            meter=ports.provided.meter,
        ),
        every=timedelta(minutes=1),
    )
    upload_routes = Factory(UploadRoutes, sign_uploads=Factory(SignUploads, store=store, ids=ids))
    film_routes = Factory(
        FilmRoutes,
        create_film=Factory(
            CreateFilm, works=works, store=store, templates=templates, clock=clock, ids=ids, retention=retention
        ),
        preview_film=Factory(PreviewFilm, templates=templates),
        list_films=Factory(ListFilms, works=works, store=store),
        read_film=Factory(ReadFilm, works=works, store=store),
        download_film=Factory(DownloadFilm, works=works, store=store),
        remove_film=Factory(RemoveFilm, works=works, store=store, clock=clock),
    )
    frame_routes = Factory(
        FrameRoutes,
        create_frames=Factory(CreateFrames, works=works, store=store, clock=clock, ids=ids, retention=retention),
        create_frames_of_stream=Factory(
            CreateFramesOfStream, works=works, store=store, clock=clock, ids=ids, retention=retention
        ),
        list_frames=Factory(ListFrames, works=works, store=store),
        read_frames=Factory(ReadFrames, works=works, store=store),
        download_frames=Factory(DownloadFrames, works=works, store=store),
        open_frame=Factory(OpenFrame, works=works, store=store),
        remove_frames=Factory(RemoveFrames, works=works, store=store, clock=clock),
    )
    template_routes = Factory(TemplateRoutes, list_templates=Factory(ListTemplates, templates=templates))
    data_routes = Factory(FilmDataRoutes, collect_films=Factory(CollectFilms, works=works))
    routes = List(upload_routes, film_routes, frame_routes, template_routes, data_routes)
    background = List(
        relay.provided.run,
        relay.provided.prune,
        consumer.provided.run,
        sweeper.provided.run,
        last_cleanup.provided.run,
        queue_depth.provided.run,
    )


VIDEOS = Process(
    name="videos",
    about="uploads, templates, and films and frames on their way",
    ports=VideosPorts,
    container=VideosContainer,
    routes=(UploadRoutes, FilmRoutes, FrameRoutes, TemplateRoutes, FilmDataRoutes),
    told=RetentionSettings,
)
