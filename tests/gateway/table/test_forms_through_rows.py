"""Forms with files pass the rows that lead to their routes, whatever they may contain."""

import pytest

from composition.processes import PROCESSES
from core.video.model.sizes import LARGEST_VIDEO
from entrypoints.gateway.table.routing import Routing
from entrypoints.gateway.table.rows import ROWS
from entrypoints.http.contract import Contract, contracts_of
from entrypoints.http.life import Life
from entrypoints.http.multipart.form_input import FormInput, FormIntake
from entrypoints.http.parts import Assembly
from tests.http.conftest import a_service

ALL = [one for process in PROCESSES.values() for routes in process.routes for one in contracts_of(routes)]
FORMS = [one for one in ALL if isinstance(one.body, FormInput)]


@pytest.mark.parametrize("contract", FORMS, ids=lambda one: one.route.path)
async def test_no_row_takes_less_than_the_form_behind_it(contract: Contract) -> None:
    path = contract.route.path
    found = Routing.of(ROWS).find(path, tuple(path[1:].split("/")))
    assert found is not None
    assert contract.body is not None
    intake = contract.body.intake(contract.route, Assembly(a_service(), Life()))
    assert isinstance(intake, FormIntake)
    assert found[0].body_limit >= intake.file.limit > LARGEST_VIDEO
