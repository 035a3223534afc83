"""Bedrock's Converse: its rules, its reasons to stop, and its bad days."""

from collections.abc import AsyncIterator, Iterator
from functools import cache

import botocore.session
import pytest

from adapters.aws.bedrock.conversation import Conversation, faults_in
from adapters.aws.bedrock.prompt_cache import cache_points
from adapters.section import CannotOpen
from composition.settings import SettingError
from core.errors import BadAnswer, NoAnswer, Unavailable
from ports.language_model import LanguageModel, ModelRefuses
from tests.integration.model_tasks import Desk, opened
from tests.standins import minds
from tests.standins.bedrock import MODEL, PLAIN_MODEL, BedrockStandIn
from tests.standins.behaviour import Mode

USED = {"toolUse": {"toolUseId": "one", "name": "submit_selection", "input": {"picks": []}}}


@pytest.fixture(scope="module", autouse=True)
def _shared_descriptions() -> Iterator[None]:
    """Have the services' descriptions read once: that takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache(botocore.session.create_loader))
        yield


@pytest.fixture
def standin() -> BedrockStandIn:
    return BedrockStandIn()


@pytest.fixture
async def model(standin: BedrockStandIn) -> AsyncIterator[LanguageModel]:
    async with opened(standin) as model:
        yield model


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_tools_asked_for_at_once_run_at_once_and_are_answered_in_one_message(
    standin: BedrockStandIn, model: LanguageModel, desk: Desk
) -> None:
    usage = await model.do(desk.task())
    assert desk.most_at_once == 2
    last = standin.requests[-1]["messages"]
    assert [message["role"] for message in last] == ["user", "assistant", "user"]
    assert [block["toolResult"]["status"] for block in last[2]["content"]] == ["success", "success"]
    assert usage.calls == 2
    assert usage.tokens_out == 80


async def test_data_cannot_end_what_is_marked_as_data(
    standin: BedrockStandIn, model: LanguageModel, desk: Desk
) -> None:
    await model.do(desk.task())
    first, _, answers = standin.requests[-1]["messages"]
    assert first["content"][0]["text"].count("</material>") == 1
    assert "<" not in answers["content"][0]["toolResult"]["content"][0]["text"]


async def test_limits_and_cache_points_are_explicit(standin: BedrockStandIn, model: LanguageModel, desk: Desk) -> None:
    await model.do(desk.task())
    (request, _) = standin.requests
    assert request["inferenceConfig"] == {"maxTokens": 2000}
    assert "cachePoint" in request["system"][-1]
    assert "cachePoint" in request["toolConfig"]["tools"][-1]
    assert "cachePoint" in request["messages"][0]["content"][-1]


async def test_a_model_that_does_not_remember_is_told_of_no_cache_points(standin: BedrockStandIn, desk: Desk) -> None:
    async with opened(standin, ODDIYA_BEDROCK_MODEL=PLAIN_MODEL) as model:
        await model.do(desk.task())
    assert "cachePoint" not in str(standin.requests)


async def test_a_model_that_turns_out_not_to_remember_is_asked_once_more_and_never_again_so(
    standin: BedrockStandIn, desk: Desk
) -> None:
    name = "apac.amazon.nova-pro-v1:0"
    standin.models.add(name)
    async with opened(standin, ODDIYA_BEDROCK_MODEL=name) as model:
        await model.do(desk.task())
        await model.do(Desk().task())
    assert ["cachePoint" in str(request) for request in standin.requests] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("name", "points"),
    [
        (MODEL, {"system", "tools", "messages"}),
        ("global.anthropic.claude-opus-4-5-20251101-v1:0", {"system", "tools", "messages"}),
        ("us.anthropic.claude-3-5-haiku-20241022-v1:0", {"system", "tools", "messages"}),
        ("anthropic.claude-3-haiku-20240307-v1:0", set()),
        ("apac.amazon.nova-lite-v1:0", {"system", "messages"}),
        (PLAIN_MODEL, set()),
    ],
)
def test_which_models_remember_is_known_by_their_names(name: str, points: set[str]) -> None:
    assert cache_points(name) == points


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("max_tokens", "it ran out of tokens"),
        ("guardrail_intervened", "a guardrail stepped in"),
        ("content_filtered", "its answer was filtered"),
        ("model_context_window_exceeded", "there was more to read than it can"),
        ("something_new", "it stopped for a reason that is not known"),
    ],
)
async def test_reasons_to_stop_that_end_the_task(
    standin: BedrockStandIn, model: LanguageModel, desk: Desk, reason: str, why: str
) -> None:
    standin.stops.append(reason)
    with pytest.raises(ModelRefuses) as caught:
        await model.do(desk.task())
    assert caught.value.why == why
    assert len(desk.told) == 1


@pytest.mark.parametrize("reason", ["end_turn", "stop_sequence", "tool_use"])
async def test_tools_are_run_whatever_the_other_reasons(
    standin: BedrockStandIn, model: LanguageModel, desk: Desk, reason: str
) -> None:
    standin.mind = minds.hasty
    standin.stops.append(reason)
    await model.do(desk.task())
    assert len(desk.submitted) == 1


@pytest.mark.parametrize("reason", ["malformed_model_output", "malformed_tool_use"])
async def test_what_is_garbled_is_asked_for_again(
    standin: BedrockStandIn, model: LanguageModel, desk: Desk, reason: str
) -> None:
    standin.mind = minds.hasty
    standin.stops.append(reason)
    await model.do(desk.task())
    assert len(standin.requests) == 2
    assert standin.requests[0]["messages"] == standin.requests[1]["messages"]


@pytest.mark.parametrize(
    "content",
    [
        [],
        [{"text": " \n"}],
        [{"reasoningContent": {"reasoningText": {"text": "hm", "signature": "s"}}}],
        [USED, USED],
        [{"toolUse": {"toolUseId": "no id!", "name": "submit_selection", "input": {}}}],
        [{"toolUse": {"toolUseId": "one", "name": "no tool!", "input": {}}}],
        [{"image": {"format": "png"}}],
    ],
    ids=str,
)
async def test_what_could_not_be_sent_back_is_not_kept(
    standin: BedrockStandIn, model: LanguageModel, desk: Desk, content: list[minds.Json]
) -> None:
    standin.mind = minds.hasty
    standin.says.append(content)
    await model.do(desk.task())
    assert len(standin.requests[-1]["messages"]) == 1


async def test_reasoning_goes_back_as_it_was_and_blank_text_does_not(
    standin: BedrockStandIn, model: LanguageModel, desk: Desk
) -> None:
    thought = {"reasoningContent": {"reasoningText": {"text": "hm", "signature": "signed"}}}
    look = {"toolUse": {"toolUseId": "one", "name": "look_at_weather", "input": {}}}
    standin.mind = minds.hasty
    standin.says.append([thought, {"text": "  "}, {"text": "Let me look."}, look])
    await model.do(desk.task())
    assert standin.requests[-1]["messages"][1]["content"] == [thought, {"text": "Let me look."}, look]


async def test_nonsense_for_a_tool_is_answered_and_mended_in_the_history(
    standin: BedrockStandIn, model: LanguageModel, desk: Desk
) -> None:
    standin.mind = minds.hasty
    standin.says.append(
        [
            {"toolUse": {"toolUseId": "one", "name": "submit_selection", "input": "[]"}},
            {"toolUse": {"toolUseId": "two", "name": "no_such_tool", "input": {}}},
        ]
    )
    await model.do(desk.task())
    _, said, answered = standin.requests[-1]["messages"]
    assert said["content"][0]["toolUse"]["input"] == {}
    assert [block["toolResult"]["status"] for block in answered["content"]] == ["error", "error"]
    assert len(desk.submitted) == 1


async def test_a_failure_without_a_word_is_given_one(standin: BedrockStandIn, model: LanguageModel, desk: Desk) -> None:
    standin.mind = minds.hasty
    desk.refuses = 1
    await model.do(desk.task())
    (result,) = standin.requests[-1]["messages"][-1]["content"]
    assert result["toolResult"]["content"] == [{"text": '{"answer":"failed"}'}]


async def test_a_model_that_only_talks_is_told_to_go_on_and_refused_in_the_end(
    standin: BedrockStandIn, model: LanguageModel, desk: Desk
) -> None:
    standin.mind = minds.talkative
    with pytest.raises(ModelRefuses) as caught:
        await model.do(desk.task())
    assert caught.value.why == "it ran out of turns"
    assert len(standin.requests) == 6
    assert standin.requests[-1]["messages"][-1]["content"][0]["text"].startswith("Go on with the task")


@pytest.mark.parametrize(
    "code",
    ["ThrottlingException", "ModelNotReadyException", "ModelTimeoutException", "ModelErrorException",
     "InternalServerException", "ServiceUnavailableException"],
)  # fmt: skip
async def test_what_passes_is_tried_again(standin: BedrockStandIn, model: LanguageModel, desk: Desk, code: str) -> None:
    standin.refuses.append((code, ""))
    await model.do(desk.task())
    assert len(desk.submitted) == 1


@pytest.mark.parametrize(
    ("code", "kind", "asked"),
    [
        ("AccessDeniedException", Unavailable, 1),
        ("ServiceQuotaExceededException", Unavailable, 1),
        ("ValidationException", BadAnswer, 2),
    ],
)
async def test_what_does_not_pass_is_not_tried_again(
    standin: BedrockStandIn, model: LanguageModel, desk: Desk, code: str, kind: type[Unavailable], asked: int
) -> None:
    standin.refuses += [(code, "")] * 3
    for _ in range(2):
        with pytest.raises(kind):
            await model.do(desk.task())
    assert len(standin.requests) == asked


@pytest.mark.parametrize("name", ["apac.no-such-model", MODEL.removeprefix("apac.")])
async def test_a_model_that_is_not_there_is_unavailable(standin: BedrockStandIn, desk: Desk, name: str) -> None:
    async with opened(standin, ODDIYA_BEDROCK_MODEL=name) as model:
        with pytest.raises(Unavailable):
            await model.do(desk.task())
    assert standin.behaviour.calls == 1


async def test_a_wrong_key_is_unavailable(standin: BedrockStandIn, desk: Desk) -> None:
    async with opened(standin, ODDIYA_AWS_ACCESS_KEY_ID="AKIDOTHER") as model:
        with pytest.raises(Unavailable):
            await model.do(desk.task())
    assert standin.requests == []


@pytest.mark.parametrize(
    "mode", ["down", "error", "throttled", "quota", "html", "truncated", "malformed", "wrong_types"]
)
async def test_on_its_bad_days_it_is_unavailable(standin: BedrockStandIn, desk: Desk, mode: Mode) -> None:
    standin.behaviour.will(mode)
    async with opened(standin, ODDIYA_LLM_TIMEOUT="0.4") as model:
        with pytest.raises(Unavailable) as caught:
            await model.do(desk.task())
    assert not isinstance(caught.value, ModelRefuses)
    assert desk.submitted == []


@pytest.mark.parametrize("mode", ["silent", "slow"])
async def test_it_is_waited_for_no_longer_than_the_time_out(standin: BedrockStandIn, desk: Desk, mode: Mode) -> None:
    standin.behaviour.will(mode, seconds=30)
    async with opened(standin, ODDIYA_LLM_TIMEOUT="0.2") as model:
        with pytest.raises(NoAnswer):
            await model.do(desk.task())


async def test_after_a_bad_moment_it_works_again(standin: BedrockStandIn, model: LanguageModel, desk: Desk) -> None:
    standin.behaviour.will("down", times=1)
    await model.do(desk.task())
    assert len(desk.submitted) == 1


async def test_a_time_out_of_nothing_keeps_it_shut(standin: BedrockStandIn) -> None:
    with pytest.raises(CannotOpen, match="ODDIYA_LLM_TIMEOUT"):
        async with opened(standin, ODDIYA_LLM_TIMEOUT="0"):
            pass
    with pytest.raises(SettingError, match="ODDIYA_LLM_TIMEOUT"):
        async with opened(standin, ODDIYA_LLM_TIMEOUT="soon"):
            pass


@pytest.mark.parametrize("mind", [minds.malformed, minds.searching, minds.random_mind(1), minds.random_mind(2)])
async def test_a_mind_of_any_kind_breaks_no_rule_of_conversations(
    standin: BedrockStandIn, model: LanguageModel, desk: Desk, mind: minds.Mind
) -> None:
    standin.mind = mind
    desk.refuses = 100
    with pytest.raises(ModelRefuses) as caught:
        await model.do(desk.task())
    assert caught.value.why == "it ran out of turns"


async def test_slow_tools_are_waited_for_no_longer_than_the_time_out(standin: BedrockStandIn, desk: Desk) -> None:
    desk.hangs = True
    async with opened(standin, ODDIYA_LLM_TIMEOUT="0.4") as model:
        with pytest.raises(NoAnswer):
            await model.do(desk.task())


def test_a_broken_history_is_noticed_before_it_is_sent() -> None:
    conversation = Conversation(Desk().task())
    assert faults_in(conversation.messages) == []
    result = {"toolResult": {"toolUseId": "one"}}
    for messages, fault in (
        ([("assistant", [{"text": "a"}])], "the roles do not alternate"),
        ([("user", [])], "a message is empty"),
        ([("user", [{"text": " "}])], "a message is empty"),
        ([("user", [{"text": "a"}]), ("assistant", [USED]), ("user", [{"text": "b"}])], "the tools' answers"),
        ([("user", [{"text": "a"}]), ("assistant", [USED]), ("user", [result, {"text": "b"}])], "something stands"),
        ([("user", [result])], "the tools' answers"),
    ):
        faults = faults_in([{"role": role, "content": content} for role, content in messages])
        assert faults[0].startswith(fault)
    conversation.messages.append({"role": "user", "content": []})
    with pytest.raises(ModelRefuses):
        conversation.request(())
