"""Where people may be sent back to, and everything that merely looks like it."""

import pytest

from core.identity.model.errors import RedirectNotAllowed
from core.identity.model.redirect_targets import RedirectTargets, target_with

APPS = ("https://app.oddiya.test/signed-in", "oddiya://signin", "http://127.0.0.1/back", "http://localhost:3000/")
TARGETS = RedirectTargets(APPS)


@pytest.mark.parametrize("target", APPS)
def test_our_own_apps_are_let_through(target: str) -> None:
    TARGETS.admit(target)


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:1/back", "http://127.0.0.1:65535/back", "http://localhost/", "http://localhost:5173/"],
)
def test_az_4_an_app_on_its_own_machine_chooses_its_port(target: str) -> None:
    TARGETS.admit(target)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "https://app.oddiya.test:443/signed-in",
        "https://app.oddiya.test/signed-in/",
        "https://app.oddiya.test/signed-in?x=1",
        "https://app.oddiya.test/signed-in#",
        "https://APP.oddiya.test/signed-in",
        "HTTPS://app.oddiya.test/signed-in",
        "http://app.oddiya.test/signed-in",
        "oddiya://signin/",
        "oddiya://signin:8080",
        "Oddiya://signin",
        "oddiya:signin",
        "https://127.0.0.1/back",
        "http://127.0.0.1/other",
        "http://127.0.0.1:/back",
        "http://127.0.0.1:0/back",
        "http://127.0.0.1:08080/back",
        "http://127.0.0.1:65536/back",
        "http://127.0.0.1:８０/back",
        "http://127.0.0.1:80@evil.test/back",
        "http://user@127.0.0.1/back",
        "http://127.0.0.2/back",
        "http://127.1/back",
        "http://0x7f000001/back",
        "http://localhost/back",
        "http://localhost.evil.test:80/",
        "http://[::1]/back",
        "http://127.0.0.1\\@evil.test/back",
        "http://127.0.0.1:80\n/back",
    ],
)
def test_az_4_what_differs_in_anything_else_is_refused(target: str) -> None:
    with pytest.raises(RedirectNotAllowed):
        TARGETS.admit(target)


@pytest.mark.parametrize(
    "configured",
    [
        "",
        "app.oddiya.test",
        "//app.oddiya.test/",
        "http://app.oddiya.test/",
        "https:app.oddiya.test",
        "https://app.oddiya.test/#part",
        "https://app.oddiya.test/ x",
        "https://앱.test/",
        "javascript:alert(1)",
        "data:text/html,hello",
        "http://127.0.0.1:99999/",
    ],
)
def test_what_can_be_no_app_of_ours_cannot_be_put_on_the_list(configured: str) -> None:
    with pytest.raises(ValueError, match=r"is not an address of an app: https, http on this machine, or a scheme"):
        RedirectTargets((configured,))


def test_parameters_join_those_that_a_target_has() -> None:
    assert target_with("oddiya://signin", code="a b", error=None) == "oddiya://signin?code=a+b"
    assert target_with("https://a.test/?x=1", state="&#\r\n") == "https://a.test/?x=1&state=%26%23%0D%0A"
