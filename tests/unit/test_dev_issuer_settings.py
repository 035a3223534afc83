"""Where the issuer that believes everybody runs, and where it does not."""

from contextlib import AsyncExitStack

import pytest

from adapters.section import CannotOpen
from composition.dev_issuer import DEV_ISSUER, DevIssuerSettings
from composition.opener import Opener
from composition.process import wired
from composition.settings import Settings

APP = {"ODDIYA_REDIRECT_URIS": "https://app.example.com/signed-in"}


async def run(**environment: str) -> int:
    """Put the process together as `oddiya run dev_issuer` does, and return how many routes classes it serves."""
    async with AsyncExitStack() as stack:
        return len((await wired(DEV_ISSUER, Opener(Settings.read(APP | environment), stack))).routes())


@pytest.mark.parametrize("profile", ["memory", "embedded"])
async def test_on_a_laptop_it_runs_unless_it_is_switched_off(profile: str) -> None:
    assert await run(ODDIYA_PROFILE=profile) == 1
    with pytest.raises(CannotOpen, match=r"^ODDIYA_DEV_ISSUER is not true"):
        await run(ODDIYA_PROFILE=profile, ODDIYA_DEV_ISSUER="false")


async def test_in_production_it_does_not_run_whatever_is_set() -> None:
    with pytest.raises(CannotOpen, match=r"^ODDIYA_DEV_ISSUER is not true"):
        await run(ODDIYA_PROFILE="aws", ODDIYA_CACHE="memory")
    with pytest.raises(CannotOpen, match=r"^ODDIYA_DEV_ISSUER is true"):
        await run(ODDIYA_PROFILE="aws", ODDIYA_CACHE="memory", ODDIYA_DEV_ISSUER="true")


def test_oddiya_up_runs_it_where_it_is_switched_on() -> None:
    settings = Settings.read({**APP, "ODDIYA_PROFILE": "memory"})
    assert DEV_ISSUER.wanted(settings)
    assert settings.section(DevIssuerSettings).issuer == "http://127.0.0.1:8080/dev-issuer"
    assert not DEV_ISSUER.wanted(settings.with_value("ODDIYA_DEV_ISSUER", "false"))
