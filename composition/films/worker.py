"""The worker: makes films and extracts frames for whoever ordered them, and serves nobody but its operator."""

import os
import socket

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Callable, Dependency, Factory, List

from adapters.section import setting
from composition.process import Process
from composition.subscribers import ORDERS, SUBSCRIBERS
from core.video.use_cases.jobs.bury_job import BuryJob
from core.video.use_cases.jobs.work_on_job import WorkOnJob
from core.video.use_cases.steps.carry_out import CarryOut
from core.video.use_cases.steps.extract_the_frames import ExtractTheFrames
from core.video.use_cases.steps.film_the_order import FilmTheOrder
from core.video.use_cases.steps.make_film import MakeFilm
from entrypoints.consumer import Consumer
from entrypoints.queue_metrics import MeasureQueue
from entrypoints.relay import Relay
from entrypoints.video.worker_consumers import DeadOrdersConsumer, OrdersConsumer
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.film_maker import FilmMaker
from ports.frame_extractor import FrameExtractor
from ports.ids import Ids
from ports.job_queue import JobQueue, dead_letters_of
from ports.meter import Meter
from ports.photo_reader import PhotoReader
from ports.randomness import Randomness
from ports.sound_reader import SoundReader
from ports.tracing import Tracing
from ports.video_templates import VideoTemplates
from ports.video_works import VideoWork
from ports.works import Works
from ports.workshop import Workshop


@frozen(kw_only=True)
class WorkerPorts:
    """What a worker needs."""

    clock: Clock
    ids: Ids
    randomness: Randomness
    meter: Meter
    tracing: Tracing
    job_queue: JobQueue
    blob_store: BlobStore
    video_works: Works[VideoWork]
    video_templates: VideoTemplates
    workshop: Workshop
    photo_reader: PhotoReader
    sound_reader: SoundReader
    film_maker: FilmMaker
    frame_extractor: FrameExtractor


@frozen(kw_only=True)
class WorkerSettings:
    """How much a worker does at once: a film, or the frames of a video, keep two cores busy by themselves."""

    concurrency: int = setting("ODDIYA_WORKER_CONCURRENCY", "how many orders a worker carries out at once", default=1)


def worker_name() -> str:
    """Return by what a lease tells who has it."""
    return f"{socket.gethostname()}:{os.getpid()}"


class WorkerContainer(DeclarativeContainer):
    """Ports in, background work out."""

    ports = Dependency(instance_of=WorkerPorts)
    told = Dependency(instance_of=WorkerSettings)
    works = ports.provided.video_works
    clock = ports.provided.clock

    make_film = Factory(
        MakeFilm,
        reader=ports.provided.photo_reader,
        sounds=ports.provided.sound_reader,
        maker=ports.provided.film_maker,
    )
    film_the_order = Factory(
        FilmTheOrder,
        store=ports.provided.blob_store,
        workshop=ports.provided.workshop,
        templates=ports.provided.video_templates,
        make_film=make_film,
    )
    extract_the_frames = Factory(
        ExtractTheFrames,
        store=ports.provided.blob_store,
        workshop=ports.provided.workshop,
        extractor=ports.provided.frame_extractor,
        clock=clock,
    )
    carry_out = Factory(CarryOut, store=ports.provided.blob_store, film=film_the_order, frames=extract_the_frames)
    work_on_job = Factory(
        WorkOnJob,
        works=works,
        store=ports.provided.blob_store,
        clock=clock,
        ids=ports.provided.ids,
        randomness=ports.provided.randomness,
        carry_out=carry_out,
        worker=Callable(worker_name),
    )
    orders = Factory(
        Consumer,
        queue=ports.provided.job_queue,
        name=ORDERS,
        handlers=Factory(OrdersConsumer, work_on_job=work_on_job, meter=ports.provided.meter).provided.handlers.call(),
        meter=ports.provided.meter,
        tracing=ports.provided.tracing,
        concurrency=told.provided.concurrency,
    )
    dead_orders = Factory(
        Consumer,
        queue=ports.provided.job_queue,
        name=dead_letters_of(ORDERS),
        handlers=Factory(
            DeadOrdersConsumer, bury_job=Factory(BuryJob, works=works, clock=clock)
        ).provided.handlers.call(),
        meter=ports.provided.meter,
        tracing=ports.provided.tracing,
        concurrency=1,
    )
    relay = Factory(
        Relay,
        feed=ports.provided.video_works.feed,
        queue=ports.provided.job_queue,
        subscribers=SUBSCRIBERS,
        clock=clock,
        meter=ports.provided.meter,
        tracing=ports.provided.tracing,
    )
    order_depth = Factory(
        MeasureQueue,
        queue=ports.provided.job_queue,
        name=ORDERS,
        clock=clock,
        meter=ports.provided.meter,
    )
    routes = List()
    background = List(orders.provided.run, dead_orders.provided.run, relay.provided.run, order_depth.provided.run)


WORKER = Process(
    name="worker",
    about="makes the films and extracts the frames that were ordered",
    ports=WorkerPorts,
    container=WorkerContainer,
    told=WorkerSettings,
)
