"""What can be the matter with an OpenAI-compatible server, and what the operator can do about it.

Nothing of what it says is passed on: an answer may quote the key, or what somebody wished for.
"""

from typing import Any, Final

from adapters.openai.abilities import Abilities
from adapters.wire.outside.heard import Heard
from adapters.wire.outside.trouble import Trouble, blocked, failing, nonsense, refused

OK: Final = 200
REDIRECTED: Final = range(300, 400)
CANNOT: Final = frozenset({400, 404, 415, 422, 501})
OURS: Final = frozenset({400, 405, 413, 415, 422})
LATER: Final = frozenset({408, 409, 425, 429})
TOO_LONG: Final = ("context_length_exceeded", "context length", "maximum context")
BLOCKED: Final = {
    401: "it does not accept our key: is ODDIYA_OPENAI_KEY right?",
    402: "our quota is spent",
    403: "it denies access with our key",
    404: "it has no such model or path: are ODDIYA_OPENAI_MODEL and ODDIYA_OPENAI_URL right?",
}


def answer_of(heard: Heard) -> dict[str, Any]:
    """Return the document of an answer, or raise the `Trouble` that it stands for."""
    document = heard.document()
    if heard.status != OK:
        raise _trouble(heard)
    if document is None:
        raise nonsense("it answers no JSON object")
    return document


def is_too_long(heard: Heard) -> bool:
    """Tell whether the server finds that there is more to read than the model can."""
    return heard.status in OURS and any(words in heard.text().lower() for words in TOO_LONG)


def lesson_of(heard: Heard, abilities: Abilities, *, has_begun: bool) -> Abilities | None:
    """Return the abilities to try it with instead, where the refusal may be for want of some; else None.

    A server may say of anything that it is a bad request, so that this is a guess until it answers.
    """
    said = heard.text().lower()
    if heard.status not in CANNOT:
        return None
    if "max_completion_tokens" in said and abilities.limit == "max_tokens":
        return abilities.with_other_limit()
    if has_begun or (heard.status == 404 and "tool" not in said):  # noqa: PLR2004 - Not Found, which is a model mostly
        return None
    return abilities.fewer()


def _trouble(heard: Heard) -> Trouble:
    if heard.status in BLOCKED:
        return blocked(BLOCKED[heard.status])
    if heard.status == 429 and "insufficient_quota" in heard.text():  # noqa: PLR2004 - Too Many Requests
        return blocked("our quota is spent")
    if heard.status in LATER or heard.status >= 500:  # noqa: PLR2004 - server errors
        return failing(f"it cannot answer now (status {heard.status})", retry_after=heard.retry_after or 0.0)
    if heard.status in REDIRECTED:
        return blocked("it leads elsewhere: is ODDIYA_OPENAI_URL right?")
    return refused(f"it refuses what it is asked (status {heard.status})")
