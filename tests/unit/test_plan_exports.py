"""A plan leaves the app in any of its formats."""

from typing import get_args

import pytest

from entrypoints.planning.exports.formats import EXPORTS, Export, Format
from tests.planning_samples import a_plan


def test_there_is_an_export_for_each_format() -> None:
    assert set(EXPORTS) == set(get_args(Format))
    assert [one.ending for one in EXPORTS.values()] == [f".{name}" for name in EXPORTS]


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_the_same_plan_is_the_same_file(export: Export) -> None:
    assert export.write(a_plan()) == export.write(a_plan())
    assert export.write(a_plan()).decode("utf-8").endswith("\n")
    assert "/" in export.content_type
