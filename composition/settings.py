"""What Oddiya is told: the only place where the environment is read."""

import os
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, Attribute, Factory, evolve, fields, frozen

from adapters.section import SETTING, CannotOpen
from composition.profiles import DEFAULT_PROFILE, FOLLOWS, PROFILES, Profile

S = TypeVar("S")


class SettingError(CannotOpen):
    """A setting that is missing or malformed; its text is one line for the operator."""


@frozen(kw_only=True)
class Told:
    """One setting as it is in force: its variable, its text, and where that came from."""

    env: str
    expects: str
    text: str | None
    source: str
    secret: bool

    @property
    def shown(self) -> str:
        """The value as it may be printed."""
        if self.text is None:
            return "not set"
        return "secret set" if self.secret else self.text


@frozen
class Settings:
    """The environment, read through a profile."""

    environment: Mapping[str, str]
    profile: Profile

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment (the process's own unless another is given) and choose the profile it names."""
        given = {key: value for key, value in (environment or os.environ).items() if value}
        name = given.get("ODDIYA_PROFILE", DEFAULT_PROFILE)
        if name not in PROFILES:
            raise SettingError(f"ODDIYA_PROFILE is {name!r}: it expects one of {', '.join(PROFILES)}")
        return cls(given, PROFILES[name])

    def with_default(self, env: str, text: str) -> "Settings":
        """Return settings in which a variable that nobody set has this value."""
        return evolve(self, environment={env: text, **self.environment})

    def with_value(self, env: str, text: str) -> "Settings":
        """Return settings in which a variable has this value, whatever was set."""
        return evolve(self, environment={**self.environment, env: text})

    def adapter_of(self, port: str) -> tuple[str, str]:
        """Return the name of the adapter chosen for a port, and where the choice came from."""
        for chosen in (port, FOLLOWS.get(port, port)):
            env = f"ODDIYA_{chosen.upper()}"
            if env in self.environment:
                return self.environment[env], env
        return self.profile.adapters[port], f"profile {self.profile.name}"

    def section(self, cls: type[S], given: Mapping[str, Any] | None = None) -> S:
        """Build a section from what the settings say; `given` fills the fields that are not settings."""
        values = dict(given or {})
        for attribute, kind in _settings_of(cls):
            told = self.told(attribute)
            if told.text is not None and told.source != "default":
                values[attribute.name] = _parse(told, kind)
            elif attribute.default is NOTHING:
                raise SettingError(f"{told.env} is missing: it expects {told.expects}")
        return cls(**values)

    def describe(self, cls: type) -> Iterator[Told]:
        """List a section's settings as they are in force."""
        for attribute, _ in _settings_of(cls):
            yield self.told(attribute)

    def told(self, attribute: "Attribute[Any]") -> Told:
        """Find the text of one setting."""
        meta = attribute.metadata[SETTING]
        env: str = meta["env"]
        for source, texts in (
            ("environment", self.environment),
            (f"profile {self.profile.name}", self.profile.settings),
        ):
            if env in texts:
                return Told(env=env, expects=meta["expects"], text=texts[env], source=source, secret=meta["secret"])
        default = _shown_default(attribute)
        return Told(env=env, expects=meta["expects"], text=default, source="default", secret=meta["secret"])


def _settings_of(cls: type) -> Iterator[tuple["Attribute[Any]", Any]]:
    hints = get_type_hints(cls)
    for attribute in fields(cls):
        if SETTING in attribute.metadata:
            yield attribute, hints[attribute.name]


def _shown_default(attribute: "Attribute[Any]") -> str | None:
    default = attribute.default
    if default is NOTHING or default is None or isinstance(default, Factory):  # type: ignore[arg-type]
        return None
    if isinstance(default, timedelta):
        return f"{default.total_seconds():g}"
    if isinstance(default, tuple):
        return ",".join(default)
    return str(default).lower() if isinstance(default, bool) else str(default)


def _parse(told: Told, kind: Any) -> Any:
    try:
        return _read(told.text or "", kind)
    except (ValueError, KeyError, OverflowError):
        shown = "not usable" if told.secret else repr(told.text)
        raise SettingError(f"{told.env} is {shown}: it expects {told.expects}") from None


def _read(text: str, kind: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (arg for arg in get_args(kind) if arg is not type(None))
    if get_origin(kind) is Literal:
        if text not in get_args(kind):
            raise ValueError(text)
        return text
    if get_origin(kind) is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind is bool:
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[text.lower()]
    if kind is timedelta:
        return timedelta(seconds=float(text))
    if kind is Path:
        return Path(text).expanduser()
    return kind(text)
