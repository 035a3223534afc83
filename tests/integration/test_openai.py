"""Servers that are compatible with OpenAI's, and the ways in which they are not."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from adapters.openai.json_calls import calls_in
from composition.settings import SettingError
from core.errors import BadAnswer, NoAnswer, Unavailable
from ports.language_model import LanguageModel, ModelRefuses
from tests.integration.model_tasks import Desk, opened
from tests.standins import minds
from tests.standins.behaviour import Mode
from tests.standins.openai import KEY, OpenAiStandIn, Quirk, refusal


@pytest.fixture
def standin() -> OpenAiStandIn:
    return OpenAiStandIn(quirks={"gemini"})


@pytest.fixture
async def model(standin: OpenAiStandIn) -> AsyncIterator[LanguageModel]:
    async with opened(standin) as model:
        yield model


@pytest.fixture
def desk() -> Desk:
    return Desk()


def saying(text: Any = None, *, reason: Any = "stop", **more: Any) -> minds.Json:
    """Return a choice of the server's."""
    return {"index": 0, "message": {"role": "assistant", "content": text, **more}, "finish_reason": reason}


def calling(*arguments: Any, name: Any = "submit_selection", **more: Any) -> minds.Json:
    """Return a choice that calls tools."""
    calls = [{"id": f"c{number}", "function": {"name": name, "arguments": one}} for number, one in enumerate(arguments)]
    return saying(tool_calls=calls, reason="tool_calls", **more)


async def test_tools_asked_for_at_once_run_at_once_and_gemini_has_its_signatures_back(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk
) -> None:
    usage = await model.do(desk.task())
    assert desk.most_at_once == 2
    _, _, said, *answered = standin.requests[-1]["messages"]
    assert said["tool_calls"][0]["extra_content"] == {"google": {"thought_signature": "signed-2"}}
    assert [message["role"] for message in answered] == ["tool", "tool"]
    assert (usage.calls, usage.tokens_out) == (2, 80)


async def test_what_is_signed_beside_the_calls_goes_back_too(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk
) -> None:
    standin.quirks = set()
    standin.mind = minds.hasty
    standin.choices.append(calling("{}", name="look_at_weather", extra_content={"google": {"thought": "x"}}))
    await model.do(desk.task())
    assert standin.requests[-1]["messages"][2]["extra_content"] == {"google": {"thought": "x"}}


async def test_data_cannot_end_what_is_marked_as_data(standin: OpenAiStandIn, model: LanguageModel, desk: Desk) -> None:
    await model.do(desk.task())
    _, material, _, answer, _ = standin.requests[-1]["messages"]
    assert material["content"].count("</material>") == 1
    assert "<" not in answer["content"]


@pytest.mark.parametrize(
    ("quirks", "formats"),
    [
        ({"no_tools"}, [None, "json_object", "json_object"]),
        ({"no_tools", "chatty"}, [None, "json_object", "json_object"]),
        ({"no_tools", "no_json"}, [None, "json_object", None, None]),
        ({"no_tools", "no_json", "chatty"}, [None, "json_object", None, None]),
        ({"new_limit"}, [None, None, None]),
        ({"ignores_tools"}, [None, None, None]),
        ({"ignores_tools", "chatty"}, [None, None, None]),
        ({"bad_ids"}, [None, None]),
        (set(), [None, None]),
    ],
    ids=lambda value: "+".join(sorted(value)) if isinstance(value, set) else "",
)
async def test_what_a_model_cannot_do_is_done_without(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk, quirks: set[Quirk], formats: list[str | None]
) -> None:
    standin.quirks = quirks
    await model.do(desk.task())
    assert [request.get("response_format", {}).get("type") for request in standin.requests] == formats
    assert len(desk.submitted) == 1
    standin.requests.clear()
    await model.do(Desk().task())
    assert len(standin.requests) == (3 if "ignores_tools" in quirks else 2), "what was learnt is forgotten"


async def test_arguments_that_are_no_json_are_refused_to_the_model_and_mended_in_the_history(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk
) -> None:
    standin.quirks = {"bad_arguments"}
    standin.mind = minds.hasty
    await model.do(desk.task())
    _, _, said, answered = standin.requests[-1]["messages"]
    assert said["tool_calls"][0]["function"]["arguments"] == "{}"
    assert "no JSON object" in answered["content"]


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        ('{"picks":[]}', {"picks": []}),
        ({"picks": []}, {"picks": []}),
        ("", {}),
        (None, {}),
        ('{"a":"\\ud800"}', {"a": "\ud800"}),
    ],
)
async def test_arguments_come_as_text_or_as_they_are(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk, arguments: object, given: object
) -> None:
    standin.quirks = set()
    desk.refuses = 1
    standin.mind = minds.hasty
    standin.choices.append(calling(arguments))
    await model.do(desk.task())
    assert desk.submitted[0] == given


@pytest.mark.parametrize("arguments", ["[]", "7", "nonsense", 7, [], "[" * 3000])
async def test_what_is_no_object_never_reaches_a_tool(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk, arguments: object
) -> None:
    standin.quirks = set()
    standin.mind = minds.hasty
    standin.choices.append(calling(arguments))
    await model.do(desk.task())
    assert len(desk.submitted) == 1


@pytest.mark.parametrize(
    ("choice", "why"),
    [
        (saying("a", reason="length"), "it ran out of tokens"),
        (saying("a", reason="content_filter"), "its answer was filtered"),
        (saying(None, refusal="I will not."), "it refuses"),
    ],
)
async def test_reasons_to_stop_that_end_the_task(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk, choice: minds.Json, why: str
) -> None:
    standin.choices.append(choice)
    with pytest.raises(ModelRefuses) as caught:
        await model.do(desk.task())
    assert caught.value.why == why


@pytest.mark.parametrize(
    "choice",
    [
        saying("x", reason="function_call_filter: MALFORMED_FUNCTION_CALL"),
        saying(None),
        saying(" "),
        saying([{"type": "image"}, "x"]),
        calling("{}", name="no tool!"),
    ],
)
async def test_what_could_not_be_sent_back_is_asked_for_again(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk, choice: minds.Json
) -> None:
    standin.mind = minds.hasty
    standin.choices.append(choice)
    await model.do(desk.task())
    assert len(standin.requests[-1]["messages"]) == 2


async def test_a_text_in_parts_is_a_text(standin: OpenAiStandIn, model: LanguageModel, desk: Desk) -> None:
    standin.choices.append(saying([{"type": "text", "text": '{"picks": []}'}], reason=None))
    await model.do(desk.task())
    assert desk.submitted == [{"picks": []}]


async def test_a_model_that_only_talks_is_told_to_go_on_and_refused_in_the_end(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk
) -> None:
    standin.mind = minds.talkative
    with pytest.raises(ModelRefuses) as caught:
        await model.do(desk.task())
    assert caught.value.why == "it ran out of turns"
    assert len(standin.requests) == 6


@pytest.mark.parametrize("quirks", [{"gemini"}, {"no_tools"}, {"ignores_tools"}], ids=str)
@pytest.mark.parametrize("mind", [minds.malformed, minds.searching, minds.random_mind(1), minds.random_mind(2)])
async def test_a_mind_of_any_kind_breaks_no_rule_of_chats(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk, mind: minds.Mind, quirks: set[Quirk]
) -> None:
    standin.mind, standin.quirks = mind, quirks
    desk.refuses = 100
    with pytest.raises(ModelRefuses) as caught:
        await model.do(desk.task())
    assert caught.value.why == "it ran out of turns"


@pytest.mark.parametrize("status", [408, 429, 500, 529])
async def test_what_passes_is_tried_again(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk, status: int
) -> None:
    standin.refuses.append(refusal(status, "later"))
    await model.do(desk.task())
    assert len(desk.submitted) == 1


@pytest.mark.parametrize("status", [401, 402, 403, 404, 301])
async def test_what_only_the_operator_can_mend_is_left_alone(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk, status: int
) -> None:
    standin.refuses.extend(refusal(status, "no", Location="/v1/chat/completions") for _ in range(3))
    for _ in range(3):
        with pytest.raises(Unavailable) as caught:
            await model.do(desk.task())
        assert not isinstance(caught.value, ModelRefuses)
    assert standin.behaviour.calls == 1


async def test_a_spent_quota_is_left_alone(standin: OpenAiStandIn, model: LanguageModel, desk: Desk) -> None:
    standin.behaviour.will("quota")
    for _ in range(2):
        with pytest.raises(Unavailable):
            await model.do(desk.task())
    assert standin.behaviour.calls == 1


async def test_we_wait_no_longer_than_there_is_time_when_we_are_told_to_wait(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk
) -> None:
    answer = refusal(429, "later")
    answer.headers["Retry-After"] = "3600"
    standin.refuses.append(answer)
    with pytest.raises(Unavailable) as caught:
        await model.do(desk.task())
    assert caught.value.retry_after == 3600
    assert standin.behaviour.calls == 1


async def test_a_request_that_is_refused_whatever_is_done_without_is_a_bad_answer_and_teaches_nothing(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk
) -> None:
    standin.refuses.extend(refusal(400, "no") for _ in range(3))
    with pytest.raises(BadAnswer):
        await model.do(desk.task())
    await model.do(desk.task())
    assert "tools" in standin.requests[-1]


async def test_a_conversation_under_way_is_not_done_without_tools(
    standin: OpenAiStandIn, model: LanguageModel, desk: Desk
) -> None:
    standin.mind = minds.searching
    standin.breaks_down_after = 1
    with pytest.raises(BadAnswer):
        await model.do(desk.task())
    assert [("tools" in request) for request in standin.requests] == [True, True]


@pytest.mark.parametrize("text", ["context_length_exceeded", "This model's maximum context length is 8192 tokens"])
async def test_too_much_to_read_is_refused(standin: OpenAiStandIn, model: LanguageModel, desk: Desk, text: str) -> None:
    standin.refuses.append(refusal(400, text))
    with pytest.raises(ModelRefuses) as caught:
        await model.do(desk.task())
    assert caught.value.why == "there was more to read than it can"


@pytest.mark.parametrize("mode", ["down", "error", "throttled", "html", "truncated", "malformed", "wrong_types"])
async def test_on_its_bad_days_it_is_unavailable(standin: OpenAiStandIn, desk: Desk, mode: Mode) -> None:
    standin.behaviour.will(mode)
    async with opened(standin, ODDIYA_LLM_TIMEOUT="0.4") as model:
        with pytest.raises(Unavailable) as caught:
            await model.do(desk.task())
    assert not isinstance(caught.value, ModelRefuses)
    assert desk.submitted == []


@pytest.mark.parametrize("mode", ["silent", "slow"])
async def test_it_is_waited_for_no_longer_than_the_time_out(standin: OpenAiStandIn, desk: Desk, mode: Mode) -> None:
    standin.behaviour.will(mode, seconds=30)
    async with opened(standin, ODDIYA_LLM_TIMEOUT="0.2") as model:
        with pytest.raises(NoAnswer):
            await model.do(desk.task())


@pytest.mark.parametrize("choices", [[], [7], [{}], [{"message": 7}], {"0": 1}, None], ids=str)
async def test_an_answer_of_another_shape_is_a_bad_answer(standin: OpenAiStandIn, desk: Desk, choices: object) -> None:
    standin.refuses.extend(web.json_response({"choices": choices}) for _ in range(9))
    async with opened(standin, ODDIYA_LLM_TIMEOUT="0.5") as model:
        with pytest.raises(BadAnswer):
            await model.do(desk.task())


async def test_an_endless_answer_is_a_bad_answer(standin: OpenAiStandIn, desk: Desk) -> None:
    standin.refuses.extend(web.Response(body=b" " * 5_000_000) for _ in range(9))
    async with opened(standin, ODDIYA_LLM_TIMEOUT="0.5") as model:
        with pytest.raises(BadAnswer):
            await model.do(desk.task())


async def test_a_usage_that_is_none_counts_as_nothing(standin: OpenAiStandIn, model: LanguageModel, desk: Desk) -> None:
    for usage in (None, {}, {"prompt_tokens": -5, "completion_tokens": True}):
        standin.refuses.append(web.json_response({"choices": [calling('{"picks":[]}')], "usage": usage}))
        used = await model.do(desk.task())
        assert (used.calls, used.tokens_in, used.tokens_out) == (1, 0, 0)


@pytest.mark.parametrize("status", [200, 400, 401, 404, 429, 500])
async def test_the_key_shows_nowhere(
    standin: OpenAiStandIn, desk: Desk, secrets_in_play: Callable[[str], None], status: int
) -> None:
    secrets_in_play(KEY)
    standin.refuses.extend(refusal(status, "look") for _ in range(9))
    async with opened(standin, ODDIYA_LLM_TIMEOUT="0.5") as model:
        with pytest.raises(Unavailable) as caught:
            await model.do(desk.task())
        assert KEY not in repr(model)
    error: BaseException | None = caught.value
    while error is not None:
        assert KEY not in f"{error!r} {error}"
        error = error.__cause__ or error.__context__


async def test_a_server_without_a_key_is_asked_without_one(standin: OpenAiStandIn, desk: Desk) -> None:
    async with opened(standin, ODDIYA_OPENAI_KEY="") as model:
        with pytest.raises(Unavailable):
            await model.do(desk.task())
    assert standin.behaviour.calls == 1


@pytest.mark.parametrize(
    ("env", "value"),
    [("ODDIYA_OPENAI_URL", "ftp://x"), ("ODDIYA_OPENAI_KEY", "two\nlines"), ("ODDIYA_OPENAI_MODEL", "")],
)
async def test_settings_that_cannot_be_used_are_told_by_name(standin: OpenAiStandIn, env: str, value: str) -> None:
    with pytest.raises(SettingError, match=env):
        async with opened(standin, **{env: value}):
            pass


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"calls": [{"tool": "search_places", "arguments": {"query": "x"}}]}', [("search_places", {"query": "x"})]),
        ('{"tool": "look_at_weather"}', [("look_at_weather", {})]),
        ('{"name": "look_at_weather", "parameters": {}}', [("look_at_weather", {})]),
        ('{"tool_calls": [{"function": {"name": "a", "arguments": "{}"}}]}', [("a", {})]),
        ('Sure! {"picks": [1]} Enjoy.', [("submit_selection", {"picks": [1]})]),
        ('```json\n{"picks": []}\n```', [("submit_selection", {"picks": []})]),
        ('{"tool": "a", "arguments": [1]}', [("a", None)]),
        ('{"calls": [7, {"a": 1}]}', []),
        ("no JSON at all", []),
        ("[1, 2]", []),
        ("{" * 5000, []),
        ("[" * 5000, []),
    ],
)  # fmt: skip
def test_calls_are_read_from_text(text: str, expected: list[tuple[str, Any]]) -> None:
    tools = Desk().task().tools
    assert [(call.name, call.given) for call in calls_in(text, tools)] == expected
