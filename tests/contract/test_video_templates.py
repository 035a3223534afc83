"""What every source of templates promises."""

import pytest

from core.video.model.errors import TemplateNotFound
from ports.video_templates import VideoTemplates
from tests.conftest import OpenAdapter
from tests.contract.enrolled import enrolled


@pytest.fixture(params=enrolled("video_templates"))
async def templates(request: pytest.FixtureRequest, open_adapter: OpenAdapter) -> VideoTemplates:
    opened: VideoTemplates = await open_adapter(request.param)
    return opened


def test_there_are_templates_ordered_by_name_and_no_two_have_the_same(templates: VideoTemplates) -> None:
    names = [template.name for template in templates.all()]
    assert names
    assert names == sorted(set(names))


def test_each_is_found_by_its_name(templates: VideoTemplates) -> None:
    assert [templates.named(template.name) for template in templates.all()] == [*templates.all()]


@pytest.mark.parametrize("name", ["", "no-such", "BASIC", "../basic", "basic.json"])
def test_one_that_is_not_there_is_not_found_and_the_others_are_named(templates: VideoTemplates, name: str) -> None:
    with pytest.raises(TemplateNotFound) as raised:
        templates.named(name)
    assert raised.value.name == name
    assert raised.value.known == ", ".join(template.name for template in templates.all())
