"""What the sample routes publish is what they read and write, both ways."""

import pytest

from entrypoints.http.operations import OperationRoutes
from tests.http.round_trips import (
    Published,
    check_that_values_fit_the_schema,
    check_that_what_fits_the_schema_is_read,
    published_by,
)
from tests.http.sample import SampleRoutes

PUBLISHED = list(published_by([SampleRoutes, OperationRoutes]))
TAKEN = [one for one in PUBLISHED if one.mode != "output"]
WRITTEN = [one for one in PUBLISHED if one.mode != "patch"]


@pytest.mark.parametrize("published", WRITTEN, ids=str)
def test_what_is_written_fits_the_published_schema_and_is_read_again(published: Published) -> None:
    check_that_values_fit_the_schema(published)


@pytest.mark.parametrize("published", TAKEN, ids=str)
def test_what_fits_the_published_schema_is_read(published: Published) -> None:
    check_that_what_fits_the_schema_is_read(published)


def test_every_kind_of_use_is_among_them() -> None:
    assert {one.mode for one in PUBLISHED} == {"input", "output", "patch"}
    assert len(PUBLISHED) > 10
