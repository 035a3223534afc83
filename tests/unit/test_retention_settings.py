"""What an operator may say of how long media are kept."""

from datetime import timedelta

import pytest

from composition.films.retention import RetentionSettings
from composition.settings import SettingError, Settings
from core.video.model.retention import Retention


def told(**days: str) -> Retention:
    environment = {f"ODDIYA_KEEP_{name.upper()}_DAYS": text for name, text in days.items()}
    return Settings.read({"ODDIYA_PROFILE": "memory", **environment}).section(RetentionSettings).retention


def test_everything_is_kept_for_a_month_unless_something_else_is_said() -> None:
    assert told() == Retention()


def test_each_kind_may_be_kept_for_another_time() -> None:
    assert told(films="1", frames="7", uploads="90", pieces="9999") == Retention(
        films=timedelta(days=1), frames=timedelta(days=7), uploads=timedelta(days=90), pieces=timedelta(days=9999)
    )


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "a month", "10000", "007", "١"])
def test_anything_else_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(SettingError, match="ODDIYA_KEEP_UPLOADS_DAYS"):
        told(uploads=text)


def test_the_operator_is_shown_the_days() -> None:
    settings = Settings.read({"ODDIYA_PROFILE": "memory"})
    assert {one.env: one.shown for one in settings.describe(RetentionSettings)} == {
        f"ODDIYA_KEEP_{of}_DAYS": "30" for of in ("FILMS", "FRAMES", "UPLOADS", "PIECES")
    }
