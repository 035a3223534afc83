"""What push services are told."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.aws.push_payload import LIMIT, payload, sns_message
from ports.notifier import Push

PUSH = Push(title="영상 완성", body="준비됐어요 🎬", data={"job_id": "1", "aps": "not Apple's"})
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def test_apple_is_told_in_its_own_format() -> None:
    assert json.loads(payload(PUSH, "APNS_SANDBOX")) == {
        "aps": {"alert": {"title": "영상 완성", "body": "준비됐어요 🎬"}, "sound": "default"},
        "data": {"job_id": "1", "aps": "not Apple's"},
    }


def test_google_is_told_in_its_own_format() -> None:
    notification = {"title": "영상 완성", "body": "준비됐어요 🎬"}
    data = {"job_id": "1", "aps": "not Apple's"}
    assert json.loads(payload(PUSH, "GCM")) == {
        "fcmV1Message": {"message": {"notification": notification, "data": data}}
    }


def test_sns_is_told_the_service_and_a_default() -> None:
    message = json.loads(sns_message(PUSH, "APNS"))
    assert message == {"default": PUSH.body, "APNS": payload(PUSH, "APNS")}


@given(
    TEXT,
    st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: text * 300),
    st.sampled_from(["APNS", "GCM"]),
)
def test_a_body_is_cut_short_to_what_the_service_takes(title: str, body: str, service: str) -> None:
    sent = payload(Push(title=title, body=body, data={"job_id": "1"}), service)
    shown = shown_by(json.loads(sent), service)
    assert len(sent.encode()) <= LIMIT
    assert shown["title"] == title
    assert shown["body"] == body or (shown["body"].endswith("…") and body.startswith(shown["body"][:-1]))


def shown_by(sent: Any, service: str) -> dict[str, str]:
    shown: dict[str, str] = (
        sent["aps"]["alert"] if service == "APNS" else sent["fcmV1Message"]["message"]["notification"]
    )
    return shown


def test_as_much_of_the_body_as_possible_is_sent() -> None:
    assert LIMIT - len(payload(Push(title="t", body="가" * 3000), "GCM").encode()) < 6


def test_data_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        payload(Push(title="t", body="b", data={"much": "x" * LIMIT}), "GCM")
