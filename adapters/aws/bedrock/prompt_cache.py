"""Where Bedrock may remember what it has read, which depends on the model.

docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html: Claude from 3.5 Haiku on, Nova without its tools.
"""

import re
from typing import Any, Final, Literal

Where = Literal["system", "tools", "messages"]
POINT: Final[dict[str, Any]] = {"cachePoint": {"type": "default"}}
CLAUDE: Final = re.compile(r"anthropic\.claude-(?:3-5-haiku|3-7-|(?:opus|sonnet|haiku)-[4-9])")
NOVA: Final = re.compile(r"amazon\.nova-")


def cache_points(model: str) -> frozenset[Where]:
    """Return the parts of a request after which a model can be told to remember."""
    if CLAUDE.search(model):
        return frozenset({"system", "tools", "messages"})
    if NOVA.search(model):
        return frozenset({"system", "messages"})
    return frozenset()
