"""A film as its owner sees it, made already or not."""

from datetime import datetime
from typing import Annotated

from attrs import frozen
from typing_extensions import Doc

from core.video.model.film import Engine, FilmReport
from core.video.model.job import JobStatus
from core.video.model.kinds import film_order, film_result
from core.video.use_cases.films.show_film import ShownFilm
from entrypoints.video.job_out import ErrorOut, ProgressOut, error_out, progress_out


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


def film_out(shown: ShownFilm) -> FilmOut:
    """Present a film to its owner."""
    made = film_result(shown.job)
    return _film_out(shown, None if made is None else _report_out(made.report))


def listed_film_out(shown: ShownFilm) -> FilmOut:
    """Present a film in a list of its owner's."""
    return _film_out(shown, None)


def _film_out(shown: ShownFilm, report: ReportOut | None) -> FilmOut:
    job, order = shown.job, film_order(shown.job)
    return FilmOut(
        job_id=job.job_id,
        status=job.status,
        template=order.template,
        title=order.wishes.title,
        photos=len(order.photos),
        progress=progress_out(job),
        video_url=shown.video_url,
        poster_url=shown.poster_url,
        error=error_out(job),
        attempts=job.attempts,
        created_at=job.created_at,
        updated_at=job.updated_at,
        expires_at=job.expires_at,
        report=report,
    )


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
