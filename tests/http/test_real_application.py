"""The real application: what every process publishes holds both ways, and no request makes a mistake of ours."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import NoneType

import pytest
from attrs import frozen

from composition.contract import contract
from composition.http_service import http_service
from composition.opener import Opener
from composition.process import wired
from composition.processes import PROCESSES
from composition.settings import Settings
from core.identity.model.proof import Proof
from core.identity.model.session import ACCESS_LIFE, AccessClaims, SessionId
from entrypoints.http.app import http_app
from entrypoints.http.openapi import openapi_document
from entrypoints.http.operations import OperationRoutes
from entrypoints.http.server import serve
from tests.builders import an_id, an_identity
from tests.http.fuzz import fuzz, told
from tests.http.round_trips import (
    Published,
    check_that_values_fit_the_schema,
    check_that_what_fits_the_schema_is_read,
    published_by,
)
from tests.processes import ROOT

SECRET = "a-secret-between-services-" + "s" * 32
ROUTES = [OperationRoutes, *(routes for process in PROCESSES.values() for routes in process.routes)]
PUBLISHED = [one for one in published_by(ROUTES) if one.kind is not NoneType]


@frozen
class Served:
    """Everything, on one port, and what opens every door of it."""

    url: str
    headers: Mapping[str, str]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    told_ = {"ODDIYA_PROFILE": "memory", "ODDIYA_SERVICE_SECRETS": SECRET, "ODDIYA_HOME": str(tmp_path)}
    async with AsyncExitStack() as stack:
        opener = Opener(Settings.read(told_), stack)
        containers = [await wired(process, opener) for process in PROCESSES.values()]
        routes = [one for container in containers for one in container.routes()]
        app = http_app(await http_service("oddiya", opener, routes), routes)
        served = await stack.enter_async_context(serve(app, "127.0.0.1", 0))
        headers = {"X-Internal-Secret": SECRET, "Authorization": f"Bearer {await an_access_token(opener)}"}
        yield Served(served.url, headers)


async def an_access_token(opener: Opener) -> str:
    """Return a token of a user whose session no request can end, for it is kept nowhere."""
    signer, directory, clock = [await opener.open(port) for port in ("token_signer", "user_directory", "clock")]
    user = await directory.sign_in(Proof(identity=an_identity(), email="mina@example.com", name="Mina"))
    now = clock.now()
    claims = AccessClaims(
        user_id=user.user_id,
        session_id=SessionId(an_id()),
        token_id=an_id(),
        issued_at=now,
        expires_at=now + ACCESS_LIFE,
    )
    return str(signer.sign(claims))


async def test_no_request_makes_a_mistake_of_ours(served: Served) -> None:
    document = openapi_document(title="Everything", version="1", routes=ROUTES)
    missed = await fuzz(served.url, document, headers=served.headers)
    assert not missed, told(missed)


@pytest.mark.parametrize("published", [one for one in PUBLISHED if one.mode != "patch"], ids=str)
def test_what_is_written_fits_the_published_schema_and_is_read_again(published: Published) -> None:
    check_that_values_fit_the_schema(published)


@pytest.mark.parametrize("published", [one for one in PUBLISHED if one.mode != "output"], ids=str)
def test_what_fits_the_published_schema_is_read(published: Published) -> None:
    check_that_what_fits_the_schema_is_read(published)


def test_the_committed_contract_is_current() -> None:
    assert (ROOT / "docs" / "openapi.json").read_text() == contract(PROCESSES.values())


def test_what_only_services_may_ask_is_not_published() -> None:
    assert not [path for path in json.loads(contract(PROCESSES.values()))["paths"] if "internal" in path]
