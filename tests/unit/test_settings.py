"""How Oddiya reads what it is told."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from attrs import frozen

from adapters.section import need, setting
from composition.settings import SettingError, Settings


@frozen(kw_only=True)
class Section:
    name: str = setting("X_NAME", "a name")
    count: int = setting("X_COUNT", "a number", default=3)
    share: float = setting("X_SHARE", "a share", default=0.5)
    loud: bool = setting("X_LOUD", "true or false", default=False)
    folder: Path = setting("X_FOLDER", "a folder", default=Path("var"))
    pause: timedelta = setting("X_PAUSE", "seconds", default=timedelta(seconds=1.5))
    colour: Literal["red", "blue"] = setting("X_COLOUR", "red or blue", default="red")
    words: tuple[str, ...] = setting("X_WORDS", "words", default=())
    maybe: str | None = setting("X_MAYBE", "anything", default=None)
    password: str = setting("X_PASSWORD", "a password", default="", secret=True)
    other: object = need("clock")


def read(**environment: str) -> Section:
    return Settings.read({"X_NAME": "n", **environment}).section(Section, {"other": "opened"})


def test_a_section_is_filled_from_defaults_the_environment_and_what_it_is_given() -> None:
    section = read(X_COUNT="7")
    assert (section.name, section.count, section.share, section.other) == ("n", 7, 0.5, "opened")


def test_every_type_of_setting_is_read() -> None:
    section = read(
        X_SHARE="0.25", X_LOUD="yes", X_FOLDER="/data", X_PAUSE="0.1", X_COLOUR="blue", X_WORDS=" a, b ,", X_MAYBE="m"
    )
    assert (section.share, section.loud, section.folder) == (0.25, True, Path("/data"))
    assert (section.pause, section.colour, section.words) == (timedelta(milliseconds=100), "blue", ("a", "b"))
    assert section.maybe == "m"


def test_an_empty_variable_is_one_that_nobody_set() -> None:
    assert read(X_COUNT="").count == 3


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("X_COUNT", "many"),
        ("X_COUNT", "1.5"),
        ("X_SHARE", "half"),
        ("X_LOUD", "loud"),
        ("X_COLOUR", "green"),
        ("X_PAUSE", "soon"),
        ("X_PAUSE", "1e300"),
    ],
)
def test_a_malformed_setting_is_named_with_what_it_expects_in_one_line(variable: str, text: str) -> None:
    with pytest.raises(SettingError, match=rf"^{variable} is '{text}': it expects ") as refused:
        read(**{variable: text})
    assert "\n" not in str(refused.value)


def test_a_malformed_secret_is_not_repeated() -> None:
    @frozen(kw_only=True)
    class Pin:
        pin: int = setting("X_PIN", "a number", secret=True)

    with pytest.raises(SettingError, match=r"^X_PIN is not usable: it expects a number$"):
        Settings.read({"X_PIN": "hunter2"}).section(Pin)


def test_a_missing_setting_is_named_with_what_it_expects() -> None:
    with pytest.raises(SettingError, match=r"^X_NAME is missing: it expects a name$"):
        Settings.read({"A": "b"}).section(Section)


def test_an_unknown_profile_is_named_with_those_there_are() -> None:
    with pytest.raises(SettingError, match=r"^ODDIYA_PROFILE is 'x': it expects one of memory, embedded, aws$"):
        Settings.read({"ODDIYA_PROFILE": "x"})


def test_an_adapter_that_hears_of_a_thing_listens_where_it_happens() -> None:
    assert Settings.read({"A": "b"}).adapter_of("revoked_sessions") == ("postgres", "profile embedded")
    assert Settings.read({"ODDIYA_SESSIONS": "redis"}).adapter_of("revoked_sessions") == ("redis", "ODDIYA_SESSIONS")
    told = Settings.read({"ODDIYA_SESSIONS": "redis", "ODDIYA_REVOKED_SESSIONS": "postgres"})
    assert told.adapter_of("revoked_sessions") == ("postgres", "ODDIYA_REVOKED_SESSIONS")


def test_a_profile_gives_settings_that_the_environment_overrides() -> None:
    @frozen(kw_only=True)
    class Start:
        migrate: bool = setting("ODDIYA_MIGRATE_ON_START", "true or false", default=False)

    assert Settings.read({"A": "b"}).section(Start).migrate
    assert not Settings.read({"ODDIYA_MIGRATE_ON_START": "false"}).section(Start).migrate
    (told,) = Settings.read({"A": "b"}).describe(Start)
    assert (told.shown, told.source) == ("true", "profile embedded")


def test_settings_describe_themselves_without_telling_a_secret() -> None:
    told = {line.env: line for line in Settings.read({"X_PASSWORD": "hunter2", "X_COUNT": "4"}).describe(Section)}
    assert (told["X_PASSWORD"].shown, told["X_PASSWORD"].source) == ("secret set", "environment")
    assert (told["X_COUNT"].shown, told["X_COUNT"].source) == ("4", "environment")
    assert (told["X_PAUSE"].shown, told["X_PAUSE"].source) == ("1.5", "default")
    assert told["X_NAME"].shown == "not set"


def test_a_default_can_be_added_without_overriding_what_was_set() -> None:
    assert Settings.read({"X_NAME": "n"}).with_default("X_NAME", "m").environment["X_NAME"] == "n"
    assert Settings.read({"A": "b"}).with_default("X_NAME", "m").environment["X_NAME"] == "m"
