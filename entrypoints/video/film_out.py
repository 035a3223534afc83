"""A film as its owner sees it, made already or not."""

from datetime import datetime
from typing import Annotated

from attrs import frozen
from typing_extensions import Doc

from core.video.model.film import Engine, FilmReport
from core.video.model.job import Failure, Job, JobStatus, Progress
from core.video.use_cases.films.show_film import ShownFilm


@frozen(kw_only=True)
class OrderedFilmOut:
    """An order that has been taken."""

    job_id: str
    status: JobStatus
    created_at: datetime


@frozen(kw_only=True)
class ProgressOut:
    """How far the work is: so many parts of so many, and what is being done."""

    done: int
    total: int
    step: str


@frozen(kw_only=True)
class ErrorOut:
    """Why there is no film."""

    code: str
    detail: str


@frozen(kw_only=True)
class PieceOut:
    """A part of the film, and whether it was there already."""

    name: str
    seconds: float
    kept: bool


@frozen(kw_only=True)
class SkippedOut:
    """A photo that the film does without; the first photo has the number 1."""

    number: int
    reason: str


@frozen(kw_only=True)
class ReportOut:
    """How the film was made."""

    engine: Engine
    width: int
    height: int
    fps: int
    frames: int
    size: Annotated[int, Doc("bytes of the film")]
    took: Annotated[float, Doc("seconds")]
    peak_memory: Annotated[int, Doc("bytes")]
    pieces: tuple[PieceOut, ...]
    skipped: tuple[SkippedOut, ...]
    warnings: tuple[str, ...]


@frozen(kw_only=True)
class FilmOut:
    """A film, or what has become of its order so far."""

    job_id: str
    status: JobStatus
    template: str
    title: str | None
    photos: Annotated[int, Doc("how many were ordered")]
    progress: ProgressOut
    video_url: Annotated[str | None, Doc("where to watch it, for an hour; null unless it is COMPLETED")]
    poster_url: str | None
    error: Annotated[ErrorOut | None, Doc("null unless it is FAILED")]
    attempts: int
    created_at: datetime
    updated_at: datetime
    expires_at: Annotated[datetime, Doc("when it will be deleted")]
    report: Annotated[ReportOut | None, Doc("null unless it is COMPLETED, and in lists")]


def ordered_film_out(job: Job) -> OrderedFilmOut:
    """Present an order as it was when it was taken, whatever has become of it: a repetition is told the same."""
    return OrderedFilmOut(job_id=job.job_id, status="PENDING", created_at=job.created_at)


def film_out(shown: ShownFilm) -> FilmOut:
    """Present a film to its owner."""
    return _film_out(shown, _report_out(shown.job.result.report) if shown.job.result else None)


def listed_film_out(shown: ShownFilm) -> FilmOut:
    """Present a film in a list of its owner's."""
    return _film_out(shown, None)


def _film_out(shown: ShownFilm, report: ReportOut | None) -> FilmOut:
    job = shown.job
    return FilmOut(
        job_id=job.job_id,
        status=job.status,
        template=job.order.template,
        title=job.order.wishes.title,
        photos=len(job.order.photos),
        progress=_progress_out(job.progress),
        video_url=shown.video_url,
        poster_url=shown.poster_url,
        # What went wrong in an attempt is nobody's concern while there is another.
        error=_error_out(job.failure) if job.failure and job.status == "FAILED" else None,
        attempts=job.attempts,
        created_at=job.created_at,
        updated_at=job.updated_at,
        expires_at=job.expires_at,
        report=report,
    )


def _progress_out(progress: Progress) -> ProgressOut:
    return ProgressOut(done=progress.done, total=progress.total, step=progress.step)


def _error_out(failure: Failure) -> ErrorOut:
    return ErrorOut(code=failure.code, detail=failure.detail)


def _report_out(report: FilmReport) -> ReportOut:
    return ReportOut(
        engine=report.engine,
        width=report.width,
        height=report.height,
        fps=report.fps,
        frames=report.frames,
        size=report.size,
        took=report.took,
        peak_memory=report.peak_memory,
        pieces=tuple(PieceOut(name=one.name, seconds=one.seconds, kept=one.kept) for one in report.pieces),
        skipped=tuple(SkippedOut(number=one.number, reason=one.reason) for one in report.skipped),
        warnings=report.warnings,
    )
