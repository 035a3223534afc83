"""The real application: what every process publishes holds both ways, and no request makes a mistake of ours."""

import json
from pathlib import Path
from types import NoneType

import pytest

from composition.contract import contract
from composition.processes import PROCESSES
from entrypoints.http.openapi import openapi_document
from entrypoints.http.operations import OperationRoutes
from tests.http.everything import everything
from tests.http.fuzz import fuzz, told
from tests.http.round_trips import (
    Published,
    check_that_values_fit_the_schema,
    check_that_what_fits_the_schema_is_read,
    published_by,
)
from tests.processes import ROOT

ROUTES = [OperationRoutes, *(routes for process in PROCESSES.values() for routes in process.routes)]
PUBLISHED = [one for one in published_by(ROUTES) if one.kind is not NoneType]


async def test_no_request_makes_a_mistake_of_ours(tmp_path: Path) -> None:
    document = openapi_document(title="Everything", version="1", routes=ROUTES)
    async with everything(tmp_path) as served:
        missed = await fuzz(served.url, document, headers_of=served.headers_of)
    assert not missed, told(missed)


@pytest.mark.parametrize("published", [one for one in PUBLISHED if one.mode != "patch"], ids=str)
def test_what_is_written_fits_the_published_schema_and_is_read_again(published: Published) -> None:
    check_that_values_fit_the_schema(published)


@pytest.mark.parametrize("published", [one for one in PUBLISHED if one.mode != "output"], ids=str)
def test_what_fits_the_published_schema_is_read(published: Published) -> None:
    check_that_what_fits_the_schema_is_read(published)


def test_the_committed_contract_is_current() -> None:
    assert (ROOT / "composition" / "openapi.json").read_text() == contract(PROCESSES.values())


def test_what_only_services_may_ask_is_not_published() -> None:
    assert not [path for path in json.loads(contract(PROCESSES.values()))["paths"] if "internal" in path]
