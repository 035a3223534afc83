"""What people are told, and in which language."""

import pytest

from core.identity.model.user import LOCALES, Locale, UserId
from core.notices.model.delivery import NoticeId
from core.notices.model.media_notices import (
    LONGEST_REASON,
    LONGEST_TITLE,
    of_completed_film,
    of_completed_frames,
    of_failed_film,
    of_failed_frames,
)
from core.video.model.events import FilmCompleted, FilmFailed, FramesCompleted, FramesFailed
from core.video.model.job import JobId
from tests.conftest import OpenAdapter
from tests.notices_rig import Rig, a_rig

NOTICE = NoticeId("n")


@pytest.fixture
async def rig(open_adapter: OpenAdapter) -> Rig:
    return await a_rig(open_adapter)


@pytest.mark.parametrize(
    ("locale", "title", "body"),
    [
        ("ko", "영화가 완성됐어요", "“부산의 사흘” 영화를 지금 볼 수 있어요."),
        ("en", "Your film is ready", "“부산의 사흘” can be watched now."),
        ("ja", "ムービーが完成しました", "「부산의 사흘」を今すぐ見られます。"),
    ],
)
async def test_a_notice_is_in_the_devices_language(rig: Rig, locale: Locale, title: str, body: str) -> None:
    await rig.register("phone", locale=locale)
    await rig.tell(rig.notice())
    ((_, push),) = rig.notifier.pushes
    assert (push.title, push.body) == (title, body)


def test_an_app_learns_what_a_notice_is_about() -> None:
    event = FilmFailed(job_id=JobId("job-1"), owner=UserId("u"), title="Busan", reason="photo 3 is damaged")
    notice = of_failed_film(event, notice_id=NoticeId("event-1"))
    assert notice.data == {"notice_id": "event-1", "kind": "film-failed", "job_id": "job-1"}
    assert notice.words["en"].body == "“Busan”: photo 3 is damaged"
    assert "Busan" in notice.words["ko"].body


def test_a_film_without_a_title_is_spoken_of_all_the_same() -> None:
    nameless = FilmCompleted(job_id=JobId("j"), owner=UserId("u"), title=" \n ")
    words = of_completed_film(nameless, notice_id=NoticeId("n")).words
    assert [words[locale].body for locale in ("ko", "en", "ja")] == [
        "지금 볼 수 있어요.", "It can be watched now.", "今すぐ見られます。",
    ]  # fmt: skip


def test_long_titles_and_reasons_are_cut_short_and_stand_in_one_line() -> None:
    event = FilmFailed(job_id=JobId("j"), owner=UserId("u"), title="a\n{b}" * 100, reason="r" * 999)
    body = of_failed_film(event, notice_id=NoticeId("n")).words["en"].body
    assert len(body) == LONGEST_TITLE + LONGEST_REASON + len("“”: ")
    assert body.startswith("“a {b}a")


def test_nothing_in_a_title_turns_round_or_hides_what_stands_after_it() -> None:
    title = "\u202e\u2066moc.live\u2069\x00\x1b[31m\u2028👩\u200d🚀\r\nBcc: x"
    words = of_completed_film(FilmCompleted(job_id=JobId("j"), owner=UserId("u"), title=title), notice_id=NOTICE).words
    assert words["en"].body == "“moc.live[31m 👩\u200d🚀 Bcc: x” can be watched now."


def test_of_frames_people_are_told_how_many_there_are() -> None:
    event = FramesCompleted(job_id=JobId("job-1"), owner=UserId("u"), frames=12345)
    notice = of_completed_frames(event, notice_id=NOTICE)
    assert all("12,345" in notice.words[locale].body for locale in LOCALES)
    assert notice.data == {"notice_id": NOTICE, "kind": "frames-completed", "job_id": "job-1"}


def test_of_frames_that_could_not_be_had_people_are_told_why() -> None:
    event = FramesFailed(job_id=JobId("j"), owner=UserId("u"), reason="the video\nis damaged")
    notice = of_failed_frames(event, notice_id=NOTICE)
    assert (notice.kind, notice.words["en"].body) == ("frames-failed", "The reason: the video is damaged")
    assert len({notice.words[locale].title for locale in LOCALES}) == len(LOCALES)
