"""Whatever bytes stand in the request line: they are refused, or mean what they say and nothing else."""

import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote

from hypothesis import example, given
from hypothesis import strategies as st

from entrypoints.gateway.asked.canonical import CanonicalRequest
from entrypoints.gateway.asked.paths import spelled
from entrypoints.gateway.asked.refusals import AmbiguousPath, BadQuery, NotOriginForm
from tests.gateway.asked.requests import a_head

MARKS = re.compile("|".join(quote(mark, safe="") for mark in "!$&'()*+,=:@"))
PIECES = (
    "/", "//", ".", "..", "%2e", "%2E", "%2F", "%2f", "%5C", "\\", ";", "%3B", "%25", "%252e", "%00", "%0D%0A",
    "%C0%AE", "%EF%BC%8E", "%EF%BC%8F", "%E2%80%A5", "%EA%B0%80", "%20", "%41", "%ea%b0%80", "%3A", "%40",
    "%u002e", "%", "?", "#",
    "*", "http:", "api", "users", "internal", "A", "~", ":", "@", "+", "=", "&", "가", "\uff0e", " ", "\t", "\x00",
    "\x7f", "\xff",
)  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
bytes_at_all = st.binary(max_size=40).map(lambda data: data.decode("latin-1"))
texts = st.lists(st.text(min_size=1, max_size=6), max_size=4).map(tuple)


def understood(target: str) -> CanonicalRequest | None:
    try:
        return CanonicalRequest.of(a_head(target))
    except (AmbiguousPath, BadQuery, NotOriginForm):
        return None


@given(bytes_at_all | hostile | hostile.map(lambda text: "/" + text))
@example("/api/%25%32%65")
@example("/%25" + "u002e")
def test_a_target_is_refused_or_is_spelled_like_that_and_in_no_other_way(target: str) -> None:
    asked = understood(target)
    if asked is None:
        return
    assert asked.target == target == (asked.path if asked.query is None else f"{asked.path}?{asked.query}")
    assert spelled(asked.segments) == MARKS.sub(lambda mark: unquote(mark[0]), asked.path)
    assert asked.target.isascii()


@given(bytes_at_all | hostile | hostile.map(lambda text: "/" + text) | texts.map(spelled))
def test_a_segment_means_nothing_but_itself(target: str) -> None:
    asked = understood(target)
    for segment in asked.segments if asked is not None else ():
        assert unquote(segment) == segment
        for reading in (segment, unicodedata.normalize("NFKC", segment), unicodedata.normalize("NFKD", segment)):
            assert reading.strip(".")
            assert not set(reading) & set("/\\;#?\x00\r\n\x7f")


@given(texts)
def test_a_path_made_of_segments_leads_to_them_or_is_refused(segments: tuple[str, ...]) -> None:
    asked = understood(spelled(segments))
    assert asked is None or asked.segments == segments


@given(st.lists(st.from_regex(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*", fullmatch=True), max_size=6).map(tuple))
def test_a_path_of_plain_words_is_never_refused(segments: tuple[str, ...]) -> None:
    asked = understood("/" + "/".join(segments))
    assert asked is not None
    assert asked.segments == segments


@given(hostile)
def test_a_query_never_changes_what_is_asked_for(query: str) -> None:
    asked = understood(f"/api/users?{query}")
    if asked is not None:
        assert (asked.path, asked.segments) == ("/api/users", ("api", "users"))
        assert asked.query == query
        assert not any("\ufffd" in text for pair in parse_qsl(query, keep_blank_values=True) for text in pair)
