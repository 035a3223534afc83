"""Films and frames are both jobs: what each has, what is told of it, and how long it is kept."""

from datetime import timedelta

import pytest

from core.video.model.events import (
    FilmCompleted,
    FilmFailed,
    FilmOrdered,
    FramesCompleted,
    FramesFailed,
    FramesOrdered,
)
from core.video.model.kinds import film_order, film_result, frames_order, frames_result
from core.video.model.order import Wishes
from core.video.model.retention import Retention
from core.video.use_cases.steps.telling import completed, failed, ordered
from tests.jobs import SETTLED_JOBS, SETTLED_JOBS_OF_FRAMES, a_job, a_job_of_frames, an_order

FILM, FRAMES = SETTLED_JOBS["COMPLETED"], SETTLED_JOBS_OF_FRAMES["COMPLETED"]


def test_a_job_has_an_order_and_a_result_of_its_kind() -> None:
    assert (film_order(FILM), film_result(FILM)) == (FILM.order, FILM.result)
    assert (frames_order(FRAMES), frames_result(FRAMES)) == (FRAMES.order, FRAMES.result)
    assert (film_result(a_job()), frames_result(a_job_of_frames())) == (None, None)
    assert (FILM.kind, FRAMES.kind) == ("film", "frames")


def test_a_job_of_another_kind_is_a_mistake() -> None:
    for take, job in ((film_order, FRAMES), (film_result, FRAMES), (frames_order, FILM), (frames_result, FILM)):
        with pytest.raises(TypeError):
            take(job)


def test_each_kind_is_told_of_by_its_own_events() -> None:
    film, frames = a_job(), a_job_of_frames()
    assert ordered(film) == FilmOrdered(job_id=film.job_id, owner=film.owner)
    assert ordered(frames) == FramesOrdered(job_id=frames.job_id, owner=frames.owner)
    assert completed(FILM) == FilmCompleted(job_id=FILM.job_id, owner=FILM.owner, title="Busan")
    assert completed(FRAMES) == FramesCompleted(job_id=FRAMES.job_id, owner=FRAMES.owner, frames=3)
    assert failed(film, reason="why") == FilmFailed(job_id=film.job_id, owner=film.owner, title="Busan", reason="why")
    assert failed(frames, reason="why") == FramesFailed(job_id=frames.job_id, owner=frames.owner, reason="why")


def test_a_film_without_a_title_is_told_of_without_one() -> None:
    untitled = a_job(order=an_order(wishes=Wishes()))
    assert failed(untitled, reason="why") == FilmFailed(
        job_id=untitled.job_id, owner=untitled.owner, title="", reason="why"
    )


def test_each_kind_is_kept_for_a_month_unless_something_else_is_said() -> None:
    assert {Retention().of("film"), Retention().of("frames"), Retention().uploads, Retention().pieces} == {
        timedelta(days=30)
    }
    told = Retention(films=timedelta(days=1), frames=timedelta(days=2))
    assert (told.of("film"), told.of("frames")) == (timedelta(days=1), timedelta(days=2))
