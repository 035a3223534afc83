"""Notices as letters."""

from html.parser import HTMLParser

import pytest
from typing_extensions import override

from core.identity.model.user import LOCALES, Locale, UserId
from core.notices.model.delivery import NoticeId
from core.notices.model.letters import AROUND, Links, letter_of, path_of
from core.notices.model.media_notices import of_failed_film, of_failed_frames
from core.notices.model.operator_letter import letter_of_cleanup
from core.video.model.events import CleanupEnded, FilmFailed, FramesFailed
from core.video.model.job import JobId
from tests.conftest import OpenAdapter
from tests.notices_rig import a_notice, a_rig

LINKS = Links(thing="https://oddiya.test/api/v1/videos/j?a=1&b=2", unsubscribe="https://oddiya.test/u/t")
HOSTILE = '</p><script>alert(1)</script><img src=x onerror="a"> & {braces} %s'


class Reader(HTMLParser):
    """Reads a letter as a mail program does."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.text = ""
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("locale", LOCALES)
def test_text_and_html_say_the_same_and_lead_to_the_same(locale: Locale) -> None:
    notice = a_notice(UserId("u"))
    letter = letter_of(notice, links=LINKS, locale=locale)
    words, around, read = notice.words[locale], AROUND[locale], Reader(letter.html)
    assert letter.subject == words.title
    for said in (words.title, words.body, around.button, around.why, around.stop):
        assert said in letter.text
        assert said in read.text
    assert read.links == [LINKS.thing, LINKS.unsubscribe]
    assert LINKS.thing in letter.text
    assert LINKS.unsubscribe in letter.text
    assert f'<html lang="{locale}">' in letter.html


def test_what_people_write_is_text_and_nothing_else() -> None:
    harmless, event = a_notice(UserId("u")), FilmFailed(job_id=JobId("j"), owner=UserId("u"), title=HOSTILE, reason="r")
    notice = of_failed_film(event, notice_id=NoticeId("n"))
    letter = letter_of(notice, links=LINKS, locale="en")
    tags = [Reader(html).tags for html in (letter.html, letter_of(harmless, links=LINKS, locale="en").html)]
    assert tags[0] == tags[1]
    assert "<script>" in Reader(letter.html).text
    assert "\n" not in letter.subject


def test_a_letter_leads_to_what_it_tells_of() -> None:
    frames = of_failed_frames(FramesFailed(job_id=JobId("j"), owner=UserId("u"), reason="r"), notice_id=NoticeId("n"))
    assert path_of(frames) == "/api/v1/frames/j"
    film = a_notice(UserId("u"))
    assert path_of(film) == f"/api/v1/videos/{film.about['job_id']}"


async def test_links_lead_to_our_own_doors_and_the_letter_can_be_stopped_with_one_click(
    open_adapter: OpenAdapter,
) -> None:
    rig = await a_rig(open_adapter)
    await rig.live(locale="ko")
    notice = rig.notice()
    await rig.tell(notice)
    (letter,) = rig.mailer.letters
    assert letter.subject == "영화가 완성됐어요"
    thing, unsubscribe = Reader(letter.html or "").links
    assert thing == f"https://app.oddiya.test/api/v1/videos/{notice.about['job_id']}"
    assert unsubscribe == letter.unsubscribe_url
    assert (unsubscribe or "").startswith("https://oddiya.test/api/v1/notices/unsubscribe/")


def test_that_a_cleanup_failed_can_be_seen_without_opening_the_letter() -> None:
    done, failed = (letter_of_cleanup(CleanupEnded(succeeded=well, summary="3 jobs\n")) for well in (True, False))
    assert ("FAILED" in done.subject, "FAILED" in failed.subject) == (False, True)
    assert "3 jobs" in done.text
