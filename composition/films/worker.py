"""The worker: makes films, for whoever ordered them, and serves nobody but its operator."""

import os
import socket

from attrs import frozen
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Callable, Dependency, Factory, List

from adapters.section import setting
from composition.process import Process
from composition.subscribers import FILMS, SUBSCRIBERS
from core.video.use_cases.jobs.bury_job import BuryJob
from core.video.use_cases.jobs.work_on_job import WorkOnJob
from core.video.use_cases.steps.film_the_order import FilmTheOrder
from core.video.use_cases.steps.make_film import MakeFilm
from entrypoints.consumer import Consumer
from entrypoints.relay import Relay
from entrypoints.video.worker_consumers import DeadFilmsConsumer, FilmsConsumer
from ports.blob_store import BlobStore
from ports.clock import Clock
from ports.film_maker import FilmMaker
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


@frozen(kw_only=True)
class WorkerSettings:
    """How much a worker does at once: a film keeps two cores busy by itself."""

    concurrency: int = setting("ODDIYA_WORKER_CONCURRENCY", "how many films a worker makes at once", default=1)


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
    work_on_job = Factory(
        WorkOnJob,
        works=works,
        store=ports.provided.blob_store,
        clock=clock,
        ids=ports.provided.ids,
        randomness=ports.provided.randomness,
        film=film_the_order,
        worker=Callable(worker_name),
    )
    films = Factory(
        Consumer,
        queue=ports.provided.job_queue,
        name=FILMS,
        handlers=Factory(FilmsConsumer, work_on_job=work_on_job, meter=ports.provided.meter).provided.handlers.call(),
        meter=ports.provided.meter,
        tracing=ports.provided.tracing,
        concurrency=told.provided.concurrency,
    )
    dead_films = Factory(
        Consumer,
        queue=ports.provided.job_queue,
        name=dead_letters_of(FILMS),
        handlers=Factory(
            DeadFilmsConsumer, bury_job=Factory(BuryJob, works=works, clock=clock)
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
    )
    routes = List()
    background = List(films.provided.run, dead_films.provided.run, relay.provided.run)


WORKER = Process(
    name="worker",
    about="makes the films that were ordered",
    ports=WorkerPorts,
    container=WorkerContainer,
    told=WorkerSettings,
)
